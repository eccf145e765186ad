import type {
  AnswerRow,
  AnswerTable,
  AnswerTableExport,
  Cell,
  Column,
  UnreadFile,
} from "../../contract/answerTables.ts";
import { lineCell, placeOf, type Standing, standingIn, valueText } from "../../contract/answerValues.ts";
import { shownText, silenceOf } from "../../words/answerWords.ts";
import type { Words } from "../../words/words.ts";
import { oneLine } from "../text/oneLine.ts";
import { type Block, heading, type Inline, type Line, lineOf, textBlock } from "./blocks.ts";
import type { Calendar } from "./ics.ts";
import { noteOf, remarkOf } from "./wording.ts";

/** What an answer table is saved from. */
export interface AnswerTableMaterial {
  readonly table: AnswerTable;
  /** in the order of the view that is saved */
  readonly rows: readonly AnswerRow[];
  /** files that were to be rows and could not be taken in, with the reason */
  readonly unread?: readonly UnreadFile[];
}

/** A table for people, each answer with its page and its quote as a note. */
export function answerTableBlocks({ table, rows, unread = [] }: AnswerTableMaterial, words: Words): Block[] {
  const { t } = words;
  const columns = table.columns.filter(({ hidden }) => !hidden);
  const cellLine = (row: AnswerRow, column: Column): Line => {
    const cell = row.cells[column.id];
    const silence = silenceOf(cell);
    if (cell === undefined || silence !== null) {
      return [{ text: t(`export:answerTable.silence.${silence ?? "waiting"}`), style: "emphasis" }];
    }
    return standingIn(cell).flatMap((standing, index): Inline[] => [
      { text: `${index > 0 ? "; " : ""}${oneLine(shownText(standing, words))}` },
      ...about(standing, row, words),
    ]);
  };
  return [
    heading(1, table.title),
    textBlock(t("export:answerTable.documents", { count: rows.length + unread.length })),
    {
      kind: "table",
      head: [t("export:answerTable.document"), ...columns.map(({ name }) => name)].map(lineOf),
      widths: [...columns, null].map(() => Math.floor(100 / (columns.length + 1))),
      rows: [
        ...rows.map((row) => [lineOf(row.path), ...columns.map((column) => cellLine(row, column))]),
        ...unread.map(({ file, problem }) => [
          [{ text: file }, { note: words.error(problem) }],
          ...columns.map((): Line => [{ text: t("export:answerTable.silence.unreadable"), style: "emphasis" }]),
        ]),
      ],
    },
  ];
}

function about({ answer }: Standing, { document }: AnswerRow, words: Words): Inline[] {
  const { t } = words;
  if (answer === null) return [{ text: ` (${t("export:corrected")})`, style: "emphasis" }];
  const pages = [...new Set(answer.citations.map(({ page }) => page))].map((page) =>
    t("export:page", { page: String(page) }),
  );
  const remark = remarkOf(answer, words);
  const known = [...pages, ...(remark === null ? [] : [remark])];
  return [
    ...(known.length > 0 ? [{ text: ` (${known.join("; ")})`, style: "emphasis" } as const] : []),
    ...answer.citations.map((citation) => ({ note: noteOf(document.name, String(citation.page), citation, words) })),
  ];
}

/**
 * A row for each document. First the answers, then of each column how far it can be relied on, its page and its quote; names of columns
 * that are the application's are the same in every language, for programs. Several answers have " | " between them.
 */
export function answerTableRows({ table, rows, unread = [] }: AnswerTableMaterial): string[][] {
  const columns = table.columns.filter(({ hidden }) => !hidden);
  const joined = (cell: Cell, told: (standing: Standing) => string): string => standingIn(cell).map(told).join(" | ");
  return [
    [
      "file",
      "title",
      ...columns.map(({ name }) => name),
      ...columns.flatMap(({ name }) => ["verdict", "page", "quote"].map((what) => `${name}: ${what}`)),
    ],
    ...rows.map(({ path, document, cells }) => [
      path,
      document.title,
      ...columns.map(({ id }) => {
        const cell = cells[id];
        return cell === undefined
          ? ""
          : joined(cell, ({ value, text }) => (value === null ? oneLine(text) : valueText(value)));
      }),
      ...columns.flatMap(({ id }) => {
        const cell = cells[id];
        const silence = silenceOf(cell);
        if (cell === undefined || silence !== null) return [silence ?? "waiting", "", ""];
        return [
          joined(cell, ({ answer }) => answer?.support ?? "corrected"),
          joined(cell, ({ answer }) => String((answer && placeOf(answer))?.page ?? "")),
          joined(cell, ({ answer }) => oneLine((answer && placeOf(answer))?.quote ?? "")),
        ];
      }),
    ]),
    ...unread.map(({ file }) => [file, "", ...columns.map(() => ""), ...columns.flatMap(() => ["unreadable", "", ""])]),
  ];
}

/** All columns, hidden ones too, with all that their cells rest on. */
export function answerTableJson({ table, rows, unread = [] }: AnswerTableMaterial): AnswerTableExport {
  return {
    format: "tramontane-answer-table",
    version: 1,
    title: table.title,
    columns: table.columns,
    rows: rows.map(({ document, path, approved, cells }) => {
      const { id, name, format, title, pages, language, status, problem } = document;
      return {
        file: path,
        document: { sha256: id, name, format, title, pages, language, status, problem },
        approved,
        cells: Object.fromEntries(
          table.columns.flatMap((column) => {
            const cell = cells[column.id];
            if (cell === undefined) return [];
            const { answers, correction, stale } = cell;
            const whole = { ...lineCell(column, cell), found: answers, correction, stale, problem: cell.problem };
            return [[column.name, whole] as const];
          }),
        ),
      };
    }),
    unread: [...unread],
  };
}

/**
 * Each date of the table that is known to the day or the month, as an event of all its days: with the quote, where it stands, and the
 * periods of the same document beside it. Those that are not verified are tentative.
 */
export function answerTableCalendar({ table, rows }: AnswerTableMaterial, words: Words): Calendar {
  const columns = table.columns.filter(({ hidden }) => !hidden);
  const dates = columns.filter(({ kind }) => kind === "date");
  const periods = columns.filter(({ kind }) => kind === "period");
  const events = rows.flatMap((row) => {
    const beside = periods.flatMap(({ id, name }) => {
      const cell = row.cells[id];
      return (cell ? standingIn(cell) : []).map((standing) => `${name}: ${oneLine(shownText(standing, words))}`);
    });
    return dates.flatMap((column) => {
      const cell = row.cells[column.id];
      return (cell ? standingIn(cell) : []).flatMap((standing, index) => {
        const { value, answer } = standing;
        const days = value?.kind === "date" ? daysOf(value.date) : null;
        if (days === null) return [];
        const isDoubted = answer !== null && answer.support !== "verified";
        const condition = answer?.condition ?? null;
        const summary = `${column.name}${condition === null ? "" : ` (${oneLine(condition)})`}: ${row.document.title}`;
        const remark = answer === null ? words.t("export:corrected") : remarkOf(answer, words);
        return [
          {
            uid: `${row.document.id.slice(0, 32)}-${column.id}-${String(index)}@tramontane`,
            ...days,
            summary: isDoubted ? `? ${summary}` : summary,
            isTentative: isDoubted,
            description: [
              ...(answer?.citations ?? []).map((citation) => noteOf(row.path, String(citation.page), citation, words)),
              ...(remark === null ? [] : [remark]),
              ...beside,
            ].join("\n"),
          },
        ];
      });
    });
  });
  return { name: table.title, madeAt: table.updatedAt, events };
}

/** The first day and the one after the last, of a date that is known to the day or the month. */
function daysOf(date: string): { start: string; end: string } | null {
  const [year = "", month, day] = date.split("-");
  if (month === undefined) return null;
  const first = new Date(`${year}-${month}-${day ?? "01"}T00:00:00Z`);
  const start = Number.isNaN(first.getTime()) ? "" : first.toISOString().slice(0, 10);
  // Such as 30 February.
  if (!start.startsWith(date)) return null;
  const after = new Date(first);
  if (day === undefined) after.setUTCMonth(after.getUTCMonth() + 1);
  else after.setUTCDate(after.getUTCDate() + 1);
  return { start, end: after.toISOString().slice(0, 10) };
}
