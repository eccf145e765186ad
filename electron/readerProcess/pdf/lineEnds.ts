import { joinsWithoutSpace } from "../../core/text/scripts.ts";
import type { Piece } from "../pageText.ts";

/** Words of the document that decide whether a hyphen at a line end is the word's own. */
export interface WordMemory {
  readonly compounds: Set<string>;
  /** how often each word stood whole on a line */
  readonly words: Map<string, number>;
  /** those that stood there in small letters, as the parts of a compound do */
  readonly small: Set<string>;
  /** whether the last line ended with a hyphen, so that the next may begin within a word */
  isDivided: boolean;
}

export function createWordMemory(): WordMemory {
  return { compounds: new Set(), words: new Map(), small: new Set(), isDivided: false };
}

/** Words kept at most: enough to decide hyphens, bounded for a document of any length. */
const mostWords = 200_000;

export function rememberWords(memory: WordMemory, line: string): void {
  if (memory.words.size > mostWords) return;
  const length = line.trimEnd().length;
  const isDivided = /[-‐]/u.test(line[length - 1] ?? "");
  for (const match of line.matchAll(/\p{L}+(?:[-‐]\p{L}+)*/gu)) {
    const [found] = match;
    const word = found.toLowerCase();
    const isLast = match.index + found.length >= length - 1;
    const isHalf = (match.index === 0 && memory.isDivided) || (isLast && isDivided);
    if (word.includes("-") || word.includes("‐")) memory.compounds.add(word.replaceAll("‐", "-"));
    else {
      memory.words.set(word, (memory.words.get(word) ?? 0) + 1);
      if (word === found && !isHalf) memory.small.add(word);
    }
  }
  memory.isDivided = isDivided;
}

/** The lines of a block as one text: words divided at a line end are whole again, lines are joined by a space where the script has one. */
export function joinLines(lines: readonly (readonly Piece[])[], memory: WordMemory): Piece[] {
  const joined: Piece[] = [];
  let before = "";
  for (const line of lines) {
    const text = line.map((piece) => piece.text).join("");
    const last = joined.at(-1);
    if (last) {
      const end = endOf(before.trimEnd(), text.trimStart(), memory);
      const kept = end === "space" ? last.text : last.text.trimEnd();
      joined[joined.length - 1] = { ...last, text: end === "cut" ? kept.slice(0, -1) : kept };
      if (end === "space" && !/\s$/u.test(kept)) joined.push({ text: " ", box: null });
    }
    joined.push(...line);
    before = text.trim() === "" ? before : before.slice(-200) + text;
  }
  return joined;
}

/** What becomes of a line's end: a space, nothing, or nothing and its hyphen goes too. */
function endOf(before: string, after: string, memory: WordMemory): "space" | "none" | "cut" {
  const lastWord = before.slice(before.lastIndexOf(" ") + 1);
  const [, left = ""] = /(\p{L}+)[-\u00AD‐]$/u.exec(lastWord) ?? [];
  const [, right = ""] = /^(\p{L}+)/u.exec(after) ?? [];
  // Addresses have no spaces.
  if (/(?:https?:\/\/|www\.)\S*[-_=&?%#~]$/iu.test(lastWord) && /^[\w%]/u.test(after)) return "none";
  if (/[\p{L}\p{N}][-‐]$/u.test(lastWord) && /^[\p{L}\p{N}]/u.test(after) && (left === "" || right === "")) {
    return conjunction.test(right) ? "space" : "none";
  }
  if (/\d[–—]$/u.test(lastWord) && /^\d/u.test(after)) return "none";
  if (left !== "" && right !== "") {
    if (before.endsWith("\u00AD")) return "cut";
    if (isSuspended(left, right, memory)) return "space";
    // What is joined to a third word is rarely the rest of the first.
    const isOwn = /^\p{L}{3,}[-‐]\p{L}/u.test(after) && !memory.words.has((left + right).toLowerCase());
    return /^\p{Ll}/u.test(after) && !isOwn && !isOwnHyphen(before, left, right, memory) ? "cut" : "none";
  }
  const cut = /(\p{Ll}+)$/u.exec(lastWord)?.[1];
  if (cut && right && lostItsHyphen(cut, right, memory)) return "none";
  const unspaced = joinsWithoutSpace(before.at(-1) ?? "") && joinsWithoutSpace(after[0] ?? "");
  const slash = /[A-Za-z]\/$/u.test(lastWord) && /^[a-z]/u.test(after);
  return unspaced || slash ? "none" : "space";
}

/** Soft hyphens do not come through pdf.js: two halves that are rarely words, of a word that is known. */
function lostItsHyphen(left: string, right: string, memory: WordMemory): boolean {
  const count = (word: string) => memory.words.get(word) ?? 0;
  return count(left + right) >= 2 && Math.min(count(left), count(right)) <= 1 && /^\p{Ll}+$/u.test(right);
}

const conjunction = /^(?:and|or|und|oder|bis|bzw|sowie|et|ou|y|och|eller|og|oraz|lub|и|или)$/u;

/** "Miet- und Nebenkosten": the hyphen stands for the end of a later word. */
function isSuspended(left: string, right: string, memory: WordMemory): boolean {
  return conjunction.test(right) && !memory.words.has((left + right).toLowerCase());
}

const keepsHyphen = /(?:^|[^\p{L}])(?:self|well|half|quasi|ex|semi|demi|vice|peut|quelques|\p{L})$/iu;
const tens = /^(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|vingt|trente|quarante|cinquante|soixante)$/u;
const counts = /^(?:one|two|three|four|five|six|seven|eight|nine)$/u;
/** What ends a word that begins like the name of a number: "seventeen", "oneself", "foursome". */
const ofCounts = /^(?:teen|ty|een|th|fold|self|some|rous|ness|nis|pence|penny|score)/u;
/** First parts of words that are written as one. */
const closed =
  /^(?:over|under|with|some|there|where|here|every|after|fore|back|hand|inter|super|trans|micro|multi|counter|para|data)$/u;

function isOwnHyphen(before: string, left: string, right: string, memory: WordMemory): boolean {
  const [first, second] = [left.toLowerCase(), right.toLowerCase()];
  if (memory.words.has(first + second)) return false;
  if (memory.compounds.has(`${first}-${second}`)) return true;
  if (tens.test(first) || (counts.test(first) && !ofCounts.test(second))) return true;
  if (keepsHyphen.test(before.slice(0, -1)) || (first === "sous" && !/^(?:cri|tra)/u.test(second))) return true;
  const isWord = (word: string) => word.length >= 4 && memory.small.has(word);
  return isWord(first) && isWord(second) && !closed.test(first);
}
