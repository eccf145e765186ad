import type { BinaryFormat, TextFormat } from "../contract/formats.ts";
import type { ReadFacts, Reading } from "./reading.ts";

/** Only the parser that is needed is loaded. */
type BinaryReader = (reading: Reading) => Promise<ReadFacts>;
type TextReader = (text: string, reading: Reading) => Promise<ReadFacts>;

const readOdf: BinaryReader = async (reading) => (await import("./readOdf.ts")).readOdf(reading);

export const binaryReaders: { readonly [Format in BinaryFormat]: BinaryReader } = {
  pdf: async (reading) => (await import("./pdf/readPdf.ts")).readPdf(reading),
  docx: async (reading) => (await import("./readDocx.ts")).readDocx(reading),
  pptx: async (reading) => (await import("./readPptx.ts")).readPptx(reading),
  xlsx: async (reading) => (await import("./readXlsx.ts")).readXlsx(reading),
  odt: readOdf,
  odp: readOdf,
  ods: readOdf,
  rtf: async (reading) => (await import("./rtf/readRtf.ts")).readRtf(reading),
  epub: async (reading) => (await import("./readEpub.ts")).readEpub(reading),
  eml: async (reading) => (await import("./readMail.ts")).readMessage(reading),
  mbox: async (reading) => (await import("./readMail.ts")).readMailbox(reading),
  image: async (reading) => (await import("./readPicture.ts")).readPicture(reading),
};

export const textReaders: { readonly [Format in TextFormat]: TextReader } = {
  html: async (text, reading) => (await import("./readHtml.ts")).readHtml(text, reading),
  markdown: async (text, reading) => (await import("./readMarkdown.ts")).readMarkdown(text, reading),
  text: async (text, reading) => (await import("./readText.ts")).readText(text, reading),
  csv: async (text, reading) => (await import("./readCsv.ts")).readCsv(text, reading),
  subtitles: async (text, reading) => (await import("./readSubtitles.ts")).readSubtitles(text, reading),
  ipynb: async (text, reading) => (await import("./readNotebook.ts")).readNotebook(text, reading),
  code: async (text, reading) => (await import("./readCode.ts")).readCode(text, reading),
};
