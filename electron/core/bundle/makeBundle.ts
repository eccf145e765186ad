import { createHash } from "node:crypto";
import { lstat, mkdir, open, readdir, readlink, realpath, rename, rm, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { type BundleManifest, bundleVersion } from "../../contract/bundle.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import { measureFreeBytes } from "../files/freeBytes.ts";
import {
  copyVerified,
  type FilePart,
  filesBelow,
  hashPart,
  isOfSystem,
  isWithin,
  linkStaysInside,
  nameKey,
  type Reading,
  staysInside,
} from "./bundleFiles.ts";
import { applicationName, manifestHashName, manifestName, readManifest, unfinishedName } from "./checkBundle.ts";

/** What goes into a bundle. */
export interface BundleContent {
  readonly madeBy: string;
  readonly models: readonly {
    readonly id: string;
    readonly name: string;
    readonly licence: string | null;
    /** paths of its files, in their order */
    readonly files: readonly string[];
  }[];
  readonly adapters: readonly (Omit<BundleManifest["adapters"][number], "bytes" | "file"> & {
    /** its path */
    readonly from: string;
  })[];
  /** a folder or a file; null: none */
  readonly application: string | null;
  /** files and folders that go in under these names, where they are there */
  readonly others: readonly { readonly from: string; readonly to: string }[];
}

interface Source extends FilePart {
  readonly to: string;
}

/** FAT32, as which most sticks are sold, holds no longer file. */
const longestFile = 2 ** 32 - 1;

/**
 * Writes a bundle. The manifest comes last: what was stopped before has none, and the next attempt goes on where it stopped.
 * @param longest bytes of a file of a model above which it is cut into pieces
 * @throws BUNDLE_INVALID for a folder that holds something else, or that cannot take it; DISK_FULL before or while it is written;
 * FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function makeBundle(
  folder: string,
  content: BundleContent,
  {
    signal,
    progress,
    longest = longestFile,
  }: {
    readonly signal: AbortSignal;
    readonly progress: (done: number, total: number, file: string) => void;
    readonly longest?: number;
  },
): Promise<BundleManifest> {
  try {
    return await write(folder, content, { signal, progress, longest });
  } catch (thrown) {
    throw bundleError(thrown);
  }
}

async function write(
  folder: string,
  content: BundleContent,
  {
    signal,
    progress,
    longest,
  }: {
    readonly signal: AbortSignal;
    readonly progress: (done: number, total: number, file: string) => void;
    readonly longest: number;
  },
): Promise<BundleManifest> {
  await mkdir(folder, { recursive: true });
  await refuseInside(folder, content);
  const { sources, links, models, adapters } = await sourcesOf(content, longest);
  refuseSameNames([...sources.map(({ to }) => to), ...links.map((link) => link.path)]);
  await takeFolder(folder);
  await removeOthers(folder, new Set(sources.map(({ to }) => to)));
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  await refuseFullDisk(folder, sources);

  let done = 0;
  const files: BundleManifest["files"] = [];
  for (const source of sources) {
    // A stick that was pulled out must not be made anew in the folder where it was mounted.
    if (!(await lstat(path.join(folder, unfinishedName)).catch(() => null)))
      throw new AppError("BUNDLE_INVALID", { data: { reason: "GONE" } });
    const to = path.join(folder, source.to);
    await mkdir(path.dirname(to), { recursive: true });
    const sha256 = await copyOnce(source, to, {
      signal,
      onBytes(bytes) {
        done += bytes;
        progress(Math.min(done, total), total, source.to);
      },
    });
    files.push({ path: source.to, bytes: source.bytes, sha256 });
  }
  for (const link of links) await makeLink(folder, link);
  const manifest: BundleManifest = {
    format: "tramontane-bundle",
    version: bundleVersion,
    madeBy: content.madeBy,
    models,
    adapters,
    files,
    links,
  };
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`, "utf8");
  const hash = createHash("sha256").update(bytes).digest("hex");
  await writeWhole(path.join(folder, manifestHashName), Buffer.from(`${hash}  ${manifestName}\n`, "utf8"));
  await writeWhole(path.join(folder, unfinishedName), bytes);
  await rename(path.join(folder, unfinishedName), path.join(folder, manifestName));
  return manifest;
}

/** What is there whole, and the same, is left. @returns its SHA-256 */
async function copyOnce(source: Source, to: string, reading: Reading): Promise<string> {
  const there = await lstat(to).catch(() => null);
  if (there?.isFile() === true && there.size === source.bytes) {
    const own = await hashPart({ from: to, start: 0, bytes: source.bytes }, { ...reading, onBytes() {} });
    if (own === (await hashPart(source, reading))) return own;
    reading.onBytes(-source.bytes);
  }
  await rm(to, { force: true });
  return await copyVerified(source, to, reading);
}

async function makeLink(folder: string, { path: at, target }: BundleManifest["links"][number]): Promise<void> {
  await mkdir(path.dirname(path.join(folder, at)), { recursive: true });
  try {
    await symlink(target, path.join(folder, at));
  } catch (cause) {
    const { code } = toAppError(cause);
    if (code !== "INTERNAL") throw cause;
    throw new AppError("BUNDLE_INVALID", { data: { reason: "NO_LINKS", first: at }, cause });
  }
}

/** What folder a bundle can be written to: an empty one, or one in which a bundle is or was begun. */
export async function stateOf(folder: string): Promise<"FREE" | "BUNDLE" | "OCCUPIED"> {
  const there = await stat(folder).catch(() => null);
  if (!there) return "FREE";
  if (!there.isDirectory()) return "OCCUPIED";
  const names = (await readdir(folder)).filter((name) => !isOfSystem(name));
  if (names.length === 0) return "FREE";
  // By its hash beside it: what it says itself may be damaged, and is to be made again then.
  const isOurs = names.includes(unfinishedName) || (names.includes(manifestName) && names.includes(manifestHashName));
  return isOurs ? "BUNDLE" : "OCCUPIED";
}

/** Of a bundle the manifest goes before anything else changes. */
async function takeFolder(folder: string): Promise<void> {
  if ((await stateOf(folder)) === "OCCUPIED") throw new AppError("BUNDLE_INVALID", { data: { reason: "NOT_EMPTY" } });
  try {
    await readManifest(folder);
  } catch (thrown) {
    const { data } = toAppError(thrown);
    if (data && "reason" in data && data.reason === "NEWER") throw thrown;
  }
  await writeWhole(path.join(folder, unfinishedName), Buffer.from("{}\n"));
  await rm(path.join(folder, manifestName), { force: true });
}

/** Of what a bundle of before has and this one has not, and every link: nothing is written where one leads. */
async function removeOthers(folder: string, wanted: ReadonlySet<string>): Promise<void> {
  for (const { path: file, kind } of await filesBelow(folder)) {
    const isOurs = /^(?:application|models|adapters|licences|catalogue)(?:\/|$)/u.test(file);
    const isWanted = kind === "file" && wanted.has(file.replace(/\.part$/u, ""));
    if (isOurs && !isWanted) await rm(path.join(folder, file), { force: true });
  }
}

async function refuseFullDisk(folder: string, sources: readonly Source[]): Promise<void> {
  let needed = 0;
  for (const { to, bytes } of sources) {
    const at = path.join(folder, to);
    const there = (await lstat(at).catch(() => null)) ?? (await lstat(`${at}.part`).catch(() => null));
    needed += Math.max(0, bytes - (there?.size ?? 0));
  }
  if (needed > (await measureFreeBytes(folder))) throw new AppError("DISK_FULL");
}

/** A bundle in the folder that goes into it would hold itself. */
async function refuseInside(folder: string, { application }: BundleContent): Promise<void> {
  if (application === null) return;
  const inside = await realpath(application).catch(() => null);
  if (inside !== null && isWithin(inside, await realpath(folder)))
    throw new AppError("BUNDLE_INVALID", { data: { reason: "INSIDE" } });
}

/** A stick that knows no case would hold one of the two. */
function refuseSameNames(paths: readonly string[]): void {
  const seen = new Set<string>();
  for (const file of paths) {
    const key = nameKey(file);
    if (seen.has(key)) throw new AppError("BUNDLE_INVALID", { data: { reason: "SAME_NAME", first: file } });
    seen.add(key);
  }
}

async function sourcesOf(
  content: BundleContent,
  longest: number,
): Promise<{ sources: Source[] } & Pick<BundleManifest, "links" | "models" | "adapters">> {
  const sources: Source[] = [];
  const links: BundleManifest["links"] = [];
  const models: BundleManifest["models"] = [];
  const adapters: BundleManifest["adapters"] = [];
  for (const { id, name, licence, files } of content.models) {
    const own: BundleManifest["models"][number]["files"] = [];
    let bytes = 0;
    for (const from of files) {
      const file = portableName(path.basename(from));
      const pieces = cut({ from, start: 0, bytes: (await statOf(from)).size }, longest).map((part, index, all) => ({
        ...part,
        to: `models/${id.slice(0, 12)}/${file}${all.length === 1 ? "" : `.${String(index + 1).padStart(3, "0")}`}`,
      }));
      sources.push(...pieces);
      own.push({ name: file, pieces: pieces.map(({ to }) => to) });
      bytes += pieces.reduce((sum, piece) => sum + piece.bytes, 0);
    }
    models.push({ id, name, bytes, licence, files: own });
  }
  for (const { from, ...adapter } of content.adapters) {
    const bytes = (await statOf(from)).size;
    const file = `adapters/${adapter.id.slice(0, 12)}/${portableName(path.basename(from))}`;
    sources.push({ from, to: file, start: 0, bytes });
    adapters.push({ ...adapter, bases: [...adapter.bases], bytes, file });
  }
  const others = content.others.filter(({ to }) => staysInside(to));
  if (content.application !== null) {
    const isFile = (await statOf(content.application)).isFile();
    const name = isFile ? `${applicationName}/${path.basename(content.application)}` : applicationName;
    others.push({ from: content.application, to: name });
  }
  for (const { from, to } of others) {
    const there = await stat(from).catch(() => null);
    if (there?.isFile() === true) sources.push({ from, to, start: 0, bytes: there.size });
    if (there?.isDirectory() !== true) continue;
    for (const { path: inside, bytes, kind } of await filesBelow(from)) {
      if (kind === "file") sources.push({ from: path.join(from, inside), to: `${to}/${inside}`, start: 0, bytes });
      if (kind !== "link") continue;
      const link = { path: `${to}/${inside}`, target: await readlink(path.join(from, inside)) };
      if (!linkStaysInside(link))
        throw new AppError("BUNDLE_INVALID", { data: { reason: "LINK_OUT", first: link.path } });
      links.push(link);
    }
  }
  return { sources, links, models, adapters };
}

/** The parts that a file is written in: itself, or several of which none is longer than sticks can hold. */
function cut(file: FilePart, longest: number): FilePart[] {
  if (file.bytes <= longest) return [file];
  return Array.from({ length: Math.ceil(file.bytes / longest) }, (_, index) => ({
    from: file.from,
    start: index * longest,
    bytes: Math.min(longest, file.bytes - index * longest),
  }));
}

/** A name that every stick takes. */
function portableName(name: string): string {
  const taken = name
    .normalize("NFC")
    .replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, "-")
    .replaceAll(/^\.+|[. ]+$/gu, "");
  // From its end, where the number of a part stands; ".part" and the number of a piece come behind it.
  return taken === "" ? "model.gguf" : [...taken].slice(-60).join("");
}

async function statOf(file: string) {
  try {
    return await stat(file);
  } catch (cause) {
    throw new AppError("FILE_NOT_FOUND", { cause });
  }
}

/** A file of its own in the place of whatever is there. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await rm(file, { force: true });
  await using handle = await open(file, "wx");
  await handle.writeFile(bytes);
  await handle.sync();
}

/** What a stick or a folder refuses in the words of the contract. */
function bundleError(thrown: unknown): AppError {
  const { code } = thrown instanceof Error ? (thrown as { code?: unknown }) : {};
  const invalid = (reason: "READ_ONLY" | "FILE_LIMIT" | "GONE" | "NOT_EMPTY") =>
    new AppError("BUNDLE_INVALID", { data: { reason }, cause: thrown });
  if (code === "EROFS" || code === "EACCES" || code === "EPERM") return invalid("READ_ONLY");
  if (code === "EFBIG") return invalid("FILE_LIMIT");
  if (code === "ENOENT" || code === "EIO" || code === "ENODEV" || code === "ENXIO") return invalid("GONE");
  if (code === "EEXIST" || code === "ENOTDIR" || code === "EISDIR") return invalid("NOT_EMPTY");
  return toAppError(thrown);
}
