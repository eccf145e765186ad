import type { Citation } from "../../electron/contract/documents.ts";
import { type Finding, type Severity, severityOf, type Span } from "../../electron/contract/findings.ts";

/** Characters of a text that a finding is about. */
export interface LitSpan extends Span {
  readonly severity: Severity;
}

/** The words of a claim that findings are about. */
export function claimSpans(findings: readonly Finding[]): LitSpan[] {
  return findings.flatMap(({ code, words }) => (words ? [{ ...words, severity: severityOf(code) }] : []));
}

/**
 * The words of one of its quotes that they were held against.
 *
 * @param quote index among the quotes, each of them on one line, see {@link quoteLine}
 */
export function quoteSpans(findings: readonly Finding[], quote: number): LitSpan[] {
  return findings.flatMap(({ code, other }) =>
    other?.quote === quote ? [{ start: other.start, end: other.end, severity: severityOf(code) }] : [],
  );
}

/** A quote on one line, as the check reads it. */
export function quoteLine(quote: string): string {
  return quote.replaceAll(/\s+/gu, " ").trim();
}

/** Characters of a quote on one line (see {@link quoteLine}) as those of the quote as the page has it. */
export function spanInQuote(quote: string, { start, end }: Span): Span {
  // For each character of the line and for its end, where it stands in the quote.
  const places: number[] = [];
  const first = quote.length - quote.trimStart().length;
  for (const run of quote.trim().matchAll(/\s+|\S+/gu)) {
    const from = first + run.index;
    const isSpace = run[0].trim() === "";
    for (let at = 0; at < (isSpace ? 1 : run[0].length); at += 1) places.push(from + at);
  }
  const past = quote.trimEnd().length;
  const from = places[start] ?? past;
  const last = end > start ? places[end - 1] : undefined;
  return { start: from, end: last === undefined ? (end > start ? past : from) : last + 1 };
}

/** The words of a page's quote that were held against a claim, as ranges of the page's text. */
export function wordsOnPage(
  { quote, start: from }: Pick<Citation, "quote" | "start">,
  spans: readonly Span[],
): readonly Span[] {
  return spans.map((span) => {
    const { start, end } = spanInQuote(quote, span);
    return { start: from + start, end: from + end };
  });
}

/** What is lit of a text from here on, or up to `to`, as ranges of that part. */
export function spansOf(spans: readonly LitSpan[], from: number, to = Infinity): LitSpan[] {
  return spans
    .map((span) => ({ ...span, start: Math.max(span.start, from) - from, end: Math.min(span.end, to) - from }))
    .filter(({ start, end }) => start < end);
}

/**
 * A part of a text with all that is lit in it, where the text is long and what is lit stands close together.
 *
 * @param most characters, about
 */
export function excerptOf(
  text: string,
  spans: readonly LitSpan[],
  most = 220,
): { readonly text: string; readonly spans: readonly LitSpan[] } {
  const first = Math.min(...spans.map(({ start }) => start));
  const last = Math.max(...spans.map(({ end }) => Math.min(end, text.length)));
  if (text.length <= most || spans.length === 0 || last - first > most) return { text, spans };
  const around = Math.floor((most - (last - first)) / 2);
  const from = text.lastIndexOf(" ", Math.max(0, Math.min(first - around, text.length - most))) + 1;
  const next = text.indexOf(" ", Math.max(last + around, most));
  const to = next < 0 ? text.length : next;
  const [before, after] = [from > 0 ? "… " : "", to < text.length ? " …" : ""];
  const lit = spansOf(spans, from, to).map(({ start, end, severity }) => ({
    start: start + before.length,
    end: end + before.length,
    severity,
  }));
  return { text: `${before}${text.slice(from, to)}${after}`, spans: lit };
}

/** A stretch of text that is lit as a whole, or not at all. */
export interface LitPiece {
  readonly text: string;
  readonly start: number;
  readonly severity: Severity | null;
}

const weight = { witness: 0, doubt: 1, missing: 2, contradicts: 3 } as const;

/** A text cut where what is lit begins and ends; where spans overlap the gravest shows. What lies beyond the text is not lit. */
export function litPieces(text: string, spans: readonly LitSpan[]): LitPiece[] {
  const inside = spans
    .map((span) => ({ ...span, end: Math.min(span.end, text.length) }))
    .filter(({ start, end }) => start < end);
  const cuts = [...new Set([0, text.length, ...inside.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  const pieces: LitPiece[] = [];
  for (const [index, start] of cuts.entries()) {
    const end = cuts[index + 1];
    if (end === undefined) break;
    const over = inside.filter((span) => span.start <= start && span.end >= end);
    const severity = over.map((span) => span.severity).sort((a, b) => weight[b] - weight[a])[0] ?? null;
    const last = pieces.at(-1);
    if (last?.severity === severity) pieces[pieces.length - 1] = { ...last, text: last.text + text.slice(start, end) };
    else pieces.push({ text: text.slice(start, end), start, severity });
  }
  return pieces;
}
