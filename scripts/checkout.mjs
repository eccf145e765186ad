/**
 * What the scripts share: where things lie and how a program is run. No dependency and nothing newer than Node 20,
 * because `setup.mjs` runs before anything is installed.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
export const cacheFolder = path.join(root, ".cache");
export const chromiumNote = path.join(cacheFolder, "chromium.json");

/** @param {string} relative path inside the checkout */
export function at(relative) {
  return path.join(root, relative);
}

/** One line on stderr, so that stdout stays the result's. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** The pinned runtime from the lockfile, or null before it is installed. */
export function pinnedNode() {
  const file = at(process.platform === "win32" ? "node_modules/node/bin/node.exe" : "node_modules/node/bin/node");
  return existsSync(file) ? file : null;
}

/**
 * Runs a program to its end without stdin.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ show?: boolean, deadlineMs?: number, env?: NodeJS.ProcessEnv, cwd?: string }} [options] `show` passes its
 *   output on to stderr; otherwise it is returned
 * @returns {Promise<{ code: number | null, output: string, timedOut: boolean }>} code null where it could not be
 *   started or was killed
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: options.show ? ["ignore", 2, 2] : ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let output = "";
    let timedOut = false;
    const timer = options.deadlineMs
      ? setTimeout(() => {
          timedOut = true;
          child.kill("SIGKILL");
        }, options.deadlineMs)
      : null;
    const collect = (chunk) => (output += chunk.toString());
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    const finish = (code) => {
      if (timer) clearTimeout(timer);
      resolve({ code, output, timedOut });
    };
    child.once("error", (error) => {
      output += String(error);
      finish(null);
    });
    child.once("close", finish);
  });
}

/** True where a connection to the address opens in time, or where a proxy would have to be asked. */
export function reachable(url, deadlineMs = 4000) {
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return Promise.resolve(true);
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port) || (protocol === "http:" ? 80 : 443) });
    const finish = (answer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(false), deadlineMs);
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}

/** SHA-256 over the names and contents of files and folders of a checkout; what is absent counts as absent. */
export function hashOf(entries, folder = root) {
  const hash = createHash("sha256");
  const add = (relative) => {
    const file = path.join(folder, relative);
    let names;
    try {
      names = readdirSync(file);
    } catch (error) {
      if (error.code === "ENOENT") return void hash.update(`${relative} absent\n`);
      if (error.code !== "ENOTDIR") throw error;
      const bytes = readFileSync(file);
      return void hash.update(`${relative} ${bytes.length}\n`).update(bytes);
    }
    for (const name of names.sort()) add(`${relative}/${name}`);
  };
  for (const entry of entries) add(entry);
  return hash.digest("hex");
}

/** The stored JSON, or null where there is none that can be read. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
