import { stopWordsOf } from "../text/stopWords.ts";
import { changedTokens, type Edited } from "./edited.ts";
import { boundIn } from "./meaning.ts";

/**
 * True where words stand at each other's places and nothing else of weight changed: "the tenant pays the landlord" is now "the
 * landlord pays the tenant". Two of a list ("salt and pepper") may change places, what became the passive may, and so may two that
 * take their articles with them where these tell the roles, as in German.
 */
export function areRolesSwapped(before: Edited, after: Edited): boolean {
  const [left, right] = [contentsOf(before), contentsOf(after)];
  if (left.length !== right.length) return false;
  const places = left.flatMap(({ word }, place) => (word === right[place]?.word ? [] : [place]));
  const [own, other] = [left, right].map((contents) => places.flatMap((place) => contents[place] ?? []));
  const [first, last] = [places[0], places.at(-1)];
  if (!own || !other || first === undefined || last === undefined) return false;
  if (new Set(own.map(({ word }) => word)).size < 2 || sortedWords(own) !== sortedWords(other)) return false;
  // Something is said between the two.
  if (last - first < places.length || isList(before, left[first], left[last])) return false;
  if (agentsIn(before) !== agentsIn(after)) return false;
  return !(isCaseMarking(before.language) && sortedArticles(before, own) === sortedArticles(after, other));
}

interface Content {
  readonly word: string;
  /** of its token */
  readonly index: number;
}

/** The words that carry content, without elided articles. */
function contentsOf({ tokens, language }: Pick<Edited, "tokens" | "language">): Content[] {
  const stops = stopWordsOf(language);
  return tokens.flatMap(({ folded }, index) => {
    const word = folded.replace(/^\p{L}{1,4}['’](?=\p{L}{2})/u, "");
    return word === "" || stops.has(word) || /\d/u.test(word) ? [] : [{ word, index }];
  });
}

function sortedWords(contents: readonly Content[]): string {
  return contents
    .map(({ word }) => word)
    .sort()
    .join(" ");
}

/** True where commas or an "and" stand between two words. */
function isList({ tokens }: Edited, from: Content | undefined, to: Content | undefined): boolean {
  return tokens
    .slice(from?.index ?? 0, to?.index ?? 0)
    .some(({ key, folded }) => /^[,;/&+]$/u.test(key) || conjunctions.has(folded));
}

/** How often somebody is named by whom something is done: the passive puts the two in the other order. */
function agentsIn({ tokens }: Edited): number {
  return tokens.filter(({ folded }) => agentWords.has(folded)).length;
}

/** Languages whose articles say who does something to whom. */
function isCaseMarking(language: string): boolean {
  return /^(?:de|lb|is)\b/iu.test(language);
}

/** Each of the words with the one before it. */
function sortedArticles({ tokens }: Edited, contents: readonly Content[]): string {
  const pairs = contents.map(({ word, index }) => `${tokens[index - 1]?.folded ?? ""} ${word}`);
  return pairs.sort().join(",");
}

const conjunctions: ReadonlySet<string> = new Set("and or und oder sowie et ou y e o ed en of".split(" "));
const agentWords: ReadonlySet<string> = new Set(
  "by von vom durch par por da dal dalla dallo dai pelo pela door".split(" "),
);

/** The words for those who must or may do something, in the statements of a document. */
export function partiesIn(texts: Iterable<string>, language: string): Set<string> {
  const stops = stopWordsOf(language);
  const parties = new Set<string>();
  for (const text of texts) {
    for (const word of boundIn(text, language)) if (word.length > 2 && !stops.has(word)) parties.add(word);
  }
  return parties;
}

/** True where one word gave way to another and both name those who must or may do something in both documents. */
export function isPartyReplaced(
  before: Edited,
  after: Edited,
  partiesBefore: () => ReadonlySet<string>,
  partiesAfter: () => ReadonlySet<string>,
): boolean {
  const [own, other] = [before, after].map((edited) =>
    contentsOf({ tokens: changedTokens(edited), language: edited.language }),
  );
  const [from, to] = [own?.[0], other?.[0]];
  if (own?.length !== 1 || other?.length !== 1 || !from || !to) return false;
  return from.word !== to.word && partiesBefore().has(to.word) && partiesAfter().has(from.word);
}
