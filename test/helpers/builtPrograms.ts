import { execFileSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { applicationFolder } from "../../electron/host/applicationFolder.ts";
import type { ThreadStarter } from "../../electron/core/ports.ts";
import { createNodeThreads } from "../../electron/host/nodeThreads.ts";
import { createNodeSpawner, type NodeSpawner } from "../../electron/host/nodeSpawner.ts";

/** The programs as they are shipped: they start in a third of the time that their sources take. */
export const builtPrograms = path.join(applicationFolder(), "dist/electron");

/** Starts the built engine and reader. */
export function builtSpawner(): NodeSpawner {
  return createNodeSpawner(builtPrograms);
}

/** Starts the built thread for work on text. */
export function builtThreads(): ThreadStarter {
  return createNodeThreads(builtPrograms);
}

/** Builds what is stale, before the tests of a project that runs built programs. */
export function setup(): void {
  const build = path.join(applicationFolder(), "scripts/build.mjs");
  execFileSync(process.execPath, [build, "electron"], { stdio: ["ignore", "inherit", "inherit"] });
}
