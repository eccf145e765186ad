import { deepEqual } from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { createRouterClient } from "@orpc/server";
import { afterAll, afterEach } from "vitest";
import { lastingViolations, leftProcesses, violationsOfClosed, violationsOfRunning } from "./invariant.ts";
import { openApps } from "./openApp.ts";

/** Everything a test file makes lies in one folder, where it is looked at when the file has ended. */
process.env["TMPDIR"] = mkdtempSync(path.join(os.tmpdir(), "tramontane-file-"));
const folder = os.tmpdir();

afterEach(async () => {
  for (const app of openApps) {
    const client = createRouterClient(app.router, { context: {} });
    deepEqual(await lastingViolations(() => violationsOfRunning(client)), []);
  }
  deepEqual(librariesIn(folder).flatMap(violationsOfClosed), []);
});

afterAll(async () => {
  try {
    deepEqual(await lastingViolations(leftProcesses), []);
    deepEqual(librariesIn(folder).flatMap(violationsOfClosed), []);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

function librariesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => path.basename(name) === "library.db")
    .map((name) => path.join(root, path.dirname(name)));
}
