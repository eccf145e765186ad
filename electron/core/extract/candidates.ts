import type { DocumentText, Sentence } from "../text/documentText.ts";
import { hasUnspaced } from "../text/scripts.ts";
import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import { writtenWords } from "../text/words.ts";
import { isApparatus, roleOf } from "./roles.ts";

/** A sentence that may stand in a digest. */
export interface Candidate {
  readonly sentence: Sentence;
  readonly stems: readonly string[];
  /** how well it can stand alone, from its form: 0 to 1 */
  readonly form: number;
}

/**
 * Sentences that can stand in a digest: no headings, contents lines, tables of numbers, references or page furniture, and
 * each wording once.
 */
export function candidatesOf(source: DocumentText): Candidate[] {
  const stops = stopWordsOf(source.language);
  // A heading "Contents" with half the document below it is the last heading of the file, not its list of contents.
  const skipped = source.sections.map(
    (section) => isApparatus(section) && (section.to - section.from) * 2 < source.sentences.length,
  );
  const seen = new Map<string, number>();
  const found: (Candidate & { readonly wording: string })[] = [];
  for (const sentence of source.sentences) {
    if (skipped[sentence.section] === true || !proseKinds.has(sentence.kind)) continue;
    const form = formOf(sentence);
    if (form === 0) continue;
    const stems = stemsOf(sentence.text, stops);
    if (new Set(stems).size < 3) continue;
    const wording = wordingOf(sentence.text);
    const times = (seen.get(wording) ?? 0) + 1;
    seen.set(wording, times);
    if (times === 1) found.push({ sentence, stems, form, wording });
  }
  // What stands on page after page is furniture, unless the document is made of such pages.
  const content = found.filter(({ wording }) => (seen.get(wording) ?? 0) < timesOfFurniture);
  return content.length * 2 >= found.length ? content : found;
}

const timesOfFurniture = 4;
const proseKinds: ReadonlySet<Sentence["kind"]> = new Set(["paragraph", "listItem", "turn"]);

/** 0: cannot stand on its own; 1: a whole sentence of a good length. */
export function formOf({ text, kind }: Pick<Sentence, "text" | "kind">): number {
  if (text.length < 12 || text.length > 1200) return 0;
  if (/(?:\.\s?){4,}|…{2,}|_{4,}|-{5,}/u.test(text)) return 0;
  let letters = 0;
  let digits = 0;
  let capitals = 0;
  let spaces = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 32) spaces += 1;
    else if (code >= 48 && code <= 57) digits += 1;
    else if (code >= 65 && code <= 90) {
      letters += 1;
      capitals += 1;
    } else if ((code >= 97 && code <= 122) || (code > 127 && isLetter(text.charAt(index)))) letters += 1;
  }
  const marks = text.length - spaces;
  if (letters / marks < 0.6 || digits / marks > 0.25) return 0;
  const unspaced = hasUnspaced(text);
  const words = unspaced ? letters / 2 : spaces + 1;
  if (words < 5) return 0;
  if (capitals / letters > 0.6 && words > 3) return 0;
  if (roleOf({ text, kind }) !== null || isHalf(text, kind)) return 0;
  let form = words < 8 ? 0.5 : words > 45 ? Math.max(0.3, 1 - (words - 45) / 60) : 1;
  if (!/[.!?。！？؟।…:;]["'”’»)\]]*(?:\s?\[\d[\d, ]*\])?$/u.test(text)) form *= 0.4;
  if (/[:]$/u.test(text)) form *= 0.4;
  if (/\?["'”’»)]*$/u.test(text)) form *= 0.5;
  if (/^["'“‘«(]?\p{Ll}/u.test(text) && kind !== "turn") form *= 0.5;
  if (
    /^(?:this|these|those|that|it|he|she|they|but|and|however|moreover|furthermore|thus|therefore|also|as a result|consequently|hence|accordingly|instead|likewise|similarly|henceforth)\b/iu.test(
      text,
    )
  ) {
    form *= 0.75;
  }
  // It announces what others say; in talk it decides.
  if (kind !== "turn" && signpostPattern.test(text)) form *= 0.5;
  // It sends the reader elsewhere.
  if (/^(?:see|siehe|vgl\.|voir|cf\.|véase|ver|vedi|veja|zie)\s/iu.test(text)) form *= 0.4;
  if (/https?:|www\.|@\w+\./iu.test(text)) form *= 0.3;
  // Lists of names and addresses.
  const names = text.match(/(?:^|[\s(])\p{Lu}/gu)?.length ?? 0;
  if (!unspaced && words > 6 && names / words > 0.6) form *= 0.2;
  if (kind === "listItem") form *= 0.8;
  return form;
}

/** A running head differs from page to page in its number alone; what ends as a sentence does is compared to the figure. */
function wordingOf(text: string): string {
  const wording = text.toLowerCase();
  return /[.!?。！？]["'”’»)\]]*$/u.test(wording) ? wording : wording.replaceAll(/\d+/gu, "0");
}

/** The end of a sentence whose beginning stands elsewhere: it begins with a small letter, and no name does so here. */
function isHalf(text: string, kind: Sentence["kind"]): boolean {
  return (
    kind === "paragraph" &&
    /^\p{Ll}{2,}[\s,;]/u.test(text) &&
    !/^(?:von|van|de|di|da|del|della|du|le|la|al|el|bin|ibn|ter|ten)\s\p{Lu}/u.test(text)
  );
}

/** Whether the form of a sentence lets it stand without its neighbours. */
export function standsAlone(sentence: Pick<Sentence, "text" | "kind">): boolean {
  return formOf(sentence) >= 0.5 && !stammers(sentence.text);
}

/** Four words in a row that come a third time: somebody looked for words, or a machine was caught in a loop. */
function stammers(text: string): boolean {
  const words = writtenWords(text.toLowerCase()).map(({ word }) => word);
  const times = new Map<string, number>();
  for (let index = 0; index + 4 <= words.length; index += 1) {
    const run = words.slice(index, index + 4).join(" ");
    const count = (times.get(run) ?? 0) + 1;
    if (count > 2) return true;
    times.set(run, count);
  }
  return false;
}

/** Halves of characters beyond the basic plane count as letters: most are ideographs. */
function isLetter(character: string): boolean {
  return /[\p{L}\p{M}\p{Cs}]/u.test(character);
}

const signpostPattern =
  /^(?:(?:now|so|next|first|finally|okay|ok|well|but),?\s)?let(?:['’]s| us| me)\b|^as (?:we|you) (?:all )?know\b/iu;
