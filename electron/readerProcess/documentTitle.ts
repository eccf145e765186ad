import { eastAsianClass } from "../core/text/scripts.ts";
import { isFileName, isPartName, isStamp, isUntitled } from "./noTitle.ts";

/** Without its dot "A" or "Civic" is a word of the title. */
const numbering = /^(?:[\divxlc]{1,4}\.)+\s+/iu;

/** Whether a text may be the title of a document: it has letters, names no part that any may have, and is no date and no file. */
export function isTitle(text: string): boolean {
  const plain = text.trim();
  const isNone = (shown: string): boolean => isUntitled(shown) || isFileName(shown) || isStamp(shown);
  return /\p{L}/u.test(plain) && !isPartName(plain) && !isNone(plain) && !isNone(plain.replace(numbering, ""));
}

const parting = /\s+[|·•»«–—-]\s+|\s*::\s*|\s+[|]|\s*:\s+/u;

/**
 * The title of a page: what its head says, without the name of the site before or behind it where its first heading says the rest; null
 * where it says nothing, or only what programs do.
 *
 * @param heading the first heading of the page
 */
export function pageTitle(title: string | null, heading: string | null): string | null {
  if (title === null || !isTitle(title)) return null;
  if (heading === null || !isTitle(heading)) return title;
  const said = flat(heading);
  if (said === flat(title)) return heading;
  // The heading may hold one of the signs that part a title itself.
  const parts = title.split(parting).map(flat);
  for (let from = 0; from < parts.length; from++) {
    for (let to = from + 1; to <= parts.length; to++) {
      if (parts.slice(from, to).join("") === said) return heading;
    }
  }
  return title;
}

function flat(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

const greeting =
  /^(?:dear|hi|hello|good (?:morning|day|afternoon|evening)|sehr geehrte[rs]?|liebe[rs]?|hallo|guten (?:morgen|tag|abend)|cher|chère|chers|bonjour|madame|monsieur|estimad[oa]s?|querid[oa]s?|hola|buenos días|car[oaie]|gentile|buongiorno|prezad[oa]s?|beste|geachte|hej|drogi|szanown[yai]|уважаем(?:ый|ая|ые))(?:\s|$)/iu;

/** How a letter begins, "Dear Anna" with or without a comma. */
export function isGreeting(line: string): boolean {
  return greeting.test(line) && line.split(/\s+/u).length <= 5;
}

/** The first line of a plain text where it stands alone as a title does, an underline of signs below it or not. */
export function titleLine(text: string): string | null {
  const start = `${text.slice(0, 2000)}\n`;
  const lines =
    /^\s*([^\n]{3,120})\n(?:[=\-~*_]{3,}[^\S\n]*\n)?[^\S\n]*(?:\n|$)/u.exec(start) ??
    // In Chinese and Japanese with the name of its author right below it.
    new RegExp(`^\\s*([${eastAsianClass}]{2,30})\\n[${eastAsianClass} ]{2,20}\\n[^\\S\\n]*\\n`, "u").exec(start);
  const line = (lines?.[1] ?? "").replace(/^[#=*\s]+|[#=*\s]+$/gu, "").replace(/\s+/gu, " ");
  if (line === "" || line === text.trim() || !isTitle(line) || isGreeting(line)) return null;
  // A sentence, a greeting, a field, an item, a line of a log.
  if (/[.,;:。、，；：]$|[.!?]\s+\p{Lu}|^(?:[-*•–]|\(?\d{1,3}[.)])\s|^\[?\d{2,4}[-/.:]\d|@|^[\p{L}-]+:\s/u.test(line))
    return null;
  return line.split(" ").length <= 16 ? line : null;
}
