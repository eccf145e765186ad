import { type Clauses, type WordRange } from "./clauses.ts";

/** A word that denies, and what it denies. */
interface Denial {
  readonly cue: WordRange;
  /** the content word it is about */
  readonly denied: WordRange;
  /** false of verbs such as "fail to" */
  readonly isNegation: boolean;
}

/** Words between a verb and what denies it, at most. */
const scope = 4;

/** The negations of a text with the word that each denies, set phrases such as "not only" left out. */
export function denialsOf(clauses: Clauses): Denial[] {
  const { words, lexicon } = clauses;
  const denials: Denial[] = [];
  const deniers = lexicon.deniers.in(words);
  for (const [cues, isNegation] of [
    [negationsOf(clauses), true],
    [lexicon.refusals.in(words), false],
  ] as const) {
    for (const cue of cues) {
      const denied = deniedWord(clauses, cue);
      // "Never failed to" denies nothing.
      const isTakenBack = deniers.some(({ from }) => from === denied);
      if (denied !== null && !isTakenBack) denials.push({ cue, denied: { from: denied, to: denied + 1 }, isNegation });
    }
  }
  return denials;
}

/** The words of negation that deny. "Not all" denies nothing: it is a quantity. */
export function negationsOf({ words, lexicon }: Clauses): WordRange[] {
  const universals = lexicon.quantities.in(words).filter(({ value }) => value === "all");
  return lexicon.negations
    .in(words)
    .filter(({ value, to }) => value === "denies" && !universals.some(({ from }) => from === to));
}

/** The first content word behind a negation in its clause; where none is, as in "the fee is not included", the last one before it. */
function deniedWord({ words }: Clauses, { from, to }: WordRange): number | null {
  const clause = words[from]?.clause;
  for (let index = to; words[index]?.clause === clause && index < words.length; index += 1) {
    if (words[index]?.hasContent) return index;
  }
  for (let index = from - 1; index >= 0 && words[index]?.clause === clause; index -= 1) {
    if (words[index]?.hasContent) return index;
  }
  return null;
}

/**
 * True where words stand in the scope of a negation or of a word that denies: in its clause, a few words after it. A verb that denies
 * takes a negation back ("never failed to"); two negations are one, as in the Romance languages ("non viene mai").
 */
export function isDenied(clauses: Clauses, { from, to }: WordRange): boolean {
  const { words, lexicon } = clauses;
  const clause = words[from]?.clause;
  const reaches = ({ from: start, to: end }: WordRange): boolean =>
    words[start]?.clause === clause &&
    (end <= from ? from - end < scope : lexicon.endsInVerbs && start >= to && start - to < scope);
  const reachesBack = (cue: WordRange): boolean =>
    words[cue.from]?.clause === clause && cue.from >= to && (deniedWord(clauses, cue) ?? cue.to) < cue.from;
  const isNegated = negationsOf(clauses).some((cue) => reaches(cue) || reachesBack(cue));
  const deniers = lexicon.deniers.in(words).filter(reaches).length;
  return (deniers + (isNegated ? 1 : 0)) % 2 === 1;
}
