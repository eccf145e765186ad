import type { AnswerRow, Cell, Column } from "../../contract/answerTables.ts";
import { isDoubtful, placeOf, type Standing, standingIn, valueText } from "../../contract/answerValues.ts";
import { shownText, silenceOf } from "../../words/answerWords.ts";
import { writerWords } from "../../words/writerWords.ts";
import type { Words } from "../../words/words.ts";
import { oneLine } from "../text/oneLine.ts";
import type { AnswerTableMaterial } from "./answerTable.ts";
import { booleanCell, dayCell, moneyCell, numberCell, type Sheet, type SheetCell, type Workbook } from "./workbook.ts";
import { noteOf, remarkOf } from "./wording.ts";

/** A sheet of the table with typed cells, each with what it rests on as a comment, and a sheet of all answers with their sources. */
export function answerTableWorkbook(material: AnswerTableMaterial, words: Words): Workbook {
  return { sheets: [tableSheet(material, words), sourcesSheet(material, words)] };
}

/** Spreadsheets stop at some 200 formats; what has a further one stands there as text. */
const mostFormats = 90;

function tableSheet({ table: { columns }, rows, unread = [] }: AnswerTableMaterial, words: Words): Sheet {
  const { t } = words;
  const formats = new Set<string>();
  const typed = (standing: Standing): SheetCell => {
    const cell = typedCell(standing, words);
    if (cell.format === undefined || formats.has(cell.format)) return cell;
    if (formats.size >= mostFormats) return { value: shownText(standing, words) };
    formats.add(cell.format);
    return cell;
  };
  const cellIn = (row: AnswerRow, column: Column): SheetCell => {
    const cell = row.cells[column.id];
    const silence = silenceOf(cell);
    if (cell === undefined || silence !== null) {
      return { value: t(`export:answerTable.silence.${silence ?? "waiting"}`), ...silentComment(cell, words) };
    }
    const standing = standingIn(cell);
    const [first] = standing;
    const shown =
      standing.length === 1 && first !== undefined
        ? typed(first)
        : { value: standing.map((each) => shownText(each, words)).join("\n") };
    return { ...shown, doubtful: isDoubtful(cell), comment: commentOf(row, cell, words) };
  };
  return {
    name: t("export:answerTable.sheet"),
    columns: [
      { head: t("export:answerTable.document"), width: 36 },
      ...columns.map(({ name, kind, hidden }) => ({ head: name, width: widthOf(name, kind), hidden })),
    ],
    rows: [
      ...rows.map((row) => [{ value: row.path }, ...columns.map((column) => cellIn(row, column))]),
      ...unread.map(({ file, problem }) => [
        { value: file, comment: words.error(problem) },
        ...columns.map(() => ({ value: t("export:answerTable.silence.unreadable") })),
      ]),
    ],
  };
}

/** In characters: what a column of the kind usually takes, and its name with the button of its filter. */
function widthOf(name: string, kind: Column["kind"]): number {
  return Math.min(50, Math.max(usualWidths[kind], name.length + 4));
}

const usualWidths: Readonly<Record<Column["kind"], number>> = {
  text: 40,
  number: 14,
  money: 16,
  date: 13,
  period: 24,
  boolean: 12,
  choice: 18,
  list: 40,
  party: 28,
};

/** An answer that stands alone, in the type of a spreadsheet where it has one. Under a condition it is a text. */
function typedCell(standing: Standing, words: Words): SheetCell {
  const { value, answer } = standing;
  const asText = { value: shownText(standing, words) };
  if (value === null || (answer !== null && answer.condition !== null)) return asText;
  switch (value.kind) {
    case "number":
      return numberCell(value.number, value.unit);
    case "money":
      return moneyCell(value.amount, value.currency);
    case "date":
      return dayCell(value.date) ?? asText;
    case "boolean":
      return booleanCell(value.boolean, words.t("export:answerTable.yes"), words.t("export:answerTable.no"));
    default:
      return asText;
  }
}

/** Quote, file and page of each answer, under which condition it holds, and what is to be known of it. */
function commentOf(row: AnswerRow, cell: Cell, words: Words): string {
  const { t } = words;
  const standing = standingIn(cell);
  const told = standing.flatMap(({ answer, text }) => {
    if (answer === null) return [];
    const remark = remarkOf(answer, words);
    return [
      [
        ...(answer.support === "verified" ? [] : ["?"]),
        ...(standing.length > 1 ? [oneLine(text)] : []),
        ...answer.citations.map((citation) => noteOf(row.path, String(citation.page), citation, words)),
        ...(answer.condition === null ? [] : [t("export:answerTable.under", { condition: oneLine(answer.condition) })]),
        ...(remark === null ? [] : [remark]),
      ].join("\n"),
    ];
  });
  return [...told, ...correctedLines(cell, words)].join("\n\n");
}

function correctedLines({ correction }: Cell, { t }: Words): string[] {
  if (correction === null) return [];
  return [t("export:answerTable.correctedBy", { by: correction.by, on: dayOf(correction.at) })];
}

function silentComment(cell: Cell | undefined, words: Words): { comment?: string } {
  const lines = cell === undefined ? [] : correctedLines(cell, words);
  if (cell?.problem) lines.push(words.error(cell.problem));
  return lines.length > 0 ? { comment: lines.join("\n") } : {};
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

const sourceColumns = [
  ["document", 36],
  ["column", 22],
  ["value", 22],
  ["text", 40],
  ["condition", 24],
  ["quote", 60],
  ["page", 8],
  ["verdict", 16],
  ["why", 40],
  ["foundBy", 12],
  ["correctedBy", 20],
] as const;

/** A row for each answer; what a person put in the place of answers stands before them. */
function sourcesSheet({ table: { columns }, rows }: AnswerTableMaterial, words: Words): Sheet {
  const { t } = words;
  return {
    name: t("export:answerTable.sources"),
    columns: sourceColumns.map(([name, width]) => ({ head: t(`export:answerTable.source.${name}`), width })),
    rows: rows.flatMap((row) =>
      columns.flatMap((column) => {
        const cell = row.cells[column.id];
        return cell === undefined ? [] : sourceRows(row.path, column.name, cell, words);
      }),
    ),
  };
}

function sourceRows(file: string, column: string, cell: Cell, words: Words): SheetCell[][] {
  const { t } = words;
  const { correction, answers, source, wrote } = cell;
  const rows = answers.map((answer): SheetCell["value"][] => {
    const { value, text, condition, support, findings } = answer;
    const place = placeOf(answer);
    return [
      file,
      column,
      value === null ? null : valueText(value),
      oneLine(text),
      condition,
      place === undefined ? null : oneLine(place.quote),
      place?.page ?? null,
      correction === null ? t(`export:answerTable.verdict.${support}`) : t("export:answerTable.verdict.replaced"),
      words.findings(findings),
      wrote
        ? wrote.map((model) => writerWords(model, words)).join(", ")
        : source === null
          ? null
          : t(`export:answerTable.by.${source}`),
      null,
    ];
  });
  if (correction !== null) {
    const { text, value, by, at } = correction;
    const who = t("export:answerTable.correctedBy", { by, on: dayOf(at) });
    const shown = value === null ? null : valueText(value);
    const verdict = t("export:corrected");
    rows.unshift([file, column, shown, text, null, null, null, verdict, null, t("export:answerTable.by.person"), who]);
  }
  return rows.map((row) => row.map((value) => ({ value: value === "" ? null : value })));
}
