import { grounderFor } from "../evidence/ground.ts";
import { withHardToRead } from "../evidence/hardToRead.ts";
import { nearestTo } from "../evidence/overlap.ts";
import { type Verdict, verifyPoint } from "../evidence/verify.ts";
import { formOf, standsAlone } from "../extract/candidates.ts";
import { lexRank, tfIdf } from "../extract/lexrank.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import type { CountedSentence } from "./countedSentence.ts";
import { type DraftClaim, quotePoint } from "./draft.ts";
import type { RepairDeps, Step } from "./stepDeps.ts";
import { isRunningText } from "../text/documentText.ts";

/**
 * Makes good the points of a model that is not asked again: a point gets the sentences that carry it best; what code cannot verify even
 * so gives way to a sentence of the document, and to nothing where none fits.
 */
export function citeOrQuote(all: RepairDeps, step: Step, drafts: readonly DraftClaim[]): DraftClaim[] {
  const shown = step.prompt.cited;
  const kept = drafts.map((draft) => {
    const deps = depsOf(all, draft);
    const cited = withCitations(deps, draft, shown);
    return !cited.isCut && verdictOf(deps, cited).support === "verified" ? cited : null;
  });
  return withQuotes(all, shown, drafts, kept);
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

/** From here on a sentence says about what the point says. */
const leastNearness = 0.3;

/** The sentence of the same part that says most nearly what the point says, else the most central one; each sentence once. */
function quoteInstead(
  { language, written, options }: RepairDeps,
  draft: DraftClaim,
  shown: readonly CountedSentence[],
  used: ReadonlySet<CountedSentence>,
): DraftClaim | null {
  const free = shown.filter((piece) => !used.has(piece) && isRunningText(piece) && standsAlone(piece));
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
  return withHardToRead(verifyPoint(claim.text, textsOf(claim.cites), deps.language, deps), claim.text, claim.cites);
}

function textsOf(pieces: readonly CountedSentence[]): string[] {
  return pieces.map(({ text }) => text);
}
