import type { DocumentFormat } from "../contract/documents.ts";
import { AppError, type UnreadableKind } from "../contract/errors.ts";
import { formatOfName, formatTable } from "../contract/formats.ts";
import { decodeText } from "./decodeText.ts";
import { listZip } from "./zip.ts";

/** Formats whose readers take the bytes. */
export type BinaryFormat = Exclude<DocumentFormat, TextFormat>;
/** Formats whose readers take decoded text. */
export type TextFormat = "html" | "markdown" | "text" | "csv" | "subtitles" | "ipynb" | "code";

/** Decided by the content; the name only tells kinds of plain text apart. */
export type Detected =
  | { readonly format: BinaryFormat; readonly notes: readonly string[] }
  | { readonly format: TextFormat; readonly text: string; readonly notes: readonly string[] };

/** @throws FORMAT_UNSUPPORTED with data {detected}, PASSWORD_REQUIRED, DOCUMENT_DAMAGED, DOCUMENT_EMPTY */
export async function detectFormat(bytes: Uint8Array, name: string): Promise<Detected> {
  if (bytes.length === 0) throw new AppError("DOCUMENT_EMPTY");
  const head = Buffer.from(bytes.subarray(0, 4096)).toString("latin1");
  const claimed = formatOfName(name);
  const binary = (await binaryFormat(head, bytes)) ?? mailFormat(head, claimed);
  if (binary !== null) return { format: binary, notes: noteOnName(name, binary) };
  const text = decodeText(bytes, { html: /<(?:!doctype html|html|meta)\b/iu.test(head) });
  if (text === null) throw unsupported("binary");
  if (text.trim() === "") throw new AppError("DOCUMENT_EMPTY");
  const format = textFormat(text, name);
  // What claims to be more than text and is not even that is damaged, not a text.
  const isMore = claimed !== null && !textFormats.has(claimed);
  if (format === "text" && isMore && !/\s/u.test(text.trim().slice(0, 200))) throw new AppError("DOCUMENT_DAMAGED");
  return { format, text, notes: noteOnName(name, format) };
}

/** Says so where the name claims another format than the content has. */
function noteOnName(name: string, format: DocumentFormat): string[] {
  const claimed = formatOfName(name);
  if (claimed === null || claimed === format) return [];
  // Any text may be named as a text or as code.
  if (textFormats.has(format) && textFormats.has(claimed) && claimed !== "html") return [];
  return [
    `The name says ${name.slice(name.lastIndexOf(".") + 1).toUpperCase()}, the content is ${formatTable[format].name}.`,
  ];
}

const textFormats: ReadonlySet<DocumentFormat> = new Set<TextFormat>([
  "html",
  "markdown",
  "text",
  "csv",
  "subtitles",
  "ipynb",
  "code",
]);

async function binaryFormat(head: string, bytes: Uint8Array): Promise<BinaryFormat | null> {
  if (head.slice(0, 1024).includes("%PDF-")) return "pdf";
  if (head.startsWith("PK\u0003\u0004") || head.startsWith("PK\u0005\u0006")) {
    const kind = zipKind(await listZip(bytes), head);
    if (kind === null) throw unsupported("zip");
    return kind;
  }
  if (head.startsWith(compoundFile)) {
    // The document itself was opened before; this is one that lies inside another.
    if (isEncryptedOffice(bytes)) throw new AppError("PASSWORD_REQUIRED", { data: { canUnlock: false } });
    throw unsupported("oldOffice");
  }
  if (/<office:document\s/u.test(head)) return flatOdf(bytes);
  const known = magics.find(({ magic }) => head.startsWith(magic));
  if (!known) return null;
  if ("kind" in known) throw unsupported(known.kind);
  return known.format;
}

const compoundFile = "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1";

/** Whether an office file of 2007 or later lies encrypted in this file. */
export function isEncryptedOffice(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return file.subarray(0, 8).toString("latin1") === compoundFile && file.includes(encryptedPackage);
}

const encryptedPackage = Buffer.from("EncryptedPackage", "utf16le");

/** An OpenDocument file in one piece of XML names its type at the start, after some thousand characters of namespaces. */
function flatOdf(bytes: Uint8Array): BinaryFormat {
  return odfKind(Buffer.from(bytes.subarray(0, 16_384)).toString("latin1"));
}

/** An e-mail begins with its header fields, a mailbox with a separator line. */
function mailFormat(head: string, claimed: DocumentFormat | null): "eml" | "mbox" | null {
  if (/^From \S+.*\d{4}\r?\n[\w-]+:/u.test(head)) return "mbox";
  const fields = new Set<string>();
  for (const line of head.split(/\r?\n/u)) {
    const field = /^([A-Za-z][\w-]*):/u.exec(line)?.[1]?.toLowerCase();
    if (field !== undefined) fields.add(field);
    else if (!/^[ \t]/u.test(line)) break;
  }
  const known = mailFields.filter((field) => fields.has(field)).length;
  return known >= (claimed === "eml" ? 1 : 3) ? "eml" : null;
}

const mailFields = ["from", "to", "date", "subject", "message-id", "mime-version", "received", "return-path"] as const;

function textFormat(text: string, name: string): TextFormat {
  const claimed = formatOfName(name);
  const start = text.slice(0, 2000).trimStart();
  const isHtml =
    /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/iu.test(start) ||
    (claimed === "html" && /<\/?(?:p|div|h\d|table|body|span|ul|a)\b/iu.test(text.slice(0, 100_000)));
  if (isHtml) return "html";
  if (/^WEBVTT\b/u.test(start) || /^(?:\d+\s*\r?\n)?\s*(?:\d+:)?\d\d:\d\d[,.]\d{3}\s+-->/u.test(start))
    return "subtitles";
  if (claimed === "ipynb" && start.startsWith("{")) return "ipynb";
  if (claimed === "markdown" || claimed === "csv" || claimed === "code") return claimed;
  return "text";
}

type Magic =
  | { readonly magic: string; readonly kind: UnreadableKind }
  | { readonly magic: string; readonly format: BinaryFormat };

const magics: readonly Magic[] = [
  { magic: "{\\rtf", format: "rtf" },
  { magic: "\u0089PNG", format: "image" },
  { magic: "\u00FF\u00D8\u00FF", format: "image" },
  { magic: "II*\u0000", format: "image" },
  { magic: "MM\u0000*", format: "image" },
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

/** What a ZIP file with these entries is; null for a plain archive. `head` is its beginning in Latin 1. */
export function zipKind(entries: readonly string[], head: string): BinaryFormat | null {
  const has = (prefix: string) => entries.some((entry) => entry.startsWith(prefix));
  if (has("word/")) return "docx";
  if (has("xl/")) return "xlsx";
  if (has("ppt/")) return "pptx";
  if (has("META-INF/container.xml") || entries.some((entry) => entry.endsWith(".opf"))) return "epub";
  if (!has("content.xml")) return null;
  // The first entry is stored as it is and names the type.
  return odfKind(head);
}

function odfKind(head: string): BinaryFormat {
  const type = /application\/vnd\.oasis\.opendocument\.(text|presentation|spreadsheet)/u.exec(head)?.[1];
  return type === "presentation" ? "odp" : type === "spreadsheet" ? "ods" : "odt";
}

function unsupported(detected: UnreadableKind): AppError {
  return new AppError("FORMAT_UNSUPPORTED", { data: { detected } });
}
