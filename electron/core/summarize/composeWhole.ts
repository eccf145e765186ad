import { overlap } from "../evidence/overlap.ts";
import { supportOf } from "../evidence/support.ts";
import { standsAlone } from "../extract/candidates.ts";
import { sentenceSalience } from "../extract/digest.ts";
import { type Topic, topicsOf } from "../extract/topics.ts";
import { type Sentence, isRunningText } from "../text/documentText.ts";
import { countWords } from "../text/words.ts";
import type { PointBounds } from "./bounds.ts";
import { type Choice, choosePoints } from "./choosePoints.ts";
import type { Chunk } from "./chunks.ts";
import type { CountedSentence } from "./countedSentence.ts";
import { type DraftClaim, inOrder, quotePoint } from "./draft.ts";
import type { MapRun } from "./map.ts";
import { runSteps, stepOf } from "./runSteps.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import { isEmpty } from "./isEmpty.ts";
import { digestPoints, inDocumentOrder } from "./sections.ts";
import { leadQuestion, missingQuestion } from "./writers/questions.ts";

/** The whole of a summary: first what the document is and what matters most in it, then the points that stand alone. */
export interface Whole {
  readonly lead: readonly DraftClaim[];
  readonly points: readonly DraftClaim[];
}

/** Points of the whole, words of all of them together, and sentences before them. */
export const wholeSizes = {
  sentence: { points: 5, words: 120, lead: 1 },
  short: { points: 5, words: 120, lead: 1 },
  standard: { points: 10, words: 220, lead: 2 },
  detailed: { points: 16, words: 420, lead: 3 },
} as const;

/** Of each sentence before the points. */
export const leadBounds: Pick<PointBounds, "least" | "words" | "characters"> = { least: 1, words: 35, characters: 240 };
/** Topics that are asked for at most, where the parts said nothing of them. */
const mostMissing = 4;
/** Share of a point's words in a sentence of the lead from which on it says nothing more. */
const sameShare = 0.85;
/** Sentences at the beginning of a document, which say what it is. */
const opening = 10;

/**
 * Chooses the points of the whole from those of the parts, word for word: rewriting them loses what the parts had found. What a document
 * of its kind must speak of and none of them does is asked for once more, else quoted. The beginning is written by the model from the
 * chosen points, and checked like them; where that fails the first that code vouches for stands there.
 *
 * @param parts the points of every chunk, in the order of the chunks
 * @param onChosen told of the points before what leads them is written
 */
export async function composeWhole(
  run: MapRun,
  chunks: readonly Chunk[],
  parts: readonly (readonly DraftClaim[])[],
  onChosen: (points: readonly DraftClaim[]) => void,
): Promise<Whole> {
  const { input } = run;
  const size = wholeSizes[input.options.length];
  input.onProgress("merging", 0, 1, run.pace.leftMs());
  const missing = missingTopics(input, parts.flat());
  const found = missing.length > 0 ? await findMissing(run, chunks, missing) : null;
  const all = found ? parts.map((own, index) => [...own, ...(found.get(index) ?? [])]) : parts;
  const points = withQuotes(input, enoughOf(input, chunks, all, size), missing);
  if (input.options.length !== "sentence") onChosen(points);
  const lead = await writeLead(run, points, parts, size.lead);
  input.onProgress("merging", 1, 1, run.pace.leftMs());
  return split(input, points, lead);
}

/**
 * Where there is no lead the first point that code vouches for is it, since a text says first what it is about; a summary of one sentence
 * is that one alone.
 */
function split(input: MapRun["input"], points: readonly DraftClaim[], lead: readonly DraftClaim[]): Whole {
  const best = points.find((draft) => isGood(input, draft)) ?? points[0];
  const first = lead.length > 0 || !best ? lead : [best];
  if (input.options.length === "sentence") return { lead: first, points: [] };
  const isSaid = (point: DraftClaim): boolean => first.some(({ text }) => saysIt(text, point.text, input.written));
  return { lead: first, points: points.filter((point) => !isSaid(point)) };
}

/** True where nearly all words of the point, and all its numbers, stand in the other text. */
export function saysIt(text: string, point: string, language: string): boolean {
  const numbers = point.match(/\p{N}+/gu) ?? [];
  return numbers.every((number) => text.includes(number)) && overlap(point, [text], language) >= sameShare;
}

/** Points that code vouches for, as a share of all, from which on a summary needs no quotes beside them; and quotes at most. */
const [enough, mostQuotes] = [0.6, 0.3];
/** Words of a document for each of them: a short one has no more to say. */
const wordsForEach = 140;

/**
 * The chosen points; where few of them are verified sentences of the digest take the places of the others, but for a meeting's: what was
 * said there makes no sense out of its place, and its decisions and actions stand above the summary.
 */
function enoughOf(
  input: MapRun["input"],
  chunks: readonly Chunk[],
  parts: readonly (readonly DraftClaim[])[],
  size: { readonly points: number; readonly words: number },
): DraftClaim[] {
  const chosen = chosenOf(input, chunks, parts, size);
  const good = chosen.filter((draft) => isGood(input, draft));
  const held = countWords(chunks.flatMap(({ pieces }) => pieces.map(({ text }) => text)).join(" ")) / wordsForEach;
  const missing = Math.floor(Math.min(size.points * enough, held)) - good.length;
  const isAsked = input.options.focus.trim() !== "";
  const isSpoken = input.kind === "minutes";
  if (missing <= 0 || isAsked || isSpoken || !sameLanguage(input.language, input.written)) return chosen;
  const most = Math.min(missing, size.points * mostQuotes);
  const quotes: DraftClaim[] = [];
  let words = countWords(good.map(({ text }) => text).join(" "));
  for (const quote of digestPoints(input.source, input.options)) {
    const length = countWords(quote.text);
    const said = [...good, ...quotes].some(({ text }) => overlap(quote.text, [text], input.language) > 0.5);
    if (said || words + length > size.words || quotes.length >= most) continue;
    quotes.push({ ...quote, origin: "quoted" });
    words += length;
  }
  const left = {
    points: size.points - quotes.length,
    words: Math.max(0, size.words - countWords(quotes.map(({ text }) => text).join(" "))),
  };
  return inDocumentOrder([...chosenOf(input, chunks, parts, left), ...quotes]);
}

function chosenOf(
  input: MapRun["input"],
  chunks: readonly Chunk[],
  parts: readonly (readonly DraftClaim[])[],
  size: { readonly points: number; readonly words: number },
): DraftClaim[] {
  const salience = sentenceSalience(input.source);
  const openings = openingsOf(input.source.sentences);
  const all = parts.flatMap((own, part) => own.map((draft, place) => ({ draft, part, place })));
  const choice: Choice = {
    most: size.points,
    words: size.words,
    topics: input.options.focus.trim() === "" ? topicsOf(input.kind) : [],
    language: input.written,
    parts: chunks.map(({ pieces }) => countWords(pieces.map(({ text }) => text).join(" "))),
    focus: input.options.focus,
  };
  const chosen = choosePoints(
    all.map(({ draft, part, place }) => ({
      text: draft.text,
      part,
      place,
      section: draft.cites[0]?.section ?? null,
      opens: draft.cites.some(({ index }) => openings.has(index)),
      isEmpty: isEmpty(draft, input.written),
      salience: mostSalient(draft.cites, salience),
      isVerified: supportOf(draft, input).support === "verified",
    })),
    choice,
  );
  return chosen.flatMap((index) => all[index]?.draft ?? []);
}

/** True of a point that says something which code vouches for. */
function isGood(input: MapRun["input"], draft: DraftClaim): boolean {
  return !isEmpty(draft, input.written) && supportOf(draft, input).support === "verified";
}

/** Indices of the first sentence of each section, its heading aside. */
function openingsOf(sentences: readonly Sentence[]): ReadonlySet<number> {
  const text = sentences.filter(isRunningText);
  return new Set(text.filter(({ section }, at) => text[at - 1]?.section !== section).map(({ index }) => index));
}

function mostSalient(cites: readonly CountedSentence[], salience: ReadonlyMap<number, number>): number | null {
  const known = cites.flatMap(({ index }) => salience.get(index) ?? []);
  return known.length > 0 ? Math.max(...known) : null;
}

/** What the document speaks of and its kind must speak of, and no point does. */
function missingTopics({ source, kind, options }: MapRun["input"], points: readonly DraftClaim[]): Topic[] {
  if (options.focus.trim() !== "" || options.length === "sentence") return [];
  return topicsOf(kind)
    .filter((topic) => !points.some(({ text }) => topic.isIn(text)))
    .filter((topic) => source.sentences.some((sentence) => standsAlone(sentence) && topic.isIn(sentence.text)))
    .slice(0, mostMissing);
}

/** Asks the parts that speak most of the topics, one question for all of them; the points by the index of the part. */
async function findMissing(
  run: MapRun,
  chunks: readonly Chunk[],
  topics: readonly Topic[],
): Promise<ReadonlyMap<number, DraftClaim[]>> {
  const { input, budget } = run;
  const byPart = Map.groupBy(topics, (topic) => {
    const counts = chunks.map(({ pieces }) => pieces.filter(({ text }) => topic.isIn(text)).length);
    return counts.indexOf(Math.max(...counts));
  });
  const asked = [...byPart].flatMap(([index, own]) => {
    const chunk = chunks[index];
    return chunk ? [{ index, own, chunk }] : [];
  });
  const found = new Map<number, DraftClaim[]>();
  const bounds = { least: 1, most: topics.length, words: 30, characters: 270 };
  await runSteps({
    ...run,
    list: asked.map(({ index, own, chunk }) => ({
      key: `missing:${String(index)}`,
      ...stepOf(input.writer, missingQuestion(input, chunk.pieces, own, bounds), budget),
    })),
    onDone(place, points) {
      const part = asked[place];
      if (part)
        found.set(
          part.index,
          points.filter(({ text }) => part.own.some((topic) => topic.isIn(text))),
        );
    },
  });
  return found;
}

/** The points with a sentence of the document for each topic of which none of them speaks, but of a meeting, as in `enoughOf`. */
function withQuotes(
  { source, kind }: MapRun["input"],
  points: readonly DraftClaim[],
  topics: readonly Topic[],
): DraftClaim[] {
  if (kind === "minutes") return [...points];
  const salience = sentenceSalience(source);
  const quotes = topics
    .filter((topic) => !points.some(({ text }) => topic.isIn(text)))
    .flatMap((topic) => {
      const [best] = source.sentences
        .filter((sentence) => standsAlone(sentence) && topic.isIn(sentence.text))
        .toSorted((a, b) => (salience.get(b.index) ?? -9) - (salience.get(a.index) ?? -9));
      return best ? [quotePoint({ ...best, tokens: 0 })] : [];
    });
  const own = new Map(quotes.map((quote) => [quote.text, quote]));
  return inDocumentOrder([...points, ...own.values()]);
}

async function writeLead(
  run: MapRun,
  points: readonly DraftClaim[],
  parts: readonly (readonly DraftClaim[])[],
  most: number,
): Promise<readonly DraftClaim[]> {
  const { input, budget } = run;
  if (points.length < 2) return [];
  const first = input.source.sentences.slice(0, opening).map((sentence) => ({ ...sentence, tokens: 0 }));
  const carrying = parts.flat().flatMap(({ cites }) => cites);
  const cited = [...new Map([...first, ...carrying].map((piece) => [piece.index, piece])).values()];
  const prompt = leadQuestion(
    input,
    points.map(({ text }) => text),
    inOrder(cited),
    { ...leadBounds, most },
  );
  let lead: readonly DraftClaim[] = [];
  await runSteps({
    ...run,
    list: [{ key: "lead", ...stepOf(input.writer, prompt, budget) }],
    onDone(_index, written, recalled) {
      lead = written;
      run.pace.done(recalled);
    },
  });
  // Of what a text is as a whole no sentence of it need speak: the first may be in other words than its own, marked as such. What comes
  // after it leans on it.
  return lead
    .filter((draft, place) => (place === 0 && draft.cites.length > 0) || supportOf(draft, input).support === "verified")
    .slice(0, most);
}
