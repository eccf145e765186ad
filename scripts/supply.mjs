/**
 * `npm run supply`: holds what the application is made of against what is asked of it: hashes, licences, install scripts and bill of
 * materials, which need no network, and known vulnerabilities and signatures, which the registry is asked for. What the registry does not offer is
 * skipped and said so. Ends with 1 where a check failed.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { at, readJson, run } from "./checkout.mjs";
import { installPackages, npmCommand } from "./install.mjs";
import { wanting, withoutHash } from "./lockHashes.mjs";
import { askingPackages, holdScripts } from "./installScripts.mjs";

/** @typedef {{ state: "ok" | "FAILED" | "SKIPPED", text: string }} Verdict */

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await installPackages();
  const checks = {
    hashes: checkHashes,
    licences: checkLicences,
    "install scripts": checkInstallScripts,
    "bill of materials": checkSbom,
    vulnerabilities: checkVulnerabilities,
    signatures: checkSignatures,
  };
  for (const [name, check] of Object.entries(checks)) {
    const { state, text } = await check();
    process.stdout.write(`${state.padEnd(8)} ${name}: ${text}\n`);
    if (state === "FAILED") process.exitCode = 1;
  }
}

function checkHashes() {
  const { packages } = readJson(at("package-lock.json"));
  const all = withoutHash(packages);
  const missing = all.filter((place) => !wanting.includes(place));
  return verdict(
    missing.length > 0 ? [`${missing.join(", ")} have none; npm run lock gives it`] : [],
    `each of ${Object.keys(packages).length - 1} packages has one in the lockfile, but for ${all.length} parts of other platforms`,
  );
}

async function checkLicences() {
  const { isAllowed, shippedPackages } = await import("./notices.mjs");
  const shipped = shippedPackages();
  const others = shipped.filter(({ licence }) => !isAllowed(licence));
  return verdict(
    others.map(({ name, version, licence }) => `${name} ${version} is under ${licence}`),
    `${shipped.length} packages are shipped, each under a licence that asks for no more than to be named`,
  );
}

function checkInstallScripts() {
  const asking = askingPackages(readJson(at("package-lock.json")).packages);
  const { undecided, needless, allowed } = holdScripts(asking, readJson(at("package.json")).allowScripts);
  return verdict(
    [
      ...undecided.map((one) => `${one} has one and nobody decided on it`),
      ...needless.map((one) => `${one} has none (any more) and is decided on`),
    ],
    `${asking.length} packages have one; allowed: ${allowed.join(", ") || "none"}`,
  );
}

async function checkSbom() {
  const { sbomFile, writeSbom } = await import("./sbom.mjs");
  try {
    await writeSbom();
  } catch (error) {
    return { state: "FAILED", text: String(error) };
  }
  const { components, specVersion } = JSON.parse(readFileSync(sbomFile, "utf8"));
  return verdict([], `${components.length} parts, CycloneDX ${specVersion}, in ${sbomFile}`);
}

/** @returns {Promise<Verdict>} */
export async function checkVulnerabilities() {
  const { shippedPackages } = await import("./notices.mjs");
  const folders = new Set(["node_modules/electron", ...shippedPackages().flatMap((one) => one.folders)]);
  return readAudit(await askNpm(["audit"]), (folder) => folders.has(folder));
}

/** @returns {Promise<Verdict>} */
export async function checkSignatures() {
  return readSignatures(await askNpm(["audit", "signatures"]));
}

/**
 * What `npm audit --json` came to. A vulnerability of what is shipped fails; one of a tool is told.
 * @param {unknown} report what npm wrote, null where it was no JSON
 * @param {(folder: string) => boolean} isShipped
 * @returns {Verdict}
 */
export function readAudit(report, isShipped) {
  if (!report?.vulnerabilities)
    return { state: "SKIPPED", text: `the registry was not to be asked (${reasonOf(report)})` };
  // npm lists what depends on a vulnerable package as well; that one itself is always among them.
  const found = Object.values(report.vulnerabilities).flatMap(({ name, nodes, via }) =>
    via
      .filter((one) => typeof one === "object")
      .map(({ severity, title, url }) => ({ name, nodes, severity, title, url })),
  );
  const shipped = found.filter(({ nodes }) => nodes.some(isShipped));
  const tools = found.length - shipped.length;
  return verdict(
    shipped.map(({ name, severity, title, url }) => `${name}: ${title} (${severity}, ${url})`),
    `none is known of what is shipped${tools > 0 ? `; ${tools} of what only development uses, see npm audit` : ""}`,
  );
}

/**
 * What `npm audit signatures --json` came to: signatures of the registry, and attestations of where and from what a package was built.
 * @param {unknown} report what npm wrote, null where it was no JSON
 * @returns {Verdict}
 */
export function readSignatures(report) {
  if (!report?.invalid) return { state: "SKIPPED", text: `the registry was not to be asked (${reasonOf(report)})` };
  const say = (what) => (one) => `${one.name}@${one.version} has ${what}`;
  return verdict(
    [...report.invalid.map(say("a signature that is not valid")), ...report.missing.map(say("no signature"))],
    "those of the registry and of the builds are valid",
  );
}

function reasonOf(report) {
  return report?.message || report?.error?.summary || "npm gave no answer that can be read";
}

/** @returns {Promise<unknown>} the JSON that npm writes; null where it wrote none */
async function askNpm(args) {
  const quiet = ["--json", "--loglevel=silent", "--fetch-retries=0", "--fetch-timeout=60000"];
  const { output } = await run(...npmCommand([...args, ...quiet]));
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}

/** @returns {Verdict} */
function verdict(problems, otherwise) {
  return problems.length > 0 ? { state: "FAILED", text: problems.join("; ") } : { state: "ok", text: otherwise };
}
