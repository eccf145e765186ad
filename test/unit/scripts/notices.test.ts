import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { isAllowed, makeNotices, noticesFile, shippedPackages } from "../../../scripts/notices.mjs";

describe("the third-party notices", () => {
  it("are those of the lockfile; after a change of dependencies run `npm run notices`", () => {
    const kept = readFileSync(noticesFile, "utf8").replaceAll("\r\n", "\n");
    // not compared by the test runner, whose report would be as long as the notices
    expect(kept === makeNotices(), `${path.basename(noticesFile)} is stale`).toBe(true);
  });

  it("name no licence that asks for more than to be named", () => {
    const others = shippedPackages().filter(({ licence }) => !isAllowed(licence));
    expect(others.map(({ name, licence }) => `${name}: ${licence}`)).toEqual([]);
  });

  it("hold what the programs run on, what the interface is made of, and no tool", () => {
    const names = new Set(shippedPackages().map(({ name }) => name));
    for (const shipped of [
      "node-llama-cpp",
      "better-sqlite3-multiple-ciphers",
      "react-dom",
      "scheduler",
      "tailwindcss",
      "pdfjs-dist",
    ]) {
      expect(names).toContain(shipped);
    }
    for (const tool of ["vitest", "typescript", "esbuild", "electron-builder", "jsdom"]) {
      expect(names).not.toContain(tool);
    }
  });
});

describe("a licence", () => {
  it.each([
    ["MIT", true],
    ["(MIT OR GPL-3.0-or-later)", true],
    ["(MIT AND Zlib)", true],
    ["GPL-3.0-only", false],
    ["MIT AND LGPL-3.0-only", false],
    ["none stated", false],
  ])("%s is allowed: %s", (licence, allowed) => {
    expect(isAllowed(licence)).toBe(allowed);
  });
});
