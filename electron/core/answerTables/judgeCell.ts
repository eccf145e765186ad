import type { Answer, AnswerValue, Column, ColumnKind } from "../../contract/answerTables.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import type { Finding } from "../../contract/findings.ts";
import { type JudgeDeps, type Judged, judgeClaims } from "../check/check.ts";
import { answerIn } from "../evidence/answerWords.ts";
import { citationOf } from "../evidence/citations.ts";
import { type Verdict, verdictOf } from "../evidence/verify.ts";
import { type ReadValue, valuesOf } from "../extract/answers/values.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";
import { fold } from "../text/fold.ts";
import { loadLanguages } from "../text/language.ts";
import { oneSpaced } from "../text/oneLine.ts";
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
const mostNameWords = 8;

export function createJudge(deps: JudgeDeps): Judge {
  return async (lines, judgedIn) => {
    const { column, source, found, shown } = judgedIn;
    const about = aboutColumn(column, source);
    const isTyped = column.kind !== "text" && column.kind !== "list";
    const said = saidLines(column.kind, lines);
    const answers: Answer[] = [];
    const judged = await judgedOf(deps, said, judgedIn);
    for (const [index, line] of said.entries()) {
      const own = judged[index];
      if (!own) continue;
      if (!isTyped) answers.push(...judgedText(line, own));
      else answers.push(...judgedValues(line, own));
    }
    return isTyped ? once(answers) : answers;

    function judgedText(line: string, { verdict, citations }: Judged): Answer[] {
      if (verdict.support === "unsupported" || citations.length === 0) return [];
      // An item that the document does not have in these words is the model's.
      if (column.kind === "list" && verdict.support !== "verified") return [];
      const [value] = valuesOf(line, { ...column, kind: "text" }, source.language);
      // That it stands there does not make it an answer.
      const isAway = verdict.support === "verified" && !about.heads(citations, line);
      const said = { value: value?.value ?? null, text: value?.text ?? line, citations };
      return [answerOf(said, isAway ? verdictOf(unsure) : verdict)];
    }

    function judgedValues(line: string, { verdict, citations }: Judged): Answer[] {
      const [read = nameIn(line)] = valuesOf(line, column, source.language, { cell: true });
      if (!read) {
        // The words are the document's, and no value: they are shown as they are.
        if (verdict.support !== "verified" || !about.speaks(citations)) return [];
        return [answerOf({ value: null, text: line, citations }, verdictOf([{ code: "NOT_OF_KIND", data: {} }]))];
      }
      const isSame = ({ value }: Pick<Answer, "value">): boolean => value !== null && isSameValue(value, read.value);
      // What code found by itself and a model says too stands where code found it, before what stands there under other conditions.
      const agreed = found.answers.filter(isSame);
      if (agreed.length > 0) {
        const others = found.answers.filter((each) => !isSame(each) && each.condition !== null);
        return [...agreed.map((each) => asAnswer({ ...each, sure: true })), ...others.map(asAnswer)];
      }
      for (const citation of citations) {
        const own = inQuote(citation.quote, read);
        if (!own) continue;
        const isHeaded = about.heads([citation], own.text);
        if (isHeaded || saysWhatItIs(own.value) || about.speaks([citation], own.text))
          return [
            placed(own, [citation], verdict.support === "verified" && isHeaded && !endsInLabel(citation.quote, own)),
          ];
      }
      for (const sentence of shown) {
        const own = inQuote(sentence.text, read);
        if (own && (saysWhatItIs(own.value) || about.speaks([sentence], own.text)))
          return [placed(own, [citationOf(source, sentence)], false)];
      }
      // Yes and no, and one of several, need not be said in these words: they rest on what speaks of the question.
      if (column.kind !== "boolean" && column.kind !== "choice") return [];
      const isSaid = verdict.support === "verified" || about.speaks(citations);
      if (citations.length > 0 && isSaid) return [placed(read, citations, false)];
      const speaking = found.passages
        .flatMap((index) => source.sentences[index] ?? [])
        .find((sentence) => about.speaks([sentence]));
      return speaking ? [placed(read, [citationOf(source, speaking)], false)] : [];
    }

    /** The value as the document has it, which may say more of it. */
    function inQuote(quote: string, read: Pick<ReadValue, "value" | "text">): Pick<ReadValue, "value" | "text"> | null {
      const own = valuesOf(quote, column, source.language).find(({ value }) => isSameValue(value, read.value));
      if (own) return own;
      const at = read.value.kind === "party" ? quote.indexOf(read.text) : -1;
      return at < 0 ? null : read;
    }

    /** A name that code does not know for one: what a model says it is and the document has in the same letters. */
    function nameIn(line: string): Pick<ReadValue, "value" | "text"> | undefined {
      const name = line.replace(/[.,;:]+$/u, "").trim();
      const isName = column.kind === "party" && /^\p{Lu}/u.test(name) && name.split(/\s+/u).length <= mostNameWords;
      if (!isName || !shown.some(({ text }) => text.includes(name))) return undefined;
      return { value: { kind: "party", party: name }, text: name };
    }

    function placed(
      { value, text }: Pick<ReadValue, "value" | "text">,
      citations: readonly Citation[],
      isSure: boolean,
    ): Answer {
      return answerOf({ value, text: oneSpaced(text), citations }, verdictOf(isSure ? [] : unsure));
    }
  };
}

/** What stands before a colon or a dash is the label of what follows: "Sandra Shea Assistant Examiner—John Ward". */
function endsInLabel(quote: string, { value, text }: Pick<ReadValue, "value" | "text">): boolean {
  const at = value.kind === "party" ? quote.indexOf(text) : -1;
  return at >= 0 && /^\s?[:：—–]/u.test(quote.slice(at + text.length));
}

/** A year, or a number without a unit, may stand for anything. */
function saysWhatItIs(value: AnswerValue): boolean {
  switch (value.kind) {
    case "date":
      return value.date.length > 4;
    case "number":
      return value.unit !== null;
    case "money":
      return value.currency !== null;
    default:
      return true;
  }
}

/** Of an answer that stands there, and may be none to what was asked. */
export const unsure: readonly Finding[] = [{ code: "MAY_NOT_ANSWER", data: {} }];

/** Of answers with one value the first. */
function once(answers: readonly Answer[]): Answer[] {
  return answers.filter(
    ({ value }, index) =>
      value === null ||
      !answers.slice(0, index).some((other) => other.value !== null && isSameValue(other.value, value)),
  );
}

/** What each answer is read from: a text is one, of what has one value all that was written, of lists and names each line. */
function saidLines(kind: ColumnKind, lines: readonly string[]): readonly string[] {
  if (kind === "list" || kind === "party") return lines.slice(0, mostAnswers);
  return [lines.join(" ")];
}

/** An answer that code found by itself; what it is not sure of is marked. */
export function asAnswer({ condition, sure, ...found }: FoundAnswer): Answer {
  return { ...answerOf(found, verdictOf(sure ? [] : unsure)), condition };
}

function answerOf(
  { value, text, citations }: Pick<FoundAnswer, "value" | "text" | "citations">,
  { support, by, findings }: Verdict,
): Answer {
  return { value, text, condition: null, citations: [...citations], support, by, findings: [...findings] };
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
    (language) => lines.map((line) => ({ text: withoutYes(line), written: languages.ofClaim(line, language), said })),
    [{ ...document, language: source.language }],
    signal,
  );
}

/** "Yes, one cat may be kept": what is said behind the word that answers is what stands in the document. */
function withoutYes(line: string): string {
  return line.slice(answerIn(line)?.rest ?? 0).trim() || line;
}
