import { type HubFile, hubPathSchema, type HubModel, sha256Schema } from "../../contract/downloads.ts";
import { ggufKindOf, quantizationOf } from "../../contract/ggufNames.ts";
import { modelPartOf, namesOfModelParts } from "../../contract/modelParts.ts";

/** A file or folder of a repository, as the hub lists it. */
export interface TreeEntry {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  /** of a file that lies in Git LFS: its SHA-256 and its size */
  readonly lfs?: { readonly oid: string; readonly size: number } | null | undefined;
}

/**
 * The models among the files of a repository and the adapters behind them, the smallest first; those of which a part is missing are
 * left out, and so is what is neither.
 */
export function modelsAmong(entries: readonly TreeEntry[]): HubModel[] {
  const files = new Map(entries.flatMap((entry) => (isGguf(entry) ? [[entry.path, fileOf(entry)]] : [])));
  const models = [...files.keys()].flatMap((path): HubModel[] => {
    const kind = ggufKindOf(path);
    if ((kind !== "model" && kind !== "adapter") || (modelPartOf(path)?.number ?? 1) > 1) return [];
    const parts = namesOfModelParts(path).flatMap((name) => files.get(name) ?? []);
    if (parts.length < namesOfModelParts(path).length) return [];
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    return [{ file: path, kind, quantization: quantizationOf(path), bytes, files: parts }];
  });
  const rank = ({ kind }: HubModel): number => (kind === "model" ? 0 : 1);
  return models.toSorted((a, b) => rank(a) - rank(b) || a.bytes - b.bytes || (a.file < b.file ? -1 : 1));
}

function isGguf({ type, path }: TreeEntry): boolean {
  return type === "file" && ggufKindOf(path) !== null && hubPathSchema.safeParse(path).success;
}

function fileOf({ path, size, lfs }: TreeEntry): HubFile {
  return { path, bytes: lfs?.size ?? size, sha256: lfs && sha256Schema.safeParse(lfs.oid).success ? lfs.oid : null };
}
