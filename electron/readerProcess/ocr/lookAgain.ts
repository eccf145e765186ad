import { type GrayImage, resize } from "./grayImage.ts";
import { marksOf, type NumberMarks } from "./numberMarks.ts";
import type { PixelBox, RecognizedLine, RecognizedWord, Tesseract } from "./tesseract.ts";

/** Words of a page that are recognised again at most; those beyond it that ask for it stay doubtful. */
const mostWords = 60;
/** A digit that the recogniser is less sure of is looked at again. */
const sureOfDigit = 0.95;
/** Pixels of a digit's height at which a word is recognised again, one after the other. */
const wantedHeights = [40, 28] as const;

const digits = "0123456789";
/** Letters that are taken for digits, and digits for them. */
const lookAlikes: Readonly<Record<string, string>> = {
  O: "0",
  o: "0",
  l: "1",
  I: "1",
  "|": "1",
  S: "5",
  B: "8",
  Z: "2",
};
/** One of them between digits, or before a digit and a mark; or among letters of both cases, as in HbA1c. */
const amongDigits = /\d[.,]?[OolI|]+\d|\d[OolI|]+[.,]\d|\d[SBZ]\d|^[-(]?[OolI|]\d*[.,]\d/u;
const amongLetters = /^\p{Lu}\p{Ll}\p{Lu}[lI|]\p{Ll}?$/u;

/**
 * Looks at the numbers of a recognised page again. Where the points, commas and minus signs of a number are not those that are seen in
 * its picture, where a letter stands among its digits, or where the recogniser is not sure of a digit, the number alone is recognised
 * once more, enlarged: what both passes and the picture agree in is taken. A number that stays doubtful is kept as it was read and
 * marked so.
 * @param image upright, as it was recognised
 */
export function lookAgain(
  tesseract: Pick<Tesseract, "recognizeLine">,
  image: GrayImage,
  columns: readonly (readonly RecognizedLine[])[],
): RecognizedLine[][] {
  let words = 0;
  return columns.map((lines) =>
    lines.map((line) => ({
      ...line,
      words: line.words.map((word, index) => {
        if (!/\d/u.test(word.text) && !amongLetters.test(word.text)) return word;
        const before = line.words[index - 1];
        const marks = marksOf(image, word.box, before?.box[2] ?? 0);
        const seen = marks && before && isDash(before.text) ? { ...marks, minus: null } : marks;
        if (!isSuspicious(word, seen)) return word;
        if (words++ < mostWords) {
          for (const height of wantedHeights) {
            const text = settled(word.text, readAlone(tesseract, image, word, seen, height), seen);
            if (text !== null) return { ...word, text };
          }
        }
        return { ...word, doubtful: true };
      }),
    })),
  );
}

function isSuspicious(word: RecognizedWord, seen: NumberMarks | null): boolean {
  return (
    !agrees(word.text, seen) ||
    hasLookAlike(word.text) ||
    word.letters.some(({ text, confidence }) => digits.includes(text) && confidence < sureOfDigit)
  );
}

/** What two passes and the picture agree in; null where they do not. */
function settled(first: string, second: string, shown: NumberMarks | null): string | null {
  const minus = marksIn(first).minus !== null && marksIn(second).minus !== null ? 0 : (shown?.minus ?? null);
  const seen = shown && { ...shown, minus };
  const [lead, own, trail] = partsOf(first);
  const [, other] = partsOf(second);
  if (hasLookAlike(second) || plainOf(first) !== plainOf(second)) return null;
  // A bracket or "<" that one of them lost says as much as a digit; around the number those of the first stay.
  if (signsOf(own) !== signsOf(other) || !isWithin(signsOf(second), signsOf(first))) return null;
  if (own === other && (agrees(first, seen) || isAtLeast(first, seen))) return first;
  const isSure = seen?.marks.includes("?") === false || isWithin(marksIn(first).marks, marksIn(second).marks);
  if (isSure && agrees(second, seen) && !hasFewer(marksIn(second), first)) return `${lead}${other}${trail}`;
  // The digits are the same: which marks stand between them is seen in the picture.
  const marked = hasLookAlike(first) ? null : withMarks(first, seen);
  return marked !== null && agrees(marked, seen) ? marked : null;
}

/** What stands before a number, the number, and what stands behind it: of points and commas those that end a sentence. */
function partsOf(text: string): [lead: string, number: string, trail: string] {
  const found = /^([^\p{L}\p{N}%|.,–—−-]*)(.*?)([^\p{L}\p{N}%|–—−-]*)$/su.exec(text);
  return [found?.[1] ?? "", found?.[2] ?? text, found?.[3] ?? ""];
}

/** Brackets, signs of currencies, slashes, colons and the like; quotes around a number may be stains. */
function signsOf(text: string): string {
  return text.replaceAll(/[\p{L}\p{N}%|\s.,–—−-]|^["“”„‘’'«»]+|["“”„‘’'«»]+$/gu, "");
}

/** Whether the text has all marks that are seen clearly; others may be stains, where it has some. */
function isAtLeast(text: string, seen: NumberMarks | null): boolean {
  const { marks, minus } = marksIn(text);
  const clear = seen?.marks.replaceAll("?", "") ?? "";
  if (seen === null || (seen.minus !== null && minus === null) || (seen.marks !== "" && marks === "")) return false;
  return isWithin(clear, marks);
}

/** Whether all marks of the first stand in the second, in their order. */
function isWithin(some: string, all: string): boolean {
  let at = 0;
  return [...some].every((mark) => (at = all.indexOf(mark, at) + 1) > 0);
}

/** The text with points for commas, and commas for points, where its picture shows as many marks as it has, all of them clearly. */
function withMarks(text: string, seen: NumberMarks | null): string | null {
  const { marks } = marksIn(text);
  if (seen === null || seen.marks.length !== marks.length || seen.marks.includes("?")) return null;
  let at = 0;
  return text.replaceAll(/(?<=\d)[.,–—−-](?=\d)/gu, (mark) => {
    const shown = seen.marks[at++] ?? mark;
    return isDash(mark) ? mark : shown;
  });
}

/** The marks of a text as a picture would show them. */
function marksIn(text: string): NumberMarks {
  const inner = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%€$£)]+$/gu, "");
  return {
    marks: [...inner]
      .map((letter) => (isDash(letter) ? "-" : letter))
      .filter((letter) => ".,-".includes(letter))
      .join(""),
    minus: /^[^\p{L}\p{N}]*[-–—−]/u.test(text) ? 0 : null,
  };
}

function agrees(text: string, seen: NumberMarks | null): boolean {
  // Colons, and letters that do not stand apart, leave nothing to compare.
  if (!seen || /[:;…]/u.test(text)) return true;
  const { marks, minus } = marksIn(text);
  return (
    (minus === null) === (seen.minus === null) &&
    marks.length === seen.marks.length &&
    [...seen.marks].every((mark, index) => mark === marks[index] || (mark === "?" && marks[index] !== "-"))
  );
}

/** Whether a mark of the text is missing: one that touches a digit is no speck of its own. */
function hasFewer(seen: NumberMarks | null, text: string): boolean {
  const { marks, minus } = marksIn(text);
  return seen !== null && (seen.marks.length < marks.length || (seen.minus === null && minus !== null));
}

function isDash(text: string): boolean {
  return /^[-–—−]$/u.test(text);
}

function hasLookAlike(text: string): boolean {
  return amongDigits.test(text) || amongLetters.test(text);
}

/** Its letters and digits, what looks alike taken for one. */
function plainOf(text: string): string {
  return [...text]
    .filter((letter) => /[\p{L}\p{N}%|]/u.test(letter))
    .map((letter) => (hasLookAlike(text) ? (lookAlikes[letter] ?? letter) : letter))
    .join("");
}

/** The word recognised by itself; of a number only what a number can be made of comes out, with the marks that were seen. */
function readAlone(
  tesseract: Pick<Tesseract, "recognizeLine">,
  image: GrayImage,
  { text, box }: RecognizedWord,
  seen: NumberMarks | null,
  wantedHeight: number,
): string {
  const height = box[3] - box[1];
  const from = seen?.minus ?? box[0];
  const cut = cutOut(image, [from, box[1], box[2], box[3]], Math.round(0.5 * height));
  const enlarged = resize(cut, Math.min(4, Math.max(0.5, wantedHeight / height)));
  const isNumber = /^[\d.,()%+€$£-–—−“"'‘’-]+$/u.test(text);
  const isClear = seen !== null && !seen.marks.includes("?") && !hasFewer(seen, text);
  const marks = isClear ? ".,".replaceAll(/[.,]/gu, (mark) => (seen.marks.includes(mark) ? mark : "")) : ".,";
  return tesseract.recognizeLine(enlarged, isNumber ? `${digits}${marks}()%+€$£-–` : "").text;
}

/** A part of a picture with white around it. */
function cutOut({ width, data }: GrayImage, [left, top, right, bottom]: PixelBox, edge: number): GrayImage {
  const [innerWidth, innerHeight] = [right - left, bottom - top];
  const cut = { width: innerWidth + 2 * edge, height: innerHeight + 2 * edge, data: new Uint8Array(0) };
  cut.data = new Uint8Array(cut.width * cut.height).fill(255);
  for (let y = 0; y < innerHeight; y++) {
    const row = (top + y) * width;
    cut.data.set(data.subarray(row + left, row + right), (y + edge) * cut.width + edge);
  }
  return cut;
}
