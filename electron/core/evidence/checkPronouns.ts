import type { Finding } from "../../contract/findings.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import { spanOf, type ClaimContext } from "./checked.ts";
import { type ComparedWord, comparedWords, isContent } from "./comparedWords.ts";
import { passageOf } from "./wordSupport.ts";
import { lexiconOf, type Lexicon } from "./lexicon/lexicon.ts";
import type { PronounClass } from "./lexicon/lexiconData.ts";

/** Words between a pronoun and the word it goes with. */
const nearby = 2;
/** Groups and things are spoken of in more than one way. */
const telling: ReadonlySet<PronounClass> = new Set(["masculine", "feminine"]);

/**
 * A pronoun that comes before anything it could stand for leaves open of whom the claim speaks; one whose gender or number is not that
 * of the quotes, beside the same word, speaks of somebody else.
 */
export function checkPronouns(
  claim: string,
  quotes: readonly string[],
  { language, written = language, known }: ClaimContext,
): Finding[] {
  const lexicon = lexiconOf(written);
  const words = comparedWords(claim, written);
  if (!lexicon || !words) return [];
  const findings: Finding[] = [];
  const first = words.find(({ kind }) => kind !== "function");
  if (first?.kind === "pronoun")
    findings.push({ code: "NO_ANTECEDENT", data: { text: first.text }, words: spanOf(first) });
  if (!sameLanguage(written, language)) return findings;
  const quoted = passageOf(quotes, language, known)?.sentences.map((sentence) => sentence.words) ?? [];
  for (const word of words) {
    const own = classesOf(word, lexicon);
    if (own.length === 0) continue;
    const others = quoted.flatMap((sentence, quote) =>
      pronounsBeside(word, words, sentence, lexicon).map((other) => ({ ...other, quote })),
    );
    const [other] = others;
    if (!other || others.some(({ classes }) => classes.some((each) => own.includes(each)))) continue;
    const { quote, word: said } = other;
    findings.push({
      code: "PRONOUN_DIFFERS",
      data: { text: word.text, other: said.text },
      words: spanOf(word),
      other: { quote, ...spanOf(said) },
    });
  }
  return findings;
}

/** Whom a pronoun can stand for, where its form tells. */
function classesOf({ form, kind }: ComparedWord, { pronouns, possessives }: Lexicon): PronounClass[] {
  if (kind !== "pronoun") return [];
  const all = [...(pronouns.single.get(form) ?? []), ...(possessives.single.get(form) ?? [])];
  return all.every((each) => telling.has(each)) ? all : [];
}

/** The pronouns of a quote beside the words that the pronoun of the claim stands beside. */
function pronounsBeside(
  pronoun: ComparedWord,
  claim: readonly ComparedWord[],
  quote: readonly ComparedWord[],
  lexicon: Lexicon,
): { word: ComparedWord; classes: PronounClass[] }[] {
  return ([1, -1] as const).flatMap((step) => {
    const beside = nearest(claim, pronoun.position, step);
    if (!beside) return [];
    return quote
      .filter((word) => word.keys.some((key) => beside.keys.includes(key)))
      .flatMap((word) => {
        const found = within(quote, word.position, step === 1 ? -1 : 1);
        const classes = found ? classesOf(found, lexicon) : [];
        return found && classes.length > 0 ? [{ word: found, classes }] : [];
      });
  });
}

/** The content word beside a position. */
function nearest(words: readonly ComparedWord[], position: number, step: 1 | -1): ComparedWord | null {
  for (let away = 1; away <= nearby; away += 1) {
    const word = words[position + step * away];
    if (word && isContent(word)) return word;
  }
  return null;
}

/** The pronoun beside a position, with no content word between. */
function within(words: readonly ComparedWord[], position: number, step: 1 | -1): ComparedWord | null {
  for (let away = 1; away <= nearby; away += 1) {
    const word = words[position + step * away];
    if (word?.kind === "pronoun") return word;
    if (word && isContent(word)) return null;
  }
  return null;
}
