import type { Dirent } from "node:fs";
import { readdir, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import type { FoundBy, HubFile } from "../../contract/downloads.ts";
import { ggufKindOf } from "../../contract/ggufNames.ts";
import { modelPartOf, namesOfModelParts } from "../../contract/modelParts.ts";
import { sizeOf } from "../files/sizeOf.ts";
import type { Places } from "../ports.ts";

/** GGUF files in the folders of other programs. */
export interface FoundFiles {
  list(): Promise<FoundFile[]>;
  /** One that is this model byte for byte, by the hashes of its files; null where there is none, or a hash is not known. */
  matching(files: readonly HubFile[], signal: AbortSignal): Promise<FoundFile | null>;
}

export interface FoundFile {
  readonly program: FoundBy;
  readonly name: string;
  readonly repo: string | null;
  /** one, or all parts of a model that is cut into several, in their order */
  readonly files: readonly string[];
  /** of all */
  readonly bytes: number;
  /** as the program's own name of the file has it; null where it has none, or where there are several */
  readonly sha256: string | null;
}

/**
 * @see https://docs.ollama.com/faq#where-are-models-stored, https://lmstudio.ai/docs/app/basics/import-model,
 *   https://huggingface.co/docs/huggingface_hub/guides/manage-cache, `fs_get_cache_directory` of llama.cpp
 */
export function createFoundFiles(
  places: Places,
  hash: (files: readonly string[], signal: AbortSignal) => Promise<string>,
): FoundFiles {
  const found: FoundFiles = {
    async list() {
      const all = await Promise.all([ofOllama(places), ofLmStudio(places), ofHubCache(places), ofLlamaCpp(places)]);
      const seen = new Set<string>();
      return all.flat().filter(({ files: [first = ""] }) => !seen.has(first) && seen.add(first));
    },

    async matching(wanted, signal) {
      if (wanted.some(({ sha256 }) => sha256 === null)) return null;
      const bytes = wanted.reduce((sum, file) => sum + file.bytes, 0);
      for (const candidate of await found.list()) {
        if (candidate.bytes !== bytes || candidate.files.length !== wanted.length) continue;
        // What the name says is looked at again when it is added.
        if (candidate.sha256 !== null && candidate.sha256 !== wanted[0]?.sha256) continue;
        if (candidate.sha256 !== null || (await hasHashes(candidate, wanted, hash, signal))) return candidate;
      }
      return null;
    },
  };
  return found;
}

async function hasHashes(
  { files }: FoundFile,
  wanted: readonly HubFile[],
  hash: (files: readonly string[], signal: AbortSignal) => Promise<string>,
  signal: AbortSignal,
): Promise<boolean> {
  for (const [index, file] of files.entries()) {
    if (sizeOf(file) !== wanted[index]?.bytes || (await hash([file], signal)) !== wanted[index].sha256) return false;
  }
  return true;
}

const manifestSchema = z.object({
  layers: z.array(z.object({ mediaType: z.string(), digest: z.string(), size: z.number() })),
});

/** `manifests/HOST/NAMESPACE/NAME/TAG` names blobs by their hashes. */
async function ofOllama({ platform, home, env }: Places): Promise<FoundFile[]> {
  const own = env["OLLAMA_MODELS"] ?? path.join(home, ".ollama", "models");
  const folders = platform === "linux" ? [own, "/usr/share/ollama/.ollama/models"] : [own];
  const found: FoundFile[] = [];
  for (const folder of new Set(folders)) {
    for (const file of await filesBelow(path.join(folder, "manifests"), 5)) {
      const parts = path.relative(path.join(folder, "manifests"), file).split(path.sep);
      const [host = "", ...names] = parts;
      const [namespace = "", name = "", tag = ""] = names;
      if (names.length !== 3) continue;
      const manifest = manifestSchema.safeParse(await readJson(file));
      const layer = manifest.data?.layers.find(({ mediaType }) => mediaType === "application/vnd.ollama.image.model");
      const [, sha256 = null] = /^sha256:([0-9a-f]{64})$/u.exec(layer?.digest ?? "") ?? [];
      if (sha256 === null) continue;
      const blob = path.join(folder, "blobs", `sha256-${sha256}`);
      const isOfHub = host === "hf.co" || host === "huggingface.co";
      found.push(
        ...(await oneFile("ollama", blob, {
          name: `${namespace === "library" ? "" : `${namespace}/`}${name}:${tag}`,
          repo: isOfHub ? `${namespace}/${name}` : null,
          sha256,
        })),
      );
    }
  }
  return found;
}

/** `PUBLISHER/REPOSITORY/FILE.gguf`, as on the hub. */
async function ofLmStudio({ home }: Places): Promise<FoundFile[]> {
  const moved = (await readText(path.join(home, ".lmstudio-home-pointer")))?.trim();
  const folders = [
    ...(moved ? [path.join(moved, "models")] : []),
    path.join(home, ".lmstudio", "models"),
    path.join(home, ".cache", "lm-studio", "models"),
  ];
  const found: FoundFile[] = [];
  for (const folder of new Set(folders)) {
    const files = await filesBelow(folder, 4);
    for (const file of files) {
      const [publisher, repository, ...rest] = path.relative(folder, file).split(path.sep);
      const repo = rest.length > 0 ? `${publisher}/${repository}` : null;
      found.push(...(await modelAt("lmStudio", file, files, { name: path.basename(file), repo, sha256: null })));
    }
  }
  return found;
}

/** `models--OWNER--NAME/snapshots/COMMIT/FILE` links to `blobs/SHA256` where the system has links. */
async function ofHubCache({ home, env }: Places): Promise<FoundFile[]> {
  const cache = env["XDG_CACHE_HOME"] ?? path.join(home, ".cache");
  const folder =
    env["HF_HUB_CACHE"] ??
    env["HUGGINGFACE_HUB_CACHE"] ??
    path.join(env["HF_HOME"] ?? path.join(cache, "huggingface"), "hub");
  const found: FoundFile[] = [];
  for (const repository of await entriesOf(folder)) {
    const [, owner, name] = /^models--(.+?)--(.+)$/u.exec(repository.name) ?? [];
    if (owner === undefined || name === undefined) continue;
    const files = await filesBelow(path.join(folder, repository.name, "snapshots"), 4);
    for (const file of files) {
      const blob = path.basename(await realpath(file).catch(() => file));
      const sha256 = /^[0-9a-f]{64}$/u.test(blob) ? blob : null;
      found.push(
        ...(await modelAt("hubCache", file, files, { name: path.basename(file), repo: `${owner}/${name}`, sha256 })),
      );
    }
  }
  return found;
}

/** All in one folder, as `OWNER_NAME_FILE.gguf`. */
async function ofLlamaCpp({ platform, home, env }: Places): Promise<FoundFile[]> {
  const usual =
    platform === "darwin"
      ? path.join(home, "Library", "Caches", "llama.cpp")
      : platform === "win32"
        ? path.join(env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local"), "llama.cpp")
        : path.join(env["XDG_CACHE_HOME"] ?? path.join(home, ".cache"), "llama.cpp");
  const files = await filesBelow(env["LLAMA_CACHE"] ?? usual, 1);
  const found = await Promise.all(
    files.map((file) => modelAt("llamaCpp", file, files, { name: path.basename(file), repo: null, sha256: null })),
  );
  return found.flat();
}

type Facts = Pick<FoundFile, "name" | "repo" | "sha256">;

/** A model by its only or first file; nothing for its other parts, where some are missing, and for what is no model. */
async function modelAt(program: FoundBy, file: string, all: readonly string[], facts: Facts): Promise<FoundFile[]> {
  const kind = ggufKindOf(file);
  if (kind !== "model" && kind !== "adapter") return [];
  const part = modelPartOf(file);
  if (!part || part.count === 1) return oneFile(program, file, facts);
  const parts = namesOfModelParts(file);
  if (part.number > 1 || parts.some((name) => !all.includes(name))) return [];
  const bytes = parts.reduce((sum, name) => sum + sizeOf(name), 0);
  return [{ program, ...facts, sha256: null, files: parts, bytes }];
}

async function oneFile(program: FoundBy, file: string, facts: Facts): Promise<FoundFile[]> {
  const bytes = sizeOf(file);
  return bytes > 0 ? [{ program, ...facts, files: [await realpath(file)], bytes }] : [];
}

/** What cannot be looked into holds nothing for us. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Paths of files and links, so many folders deep, in order of their names. */
async function filesBelow(folder: string, depth: number): Promise<string[]> {
  const found: string[] = [];
  for (const entry of (await entriesOf(folder)).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (depth > 1) found.push(...(await filesBelow(at, depth - 1)));
    } else found.push(at);
  }
  return found;
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return null;
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse((await readText(file)) ?? "") as unknown;
  } catch {
    return null;
  }
}
