import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createPackage } from "@electron/asar";

/** The bytes by which the fuses of an Electron binary are found, and how they stand in a fresh one (0 off, 1 on). */
const fuseSentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const freshFuses = "101100011";

/**
 * A folder with the shape of Electron's Linux distribution, for packing where the real one cannot be had: a binary that
 * carries the fuse wire, the archive of the default application and the files that are renamed or removed.
 */
export async function writeElectronStandIn(folder: string, version: string): Promise<void> {
  mkdirSync(path.join(folder, "resources"), { recursive: true });
  mkdirSync(path.join(folder, "locales"));
  const wire = Buffer.concat([
    Buffer.from(fuseSentinel, "latin1"),
    Buffer.from([1, freshFuses.length]),
    Buffer.from(freshFuses, "latin1"),
  ]);
  writeFileSync(
    path.join(folder, "electron"),
    Buffer.concat([Buffer.alloc(4096, 0x90), wire, Buffer.alloc(4096, 0x90)]),
  );
  chmodSync(path.join(folder, "electron"), 0o755);
  writeFileSync(path.join(folder, "version"), version);
  writeFileSync(path.join(folder, "LICENSE"), "Electron");
  writeFileSync(path.join(folder, "LICENSES.chromium.html"), "Chromium");
  for (const name of ["chrome-sandbox", "chrome_crashpad_handler", "icudtl.dat", "resources.pak"]) {
    writeFileSync(path.join(folder, name), name);
  }
  for (const locale of ["en-US", "de", "fi"]) writeFileSync(path.join(folder, "locales", `${locale}.pak`), locale);
  const defaultApp = path.join(folder, "default_app");
  mkdirSync(defaultApp);
  writeFileSync(path.join(defaultApp, "main.js"), "");
  await createPackage(defaultApp, path.join(folder, "resources/default_app.asar"));
  rmSync(defaultApp, { recursive: true });
}
