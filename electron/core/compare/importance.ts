import { type ChangeReason, changeReasonSchema } from "../../contract/compare.ts";
import { fold } from "../text/fold.ts";
import { namesMissing, namesOf } from "../text/names.ts";
import { changedTokens, type Edited } from "./edited.ts";
import { figurePlaces, figureReasons, figuresIn } from "./figures.ts";
import { turnReasons, turnsOf } from "./meaning.ts";
import { areRolesSwapped, isPartyReplaced } from "./roles.ts";

/** What the checks need to know of a document. */
export interface Reading {
  /** BCP 47 */
  readonly language: string;
  /** words that are names in it, see `knownNames` */
  readonly known: ReadonlySet<string>;
  /** words for those who must or may do something, see `partiesIn`; most comparisons never ask */
  readonly parties: () => ReadonlySet<string>;
}

const weights: ReadonlyMap<ChangeReason, number> = new Map(
  changeReasonSchema.options.map((reason, index) => [reason, index]),
);

/** Weightiest first, each once. */
export function inWeight(reasons: Iterable<ChangeReason>): ChangeReason[] {
  return [...new Set(reasons)].sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0));
}

/** What the change of one text into another is about; "wording" where neither facts nor what turns a meaning differ. */
export function reasonsOfChange(before: Edited, after: Edited, from: Reading, to: Reading): ChangeReason[] {
  const reasons: ChangeReason[] = [
    ...figureReasons(before, after),
    ...(namesDiffer(before, after, from, to) ? (["name"] as const) : []),
    ...(areRolesSwapped(before, after) || isPartyReplaced(before, after, from.parties, to.parties)
      ? (["roles"] as const)
      : []),
    ...turnReasons(turnsOf(before.text, from.language), turnsOf(after.text, to.language)),
  ];
  return reasons.length === 0 ? ["wording"] : inWeight(reasons);
}

/** What a statement is about that only one document makes. */
export function reasonsOfPassage(text: string, { language }: Reading): ChangeReason[] {
  const { bonds } = turnsOf(text, language);
  return inWeight(["passage", ...figuresIn(text, language), ...(bonds.length > 0 ? (["obligation"] as const) : [])]);
}

function namesDiffer(before: Edited, after: Edited, from: Reading, to: Reading): boolean {
  const missing = (own: Edited, other: Edited, reading: Reading): boolean => {
    const near = changedWords(own);
    return (
      // The name must be among what changed: a word that merely begins another sentence now is not.
      namesMissing(namesOf(own.text, reading.language, reading.known), [other.text]).some(({ words }) =>
        words.some((word) => near.includes(word)),
      ) || titledNames(own.text, near).some((name) => !titledNames(other.text, changedWords(other)).includes(name))
    );
  };
  return missing(before, after, from) || missing(after, before, to);
}

/** What changed without its figures: the "CR" of an amount is no name. */
function changedWords(edited: Edited): string {
  const figures = figurePlaces(edited.text, edited.language);
  return changedTokens(edited)
    .filter(({ start, end }) => !figures.some((one) => one.start < end && one.end > start))
    .map(({ folded }) => folded)
    .join(" ");
}

/** Names told by what stands beside them, for languages whose nouns are all capitalised. */
function titledNames(text: string, near: string): string[] {
  const found: string[] = [];
  for (const [, title, company] of text.matchAll(
    /(?:\b(?:Herrn?|Frau|Firma|Dr\.|Prof\.|Mr\.?|Mrs\.?|Ms\.?|Mme|M\.|Sr\.|Sra\.|Sig\.)\s+(\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?))|(\p{Lu}[\p{L}&-]+)\s+(?:GmbH|AG|KG|SE|OHG|UG|e\.\s?V\.|Ltd|LLC|Inc|Corp|SA|SAS|SARL|S\.A\.|S\.L\.|SpA|S\.p\.A\.|S\.r\.l\.|Lda)(?!\p{L})/gu,
  )) {
    const name = fold(title ?? company ?? "");
    if (name.split(" ").some((word) => near.includes(word))) found.push(name);
  }
  return found;
}
