/** Tells where a text that is being written has begun to go round in circles. */
export interface LoopWatch {
  /**
   * @param text all that was written so far; it only grows from call to call
   * @returns the length to which the text is to be cut, one round and what came before it; null while nothing is wrong
   */
  look(text: string): number | null;
}

/**
 * A loop is the same words over and over at the end of the text (long ones three times, short ones until it is plain that nothing else
 * comes), or a run of sentences of which each was written twice before. What stands in the prompt as often may be quoted as often, and
 * in a block of code it takes three times as many rounds.
 * @param source what the text is written about
 */
export function createLoopWatch(source: string): LoopWatch {
  let looked = 0;
  let quotable: string | null = null;

  function isQuoted(text: string): boolean {
    quotable ??= plain(source);
    const words = plain(text);
    return words !== "" && quotable.includes(words);
  }

  return {
    look(text) {
      if (text.length - looked < STEP) return null;
      looked = text.length;
      const patience = isInCode(text) ? PATIENCE_IN_CODE : 1;
      const rounds = findRounds(text, patience);
      if (rounds && !isQuoted(text.slice(rounds.start))) return endOfFirst(text, rounds);
      return patience > 1 ? null : findStaleSentences(text, isQuoted);
    },
  };
}

/** Characters between two looks. */
const STEP = 24;
/** Characters at the end of the text in which rounds are looked for. */
const WINDOW = 4000;
const PATIENCE_IN_CODE = 3;

interface Rounds {
  /** of the first one, in the text */
  readonly start: number;
  /** characters of one */
  readonly length: number;
}

/** The shortest period in which the end of the text repeats itself often enough. */
function findRounds(text: string, patience: number): Rounds | null {
  const { characters, places } = withoutOrdinals(text);
  const size = characters.length;
  // The prefix function of the reversed text: of each end of the text the longest beginning of it that is also its end.
  const borders = new Uint16Array(size + 1);
  const found: { length: number; total: number }[] = [];
  for (let total = 1, border = 0; total <= size; total += 1) {
    if (total > 1) {
      const next = characters[size - total];
      while (border > 0 && characters[size - 1 - border] !== next) border = borders[border] ?? 0;
      if (characters[size - 1 - border] === next) border += 1;
      borders[total] = border;
    }
    const length = total - border;
    const [best] = found;
    if (best?.length === length) best.total = total;
    else if (!best && border >= length && total >= length * 3) {
      const unit = characters.slice(size - length).join("");
      if (total >= length * roundsNeeded(unit) * patience) found.push({ length, total });
    }
  }
  const [best] = found;
  if (!best) return null;
  const first = size - best.total;
  const start = places[first] ?? 0;
  return { start, length: (places[first + best.length - 1] ?? text.length) + 1 - start };
}

function roundsNeeded(unit: string): number {
  const words = countWords(unit);
  if (words >= 20) return 3;
  if (words >= 6) return 4;
  if (words >= 3) return 6;
  // A refrain, laughter, a row of cells that say the same.
  if (words > 0) return Math.ceil(40 / words);
  // Rules, leader dots, the line under the head of a table.
  return Math.ceil((unit.trim() === "" ? 240 : 480) / unit.length);
}

/** The end of the text without the numbers and dashes of its lists, which differ from round to round. */
function withoutOrdinals(text: string): { characters: string[]; places: number[] } {
  const from = Math.max(0, text.length - WINDOW);
  const characters: string[] = [];
  const places: number[] = [];
  const end = text.slice(from);
  let at = 0;
  const keep = (until: number): void => {
    for (; at < until; at += 1) {
      characters.push(end[at] ?? "");
      places.push(from + at);
    }
  };
  for (const match of end.matchAll(/^[ \t]*(?:\d{1,4}[.):]|[-*•])[ \t]+/gmu)) {
    keep(match.index);
    at = match.index + match[0].length;
  }
  keep(end.length);
  return { characters, places };
}

/** After the first round, at the end of a line or sentence where there is one before the end of the second. */
function endOfFirst(text: string, { start, length }: Rounds): number {
  const end = start + length;
  if (/(?:\n|[.!?。！？][”"’')\]]*)\s*$/u.test(text.slice(0, end))) return text.slice(0, end).trimEnd().length;
  const boundary = /\n|[.!?。！？][”"’')\]]*(?=\s|$)|[。！？]/u.exec(text.slice(end - 1, end + length));
  const cut = boundary ? end - 1 + boundary.index + boundary[0].length : end;
  return text.slice(0, cut).trimEnd().length;
}

const STALE_SENTENCES = 6;
const LEAST_WORDS = 5;

/** Where each of the last sentences was written twice before, in whatever order: the place from which on none was new. */
function findStaleSentences(text: string, isQuoted: (text: string) => boolean): number | null {
  const seen = new Map<string, number>();
  let isCode = false;
  let repeatedFrom: number | null = null;
  let stale = 0;
  let sentence: RegExpExecArray | null;
  const sentences = /[^\n]+?(?:[.!?](?=\s)|[。！？]|\n)/gu;
  while ((sentence = sentences.exec(text))) {
    const words = plain(sentence[0].replace(/^\s*(?:\d{1,4}[.):]|[-*•])\s+/u, ""));
    if (words.startsWith("```")) isCode = !isCode;
    if (isCode || words.startsWith("|") || countWords(words) < LEAST_WORDS) continue;
    const count = seen.get(words) ?? 0;
    seen.set(words, count + 1);
    if (count === 0) repeatedFrom = null;
    else repeatedFrom ??= sentence.index;
    stale = count >= 2 && !isQuoted(words) ? stale + 1 : 0;
  }
  if (stale < STALE_SENTENCES || repeatedFrom === null) return null;
  return text.slice(0, repeatedFrom).trimEnd().length;
}

function isInCode(text: string): boolean {
  return (text.match(/^[ \t]*```/gmu)?.length ?? 0) % 2 === 1;
}

function plain(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim().toLowerCase();
}

/** Of scripts without spaces two letters count as a word. */
function countWords(text: string): number {
  const matches = text.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{2}|[\p{L}\p{M}\p{N}’'-]*\p{L}[\p{L}\p{M}\p{N}’'-]*/gu,
  );
  return matches?.length ?? 0;
}
