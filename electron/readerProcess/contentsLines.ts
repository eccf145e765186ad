import { fold } from "../core/text/fold.ts";

/** The lines of a table of contents among the blocks of a page. */
export interface ContentsLines {
  readonly lines: ReadonlySet<number>;
  /** whether the last block is one of them, so that the table may go on on the next page */
  readonly isOpen: boolean;
}

interface Entry {
  readonly page: number;
  /** dots lead from the title to the page */
  readonly isLed: boolean;
}

/** So many entries are a table of contents where dots lead to their pages; under its title one more is asked for. */
const leastLed = 3;
/** Characters of a line that is one. */
const longestEntry = 200;

const led = /(?:\.{4,}|(?:\s\.){4,}|…{2,}|·{4,}|(?:\s·){4,})\s*/u;
const numbered = new RegExp(`(${led.source}|\\s+)([1-9]\\d{0,3}|[ivxl]{1,7})$`, "u");
const titles =
  /^(?:(?:table of )?contents|inhalt(?:sverzeichnis|subersicht)?|table des matieres|sommaire|(?:tabla de )?contenidos?|indice(?: general| generale)?|sommario|sumario|inhoud(?:sopgave)?|目录|目次|목차)\s*:?$/u;

/**
 * Finds lines that end with the number of a page, higher from one to the next, where dots lead to it or a title says what they are.
 *
 * @param texts of the blocks of a page
 * @param goesOn whether the page before ended within a table of contents
 */
export function contentsLines(texts: readonly string[], goesOn: boolean): ContentsLines {
  const lines = new Set<number>();
  const entries = texts.map(entryOf);
  let isOpen = false;
  for (let from = 0; from < texts.length; from++) {
    if (!entries[from]) continue;
    const run = runFrom(entries, texts, from);
    const count = run.filter((index) => entries[index]).length;
    const leading = run.filter((index) => entries[index]?.isLed).length;
    const isTitled = (goesOn && from < 2) || texts.slice(Math.max(0, from - 2), from).some(isTitle);
    const isContents = isTitled ? count > leastLed || leading > 1 : leading >= leastLed && leading * 2 >= count;
    if (isContents) {
      for (const index of run) lines.add(index);
      isOpen = run.at(-1) === texts.length - 1;
    }
    from = run.at(-1) ?? from;
  }
  return { lines, isOpen };
}

/** Whether dots lead from the text of a line to the number of a page. */
export function isLedEntry(line: string): boolean {
  return entryOf(line)?.isLed === true;
}

/** Entries one after the other; a title that is cut or without a page may stand between two. */
function runFrom(entries: readonly (Entry | null)[], texts: readonly string[], from: number): number[] {
  const run = [from];
  let page = entries[from]?.page ?? 0;
  for (let index = from + 1; index < entries.length; index++) {
    const own = entries[index] ?? null;
    const next = own ?? entries[index + 1] ?? null;
    if (!next || next.page < page || (!own && !isPart(texts[index] ?? ""))) break;
    run.push(index);
    page = next.page;
  }
  return run;
}

function isPart(text: string): boolean {
  return text.length <= longestEntry && !/[.!?。！？:;]$/u.test(text.trim());
}

function entryOf(text: string): Entry | null {
  const line = text.trim();
  if (line.length > longestEntry || !/[\divxl]$/u.test(line)) return null;
  const found = numbered.exec(line);
  const [, between, number] = found ?? [];
  if (between === undefined || number === undefined || !/\p{L}/u.test(line.slice(0, found?.index))) return null;
  // Pages in Roman numerals come first.
  return { page: /^\d/u.test(number) ? Number(number) : 0, isLed: led.test(between) };
}

function isTitle(text: string): boolean {
  return text.length < 40 && titles.test(fold(text).trim());
}
