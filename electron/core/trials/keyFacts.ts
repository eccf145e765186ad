import * as z from "zod";

/** What a good summary of a document must say, in a form that code can look for. */
export const keyFactSchema = z.object({
  /** one sentence, for people */
  fact: z.string(),
  /** 3 where a summary fails its reader without it, 2 important, 1 good to have */
  weight: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  /** groups of alternatives; it is said where one window has one of each. `re:` begins a regular expression */
  all: z.array(z.array(z.string()).min(1)).min(1),
});
export type KeyFact = z.infer<typeof keyFactSchema>;

export interface KeyFactScore {
  /** by weight, 0 to 1 */
  readonly recall: number;
  /** of those of weight 3, 0 to 1 */
  readonly recall3: number;
  readonly missed: readonly KeyFact[];
}

/** @param lines points or sentences of a summary; a fact is said by one of them, or by two neighbours together */
export function scoreKeyFacts(facts: readonly KeyFact[], lines: readonly string[]): KeyFactScore {
  const windows = windowsOf(lines);
  const missed = facts.filter((fact) => !isSaid(fact, windows));
  const most = facts.filter(({ weight }) => weight === 3);
  return {
    recall: (weightOf(facts) - weightOf(missed)) / weightOf(facts),
    recall3: most.length === 0 ? 1 : most.filter((fact) => !missed.includes(fact)).length / most.length,
    missed,
  };
}

/** The weights of all together. */
export function weightOf(facts: readonly KeyFact[]): number {
  return facts.reduce((sum, { weight }) => sum + weight, 0);
}

function windowsOf(lines: readonly string[]): string[] {
  const units = lines.map(normalized);
  return [...units, ...units.slice(1).map((unit, place) => `${units[place] ?? ""} ${unit}`)];
}

/** Whether a text says what is looked for: one of each group of alternatives. */
export function says(all: KeyFact["all"], text: string): boolean {
  return isSaid({ all }, [normalized(text)]);
}

function isSaid({ all }: Pick<KeyFact, "all">, windows: readonly string[]): boolean {
  const groups = all.map((group) => group.map(finderOf));
  return windows.some((window) => groups.every((group) => group.some((find) => find(window))));
}

function finderOf(alternative: string): (window: string) => boolean {
  if (!alternative.startsWith("re:")) {
    const needle = needleOf(alternative);
    return (window) => window.includes(needle);
  }
  // What is a letter does not end at the letters of English.
  const pattern = new RegExp(alternative.slice(3).replaceAll("\\b", boundary).replaceAll("\\w", wordCharacter), "iu");
  return (window) => pattern.test(window);
}

const wordCharacter = "[\\p{L}\\p{N}_]";
const boundary = `(?:(?<=${wordCharacter})(?!${wordCharacter})|(?<!${wordCharacter})(?=${wordCharacter}))`;

/** A space at an end of an alternative stays. */
function needleOf(alternative: string): string {
  const before = alternative.startsWith(" ") ? " " : "";
  const after = alternative.endsWith(" ") ? " " : "";
  return `${before}${normalized(alternative)}${after}`;
}

/** NFKC, straight quotes, plain hyphens, single spaces, small letters. */
function normalized(text: string): string {
  return plain(plain(text).normalize("NFKC")).replaceAll(/\s+/gu, " ").trim().toLowerCase();
}

function plain(text: string): string {
  return text
    .replaceAll(/[\u2018\u2019\u201A\u201B\u02BC\u00B4`\u2032]/gu, "'")
    .replaceAll(/[\u201C-\u201F\u00AB\u00BB\u2033]/gu, '"')
    .replaceAll(/[\u2010-\u2015\u2212\u2043]/gu, "-")
    .replaceAll(/[\u00AD\u200B-\u200D\u2060\uFEFF]/gu, "");
}
