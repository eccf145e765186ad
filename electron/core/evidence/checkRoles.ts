import type { Finding } from "../../contract/findings.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import { fold } from "../text/fold.ts";
import { spanOf, type ClaimContext } from "./checked.ts";
import { type ComparedWord, comparedWords, isContent } from "./comparedWords.ts";
import { type Passage, passageOf, type PassageSentence } from "./wordSupport.ts";
import { primaryTag } from "../text/languageTag.ts";

/** Words between a word and the name that stands in the place of another. */
const nearby = 3;

/**
 * A name of the claim must not stand where the quote that carries the rest of the claim has another one: "Smith resigned" does not
 * follow from "Jones resigned. Smith stayed."
 */
export function checkRoles(
  claim: string,
  quotes: readonly string[],
  { language, written = language, known }: ClaimContext,
): Finding[] {
  if (!sameLanguage(written, language)) return [];
  const words = comparedWords(claim, language, known) ?? [];
  const content = words.filter(isContent);
  const passage = passageOf(quotes, language, known);
  if (!passage || content.length < 3) return [];
  const places = passage.sentences.map((sentence) => content.map((word) => placesOf(sentence, word)));
  const main = indexOfMost(places.map((each) => each.filter((found) => found.length > 0).length));
  const sentence = passage.sentences[main];
  const at = places[main];
  if (!sentence || !at) return [];
  const own = new Set(content.flatMap(({ keys }) => keys));
  const findings = [
    ...otherNames(content, passage),
    ...otherWord(content, own, at, sentence, main),
    ...otherEnd(content, own, passage),
    ...otherAgent(content, words, sentence, main, language),
  ];
  for (const [index, word] of content.entries()) {
    if (word.kind !== "name" || (at[index]?.length ?? 0) > 0 || sentence.antecedents.has(word.stem)) continue;
    const other =
      nameBeside(sentence, at[index - 1] ?? [], 1, own) ?? nameBeside(sentence, at[index + 1] ?? [], -1, own);
    if (!other) continue;
    findings.push({
      code: "ROLES_UNCLEAR",
      data: { text: word.text },
      words: spanOf(word),
      other: { quote: main, ...spanOf(other) },
    });
  }
  return findings;
}

/**
 * "The board rejected the plan" where the quote that has all the rest says "The board adopted the plan": the one word it lacks, found
 * elsewhere, stands where the quote has another.
 */
function otherWord(
  content: readonly ComparedWord[],
  own: ReadonlySet<string>,
  at: readonly (readonly number[])[],
  { words, antecedents }: PassageSentence,
  quote: number,
): Finding[] {
  const missing = content.filter(({ stem }, index) => at[index]?.length === 0 && !antecedents.has(stem));
  const [word] = missing;
  if (!word || missing.length > 1) return [];
  const index = content.indexOf(word);
  for (const from of at[index - 1] ?? []) {
    for (const to of at[index + 1] ?? []) {
      if (to <= from || to - from > 2 * nearby) continue;
      const other = words.slice(from + 1, to).find((each) => isContent(each) && !each.keys.some((key) => own.has(key)));
      if (other)
        return [
          { code: "WORDS_APART", data: { text: word.text }, words: spanOf(word), other: { quote, ...spanOf(other) } },
        ];
    }
  }
  return [];
}

/** "It belongs to Ann" where the quotes have Ann elsewhere, but say "it belongs to Tom". */
function otherEnd(content: readonly ComparedWord[], own: ReadonlySet<string>, { sentences }: Passage): Finding[] {
  const [before, name] = content.slice(-2);
  if (name?.kind !== "name" || before?.kind !== "word" || name.position - before.position > nearby) return [];
  let found: Finding | null = null;
  for (const [quote, sentence] of sentences.entries()) {
    const names = placesOf(sentence, name);
    for (const position of placesOf(sentence, before)) {
      if (sentence.antecedents.has(name.stem) || names.some((at) => Math.abs(at - position) <= 2 * nearby)) return [];
      const other = nameBeside(sentence, [position], 1, own);
      if (!other) continue;
      const span = { quote, ...spanOf(other) };
      found ??= { code: "ROLES_UNCLEAR", data: { text: name.text }, words: spanOf(name), other: span };
    }
  }
  return found ? [found] : [];
}

/** "Tom represents Ann" where the quote says that Ann is represented by Lee, and has Tom elsewhere. */
function otherAgent(
  content: readonly ComparedWord[],
  claim: readonly ComparedWord[],
  { words }: PassageSentence,
  quote: number,
  language: string,
): Finding[] {
  const passive = passives[primaryTag(language)];
  if (!passive || claim.some(({ form }) => passive.by.has(form) || passive.being.has(form))) return [];
  for (const [index, verb] of content.entries()) {
    const agent = content[index - 1];
    if (!agent || agent.position + 1 !== verb.position) continue;
    const at = words.findIndex((word, place) => shares(word, verb) && passive.by.has(words[place + 1]?.form ?? ""));
    if (at < 0) continue;
    const { clause } = words[at + 1] ?? verb;
    const named = words.slice(at + 2).filter((word) => word.clause === clause && isContent(word));
    const [first] = named;
    const last = named.at(-1);
    if (!first || !last || named.some((word) => shares(word, agent)) || !words.some((word) => shares(word, agent)))
      continue;
    const other = { quote, start: first.start, end: last.end };
    return [{ code: "ROLES_UNCLEAR", data: { text: agent.text }, words: spanOf(agent), other }];
  }
  return [];
}

/** What tells a passive: the word before who did it, and the verb that goes with it; by folded form. */
const passives: Readonly<Record<string, { readonly by: ReadonlySet<string>; readonly being: ReadonlySet<string> }>> = {
  en: passive("by", "be is are was were been being"),
  fr: passive("par", "être est sont été fut furent était étaient sera seront"),
  es: passive("por", "ser es son sido fue fueron era eran será serán"),
  it: passive(
    "da dal dalla dallo dai dagli dalle",
    "essere è sono stato stata stati state fu furono era erano viene vengono",
  ),
  pt: passive("por pelo pela pelos pelas", "ser é são sido foi foram era eram será serão"),
};

function passive(by: string, being: string): { readonly by: ReadonlySet<string>; readonly being: ReadonlySet<string> } {
  const formsOf = (list: string): ReadonlySet<string> => new Set(list.split(" ").map(fold));
  return { by: formsOf(by), being: formsOf(being) };
}

/** "Ann Smith" where the quotes know a Smith, but only as Lee Smith. */
function otherNames(content: readonly ComparedWord[], { sentences }: Passage): Finding[] {
  const findings: Finding[] = [];
  for (const [index, word] of content.entries()) {
    const next = content[index + 1];
    if (word.kind !== "name" || next?.kind !== "name" || next.position !== word.position + 1) continue;
    // "the Landlord (Harbour Homes)" are two names.
    if (word.clause !== next.clause) continue;
    const before = sentences.flatMap((sentence, quote) =>
      placesOf(sentence, next).map((position) => ({ quote, other: sentence.words[position - 1] })),
    );
    if (before.some(({ other }) => other && shares(other, word))) continue;
    const named = before.find(({ other }) => other?.kind === "name");
    if (!named?.other) continue;
    const { quote, other } = named;
    findings.push({
      code: "NAME_DIFFERS",
      data: { text: `${word.text} ${next.text}`, other: `${other.text} ${next.text}` },
      words: { start: word.start, end: next.end },
      other: { quote, start: other.start, end: other.end },
    });
  }
  return findings;
}

function shares(a: ComparedWord, b: ComparedWord): boolean {
  return a.keys.some((key) => b.keys.includes(key));
}

function placesOf({ positions }: PassageSentence, { keys }: ComparedWord): number[] {
  return keys.flatMap((key) => positions.get(key) ?? []);
}

/** A name that the claim does not have, beside one of the positions. */
function nameBeside(
  { words }: PassageSentence,
  positions: readonly number[],
  step: 1 | -1,
  own: ReadonlySet<string>,
): ComparedWord | null {
  for (const position of positions) {
    for (let away = 1; away <= nearby; away += 1) {
      const word = words[position + step * away];
      if (word?.kind === "name" && !word.keys.some((key) => own.has(key))) return word;
    }
  }
  return null;
}

function indexOfMost(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? -1) ? index : best), 0);
}
