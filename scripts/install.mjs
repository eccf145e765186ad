import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";
import { at, cacheFolder, pinnedNode, readJson, run, say } from "./checkout.mjs";

const marker = at("node_modules/.tramontane-lock");

/** Brings node_modules to what the lockfile says, the pinned Node included. Does nothing where it already is. */
export async function installPackages() {
  const lockfile = readFileSync(at("package-lock.json"));
  const wanted = createHash("sha256").update(lockfile).digest("hex");
  if (!isInstalled(lockfile, wanted)) {
    say("Installing the packages of package-lock.json; the first time takes some minutes …");
    await npm([process.platform === "win32" && existsSync(at("node_modules")) ? "install" : "ci"]);
  }
  if (!pinnedNode()) await installNode();
  writeFileSync(marker, wanted);
}

function isInstalled(lockfile, wanted) {
  try {
    if (readFileSync(marker, "utf8") === wanted) return true;
  } catch {
    // Somebody may have installed with npm itself; its own record of what lies in node_modules then agrees.
  }
  const there = readJson(at("node_modules/.package-lock.json"));
  return there !== null && agrees(JSON.parse(lockfile.toString()).packages, there.packages);
}

/**
 * Whether the packages that lie in node_modules are those of the lockfile. Optional ones may be absent: they are for
 * other platforms.
 * @param {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }>} wanted
 * @param {Record<string, { version?: string, integrity?: string }>} there
 */
export function agrees(wanted, there) {
  for (const [place, entry] of Object.entries(wanted)) {
    if (place === "") continue;
    const found = there[place];
    if (!found) {
      if (entry.optional || entry.devOptional) continue;
      return false;
    }
    if (found.version !== entry.version || found.integrity !== entry.integrity) return false;
  }
  return true;
}

async function npm(args) {
  // No package's install script is needed: all bring prebuilt parts (npm would even compile better-sqlite3-multiple-ciphers, which has
  // its prebuilt one inside), and Node itself is fetched below.
  const quiet = ["--ignore-scripts", "--loglevel=error", "--no-audit", "--no-fund", "--no-progress"];
  const result = await run(...npmCommand([...args, ...quiet]));
  if (result.code === 0) return;
  say(result.output.trim());
  throw new Error(`npm ${args.join(" ")} failed`);
}

/** The npm that started us, with the Node it runs on: that one is not replaced while it installs. */
function npmCommand(args) {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.[cm]?js$/.test(script))
    return [process.env.npm_node_execpath ?? process.execPath, [script, ...args]];
  return process.platform === "win32" ? ["cmd.exe", ["/d", "/s", "/c", "npm.cmd", ...args]] : ["npm", args];
}

/**
 * The package `node` fetches its program in an install script. Scripts are off, so the same package is fetched here and
 * put where `node` would have put it.
 */
async function installNode() {
  const manifest = readJson(at("node_modules/node/package.json"));
  if (!manifest) throw new Error("The lockfile names no node");
  const platform = process.platform === "win32" ? "win" : process.platform;
  const prefix = platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  const name = `${prefix}-${platform}-${process.arch}`;
  say(`Fetching Node ${manifest.version} …`);
  const folder = path.join(cacheFolder, "node");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  await npm(["install", "--no-save", "--no-package-lock", "--prefix", folder, `${name}@${manifest.version}`]);
  const program = platform === "win" ? "node.exe" : "node";
  mkdirSync(at("node_modules/node/bin"), { recursive: true });
  const target = at(`node_modules/node/bin/${program}`);
  copyFileSync(path.join(folder, "node_modules", name, "bin", program), target);
  chmodSync(target, 0o755);
  mkdirSync(at("node_modules/.bin"), { recursive: true });
  if (platform === "win") {
    writeFileSync(at("node_modules/.bin/node.cmd"), '@"%~dp0\\..\\node\\bin\\node.exe" %*\r\n');
  } else {
    rmSync(at("node_modules/.bin/node"), { force: true });
    symlinkSync("../node/bin/node", at("node_modules/.bin/node"));
  }
  rmSync(folder, { recursive: true, force: true });
}
