import { fold } from "./words.ts";

/** A word, a number or a single mark of a text. */
export interface Token {
  /** what is compared: quotation marks, dashes, hyphens and compatibility forms are one */
  readonly key: string;
  /** the key without case and accents, for likeness; empty for marks */
  readonly folded: string;
  /** range in the text it was cut from */
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts a text into what a reader would call its words. White space, soft hyphens, hyphens within words and at the ends of lines
 * and the shapes of quotation marks and dashes make no difference; scripts without spaces are cut into characters.
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(tokenPattern)) {
    const [raw] = match;
    const key = keyOf(raw);
    if (key === "") continue;
    const isWord = /[\p{L}\p{N}]/u.test(raw);
    tokens.push({ key, folded: isWord ? fold(key) : "", start: match.index, end: match.index + raw.length });
  }
  return tokens;
}

/** Equal for texts that a reader would call the same. */
export function keyOfTokens(tokens: readonly Token[]): string {
  return tokens.map(({ key }) => key).join(" ");
}

const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}";
const letters = `(?:(?![${unspaced}])[\\p{L}\\p{M}])+`;
const hyphens = "\\u00ad\\u2010\\u2011-";
const tokenPattern = new RegExp(
  [
    // "1,234.56", "1 234", "12:30", "2024-03-01"; groups of thousands set apart by a space
    `\\d{1,3}(?:[\\u00a0\\u2009\\u202f']\\d{3})+(?!\\d)(?:[.,]\\d+)?`,
    `\\d+(?:[.,:/\\u2010\\u2011-]\\d+)*`,
    // words with apostrophes and hyphens in them, also where a line ends after the hyphen
    `${letters}(?:(?:['’\\u00ad]|[${hyphens}](?:[^\\S\\n]*\\n\\s*)?)${letters})*`,
    `[${unspaced}]`,
    `\\p{N}`,
    `\\S`,
  ].join("|"),
  "gu",
);

function keyOf(raw: string): string {
  const plain = isAscii(raw) ? raw : unify(raw);
  // Only between letters: "-5" and "2024-03" keep theirs.
  return /\p{L}-/u.test(plain) ? plain.replaceAll(/(?<=\p{L})-\s*(?=\p{L})/gu, "") : plain;
}

function unify(raw: string): string {
  return raw
    .normalize("NFKC")
    .replaceAll(/[\u00ad\u200b-\u200f\ufeff]/gu, "")
    .replaceAll(/[‘’‚‛′]/gu, "'")
    .replaceAll(/[“”„‟«»″]/gu, '"')
    .replaceAll(/[‐‑‒–—−]/gu, "-")
    .replaceAll(/[\u00a0\u2009\u202f]/gu, "");
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}
