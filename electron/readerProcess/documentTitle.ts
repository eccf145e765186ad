import { eastAsianClass } from "../core/text/scripts.ts";

/** What stands where a title might and names no document: what programs write, the name of a file, of a part, of a place, a date. */
const nameless = [
  /^(?:untitled(?: document| page)?|unnamed|no title|unknown|document|new (?:page|document|file)|page|slide|sheet|home(?:page)?|index|start|main|ohne titel|unbenannt|startseite|neues dokument|sans titre|document sans titre|accueil|sin título|inicio|senza titolo|sem título|naamloos|無題|无标题|제목 없음)(?:[\s_-]*\(?\d*\)?)$/iu,
  /^(?:microsoft (?:word|powerpoint|excel) - )?\S+\.(?:docx?|odt|rtf|txt|md|html?|xhtml|pdf|pptx?|xlsx?|epub|indd|tex|dvi|eml)$/iu,
  /^(?:table of )?contents$|^(?:abstract|summary|introduction|foreword|preface|inhalt(?:sverzeichnis)?|zusammenfassung|einleitung|vorwort|sommaire|table des matières|résumé|avant-propos|índice|contenido|resumen|introducción|indice|sommario|introduzione|sumário|introdução|inhoud|inleiding|содержание|оглавление|spis treści|innehåll|indhold|المحتويات|תוכן העניינים|目次|目录|目錄|차례|목차)$/iu,
  /^(?:https?:\/\/|www\.)\S+$/iu,
  // Stamps in margins, with or without the name that recognition may have lost, and watermarks.
  /^(?:arxiv|doi)\b|^\d{4}\.\d{4,5}v\d+\b/iu,
  /^(?:draft|confidential|sample|copy|specimen|void|entwurf|vertraulich|muster|kopie|brouillon|confidentiel|spécimen|borrador|confidencial|bozza)$/iu,
];

/** Whether a text may be the title of a document: it has letters, names no part that any may have, and is no date and no file. */
export function isTitle(text: string): boolean {
  const shown = text.replace(/^(?:[\divxlc]{1,4}\.)+\s+/iu, "").trim();
  return (
    /\p{L}/u.test(shown) && !nameless.some((pattern) => pattern.test(shown)) && !isDate(text.trim()) && !isDate(shown)
  );
}

const month = String.raw`\p{L}{3,10}\.?`;
const dates = [
  new RegExp(
    String.raw`^(?:\p{L}+,?\s+)?\d{1,2}(?:st|nd|rd|th|\.|º|er)?\s+(?:de\s+)?${month}(?:\s+de)?,?\s+\d{4}$`,
    "u",
  ),
  new RegExp(String.raw`^(?:\p{L}+,\s+)?${month}\s+(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?(?:19|20)\d{2}$`, "u"),
  /^\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?$|^\d{4}년\s*\d{1,2}월(?:\s*\d{1,2}일)?$/u,
];

function isDate(text: string): boolean {
  if (!/\d/u.test(text) || text.length > 40) return false;
  return (
    dates.some((pattern) => pattern.test(text)) &&
    !(/^\p{L}+ \d{4}$/u.test(text) && !Number.isFinite(Date.parse(`1 ${text}`)))
  );
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
