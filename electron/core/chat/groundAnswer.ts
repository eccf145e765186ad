import type { Statement } from "../../contract/chat.ts";
import type { GivenClaim } from "../../contract/check.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import { internalError } from "../../contract/errors.ts";
import { claimsOf, type JudgeDeps, type Judged, judgeClaims } from "../check/check.ts";
import { answerIn, beginsByDenying } from "../evidence/answerWords.ts";
import { comparedWords, isContent } from "../evidence/comparedWords.ts";
import { overlap } from "../evidence/overlap.ts";
import { leastWords } from "../evidence/support.ts";
import { type Verdict, verdictOf } from "../evidence/verify.ts";
import { sentenceKey } from "../text/documentText.ts";
import { loadLanguages } from "../text/language.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import { denies } from "../text/negation.ts";
import { wordsOf } from "../text/words.ts";
import { readAnswerSentence } from "./remarks.ts";

/** An answer held against documents. */
export interface GroundedAnswer {
  /** `[n]` behind a sentence is the n-th citation */
  readonly text: string;
  readonly citations: Citation[];
  readonly statements: Statement[];
  /** it says of the documents that they do not say something */
  readonly denies: boolean;
}

/** What an answer was written to. */
export interface Asked {
  readonly question: string;
  /** those the answer may draw on, read, at least one */
  readonly documents: readonly Document[];
  /** what the answer said before this part of it */
  readonly before?: string;
}

/** A statement of an answer, held against the documents. */
export interface JudgedClaim extends GivenClaim {
  readonly verdict: Verdict;
  readonly citations: readonly Citation[];
}

/**
 * Holds each sentence of an answer against the documents, wherever they carry it, and puts the marks of their quotes behind it. What
 * greets, introduces, asks or says that the documents do not say something is no statement about them.
 *
 * @param answer without marks
 * @throws CANCELLED
 */
export async function groundAnswer(
  deps: JudgeDeps,
  answer: string,
  asked: Asked,
  signal: AbortSignal,
): Promise<GroundedAnswer> {
  const { text, claims, denies: isDenial } = await judgeAnswer(deps, answer, asked, signal);
  return { ...written(text, claims), denies: isDenial };
}

/**
 * As {@link groundAnswer}, but gives the statements as they stand in a text without marks, for those who show citations in another way.
 *
 * @param answer without marks; a part of an answer, in whole sentences, where `asked.before` is the part before it
 * @throws CANCELLED
 */
export async function judgeAnswer(
  deps: JudgeDeps,
  answer: string,
  { question, documents, before = "" }: Asked,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly claims: readonly JudgedClaim[]; readonly denies: boolean }> {
  const text = withoutPlaces(answer);
  const { claims: read, denies: isDenial } = readAnswer(text);
  if (read.length === 0) return { text, claims: [], denies: isDenial };
  const languages = await loadLanguages();
  const whole = `${before}${text}`;
  const writtenFor = (language: string): string => {
    const written = languages.ofClaim(whole, language);
    // A short answer says little of its language; it is that of its question.
    return sameLanguage(written, language) ? languages.ofClaim(`${question} ${whole}`, language) : written;
  };
  const claims = read.filter((claim) => saysSomething(claim.text, writtenFor(documents[0]?.language ?? "und")));
  if (claims.length === 0) return { text, claims: [], denies: isDenial };
  const saidBefore = before === "" ? "" : (claimsOf(before.slice(-longestBefore)).at(-1)?.text ?? "");
  const judged = await judgeClaims(
    deps,
    (language) =>
      claims.map((claim, index) => ({
        text: claim.text,
        written: writtenFor(language),
        said: `${question} ${claims[index - 1]?.text ?? saidBefore}`,
      })),
    documents,
    signal,
  );
  const languageOf = new Map(documents.map(({ id, language }) => [id, language]));
  return {
    text,
    claims: claims.map((claim, index) => {
      const own = judged[index];
      if (!own) throw internalError("A claim and its verdict do not come together.");
      return { text: claim.text, start: claim.start, end: claim.end, ...heard(claim, own) };
    }),
    denies: isDenial,
  };

  function heard(claim: AnswerClaim, own: Judged): Pick<JudgedClaim, "verdict" | "citations"> {
    const { verdict: ofText, citations } = withContradiction(claim.text, own);
    const verdict = ofText.support === "verified" ? heldAgainstAnswer(claim, ofText) : ofText;
    const language = languageOf.get(citations[0]?.documentId ?? "") ?? "und";
    if (isAbout(claim.text, verdict.support, citations, language)) return { verdict, citations };
    return { verdict: verdict.support === "weak" ? uncited : verdict, citations: [] };
  }

  /** "Yes" before what denies what was asked, "no" before what says all that was asked: the one or the other is not so. */
  function heldAgainstAnswer({ text: claim, answers }: AnswerClaim, verdict: Verdict): Verdict {
    if (answers === undefined) return verdict;
    const language = writtenFor(documents[0]?.language ?? "und");
    // Who asks "is it forbidden?" is told yes by what forbids.
    if (denies(question, language) || beginsByDenying(question, language)) return verdict;
    const isDenied = beginsByDenying(claim, language);
    const isTurned =
      answerIn(answers)?.says === "yes" ? isDenied : !isDenied && overlap(question, [claim], language) === 1;
    return isTurned ? verdictOf([{ code: "WORDS_NOT_IN_QUOTES", data: { text: answers } }]) : verdict;
  }

  /** Where one document says otherwise, and speaks more of it than the one that is not against it, that counts. */
  function withContradiction(
    claim: string,
    { verdict, citations, contradictions }: Judged,
  ): Pick<Judged, "verdict" | "citations"> {
    const other = contradictions[0];
    if (verdict.support !== "weak" || !other) return { verdict, citations };
    const sharedWith = (quotes: readonly Citation[]): number =>
      overlap(
        claim,
        quotes.map(({ quote }) => quote),
        languageOf.get(quotes[0]?.documentId ?? "") ?? "und",
      );
    if (sharedWith(other.citations) <= sharedWith(citations)) return { verdict, citations };
    return { verdict: verdictOf(other.findings), citations: other.citations };
  }

  function isAbout(
    claim: string,
    support: Statement["support"],
    citations: readonly Citation[],
    language: string,
  ): boolean {
    if (support === "unsupported") return false;
    if (support !== "weak" || !sameLanguage(writtenFor(language), language)) return true;
    const quotes = citations.map(({ quote }) => quote);
    return (
      overlap(claim, quotes, language) >= leastWords || overlap(`${question} ${claim}`, quotes, language) >= leastWords
    );
  }
}

/** A statement of an answer, with the word before it that answers the question. */
type AnswerClaim = GivenClaim & { readonly answers?: string };

function readAnswer(text: string): { claims: AnswerClaim[]; denies: boolean } {
  let denies = false;
  const claims = claimsOf(text).flatMap((sentence): AnswerClaim[] => {
    // The head of a table says what its columns are.
    if (tableRule.test(text.slice(sentence.end))) return [];
    const read = readAnswerSentence(sentence.text);
    if (read.kind === "denial") denies = true;
    if (read.kind !== "claim") return [];
    const { kind: _, ...own } = read;
    return [{ ...sentence, ...own }];
  });
  return { claims, denies };
}

/** Characters of what was said before in which its last statement stands. */
const longestBefore = 2000;

const uncited = verdictOf([{ code: "NO_CITATION", data: {} }]);

/** "That is all." says nothing by itself; "Yes." does, to a question. */
function saysSomething(claim: string, written: string): boolean {
  return wordsOf(claim).length === 1 || (comparedWords(claim, written)?.some(isContent) ?? true);
}

const tableRule = /^[ \t]*\r?\n[ \t]*\|?[ \t]*:?-{3,}[-:| \t]*(?:\r?\n|$)/u;

/** Puts the marks of the citations behind each claim. */
function written(
  text: string,
  claims: readonly JudgedClaim[],
): Pick<GroundedAnswer, "text" | "citations" | "statements"> {
  const citations: Citation[] = [];
  const numbers = new Map<string, number>();
  const statements: Statement[] = [];
  let marked = "";
  let from = 0;
  for (const { verdict, citations: quotes, ...claim } of claims) {
    const cited = quotes.map((citation) => {
      const key = sentenceKey(citation);
      const number = numbers.get(key) ?? citations.push(citation) - 1;
      numbers.set(key, number);
      return number;
    });
    // Behind the cell of a table there is its edge.
    const end = text[claim.end - 1] === "|" ? text.slice(0, claim.end - 1).trimEnd().length : claim.end;
    const shift = marked.length - from;
    marked += text.slice(from, end);
    from = end;
    statements.push({
      start: claim.start + shift,
      end: end + shift,
      claim: claim.text,
      support: verdict.support,
      by: verdict.by,
      findings: verdict.findings.map(({ other, ...finding }) =>
        other && other.quote < cited.length ? { ...finding, other } : finding,
      ) as Statement["findings"],
      citations: cited,
    });
    const inOrder = cited.toSorted((a, b) => a - b);
    if (inOrder.length > 0) marked += ` ${inOrder.map((number) => `[${String(number + 1)}]`).join("")}`;
  }
  return { text: marked + text.slice(from), citations, statements };
}

/** Without pages in brackets, "(page 3)": a mark stands for the place, and was compared with it. */
export function withoutPlaces(text: string): string {
  return text.replaceAll(places, "");
}
const places =
  /\s*[([](?:see |vgl\. |cf\. |voir |véase )?(?:pages?|pp?\.|seiten?|s\.|págs?\.|páginas?|pagin[ae]|blz\.)\s*\d{1,5}(?:\s*[-–,]\s*\d{1,5})*[)\]]/giu;
