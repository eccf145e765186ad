/** Characters of what a tool answers with, about; the rest is asked for by a call of its own. */
export const mostCharacters = 60_000;

/** As many of the first items as are together not longer than this as JSON, but one at least; and how many are left. */
export function firstWithin<Item>(
  items: readonly Item[],
  most: number = mostCharacters,
): { readonly items: Item[]; readonly left: number } {
  let length = 0;
  const taken: Item[] = [];
  for (const item of items) {
    length += JSON.stringify(item).length;
    if (length > most && taken.length > 0) break;
    taken.push(item);
  }
  return { items: taken, left: items.length - taken.length };
}

/** A place in a document: a page, from 1, and a character of its text in UTF-16 code units, from 0. */
export interface Place {
  readonly page: number;
  readonly start: number;
}

export interface ReadText extends Place {
  readonly text: string;
}

/** The text of pages that follow each other from a place on, as much as is asked for, and where to read on; null at the end of the last. */
export function readFrom(
  pages: readonly { readonly number: number; readonly text: string }[],
  from: Place,
  most: number,
): { readonly read: ReadText[]; readonly next: Place | null } {
  const read: ReadText[] = [];
  let room = most;
  for (const { number, text } of pages) {
    const start = number === from.page ? Math.min(from.start, text.length) : 0;
    const left = text.slice(start);
    if (left.length > room) {
      const end = wholeCharacters(left, room);
      if (end > 0) read.push({ page: number, start, text: left.slice(0, end) });
      return { read, next: { page: number, start: start + end } };
    }
    read.push({ page: number, start, text: left });
    room -= left.length;
  }
  return { read, next: null };
}

/** At most so many code units, at the end of a word where one is near, never within a character. */
function wholeCharacters(text: string, most: number): number {
  const space = text.slice(0, most).search(/\s\S*$/u);
  if (space > most / 2) return space + 1;
  const last = text.charCodeAt(most - 1);
  return last >= 0xd800 && last <= 0xdbff ? most - 1 : most;
}
