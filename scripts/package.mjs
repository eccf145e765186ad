/** `npm run package -- [--dir] [electron-builder's arguments]`: builds what is stale, writes the bill of materials and packs it for
 * this platform. */
import { spawn } from "node:child_process";
import { at, run } from "./checkout.mjs";
import { writeSbom } from "./sbom.mjs";

const build = await run(process.execPath, [at("scripts/build.mjs")], { show: true });
if (build.code === 0) {
  await writeSbom();
  const child = spawn(
    process.execPath,
    [at("node_modules/electron-builder/cli.js"), "--config", "electron-builder.yml", ...process.argv.slice(2)],
    { cwd: at("."), stdio: ["ignore", "inherit", "inherit"] },
  );
  child.once("exit", (code) => (process.exitCode = code ?? 1));
} else process.exitCode = 1;
