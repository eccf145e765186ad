import { AppError } from "../contract/errors.ts";
import { printedLabel } from "../contract/pageLabels.ts";
import { emitFlowPages, flowBlock } from "./flowPages.ts";
import type { DraftBlock } from "./pageText.ts";
import { joinLines } from "./readText.ts";
import type { ReadFacts, Reading } from "./reading.ts";
import { type Cue, readCues } from "./subtitleCues.ts";

/** Words after which a paragraph ends with its sentence, and at the latest does, where no speaker is named. */
const enoughWords = 80;
const fullWords = 150;
const longTurn = 400;
/** A silence of so many seconds after the end of a sentence begins a paragraph, where there is enough of one before it. */
const pause = 4;
const fewWords = 25;

/**
 * Subtitles and captions as the text that was spoken: cues joined to sentences, a block for each turn of a named speaker. The times are
 * no part of the text; a page is labelled with those of its first and its last cue.
 */
export function readSubtitles(text: string, reading: Reading): ReadFacts {
  const cues = readCues(text);
  if (cues.length === 0) throw new AppError("DOCUMENT_EMPTY");
  const times = new Map<DraftBlock, { start: number; end: number }>();
  const blocks = passagesOf(cues).map((passage) => {
    const said = joinLines(passage.lines);
    const block =
      passage.speaker === null ? flowBlock("paragraph", said) : flowBlock("turn", `${passage.speaker}: ${said}`);
    times.set(block, passage);
    return block;
  });
  emitFlowPages(blocks, reading, (shown) => {
    const first = shown[0] && times.get(shown[0]);
    const last = times.get(shown.at(-1) ?? flowBlock("turn", ""));
    return first && last ? printedLabel(`${clock(first.start)}–${clock(last.end)}`) : null;
  });
  return { format: "subtitles", title: null, language: null, notes: [] };
}

interface Passage {
  readonly speaker: string | null;
  start: number;
  end: number;
  readonly lines: string[];
}

function passagesOf(cues: readonly Cue[]): Passage[] {
  const speakers = speakersOf(cues);
  const passages: Passage[] = [];
  let speaker: string | null = null;
  let isVoice = false;
  let words = 0;
  for (const cue of cues) {
    // A voice ends with its cue, unless its sentence goes on; a name before a colon holds until the next.
    const isOver: boolean = isVoice && cue.voice === null && !goesOn(passages.at(-1), cue);
    if (cue.voice !== null || isOver) speaker = cue.voice;
    isVoice = cue.voice !== null || (isVoice && !isOver);
    let isNew = isOver || (cue.voice !== null && cue.voice !== passages.at(-1)?.speaker);
    for (const line of cue.lines) {
      const named = namedIn(line);
      const isSpeaker = named !== null && cue.voice === null && speakers.has(named.name);
      // A dash or two brackets: somebody else begins to speak.
      const change = /^(?:>>+|[-–—](?![-–—]))\s*(?=\S)/u.exec(line)?.[0] ?? "";
      if (isSpeaker) speaker = named.name;
      else if (change !== "") speaker = cue.voice;
      const said = isSpeaker ? named.said : line.slice(change.length);
      const last = passages.at(-1);
      isNew ||= isSpeaker || change !== "" || !last || ends(last, cue, words);
      if (isNew || !last) {
        passages.push({ speaker, start: cue.start, end: cue.end, lines: said === "" ? [] : [said] });
        words = 0;
      } else {
        last.end = cue.end;
        if (said !== "") last.lines.push(said);
      }
      words += said.split(" ").length;
      isNew = false;
    }
  }
  return passages.filter(({ lines }) => lines.length > 0);
}

function goesOn(passage: Passage | undefined, cue: Cue): boolean {
  return !sentenceEnd.test(passage?.lines.at(-1) ?? "") && /^\p{Ll}/u.test(cue.lines[0] ?? "");
}

const sentenceEnd = /[.!?…。！？؟۔।][)\]"'”’»」]*$/u;

function ends(passage: Passage, cue: Cue, words: number): boolean {
  const atSentence = sentenceEnd.test(passage.lines.at(-1) ?? "");
  if (passage.speaker !== null) return words >= longTurn && atSentence;
  if (words >= fullWords) return true;
  return atSentence && (words >= enoughWords || (words >= fewWords && cue.start - passage.end >= pause));
}

function namedIn(line: string): { name: string; said: string } | null {
  const found = /^(?:>>+\s*|[-–—]\s*)?([\p{Lu}\p{Lo}][\p{L}\p{M}\p{N} .'’_-]{0,30})\s?:(?:\s+|$)/u.exec(line);
  return found?.[1] === undefined ? null : { name: found[1], said: line.slice(found[0].length) };
}

/** What stands before a colon is a speaker where it comes again or is set in capitals. */
function speakersOf(cues: readonly Cue[]): ReadonlySet<string> {
  const seen = new Map<string, number>();
  for (const { name } of cues.flatMap(({ lines }) => lines.map(namedIn).filter((named) => named !== null))) {
    seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  return new Set(
    [...seen].filter(([name, times]) => times > 1 || /^[\p{Lu}\p{N} .'’_-]{2,}$/u.test(name)).map(([name]) => name),
  );
}

function clock(time: number): string {
  const whole = Math.floor(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
