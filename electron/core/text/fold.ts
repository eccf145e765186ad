const asciiPattern = /^\p{ASCII}*$/u;

/**
 * A text as it is compared and looked for: lower case; compatibility forms resolved (ligatures, full width, Kangxi radicals); accents
 * of Latin, Greek and Cyrillic (but for й, a letter of its own), vowel marks of Hebrew and Arabic, soft hyphens and signs without width
 * left out; ß, æ, œ, ø, ł, đ, ð, þ and ı in plain letters. A raised figure behind one or two letters is part of them ("m²" is "m2"),
 * any other one is parted by "^", so that "10⁶" is no 106 and a note mark no part of its word.
 */
export function fold(text: string): string {
  if (isAscii(text)) return (text.includes("^") ? withRaised(text) : text).toLowerCase();
  return withRaised(text)
    .normalize("NFKD")
    .replaceAll(leftOut, "")
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(ownLetters, (letter) => plainLetters[letter] ?? letter);
}

/** The words and numbers of a text, folded; punctuation parts them. */
export function foldedWords(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

export function isAscii(text: string): boolean {
  return asciiPattern.test(text);
}

/** A folded text, and where each of its UTF-16 code units comes from. */
export interface Folded {
  readonly text: string;
  /** range in the text it was made from, in UTF-16 code units, for each code unit of `text` */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** The same as {@link fold}, with the places; signs that go together keep one range. */
export function foldWithPlaces(original: string): Folded {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = "";
  const add = (folded: string, start: number, end: number): void => {
    text += folded;
    for (let index = 0; index < folded.length; index += 1) {
      starts.push(start);
      ends.push(end);
    }
  };
  let at = 0;
  const plainUpTo = (end: number): void => {
    for (; at < end; at += 1) add(original.charAt(at).toLowerCase(), at, at + 1);
  };
  for (const match of original.matchAll(signs)) {
    const [sign] = match;
    plainUpTo(match.index);
    at = match.index + sign.length;
    if (sign !== "^" && !isRaised.test(sign)) add(fold(sign), match.index, at);
    else {
      const raised = fold(sign);
      const isUnit = unitBefore.test(original.slice(Math.max(0, match.index - 3), match.index));
      add(isUnit ? raised.replace(/^\^/u, "") : raised, match.index, at);
    }
  }
  plainUpTo(original.length);
  return { text, starts, ends };
}

/** Text with its raised figures as "^6", or "2" where they are part of a unit. */
function withRaised(text: string): string {
  if (!isRaised.test(text)) return text;
  return text.replaceAll(raisedRun, (run, at: number, whole: string) => {
    const figures = run.startsWith("^") ? run.slice(1) : run;
    return unitBefore.test(whole.slice(Math.max(0, at - 3), at))
      ? figures.normalize("NFKD")
      : `^${figures.normalize("NFKD")}`;
  });
}

const raised = "[⁰¹²³⁴-⁹]|[⁺⁻](?=[⁰¹²³⁴-⁹])";
const isRaised = /[⁰¹²³⁴-⁹]|\^\d/u;
const raisedRun = new RegExp(`(?:${raised})+|\\^(?=\\d)`, "gu");
/** One letter or two right before: a unit ("km²") or a symbol ("x²"), not a word with a note mark. */
const unitBefore = /(?<![\p{L}\p{M}])\p{L}{1,2}$/u;

const leftOut =
  /(?<!и|И)\u0306|[\u0300-\u0305\u0307-\u036f]|[\p{Mn}&&[\p{scx=Hebr}\p{scx=Arab}]]|[\p{Default_Ignorable_Code_Point}\u0640]/gv;

const plainLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ŧ: "t",
  ı: "i",
  ς: "σ",
  ک: "ك",
  ی: "ي",
  ى: "ي",
};
const ownLetters = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "gu");

/** Signs that are folded together: a letter with its marks, a syllable of Hangul in parts, Katakana of half width with its sign. */
const signs = new RegExp(
  `(?:${raised})+|\\^(?=\\d)|[\\u1100-\\u11ff]+|[\\uff66-\\uff9d][\\uff9e\\uff9f]|\\p{ASCII}[\\p{M}]+|[^\\p{ASCII}]\\p{M}*`,
  "gu",
);
