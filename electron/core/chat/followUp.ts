import type { Message } from "../../contract/chat.ts";
import { lexiconOf } from "../evidence/lexicon/lexicon.ts";
import { fold } from "../text/fold.ts";
import type { QuestionLanguage } from "../text/language.ts";
import { namesOf } from "../text/names.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import { dictionaryWords, wordsOf } from "../text/words.ts";

/** A turn of a conversation as a question is read in its light. */
export type SaidTurn = Pick<Message, "role" | "text">;

/** Words of a question that begins with "and" or "why" up to which it leans on what was said before. */
const shortQuestion = 8;
/** "Really?", "The deposit?" */
const bareWords = 2;
/** Words of content with which a question with a pronoun still has to say what the pronoun stands for. */
const fewWords = 3;
/** Names of the last answer and words of the questions before that complete a question. */
const mostTerms = 8;

/**
 * The newest question, completed by names and nouns of what was said before, where it leans on that ("And the year after?", "Who signed
 * it?"); null where it stands by itself. By words alone: it is what passages are looked for by.
 *
 * @param turns from the root to the newest question
 */
export function completedQuestion(turns: readonly SaidTurn[], languageOf: QuestionLanguage): string | null {
  const question = turns.at(-1)?.text ?? "";
  if (turns.length < 2 || !leansOnBefore(question, languageOf(question))) return null;
  const terms = termsBefore(turns, languageOf);
  return terms.length === 0 ? null : `${question.trim()} (${terms.join(", ")})`;
}

/** True of a question that does not say by itself what it is about. @param language BCP 47 of the question */
export function leansOnBefore(question: string, language: string): boolean {
  const words = wordsOf(question);
  const content = contentOf(question, language);
  if (content.length === 0 || words.length <= bareWords) return words.length > 0;
  if (connectives.test(question.trim()) && words.length <= shortQuestion) return true;
  return content.length <= fewWords && hasPronoun(question, language);
}

/** What begins a question that goes on with another one. */
const connectives =
  /^(?:and|but|or|so|also|then|what about|how about|why|how so|und|aber|oder|also|dann|was ist mit|wie steht es|warum|wieso|weshalb|et|mais|ou|donc|qu['’]en est-il|pourquoi|y|pero|o|entonces|qu[ée] hay de|por qu[ée]|e|ma|però|allora|perch[ée]|mas|então|porqu[eê]|en|maar|of|dus|en hoe|waarom|那|那么|為什麼|为什么|では|なぜ|그럼|왜)(?![\p{L}\p{N}])/iu;

/** Articles of Romance languages are pronouns too: only what is never one counts. */
const classes = ["neuter", "masculine", "feminine", "plural", "demonstrative"] as const;
const articles: ReadonlySet<string> = new Set(
  "le la les l el los las lo il i gli o os a as un une der die das den dem des het de".split(" "),
);

function hasPronoun(question: string, language: string): boolean {
  const words = wordsOf(question).map(fold);
  return [lexiconOf(language), lexiconOf("en")].some((lexicon) =>
    words.some(
      (word) =>
        !articles.has(word) &&
        [...(lexicon?.pronouns.single.get(word) ?? []), ...(lexicon?.possessives.single.get(word) ?? [])].some((each) =>
          classes.some((known) => known === each),
        ),
    ),
  );
}

/** Words of the questions back to one that stands by itself, and names and figures of the last answer, the nearest first. */
function termsBefore(turns: readonly SaidTurn[], languageOf: QuestionLanguage): string[] {
  const question = turns.at(-1)?.text ?? "";
  const own = new Set(contentOf(question, languageOf(question)).map(fold));
  const terms = new Map<string, string>();
  const add = (term: string): void => {
    const key = fold(term);
    if (!own.has(key) && terms.size < mostTerms) terms.set(key, terms.get(key) ?? term);
  };
  for (const { text } of turns
    .slice(0, -1)
    .filter(({ role }) => role === "user")
    .toReversed()) {
    const language = languageOf(text);
    for (const word of contentOf(text, language)) add(word);
    if (!leansOnBefore(text, language)) break;
  }
  const answer = turns.findLast(({ role }) => role === "assistant")?.text.slice(0, answerRead) ?? "";
  for (const { text } of namesOf(answer, languageOf(answer))) add(text);
  return [...terms.values()];
}
/** Characters of the last answer that are read. */
const answerRead = 600;

function contentOf(text: string, language: string): string[] {
  const stops = stopWordsOf(language);
  return dictionaryWords(text).filter((word) => !stops.has(fold(word)));
}
