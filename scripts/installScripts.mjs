/**
 * Install scripts of packages: programs of strangers that npm would run while it installs. `.npmrc` keeps npm from running any;
 * which ones may run all the same says `allowScripts` of package.json, npm's own field, and every one must be decided there.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { at } from "./checkout.mjs";

/**
 * Holds what asks to run a script against what was decided.
 * @param {readonly { name: string, version: string }[]} asking as `askingPackages` finds them
 * @param {Readonly<Record<string, boolean>>} decisions `allowScripts`: a name with false, or a name and its exact version with true
 * @returns {{ undecided: string[], needless: string[], allowed: string[] }} `undecided` ask and nobody has decided; `needless` are
 *   decisions about what does not ask (any more); `allowed` are names of packages whose scripts are to be run
 */
export function holdScripts(asking, decisions) {
  const keys = (one) => [one.name, `${one.name}@${one.version}`];
  const undecided = asking.filter((one) => decisions[one.name] !== false && decisions[keys(one)[1]] !== true);
  const known = new Set(asking.flatMap(keys));
  return {
    undecided: undecided.map((one) => keys(one)[1]),
    needless: Object.keys(decisions).filter((key) => !known.has(key)),
    allowed: asking.filter((one) => decisions[keys(one)[1]] === true).map(({ name }) => name),
  };
}

/**
 * The packages of a lockfile that ask to run a script when they are installed. One that is built from source without saying so
 * (it has a `binding.gyp`) is known only where it is installed already.
 * @param {Record<string, { name?: string | undefined, version?: string | undefined, hasInstallScript?: boolean | undefined }>} packages of package-lock.json
 * @returns {{ name: string, version: string }[]} each once
 */
export function askingPackages(packages, folder = at(".")) {
  const found = new Map();
  for (const [place, entry] of Object.entries(packages)) {
    if (place === "") continue;
    if (!entry.hasInstallScript && !existsSync(path.join(folder, place, "binding.gyp"))) continue;
    const name = entry.name ?? place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    found.set(`${name}@${entry.version}`, { name, version: entry.version ?? "" });
  }
  return [...found.values()];
}
