import { createHash } from "node:crypto";
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
import { filesBelow, hashFile, liesInside, linkStaysInside, type OnBytes, staysInside } from "./bundleFiles.ts";

export const manifestName = "manifest.json";
export const manifestHashName = "manifest.json.sha256";
export const unfinishedName = "manifest.json.part";
export const applicationName = "application";

/** More than any manifest has. */
const mostManifestBytes = 64 * 2 ** 20;

/**
 * The manifest of a bundle.
 * @throws BUNDLE_INVALID where there is none, where it was not finished, where its bytes are others than were written, or where it is of a
 * newer version; FILE_NOT_FOUND
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
  const told = (await readFile(path.join(folder, manifestHashName), "utf8").catch(() => "")).trim();
  if (told.split(/\s/u)[0] !== createHash("sha256").update(bytes).digest("hex")) throw invalid("MANIFEST_DAMAGED");
  const { data, error } = bundleManifestSchema.safeParse(parsed);
  if (!data) throw invalid("MANIFEST_DAMAGED", error);
  const paths = new Set(data.files.map((file) => file.path));
  if (data.models.some(({ files }) => files.some((file) => !paths.has(file)))) throw invalid("MANIFEST_DAMAGED");
  return data;
}

function versionOf(parsed: unknown): number | null {
  if (typeof parsed !== "object" || parsed === null || !("format" in parsed) || !("version" in parsed)) return null;
  return parsed.format === "tramontane-bundle" && typeof parsed.version === "number" ? parsed.version : null;
}

/**
 * Reads each file of a bundle and says what is wrong with it.
 * @throws as {@link readManifest}; CANCELLED
 */
export async function checkBundle(
  folder: string,
  {
    isHere,
    signal,
    progress,
  }: {
    readonly isHere: (modelId: string) => boolean;
    readonly signal: AbortSignal;
    readonly progress: (done: number, total: number) => void;
  },
): Promise<{ manifest: BundleManifest; report: BundleReport }> {
  const manifest = await readManifest(folder);
  const bytes = bytesOf(manifest);
  let done = 0;
  const onBytes: OnBytes = (more) => {
    done += more;
    progress(Math.min(done, bytes), bytes);
  };
  const findings: BundleFinding[] = [];
  const seen = new Set<string>();
  for (const file of manifest.files) {
    const what = seen.has(file.path) ? "EXTRA" : await findingOf(folder, file, { signal, onBytes });
    if (what !== null) findings.push({ path: file.path, what });
    seen.add(file.path);
  }
  for (const link of manifest.links) {
    const isRight =
      staysInside(link.path) &&
      linkStaysInside(link) &&
      (await readlink(path.join(folder, link.path)).catch(() => null)) === link.target;
    if (!isRight) findings.push({ path: link.path, what: staysInside(link.path) ? "LINK" : "OUTSIDE" });
    seen.add(link.path);
  }
  for (const entry of await filesBelow(folder)) {
    if (!seen.has(entry.path) && !isOfBundle(entry.path)) findings.push({ path: entry.path, what: "EXTRA" });
  }
  return {
    manifest,
    report: { ...reportOf(manifest, isHere), findings },
  };
}

/** What a manifest tells of its bundle, with nothing found to be wrong. */
export function reportOf(manifest: BundleManifest, isHere: (modelId: string) => boolean): BundleReport {
  return {
    madeBy: manifest.madeBy,
    models: manifest.models.map(({ files: _files, ...model }) => ({ ...model, isHere: isHere(model.id) })),
    hasApplication: manifest.files.some((file) => file.path.startsWith(`${applicationName}/`)),
    files: manifest.files.length,
    bytes: bytesOf(manifest),
    findings: [],
  };
}

function bytesOf({ files }: BundleManifest): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

/** The manifest itself, and what systems strew about on sticks, of which nothing is used. */
function isOfBundle(file: string): boolean {
  return (
    [manifestName, manifestHashName].includes(file) ||
    /(?:^|\/)(?:\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/u.test(file) ||
    /^(?:System Volume Information|\$RECYCLE\.BIN|\.Trashes|\.fseventsd|\.Spotlight-V100)\//u.test(file)
  );
}

async function findingOf(
  folder: string,
  file: BundleManifest["files"][number],
  reading: { readonly signal: AbortSignal; readonly onBytes: OnBytes },
): Promise<BundleFinding["what"] | null> {
  if (!staysInside(file.path)) return "OUTSIDE";
  const at = path.join(folder, file.path);
  const there = await lstat(at).catch(() => null);
  if (!there) return "MISSING";
  if (!there.isFile() || !(await liesInside(folder, file.path))) return "LINK";
  if (there.size !== file.bytes) return "SIZE";
  try {
    return (await hashFile(at, reading)) === file.sha256 ? null : "CHANGED";
  } catch (thrown) {
    if (reading.signal.aborted) throw toAppError(thrown);
    return "UNREADABLE";
  }
}

/** @throws BUNDLE_INVALID where something is wrong, with how much and the first of it */
export function refuseFindings({ findings }: Pick<BundleReport, "findings">): void {
  const [first] = findings;
  if (first)
    throw new AppError("BUNDLE_INVALID", { data: { reason: "FILES", count: findings.length, first: first.path } });
}
