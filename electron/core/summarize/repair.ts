import type { TokenBudget } from "../llm/tokenBudget.ts";
import { askModel } from "./askModel.ts";
import { writtenTokens } from "./bounds.ts";
import { formOf, standsAlone } from "../extract/candidates.ts";
import type { CountedSentence } from "./countedSentence.ts";
import { type DraftClaim, inOrder, quotePoint, readPoints } from "./draft.ts";
import { leastWords, supportOf } from "../evidence/support.ts";
import { lexRank, tfIdf } from "../extract/lexrank.ts";
import { repairPrompt } from "./writers/prompts.ts";
import { bestCitations } from "../evidence/align.ts";
import { grounderFor } from "../evidence/ground.ts";
import type { RepairDeps, Step } from "./stepDeps.ts";
import { nearestTo, overlap } from "../evidence/overlap.ts";
import { isAgainst, onlyWordsDiffer, type Verdict, verifyPoint } from "../evidence/verify.ts";
import { textAround, withWitness } from "../evidence/witness.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import { findingsForModel } from "./findingsForModel.ts";
import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";

/** Points of one answer that the model is asked to write again at most. */
const mostRewritten = 4;
/** Where it failed so often again, it is not asked about the rest: a weak model would write every point twice for nothing. */
const mostFailures = 2;

/**
 * Makes good what of an answer code cannot verify. A point is first given the sentences that carry it best; then, where only the
 * wording differs, vectors and a witness are asked whether these say it, and whether the one nearest in meaning does; then the
 * model writes it once more, told what is wrong. What fails even so
 * gives way to a sentence of the document, marked as quoted, and to nothing where none fits.
 */
export async function repairPoints(
  all: RepairDeps,
  step: Step,
  drafts: readonly DraftClaim[],
  budget: TokenBudget,
): Promise<DraftClaim[]> {
  const shown = step.prompt.cited;
  const kept: (DraftClaim | null)[] = [];
  let rewritten = 0;
  let failures = 0;
  for (const [index, draft] of drafts.entries()) {
    const deps = depsOf(all, draft);
    const cited = withCitations(deps, draft, shown);
    let good = (await accepted(deps, step, cited)) ?? (await acceptedElsewhere(deps, step, cited));
    if (!good && rewritten < mostRewritten && failures < mostFailures) {
      rewritten += 1;
      const again = await writeAgain(deps, step, { draft: cited, index, budget });
      good = again && (await accepted(deps, step, withCitations(deps, again, shown)));
      if (!good) failures += 1;
    }
    kept.push(good);
  }
  return withQuotes(all, shown, drafts, kept);
}

/**
 * Makes good the points of a model that is not asked again: a point gets the sentences that carry it best; what code cannot verify even
 * so gives way to a sentence of the document, and to nothing where none fits.
 */
export function citeOrQuote(all: RepairDeps, step: Step, drafts: readonly DraftClaim[]): Promise<DraftClaim[]> {
  const shown = step.prompt.cited;
  const kept = drafts.map((draft) => {
    const deps = depsOf(all, draft);
    const cited = withCitations(deps, draft, shown);
    return !cited.isCut && verdictOf(deps, cited).support === "verified" ? cited : null;
  });
  return Promise.resolve(withQuotes(all, shown, drafts, kept));
}

function depsOf(all: RepairDeps, { cites }: DraftClaim): RepairDeps {
  return all.languageOf && cites.length > 0 ? { ...all, language: all.languageOf(cites) } : all;
}

/** The points with a sentence in place of each that was not kept. */
function withQuotes(
  all: RepairDeps,
  shown: readonly CountedSentence[],
  drafts: readonly DraftClaim[],
  kept: readonly (DraftClaim | null)[],
): DraftClaim[] {
  const used = new Set(kept.flatMap((point) => point?.cites ?? []));
  return drafts.flatMap((draft, index) => {
    const point = kept[index] ?? quoteInstead(depsOf(all, draft), draft, shown, used);
    for (const piece of point?.cites ?? []) used.add(piece);
    return point ? [point] : [];
  });
}

/**
 * The point where code verifies it, or vectors together with a part of its words, or a witness where code can only say that the words
 * differ. It stays as it is, weak, where the witness finds it likelier than not, or where none is there and most of its words are its
 * quotes'. Else null.
 */
async function accepted(deps: RepairDeps, step: Step, point: DraftClaim): Promise<DraftClaim | null> {
  const first = verdictOf(deps, point);
  if (point.isCut || isAgainst(first)) return null;
  if (first.support === "verified") return point;
  const nearness = onlyWordsDiffer(first.findings) ? await deps.meaning?.nearness(point.text, point.cites) : null;
  const draft = nearness ? { ...point, nearness } : point;
  const verdict = supportOf(draft, deps);
  if (verdict.support === "verified") return draft;
  const text = textAround(draft.cites, step.prompt.cited);
  const find = isBorderline(deps, draft) ? deps.findWitness : undefined;
  const [heard] = await withWitness([{ claim: draft.text, text, verdict }], find);
  if (heard?.verdict.findings.some(({ code }) => code === "FOUND_BY_MODEL")) return { ...draft, confirmed: true };
  return (heard?.probability ?? wordsOfQuotes(deps, draft)) >= 0.5 ? draft : null;
}

/** A witness is shown more than the quotes: what shares next to nothing with these is not theirs, wherever else it may stand. */
function isBorderline(deps: RepairDeps, draft: DraftClaim): boolean {
  const isMeant = draft.nearness !== undefined && draft.nearness.level !== "far";
  return isMeant || wordsOfQuotes(deps, draft) >= leastWords;
}

/** Share of its words that are its quotes'. In another language they cannot be compared: nothing is against it unless its meaning is. */
function wordsOfQuotes({ language, written }: RepairDeps, { text, cites, nearness }: DraftClaim): number {
  if (sameLanguage(language, written)) return overlap(text, textsOf(cites), language);
  return nearness?.level === "far" ? 0 : 1;
}

/** The point with the sentence of its part that means most nearly the same, where it is accepted with that one; else null. */
async function acceptedElsewhere(deps: RepairDeps, step: Step, draft: DraftClaim): Promise<DraftClaim | null> {
  const { meaning } = deps;
  if (!meaning || draft.isCut) return null;
  const shown = step.prompt.cited.filter(({ kind }) => kind !== "heading");
  const found = await meaning.nearest(draft.text, shown);
  if (!found || draft.cites.includes(found)) return null;
  const other = { ...draft, cites: [found] };
  if (isAgainst(verdictOf(deps, other))) return null;
  const nearness = await meaning.nearness(other.text, other.cites);
  return nearness?.level === "near" ? accepted(deps, step, other) : null;
}

/** The point with the sentences that carry it best, where these do so better than those it cites. */
function withCitations(deps: RepairDeps, draft: DraftClaim, shown: readonly CountedSentence[]): DraftClaim {
  const now = verdictOf(deps, draft);
  if (now.support === "verified" || draft.isCut) return draft;
  // Between two languages the words of a sentence do not say which one it is.
  if (!sameLanguage(deps.language, deps.written)) return draft;
  const { cites, verdict } = groundedIn(shown, deps.language)(draft.text, { pointed: draft.cites, known: deps.known });
  return rank[verdict.support] > rank[now.support] ? { ...draft, cites } : draft;
}

/** The sentences of a step are read once for all its points. */
function groundedIn(shown: readonly CountedSentence[], language: string): Grounder {
  const made = grounders.get(shown);
  if (made?.language === language) return made.ground;
  const ground = grounderFor(shown, language);
  grounders.set(shown, { language, ground });
  return ground;
}
type Grounder = ReturnType<typeof grounderFor<CountedSentence>>;
const grounders = new WeakMap<readonly CountedSentence[], { readonly language: string; readonly ground: Grounder }>();

const rank = { contradicted: 0, unsupported: 0, weak: 1, verified: 2 } as const;

interface FailedDraft {
  readonly draft: DraftClaim;
  /** among the points of its answer */
  readonly index: number;
  readonly budget: TokenBudget;
}

async function writeAgain(
  deps: RepairDeps,
  step: Step,
  { draft, index, budget }: FailedDraft,
): Promise<DraftClaim | null> {
  const sentences = sentencesAround(deps, step, draft);
  if (sentences.length === 0) return null;
  const reason = reasonOf(deps, draft);
  const prompt = repairPrompt(deps, { text: draft.text, reason }, sentences, step.prompt.bounds);
  const points = await askModel(
    deps,
    {
      ...prompt,
      key: `repair:${step.key}`,
      maxTokens: writtenTokens(prompt.bounds, budget),
      // The seed of the first answer would lead to its words again.
      seed: deps.seed + 101 + index * 7,
    },
    (text, ended) => readPoints(text, prompt.cited, { ended, characters: prompt.bounds.characters }),
  );
  return points[0] ?? null;
}

/** Sentences shown with a point that is written again: a few, so that the model has to look at these. */
const mostShown = 8;

function sentencesAround({ language }: RepairDeps, { prompt }: Step, draft: DraftClaim): CountedSentence[] {
  const nearest = [...draft.cites, ...bestCitations(draft.text, prompt.cited, language)];
  const chosen = new Set(nearest);
  for (const piece of nearest) {
    const index = prompt.cited.indexOf(piece);
    for (const near of [prompt.cited[index - 1], prompt.cited[index + 1]]) {
      if (near && near.section === piece.section && chosen.size < mostShown) chosen.add(near);
    }
  }
  if (chosen.size === 0) for (const piece of prompt.cited.slice(0, mostShown)) chosen.add(piece);
  return inOrder([...chosen].slice(0, mostShown));
}

/** From here on a sentence says about what the point says. */
const leastNearness = 0.3;

/** The sentence of the same part that says most nearly what the point says, else the most central one; each sentence once. */
function quoteInstead(
  { language, written, options }: RepairDeps,
  draft: DraftClaim,
  shown: readonly CountedSentence[],
  used: ReadonlySet<CountedSentence>,
): DraftClaim | null {
  const free = shown.filter((piece) => !used.has(piece) && piece.kind !== "heading" && standsAlone(piece));
  const wanted = sameLanguage(language, written) ? draft.text : textsOf(draft.cites).join(" ");
  const near = free[nearestTo(wanted, textsOf(free), language, leastNearness)];
  // A question is not answered by what is central to the document.
  const topic = options.focus.trim();
  const chosen =
    near ??
    (topic === "" ? mostCentral(free, language) : free[nearestTo(topic, textsOf(free), language, leastNearness)]);
  return chosen ? quotePoint(chosen) : null;
}

function mostCentral(pieces: readonly CountedSentence[], language: string): CountedSentence | undefined {
  const stops = stopWordsOf(language);
  const scores = lexRank(tfIdf(pieces.map(({ text }) => stemsOf(text, stops))), pieces.map(formOf));
  let best = -1;
  for (const [index, score] of scores.entries()) if (score > (scores[best] ?? -1)) best = index;
  return pieces[best];
}

/** What code alone says of it. */
function verdictOf(deps: RepairDeps, claim: DraftClaim): Verdict {
  return verifyPoint(claim.text, textsOf(claim.cites), deps.language, deps);
}

function reasonOf(deps: RepairDeps, draft: DraftClaim): string {
  return findingsForModel(verdictOf(deps, draft).findings, draft.isCut);
}

function textsOf(pieces: readonly CountedSentence[]): string[] {
  return pieces.map(({ text }) => text);
}
