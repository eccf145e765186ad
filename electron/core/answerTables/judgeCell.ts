import type { Answer, AnswerValue, Column, ColumnKind } from "../../contract/answerTables.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import type { Finding } from "../../contract/findings.ts";
import { type JudgeDeps, type Judged, judgeClaims } from "../check/check.ts";
import { citationOf } from "../evidence/citations.ts";
import { verdictOf } from "../evidence/verify.ts";
import { valuesOf } from "../extract/answers/values.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";
import { fold } from "../text/fold.ts";
import { loadLanguages } from "../text/language.ts";
import { aboutColumn } from "./aboutColumn.ts";
import type { FoundAnswer, FoundColumn } from "./findTask.ts";
import { isSameValue } from "./sameValue.ts";

export interface JudgedIn {
  readonly column: Column;
  /** what code found of the column */
  readonly found: FoundColumn;
  readonly document: Document;
  readonly source: DocumentText;
  /** what the model was shown */
  readonly shown: readonly Sentence[];
  readonly signal: AbortSignal;
}

/** Holds what a model answered against the document: what does not stand there is left out. */
export type Judge = (lines: readonly string[], about: JudgedIn) => Promise<Answer[]>;

/** Answers of one cell at most; items of a list. */
const mostAnswers = 12;

export function createJudge(deps: JudgeDeps): Judge {
  return async (lines, about) => {
    const { column, source, found } = about;
    const isTyped = column.kind !== "text" && column.kind !== "list";
    const said = saidLines(column.kind, lines);
    const answers: Answer[] = [];
    const judged = await judgedOf(deps, said, about);
    for (const [index, line] of said.entries()) {
      const own = judged[index];
      if (!own) continue;
      if (!isTyped) answers.push(...judgedText(line, own));
      else answers.push(...judgedValues(line, own));
    }
    return withOthers(answers, found);

    function judgedText(line: string, { verdict, citations }: Judged): Answer[] {
      if (verdict.support === "unsupported" || citations.length === 0) return [];
      const [value] = valuesOf(line, { ...column, kind: "text" }, source.language);
      const text = value?.text ?? line;
      return [
        {
          value: value?.value ?? null,
          text,
          condition: null,
          citations: [...citations],
          support: verdict.support,
          by: verdict.by,
          findings: [...verdict.findings],
        },
      ];
    }

    function judgedValues(line: string, { verdict, citations }: Judged): Answer[] {
      const [read] = valuesOf(line, column, source.language);
      // What code found by itself and a model says too stands where code found it.
      const agreed = read && found.answers.find(({ value }) => value !== null && isSameValue(value, read.value));
      if (agreed) return [asAnswer({ ...agreed, sure: true })];
      if (!read) {
        // The words are the document's, and no value: they are shown as they are.
        if (verdict.support !== "verified") return [];
        return [answerOf({ value: null, text: line, citations }, [{ code: "NOT_OF_KIND", data: {} }])];
      }
      const holding = citations.filter(({ quote }) => holds(quote, read.value, about));
      if (holding.length > 0 || column.kind === "boolean") {
        if (column.kind === "boolean" && (citations.length === 0 || verdict.support === "unsupported")) return [];
        const cited = holding.length > 0 ? holding : citations;
        const isSure = verdict.support === "verified" && aboutColumn(column, source)(cited);
        const findings: Finding[] = isSure ? [] : [{ code: "MAY_NOT_ANSWER", data: {} }];
        return [answerOf({ value: read.value, text: wordsOf(read.text, cited), citations: cited }, findings)];
      }
      const sentence = about.shown.find(({ text }) => holds(text, read.value, about));
      if (!sentence) return [];
      const cited = [citationOf(source, sentence)];
      return [
        answerOf({ value: read.value, text: wordsOf(read.text, cited), citations: cited }, [
          { code: "MAY_NOT_ANSWER", data: {} },
        ]),
      ];
    }
  };
}

/** What each answer is read from: a text is one, of what has one value all that was written, of lists and names each line. */
function saidLines(kind: ColumnKind, lines: readonly string[]): readonly string[] {
  if (kind === "list" || kind === "party") return lines.slice(0, mostAnswers);
  return [lines.join(" ")];
}

/** An answer that code found by itself; what it is not sure of is marked. */
export function asAnswer({ value, text, condition, citations, sure }: FoundAnswer): Answer {
  return { ...answerOf({ value, text, citations }, sure ? [] : [{ code: "MAY_NOT_ANSWER", data: {} }]), condition };
}

function answerOf(
  {
    value,
    text,
    citations,
  }: { readonly value: AnswerValue | null; readonly text: string; readonly citations: readonly Citation[] },
  findings: readonly Finding[],
): Answer {
  const verdict = verdictOf(findings);
  return {
    value,
    text,
    condition: null,
    citations: [...citations],
    support: verdict.support,
    by: verdict.by,
    findings: [...verdict.findings],
  };
}

async function judgedOf(
  deps: JudgeDeps,
  lines: readonly string[],
  { column, document, source, shown, signal }: JudgedIn,
): Promise<Judged[]> {
  const languages = await loadLanguages();
  const text = fold(shown.map((sentence) => sentence.text).join(" "));
  // A question in another language than the document has none of its words: the labels that stand there do.
  const labels = column.words.filter((word) => text.includes(fold(word)));
  const said = [column.question === "" ? column.name : column.question, ...labels].join(" ");
  return judgeClaims(
    deps,
    (language) => lines.map((line) => ({ text: line, written: languages.ofClaim(line, language), said })),
    [{ ...document, language: source.language }],
    signal,
  );
}

/** Further answers that code found beside the one that a model named, under other conditions. */
function withOthers(answers: readonly Answer[], { answers: own }: FoundColumn): Answer[] {
  const [best] = answers;
  const others = own.filter(
    ({ value, condition }) => condition !== null && value !== null && best?.value && !isSameValue(value, best.value),
  );
  if (!best || best.condition === null || others.length === 0) return [...answers];
  return [...answers, ...others.map(asAnswer)];
}

function holds(text: string, value: AnswerValue, { column, source }: JudgedIn): boolean {
  return valuesOf(text, column, source.language).some((read) => isSameValue(read.value, value));
}

/** As the document has them, where a model wrote them in another way. */
function wordsOf(text: string, citations: readonly Citation[]): string {
  const wanted = fold(text);
  for (const { quote } of citations) {
    const at = fold(quote).indexOf(wanted);
    if (at >= 0 && fold(quote).length === quote.length)
      return quote.slice(at, at + text.length).replaceAll(/\s+/gu, " ");
  }
  return text;
}
