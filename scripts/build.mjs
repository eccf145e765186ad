/** `node scripts/build.mjs [electron|renderer] [--force]`: builds what is stale of `dist/electron` and `dist/renderer`. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { at, hashOf, readJson, run, root, say } from "./checkout.mjs";

/** Programs that run on Node, each one file, so that a program finds the others beside it. */
const programs = {
  main: "electron/main/main.ts",
  engineProcess: "electron/engineProcess/main.ts",
  // A thread of the reader, which finds it beside itself.
  ocrThread: "electron/readerProcess/ocr/ocrThread.ts",
  // A thread of whoever has the core.
  textThread: "electron/textThread/main.ts",
};
/** Programs of more than one file: what they import only after their first lines is a file of its own. */
const split = { server: "electron/server/main.ts", cli: "electron/cli/main.ts" };
/** As `split`. It is started for a single document as well, so that the parsers are put into it, each in a file of its own. */
const reader = { readerProcess: "electron/readerProcess/main.ts" };
const preload = "electron/preload/preload.ts";

/**
 * What a start waits for is put into the programs: to find, read and compile hundreds of small modules takes longer than all they do.
 * The other packages hold data files or are loaded only when they are needed.
 */
const bundled = [
  "@hono/node-server",
  "@orama/stemmers",
  "@orpc/client",
  "@orpc/contract",
  "@orpc/server",
  "diff",
  "hono",
  "i18next",
  "node-llama-cpp",
  "pino",
  "stopword",
  "wink-porter2-stemmer",
  "zod",
];

const parsers = [
  "chardet",
  "eld",
  "iconv-lite",
  "mdast-util-from-markdown",
  "mdast-util-gfm",
  "micromark-extension-gfm",
  "papaparse",
  "parse5",
  "pdfjs-dist",
  "postal-mime",
  "saxes",
  "yauzl",
];

const targets = {
  electron: {
    sources: [
      "electron",
      "resources/prompts",
      "resources/i18n",
      "package.json",
      "package-lock.json",
      "scripts/build.mjs",
    ],
    outputs: [...Object.keys({ ...programs, ...split, ...reader }).map((name) => `${name}.js`), "preload.cjs"].map(
      (name) => `dist/electron/${name}`,
    ),
    build: buildPrograms,
  },
  renderer: {
    sources: [
      "renderer",
      "electron/contract",
      "electron/words",
      "resources/i18n",
      "package-lock.json",
      "vite.config.ts",
      "scripts/pdfAssets.ts",
    ],
    outputs: ["dist/renderer/index.html"],
    build: buildRenderer,
  },
};

const stampsFile = at("dist/stamps.json");
const force = process.argv.includes("--force");
const named = Object.keys(targets).filter((name) => process.argv.includes(name));
try {
  for (const [name, target] of Object.entries(targets)) {
    if (named.length > 0 && !named.includes(name)) continue;
    const stamp = hashOf(target.sources);
    const stamps = readJson(stampsFile) ?? {};
    if (!force && stamps[name] === stamp && target.outputs.every((file) => existsSync(at(file)))) continue;
    say(`Building dist/${name} …`);
    await target.build();
    mkdirSync(at("dist"), { recursive: true });
    writeFileSync(stampsFile, `${JSON.stringify({ ...stamps, [name]: stamp })}\n`);
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

async function buildPrograms() {
  const { build } = await import("esbuild");
  const { dependencies } = JSON.parse(readFileSync(at("package.json"), "utf8"));
  const shared = {
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node24",
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "warning",
    minify: true,
  };
  rmSync(at("dist/electron"), { recursive: true, force: true });
  const externalTo = (inside) => [
    "electron",
    // Native code.
    "@node-llama-cpp/*",
    ...Object.keys(dependencies)
      .filter((name) => !inside.includes(name))
      .flatMap((name) => [name, `${name}/*`]),
  ];
  const modules = {
    ...shared,
    outdir: at("dist/electron"),
    format: "esm",
    external: externalTo(bundled),
    // CommonJS packages ask for Node's modules with it.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    plugins: [await nodeLlamaCpp(build)],
  };
  await build({ ...modules, entryPoints: programs });
  await build({ ...modules, entryPoints: split, splitting: true, chunkNames: "part-[hash]" });
  await build({
    ...modules,
    entryPoints: reader,
    splitting: true,
    chunkNames: "reader-[hash]",
    external: externalTo([...bundled, ...parsers]),
    charset: "utf8",
    plugins: [languageData(), await pdfJs(build)],
  });
  await build({
    ...shared,
    entryPoints: { preload },
    outdir: at("dist/electron"),
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    external: ["electron"],
  });
}

/** Puts in what languages are told by as JSON, which is parsed several times as fast as the same is run as a program. */
function languageData() {
  return {
    name: "language-data",
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]eld[\\/]src[\\/]ngrams[\\/].*\.js$/ }, async ({ path: file }) => {
        const { ngramsData } = await import(pathToFileURL(file).href);
        return { contents: `export const ngramsData = JSON.parse(${JSON.stringify(JSON.stringify(ngramsData))});` };
      });
    },
  };
}

/** Puts pdf.js into the reader as it is used there. */
async function pdfJs(build) {
  const { pdfPatches } = await importSource(build, "electron/readerProcess/pdf/pdfPatches.ts");
  return {
    name: "pdf-js",
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]pdfjs-dist[\\/]legacy[\\/]build[\\/].*\.mjs$/ }, async ({ path: file }) => {
        const patch = pdfPatches.find(({ module }) => module.test(file.replaceAll("\\", "/")));
        const source = await readFile(file, "utf8");
        return { contents: patch?.change(source) ?? source, loader: "js" };
      });
    },
  };
}

async function importSource(build, file) {
  const { outputFiles } = await build({ entryPoints: [at(file)], write: false, format: "esm" });
  return await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

/** Puts node-llama-cpp into a program as it is used there, and keeps it finding its files in its own folder. */
async function nodeLlamaCpp(build) {
  const { nativePatches } = await importSource(build, "electron/engineProcess/nativePatches.ts");
  const dist = at("node_modules/node-llama-cpp/dist");
  return {
    name: "node-llama-cpp",
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]node-llama-cpp[\\/]dist[\\/].*\.js$/ }, async ({ path: file }) => {
        const source = await readFile(file, "utf8");
        const patch = nativePatches.find(({ module }) => module.test(file.replaceAll("\\", "/")));
        const relative = path.relative(dist, file).replaceAll("\\", "/");
        const url = `new URL(${JSON.stringify(relative)}, import.meta.resolve("node-llama-cpp")).href`;
        const contents = (patch?.change(source) ?? source).replaceAll("import.meta.url", url);
        return { contents, loader: "js" };
      });
    },
  };
}

async function buildRenderer() {
  const vite = at("node_modules/vite/bin/vite.js");
  // A test runner's NODE_ENV must not make a development build.
  const env = { ...process.env, NODE_ENV: "production" };
  const { code, output } = await run(process.execPath, [vite, "build", "--logLevel", "warn"], { env });
  if (code !== 0) throw new Error(output.trim());
  if (output.trim()) say(output.trim());
}
