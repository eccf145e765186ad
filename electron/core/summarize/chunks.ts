import { AppError, internalError } from "../../contract/errors.ts";
import type { CountedSentence } from "./countedSentence.ts";
import { keptStretches, type KeptParts } from "./reuse.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";

export interface Chunk {
  readonly index: number;
  readonly pieces: readonly CountedSentence[];
  readonly tokens: number;
}

export interface ChunkLimits {
  /** tokens no chunk exceeds */
  readonly most: number;
  /** tokens a chunk of a long section aims at */
  readonly target: number;
  /** tokens from which a chunk takes in no further section */
  readonly least: number;
}

/**
 * Limits for the tokens that a prompt leaves for sentences: 1,200 to 2,000 where there is room.
 * @param wanted tokens the model does best to see at a time; null where it does not say
 */
export function chunkLimits(budget: number, wanted: number | null = null): ChunkLimits {
  const most = Math.min(wanted ?? 2000, budget);
  return { most, target: Math.floor(most * 0.8), least: Math.floor(most * 0.6) };
}

/**
 * Cuts a document into chunks along its sections: short sections share a chunk, long ones are cut evenly at paragraphs where
 * there are some near, else between sentences. A sentence is cut only where it does not fit any chunk on its own. Every
 * character of every sentence stands in exactly one chunk, which is asserted.
 *
 * @param countTokens counts with the tokenizer of the model that will read the chunks
 * @param kept parts of the versions before: where one stands unchanged it is a chunk again, so that it need not be read anew
 */
export async function planChunks(
  source: DocumentText,
  limits: ChunkLimits,
  countTokens: (texts: readonly string[]) => Promise<number[]>,
  kept?: KeptParts,
): Promise<Chunk[]> {
  const pieces = await makePieces(source.sentences, limits.most, countTokens);
  const groups: CountedSentence[][] = [];
  let from = 0;
  for (const stretch of keptStretches(pieces, kept, limits.most)) {
    groups.push(...groupPieces(pieces.slice(from, stretch.from), limits), pieces.slice(stretch.from, stretch.to));
    from = stretch.to;
  }
  groups.push(...groupPieces(pieces.slice(from), limits));
  const chunks = groups.map((group, index) => ({ index, pieces: group, tokens: sum(group) }));
  assertWhole(source, chunks);
  return chunks;
}

function groupPieces(pieces: readonly CountedSentence[], limits: ChunkLimits): CountedSentence[][] {
  const groups: CountedSentence[][] = [];
  let open: CountedSentence[] = [];
  for (const section of bySection(pieces)) {
    const size = sum(section);
    const openSize = sum(open);
    if (open.length > 0 && (openSize >= limits.least || (size <= limits.most && openSize + size > limits.most))) {
      groups.push(open);
      open = [];
    }
    open = [...open, ...section];
    if (sum(open) <= limits.most) continue;
    const cut = cutEvenly(open, limits);
    open = cut.pop() ?? [];
    groups.push(...cut);
  }
  if (open.length > 0) groups.push(open);
  return withTailJoined(groups, limits);
}

/** What is left over at the end joins the chunk before it: of a few lines a model has nothing to say, or too much. */
function withTailJoined(groups: readonly CountedSentence[][], { most, least }: ChunkLimits): CountedSentence[][] {
  const [before, last] = groups.slice(-2);
  if (!before || !last || sum(last) >= least / 2 || sum(before) + sum(last) > most) return [...groups];
  return [...groups.slice(0, -2), [...before, ...last]];
}

/** Throws unless the chunks hold every character of every sentence once and in order. */
export function assertWhole(source: DocumentText, chunks: readonly Chunk[]): void {
  let sentence = 0;
  let offset = source.sentences[0]?.start ?? 0;
  for (const { pieces } of chunks) {
    for (const piece of pieces) {
      const expected = source.sentences[sentence];
      if (!expected || piece.index !== sentence || piece.start < offset) throw lost(sentence);
      const between = expected.quote.slice(offset - expected.start, piece.start - expected.start);
      if (
        between.trim() !== "" ||
        piece.quote !== expected.quote.slice(piece.start - expected.start, piece.end - expected.start)
      ) {
        throw lost(sentence);
      }
      offset = piece.end;
      if (offset < expected.end) continue;
      sentence += 1;
      offset = source.sentences[sentence]?.start ?? 0;
    }
  }
  if (sentence !== source.sentences.length) throw lost(sentence);
}

function lost(sentence: number): AppError {
  return internalError(`A sentence is not in exactly one chunk. sentence ${sentence}`);
}

/** What `[12] ` before a sentence and the line break after it take. */
export const tokensPerLine = 6;
/** Texts of one call of the tokenizer. */
const batchSize = 2000;

async function makePieces(
  sentences: readonly Sentence[],
  most: number,
  countTokens: (texts: readonly string[]) => Promise<number[]>,
): Promise<CountedSentence[]> {
  const counted = await count(sentences, countTokens);
  const pieces: CountedSentence[] = [];
  for (const piece of counted) {
    if (piece.tokens <= most) pieces.push(piece);
    else for (const part of await cutSentence(piece, most, countTokens)) pieces.push(part);
  }
  return pieces;
}

async function count(
  sentences: readonly Sentence[],
  countTokens: (texts: readonly string[]) => Promise<number[]>,
): Promise<CountedSentence[]> {
  const pieces: CountedSentence[] = [];
  for (let from = 0; from < sentences.length; from += batchSize) {
    const batch = sentences.slice(from, from + batchSize);
    const tokens = await countTokens(batch.map(({ text }) => text));
    for (const [index, sentence] of batch.entries()) {
      const own = tokens[index];
      if (own === undefined) throw internalError("The tokenizer left a text uncounted.");
      pieces.push({ ...sentence, tokens: own + tokensPerLine });
    }
  }
  return pieces;
}

/** Cuts a sentence that no chunk can hold, at spaces where there are some near. */
async function cutSentence(
  sentence: CountedSentence,
  most: number,
  countTokens: (texts: readonly string[]) => Promise<number[]>,
): Promise<CountedSentence[]> {
  for (
    let parts = Math.ceil(sentence.tokens / (most * 0.85));
    parts <= sentence.quote.length * 2;
    parts = Math.ceil(parts * 1.5)
  ) {
    const pieces = await count(cutText(sentence, parts), countTokens);
    if (pieces.every(({ tokens }) => tokens <= most)) return pieces;
  }
  throw new AppError("CONTEXT_TOO_SMALL", { data: { page: sentence.page } });
}

function cutText(sentence: Sentence, parts: number): Sentence[] {
  const { quote } = sentence;
  const sentences: Sentence[] = [];
  const size = Math.max(1, Math.ceil(quote.length / parts));
  let from = 0;
  while (from < quote.length) {
    let to = Math.min(quote.length, from + size);
    if (to < quote.length) {
      const space = quote.lastIndexOf(" ", to);
      if (space > from + size * 0.6) to = space;
      else if (isTrailingSurrogate(quote.charCodeAt(to))) to += 1;
    }
    const piece = quote.slice(from, to);
    const start = from + (piece.length - piece.trimStart().length);
    const end = to - (piece.length - piece.trimEnd().length);
    if (start < end) {
      const text = quote.slice(start, end);
      sentences.push({
        ...sentence,
        start: sentence.start + start,
        end: sentence.start + end,
        quote: text,
        text: text.replaceAll(/\s+/gu, " "),
      });
    }
    from = to;
  }
  return sentences;
}

function isTrailingSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

function bySection(pieces: readonly CountedSentence[]): CountedSentence[][] {
  const sections: CountedSentence[][] = [];
  for (const piece of pieces) {
    const last = sections.at(-1);
    if (last?.[0]?.section === piece.section) last.push(piece);
    else sections.push([piece]);
  }
  return sections;
}

function cutEvenly(pieces: readonly CountedSentence[], limits: ChunkLimits): CountedSentence[][] {
  const groups: CountedSentence[][] = [];
  let from = 0;
  while (from < pieces.length) {
    const left = sum(pieces.slice(from));
    if (left <= limits.most) {
      groups.push(pieces.slice(from));
      break;
    }
    const wanted = left / Math.ceil(left / limits.target);
    const to = bestCut(pieces, from, wanted, limits.most);
    groups.push(pieces.slice(from, to));
    from = to;
  }
  return groups;
}

/** Where to end a chunk that starts at `from`: near the wanted size, at a paragraph where one ends near it. */
function bestCut(pieces: readonly CountedSentence[], from: number, wanted: number, most: number): number {
  let size = 0;
  let best = from + 1;
  let bestCost = Infinity;
  for (let to = from + 1; to <= pieces.length; to += 1) {
    size += pieces[to - 1]?.tokens ?? 0;
    if (size > most) break;
    const next = pieces[to];
    const last = pieces[to - 1];
    const sentenceCut = next?.index === last?.index;
    const paragraphEnds = next?.block !== last?.block;
    const cost =
      Math.abs(size - wanted) -
      (paragraphEnds ? wanted * 0.2 : 0) +
      (sentenceCut ? wanted * 0.5 : 0) +
      (last?.kind === "heading" ? wanted * 0.3 : 0);
    if (cost < bestCost) {
      best = to;
      bestCost = cost;
    }
  }
  return best;
}

function sum(pieces: readonly CountedSentence[]): number {
  let total = 0;
  for (const { tokens } of pieces) total += tokens;
  return total;
}
