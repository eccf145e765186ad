import { readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "@playwright/test";

/** The Chromium that `scripts/setup.mjs test` found; Playwright's own where that was never run. */
function chromiumExecutable(): string | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(path.join(import.meta.dirname, ".cache/chromium.json"), "utf8"));
    return typeof note === "object" && note !== null && "executable" in note ? String(note.executable) : undefined;
  } catch {
    return undefined;
  }
}

const executablePath = chromiumExecutable();

export default defineConfig({
  tsconfig: "./test/e2e/tsconfig.json",
  testDir: "test/e2e",
  outputDir: "test-results",
  timeout: 300_000,
  // A bound for a busy machine; what is there is seen at once.
  expect: { timeout: 60_000 },
  forbidOnly: process.env.CI !== undefined,
  fullyParallel: true,
  workers: 2,
  retries: 0,
  reporter: "line",
  use: {
    browserName: "chromium",
    headless: true,
    // Pictures of every step take as long as the steps; what stood on the page is in the trace.
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
    launchOptions: executablePath === undefined ? {} : { executablePath },
  },
});
