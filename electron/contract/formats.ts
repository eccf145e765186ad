import type { DocumentFormat } from "./documents.ts";

/** What a format is called where people read it, and how its files are named (without the dot, the usual one first). */
export interface FormatFacts {
  readonly name: string;
  readonly extensions: readonly string[];
}

export const formatTable: Readonly<Record<DocumentFormat, FormatFacts>> = {
  pdf: { name: "PDF", extensions: ["pdf"] },
  docx: { name: "DOCX", extensions: ["docx", "docm", "dotx"] },
  pptx: { name: "PPTX", extensions: ["pptx", "pptm", "ppsx", "potx"] },
  xlsx: { name: "XLSX", extensions: ["xlsx", "xlsm", "xltx"] },
  odt: { name: "ODT", extensions: ["odt", "ott", "fodt"] },
  odp: { name: "ODP", extensions: ["odp", "otp", "fodp"] },
  ods: { name: "ODS", extensions: ["ods", "ots", "fods"] },
  rtf: { name: "RTF", extensions: ["rtf"] },
  epub: { name: "EPUB", extensions: ["epub"] },
  html: { name: "HTML", extensions: ["html", "htm", "xhtml"] },
  markdown: { name: "Markdown", extensions: ["md", "markdown", "mdown", "mkd"] },
  text: { name: "plain text", extensions: ["txt", "text", "log"] },
  csv: { name: "CSV", extensions: ["csv", "tsv", "tab"] },
  eml: { name: "e-mail", extensions: ["eml"] },
  mbox: { name: "mailbox", extensions: ["mbox"] },
  subtitles: { name: "subtitles", extensions: ["srt", "vtt"] },
  ipynb: { name: "Jupyter notebook", extensions: ["ipynb"] },
  code: {
    name: "source code",
    extensions: [
      ..."c,h,cc,cpp,cxx,hpp,cs,java,kt,scala,go,rs,swift,m,mm,js,mjs,cjs,jsx,ts,mts,cts,tsx,vue,svelte,py,rb,php,pl,lua,r".split(
        ",",
      ),
      ..."jl,hs,ml,fs,ex,exs,erl,clj,lisp,dart,zig,nim,sh,bash,zsh,ps1,bat,sql,css,scss,less,json,jsonl,yaml,yml,toml".split(
        ",",
      ),
      ..."ini,cfg,conf,xml,proto,graphql,cmake,make,mk,gradle,dockerfile,tex,v,sv,vhd,asm,s".split(","),
    ],
  },
  image: { name: "picture", extensions: ["png", "jpg", "jpeg", "tif", "tiff"] },
};

/** The format that a file's name claims; null where it claims none that is known. */
export function formatOfName(name: string): DocumentFormat | null {
  const extension = /\.([A-Za-z0-9]{1,12})$/u.exec(name)?.[1]?.toLowerCase();
  if (extension === undefined) return null;
  return formats.find((format) => formatTable[format].extensions.includes(extension)) ?? null;
}

const formats = Object.keys(formatTable) as readonly DocumentFormat[];
