/**
 * `npm run notices`: writes `resources/licences/THIRD_PARTY_NOTICES.md`, the licences of all that is shipped, from the
 * lockfile and the licence files of the installed packages. The result is checked in; a test fails where it is stale.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { at, say } from "./checkout.mjs";

export const noticesFile = at("resources/licences/THIRD_PARTY_NOTICES.md");

/** Licences that ask for no more than to be named. One that is not here is a decision for people. */
export const allowedLicences = [
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "OFL-1.1",
  "Zlib",
];

/** Code that a package has compiled in and whose licence it does not carry. */
export const compiledIn = [
  { name: "llama.cpp", within: "node-llama-cpp", licence: "MIT", file: "llama.cpp.txt" },
  { name: "JSON for Modern C++", within: "node-llama-cpp", licence: "MIT", file: "nlohmann-json.txt" },
  { name: "cpp-httplib", within: "node-llama-cpp", licence: "MIT", file: "cpp-httplib.txt" },
  { name: "Leptonica", within: "tesseract.js-core", licence: "BSD-2-Clause", file: "leptonica.txt" },
  { name: "LibTIFF", within: "tesseract.js-core", licence: "libtiff", file: "libtiff.txt" },
  { name: "libwebp", within: "tesseract.js-core", licence: "BSD-3-Clause", file: "libwebp.txt" },
  { name: "GIFLIB", within: "tesseract.js-core", licence: "MIT", file: "giflib.txt" },
  {
    name: "libjpeg-turbo",
    within: "tesseract.js-core and @embedpdf/pdfium",
    licence: "IJG and BSD-3-Clause",
    file: "libjpeg.txt",
  },
  { name: "libpng", within: "tesseract.js-core and @embedpdf/pdfium", licence: "libpng-2.0", file: "libpng.txt" },
  { name: "zlib", within: "tesseract.js-core and @embedpdf/pdfium", licence: "Zlib", file: "zlib.txt" },
  { name: "FreeType", within: "@embedpdf/pdfium", licence: "FTL", file: "freetype.txt" },
  { name: "Little CMS", within: "@embedpdf/pdfium", licence: "MIT", file: "littlecms.txt" },
  { name: "ICU", within: "@embedpdf/pdfium", licence: "Unicode", file: "icu.txt" },
  { name: "Anti-Grain Geometry", within: "@embedpdf/pdfium", licence: "permissive", file: "antigrain.txt" },
];

/** Code that a package has compiled in and whose licence stands elsewhere, or that has none. */
export const compiledInElsewhere = [
  { name: "OpenJPEG", within: "@embedpdf/pdfium", licence: "BSD-2-Clause", text: "stands with pdfjs-dist" },
  { name: "Abseil", within: "@embedpdf/pdfium", licence: "Apache-2.0", text: "stands with @embedpdf/pdfium" },
  {
    name: "Tesseract's language data",
    within: "the @tesseract.js-data packages",
    licence: "Apache-2.0",
    text: "stands with tesseract.js-core",
  },
  { name: "SQLite", within: "better-sqlite3-multiple-ciphers", licence: "in the public domain", text: null },
];

/** Models that come along and were trained by others. */
export const models = [
  {
    name: "all-MiniLM-L6-v2",
    from: "sentence-transformers, https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
    change: "converted to GGUF and quantized to Q8_0, see resources/embedding/README.md",
    licence: "Apache-2.0",
    file: "all-minilm-l6-v2.txt",
  },
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(noticesFile, makeNotices());
  say(`Wrote ${path.relative(at("."), noticesFile)}`);
}

/**
 * Every package that is shipped, by name and version: what `dependencies` asks for, and what the interface imports of
 * `devDependencies`, with all that these depend on. What a bundle leaves out of a package counts as shipped with it.
 * @returns {{ name: string, version: string, licence: string, integrity: string | undefined, folders: string[], platform: boolean, needs: string[] }[]}
 *   `needs` names others as `name@version`; `integrity` is the hash of the lockfile, which one that
 *   lies in another package has not
 */
export function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(at("package-lock.json"), "utf8"));
  const { dependencies, devDependencies } = JSON.parse(readFileSync(at("package.json"), "utf8"));
  const imported = importedBy("renderer");
  const roots = [...Object.keys(dependencies), ...Object.keys(devDependencies).filter((name) => imported.has(name))];
  const shipped = new Map();
  const visited = new Map();
  for (const name of roots) visit(resolve("", name), null);
  return [...shipped.values()].sort(byNameAndVersion);

  function visit(folder, parent) {
    if (visited.has(folder)) return visited.get(folder);
    const entry = packages[folder];
    const name = entry.name ?? folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
    const key = `${name}@${entry.version}`;
    visited.set(folder, key);
    const platform = Boolean(entry.os || entry.cpu);
    // The lockfile knows the licence of another platform's part only where that part was once installed.
    const licence = entry.license ?? (platform ? parent?.license : undefined) ?? "none stated";
    const known = shipped.get(key);
    const { version, integrity } = entry;
    const one = known ?? { name, version, licence, integrity, folders: [], platform, needs: [] };
    shipped.set(key, one);
    one.folders.push(folder);
    for (const dependency of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      const needed = visit(resolve(folder, dependency), entry);
      if (!one.needs.includes(needed)) one.needs.push(needed);
    }
    return key;
  }

  /** The folder in which Node finds a package from another one's folder. */
  function resolve(from, name) {
    const steps = from === "" ? [] : from.split("/node_modules/");
    for (let count = steps.length; count >= 0; count--) {
      const folder = [...steps.slice(0, count), ""].join("/node_modules/").replace(/^$/, "node_modules/") + name;
      if (packages[folder]) return folder;
    }
    throw new Error(`package-lock.json has no ${name}, which ${from || "the project"} needs`);
  }
}

/** True where one may choose an allowed licence, or where all that apply are allowed; `(MIT OR GPL-3.0)` is. */
export function isAllowed(licence) {
  const terms = licence.replaceAll(/[()]/g, "");
  if (terms.includes(" OR ")) return terms.split(" OR ").some(isAllowed);
  return terms.split(" AND ").every((term) => allowedLicences.includes(term.trim()));
}

/** The whole text of the notices; the same on every platform. */
export function makeNotices() {
  const shipped = shippedPackages();
  const own = shipped.filter(({ platform }) => !platform);
  const parts = shipped.filter(({ platform }) => platform);
  const texts = new Map();
  for (const { name, version, licence, folders } of own) {
    const found = licenceTexts(folders[0]);
    const all = found.length > 0 ? found : [`This package carries no licence file. It states: ${licence}.`];
    for (const text of all) texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`]);
  }
  const blocks = [...texts].map(([text, names]) => block(names.join(", "), text));
  for (const { name, within, file } of compiledIn) {
    blocks.push(block(`${name}, compiled into ${within}`, normalized(at(`resources/licences/${file}`))));
  }
  for (const { name, file } of models) blocks.push(block(name, normalized(at(`resources/licences/${file}`))));
  const line = ({ name, version, licence }) => `- ${name} ${version}: ${licence}`;
  return `${[
    "# Third-party notices",
    "Tramontane is made with the packages below and ships them, whole or in part. Made by `npm run notices` from the lockfile; not to be edited by hand. The notices of Electron and Chromium lie beside the application as `LICENSE.electron.txt` and `LICENSES.chromium.html`.",
    "## Packages",
    own.map(line).join("\n"),
    "## Parts built for one platform",
    "Each is under the licence of the package it is a part of; a packed application holds those of its platform alone.",
    parts.map(line).join("\n"),
    "## Compiled in",
    [
      ...compiledIn.map(({ name, within, licence }) => `- ${name}, within ${within}: ${licence}`),
      ...compiledInElsewhere.map(
        ({ name, within, licence, text }) =>
          `- ${name}, within ${within}: ${licence}${text === null ? "" : `, whose text ${text}`}`,
      ),
    ].join("\n"),
    "## Models",
    models.map(({ name, from, change, licence }) => `- ${name}, by ${from}; ${change}: ${licence}`).join("\n"),
    "## Texts",
    ...blocks,
  ].join("\n\n")}\n`;
}

function block(title, text) {
  return `### ${title}\n\n~~~text\n${text}\n~~~`;
}

/** The licences and notices of a package and of what it carries in its folders, without the packages nested in it. */
function licenceTexts(folder) {
  return readdirSync(at(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isLicence(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(at(folder), file).split(path.sep).includes("node_modules"))
    .sort()
    .map(normalized);
}

function isLicence(name) {
  // PDF.js carries these fonts under the GPL; they are not shipped.
  if (name === "LICENSE_LIBERATION") return false;
  return /^(licen[sc]e|copying|notice|unlicense)/i.test(name) && !/\.([cm]?[jt]s|map|json)$/i.test(name);
}

function normalized(file) {
  return readFileSync(file, "utf8")
    .replaceAll("\r\n", "\n")
    .replaceAll(/[ \t]+$/gm, "")
    .trim();
}

/** Names of the packages that the sources below a folder import. */
function importedBy(folder) {
  const names = new Set();
  for (const entry of readdirSync(at(folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(tsx?|css)$/.test(entry.name)) continue;
    const source = readFileSync(path.join(entry.parentPath, entry.name), "utf8");
    for (const [, name] of source.matchAll(/(?:from|import)\s*\(?\s*["']((?:@[^/"']+\/)?[^./"'][^/"']*)/g)) {
      names.add(name);
    }
  }
  return names;
}

function byNameAndVersion(one, other) {
  const [a, b] = [`${one.name}@${one.version}`, `${other.name}@${other.version}`];
  return a < b ? -1 : Number(a > b);
}
