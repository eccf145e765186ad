/** `node scripts/build.mjs [--force]`: builds what is stale of `dist/electron` and `dist/renderer`. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { at, hashOf, readJson, run, root, say } from "./checkout.mjs";

/** Programs that run on Node, each one file, so that a program finds the others beside it. */
const programs = {
  main: "electron/main/main.ts",
  server: "electron/server/main.ts",
  cli: "electron/cli/main.ts",
  engineProcess: "electron/engineProcess/main.ts",
  readerProcess: "electron/readerProcess/main.ts",
  // A thread of the reader, which finds it beside itself.
  ocrThread: "electron/readerProcess/ocr/ocrThread.ts",
};
const preload = "electron/preload/preload.ts";

const targets = {
  electron: {
    sources: ["electron", "resources/prompts", "package.json", "package-lock.json", "scripts/build.mjs"],
    outputs: [...Object.keys(programs).map((name) => `${name}.js`), "preload.cjs"].map(
      (name) => `dist/electron/${name}`,
    ),
    build: buildPrograms,
  },
  renderer: {
    sources: ["renderer", "electron/contract", "package-lock.json", "vite.config.ts", "scripts/pdfAssets.ts"],
    outputs: ["dist/renderer/index.html"],
    build: buildRenderer,
  },
};

const stampsFile = at("dist/stamps.json");
const force = process.argv.includes("--force");
try {
  for (const [name, target] of Object.entries(targets)) {
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
  };
  rmSync(at("dist/electron"), { recursive: true, force: true });
  await build({
    ...shared,
    entryPoints: programs,
    outdir: at("dist/electron"),
    format: "esm",
    // Packages stay packages: several hold native code or data files, and the packed application carries them anyway.
    external: ["electron", ...Object.keys(dependencies).flatMap((name) => [name, `${name}/*`])],
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

async function buildRenderer() {
  const vite = at("node_modules/vite/bin/vite.js");
  // A test runner's NODE_ENV must not make a development build.
  const env = { ...process.env, NODE_ENV: "production" };
  const { code, output } = await run(process.execPath, [vite, "build", "--logLevel", "warn"], { env });
  if (code !== 0) throw new Error(output.trim());
  if (output.trim()) say(output.trim());
}
