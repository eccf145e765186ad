/**
 * What stands where a title might and names no document. What may be a title on a page ("Book", "Copyright in Germany") and is none as the
 * property of a file, or beside the text of a printed page, is told apart by who asks: `titleProperty.ts`, `pdf/title.ts`.
 */

/** What programs put there until somebody names it. */
const untitled =
  /^(?:untitled(?: document| page)?|unnamed|no title|unknown|document|new (?:page|document|file)|page|slide|sheet|home(?:page)?|index|start|main|ohne titel|unbenannt|startseite|neues dokument|sans titre|document sans titre|accueil|sin título|inicio|senza titolo|sem título|naamloos|bez názvu|bez tytułu|без имени|без названия|無題|名称未設定|无标题|제목 없음)(?:[\s_-]*\(?\d*\)?)$/iu;

const fileName =
  /^(?:microsoft (?:word|powerpoint|excel|publisher) - )?\S+\.(?:docx?|dotx?|pptx?|potx?|ppsx?|xlsx?|xltx?|od[tpsg]|ot[tps]|rtf|txt|md|csv|x?html?|pdf|epub|indd|qxd|p65|ai|tex|dvi|fm|eml|tmp)$/iu;

/** Parts that every document may have. */
const partName =
  /^(?:(?:table of )?contents|abstract|summary|introduction|foreword|preface|inhalt(?:sverzeichnis)?|zusammenfassung|einleitung|vorwort|sommaire|table des matières|résumé|introduction générale|avant-propos|índice|contenido|resumen|introducción|indice|sommario|introduzione|sumário|introdução|inhoud(?:sopgave)?|inleiding|inledning|innehåll|indhold|johdanto|wstęp|spis treści|введение|содержание|оглавление|المحتويات|תוכן העניינים|目次|目录|目錄|はじめに|概要|차례|목차)\.?$/iu;

/** Stamps in margins, with or without the name that recognition may have lost, watermarks and addresses. */
const stamps = [
  /^(?:arxiv|doi)\b|^\d{4}\.\d{4,5}v\d+\b/iu,
  /^(?:draft|confidential|sample|copy|specimen|void|entwurf|vertraulich|muster|kopie|brouillon|confidentiel|spécimen|borrador|confidencial|bozza|watermark)(?:\s+(?:copy|version|only))?$/iu,
  /^(?:https?:\/\/|www\.)\S+$/iu,
];

const word = String.raw`\p{L}{3,10}\.?`;
const months =
  "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|märz|mai|okt|dez|janv|févr|mars|avr|juin|juil|août|déc|enero|abril|agosto|dic|gennaio|maggio|giugno|luglio|ottobre|maart|mei";
const dates = [
  // "3. Mai 2024", "am 3 maja 2024"; "Monday, May 3, 2024"
  new RegExp(
    String.raw`^(?:\p{L}+,?\s+)?\d{1,2}(?:st|nd|rd|th|\.|º|er)?\s+(?:de\s+)?${word}(?:\s+de)?,?\s+\d{4}$`,
    "u",
  ),
  new RegExp(String.raw`^(?:\p{L}+,\s+)?${word}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{2}$`, "u"),
  // "May 2024", "March 3 24"
  new RegExp(
    String.raw`^(?:\p{L}+,?\s+)?(?:\d{1,2}(?:st|nd|rd|th|\.|er)?\s+(?:de\s+)?)?(?:${months})\p{L}*\.?,?(?:\s+(?:de\s+)?\d{1,2}(?:st|nd|rd|th)?,?)?\s+(?:de\s+)?\d{2,4}$`,
    "iu",
  ),
  /^(?:\p{L}+,?\s+)?\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$|^(?:19|20)\d{2}$/u,
  /^\d{4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?$|^\d{4}년\s*\d{1,2}월(?:\s*\d{1,2}일)?$/u,
];

/** What a program calls a document that has no name. */
export function isUntitled(text: string): boolean {
  return untitled.test(text);
}

/** The name of a file, with or without that of the program before it. */
export function isFileName(text: string): boolean {
  return fileName.test(text);
}

/** The heading of a part that every document may have, numbered or not. */
export function isPartName(text: string): boolean {
  return partName.test(text) || partName.test(withoutNumber(text));
}

/** What is printed across or beside a page: a stamp, a watermark, an address, a date. */
export function isStamp(text: string): boolean {
  return isDate(text) || stamps.some((pattern) => pattern.test(text));
}

/** A date and nothing else. */
export function isDate(text: string): boolean {
  return text.length <= 40 && dates.some((pattern) => pattern.test(text));
}

const number =
  /^(?:(?:chapter|section|part|kapitel|teil|chapitre|partie|capítulo|capitolo)\s+)?(?:\d{1,2}(?:\.\d{1,2})*|[ivxlc]{1,5}|[A-Z])[.):]?\s+/iu;

/** A heading without its number: "1.2 Introduction", "Chapter IV: Contents". */
export function withoutNumber(text: string): string {
  return text.replace(number, "");
}
