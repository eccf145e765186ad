import type { BinaryFormat, DocumentFormat, TextFormat } from "../contract/formats.ts";

/** The beginning of a file, in Latin 1, and what is known of it before it is read. */
export interface FileStart {
  /** its first 4,096 bytes */
  readonly head: string;
  /** its first 16,384 bytes */
  readonly start: string;
  /** the names in it where it is a ZIP file, else null */
  readonly entries: readonly string[] | null;
  /** what its name says it is */
  readonly claimed: DocumentFormat | null;
}

/** A text that was decoded, and what its name says it is. */
export interface TextStart {
  readonly text: string;
  /** its first 2,000 characters, from the first that is no space */
  readonly start: string;
  readonly claimed: DocumentFormat | null;
}

/** How the content of a file tells its format, asked in this order. */
export const binarySigns: { readonly [Format in BinaryFormat]: (file: FileStart) => boolean } = {
  // An archive may hold a PDF at its beginning.
  pdf: ({ head, entries }) => entries === null && head.slice(0, 1024).includes("%PDF-"),
  docx: ({ entries }) => hasPart(entries, "word/"),
  xlsx: ({ entries }) => hasPart(entries, "xl/"),
  pptx: ({ entries }) => hasPart(entries, "ppt/"),
  epub: ({ entries }) =>
    hasPart(entries, "META-INF/container.xml") || (entries?.some((entry) => entry.endsWith(".opf")) ?? false),
  odp: (file) => odfType(file) === "presentation",
  ods: (file) => odfType(file) === "spreadsheet",
  odt: (file) => odfType(file) === "text",
  rtf: ({ head }) => head.startsWith("{\\rtf"),
  image: ({ head }) =>
    ["\u0089PNG", "\u00FF\u00D8\u00FF", "II*\u0000", "MM\u0000*"].some((magic) => head.startsWith(magic)),
  // A mailbox begins with a separator line, an e-mail with its header fields.
  mbox: ({ head }) => /^From \S+.*\d{4}\r?\n[\w-]+:/u.test(head),
  // A page that a browser or an office program saved with its pictures (MHTML) says little more than that.
  eml: ({ head, claimed }) =>
    mailFieldsIn(head) >= (claimed === "eml" ? 1 : 3) ||
    /^MIME-Version:[^<]*\nContent-Type:\s*multipart\//iu.test(head),
};

/** How a text tells its format, asked in this order; what its name claims counts where nothing in it does. */
export const textSigns: { readonly [Format in TextFormat]: (text: TextStart) => boolean } = {
  html: ({ start, text, claimed }) =>
    /^(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|(?:\w+:)?html|head|body)\b/iu.test(start) ||
    // A table that a program wrote for a spreadsheet, under whatever name.
    (!isOwn(claimed) && /^(?:<(?:meta|style|div)\b[\s\S]*?>\s*)*<table\b/iu.test(start) && /<\/t[rd]>/iu.test(text)) ||
    (claimed === "html" && /<\/?(?:p|div|h\d|table|body|span|ul|a)\b/iu.test(text.slice(0, 100_000))),
  subtitles: ({ start }) =>
    /^WEBVTT\b/u.test(start) || /^(?:\d+\s*\r?\n)?\s*(?:\d+:)?\d\d:\d\d[,.]\d{3}\s+-->/u.test(start),
  ipynb: ({ start, claimed }) => claimed === "ipynb" && start.startsWith("{"),
  markdown: ({ claimed }) => claimed === "markdown",
  csv: ({ claimed }) => claimed === "csv",
  code: ({ claimed }) => claimed === "code",
  text: () => true,
};

/** Whether a name claims a text format whose files may begin with a tag. */
function isOwn(claimed: DocumentFormat | null): boolean {
  return claimed === "markdown" || claimed === "code" || claimed === "csv" || claimed === "subtitles";
}

/** The first format whose sign the file bears; null where it bears none. */
export function binaryFormatOf(file: FileStart): BinaryFormat | null {
  const formats = Object.keys(binarySigns) as BinaryFormat[];
  return formats.find((format) => binarySigns[format](file)) ?? null;
}

export function textFormatOf(text: TextStart): TextFormat {
  const formats = Object.keys(textSigns) as TextFormat[];
  return formats.find((format) => textSigns[format](text)) ?? "text";
}

function hasPart(entries: readonly string[] | null, prefix: string): boolean {
  return entries?.some((entry) => entry.startsWith(prefix)) ?? false;
}

/**
 * What an OpenDocument file is; null for any other file. The first entry of a packed one is stored as it is and names the type; one in a
 * single piece of XML names it after some thousand characters of namespaces.
 */
function odfType({ head, start, entries }: FileStart): "text" | "presentation" | "spreadsheet" | null {
  const isFlat = entries === null && /<office:document\s/u.test(head);
  if (!isFlat && !hasPart(entries, "content.xml")) return null;
  const type = /application\/vnd\.oasis\.opendocument\.(text|presentation|spreadsheet)/u;
  const named = type.exec(isFlat ? start : head)?.[1];
  return named === "presentation" || named === "spreadsheet" ? named : "text";
}

/** Header fields that nearly every message has, before the first line that is none. */
function mailFieldsIn(head: string): number {
  const fields = new Set<string>();
  for (const line of head.split(/\r?\n/u)) {
    const field = /^([A-Za-z][\w-]*):/u.exec(line)?.[1]?.toLowerCase();
    if (field !== undefined) fields.add(field);
    else if (!/^[ \t]/u.test(line)) break;
  }
  return mailFields.filter((field) => fields.has(field)).length;
}

const mailFields = ["from", "to", "date", "subject", "message-id", "mime-version", "received", "return-path"] as const;
