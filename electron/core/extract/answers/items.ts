/** Range of an item of an enumeration. */
export interface Item {
  readonly start: number;
  readonly end: number;
}

/**
 * The items of an enumeration, in its order: lines with or without bullets, parts between semicolons, short parts between commas and the
 * last "and"; of running text its sentences. A label before a colon is none of them.
 */
export function itemsOf(text: string): Item[] {
  const from = labelLength(text);
  const lines = pieces(text, from, text.length, /\n+|(?:^|\s)[•▪◦●‣]\s/gu);
  if (lines.length > 1)
    return lines.flatMap(({ start, end }) =>
      isRun(text.slice(start, end)) ? commaParts(text, start, end) : [{ start, end }],
    );
  const numbered = pieces(
    text,
    from,
    text.length,
    /(?:^|[\s;,])\(?(?:\d{1,2}|[a-hivx]{1,3})\)\s|(?:^|\s)\d{1,2}\.\s(?=\p{Lu})/gu,
  );
  if (numbered.length > 1) return numbered;
  const semicolons = pieces(text, from, text.length, /;\s*(?:(?:and|und|et|y|e|en|sowie)\s)?/giu);
  if (semicolons.length > 1) return semicolons;
  if (isRun(text.slice(from))) return commaParts(text, from, text.length);
  const sentences = pieces(text, from, text.length, /(?<=[\p{L}\d)”"»]{2}[.!?]["”»]?)\s+(?=[\p{Lu}"“„«])/gu);
  return sentences.length > 0 ? sentences : [];
}

/** Most words of an item between commas, on average. */
const shortItem = 5;
const comma =
  /\s*,\s*(?:(?:and|und|et|y|e|en|sowie|ainsi que|as well as)\s+)?|\s+(?:and|und|et|y|e|en|sowie|as well as|ainsi que|&)\s+/giu;

/** Short parts between commas. */
function isRun(text: string): boolean {
  const parts = pieces(text, 0, text.length, comma);
  const words = text.trim().split(/\s+/u).length;
  return parts.length > 1 && words / parts.length <= shortItem && !/[.!?]\s+\p{Lu}\p{Ll}+\s\p{Ll}/u.test(text);
}

function commaParts(text: string, from: number, to: number): Item[] {
  return pieces(text, from, to, comma);
}

/** "Attendees: A, B and C": what stands before the colon names them. */
function labelLength(text: string): number {
  const match = /^\s*[^\s:,;][^:,;\n]{0,48}:\s+/u.exec(text);
  return match && match[0].trim().split(/\s+/u).length <= 6 ? match[0].length : 0;
}

/** What stands between separators outside of brackets, without bullets and stops around it. */
function pieces(text: string, from: number, to: number, separator: RegExp): Item[] {
  const part = text.slice(from, to);
  const items: Item[] = [];
  let at = 0;
  const add = (end: number): void => {
    const raw = part.slice(at, end);
    const lead = /^[\s\-–—•*·▪◦●]*(?:\(?\d{1,2}[.)]\s+)?/u.exec(raw)?.[0].length ?? 0;
    const start = at + lead;
    let stop = start + raw.slice(lead).trimEnd().length;
    if (/[\p{L}\d)][;,.]$/u.test(part.slice(start, stop)) && !/(?:^|[\s.])\p{Lu}\.$/u.test(part.slice(start, stop)))
      stop -= 1;
    if (start < stop && /[\p{L}\p{N}]/u.test(part.slice(start, stop)))
      items.push({ start: from + start, end: from + stop });
  };
  for (const match of part.matchAll(separator)) {
    const before = part.slice(0, match.index);
    if ((before.match(/[([]/gu)?.length ?? 0) > (before.match(/[)\]]/gu)?.length ?? 0)) continue;
    add(match.index);
    at = match.index + match[0].length;
  }
  add(part.length);
  return items;
}
