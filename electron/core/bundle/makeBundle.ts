import { createHash } from "node:crypto";
import { lstat, mkdir, open, readdir, readlink, rename, rm, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { type BundleManifest, bundleVersion } from "../../contract/bundle.ts";
import { AppError } from "../../contract/errors.ts";
import { measureFreeBytes } from "../files/freeBytes.ts";
import { copyVerified, filesBelow, hashFile, linkStaysInside, staysInside } from "./bundleFiles.ts";
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
  /** a folder or a file; null: none */
  readonly application: string | null;
  /** files and folders that go in under these names, where they are there */
  readonly others: readonly { readonly from: string; readonly to: string }[];
}

interface Source {
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
}

/**
 * Writes a bundle. The manifest comes last: what was stopped before has none, and the next attempt goes on where it stopped.
 * @throws BUNDLE_INVALID for a folder that holds something else; DISK_FULL before or while it is written; FILE_NOT_FOUND
 */
export async function makeBundle(
  folder: string,
  content: BundleContent,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (done: number, total: number) => void },
): Promise<BundleManifest> {
  await mkdir(folder, { recursive: true });
  await takeFolder(folder);
  const { sources, links, models } = await sourcesOf(content);
  await removeOthers(folder, new Set([...sources.map(({ to }) => to), ...links.map((link) => link.path)]));
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  await refuseFullDisk(folder, sources);

  let done = 0;
  const reading = {
    signal,
    onBytes(bytes: number) {
      done += bytes;
      progress(Math.min(done, total), total);
    },
  };
  const files: BundleManifest["files"] = [];
  for (const source of sources) {
    const to = path.join(folder, source.to);
    await mkdir(path.dirname(to), { recursive: true });
    files.push({ path: source.to, ...(await copyOnce(source, to, reading)) });
  }
  for (const { path: at, target } of links) {
    await mkdir(path.dirname(path.join(folder, at)), { recursive: true });
    await rm(path.join(folder, at), { force: true });
    await symlink(target, path.join(folder, at));
  }
  const manifest: BundleManifest = {
    format: "tramontane-bundle",
    version: bundleVersion,
    madeBy: content.madeBy,
    models,
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

/** What is there whole, and the same, is left. */
async function copyOnce(
  { from, bytes }: Source,
  to: string,
  reading: Parameters<typeof hashFile>[1],
): Promise<{ bytes: number; sha256: string }> {
  const there = await lstat(to).catch(() => null);
  if (there?.isFile() === true && there.size === bytes) {
    const silent = { ...reading, onBytes() {} };
    const [own, given] = [await hashFile(to, silent), await hashFile(from, reading)];
    if (own === given) return { bytes, sha256: own };
    reading.onBytes(-bytes);
  }
  await rm(to, { force: true });
  return await copyVerified(from, to, reading);
}

/** An empty folder, or a bundle, of which the manifest goes before anything else changes. */
async function takeFolder(folder: string): Promise<void> {
  const names = await readdir(folder);
  const isOurs = names.length === 0 || names.includes(manifestName) || names.includes(unfinishedName);
  if (!isOurs) throw new AppError("BUNDLE_INVALID", { data: { reason: "NOT_EMPTY" } });
  if (names.includes(manifestName)) {
    // Only what says of itself that it is a bundle is written over.
    await readManifest(folder);
    await rename(path.join(folder, manifestName), path.join(folder, unfinishedName));
  } else await writeWhole(path.join(folder, unfinishedName), Buffer.from("{}\n"));
}

/** Of what a bundle of before has and this one has not. */
async function removeOthers(folder: string, wanted: ReadonlySet<string>): Promise<void> {
  for (const { path: file } of await filesBelow(folder)) {
    const own = file.replace(/\.part$/u, "");
    const isOurs = /^(?:application|models|licences|catalogue)\//u.test(file);
    if (isOurs && !wanted.has(own)) await rm(path.join(folder, file), { force: true });
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

async function sourcesOf(
  content: BundleContent,
): Promise<{ sources: Source[]; links: BundleManifest["links"]; models: BundleManifest["models"] }> {
  const sources: Source[] = [];
  const links: BundleManifest["links"] = [];
  const models: BundleManifest["models"] = [];
  for (const { id, name, licence, files } of content.models) {
    const own: string[] = [];
    let bytes = 0;
    for (const from of files) {
      const to = `models/${id.slice(0, 12)}/${path.basename(from)}`;
      const { size } = await statOf(from);
      sources.push({ from, to, bytes: size });
      own.push(to);
      bytes += size;
    }
    models.push({ id, name, bytes, licence, files: own });
  }
  const others = content.others.filter(({ to }) => staysInside(to));
  if (content.application !== null) {
    const isFile = (await statOf(content.application)).isFile();
    const name = isFile ? `${applicationName}/${path.basename(content.application)}` : applicationName;
    others.push({ from: content.application, to: name });
  }
  for (const { from, to } of others) {
    const there = await stat(from).catch(() => null);
    if (there?.isFile() === true) sources.push({ from, to, bytes: there.size });
    if (there?.isDirectory() !== true) continue;
    for (const { path: inside, bytes, isLink } of await filesBelow(from)) {
      if (!isLink) sources.push({ from: path.join(from, inside), to: `${to}/${inside}`, bytes });
      else {
        const link = { path: `${to}/${inside}`, target: await readlink(path.join(from, inside)) };
        if (!linkStaysInside(link))
          throw new AppError("BUNDLE_INVALID", { data: { reason: "LINK_OUT", first: link.path } });
        links.push(link);
      }
    }
  }
  return { sources, links, models };
}

async function statOf(file: string) {
  try {
    return await stat(file);
  } catch (cause) {
    throw new AppError("FILE_NOT_FOUND", { cause });
  }
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await using handle = await open(file, "w");
  await handle.writeFile(bytes);
  await handle.sync();
}
