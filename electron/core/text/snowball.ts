import { stemmer as dutch } from "@orama/stemmers/dutch";
import { stemmer as french } from "@orama/stemmers/french";
import { stemmer as german } from "@orama/stemmers/german";
import { stemmer as italian } from "@orama/stemmers/italian";
import { stemmer as portuguese } from "@orama/stemmers/portuguese";
import { stemmer as spanish } from "@orama/stemmers/spanish";
import english from "wink-porter2-stemmer";
import { fold, isAscii } from "./fold.ts";
import { irregularForms } from "./irregularForms.ts";
import { primaryTag } from "./languageTag.ts";

/**
 * The stem of a word by the Snowball algorithm of its language (https://snowballstem.org; English is Porter2), folded: lower case, no
 * accents. Forms that no ending tells (rose, bought, gestiegen, fait) have the stem of their verb. Null where the language has no
 * stemmer here: those that have are English, French, German, Spanish, Italian, Portuguese and Dutch.
 *
 * @param word one word in any case, better with its accents than without: endings are told by them. Of a folded word those of the
 *   commonest endings are put back (aceptacion, decisao), so that it mostly has the stem of what it was folded from
 * @param language BCP 47
 */
export function snowballStem(word: string, language: string): string | null {
  const stemmer = stemmers[primaryTag(language)];
  if (!stemmer) return null;
  const known = stemmer.cache.get(word);
  if (known !== undefined) return known;
  const folded = fold(word);
  const stem = stemmer.stem(word.normalize("NFC").toLowerCase(), folded);
  // Words are few and come again; a document of nothing but codes must not fill the memory.
  if (stemmer.cache.size >= mostCached) stemmer.cache.clear();
  stemmer.cache.set(word, stem);
  return stem;
}

/** True where {@link snowballStem} knows the language. */
export function hasStemmer(language: string): boolean {
  return primaryTag(language) in stemmers;
}

const mostCached = 50_000;

interface Stemmer {
  readonly cache: Map<string, string>;
  readonly stem: (word: string, folded: string) => string;
}

interface Steps {
  /** a word's base form, by its forms that have other letters; all folded */
  readonly irregular: ReadonlyMap<string, string>;
  /** endings that a form of the list may have besides */
  readonly agreement?: RegExp;
  readonly snowball: (word: string) => string;
  /** puts accents back into a word that has none */
  readonly accent?: (folded: string) => string;
  /** what Snowball does not know of a word's beginning and of spellings */
  readonly begin?: (word: string) => string;
  /** takes off what Snowball leaves: in the Germanic languages it knows no third person */
  readonly finish?: (stem: string) => string;
}

function stemmerOf({ irregular, agreement, snowball, accent = same, begin = same, finish = same }: Steps): Stemmer {
  return {
    cache: new Map(),
    stem: (word, folded) => {
      const form = agreement ? folded.replace(agreement, "") : folded;
      const base = irregular.get(folded) ?? irregular.get(form) ?? begin(isAscii(word) ? accent(word) : word);
      return finish(fold(snowball(base)));
    },
  };
}

function same(word: string): string {
  return word;
}

/** British spellings as American ones, since either may quote the other. */
function american(word: string): string {
  return word
    .replace(/is(ation(?:s|al)?)$/u, "iz$1")
    .replace(/(?<=[^aeiou](?:al|il|an|gn|or|at|er|im|as|ar|og|ic|ib|on|in|ut))is(e[drs]?|ing|es|ers)$/u, "iz$1")
    .replace(/^((?:lab|col|fav|hon|behavi|harb|neighb|rum|endeav|hum)o)u(r\p{L}*)$/u, "$1$2")
    .replace(/^(cent|theat|met|lit|fib)re(s?)$/u, "$1er$2")
    .replace(/^(defen|offen|licen|preten)ce(s?)$/u, "$1se$2");
}

/** "gekauft" and "angenommen" without the "ge" of the participle, which stands behind a prefix that can be parted. */
function withoutGe(word: string): string {
  return word.replace(participle, "$1$2");
}
const parted =
  "ab|an|auf|aus|bei|bij|dar|durch|ein|fest|fort|frei|her|hin|in|los|mit|mee|nach|na|neer|nieder|om|op|over|statt|teil|terug|toe|uit|um|vast|voor|vor|weg|weiter|wieder|zu|zurück|zuruck|zusammen";
const participle = new RegExp(`^((?:${parted})?)ge(?=\\p{L}*[aeiouyäöüë]\\p{L}*(?:t|d|en)$)(\\p{L}{3,})$`, "u");

/** "steigt", "mietet", "kaufte" without what the verb adds. */
function withoutT(stem: string): string {
  return stem.replace(/(?<=\p{L}{3})(?:et|t)+$/u, "");
}

/** "verhoogd" as "verhogen": a long vowel is written twice before a single consonant at the end. */
function withoutDental(stem: string): string {
  return stem.replace(/(?<=\p{L}{3})(?:et|[td])+$/u, "").replace(/([aeou])\1(?=[^aeiou]$)/u, "$1");
}

/** Nouns and adjectives of French that end as the third person plural of a verb does. */
const endInEnt = new Set(
  "absent accident adhérent adjacent afférent agent argent cent client cohérent compétent concurrent conséquent content contingent continent différent dirigent divergent efficient équivalent évident excédent excellent expédient fréquent immanent imminent impatient incident inconvénient indifférent indigent inhérent innocent insolvent intelligent latent négligent occident orient parent patient permanent pertinent précédent présent président prudent récent récipient référent résident sergent solvent souvent subséquent talent transparent torrent urgent vent violent apparent ardent éminent ingrédient quotient absolvent coefficient".split(
    " ",
  ),
);

/** Of the French third person plural ("ils augmentent") and of plurals ("débits", "régions") Snowball leaves what the singular has not. */
function frenchSingular(word: string): string {
  const singular = word.replace(/(?<=\p{L}{2}(?:t|ion))s$/u, "");
  if (endInEnt.has(singular)) return singular;
  return singular.replace(/(?<=\p{L}{3})(?<!m|ai|[eèi]r)ent$/u, "e").replace(/(?<=\p{L}[nrlpt][dtpv])ront$/u, "re");
}

/** Of Spanish plurals Snowball takes the endings of verbs: "máximos", "ciudades". */
function spanishSingular(word: string): string {
  if (/^(?:antes|menos|entonces|lunes|martes|mi[ée]rcoles|jueves|viernes|despues)$/u.test(word)) return word;
  return word
    .replace(/iones$/u, "ión")
    .replace(/(?<=\p{L}{2})ces$/u, "z")
    .replace(/(?<=\p{L}{2}[dlnrs])es$/u, "")
    .replace(/(?<=\p{L}{2}[aeo])s$/u, "")
    .replace(/(?<=[aeu])íd([ao])$/u, "id$1")
    .replace(/ifica$/u, "ificar");
}

/** Of Portuguese plurals Snowball leaves what the singular has not: "possíveis", "nacionais", "homens". */
function portugueseSingular(word: string): string {
  return word
    .replace(/ões$/u, "ão")
    .replace(/(?<=\p{L}{3})ais$/u, "al")
    .replace(/áveis$/u, "ável")
    .replace(/íveis$/u, "ível")
    .replace(/(?<=\p{L})ns$/u, "m")
    .replace(/(?<=\p{L}{2}[rsz])es$/u, "")
    .replace(/(?<=\p{L}{2}[aeoã])s$/u, "")
    .replace(/(?<=[áó]ri)a$/u, "o")
    .replace(/(?<=[aeu])íd([ao])$/u, "id$1")
    .replace(/ifica$/u, "ificar");
}

/** Snowball takes the end of "notifica" for that of an adjective. */
function italianInfinitive(word: string): string {
  return word.replace(/ific(?:a|he)$/u, "ificare");
}

const stemmers: Readonly<Record<string, Stemmer>> = {
  en: stemmerOf({ irregular: irregularForms("en"), snowball: english, begin: american }),
  fr: stemmerOf({
    irregular: irregularForms("fr"),
    agreement: /(?<=\p{L}{3}u)(?:e?s|e)$/u,
    snowball: french,
    accent: (word) => word.replace(/ee(s?)$/u, "ée$1"),
    begin: frenchSingular,
    // The stem of "vendre" is that of "vendait".
    finish: (stem) => stem.replace(/(?<=[nr]d)r$/u, ""),
  }),
  de: stemmerOf({ irregular: irregularForms("de"), snowball: german, begin: withoutGe, finish: withoutT }),
  es: stemmerOf({
    irregular: irregularForms("es"),
    snowball: spanish,
    agreement: /(?<=\p{L}{3}[aeo])s$/u,
    accent: (word) => word.replace(/(?<=\p{L}{2}[cs])ion$/u, "ión"),
    begin: spanishSingular,
  }),
  it: stemmerOf({ irregular: irregularForms("it"), snowball: italian, begin: italianInfinitive }),
  pt: stemmerOf({
    irregular: irregularForms("pt"),
    snowball: portuguese,
    accent: (word) =>
      word
        .replace(/cao$/u, "ção")
        .replace(/coes$/u, "ções")
        .replace(/sao$/u, "são")
        .replace(/soes$/u, "sões")
        .replace(/av(el|eis)$/u, "áv$1")
        .replace(/iv(el|eis)$/u, "ív$1")
        .replace(/encia(s?)$/u, "ência$1"),
    agreement: /(?<=\p{L}{3}[aeo])s$/u,
    begin: portugueseSingular,
  }),
  nl: stemmerOf({ irregular: irregularForms("nl"), snowball: dutch, begin: withoutGe, finish: withoutDental }),
};
