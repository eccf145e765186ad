import type { Costs } from "../../contract/costs.ts";
import type { Comparison } from "../../contract/compare.ts";
import {
  type Exportable,
  type ExportedFile,
  type ExportFormat,
  type ExportFormatOf,
  exportFormats,
} from "../../contract/exports.ts";
import { withSentences } from "../../words/withSentences.ts";
import type { Words } from "../../words/words.ts";
import {
  answerTableBlocks,
  answerTableCalendar,
  answerTableJson,
  type AnswerTableMaterial,
  answerTableRows,
} from "./answerTable.ts";
import { answerTableWorkbook } from "./answerTableSheets.ts";
import type { Block } from "./blocks.ts";
import { checkBlocks, checkJson, type CheckMaterial, checkTitle } from "./check.ts";
import { collectionBlocks, collectionJson, type CollectionMaterial, collectionRows } from "./collection.ts";
import { comparisonBlocks, comparisonJson, comparisonRows, comparisonTitle } from "./comparison.ts";
import { conversationBlocks, conversationJson, type ConversationMaterial, conversationTitle } from "./conversation.ts";
import { costRows, costsJson } from "./costs.ts";
import { toCsv } from "./csv.ts";
import { factColumns, factRows } from "./facts.ts";
import { fileNameOf } from "./fileName.ts";
import { type Calendar, toIcs } from "./ics.ts";
import { toJson } from "./json.ts";
import { toMarkdown } from "./markdown.ts";
import { summaryBlocks, type SummaryMaterial } from "./summary.ts";
import type { Workbook } from "./workbook.ts";

/** What is needed to save each thing. */
export interface Materials {
  readonly summary: SummaryMaterial;
  readonly collection: CollectionMaterial;
  readonly conversation: ConversationMaterial;
  readonly comparison: Comparison;
  readonly check: CheckMaterial;
  readonly answerTable: AnswerTableMaterial;
  readonly costs: Costs;
}

/** Makes files of what the application came to, in the words of the person's language. */
export type Exporter = <Thing extends Exportable>(
  thing: Thing,
  format: ExportFormatOf<Thing>,
  material: Materials[Thing],
) => Promise<ExportedFile>;

export function createExporter(words: Words): Exporter {
  return async <Thing extends Exportable>(
    thing: Thing,
    format: ExportFormatOf<Thing>,
    material: Materials[Thing],
  ): Promise<ExportedFile> => {
    const maker: Maker<Thing> = makers[thing];
    const title = maker.title(material, words);
    const content = await maker.make[format](material, words);
    return fileOf(title, format, await writers[format](content, title, words));
  };
}

/** What a format is written from. */
interface Contents {
  readonly docx: readonly Block[];
  readonly markdown: readonly Block[];
  readonly csv: readonly (readonly string[])[];
  readonly json: unknown;
  readonly xlsx: Workbook;
  readonly ics: Calendar;
}

type Make<Thing extends Exportable, Content> = (material: Materials[Thing], words: Words) => Content | Promise<Content>;

interface Maker<Thing extends Exportable> {
  readonly title: (material: Materials[Thing], words: Words) => string;
  readonly make: { readonly [Format in ExportFormatOf<Thing>]: Make<Thing, Contents[Format]> };
}

/** Every thing in every format that the contract offers for it. */
const makers: { readonly [Thing in Exportable]: Maker<Thing> } = {
  summary: {
    title: ({ summary }) => summary.title,
    make: {
      docx: summaryBlocks,
      markdown: summaryBlocks,
      csv: async ({ document, facts }, words) => [[...factColumns], ...factRows(document.name, await facts(), words)],
      json: ({ report }) => report(),
    },
  },
  collection: {
    title: ({ summary }) => summary.title,
    make: { docx: collectionBlocks, markdown: collectionBlocks, csv: collectionRows, json: collectionJson },
  },
  conversation: {
    title: conversationTitle,
    make: { docx: conversationBlocks, markdown: conversationBlocks, json: conversationJson },
  },
  comparison: {
    title: comparisonTitle,
    make: { docx: comparisonBlocks, markdown: comparisonBlocks, csv: comparisonRows, json: comparisonJson },
  },
  check: {
    title: checkTitle,
    make: { docx: checkBlocks, markdown: checkBlocks, json: checkJson },
  },
  answerTable: {
    title: ({ table }) => table.title,
    make: {
      xlsx: answerTableWorkbook,
      csv: answerTableRows,
      json: answerTableJson,
      markdown: answerTableBlocks,
      ics: answerTableCalendar,
    },
  },
  costs: {
    title: (_costs, { t }) => t("export:costs"),
    make: { csv: costRows, json: costsJson },
  },
};

const writers: {
  readonly [Format in ExportFormat]: (
    content: Contents[Format],
    title: string,
    words: Words,
  ) => string | Promise<Uint8Array>;
} = {
  // The library that writes it is large and seldom needed.
  docx: async (blocks, title) => (await import("./docx.ts")).toDocx(blocks, title),
  markdown: toMarkdown,
  csv: toCsv,
  json: (content, _title, words) => toJson(withSentences(content, words)),
  xlsx: async (workbook) => (await import("./xlsx.ts")).toXlsx(workbook),
  ics: toIcs,
};

function fileOf(title: string, format: ExportFormat, written: string | Uint8Array): ExportedFile {
  const { extension, mediaType } = exportFormats[format];
  const fileName = fileNameOf(title, extension);
  return typeof written === "string"
    ? { fileName, mediaType: `${mediaType};charset=utf-8`, encoding: "text", data: written }
    : { fileName, mediaType, encoding: "base64", data: Buffer.from(written).toString("base64") };
}
