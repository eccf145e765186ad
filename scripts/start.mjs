/**
 * `npm start`: opens the window; where Electron or its sandbox cannot be had, says so in one line and opens the same
 * interface in the browser. `--headless` prints the address only. Other arguments go on to the application.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { at, reachable, run, say } from "./checkout.mjs";

const args = process.argv.slice(2);
const server = [process.execPath, [at("dist/electron/server.js"), ...args]];

const window = args.includes("--headless") ? null : await windowProgram();
if (typeof window === "string") say(`${window} Opening the same interface in the browser.`);
const [program, programArgs] = window === null || typeof window === "string" ? server : window;

const child = spawn(program, programArgs, { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.once("error", (error) => {
  say(String(error));
  process.exitCode = 1;
});
child.once("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
});

/** The program and its arguments, or a sentence that says why there can be no window. */
async function windowProgram() {
  const obstacle = noDisplay() ?? noSandbox();
  if (obstacle) return obstacle;
  const binary = electronBinary() ?? ((await downloadElectron()) ? electronBinary() : null);
  return binary ? [binary, [at("."), ...args]] : "Electron is not here and cannot be downloaded.";
}

function electronBinary() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? at("node_modules/electron/dist");
  const note = at("node_modules/electron/path.txt");
  const name = existsSync(note) ? readFileSync(note, "utf8") : "electron";
  const file = path.join(folder, name);
  return existsSync(file) ? file : null;
}

async function downloadElectron() {
  const host = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? "https://github.com";
  if (!(await reachable(host))) return false;
  say("Downloading Electron (about 110 MB) …");
  const script = at("node_modules/electron/install.js");
  const { code } = await run(process.execPath, [script], { deadlineMs: 600_000 });
  return code === 0;
}

function noDisplay() {
  if (process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return null;
  return "There is no display for a window.";
}

/**
 * Chromium keeps pages in a sandbox of user namespaces. The window is never opened without it: a page that a hostile
 * document took over would have the user's whole account.
 */
function noSandbox() {
  if (process.platform !== "linux" || args.includes("--no-sandbox")) return null;
  if (process.getuid?.() === 0) return "The window's sandbox does not work for root.";
  const value = (file) => (existsSync(file) ? readFileSync(file, "utf8").trim() : null);
  const forbidden =
    value("/proc/sys/kernel/unprivileged_userns_clone") === "0" ||
    value("/proc/sys/user/max_user_namespaces") === "0" ||
    value("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") === "1";
  return forbidden ? "The window's sandbox needs user namespaces, which this system forbids." : null;
}
