import { existsSync } from "node:fs";
import path from "node:path";

/** The collection of real documents beside the checkout; it is not part of the repository. */
export const documentsFolder = path.resolve(import.meta.dirname, "../../../shared/documents");
export const hasRealDocuments = existsSync(path.join(documentsFolder, "index.json"));

/** What Tramontane reads so far. */
export const formats = /\.(?:pdf|docx|pptx|xlsx|od[tps]|html?|md|txt|rtf|epub|csv|eml|srt|vtt|ipynb|png|jpe?g|tiff?)$/u;

export interface Known {
  readonly file: string;
  readonly kind: "good" | "damaged" | "scanned" | "protected";
  readonly expect: string;
  readonly password?: string | null;
  readonly phrases: readonly { readonly text: string; readonly page: number | null; readonly hard?: string }[];
  readonly absent?: readonly string[];
}

/** Texts are compared after NFKC, without marks that cannot be seen and without white space. */
export function flat(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\u00AD\uFEFF]/gu, "")
    .replace(/\s+/gu, "");
}
