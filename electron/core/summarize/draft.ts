import type { Sentence } from "../text/documentText.ts";
import type { CountedSentence } from "./countedSentence.ts";
import { mostCitations, nothingFound } from "../llm/answerFormat.ts";
import type { Claim } from "../evidence/claim.ts";
import { withoutLabels } from "../llm/labels.ts";
import { sentenceLine } from "../llm/numberedSentences.ts";
import { hasNegation } from "../text/negation.ts";
import { endsInAbbreviation, splitSentences } from "../text/sentences.ts";
import { wordsOf } from "../text/words.ts";

/** A point as the model wrote it, its numbers turned into the sentences they stand for. */
export type DraftClaim = Claim<CountedSentence>;

/**
 * Reads an answer line by line, without the labels that models put before a point. A number that stands for no sentence is dropped, so
 * that a point which cites nothing real is left without citations; text outside the form is kept as such a point rather than lost. A
 * point that ran into its limit ends at its last whole sentence, where it has one.
 *
 * @param limits `ended` is false where the answer was cut off at its length; `characters` are those a point has at most, at which the
 * grammar ends it
 */
export function readPoints(
  answer: string,
  cited: readonly CountedSentence[],
  limits: { readonly ended: boolean; readonly characters: number },
): DraftClaim[] {
  const lines = answer.split("\n").filter((line) => line.trim() !== "");
  const points: DraftClaim[] = [];
  for (const [index, line] of lines.entries()) {
    const match = /^\s*(?:[-*•]\s+|-(?=\p{L})|•)?(.*?)(?: ?\[([\d,\s]*)\]?)?\s*$/su.exec(line);
    const written = match?.[1] ?? line;
    const cites = resolve(match?.[2] ?? "", cited);
    const text = withoutLabels(clean(written), textsOf(cites.length > 0 ? cites : cited));
    if (text === "" || text === nothingFound) continue;
    const isLast = index === lines.length - 1;
    const cutOff = !limits.ended && isLast && !/\]\s*$/u.test(line);
    const isCut = cutOff || ([...written].length >= limits.characters && !endsSentence(text));
    const whole = isCut ? wholeSentences(text) : "";
    // Half a line after whole ones says nothing that can be checked.
    if (cutOff && whole === "" && points.length > 0) continue;
    points.push({ text: whole || text, cites, origin: "model", isCut: isCut && whole === "", confirmed: false });
  }
  return points;
}

function textsOf(pieces: readonly CountedSentence[]): string[] {
  return pieces.map(({ text }) => text);
}

function endsSentence(text: string): boolean {
  return /[.!?…。！？؟।]["'”’»)\]]*$/u.test(text);
}

/** A text that was cut off without what follows its last whole sentence; empty where it has none. */
function wholeSentences(text: string): string {
  for (const [, end] of splitSentences(text).slice(0, -1).toReversed()) {
    const whole = text.slice(0, end);
    if (endsSentence(whole) && !endsInAbbreviation(whole)) return whole;
  }
  return "";
}

/**
 * A point of a model that only quotes, see `quoteChoice`, as the whole sentence it quotes, also where the model was cut off in it.
 *
 * @param shown the sentences of its prompt
 */
export function asQuoted(point: DraftClaim, shown: readonly CountedSentence[]): DraftClaim {
  const quoted = point.cites[0] ?? shown.find(({ text }) => sentenceLine(text).startsWith(point.text));
  return quoted ? { ...point, text: quoted.text, cites: [quoted], isCut: false } : point;
}

/** A sentence of the document as a point. */
export function quoteSentence(sentence: Sentence): DraftClaim {
  return quotePoint({ ...sentence, tokens: 0 });
}

export function quotePoint(piece: CountedSentence): DraftClaim {
  return { text: piece.text, cites: [piece], origin: "quoted", isCut: false, confirmed: false };
}

/** Points without those that repeat an earlier one; the earlier takes over their citations. */
export function withoutRepeats(points: readonly DraftClaim[], language: string): DraftClaim[] {
  const kept: { point: DraftClaim; words: Set<string>; negative: boolean }[] = [];
  for (const point of points) {
    const words = new Set(wordsOf(point.text));
    const negative = hasNegation(point.text, language);
    const same = kept.find((other) => other.negative === negative && alike(other.words, words));
    if (!same) kept.push({ point, words, negative });
    else {
      const cites = [...new Set([...same.point.cites, ...point.cites])].slice(0, mostCitations);
      same.point = { ...same.point, cites };
    }
  }
  return kept.map(({ point }) => point);
}

function resolve(ids: string, cited: readonly CountedSentence[]): CountedSentence[] {
  const pieces = new Set<CountedSentence>();
  for (const id of ids.split(",")) {
    const piece = cited[Number(id.trim()) - 1];
    if (piece) pieces.add(piece);
  }
  return inOrder([...pieces]);
}

export function inOrder(pieces: readonly CountedSentence[]): CountedSentence[] {
  return [...pieces].sort((a, b) => a.index - b.index || a.start - b.start);
}

function clean(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069\uFFFD]+/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .trim();
}

/** The same words but for a few, none of which is a number. */
function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size === 0 || b.size === 0) return false;
  const different = [...a].filter((word) => !b.has(word)).concat([...b].filter((word) => !a.has(word)));
  if (different.some((word) => /\d/u.test(word))) return false;
  return different.length <= (a.size + b.size) * differentShare;
}

/** Share of different words up to which two points say the same. */
const differentShare = 0.08;
