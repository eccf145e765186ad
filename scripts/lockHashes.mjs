/**
 * `npm run lock`: gives each package of package-lock.json its hash, as the registry states it. npm leaves out those of other platforms' parts where it writes the
 * lockfile beside packages that are installed; on those platforms anything would be taken for them. Versions stay as they are.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { at, readJson, run, say } from "./checkout.mjs";
import { npmCommand } from "./install.mjs";

/** Parts of which no registry that was asked had this version: their hashes are still to be had, and the list is to become empty. */
export const wanting = [
  "linux-riscv64",
  "mac-arm64-metal",
  "mac-x64",
  "win-arm64",
  "win-x64",
  "win-x64-cuda",
  "win-x64-cuda-ext",
  "win-x64-vulkan",
].map((name) => `node_modules/@node-llama-cpp/${name}`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lockfile = readJson(at("package-lock.json"));
  for (const place of withoutHash(lockfile.packages)) {
    const { version, ...others } = lockfile.packages[place];
    const integrity = await askHash(place, lockfile.packages[place]);
    if (integrity) lockfile.packages[place] = { version, integrity, ...others };
    else say(`The registry has no hash of ${place} ${version}`);
  }
  writeFileSync(at("package-lock.json"), `${JSON.stringify(lockfile, null, 2)}\n`);
}

/**
 * The places of packages that are installed from a registry without anything to hold them against. What lies in another package comes
 * with that one's hash.
 * @param {Record<string, { integrity?: string | undefined, inBundle?: boolean | undefined, link?: boolean | undefined }>} packages of package-lock.json
 */
export function withoutHash(packages) {
  const places = Object.keys(packages).filter((place) => place !== "");
  return places.filter((place) => {
    const { integrity, inBundle, link } = packages[place];
    return !integrity && !inBundle && !link;
  });
}

async function askHash(place, { name, version }) {
  const full = name ?? place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
  const { code, output } = await run(
    ...npmCommand(["view", `${full}@${version}`, "dist.integrity", "--json", "--loglevel=silent"]),
  );
  const hash = code === 0 ? JSON.parse(output) : null;
  return typeof hash === "string" ? hash : null;
}
