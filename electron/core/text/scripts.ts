/** Scripts that put no spaces between words, as Unicode names them. */
const scriptsWithoutSpaces = [
  "Han",
  "Hiragana",
  "Katakana",
  "Bopomofo",
  "Thai",
  "Lao",
  "Khmer",
  "Myanmar",
  "Yi",
  "Tibetan",
] as const;

/**
 * Letters, marks and digits of scripts without spaces, for the inside of a class of a regular expression with the flag u. The
 * prolonged sound mark of Katakana belongs to several scripts and so to none.
 */
export const unspacedClass = `${scriptsWithoutSpaces.map((script) => `\\p{Script=${script}}`).join("")}ー`;

/** The same by what a character is used with, punctuation among it, and Hangul, which has spaces but is searched by its syllables. */
export const searchedBySignClass = [...scriptsWithoutSpaces, "Hangul"]
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join("");

/** Letters of Chinese and Japanese, without Hangul, and the punctuation that stands between them without a space. */
export const eastAsianClass =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Bopomofo}、。「」『』（）・ー";

const unspacedPattern = new RegExp(`[${unspacedClass}]`, "u");
const joinedPattern = new RegExp(`[${unspacedClass}${eastAsianClass}]`, "u");
const denseLetters = new RegExp(`[${unspacedClass}\\p{Script=Hangul}]`, "gu");

/** True where a text holds a letter of a script without spaces. */
export function hasUnspaced(text: string): boolean {
  return unspacedPattern.test(text);
}

/** True for a character beside which the end of a line stands for no space. */
export function joinsWithoutSpace(character: string): boolean {
  return joinedPattern.test(character);
}

/** Letters of scripts whose words take few of them: those without spaces, and Hangul. */
export function countDense(text: string): number {
  return text.match(denseLetters)?.length ?? 0;
}
