import * as z from "zod";
import {
  blockSchema,
  markupSchema,
  type Page,
  pageSchema,
  type PlacedMarkup,
  runSchema,
  sentenceSchema,
} from "../../contract/documents.ts";
import { reasonOf } from "../../contract/reasons.ts";
import type { Logger } from "../ports.ts";
import { readRow, storedLabel, storedReason, toNullableJson } from "./rows.ts";
import { nullableTablesSchema, storeTables, toTables } from "./storedTables.ts";

/** A page as it stands in the library: what has a shape is JSON, which whoever works with the text takes apart. */
export interface StoredPage {
  readonly number: number;
  /** JSON, or a label of before as it was shown */
  readonly label: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly status: Page["status"];
  /** JSON, or a sentence of before */
  readonly reason: string | null;
  readonly text: string;
  readonly blocks: string;
  /** null of a page that was stored before tables were */
  readonly tables: string | null;
  readonly sentences: string;
  readonly runs: string;
  readonly confidence: number | null;
  /** null of a page that was stored before comments and tracked changes were */
  readonly markup: string | null;
  readonly doubtful: string | null;
}

const blocksSchema = z.array(blockSchema);
const sentencesSchema = z.array(sentenceSchema);
const runsSchema = z.array(runSchema);
const markupsSchema = z.array(markupSchema);
const doubtfulSchema = pageSchema.shape.doubtful.unwrap();

export function toStored(page: Page): StoredPage {
  return {
    number: page.number,
    label: toNullableJson(page.label),
    width: page.size?.width ?? null,
    height: page.size?.height ?? null,
    status: page.status,
    reason: toNullableJson(page.reason),
    text: page.text,
    blocks: JSON.stringify(page.blocks),
    tables: storeTables(page.tables),
    sentences: JSON.stringify(page.sentences),
    runs: JSON.stringify(page.runs),
    confidence: page.confidence ?? null,
    markup: JSON.stringify(page.markup ?? []),
    doubtful: toNullableJson(page.doubtful),
  };
}

/** The comments and tracked changes of pages, with the words that they are about. */
export function markupOf(
  rows: readonly Pick<StoredPage, "number" | "text" | "markup">[],
  documentId: string,
  logger: Logger,
): PlacedMarkup[] {
  return rows.flatMap(({ number: page, text, markup }) =>
    readRow(logger, "pages", `${documentId} ${page}`)
      .json("markup", markup ?? "[]", markupsSchema, [])
      .map((one) => ({ ...one, page, about: text.slice(one.start, one.end) })),
  );
}

/** Takes a page apart; one whose record is damaged is unread. */
export function toPage(row: StoredPage, documentId: string, logger: Logger): Page {
  const reader = readRow(logger, "pages", `${documentId} ${row.number}`);
  const blocks = reader.json("blocks", row.blocks, blocksSchema, []);
  const markup = reader.json("markup", row.markup ?? "[]", markupsSchema, []);
  const page: Page = {
    number: row.number,
    label: storedLabel(row.label),
    text: row.text,
    blocks,
    tables: toTables(
      row.tables === null ? null : reader.json("tables", row.tables, nullableTablesSchema, null),
      row.text,
      blocks,
    ),
    sentences: reader.json("sentences", row.sentences, sentencesSchema, []),
    status: row.status,
    reason: storedReason(row.reason),
    size: row.width === null || row.height === null ? null : { width: row.width, height: row.height },
    runs: reader.json("runs", row.runs, runsSchema, []),
    ...(row.confidence === null ? {} : { confidence: row.confidence }),
    ...(markup.length > 0 ? { markup } : {}),
    ...(row.doubtful === null ? {} : { doubtful: reader.json("doubtful", row.doubtful, doubtfulSchema, []) }),
  };
  if (reader.damaged.length === 0) return page;
  // Without runs a page is whole but for its highlights, its rows have their cells without tables, and its text needs no markup; without
  // anchors nothing can be cited.
  const beside = ["runs", "tables", "markup"];
  if (reader.damaged.every((column) => beside.includes(column))) return page;
  return { ...page, status: "unread", reason: reasonOf("PAGE_RECORD_DAMAGED") };
}
