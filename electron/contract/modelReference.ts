import { hubPathSchema, hubRepoSchema, hubRevisionSchema } from "./downloads.ts";

/** What people copy from a page, a chat or a command of another program, read as a model of the hub. */
export interface ModelReference {
  readonly repo: string;
  readonly revision: string;
  /** a path, a file's name or a quantization; null where none is named */
  readonly file: string | null;
}

/**
 * Reads `owner/repo`, `hf:owner/repo`, `hf.co/owner/repo:Q4_K_M`, `owner/repo:FILE`, `owner/repo/FILE.gguf`, `owner/repo@REVISION` and
 * addresses of pages and files, of the hub or of a mirror of it: `https://huggingface.co/owner/repo/blob/main/file.gguf`.
 * @returns null for anything else
 */
export function readModelReference(text: string): ModelReference | null {
  const given = text.trim().replace(/^["'<]+|["'>]+$/gu, "");
  // A path of this computer.
  if (given.startsWith("/")) return null;
  const path =
    ofAddress(given) ??
    given.replace(/^(?:hf|huggingface):(?:\/\/)?/iu, "").replace(/^(?:hf\.co|huggingface\.co)\//iu, "");
  const [owner = "", named = "", ...rest] = path
    .replace(/^models\//u, "")
    .split("/")
    .filter((part) => part !== "");
  const [, name = "", revision = "main", tag = null] = /^([^@:]*)(?:@([^:]*))?(?::(.*))?$/u.exec(named) ?? [];
  const repo = `${owner}/${name}`;
  if (!hubRepoSchema.safeParse(repo).success) return null;
  const inside = tag === null ? insideOf(rest, revision) : { revision, file: [tag, ...rest].join("/") };
  if (inside === null || !hubRevisionSchema.safeParse(inside.revision).success) return null;
  if (inside.file !== null && !hubPathSchema.safeParse(inside.file).success) return null;
  return { repo, ...inside };
}

/** The path of an address, decoded; null for what is no address. */
function ofAddress(text: string): string | null {
  if (!/^https?:\/\//iu.test(text)) return null;
  try {
    return decodeURIComponent(new URL(text).pathname);
  } catch {
    return null;
  }
}

/** What stands behind the repository: nothing, a page of it (`tree/main`), a file of a revision, or a file by its path alone. */
function insideOf(parts: readonly string[], revision: string): Omit<ModelReference, "repo"> | null {
  const [page, named, ...rest] = parts;
  if (page === undefined) return { revision, file: null };
  if (named !== undefined && ["blob", "resolve", "raw", "tree"].includes(page)) {
    const file = rest.join("/");
    return { revision: named, file: file.toLowerCase().endsWith(".gguf") ? file : null };
  }
  const file = parts.join("/");
  return file.toLowerCase().endsWith(".gguf")
    ? { revision, file }
    : parts.length === 1
      ? { revision, file: null }
      : null;
}
