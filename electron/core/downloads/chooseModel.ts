import path from "node:path";
import type { DownloadStart, HubFile, HubModel, HubRepository } from "../../contract/downloads.ts";
import { AppError } from "../../contract/errors.ts";
import type { StoredDownload } from "../store/store.ts";

/**
 * The model that is meant by a path, a file's name or a quantization; for null the only one, or the usual quantization.
 * @throws HUB_NOT_FOUND, INVALID_INPUT where several could be, DOWNLOAD_WRONG where the hub names another hash than the one it is known by
 */
export function chooseModel({ repo, models }: HubRepository, { file: wanted, sha256 }: DownloadStart): HubModel {
  if (models.length === 0) throw new AppError("HUB_NOT_FOUND", { data: { reason: "NO_MODEL", repo } });
  const all = models.filter(({ kind }) => kind === "model");
  const able = wanted !== null ? models.filter((model) => isMeant(model, wanted)) : all.length > 0 ? all : models;
  const usual = able.filter(({ quantization }) => quantization === usualQuantization);
  const [first, ...more] = able.length > 1 && usual.length === 1 ? usual : able;
  if (!first) throw new AppError("HUB_NOT_FOUND", { data: { reason: "FILE", repo, name: wanted ?? "" } });
  if (more.length > 0) {
    const allowed = able.slice(0, 40).map(({ file }) => file);
    throw new AppError("INVALID_INPUT", { data: { reason: "WHICH_MODEL", name: repo, allowed } });
  }
  if (sha256 === null || first.files[0]?.sha256 === sha256) return first;
  throw new AppError("DOWNLOAD_WRONG", { data: { reason: "OTHER", name: first.file } });
}

/** Of a model that is to be had in several, the smallest that answers nearly as well as the whole. */
const usualQuantization = "Q4_K_M";

function isMeant({ files, quantization }: HubModel, wanted: string): boolean {
  const name = wanted.toLowerCase().replace(/^\/+/u, "");
  const names = files.flatMap(({ path: file }) => [file, path.posix.basename(file), file.replace(/\.gguf$/iu, "")]);
  return quantization?.toLowerCase() === name || names.some((each) => each.toLowerCase() === name);
}

/** Whether what is there of it is of these files. By their hashes that is known, whatever commit they are taken from. */
export function isSame({ files, commit }: StoredDownload, model: HubModel, at: string): boolean {
  return (
    files.length === model.files.length &&
    (commit === at || model.files.every(({ sha256 }) => sha256 !== null)) &&
    files.every(({ path: name, bytes, sha256 }, index) => {
      const other = model.files[index];
      return other?.path === name && other.bytes === bytes && other.sha256 === sha256;
    })
  );
}

/** The id that the model will have, where it is known before it is here: the hash of its only file. */
export function knownIdOf(files: readonly HubFile[]): string | null {
  return files.length === 1 ? (files[0]?.sha256 ?? null) : null;
}
