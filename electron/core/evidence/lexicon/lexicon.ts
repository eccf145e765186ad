import { fold } from "../../text/fold.ts";
import { snowballStem } from "../../text/snowball.ts";
import { dutch } from "./nl.ts";
import { english } from "./en.ts";
import { french } from "./fr.ts";
import { german } from "./de.ts";
import { italian } from "./it.ts";
import { portuguese } from "./pt.ts";
import { spanish } from "./es.ts";
import type { Hedge, LexiconData, Modal, PronounClass, Quantity } from "./lexiconData.ts";
import { type Phrases, phrasesOf } from "./phrases.ts";
import { primaryTag } from "../../text/languageTag.ts";

/** One of two poles of an axis of opposites. */
export interface Pole {
  readonly axis: number;
  readonly side: 0 | 1;
  /** said of the word beside it, as adjectives are */
  readonly isQuality: boolean;
}

/** The lists of a language as the checks ask them. */
export interface Lexicon {
  /** primary tag of BCP 47 */
  readonly language: string;
  /** by folded form */
  readonly pronouns: Phrases<PronounClass>;
  readonly possessives: Phrases<PronounClass>;
  readonly negations: Phrases<"denies" | "harmless">;
  readonly deniers: Phrases<true>;
  readonly refusals: Phrases<true>;
  readonly quantities: Phrases<Quantity>;
  readonly modals: Phrases<Modal>;
  readonly hedges: Phrases<Hedge>;
  readonly conditions: Phrases<"condition" | "circumstance" | "question" | "exception" | "harmless">;
  readonly leave: Phrases<true>;
  readonly leaveNeeded: Phrases<true>;
  readonly leaveGiven: Phrases<true>;
  readonly reporting: Phrases<"report" | "opinion">;
  readonly attributions: Phrases<true>;
  readonly opposites: Phrases<Pole>;
  /** as they are written, in lower case */
  readonly clauseWords: ReadonlySet<string>;
  readonly particles: ReadonlySet<string>;
  /** words are written together: Mietvertrag is a Vertrag */
  readonly hasCompounds: boolean;
  /** verbs may stand at the end of their clause, and a negation behind what it denies: "er zahlt die Miete nicht" */
  readonly endsInVerbs: boolean;
  /** the groups of synonyms that hold a stem */
  readonly synonymGroups: (stem: string) => readonly number[];
  /** the groups of synonyms by their words and phrases */
  readonly synonyms: Phrases<number>;
  readonly isLight: (stem: string) => boolean;
  /** true of a pronoun, a negation, a quantity, a modal or what begins a condition, by its folded form */
  readonly isFunctionWord: (form: string) => boolean;
  /** true of a stem that is in the lists of opposites, synonyms or deniers */
  readonly knowsStem: (stem: string) => boolean;
}

/** The lists of a language by its BCP 47 tag; null where there are none. */
export function lexiconOf(language: string): Lexicon | null {
  const tag = primaryTag(language);
  const known = compiled.get(tag);
  if (known) return known;
  const data = lists[tag];
  if (!data) return null;
  const lexicon = compile(tag, data);
  compiled.set(tag, lexicon);
  return lexicon;
}

/**
 * The groups of close synonyms that hold a word, by its stem (`snowballStem`): words of one group may stand for each other. Empty where
 * none does or the language has no lists.
 */
export function synonymGroupsOf(stem: string, language: string): readonly number[] {
  return lexiconOf(language)?.synonymGroups(stem) ?? [];
}

/** Words and phrases that may stand for this word, without it; none where the language has no lists. */
export function synonymsOf(word: string, language: string): string[] {
  const groups = synonymGroupsOf(snowballStem(word, language) ?? fold(word), language);
  const entries = groups.flatMap((group) => lists[primaryTag(language)]?.synonyms[group]?.split(" ") ?? []);
  return [...new Set(entries)].map((entry) => entry.replaceAll("_", " ")).filter((entry) => entry !== fold(word));
}

const lists: Readonly<Record<string, LexiconData>> = {
  de: german,
  en: english,
  es: spanish,
  fr: french,
  it: italian,
  nl: dutch,
  pt: portuguese,
};
const compiled = new Map<string, Lexicon>();

function compile(language: string, data: LexiconData): Lexicon {
  const formed = <T>(entries: readonly (readonly [T, string])[]) => phrasesOf(entries, "form", language);
  const stemmed = <T>(entries: readonly (readonly [T, string])[]) => phrasesOf(entries, "stem", language);
  const pronouns = formed(entriesOf(data.pronouns));
  const possessives = formed(entriesOf(data.possessives));
  const negations = formed<"denies" | "harmless">([
    ["harmless", data.harmlessNegations],
    ["denies", data.negations],
  ]);
  const quantities = formed(entriesOf(data.quantities));
  const modals = formed(entriesOf(data.modals));
  const conditions = formed<"condition" | "circumstance" | "question" | "exception" | "harmless">([
    ["harmless", data.harmlessConditions],
    ["condition", data.conditions],
    ["circumstance", data.circumstances],
    ["question", data.openQuestions],
    ["exception", data.exceptions],
  ]);
  const axes = [...data.opposites, ...data.qualities];
  const opposites = stemmed(
    axes.flatMap(([one, other], axis): (readonly [Pole, string])[] => {
      const isQuality = axis >= data.opposites.length;
      return [
        [{ axis, side: 0, isQuality }, one],
        [{ axis, side: 1, isQuality }, other],
      ];
    }),
  );
  const synonyms = stemmed(data.synonyms.map((group, index) => [index, group] as const));
  const deniers = stemmed<true>([[true, data.deniers]]);
  const light = new Set(data.light.split(" ").map((word) => snowballStem(word, language) ?? fold(word)));
  const functionLists = [pronouns, possessives, negations, quantities, modals, conditions];
  return {
    language,
    pronouns,
    possessives,
    negations,
    deniers,
    refusals: stemmed<true>([[true, data.refusals]]),
    quantities,
    modals,
    hedges: stemmed(entriesOf(data.hedges)),
    conditions,
    leave: stemmed<true>([[true, data.leave]]),
    leaveNeeded: stemmed<true>([[true, data.leaveNeeded]]),
    leaveGiven: formed<true>([[true, data.leaveGiven]]),
    reporting: stemmed<"report" | "opinion">([
      ["report", data.reporting],
      ["opinion", data.opinions],
    ]),
    attributions: formed<true>([[true, data.attributions]]),
    opposites,
    clauseWords: new Set(data.clauseWords.split(" ")),
    particles: new Set((data.particles ?? "").split(" ").filter(Boolean).map(fold)),
    hasCompounds: language === "de" || language === "nl",
    endsInVerbs: language === "de" || language === "nl",
    synonymGroups: (stem) => synonyms.single.get(stem) ?? [],
    synonyms,
    isLight: (stem) => light.has(stem),
    isFunctionWord: (form) => functionLists.some(({ single }) => single.has(form)),
    knowsStem: (stem) => opposites.single.has(stem) || synonyms.single.has(stem) || deniers.single.has(stem),
  };
}

function entriesOf<K extends string>(record: Readonly<Partial<Record<K, string>>>): (readonly [K, string])[] {
  return (Object.keys(record) as K[]).map((key) => [key, record[key] ?? ""] as const);
}
