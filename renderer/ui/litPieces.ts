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
