import {
  type BinaryFormat,
  type DocumentFormat,
  formatOfName,
  isTextFormat,
  type TextFormat,
} from "../contract/formats.ts";
import { AppError, type UnreadableKind } from "../contract/errors.ts";
import { type Reason, reasonOf } from "../contract/reasons.ts";
import { decodeText } from "./decodeText.ts";
import { binaryFormatOf, type FileStart, textFormatOf } from "./formatSigns.ts";
import { listZip } from "./zip.ts";

/** Decided by the content; the name only tells kinds of plain text apart. */
export type Detected =
  | { readonly format: BinaryFormat; readonly notes: readonly Reason[] }
  | { readonly format: TextFormat; readonly text: string; readonly notes: readonly Reason[] };

/** @throws FORMAT_UNSUPPORTED with data {detected}, PASSWORD_REQUIRED, DOCUMENT_DAMAGED, DOCUMENT_EMPTY */
export async function detectFormat(bytes: Uint8Array, name: string): Promise<Detected> {
  if (bytes.length === 0) throw new AppError("DOCUMENT_EMPTY");
  const start = Buffer.from(bytes.subarray(0, 16_384)).toString("latin1");
  const head = start.slice(0, 4096);
  const claimed = formatOfName(name);
  const binary = await binaryFormat({ head, start, claimed }, bytes);
  if (binary !== null) return { format: binary, notes: noteOnName(name, binary) };
  const text = decodeText(bytes, { html: /<(?:!doctype html|html|meta)\b/iu.test(head) });
  if (text === null) throw unsupported("binary");
  if (text.trim() === "") throw new AppError("DOCUMENT_EMPTY");
  const format = textFormatOf({ text, start: text.slice(0, 2000).trimStart(), claimed });
  // What claims to be more than text and is not even that is damaged, not a text.
  const isMore = claimed !== null && !isTextFormat(claimed);
  if (format === "text" && isMore && !/\s/u.test(text.trim().slice(0, 200))) throw new AppError("DOCUMENT_DAMAGED");
  return { format, text, notes: noteOnName(name, format) };
}

/** Says so where the name claims another format than the content has. */
function noteOnName(name: string, format: DocumentFormat): Reason[] {
  const claimed = formatOfName(name);
  if (claimed === null || claimed === format) return [];
  // Any text may be named as a text or as code.
  if (isTextFormat(format) && isTextFormat(claimed) && claimed !== "html") return [];
  return [reasonOf("NAME_SAYS_OTHER", { extension: name.slice(name.lastIndexOf(".") + 1).toUpperCase(), format })];
}

async function binaryFormat(file: Omit<FileStart, "entries">, bytes: Uint8Array): Promise<BinaryFormat | null> {
  const { head } = file;
  const isZip = head.startsWith("PK\u0003\u0004") || head.startsWith("PK\u0005\u0006");
  const format = binaryFormatOf({ ...file, entries: isZip ? await listZip(bytes) : null });
  if (format !== null) return format;
  if (isZip) throw unsupported("zip");
  if (head.startsWith(compoundFile)) {
    // The document itself was opened before; this is one that lies inside another.
    if (isEncryptedOffice(bytes)) throw new AppError("PASSWORD_REQUIRED", { data: { canUnlock: false } });
    throw unsupported("oldOffice");
  }
  const other = unreadable.find(({ magic }) => head.startsWith(magic));
  if (other) throw unsupported(other.kind);
  return null;
}

const compoundFile = "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1";

/** Whether an office file of 2007 or later lies encrypted in this file. */
export function isEncryptedOffice(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return file.subarray(0, 8).toString("latin1") === compoundFile && file.includes(encryptedPackage);
}

const encryptedPackage = Buffer.from("EncryptedPackage", "utf16le");

const unreadable: readonly { readonly magic: string; readonly kind: UnreadableKind }[] = [
  { magic: "GIF8", kind: "gif" },
  { magic: "RIFF", kind: "media" },
  { magic: "%!PS", kind: "postScript" },
  { magic: "\u001F\u008B", kind: "gzip" },
  { magic: "7z\u00BC\u00AF", kind: "sevenZip" },
  { magic: "Rar!", kind: "rar" },
  { magic: "BZh", kind: "bzip2" },
  { magic: "\u007FELF", kind: "program" },
  { magic: "MZ", kind: "program" },
  { magic: "GGUF", kind: "model" },
  { magic: "SQLite format 3\u0000", kind: "database" },
];

function unsupported(detected: UnreadableKind): AppError {
  return new AppError("FORMAT_UNSUPPORTED", { data: { detected } });
}
