import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Where the application's own files lie, found from this module upwards: the folder with package.json, be it the
 * checkout (module in electron/host), the bundle (dist/electron) or the asar.
 */
export function applicationFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, "package.json"))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error("The application's folder was not found");
    folder = parent;
  }
  return folder;
}

export function applicationVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(applicationFolder(), "package.json"), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version);
  throw new Error("package.json names no version");
}
