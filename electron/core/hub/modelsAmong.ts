import { type HubFile, hubPathSchema, type HubModel, sha256Schema } from "../../contract/downloads.ts";
import { modelPartOf, namesOfModelParts } from "../../contract/modelParts.ts";

/** A file or folder of a repository, as the hub lists it. */
export interface TreeEntry {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  /** of a file that lies in Git LFS: its SHA-256 and its size */
  readonly lfs?: { readonly oid: string; readonly size: number } | null | undefined;
}

/** The models among the files of a repository, the smallest first; those of which a part is missing are left out. */
export function modelsAmong(entries: readonly TreeEntry[]): HubModel[] {
  const files = new Map(entries.flatMap((entry) => (isModel(entry) ? [[entry.path, fileOf(entry)]] : [])));
  const models = [...files.keys()].flatMap((path) => {
    if ((modelPartOf(path)?.number ?? 1) > 1) return [];
    const parts = namesOfModelParts(path).flatMap((name) => files.get(name) ?? []);
    if (parts.length < namesOfModelParts(path).length) return [];
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    return [{ file: path, quantization: quantizationOf(path), bytes, files: parts }];
  });
  return models.toSorted((a, b) => a.bytes - b.bytes || (a.file < b.file ? -1 : 1));
}

/** What the name of a file says of its quantization: "Q4_K_M", "IQ3_XXS", "BF16", "UD-Q4_K_XL". */
export function quantizationOf(path: string): string | null {
  const name = (modelPartOf(path)?.stem ?? path.replace(/\.gguf$/iu, "")).split("/").at(-1) ?? "";
  const found = [
    ...name.matchAll(/(?<=^|[-._])(?:UD-)?(?:I?Q\d(?:_[0-9A-Z]+)*|TQ\d_\d|MXFP4(?:_MOE)?|BF16|F16|F32)(?=$|[-.])/giu),
  ];
  return found.at(-1)?.[0].toUpperCase() ?? null;
}

/** Projectors and importance matrices bear the same ending and are no models. */
function isModel({ type, path }: TreeEntry): boolean {
  const name = path.split("/").at(-1) ?? "";
  return (
    type === "file" &&
    /\.gguf$/iu.test(name) &&
    !/^mmproj|imatrix/iu.test(name) &&
    hubPathSchema.safeParse(path).success
  );
}

function fileOf({ path, size, lfs }: TreeEntry): HubFile {
  return { path, bytes: lfs?.size ?? size, sha256: lfs && sha256Schema.safeParse(lfs.oid).success ? lfs.oid : null };
}
