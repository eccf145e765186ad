import type { Markup } from "../contract/documents.ts";
import { squeeze } from "./squeeze.ts";

/** A comment or a tracked change before its place on a page is known. */
export type MarkupDraft = Omit<Markup, "start" | "end">;

/** Where it begins, ends, or both, in UTF-16 code units of the text that the anchor lies in. */
export interface Anchor {
  readonly at: number;
  readonly side: "start" | "end" | "both";
  readonly of: MarkupDraft;
}

/** A time of a file, where it is one of ISO 8601; years before people wrote on computers stand for none. */
export function isoDate(date: string | null | undefined): string | null {
  const found = /^(?:19[89]|[2-9]\d\d)\d-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/u;
  return date !== null && date !== undefined && found.test(date.trim()) ? date.trim() : null;
}

/** A name of a file, or null where there is none. */
export function authorOf(name: string | null | undefined): string | null {
  return squeeze(name ?? "") || null;
}

/**
 * Puts answers, and answers to them, into the comments that they are given to, in the order of `drafts`, which keeps these alone. Those
 * that answer each other in a circle stay comments.
 * @param answered by the id of an answer what it is given to, which may be missing
 */
export function tieAnswers(drafts: Map<string, MarkupDraft>, answered: ReadonlyMap<string, string>): void {
  const all = new Map(drafts);
  for (const [id, { author, date, text }] of all) {
    const seen = new Set([id]);
    let first = id;
    for (let next = answered.get(id); next !== undefined && all.has(next); next = answered.get(next)) {
      first = seen.has(next) ? id : next;
      if (first === id) break;
      seen.add(next);
    }
    if (first === id) continue;
    const comment = all.get(first);
    if (comment && text !== "") (comment.replies ??= []).push({ author, date, text });
    drafts.delete(id);
  }
}

/**
 * The anchors of a text on the text when it is squeezed, behind `before` more characters.
 * @see squeeze
 */
export function squeezeAnchors(text: string, anchors: readonly Anchor[], before = 0): Anchor[] {
  if (anchors.length === 0) return [];
  /** How many characters of the squeezed text stand before each of the text. */
  const squeezed = new Uint32Array(text.length + 1);
  let length = 0;
  let isSpace = true;
  for (let at = 0; at < text.length; at++) {
    squeezed[at] = length;
    const character = text.charAt(at);
    if (/[\u00AD\u200B\uFEFF]/u.test(character)) continue;
    const wasSpace = isSpace;
    isSpace = /\s/u.test(character);
    if (!isSpace || !wasSpace) length++;
  }
  squeezed[text.length] = length;
  const whole = length - (isSpace && length > 0 ? 1 : 0);
  return anchors.map((anchor) => ({ ...anchor, at: before + Math.min(whole, squeezed[anchor.at] ?? whole) }));
}

export function shiftAnchors(anchors: readonly Anchor[] | undefined, by: number): Anchor[] {
  return (anchors ?? []).map((anchor) => ({ ...anchor, at: anchor.at + by }));
}

/**
 * What begins in the text of a page, by where it does. What was inserted and is not there any more is left out; insertions and deletions
 * of one author and time that touch each other are one.
 */
export function markupAt(text: string, anchors: readonly Anchor[]): Markup[] {
  const ranges = new Map<MarkupDraft, { start: number; end: number | null }>();
  for (const { at, side, of } of anchors) {
    const known = ranges.get(of);
    // What began on a page before stands there.
    if (!known && side === "end") continue;
    const start = Math.min(at, known?.start ?? at);
    const end = side === "start" ? (known?.end ?? null) : Math.max(at, known?.end ?? at);
    ranges.set(of, { start, end });
  }
  const found: Markup[] = [];
  for (const [of, { start, end }] of [...ranges].sort(([, one], [, other]) => one.start - other.start)) {
    const one: Markup = { ...of, start, end: end ?? text.length };
    const last = found.findLastIndex((other) => other.kind === one.kind);
    const before = found[last];
    if (before && continues(text, before, one)) {
      found[last] = { ...before, end: Math.max(before.end, one.end), text: before.text + one.text };
    } else found.push(one);
  }
  return found
    .map((one) => ({ ...one, ...withinLines(text, one) }))
    .filter(({ kind, start, end }) => end > start || (kind !== "insertion" && kind !== "moveTo"));
}

function continues(text: string, before: Markup, { kind, author, date, start }: Markup): boolean {
  const isSame = kind !== "comment" && before.author === author && before.date === date;
  return (
    isSame && start >= before.end && /^[\n\t]*$/u.test(text.slice(before.end, start)) && !isGap(kind, before, start)
  );
}

/** What was deleted at two places was not deleted in one piece. */
function isGap(kind: Markup["kind"], before: Markup, start: number): boolean {
  return (kind === "deletion" || kind === "moveFrom") && start !== before.start;
}

function withinLines(text: string, { start, end }: Markup): Pick<Markup, "start" | "end"> {
  let [from, to] = [start, end];
  while (from < to && text[from] === "\n") from++;
  while (to > from && text[to - 1] === "\n") to--;
  return { start: from, end: to };
}
