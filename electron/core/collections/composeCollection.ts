import type { Point } from "../../contract/summaries.ts";
import { supportOf } from "../evidence/support.ts";
import type { CollectionResult } from "../store/store.ts";
import {
  type DraftClaim,
  hearWitnesses,
  inOrder,
  leadBounds,
  type PointPrompt,
  type RunInput,
  runSteps,
  saysIt,
  spareTokens,
  stepOf,
  translateDrafts,
  wholeSizes,
  writesIn,
} from "../summarize/summarize.ts";
import { sentenceKey } from "../text/documentText.ts";
import { evenly } from "../text/evenly.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import { type Statement, statementsTask } from "./chooseStatements.ts";
import { collectionLeadQuestion } from "./leadQuestion.ts";
import { contextOf, stepsOf, toPoint, type Writing } from "./writing.ts";

/** A statement of a document with all sentences of the collection that carry it. */
interface Candidate extends Statement {
  readonly draft: DraftClaim;
  /** as its document has it */
  readonly point: Point;
}

/** A statement as it is to stand in the summary. */
interface Said {
  readonly draft: DraftClaim;
  /** BCP 47 of its text */
  readonly written: string;
  /** what it was chosen as; null for what the model wrote of the collection */
  readonly point: Point | null;
}

/** Statements that are compared at most, about. */
const mostCompared = 1200;
/** Many documents have so many times the places of a few. */
const mostTimesPlaces = 2;
/** Sentences before the points. */
const mostLead = 2;

/**
 * The points over the whole collection, chosen by code among those of its documents word for word, what several say with the citations of
 * all of them; before them what the model says of the chosen points, as far as code verifies it.
 */
export async function composeCollection(
  writing: Writing,
  textWorker: TextWorker,
): Promise<Pick<CollectionResult, "points" | "parts" | "worse">> {
  const { input, set } = writing;
  const { options, onProgress } = input;
  const context = contextOf(writing, { source: set.source, options, language: set.source.language });
  onProgress("merging", 0, 1, null);
  const size = sizeOf(writing);
  const candidates = candidatesOf(writing);
  const chosen = await choose(writing, textWorker, candidates, size);
  const written = await writeLead(writing, context, chosen, Math.min(mostLead, size.lead));
  onProgress("merging", 1, 1, null);
  const isShort = options.length === "sentence";
  const best =
    isShort && written.length === 0 ? await choose(writing, textWorker, candidates, { ...size, most: 1 }) : [];
  const { lead, rest } = joined(written, chosen);
  const told = [...lead, ...best];
  const all = await inLanguage(writing, context, isShort ? told : [...told, ...rest]);
  onProgress("verifying", 0, all.length, 0);
  const points = all.map((each, index): Point => {
    const isLead = index < told.length;
    const id = isLead ? `set.l${String(index + 1)}` : `set.${String(index - told.length + 1)}`;
    return { ...judged(writing, context, each, id), role: isLead ? "lead" : "point" };
  });
  onProgress("verifying", points.length, points.length, 0);
  // Sentences that no model chose are what there is without one, too.
  return { points, parts: [], worse: written.length === 0 && points.every(({ quoted }) => quoted) };
}

/** Places and words of the points; more where there are many documents. */
function sizeOf({ input, set }: Writing): { readonly most: number; readonly words: number; readonly lead: number } {
  const { points, words, lead } = wholeSizes[input.options.length];
  const most = Math.max(points, Math.min(set.documents.length, mostTimesPlaces * points));
  return { most, words: Math.round((words * most) / points), lead };
}

function candidatesOf({ set: { documents } }: Writing): Candidate[] {
  const share = Math.max(1, Math.floor(mostCompared / documents.length));
  return documents.flatMap(({ document, points, drafts, written, digest }, index) => {
    const own = points.flatMap((point, place): Candidate[] => {
      const draft = drafts[place];
      if (!draft) return [];
      const quotes = draft.cites.map(({ text }) => text);
      const salience =
        (point.role === "lead" ? 1 : 0) + (draft.cites.some((cite) => digest.has(sentenceKey(cite))) ? 1 : 0);
      const isSentence = quotes.includes(point.text) || point.quoted;
      const language = isSentence ? document.language : written;
      return [{ text: point.text, written: language, document: index, place, salience, quotes, draft, point }];
    });
    const most = new Set(own.toSorted((a, b) => b.salience - a.salience || a.place - b.place).slice(0, share));
    return own.filter((candidate) => most.has(candidate));
  });
}

async function choose(
  { input, set }: Writing,
  textWorker: TextWorker,
  candidates: readonly Candidate[],
  { most, words }: { readonly most: number; readonly words: number },
): Promise<Said[]> {
  const statements = candidates.map(({ draft: _draft, point: _point, ...statement }) => statement);
  const chosen = await textWorker.run(
    statementsTask,
    {
      statements,
      documents: set.documents.map(({ document: { words: count, language } }) => ({ words: count, language })),
      most,
      words,
      language: set.source.language,
      focus: input.options.focus.trim(),
      known: set.known,
    },
    { signal: input.signal },
  );
  return chosen.flatMap(({ index, alsoSaidBy }): Said[] => {
    const own = candidates[index];
    if (!own) return [];
    const others = alsoSaidBy.flatMap((other) => candidates[other]?.draft.cites ?? []);
    return [{ draft: withCites(own.draft, others), written: own.written, point: own.point }];
  });
}

function withCites(draft: DraftClaim, cites: DraftClaim["cites"]): DraftClaim {
  return { ...draft, cites: inOrder([...new Set([...draft.cites, ...cites])]) };
}

/** What the model says of the chosen points together, and code verifies. */
async function writeLead(writing: Writing, whole: RunInput, chosen: readonly Said[], most: number): Promise<Said[]> {
  const { input, set, budget } = writing;
  // In the language of the documents first: there words can be compared.
  const written = writesIn(input.model, set.source, whole.written);
  const context = { ...whole, written };
  const prompt = await leadPrompt(writing, context, chosen, most);
  if (prompt === null) return [];
  let drafts: readonly DraftClaim[] = [];
  await runSteps({
    ...writing,
    input: context,
    steps: stepsOf(writing, context, set.pieces),
    list: [{ key: "lead", ...stepOf(context.writer, prompt, budget) }],
    onDone(_index, lead) {
      drafts = lead;
    },
  });
  return drafts
    .filter((draft) => supportOf(draft, context).support === "verified")
    .slice(0, most)
    .map((draft) => ({ draft, written, point: null }));
}

/** The question about as many of the points as the context holds; null where it holds no two. */
async function leadPrompt(
  { set, session, budget, contextSize }: Writing,
  context: RunInput,
  chosen: readonly Said[],
  most: number,
): Promise<PointPrompt | null> {
  const bounds = { ...leadBounds, most };
  for (let shown = [...chosen]; shown.length > 1; shown = evenly(shown, Math.floor(shown.length * 0.75))) {
    const drafts = shown.map(({ draft }) => draft);
    const prompt = collectionLeadQuestion(context, set, drafts, bounds);
    const used = await session.countTurns(prompt.turns);
    if (used + context.writer.answerTokens(prompt, budget) + spareTokens <= contextSize) return prompt;
  }
  return null;
}

/** What the lead says already stands there alone, and brings its citations along. */
function joined(lead: readonly Said[], points: readonly Said[]): { readonly lead: Said[]; readonly rest: Said[] } {
  const rest: Said[] = [];
  const told = [...lead];
  for (const point of points) {
    const index = told.findIndex(({ draft, written }) => saysIt(draft.text, point.draft.text, written));
    const same = told[index];
    if (same) told[index] = { ...same, draft: withCites(same.draft, point.draft.cites) };
    else rest.push(point);
  }
  return { lead: told, rest };
}

/** All of it in the language of the summary, what is in another one translated; where a translation is weak witnesses are heard. */
async function inLanguage({ set }: Writing, context: RunInput, said: readonly Said[]): Promise<Said[]> {
  const { written } = context;
  const all = [...said];
  const others = said.map((_, index) => index).filter((index) => !sameLanguage(all[index]?.written ?? "", written));
  const byLanguage = Map.groupBy(others, (index) => set.languageOf(all[index]?.draft.cites ?? []));
  for (const [language, indices] of byLanguage) {
    const drafts = indices.flatMap((index) => all[index]?.draft ?? []);
    const translated = await translateDrafts({ ...context, language }, drafts, written);
    const heard = await hearWitnesses({ ...context, language }, translated);
    for (const [place, index] of indices.entries()) {
      const [before, draft] = [all[index], heard[place]];
      // What could not be translated stays as its document has it.
      if (!before || !draft || draft.text === before.draft.text) continue;
      all[index] = { draft: { ...draft, origin: "model" }, written, point: null };
    }
  }
  return all;
}

/** A statement word for word keeps the verdict that it has in its document. */
function judged({ set }: Writing, context: RunInput, { draft, written, point }: Said, id: string): Point {
  const made = toPoint(set, { ...context, written }, draft, id);
  if (!point) return made;
  const { support, by, findings, quoted } = point;
  return { ...made, support, by, findings, quoted };
}
