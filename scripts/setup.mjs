/**
 * `node scripts/setup.mjs start|test|cli [arguments]`: installs what the lockfile names, builds what is stale, and then runs the program
 * of the command with the pinned Node. Everything it says itself goes to stderr. Needs Node 20 and npm, nothing else. No script of npm
 * before the command's, for `.npmrc` keeps npm from running any that was not asked for by its name.
 */
import { spawn } from "node:child_process";
import { pinnedNode, at, run, say } from "./checkout.mjs";
import { findChromium } from "./chromium.mjs";
import { installPackages } from "./install.mjs";

const programs = { start: "scripts/start.mjs", test: "scripts/test.mjs", cli: "dist/electron/cli.js" };
const [purpose = "", ...args] = process.argv.slice(2);
if (!Object.hasOwn(programs, purpose)) {
  say(`usage: node scripts/setup.mjs ${Object.keys(programs).join("|")} [arguments]`);
  process.exit(2);
}

try {
  await installPackages();
  const build = await run(pinnedNode() ?? process.execPath, [at("scripts/build.mjs")], { show: true });
  if (build.code !== 0) throw new Error("The build failed");
  if (purpose === "test" && !(await findChromium())) {
    say("No Chromium was found or could be installed; the end-to-end tests will fail. Install chromium and try again.");
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
runProgram(at(programs[purpose]));

function runProgram(program) {
  const child = spawn(pinnedNode() ?? process.execPath, [program, ...args], { stdio: "inherit" });
  // The terminal itself interrupts the program, which decides what becomes of it.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.once("error", (error) => {
    say(String(error));
    process.exitCode = 1;
  });
  child.once("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
}
