import { columns, doneItem, emptyItem, type Outcome } from "./phrases.ts";
import type { DocumentText, Sentence } from "../../text/documentText.ts";
import { fold } from "../../text/fold.ts";
import { type PlacedRow, rowsBySentence } from "../tables.ts";

/** A row of a table that lists what came out of a meeting. */
export interface OutcomeRow {
  readonly role: Outcome;
  readonly sentence: Sentence;
  readonly what: string;
  readonly who: string;
  readonly due: string | null;
}

/**
 * Rows of the tables of actions, decisions and open points, told by the words of their first row.
 *
 * @param roleOf what the heading above a row says it lists; null where it says nothing of the kind; past where it is of another day
 */
export function outcomeRows(
  source: DocumentText,
  roleOf: (sentence: Sentence) => Outcome | "past" | null,
): OutcomeRow[] {
  const rows: OutcomeRow[] = [];
  const placed = rowsBySentence(source);
  let header: Header | null = null;
  let last: PlacedRow | null = null;
  for (const sentence of source.sentences) {
    const row = placed.get(sentence) ?? null;
    if (row && (last === null || row.isHeader || (row.table !== last.table && sentence.page === last.sentence.page)))
      header = headerOf(row.cells, roleOf(sentence)) ?? (last?.isHeader === true && row.isHeader ? header : null);
    else if (row && header) {
      const outcome = rowOf(header, row.cells, sentence);
      if (outcome) rows.push(outcome);
    }
    last = row;
  }
  return rows;
}

interface Header {
  readonly role: Outcome;
  readonly what: number;
  readonly who: number;
  readonly when: number;
  readonly status: number;
}

function headerOf(cells: readonly string[], above: Outcome | "past" | null): Header | null {
  if (above === "past") return null;
  const folded = cells.map((cell) =>
    fold(cell)
      .replaceAll(/[*_:#¹²³]/gu, "")
      .trim(),
  );
  const find = (pattern: RegExp): number => folded.findIndex((cell) => pattern.test(cell));
  const at = { who: find(columns.who), when: find(columns.when), status: find(columns.status) };
  const of = { action: find(columns.action), decision: find(columns.decision), question: find(columns.question) };
  const text = find(columns.text);
  // A column of tasks alone is a plan; with who or when beside it, it is a list of actions.
  if (of.action >= 0 && (at.who >= 0 || at.when >= 0 || above === "action"))
    return { role: "action", what: of.action, ...at };
  if (of.decision >= 0) return { role: "decision", what: of.decision, ...at };
  if (of.question >= 0) return { role: "question", what: of.question, ...at };
  if (above !== null && text >= 0) return { role: above, what: text, ...at };
  return null;
}

function rowOf(
  { role, what, who, when, status }: Header,
  cells: readonly string[],
  sentence: Sentence,
): OutcomeRow | null {
  const text = cells[what] ?? "";
  const folded = fold(text);
  if (text.length < 6 || !/\s/u.test(text) || emptyItem.test(folded) || isPlaceholder(text)) return null;
  if (doneItem.test(folded) || doneItem.test(fold(cells[status] ?? ""))) return null;
  const owner = cells[who] ?? "";
  const due = cells[when] ?? "";
  return {
    role,
    sentence,
    what: text,
    who: isFilled(owner) && owner.length <= 80 ? owner : "",
    due: role === "action" && isFilled(due) && due.length <= 60 ? due : null,
  };
}

function isFilled(cell: string): boolean {
  return cell !== "" && !emptyItem.test(fold(cell)) && !isPlaceholder(cell);
}

/** A field of a form that nobody has filled in: "[name]", "<date>", "____". */
export function isPlaceholder(text: string): boolean {
  return /^[[<{_][^\]>}]*[\]>}_]+[.;]?$|_{4,}|\[(?:nome|nombre|name|nom|responsa\p{L}+|descri\p{L}+|data|date|fecha|datum|tarefa|tarea|resum\p{L}+)[^\]]*\]/iu.test(
    text.trim(),
  );
}
