import type { Point, SummarySection } from "../../contract/summaries.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import type { Chunk } from "./chunks.ts";
import { pickSentences, sentenceSalience } from "../extract/digest.ts";
import { type DraftClaim, quoteSentence } from "./draft.ts";
import { type DocumentText, type Sentence, isRunningText } from "../text/documentText.ts";

export function emptySections(source: DocumentText): SummarySection[] {
  return source.sections.map(({ index, heading, firstPage, lastPage }) => ({
    index,
    heading,
    firstPage,
    lastPage,
    points: [],
  }));
}

type Verify = (draft: DraftClaim, number: number) => Point;

/**
 * Puts the points of a chunk into the sections they cite, a point that cites nothing into the chunk's first.
 * @returns the sections of the chunk as they now stand
 */
export function addToSections(
  sections: SummarySection[],
  drafts: readonly DraftClaim[],
  chunk: Chunk | undefined,
  verify: Verify,
): SummarySection[] {
  const touched = new Set(chunk?.pieces.map(({ section }) => section));
  const fallback = chunk?.pieces[0]?.section ?? 0;
  for (const [offset, draft] of drafts.entries()) {
    const index = draft.cites[0]?.section ?? fallback;
    const section = sections[index];
    if (!section) continue;
    touched.add(index);
    // Chunks finish in any order; the points of a section stay in the order of the document.
    const points = [...section.points, verify(draft, offset + 1)].sort((a, b) => byChunk(a.id) - byChunk(b.id));
    sections[index] = { ...section, points };
  }
  return [...touched].map((index) => sections[index]).filter((section) => section !== undefined);
}

/**
 * Gives the sections that no point came from the sentence that says most of them, marked as quoted: a chunk that holds several short
 * sections yields fewer points than they are. What holds headings alone stays empty.
 * @returns the sections that were filled
 */
export function fillSections(source: DocumentText, sections: SummarySection[], verify: Verify): SummarySection[] {
  const empty = sections.filter(({ points }) => points.length === 0);
  if (empty.length === 0) return [];
  const salience = sentenceSalience(source);
  return empty.flatMap((section) => {
    const sentence = mostSalient(source, section.index, salience);
    if (!sentence) return [];
    const filled = { ...section, points: [verify(quoteSentence(sentence), section.index + 1)] };
    sections[section.index] = filled;
    return [filled];
  });
}

function mostSalient(source: DocumentText, index: number, salience: ReadonlyMap<number, number>): Sentence | undefined {
  const { from = 0, to = 0 } = source.sections[index] ?? {};
  const sentences = source.sentences
    .slice(from, to)
    .filter((sentence) => isRunningText(sentence) && /\p{L}{2}/u.test(sentence.text));
  const salienceOf = ({ index }: Sentence): number => salience.get(index) ?? -Infinity;
  // Sorting is stable: where none can stand in a digest it is the first.
  return sentences.toSorted((a, b) => (salienceOf(a) === salienceOf(b) ? 0 : salienceOf(b) - salienceOf(a)))[0];
}

/**
 * The whole of a model that only chooses sentences, spread over the document: such a model keeps to what it read first. Each section
 * that has none of the points gives one, in place of the least of a section that has several; the larger sections come first.
 *
 * @param drafts the points of all chunks
 * @param most points of the whole
 */
export function spreadPoints(
  source: DocumentText,
  whole: readonly DraftClaim[],
  drafts: readonly DraftClaim[],
  most: number,
): readonly DraftClaim[] {
  const bySection = Map.groupBy(drafts, sectionOf);
  const chosen = [...whole];
  const missing = [...bySection.keys()].filter((section) => !chosen.some((draft) => sectionOf(draft) === section));
  if (missing.length === 0) return whole;
  const salience = sentenceSalience(source);
  const salienceOf = (draft: DraftClaim): number => salience.get(draft.cites[0]?.index ?? -1) ?? -Infinity;
  for (const section of missing.toSorted((a, b) => sizeOf(source, b) - sizeOf(source, a))) {
    const [best] = (bySection.get(section) ?? []).toSorted((a, b) => salienceOf(b) - salienceOf(a));
    if (!best) continue;
    if (chosen.length >= most) {
      const crowded = [...Map.groupBy(chosen, sectionOf).values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
      if (crowded.length < 2) break;
      const least = crowded.toSorted((a, b) => salienceOf(a) - salienceOf(b))[0];
      chosen.splice(
        chosen.findIndex((draft) => draft === least),
        1,
      );
    }
    chosen.push(best);
  }
  return inDocumentOrder(chosen);
}

/**
 * The sentences of the digest as points.
 * @param own points that have a voice in its choice, and of which some may stand for the sentence that they quote
 */
export function digestPoints(
  source: DocumentText,
  { length }: Pick<SummaryOptions, "length">,
  own: readonly DraftClaim[] = [],
): DraftClaim[] {
  const bySentence = new Map(own.map((draft) => [draft.cites[0]?.index, draft]));
  const liked = new Set(own.flatMap(({ cites }) => cites.map(({ index }) => index)));
  const sentences = pickSentences(source, length, length === "sentence" ? 1 : undefined, liked);
  return inDocumentOrder(sentences.map((sentence) => bySentence.get(sentence.index) ?? quoteSentence(sentence)));
}

/** Points in the order of the sentences that they cite first. */
export function inDocumentOrder(drafts: readonly DraftClaim[]): DraftClaim[] {
  return drafts.toSorted((a, b) => (a.cites[0]?.index ?? 0) - (b.cites[0]?.index ?? 0));
}

function sectionOf({ cites }: DraftClaim): number {
  return cites[0]?.section ?? -1;
}

function sizeOf({ sections }: DocumentText, index: number): number {
  const { from = 0, to = 0 } = sections[index] ?? {};
  return to - from;
}

/** "c12.3" as a number that sorts. */
function byChunk(id: string): number {
  const [chunk = "0", number = "0"] = id.slice(1).split(".");
  return Number(chunk) * 1000 + Number(number);
}
