import type { Citation } from "../../contract/documents.ts";
import type { Point, SummarySection } from "../../contract/summaries.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import { citationOf } from "../evidence/citations.ts";
import { grounderFor } from "../evidence/ground.ts";
import type { Store, StoredCorrection } from "../store/store.ts";
import { type DocumentText, sentenceKey } from "../text/documentText.ts";
import { wordsOf } from "../text/words.ts";

/** What the check says of words of the person's own, and the sentences that it found for them. */
export type Reworded = Pick<Point, "text" | "citations" | "support" | "by" | "findings">;

/** Words of the person's own, as they are to stand in a summary. */
export interface Correction {
  readonly original: StoredCorrection["original"];
  readonly reworded: Reworded;
  /** stands in the summary also where no point of it is on the same sentences */
  readonly stays: boolean;
}

/** Holds words of the person's own against a document, in code alone. @param written BCP 47 of the words */
export function rewordingFor(source: DocumentText, written: string): (text: string) => Reworded {
  const ground = grounderFor(source.sentences, source.language);
  return (text) => {
    const { cites, verdict } = ground(text, { written });
    const citations = cites.map((sentence) => citationOf(source, sentence));
    return { text, citations, ...verdict, findings: [...verdict.findings] };
  };
}

/** What was corrected in summaries of a document before, in the language of the one that is made; the check judges it anew. */
export function correctionsOf(
  store: Pick<Store, "corrections">,
  source: DocumentText,
  { documentId, options }: { readonly documentId: string; readonly options: SummaryOptions },
): Correction[] {
  const stored = store.corrections.list(documentId).filter((each) => each.options.language === options.language);
  if (stored.length === 0) return [];
  const reword = rewordingFor(source, options.language === "document" ? source.language : options.language);
  return stored.map(({ original, isOfWhole, options: { length, focus }, text }) => ({
    original,
    reworded: reword(text),
    stays: isOfWhole && length === options.length && focus === options.focus,
  }));
}

/**
 * Points with what was corrected in the place of those on the same sentences; what has none and is to stay comes last. Of several points
 * on the sentences that one is replaced which is likest to what was corrected.
 */
export function withCorrections(points: readonly Point[], corrections: readonly Correction[]): Point[] {
  const result = [...points];
  for (const [number, { original, reworded, stays }] of corrections.entries()) {
    const place = placeOf(original, reworded, result);
    const point = result[place];
    if (point) result[place] = { ...point, ...reworded, quoted: false, corrected: true };
    else if (stays) {
      const section = result.find(({ citations }) => shared(citations, reworded.citations) > 0)?.section ?? null;
      result.push({
        id: `u.${String(number + 1)}`,
        role: "point",
        section,
        ...reworded,
        quoted: false,
        corrected: true,
      });
    }
  }
  return result;
}

/** Sections with the same in the place of their points; nothing is added to them. */
export function sectionsWith(
  sections: readonly SummarySection[],
  corrections: readonly Correction[],
): SummarySection[] {
  const inPlace = corrections.map((correction) => ({ ...correction, stays: false }));
  return sections.map((section) => ({ ...section, points: withCorrections(section.points, inPlace) }));
}

/** -1 where no point is on the same sentences. */
function placeOf(original: Correction["original"], reworded: Reworded, points: readonly Point[]): number {
  const words = new Set(wordsOf(`${original.text} ${reworded.text}`));
  let best = -1;
  let most = 0;
  for (const [index, { text, citations, corrected }] of points.entries()) {
    if (corrected === true) continue;
    const share = shared(citations, original.citations);
    if (share < leastShared) continue;
    const own = wordsOf(text);
    const alike = own.filter((word) => words.has(word)).length / Math.max(1, own.length);
    if (alike < leastAlike || share + alike <= most) continue;
    [best, most] = [index, share + alike];
  }
  return best;
}

/** Share of the sentences of two points, of the one that has fewer, from which on they are on the same. */
const leastShared = 0.5;
/** Share of the words of a point that must be those of the other: a sentence may be the ground of two points that say different things. */
const leastAlike = 0.2;

function shared(some: readonly Citation[], others: readonly Citation[]): number {
  if (some.length === 0 || others.length === 0) return 0;
  const keys = new Set(others.map(sentenceKey));
  return some.filter((citation) => keys.has(sentenceKey(citation))).length / Math.min(some.length, keys.size);
}
