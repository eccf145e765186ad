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
import { at, cacheFolder, pinnedNode, readJson, root, run, say } from "./checkout.mjs";
import { askingPackages, holdScripts } from "./installScripts.mjs";

const marker = at("node_modules/.tramontane-lock");

/** Brings node_modules to what the lockfile says, the pinned Node included. Does nothing where it already is. */
export async function installPackages() {
  const lockfile = readFileSync(at("package-lock.json"));
  const wanted = createHash("sha256").update(lockfile).digest("hex");
  if (!isInstalled(lockfile, wanted)) {
    const { packages } = JSON.parse(lockfile.toString());
    refuseUndecided(packages);
    say("Installing the packages of package-lock.json; the first time takes some minutes …");
    await npm([process.platform === "win32" && existsSync(at("node_modules")) ? "install" : "ci", "--ignore-scripts"]);
    // What is built from source without saying so is seen only now; nothing of it has run.
    await runScripts(refuseUndecided(packages), root);
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

/** @returns {string[]} the packages whose scripts are allowed. @throws where one asks to run a script and nobody has decided */
function refuseUndecided(packages) {
  const { undecided, allowed } = holdScripts(askingPackages(packages), readJson(at("package.json")).allowScripts);
  if (undecided.length === 0) return allowed;
  throw new Error(
    `Nothing was run: ${undecided.join(", ")} would run a program of its own when installed. Read it, and say in allowScripts of package.json whether it may.`,
  );
}

/** Runs the install scripts of packages that lie in a folder's node_modules. */
export async function runScripts(names, folder) {
  if (names.length === 0) return;
  say(`Running the install scripts of ${names.join(", ")} …`);
  await npm(["rebuild", "--ignore-scripts=false", ...names], folder);
}

async function npm(args, folder = root) {
  const quiet = ["--loglevel=error", "--no-audit", "--no-fund", "--no-progress"];
  const result = await run(...npmCommand([...args, ...quiet]), { cwd: folder });
  if (result.code === 0) return;
  say(result.output.trim());
  throw new Error(`npm ${args.join(" ")} failed`);
}

/** The npm that started us, with the Node it runs on: that one is not replaced while it installs. */
export function npmCommand(args) {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.[cm]?js$/.test(script))
    return [process.env.npm_node_execpath ?? process.execPath, [script, ...args]];
  return process.platform === "win32" ? ["cmd.exe", ["/d", "/s", "/c", "npm.cmd", ...args]] : ["npm", args];
}

/**
 * The package `node` fetches its program in an install script, without anything to hold it against. The same program is fetched here,
 * held to the hash that `nodePrograms.json` has of it, and put where `node` would have put it.
 */
async function installNode() {
  const manifest = readJson(at("node_modules/node/package.json"));
  if (!manifest) throw new Error("The lockfile names no node");
  const platform = process.platform === "win32" ? "win" : process.platform;
  const prefix = platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  const name = `${prefix}-${platform}-${process.arch}`;
  const integrity = readJson(at("scripts/nodePrograms.json"))[`${name}@${manifest.version}`];
  if (!integrity) return settleForOwnNode(manifest.version);
  say(`Fetching Node ${manifest.version} …`);
  const folder = path.join(cacheFolder, "node");
  await fetchPackage({ name, version: manifest.version, integrity }, folder);
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

/** The registry has no program of the pinned version for every platform; one that the person has is as good if it is as new. */
function settleForOwnNode(version) {
  const major = Number(version.split(".")[0]);
  if (Number(process.versions.node.split(".")[0]) >= major) return;
  throw new Error(
    `There is no Node ${version} to fetch for this platform. Install Node ${major} or later and try again.`,
  );
}

/**
 * Installs one package, without its scripts, into a folder of its own.
 * @param {{ name: string, version: string, integrity: string }} wanted
 * @throws where the registry gives anything else than what has this hash
 */
export async function fetchPackage({ name, version, integrity }, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const manifest = { private: true, dependencies: { [name]: version } };
  const packages = { "": manifest, [`node_modules/${name}`]: { version, integrity } };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(path.join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
  await npm(["ci", "--ignore-scripts"], folder);
}
