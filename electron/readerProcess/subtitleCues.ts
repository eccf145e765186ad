import { parseFragment } from "parse5";

/** A stretch of subtitles by one speaker. Times in seconds. */
export interface Cue {
  readonly start: number;
  readonly end: number;
  /** as named by a voice tag; null where there is none */
  readonly voice: string | null;
  readonly lines: readonly string[];
}

const timing =
  /^\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})/u;

/** The cues of an SRT or WebVTT file in their order, without times, numbers, notes and marks of style. */
export function readCues(text: string): Cue[] {
  const isVtt = /^\s*WEBVTT\b/u.test(text);
  const cues: Cue[] = [];
  let open: { start: number; end: number; lines: string[] } | null = null;
  let ended = false;
  const close = () => {
    if (open) cues.push(...voices(open.start, open.end, open.lines));
    open = null;
    ended = false;
  };
  for (const line of text.split("\n")) {
    const times = timing.exec(line);
    if (times) {
      // What stood between a blank line and the times was the number or the name of this cue.
      close();
      open = { start: seconds(times.slice(1, 5)), end: seconds(times.slice(5, 9)), lines: [] };
    } else if (line.includes("-->")) {
      // Times that are cut off or damaged: whose text follows cannot be told.
      close();
    } else if (open && line.trim() === "") {
      ended = true;
    } else if (open && !ended) {
      open.lines.push(line);
    } else if (open && !isVtt && !/^\s*\d+\s*$/u.test(line)) {
      // Some SRT files have blank lines inside a cue; in WebVTT a name or a note begins here.
      open.lines.push(line);
    }
  }
  close();
  return withoutRolling(cues);
}

function seconds([hours, minutes, whole, part]: readonly (string | undefined)[]): number {
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(whole) + Number(`0.${part ?? 0}`);
}

/** One cue may hold what several voices say: `<v Name>…</v>`. */
function voices(start: number, end: number, lines: readonly string[]): Cue[] {
  return lines
    .join("\n")
    .split(/(?=<v(?:\.[^\s<>]*)?\s[^<>]*>)/u)
    .map((part) => {
      const voice = /^<v(?:\.[^\s<>]*)?\s([^<>]*)>/u.exec(part)?.[1];
      const shown = plain(part).split("\n");
      return {
        start,
        end,
        voice: voice === undefined ? null : plain(voice).trim() || null,
        lines: shown.map((line) => line.replace(/\s+/gu, " ").trim()).filter((line) => line !== ""),
      };
    })
    .filter(({ lines: shown }) => shown.length > 0);
}

/** Without readings of ruby, tags of style, times inside a cue and the places that some programs write as `{\an8}`. */
function plain(text: string): string {
  return text
    .replace(/<rt\b[^<>]*>[^]*?(?:<\/rt>|(?=<\/ruby>)|$)/giu, "")
    .replace(/<\/?[a-z][^<>\n]*>|<\d[\d:.]*>|\{\\[^{}\n]*\}/giu, "")
    .replace(/&(?:#\d+|#x[\da-f]+|[a-z][a-z\d]*);/giu, referred);
}

/** The characters that a reference of HTML stands for; marks of direction are none that are read. */
function referred(reference: string): string {
  const [node] = parseFragment(reference).childNodes;
  const text = node && "value" in node ? node.value : reference;
  return text.replace(/^[\u200E\u200F]$/u, "");
}

/** Captions made as one speaks show the line before once more above the new one: each line is kept once. */
function withoutRolling(cues: readonly Cue[]): Cue[] {
  const kept: Cue[] = [];
  let shown: readonly string[] = [];
  for (const cue of cues) {
    let again = Math.min(shown.length, cue.lines.length);
    while (again > 0 && !shown.slice(-again).every((line, index) => line === cue.lines[index])) again--;
    // A whole cue said again after a pause is said again.
    const before = kept.at(-1);
    const rolls =
      before !== undefined && cue.start - before.end < 0.1 && (again < cue.lines.length || cue.lines.length > 1);
    const lines = rolls ? cue.lines.slice(again) : cue.lines;
    shown = cue.lines;
    if (lines.length > 0) kept.push({ ...cue, lines });
    else if (before) kept[kept.length - 1] = { ...before, end: cue.end };
  }
  return kept;
}
