import { readdir } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../contract/errors.ts";
import type { AppInfo } from "../contract/app.ts";
import { formatOfName } from "../contract/formats.ts";

/** The documents that come with the application; the title is the name without dashes and extension. */
export async function listSamples(resources: string): Promise<AppInfo["samples"]> {
  const names = await readdir(path.join(resources, "samples"));
  return names
    .filter((name) => formatOfName(name) !== null && name.toLowerCase() !== "readme.md")
    .sort((a, b) => Number(b.endsWith(".pdf")) - Number(a.endsWith(".pdf")) || a.localeCompare(b))
    .map((name) => ({ name, title: titleOf(name) }));
}

export async function samplePath(resources: string, name: string): Promise<string> {
  const samples = await listSamples(resources);
  if (!samples.some((sample) => sample.name === name)) throw new AppError("NOT_FOUND");
  return path.join(resources, "samples", name);
}

function titleOf(name: string): string {
  const words = path.basename(name, path.extname(name)).replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
