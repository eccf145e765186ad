import { fold } from "./fold.ts";
import { primaryTag } from "./languageTag.ts";
import { lettersAndStops } from "./words.ts";

/** True where a sentence denies something, in so many words or by what its verb means ("fails to", "refused"). */
export function denies(text: string, language: string): boolean {
  const cues = cuesOf(language);
  if (!cues) return false;
  const words = negationWords(text);
  return hasCue(words, cues) || (isEnglish(language) && words.some((word) => denyingWord.test(word)));
}

/** True where a sentence carries a word of negation that is not a set phrase such as "not only". */
export function hasNegation(text: string, language: string): boolean {
  const cues = cuesOf(language);
  return cues !== null && hasCue(negationWords(text), cues);
}

/** True where this language's words of negation are known. */
export function knowsNegation(language: string): boolean {
  return cuesOf(language) !== null;
}

function cuesOf(language: string): ReadonlySet<string> | null {
  return cueLists[primaryTag(language)] ?? null;
}

function isEnglish(language: string): boolean {
  return language.toLowerCase().startsWith("en");
}

/** Words in lower case; a contracted "not" becomes a word, punctuation that ends a clause becomes one too. */
function negationWords(text: string): string[] {
  const spelled = fold(text)
    .replaceAll(/\bcannot\b/gu, "can not")
    .replaceAll(/\b(\p{L}+)n['’]t\b/gu, "$1 not")
    .replaceAll(/\bn['’](?=\p{L})/gu, "ne ");
  return lettersAndStops(spelled);
}

function hasCue(words: readonly string[], cues: ReadonlySet<string>): boolean {
  return words.some((word, index) => cues.has(word) && !isSetPhrase(words, index));
}

function isSetPhrase(words: readonly string[], index: number): boolean {
  return setPhraseWords.has(words[index + 1] ?? "");
}

const cueLists: Record<string, ReadonlySet<string>> = {
  en: cues("not no never none nobody nothing neither nor without"),
  de: cues("nicht kein keine keinen keinem keiner keines nie niemals niemand nichts weder ohne"),
  fr: cues("pas jamais aucun aucune rien ni sans guere"),
  es: cues("no nunca jamas ningun ninguno ninguna nadie nada ni sin tampoco"),
  it: cues("non mai nessun nessuno nessuna niente nulla ne senza"),
  pt: cues("nao nunca jamais nenhum nenhuma ninguem nada nem sem"),
  nl: cues("niet geen nooit niemand niets zonder"),
};

function cues(words: string): Set<string> {
  return new Set(words.split(" "));
}

/** After a negation these make a phrase that denies nothing: "not only", "no later than". */
const setPhraseWords = cues(
  "only just merely limited later less fewer more earlier nur bloss seulement uniquement solo solamente soltanto so somente apenas mas alleen",
);
const denyingWord =
  /^(?:fail(?:s|ed|ing|ure|ures)?|refus(?:e|es|ed|al|ing)|lack(?:s|ed|ing)?|den(?:y|ies|ied|ial|ying)|reject(?:s|ed|ion|ing)?|prevent(?:s|ed|ing)?|absen(?:t|ce)|unable|impossible|exclud(?:e|es|ed|ing)|prohibit(?:s|ed|ing)?|forbid(?:s|den)?|except|unless|hardly|rarely|seldom|few|little|cease[sd]?|avoid(?:s|ed|ing)?|missing|un(?!i|der|til|less|able)\p{L}{4,}|non\p{L}*|dis(?:agree|allow|continue|prove)\p{L}*|in(?:sufficient|adequate|correct|valid|eligible|capable|ability)\p{L}*|false|wrong|neglect\p{L}*|declin(?:e|es|ed|ing)|ineffective|zero)$/u;
