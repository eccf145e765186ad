import { grounderFor } from "../evidence/ground.ts";
import { overlap } from "../evidence/overlap.ts";
import { isAgainst, onlyWordsDiffer } from "../evidence/verify.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import { splitSentences } from "../text/sentences.ts";
import { countWords } from "../text/words.ts";
import type { CountedSentence } from "./countedSentence.ts";
import type { DraftClaim } from "./draft.ts";
import type { StepDeps } from "./stepDeps.ts";
import { isRunningText } from "../text/documentText.ts";

/** What grounding needs to know of the document and of what is written. */
export type GroundDeps = Pick<StepDeps, "language" | "written" | "known">;

/** A statement in a model's own words, before its sentences are known. */
export function freeDraft(text: string): DraftClaim {
  return { text, cites: [], origin: "model", isCut: false, confirmed: false };
}

/**
 * The statement with the fewest sentences that carry it; where the sentences do not carry all of it, the whole sentences or the leading
 * clauses of it that they do carry; null where they say otherwise or say nothing of it.
 *
 * @param shown the sentences that the model was shown, in the order of the document
 * @param document all of them: what is said of one part may stand in another
 */
export function groundPoint(
  deps: GroundDeps,
  shown: readonly CountedSentence[],
  text: string,
  document: readonly CountedSentence[] = shown,
): DraftClaim | null {
  const { ground, made } = groundedIn(shown, deps.language);
  const known = made.get(text);
  if (known !== undefined) return known;
  const whole = carried(deps, ground, text);
  const point = whole?.isVerified
    ? whole.draft
    : ((document.length > shown.length ? verified(deps, groundedIn(document, deps.language).ground, text) : null) ??
      shortened(deps, ground, text, whole) ??
      whole?.draft ??
      null);
  made.set(text, point);
  return point;
}

interface Carried {
  readonly draft: DraftClaim;
  readonly isVerified: boolean;
}

/** A statement shares at least this much of its words with its sentences, to stay where code cannot vouch for it. */
const leastShared = 0.5;

function carried(deps: GroundDeps, ground: Ground, text: string): Carried | null {
  const { cites, verdict } = ground(text, { known: deps.known, written: deps.written });
  const draft = { ...freeDraft(text), cites };
  if (verdict.support === "verified") return { draft, isVerified: true };
  if (isAgainst(verdict) || cites.length === 0) return null;
  const weak = { draft, isVerified: false };
  if (!sameLanguage(deps.language, deps.written)) return weak;
  const quotes = cites.map((cite) => cite.text);
  return onlyWordsDiffer(verdict.findings) && overlap(text, quotes, deps.language) < leastShared ? null : weak;
}

/** Words that a shortened statement has at least, as a share of the whole one: of one that nothing speaks against more has to be left. */
const leastLeft = { wrong: 0.4, weak: 0.5 } as const;
const leastWords = 5;
/** Where a statement may end before it says what is not carried: never before a condition or an exception, which would change it. */
const joints = new RegExp(
  String.raw`;\s+|,?\s+\(|,\s+(?:${[
    // what joins another clause, or more of the same
    String.raw`(?:and|while|which|with|as well as|such as|und|wobei|sowie|darunter|einschließlich|et|tandis que|ainsi que|notamment|dont|y|así como|mientras que|e|nonché|mentre|bem como|enquanto|en|zoals|waaronder|terwijl)\s`,
    // "covering", but "during"
    String.raw`(?!(?:dur|follow|notwithstand|provid|assum|suppos|exclud|except|exempt|bar|depend|pend|lack|fail|prohibit|forbid)ing\s)\p{Ll}{3,}ing\s`,
    // "hosted by"
    String.raw`\p{Ll}{3,}ed (?:by|in|on|at|to|for|from|with)\s`,
    // "incluyendo", but "excepto", "suponiendo"
    String.raw`(?!(?:salvo|excepto|excluyendo|dependiendo|exceptuando|suponiendo|escludendo|supponendo|excluindo|dependendo|supondo)\s)\p{Ll}{3,}(?:ando|endo|iendo|indo)\s`,
  ].join("|")})`,
  "gu",
);

function shortened(deps: GroundDeps, ground: Ground, text: string, weak: Carried | null): DraftClaim | null {
  const least = Math.max(leastWords, countWords(text) * (weak ? leastLeft.weak : leastLeft.wrong));
  const sentences = splitSentences(text).map(([start, end]) => text.slice(start, end).trim());
  const wholes =
    sentences.length > 1 ? sentences.filter((sentence) => verified(deps, ground, sentence) !== null).join(" ") : "";
  if (wholes !== "" && countWords(wholes) >= least) {
    const point = verified(deps, ground, wholes);
    if (point) return point;
  }
  for (const { index } of [...text.matchAll(joints)].toReversed()) {
    const start = text.slice(0, index).trimEnd();
    if (countWords(start) < least) break;
    const point = verified(deps, ground, `${start.replace(/[,;:–—-]+$/u, "")}.`);
    if (point) return point;
  }
  return null;
}

function verified(deps: GroundDeps, ground: Ground, text: string): DraftClaim | null {
  const { cites, verdict } = ground(text, { known: deps.known, written: deps.written });
  return verdict.support === "verified" ? { ...freeDraft(text), cites } : null;
}

type Ground = ReturnType<typeof grounderFor<CountedSentence>>;

interface Grounded {
  readonly language: string;
  readonly ground: Ground;
  /** what came of each statement */
  readonly made: Map<string, DraftClaim | null>;
}

/** The sentences of a question are read once for all statements about them, also for those that are shown before the answer is whole. */
function groundedIn(shown: readonly CountedSentence[], language: string): Grounded {
  const known = grounded.get(shown);
  if (known?.language === language) return known;
  const made = { language, ground: textFirst(shown, language), made: new Map<string, DraftClaim | null>() };
  grounded.set(shown, made);
  return made;
}

/** Headings structure a text and are cited only for what no sentence carries: a title, the date of a meeting, what a slide is about. */
function textFirst(all: readonly CountedSentence[], language: string): Ground {
  const shown = all.filter(({ kind }) => kind !== "tableOfContents");
  const text = shown.filter(isRunningText);
  if (text.length === 0 || text.length === shown.length) return grounderFor(shown, language);
  const [inText, inAll] = [grounderFor(text, language), grounderFor(shown, language)];
  return (claim, options) => {
    const found = inText(claim, options);
    if (found.verdict.support === "verified" || found.verdict.support === "contradicted") return found;
    const more = inAll(claim, options);
    return isAgainst(more.verdict) && !isAgainst(found.verdict) ? found : more;
  };
}

const grounded = new WeakMap<readonly CountedSentence[], Grounded>();
