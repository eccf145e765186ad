import { createHash, type Hash } from "node:crypto";
import { lstat, readFile, readlink } from "node:fs/promises";
import path from "node:path";
import {
  type BundleFinding,
  type BundleManifest,
  bundleManifestSchema,
  type BundleReport,
  bundleVersion,
} from "../../contract/bundle.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import {
  filesBelow,
  type FolderEntry,
  hashPart,
  leadsInside,
  linkStaysInside,
  nameKey,
  type Reading,
  staysInside,
} from "./bundleFiles.ts";

export const manifestName = "manifest.json";
export const manifestHashName = "manifest.json.sha256";
export const unfinishedName = "manifest.json.part";
export const applicationName = "application";

/** More than any manifest has. */
const mostManifestBytes = 64 * 2 ** 20;
/** Findings that a report names. */
const mostFindings = 200;

/** What a computer has already, by ids of models and adapters. */
export interface Here {
  readonly model: (id: string) => boolean;
  readonly adapter: (id: string) => boolean;
}

/**
 * The manifest of a bundle.
 * @throws BUNDLE_INVALID where there is none, where it was not finished, where its bytes are others than were written, where its fields
 * contradict each other, or where it is of a newer version; FILE_NOT_FOUND
 */
export async function readManifest(folder: string): Promise<BundleManifest> {
  const at = path.join(folder, manifestName);
  const invalid = (reason: "NO_MANIFEST" | "UNFINISHED" | "MANIFEST_DAMAGED", cause?: unknown) =>
    new AppError("BUNDLE_INVALID", { data: { reason }, cause });
  const there = await lstat(at).catch(() => null);
  if (!there) {
    if (!(await lstat(folder).catch(() => null))) throw new AppError("FILE_NOT_FOUND");
    throw invalid((await lstat(path.join(folder, unfinishedName)).catch(() => null)) ? "UNFINISHED" : "NO_MANIFEST");
  }
  if (!there.isFile() || there.size > mostManifestBytes) throw invalid("MANIFEST_DAMAGED");
  const bytes = await readFile(at);
  let parsed: unknown;
  try {
    parsed = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw invalid("MANIFEST_DAMAGED", cause);
  }
  // A newer one may look otherwise, and is told as what it is.
  const version = versionOf(parsed);
  if (version !== null && version > bundleVersion)
    throw new AppError("BUNDLE_INVALID", { data: { reason: "NEWER", version } });
  const told = await readHash(path.join(folder, manifestHashName));
  if (told !== createHash("sha256").update(bytes).digest("hex")) throw invalid("MANIFEST_DAMAGED");
  const { data, error } = bundleManifestSchema.safeParse(parsed);
  if (!data) throw invalid("MANIFEST_DAMAGED", error);
  if (!isSound(data)) throw invalid("MANIFEST_DAMAGED");
  return data;
}

async function readHash(file: string): Promise<string> {
  const there = await lstat(file).catch(() => null);
  if (there?.isFile() !== true || there.size > 1000) return "";
  return (await readFile(file, "utf8")).trim().split(/\s/u)[0] ?? "";
}

function versionOf(parsed: unknown): number | null {
  if (typeof parsed !== "object" || parsed === null || !("format" in parsed) || !("version" in parsed)) return null;
  return parsed.format === "tramontane-bundle" && typeof parsed.version === "number" ? parsed.version : null;
}

/** Whether models and adapters are what they say of themselves: of files that are listed, each of one of them, and as long as these. */
function isSound({ models, adapters, files }: BundleManifest): boolean {
  const lengths = new Map(files.map((file) => [file.path, file.bytes]));
  const things = [
    ...models.map((model) => ({ ...model, paths: model.files.flatMap(({ pieces }) => pieces) })),
    ...adapters.map((adapter) => ({ ...adapter, paths: [adapter.file] })),
  ];
  const paths = things.flatMap((thing) => thing.paths);
  return (
    new Set(things.map(({ id }) => id)).size === things.length &&
    new Set(paths).size === paths.length &&
    models.every((model) => model.files.every(({ name }) => staysInside(name) && !name.includes("/"))) &&
    things.every((thing) => thing.paths.reduce((sum, file) => sum + (lengths.get(file) ?? NaN), 0) === thing.bytes)
  );
}

export interface CheckedBundle {
  readonly manifest: BundleManifest;
  readonly report: BundleReport;
  /** where a file of the manifest lies: a stick may have changed case or Unicode form of its name */
  readonly locate: (file: string) => string;
}

/**
 * Says what is wrong with the files of a bundle.
 * @param reading null: they are held against the manifest by their names and sizes alone
 * @throws as {@link readManifest}; CANCELLED
 */
export async function checkBundle(
  folder: string,
  {
    here,
    reading,
  }: {
    readonly here: Here;
    readonly reading: {
      readonly signal: AbortSignal;
      readonly progress: (done: number, total: number, file: string) => void;
    } | null;
  },
): Promise<CheckedBundle> {
  const manifest = await readManifest(folder);
  const total = bytesOf(manifest);
  let done = 0;
  const there = listed(await filesBelow(folder));
  const findings: BundleFinding[] = [];
  const seen = new Map<string, string>();
  /** Whether nothing else has this name. */
  const take = (file: string): boolean => {
    const key = nameKey(file);
    if (seen.has(key)) findings.push({ path: file, what: "SAME_NAME" });
    else seen.set(key, file);
    return seen.get(key) === file;
  };
  const look = async (file: BundleManifest["files"][number], also?: Hash): Promise<boolean> => {
    const what = !staysInside(file.path)
      ? ("OUTSIDE" as const)
      : await there.findingOf(folder, file, {
          also,
          reading: reading && {
            signal: reading.signal,
            onBytes(more) {
              done += more;
              reading.progress(Math.min(done, total), total, file.path);
            },
          },
        });
    if (what !== null) findings.push({ path: file.path, what });
    return what === null;
  };

  const others = new Map(manifest.files.map((file) => [file.path, file]));
  const takeFile = (file: string) => {
    const entry = others.get(file);
    others.delete(file);
    return entry;
  };
  const names = manifest.files.filter((file) => take(file.path)).map((file) => file.path);
  const sole = new Set(names);
  for (const thing of [
    ...manifest.models.map(({ id, files }) => ({ id, paths: files.flatMap(({ pieces }) => pieces) })),
    ...manifest.adapters.map(({ id, file }) => ({ id, paths: [file] })),
  ]) {
    const files = thing.paths.flatMap((file) => takeFile(file) ?? []);
    const hash = createHash("sha256");
    let isWhole = true;
    for (const file of files) {
      const isRight = sole.has(file.path) && (await look(file, files.length > 1 ? hash : undefined));
      isWhole &&= isRight;
    }
    const [only] = files;
    if (!isWhole || !only || (files.length > 1 && !reading)) continue;
    const own = files.length === 1 ? only.sha256 : hash.digest("hex");
    if (own !== thing.id) findings.push({ path: only.path, what: "OTHER_MODEL" });
  }
  for (const file of others.values()) if (sole.has(file.path)) await look(file);
  for (const link of manifest.links) {
    if (!take(link.path)) continue;
    const isRight =
      staysInside(link.path) &&
      linkStaysInside(link) &&
      (await readlink(path.join(folder, link.path)).catch(() => null)) === link.target &&
      (await leadsInside(folder, link));
    if (!isRight) findings.push({ path: link.path, what: staysInside(link.path) ? "LINK" : "OUTSIDE" });
  }
  for (const entry of there.entries) {
    if (!seen.has(nameKey(entry.path)) && ![manifestName, manifestHashName].includes(entry.path))
      findings.push({ path: entry.path, what: "EXTRA" });
  }
  return {
    manifest,
    report: { ...reportOf(manifest, here), findings: findings.slice(0, mostFindings), wrong: findings.length },
    locate: (file) => path.join(folder, there.find(file)?.path ?? file),
  };
}

/** What lies in a folder, by names that a stick may have changed in case or Unicode form. */
function listed(entries: readonly FolderEntry[]) {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const byKey = new Map(entries.map((entry) => [nameKey(entry.path), entry]));
  const find = (file: string): FolderEntry | undefined => byPath.get(file) ?? byKey.get(nameKey(file));
  return {
    entries,
    find,
    async findingOf(
      folder: string,
      file: BundleManifest["files"][number],
      { reading, also }: { readonly reading: Reading | null; readonly also: Hash | undefined },
    ): Promise<BundleFinding["what"] | null> {
      const entry = find(file.path);
      if (!entry) {
        const folders = file.path.split("/").map((_part, index, parts) => parts.slice(0, index).join("/"));
        return folders.some((above) => find(above)?.kind === "link") ? "LINK" : "MISSING";
      }
      if (entry.kind !== "file") return "LINK";
      if (entry.bytes !== file.bytes) return "SIZE";
      if (!reading) return null;
      try {
        const part = { from: path.join(folder, entry.path), start: 0, bytes: file.bytes };
        return (await hashPart(part, reading, also)) === file.sha256 ? null : "CHANGED";
      } catch (thrown) {
        if (reading.signal.aborted) throw toAppError(thrown);
        return "UNREADABLE";
      }
    },
  };
}

/** What a manifest tells of its bundle, with nothing found to be wrong. */
function reportOf(manifest: BundleManifest, here: Here): BundleReport {
  const inside = new Set(manifest.models.map(({ id }) => id));
  return {
    madeBy: manifest.madeBy,
    models: manifest.models.map(({ files: _files, ...model }) => ({ ...model, isHere: here.model(model.id) })),
    adapters: manifest.adapters.map(({ id, name, bytes, bases }) => ({
      id,
      name,
      bytes,
      isHere: here.adapter(id),
      hasBase: bases.some((base) => inside.has(base) || here.model(base)),
    })),
    hasApplication: manifest.files.some((file) => file.path.startsWith(`${applicationName}/`)),
    files: manifest.files.length,
    bytes: bytesOf(manifest),
    findings: [],
    wrong: 0,
  };
}

function bytesOf({ files }: BundleManifest): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

/** @throws BUNDLE_INVALID where something is wrong, with how much and the first of it */
export function refuseFindings({ findings, wrong }: Pick<BundleReport, "findings" | "wrong">): void {
  const [first] = findings;
  if (first) throw new AppError("BUNDLE_INVALID", { data: { reason: "FILES", count: wrong, first: first.path } });
}
