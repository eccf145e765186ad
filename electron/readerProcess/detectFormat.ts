import type { DocumentFormat } from "../contract/documents.ts";
import { AppError } from "../contract/errors.ts";
import { decodeText } from "./decodeText.ts";
import { listZip } from "./zip.ts";

/** Decided by the content; the name only tells kinds of plain text apart. */
export type Detected =
  | { readonly format: "pdf" | "docx"; readonly notes: readonly string[] }
  | { readonly format: "html" | "markdown" | "text"; readonly text: string; readonly notes: readonly string[] };

/** @throws FORMAT_UNSUPPORTED with data {detected}, PASSWORD_REQUIRED, DOCUMENT_DAMAGED, DOCUMENT_EMPTY */
export async function detectFormat(bytes: Uint8Array, name: string): Promise<Detected> {
  if (bytes.length === 0) throw new AppError("DOCUMENT_EMPTY");
  const head = Buffer.from(bytes.subarray(0, 1024)).toString("latin1");
  const extension = /\.([A-Za-z0-9]{1,10})$/u.exec(name)?.[1]?.toLowerCase() ?? "";
  const note = (format: DocumentFormat, fits: boolean) =>
    fits || extension === "" ? [] : [`The name says ${extension.toUpperCase()}, the content is ${said[format]}.`];
  if (head.includes("%PDF-")) return { format: "pdf", notes: note("pdf", extension === "pdf") };
  if (head.startsWith("PK\u0003\u0004") || head.startsWith("PK\u0005\u0006")) {
    const detected = zipKind(await listZip(bytes));
    if (detected !== "docx") throw unsupported(detected);
    return {
      format: "docx",
      notes: note("docx", extension === "docx" || extension === "docm" || extension === "dotx"),
    };
  }
  if (head.startsWith("\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1")) {
    if (Buffer.from(bytes).includes(Buffer.from("EncryptedPackage", "utf16le"))) {
      throw new AppError("PASSWORD_REQUIRED", {
        message:
          "This office document is protected by a password. Tramontane cannot open such files yet; save it without the password and try again.",
        data: { format: "docx", canUnlock: false },
      });
    }
    throw unsupported("an office file of before 2007");
  }
  const binary = binaries.find(({ magic }) => head.startsWith(magic));
  if (binary) throw unsupported(binary.kind);
  const text = decodeText(bytes, { html: /<(?:!doctype html|html|meta)\b/iu.test(head) });
  if (text === null) throw unsupported("binary data");
  if (text.trim() === "") throw new AppError("DOCUMENT_EMPTY");
  const start = text.slice(0, 2000).trimStart();
  const isHtml =
    /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/iu.test(start) ||
    (/^x?html?$/u.test(extension) && /<\/?(?:p|div|h\d|table|body|span|ul|a)\b/iu.test(text.slice(0, 100_000)));
  if (isHtml) return { format: "html", text, notes: note("html", /^x?html?$/u.test(extension)) };
  if (/^(?:md|markdown|mdown|mkd)$/u.test(extension)) return { format: "markdown", text, notes: [] };
  const claimed = extension === "pdf" || extension === "docx" || /^x?html?$/u.test(extension);
  // What claims to be more than text and is not even that is damaged, not a text.
  if (claimed && extension !== "html" && extension !== "htm" && !/\s/u.test(text.trim().slice(0, 200))) {
    throw new AppError("DOCUMENT_DAMAGED");
  }
  return { format: "text", text, notes: note("text", !claimed) };
}

const said: Record<DocumentFormat, string> = {
  pdf: "PDF",
  docx: "DOCX",
  html: "HTML",
  markdown: "Markdown",
  text: "plain text",
};

const binaries: readonly { readonly magic: string; readonly kind: string }[] = [
  { magic: "{\\rtf", kind: "RTF" },
  { magic: "\u0089PNG", kind: "a PNG picture" },
  { magic: "\u00FF\u00D8\u00FF", kind: "a JPEG picture" },
  { magic: "GIF8", kind: "a GIF picture" },
  { magic: "II*\u0000", kind: "a TIFF picture" },
  { magic: "MM\u0000*", kind: "a TIFF picture" },
  { magic: "RIFF", kind: "a picture, sound or film" },
  { magic: "%!PS", kind: "PostScript" },
  { magic: "\u001F\u008B", kind: "a gzip archive" },
  { magic: "7z\u00BC\u00AF", kind: "a 7-Zip archive" },
  { magic: "Rar!", kind: "a RAR archive" },
  { magic: "BZh", kind: "a bzip2 archive" },
  { magic: "\u007FELF", kind: "a program" },
  { magic: "MZ", kind: "a program" },
  { magic: "GGUF", kind: "a model" },
  { magic: "SQLite format 3\u0000", kind: "a database" },
];

function zipKind(entries: readonly string[]): string {
  const has = (prefix: string) => entries.some((entry) => entry.startsWith(prefix));
  if (has("word/")) return "docx";
  if (has("xl/")) return "XLSX";
  if (has("ppt/")) return "PPTX";
  if (has("META-INF/container.xml") || entries.some((entry) => entry.endsWith(".opf"))) return "EPUB";
  if (has("mimetype") && has("content.xml")) return "OpenDocument";
  return "a ZIP archive";
}

function unsupported(detected: string): AppError {
  return new AppError("FORMAT_UNSUPPORTED", { data: { detected } });
}
