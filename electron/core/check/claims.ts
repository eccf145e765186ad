import type { GivenClaim } from "../../contract/check.ts";
import { lineOf, type TextSentence, sentencesOfText } from "../text/textSentences.ts";

export function claimOf(text: string): GivenClaim {
  return { text, start: 0, end: text.length };
}

/**
 * What a text claims: its sentences on one line, but for headings, salutations, code and questions. A quotation that ends before its sentence does
 * ends no claim, and a mark of quotation whose other half is in another sentence belongs to none.
 */
export function claimsOf(text: string): GivenClaim[] {
  const sentences = sentencesOfText(text);
  const claims = statedBy(
    text,
    sentences.filter(({ kind }) => kind !== "heading" && kind !== "code"),
  );
  if (claims.length > 0) return claims;
  // Of a text of nothing but short lines these are what it says.
  return statedBy(
    text,
    sentences.filter(({ kind }) => kind === "heading"),
  );
}

function statedBy(text: string, sentences: readonly TextSentence[]): GivenClaim[] {
  return rejoined(text, sentences).flatMap(({ start, end }) => {
    const range = unquoted(text, start, end);
    const claim = said(text.slice(range.start, range.end));
    return /[\p{L}\p{N}]/u.test(claim) && !/[?？]$/u.test(claim) ? [{ text: claim, ...range }] : [];
  });
}

/** “Is it?” she asked. */
function rejoined(text: string, sentences: readonly TextSentence[]): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { start, end } of sentences) {
    const last = ranges.at(-1);
    const goesOn =
      last &&
      /^\p{Ll}/u.test(text.slice(start, start + 2)) &&
      /[!?…]["'”’“»]$/u.test(text.slice(Math.max(last.start, last.end - 2), last.end)) &&
      !text.slice(last.end, start).includes("\n");
    if (goesOn) ranges[ranges.length - 1] = { start: last.start, end };
    else ranges.push({ start, end });
  }
  return ranges;
}

const halves = [
  ["“", "”"],
  ["„", "“"],
  ["«", "»"],
  ["‹", "›"],
] as const;

function unquoted(text: string, start: number, end: number): { start: number; end: number } {
  const quote = text.slice(start, end);
  const first = quote[0] ?? "";
  const last = quote.at(-1) ?? "";
  if (first === '"' && quote.indexOf('"', 1) < 0) return { start: start + 1, end };
  if (last === '"' && quote.indexOf('"') === quote.length - 1) return { start, end: end - 1 };
  if (halves.some(([open, close]) => first === open && !quote.includes(close, 1))) return { start: start + 1, end };
  const isOpened = halves.some(([open, close]) => last === close && quote.slice(0, -1).includes(open));
  if (!isOpened && halves.some(([, close]) => last === close)) return { start, end: end - 1 };
  return { start, end };
}

/** What is said, without what Markdown and notes put around it. */
function said(text: string): string {
  return lineOf(text)
    .replaceAll(/!?\[([^\][]{0,300})\]\([^()\s]{0,2000}\)/gu, "$1")
    .replaceAll(/\[\^[^\][\s]{1,20}\]| ?\[\d{1,3}(?:[,–-] ?\d{1,3}){0,20}\]/gu, "")
    .replaceAll(/\*\*|__|`/gu, "")
    .replaceAll(/(?<![\p{L}\p{N}*])\*(?=\S)|(?<=\S)\*(?![\p{L}\p{N}*])/gu, "")
    .replaceAll(/ ?\| ?/gu, " ")
    .trim();
}
