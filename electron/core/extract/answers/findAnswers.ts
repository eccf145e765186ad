import type { AnswerValue, ColumnDraft } from "../../../contract/answerTables.ts";
import type { DocumentText, Sentence } from "../../text/documentText.ts";
import { type Candidate, keyOfValue } from "./candidates.ts";
import { beside } from "./beside.ts";
import { type Labels, labelsOf } from "./labels.ts";
import { prepare, type Prepared } from "./lines.ts";
import { listed } from "./listed.ts";
import { indexOf, passagesFor, type PassageIndex } from "./passages.ts";
import { partyRoles } from "./partyRoles.ts";
import { underHeadings } from "./underHeadings.ts";
import { usualPlaces } from "./usualPlaces.ts";
import { valuesOf } from "./values.ts";

/** An answer that code found, with what is quoted for it. */
export interface FoundAnswer {
  readonly value: AnswerValue;
  /** in the document's own words, on one line */
  readonly text: string;
  /** under which of several it holds, in the document's words */
  readonly condition: string | null;
  readonly sentences: readonly Sentence[];
  /** a label of the column stands beside it, and nothing else there could be meant */
  readonly sure: boolean;
  /** 0 to 1 */
  readonly score: number;
}

export interface ColumnFinding {
  /** best first; of a list in the order of the document; empty where nothing was found */
  readonly answers: readonly FoundAnswer[];
  /** what a model is shown of a long document: sentences that may answer, best first, some with the heading above them */
  readonly passages: readonly Sentence[];
}

/** From which score on a value is an answer. */
const leastScore = 0.5;
/** Another value so near to the best one leaves it unsure. */
const rivalry = 0.12;

/**
 * What code finds in a document of each column: values beside the column's labels, in lines, in cells and in sentences, parties by their
 * roles, lists under their headings; and the passages that may answer it. In the order of the columns.
 */
export function findAnswers(source: DocumentText, columns: readonly ColumnDraft[]): ColumnFinding[] {
  const prepared = prepare(source);
  const labels = labelsOf(columns, source.language);
  const index = indexOf(prepared);
  const found = columns.map((): Candidate[] => []);
  const currency = columns.some(({ kind }) => kind === "money") ? onlyCurrency(prepared) : null;
  const add = (candidate: Candidate): void => void found[candidate.column]?.push(inCurrency(candidate, currency));
  for (const candidates of [
    beside(prepared, columns, labels),
    partyRoles(prepared, columns, labels),
    underHeadings(prepared, columns, labels),
    listed(prepared, columns, labels),
    usualPlaces(prepared, columns, labels),
  ])
    for (const candidate of candidates) add(candidate);
  return columns.map((column, at) => {
    const candidates = (found[at] ?? []).toSorted((a, b) => b.score - a.score);
    const places = candidates
      .slice(0, 4)
      .flatMap((candidate) => candidate.answers.flatMap(({ sentences }) => sentences));
    const passages = passagesFor(index, column, at, labels, places);
    const answers = chosen(candidates);
    return { answers: answers.length > 0 ? answers : chosen(asked(prepared, column, at, labels, index)), passages };
  });
}

/** The currency of all amounts of a document that name one; null where they name several, or hardly any does. */
function onlyCurrency({ lines, language }: Prepared): string | null {
  let only: string | null = null;
  let times = 0;
  for (const { text } of lines) {
    for (const { value } of valuesOf(text, { kind: "money" }, language)) {
      if (value.kind !== "money" || value.currency === null) continue;
      if (only !== null && value.currency !== only) return null;
      only = value.currency;
      times += 1;
    }
  }
  return times > 1 ? only : null;
}

/** An amount that stands without its currency is of the only one there is. */
function inCurrency(candidate: Candidate, currency: string | null): Candidate {
  if (currency === null) return candidate;
  return {
    ...candidate,
    answers: candidate.answers.map((answer) =>
      answer.value.kind === "money" && answer.value.currency === null
        ? { ...answer, value: { ...answer.value, currency } }
        : answer,
    ),
  };
}

/** The best of the candidates; unsure where another value stands as well. */
function chosen(candidates: readonly Candidate[]): FoundAnswer[] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = candidate.answers.map(({ value }) => keyOfValue(value)).join("\n");
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  const ranked = [...groups.values()]
    .map((group) => {
      const [best, ...others] = group.toSorted((a, b) => b.score - a.score || a.line - b.line);
      return best && { best, score: Math.min(1, best.score + Math.min(0.1, others.length * 0.03)) };
    })
    .filter((each) => each !== undefined)
    .toSorted((a, b) => b.score - a.score || a.best.line - b.best.line);
  const [first, ...rest] = ranked;
  if (!first || first.score < leastScore) return [];
  const values = new Set(first.best.answers.map(({ value }) => keyOfValue(value)));
  const rival = rest.find(
    ({ best, score }) =>
      score > first.score - rivalry && best.answers.some(({ value }) => !values.has(keyOfValue(value))),
  );
  return first.best.answers.map(({ value, text, condition, sentences }) => ({
    value,
    text,
    condition,
    sentences,
    sure: first.best.sure && rival === undefined,
    score: first.score,
  }));
}

/** Where no label led to a value: the sentence that holds most words of the question, if it has one value of the kind. */
function asked(prepared: Prepared, column: ColumnDraft, at: number, labels: Labels, index: PassageIndex): Candidate[] {
  if (column.kind === "text" || column.kind === "list" || column.kind === "party" || column.kind === "choice")
    return [];
  const ranked = index.ranked(column, at, labels).slice(0, 3);
  for (const { sentence, coverage } of ranked) {
    if (coverage < 0.66) continue;
    const values = valuesOf(sentence.text, column, prepared.language, { dayFirst: prepared.dayFirst });
    const [value, ...others] = values;
    if (!value || others.length > 0) continue;
    return [
      {
        column: at,
        answers: [{ value: value.value, text: value.text, condition: null, sentences: [sentence] }],
        score: leastScore,
        sure: false,
        line: sentence.index,
      },
    ];
  }
  return [];
}
