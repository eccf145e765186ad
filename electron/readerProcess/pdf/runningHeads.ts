import { cleanText } from "./fragments.ts";
import type { Line } from "./readingOrder.ts";

/** A line near the head or foot of a page that may stand there on other pages too. */
export interface EdgeLine {
  readonly line: Line;
  readonly signature: string;
  /** its height on the page, in sixtieths */
  readonly place: number;
  /** the only number of a line that is nothing but a page number, else null */
  readonly number: number | null;
}

/** How many pages on each side a running head is looked for. */
export const window = 6;

const edge = 0.13;
/** The outermost line of a page may stand this far in, as on one printed smaller. */
const outermost = 0.18;

/** The lines in the outer 13 % of the page, at most four at each end. */
export function edgeLines(columns: readonly (readonly Line[])[], height: number): EdgeLine[] {
  const placed = columns
    .flat()
    .map((line) => ({ line, y: yOf(line) / height }))
    .sort((a, b) => a.y - b.y);
  const head = placed.filter(({ y }, index) => y < (index === 0 ? outermost : edge)).slice(0, 4);
  const foot = placed.filter(({ y }, index) => 1 - y < (index === placed.length - 1 ? outermost : edge)).slice(-4);
  return [...head, ...foot].map(({ line, y }) => {
    const text = cleanText(line.segments.map(({ fragments }) => fragments.map(({ text }) => text).join("")).join(" "));
    const bare = /^[-–—\s|]*(?:page\s*)?(\d{1,5})[-–—\s|.]*$/iu.exec(text);
    const roman = /^[ivxlc]{1,6}$/u.test(text.trim());
    return {
      line,
      signature: roman ? "#" : text.replace(/\d+/gu, "#").replace(/\s+/gu, "").toLowerCase(),
      place: Math.round(y * 60),
      number: bare?.[1] ? Number(bare[1]) : null,
    };
  });
}

/** Which of a page's edge lines are repeated over the pages around it. */
export function repeatedLines(
  page: number,
  pages: ReadonlyMap<number, readonly EdgeLine[]>,
  total: number,
): ReadonlySet<Line> {
  const repeated = new Set<Line>();
  for (const own of pages.get(page) ?? []) {
    let seen = 0;
    for (let other = page - window; other <= page + window; other++) {
      if (other === page) continue;
      const lines = pages.get(other) ?? [];
      const same = lines.some((line) =>
        own.number !== null ? line.number !== null && line.number - other === own.number - page : isNear(line, own),
      );
      if (same) seen++;
    }
    // Two pages are too few to call a headline a running head; their page numbers are told by counting on.
    if (seen >= 2 || (own.number !== null && seen >= 1 && total <= 3)) repeated.add(own.line);
  }
  return repeated;
}

/** The same words within one step of height. */
function isNear(a: EdgeLine, b: EdgeLine): boolean {
  return a.signature === b.signature && Math.abs(a.place - b.place) <= 1;
}

function yOf(line: Line): number {
  const box = line.segments[0]?.fragments[0]?.box;
  return box ? box[1] + box[3] / 2 : 0;
}
