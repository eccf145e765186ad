import * as z from "zod";

/** What is known of a format that can be read, wherever it is asked for: lists, dialogs, the reader and the installers follow from it. */
export interface FormatFacts {
  /** what it is one of, where a person is told in a line what can be read */
  readonly family: string;
  /** how its files are named, without the dot, the usual one first */
  readonly extensions: readonly string[];
  /** text: its reader takes decoded text; bytes: it takes the file as it is */
  readonly content: "bytes" | "text";
  /** what its files are told to be (RFC 6838) */
  readonly mediaType: string;
  /** how many of its extensions, from the first on, the system offers Tramontane for, as its installers tell it; none where it is left out */
  readonly opens?: number;
}

/**
 * Every format that can be read. `electron/readerProcess` does not compile without a sign by which each is told and a reader for it, the
 * catalogue not without its name.
 */
export const formatTable = {
  pdf: { family: "pdf", extensions: ["pdf"], content: "bytes", mediaType: "application/pdf", opens: 1 },
  docx: {
    family: "office",
    extensions: ["docx", "docm", "dotx"],
    content: "bytes",
    mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    opens: 1,
  },
  pptx: {
    family: "office",
    extensions: ["pptx", "pptm", "ppsx", "potx"],
    content: "bytes",
    mediaType: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  },
  xlsx: {
    family: "office",
    extensions: ["xlsx", "xlsm", "xltx"],
    content: "bytes",
    mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  },
  odt: {
    family: "office",
    extensions: ["odt", "ott", "fodt"],
    content: "bytes",
    mediaType: "application/vnd.oasis.opendocument.text",
  },
  odp: {
    family: "office",
    extensions: ["odp", "otp", "fodp"],
    content: "bytes",
    mediaType: "application/vnd.oasis.opendocument.presentation",
  },
  ods: {
    family: "office",
    extensions: ["ods", "ots", "fods"],
    content: "bytes",
    mediaType: "application/vnd.oasis.opendocument.spreadsheet",
  },
  rtf: { family: "office", extensions: ["rtf"], content: "bytes", mediaType: "application/rtf" },
  epub: { family: "book", extensions: ["epub"], content: "bytes", mediaType: "application/epub+zip" },
  html: {
    family: "web",
    extensions: ["html", "htm", "xhtml"],
    content: "text",
    mediaType: "text/html",
    opens: 2,
  },
  markdown: {
    family: "text",
    extensions: ["md", "markdown", "mdown", "mkd"],
    content: "text",
    mediaType: "text/markdown",
    opens: 2,
  },
  text: {
    family: "text",
    extensions: ["txt", "text", "log"],
    content: "text",
    mediaType: "text/plain",
    opens: 1,
  },
  csv: { family: "table", extensions: ["csv", "tsv", "tab"], content: "text", mediaType: "text/csv" },
  eml: { family: "mail", extensions: ["eml"], content: "bytes", mediaType: "message/rfc822" },
  mbox: { family: "mail", extensions: ["mbox"], content: "bytes", mediaType: "application/mbox" },
  subtitles: {
    family: "subtitles",
    extensions: ["srt", "vtt"],
    content: "text",
    mediaType: "text/vtt",
  },
  ipynb: {
    family: "notebook",
    extensions: ["ipynb"],
    content: "text",
    mediaType: "application/x-ipynb+json",
  },
  code: {
    family: "code",
    extensions: [
      ..."c,h,cc,cpp,cxx,hpp,cs,java,kt,scala,go,rs,swift,m,mm,js,mjs,cjs,jsx,ts,mts,cts,tsx,vue,svelte,py,rb,php,pl,lua,r".split(
        ",",
      ),
      ..."jl,hs,ml,fs,ex,exs,erl,clj,lisp,dart,zig,nim,sh,bash,zsh,ps1,bat,sql,css,scss,less,json,jsonl,yaml,yml,toml".split(
        ",",
      ),
      ..."ini,cfg,conf,xml,proto,graphql,cmake,make,mk,gradle,dockerfile,tex,v,sv,vhd,asm,s".split(","),
    ],
    content: "text",
    mediaType: "text/plain",
  },
  image: {
    family: "scan",
    extensions: ["png", "jpg", "jpeg", "tif", "tiff"],
    content: "bytes",
    mediaType: "image/*",
  },
} as const satisfies Record<string, FormatFacts>;

export type DocumentFormat = keyof typeof formatTable;
export type FormatFamily = (typeof formatTable)[DocumentFormat]["family"];
export const formats = Object.keys(formatTable) as [DocumentFormat, ...DocumentFormat[]];
export const documentFormatSchema = z.enum(formats);

type FormatWith<Content extends FormatFacts["content"]> = {
  [Format in DocumentFormat]: (typeof formatTable)[Format]["content"] extends Content ? Format : never;
}[DocumentFormat];
/** Formats whose readers take the bytes. */
export type BinaryFormat = FormatWith<"bytes">;
/** Formats whose readers take decoded text. */
export type TextFormat = FormatWith<"text">;

export function isTextFormat(format: DocumentFormat): format is TextFormat {
  return formatTable[format].content === "text";
}

/** In the order of the table. */
export const formatFamilies: readonly FormatFamily[] = [
  ...new Set(formats.map((format) => formatTable[format].family)),
];

/** The format that a file's name claims; null where it claims none that is known. */
export function formatOfName(name: string): DocumentFormat | null {
  const extension = /\.([A-Za-z0-9]{1,12})$/u.exec(name)?.[1]?.toLowerCase();
  if (extension === undefined) return null;
  return formats.find((format) => extensionsOf(format).includes(extension)) ?? null;
}

export function extensionsOf(format: DocumentFormat): readonly string[] {
  return formatTable[format].extensions;
}
