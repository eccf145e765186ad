import type { Database } from "better-sqlite3-multiple-ciphers";
import * as z from "zod";
import { type Document, type OutlineEntry, type Page, readingVersion } from "../../contract/documents.ts";
import { documentFormatSchema } from "../../contract/formats.ts";
import type { Clock, Logger } from "../ports.ts";
import { indexed } from "./fullText.ts";
import {
  damagedProblem,
  nullableProblem,
  readRow,
  storedReasonSchema,
  storedUnreadPageSchema,
  toNullableJson,
} from "./rows.ts";
import { requireChange, rowOf, type Statements, updateRow } from "./statements.ts";
import { isMember } from "./passing.ts";
import { markupOf, type StoredPage, toPage, toStored } from "./storedPages.ts";
import type { DocumentQueries } from "./store.ts";

type Queries = Omit<
  DocumentQueries,
  | "setPassages"
  | "searchPassages"
  | "previous"
  | "setPrevious"
  | "sketch"
  | "setSketch"
  | "resembling"
  | "withoutSketch"
>;

export function documentQueries(deps: { database: Database; sql: Statements; clock: Clock; logger: Logger }): Queries {
  const { database, sql, clock, logger } = deps;

  const requireRow = (id: string): number => rowOf(sql, "documents", id);
  const nameOf = (id: string): string =>
    sql<{ name: string }>("SELECT name FROM documents WHERE id = @id").get({ id })?.name ?? "";
  const rowsBetween = (id: string, from: number, to: number, table: PageTable = "pages"): StoredPage[] =>
    sql<StoredPage>(
      `SELECT number, label, width, height, pages.status, reason, text, blocks, tables, sentences, runs, confidence, markup, doubtful
       FROM documents JOIN ${table} AS pages ON pages.document = documents.row
       WHERE documents.id = @id AND number BETWEEN @from AND @to ORDER BY number`,
    ).all({ id, from, to });
  const sizesIn = (id: string, table: PageTable) =>
    sql<{ number: number; width: number | null; height: number | null; characters: number }>(
      `SELECT number, width, height, characters FROM documents JOIN ${table} AS pages ON pages.document = documents.row
       WHERE documents.id = @id ORDER BY number`,
    ).all({ id });
  const hasText = (id: string): boolean =>
    sql<{ row: number }>(
      "SELECT pages.row FROM documents JOIN pages ON pages.document = documents.row WHERE documents.id = @id LIMIT 1",
    ).get({ id }) !== undefined;
  const isFirstRead = (id: string): boolean =>
    sql<{ status: Document["status"] }>("SELECT status FROM documents WHERE id = @id").get({ id })?.status ===
      "reading" && !hasText(id);
  const pagesBetween = (id: string, from: number, to: number): Page[] =>
    rowsBetween(id, from, to).map((row) => toPage(row, id, logger));

  return {
    list: () =>
      sql<DocumentRow>("SELECT * FROM documents WHERE removed_at IS NULL ORDER BY pinned DESC, updated_at DESC")
        .all({})
        .map((row) => toDocument(row, logger)),

    ids: () =>
      sql<{ id: string }>("SELECT id FROM documents WHERE removed_at IS NULL ORDER BY pinned DESC, updated_at DESC")
        .all({})
        .map(({ id }) => id),

    some: (ids) =>
      sql<DocumentRow>(
        `SELECT documents.* FROM json_each(@ids) CROSS JOIN documents ON documents.id = json_each.value
         WHERE removed_at IS NULL ORDER BY json_each.key`,
      )
        .all({ ids: JSON.stringify(ids) })
        .map((row) => toDocument(row, logger)),

    ofCollection: (id) =>
      sql<DocumentRow>(
        `SELECT documents.* FROM collections JOIN collection_documents ON collection_documents.collection = collections.row
           JOIN documents ON documents.row = collection_documents.document
         WHERE collections.id = @id AND ${isMember} ORDER BY position`,
      )
        .all({ id })
        .map((row) => toDocument(row, logger)),

    get(id) {
      const row = sql<DocumentRow>(
        "SELECT * FROM documents WHERE id = @id AND (removed_at IS NULL OR passing > 0)",
      ).get({
        id,
      });
      return row ? toDocument(row, logger) : null;
    },

    put(document) {
      sql(
        `INSERT INTO documents (id, name, format, title, bytes, pages, words_count, language, status, problem, unread, notes,
           rendered, pinned, created_at, updated_at, read_ms, reading_version, reading_problem, words)
         VALUES (@id, @name, @format, @title, @bytes, @pages, @words_count, @language, @status, @problem, @unread, @notes,
           @rendered, @pinned, @created_at, @updated_at, @read_ms, @reading_version, @reading_problem, @words)
         ON CONFLICT (id) DO UPDATE SET name = @name, format = @format, title = @title, bytes = @bytes, pages = @pages,
           words_count = @words_count, language = @language, status = @status, problem = @problem, unread = @unread,
           notes = @notes, rendered = @rendered, pinned = @pinned, created_at = @created_at, updated_at = @updated_at,
           read_ms = @read_ms, reading_version = @reading_version, reading_problem = @reading_problem, words = @words,
           removed_at = NULL, passing = 0, held_until = NULL`,
      ).run({
        id: document.id,
        name: document.name,
        format: document.format,
        title: document.title,
        bytes: document.bytes,
        pages: document.pages,
        words_count: document.words,
        language: document.language,
        status: document.status,
        problem: toNullableJson(document.problem),
        unread: JSON.stringify(document.unread),
        notes: JSON.stringify(document.notes),
        rendered: Number(document.rendered),
        pinned: Number(document.pinned),
        created_at: document.createdAt,
        updated_at: document.updatedAt,
        read_ms: document.readMs,
        reading_version: document.reading.version,
        reading_problem: toNullableJson(document.reading.problem),
        words: wordsOf(document.title, document.name),
      });
    },

    update(id, patch) {
      const { title, pinned, status, problem, notes } = patch;
      // Pinning and naming are no new version: the document stays at its date.
      const touched = status !== undefined || problem !== undefined || notes !== undefined;
      updateRow(sql, "documents", id, {
        title,
        words: title === undefined ? undefined : wordsOf(title, nameOf(id)),
        pinned: pinned === undefined ? undefined : Number(pinned),
        status,
        problem: problem === undefined ? undefined : toNullableJson(problem),
        notes: notes === undefined ? undefined : JSON.stringify(notes),
        updated_at: touched ? clock.now() : undefined,
      });
    },

    foundTitle: (id) =>
      sql<{ found_title: string | null }>("SELECT found_title FROM documents WHERE id = @id").get({ id })
        ?.found_title ?? null,

    readTitle: (id) =>
      sql<{ read_title: string | null }>("SELECT read_title FROM documents WHERE id = @id").get({ id })?.read_title ??
      null,

    setFoundTitle(id, title) {
      updateRow(sql, "documents", id, { found_title: title, title, words: wordsOf(title, nameOf(id)) });
    },

    outline: (id) =>
      sql<OutlineEntry>(
        `SELECT outline_entries.title, level, page, start
         FROM documents JOIN outline_entries ON outline_entries.document = documents.row
         WHERE documents.id = @id ORDER BY position`,
      ).all({ id }),

    readBefore: (version) =>
      sql<{ id: string }>(
        `SELECT id FROM documents
         WHERE reading_version < @version AND reading_tried < @version AND status = 'ready' AND removed_at IS NULL
         ORDER BY pinned DESC, updated_at DESC`,
      )
        .all({ version })
        .map((row) => row.id),

    setReadingProblem(id, problem) {
      updateRow(sql, "documents", id, { reading_problem: JSON.stringify(problem), reading_tried: readingVersion });
    },

    hasText,

    unfinishedPages: (id) =>
      sql<StoredPage>(
        `SELECT unfinished_pages.* FROM documents JOIN unfinished_pages ON unfinished_pages.document = documents.row
         WHERE documents.id = @id AND unfinished_pages.reading_version = @version ORDER BY number`,
      )
        .all({ id, version: readingVersion })
        .map((row) => toPage(row, id, logger)),

    clearUnfinished(id, keep) {
      const document = requireRow(id);
      const which = keep === "recognized" ? " AND (status <> 'ocr' OR reading_version <> @version)" : "";
      sql(`DELETE FROM unfinished_pages WHERE document = @document${which}`).run(
        keep === "recognized" ? { document, version: readingVersion } : { document },
      );
    },

    addPages(id, pages) {
      const document = requireRow(id);
      const insert = sql(
        `INSERT INTO unfinished_pages (document, reading_version, ${pageColumns})
         VALUES (@document, @version, @number, @label, @width, @height, @characters, @status, @reason, @text, @blocks, @tables, @sentences, @runs, @confidence, @markup, @doubtful)
         ON CONFLICT (document, number) DO UPDATE SET reading_version = @version, label = @label, width = @width, height = @height,
           characters = @characters, status = @status, reason = @reason, text = @text, blocks = @blocks, tables = @tables,
           sentences = @sentences, runs = @runs, confidence = @confidence, markup = @markup,
           doubtful = @doubtful`,
      );
      database.transaction(() => {
        for (const page of pages) {
          insert.run({ document, version: readingVersion, characters: page.text.length, ...toStored(page) });
        }
      })();
    },

    finish(id, result, isAgain = false) {
      const document = requireRow(id);
      database.transaction(() => {
        const { name, updatedAt } = sql<{ name: string; updatedAt: number }>(
          "SELECT name, updated_at AS updatedAt FROM documents WHERE row = @document",
        ).get({ document }) ?? { name: "", updatedAt: 0 };
        updateRow(sql, "documents", id, {
          status: "ready",
          problem: null,
          format: result.format,
          title: result.title,
          words: wordsOf(result.title, name),
          read_title: result.readTitle ?? null,
          pages: result.pages,
          words_count: result.words,
          language: result.language,
          unread: JSON.stringify(result.unread),
          notes: JSON.stringify(result.notes),
          rendered: Number(result.rendered),
          read_ms: result.readMs,
          reading_version: readingVersion,
          reading_problem: null,
          updated_at: isAgain ? updatedAt + 1 : clock.now(),
        });
        sql("DELETE FROM pages WHERE document = @document").run({ document });
        sql(
          `INSERT INTO pages (document, ${pageColumns})
           SELECT document, ${pageColumns} FROM unfinished_pages WHERE document = @document ORDER BY number`,
        ).run({ document });
        sql("DELETE FROM unfinished_pages WHERE document = @document").run({ document });
        sql("DELETE FROM outline_entries WHERE document = @document").run({ document });
        for (const [position, entry] of result.outline.entries()) {
          sql(
            `INSERT INTO outline_entries (document, position, title, level, page, start)
             VALUES (@document, @position, @title, @level, @page, @start)`,
          ).run({ document, position, title: entry.title, level: entry.level, page: entry.page, start: entry.start });
        }
      })();
    },

    pages: pagesBetween,
    allPages: (id) => pagesBetween(id, 0, Number.MAX_SAFE_INTEGER),
    texts: (id) =>
      sql<{ text: string }>(
        `SELECT text FROM documents JOIN pages ON pages.document = documents.row WHERE documents.id = @id ORDER BY number`,
      ).all({ id }),
    storedPages: (id) => rowsBetween(id, 0, Number.MAX_SAFE_INTEGER),

    shownPages: (id, from, to) =>
      rowsBetween(id, from, to, isFirstRead(id) ? "unfinished_pages" : "pages").map((row) => toPage(row, id, logger)),
    pageSizes: (id) =>
      isFirstRead(id)
        ? // Of a reading before, pages that were recognised may stand behind those that are read now.
          sizesIn(id, "unfinished_pages").filter(({ number }, index) => number === index + 1)
        : sizesIn(id, "pages"),

    markup: (id) =>
      markupOf(
        sql<{ number: number; markup: string; text: string }>(
          `SELECT number, markup, text FROM documents JOIN pages ON pages.document = documents.row
           WHERE documents.id = @id AND markup <> '[]' ORDER BY number`,
        ).all({ id }),
        id,
        logger,
      ),

    remove(id, at) {
      requireChange(sql("UPDATE documents SET removed_at = @at WHERE id = @id AND removed_at IS NULL").run({ id, at }));
    },

    isRemoved: (id) =>
      sql<{ row: number }>("SELECT row FROM documents WHERE id = @id AND removed_at IS NOT NULL AND passing = 0").get({
        id,
      }) !== undefined,

    restore(id) {
      requireChange(
        sql("UPDATE documents SET removed_at = NULL, passing = 0, held_until = NULL WHERE id = @id").run({ id }),
      );
    },

    pass(id, at) {
      requireChange(
        sql(
          `UPDATE documents SET passing = CASE WHEN removed_at IS NULL THEN 1 ELSE 2 END, removed_at = coalesce(removed_at, @at)
           WHERE id = @id AND passing = 0`,
        ).run({ id, at }),
      );
    },

    isPassing: (id) =>
      sql<{ row: number }>("SELECT row FROM documents WHERE id = @id AND passing > 0").get({ id }) !== undefined,

    allPassing: () =>
      sql<{ id: string }>("SELECT id FROM documents WHERE passing > 0 AND held_until IS NULL")
        .all({})
        .map((row) => row.id),

    hold: (id, until) =>
      void sql("UPDATE documents SET held_until = @until WHERE id = @id AND passing > 0").run({ id, until }),

    isHeld: (id, now) =>
      sql(`SELECT row FROM documents WHERE id = @id AND passing > 0 AND ${isHeld}`).get({ id, now }) !== undefined,

    notHeld: (now) =>
      sql<{ id: string }>(`SELECT id FROM documents WHERE passing > 0 AND NOT ${isHeld}`)
        .all({ now })
        .map((row) => row.id),

    discard(id) {
      sql("UPDATE documents SET passing = 0, held_until = NULL WHERE id = @id AND passing = 2").run({ id });
      return sql("DELETE FROM documents WHERE id = @id AND passing = 1").run({ id }).changes > 0;
    },
  };
}

/** Of a document that is not kept: it, a summary of it or a table with it outlives the process, `@now`. */
const isHeld = `(coalesce(documents.held_until > @now, 0)
    OR EXISTS (SELECT 1 FROM summaries
      WHERE summaries.document = documents.row AND summaries.passing > 0 AND summaries.held_until > @now)
    OR EXISTS (SELECT 1 FROM answer_rows JOIN answer_tables ON answer_tables.row = answer_rows.answer_table
      WHERE answer_rows.document = documents.row AND answer_tables.held_until > @now))`;

type PageTable = "pages" | "unfinished_pages";

const pageColumns =
  "number, label, width, height, characters, status, reason, text, blocks, tables, sentences, runs, confidence, markup, doubtful";

interface DocumentRow {
  id: string;
  name: string;
  format: string;
  title: string;
  bytes: number;
  pages: number;
  words_count: number;
  language: string;
  status: Document["status"];
  problem: string | null;
  unread: string;
  notes: string;
  rendered: number;
  pinned: number;
  created_at: number;
  updated_at: number;
  read_ms: number | null;
  reading_version: number;
  reading_problem: string | null;
}

function wordsOf(title: string, name: string): string {
  return indexed(`${title}\n${name}`);
}

// Made once: to make a schema takes longer than to use it.
const unreadSchema = z.array(storedUnreadPageSchema);
const notesSchema = z.array(storedReasonSchema);

function toDocument(row: DocumentRow, logger: Logger): Document {
  const reader = readRow(logger, "documents", row.id);
  const format = documentFormatSchema.safeParse(row.format);
  const document: Document = {
    id: row.id,
    name: row.name,
    format: format.success ? format.data : "text",
    title: row.title,
    bytes: row.bytes,
    pages: row.pages,
    words: row.words_count,
    language: row.language,
    status: row.status,
    problem: reader.json("problem", row.problem, nullableProblem, null),
    unread: reader.json("unread", row.unread, unreadSchema, []),
    notes: reader.json("notes", row.notes, notesSchema, []),
    rendered: row.rendered === 1,
    pinned: row.pinned === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    readMs: row.read_ms,
    reading: {
      version: row.reading_version,
      problem: reader.json("reading_problem", row.reading_problem, nullableProblem, null),
    },
  };
  if (reader.damaged.length === 0 && format.success) return document;
  return {
    ...document,
    status: "failed",
    problem: damagedProblem("RECORD_OF_DOCUMENT"),
  };
}
