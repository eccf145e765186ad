import { type GrayImage, isBlank, type QuarterTurns, resize, turn } from "./grayImage.ts";
import type { OcrLanguage } from "./languages.ts";
import { lookAgain } from "./lookAgain.ts";
import type { PixelBox, RecognizedLine, Tesseract } from "./tesseract.ts";

/** A line of a recognised page, in points of the page as shown; `u` and `v` as in `Fragment`, in the text's own direction. */
export interface OcrLine {
  readonly words: readonly OcrWord[];
  /** its foot */
  readonly v: number;
  /** about the size of its font */
  readonly size: number;
}

export interface OcrWord {
  readonly text: string;
  /** hard to read: see `lookAgain` */
  readonly doubtful?: true;
  readonly u0: number;
  readonly u1: number;
  /** x, y, width, height from the top left */
  readonly box: readonly [number, number, number, number];
}

export type OcrOutcome =
  | { readonly kind: "text"; readonly text: OcrText }
  | { readonly kind: "blank" }
  /** nothing that could be text, or only what is more likely invented than read */
  | { readonly kind: "unsure"; readonly confidence: number };

export interface OcrText {
  /** blocks of lines in reading order */
  readonly columns: readonly (readonly OcrLine[])[];
  /** mean over the letters, 0 to 1 */
  readonly confidence: number;
  /** the one of most of its text, for the pages after it */
  readonly language: OcrLanguage;
}

/** Below it a page is called unread: among such letters are more wrong ones than a reader can forgive. */
const leastConfidence = 0.55;
/** Above it no other turn of the page is tried. */
const surelyUpright = 0.7;
/** The side of a page, in pixels, at which its turn is told: letters of 10 points are 20 pixels high. */
const trialSide = 1500;

/**
 * Recognises a page's picture, whichever way it lies and in whichever of the shipped languages it is.
 * @param means Tesseract, loaded where there is something to recognise, and what tells the languages of lines, that of most first
 * @param pointsPerPixel what a pixel of the picture is on the page as shown
 * @param expected the language of the pages before it
 */
export async function recognizePage(
  means: {
    load(): Promise<Tesseract>;
    languagesOf(lines: readonly string[]): Promise<readonly OcrLanguage[]>;
  },
  image: GrayImage,
  pointsPerPixel: number,
  expected: OcrLanguage,
): Promise<OcrOutcome> {
  if (isBlank(image)) return { kind: "blank" };
  const tesseract = await means.load();
  let best = attempt(image, 0, [expected]);
  if (best.confidence < surelyUpright) {
    const turned = findTurn(tesseract, image, best);
    if (turned !== 0) best = better(attempt(image, turned, [expected]), best);
  }
  const languages = await means.languagesOf(best.columns.flat().map(textOfLine));
  const [main] = languages;
  if (main && (languages.length > 1 || main !== expected)) {
    const again = attempt(image, best.turns, languages);
    // With the right language more words are known, so that a draw speaks for it.
    if (again.confidence >= best.confidence - 0.01) best = { ...again, language: main };
  }
  const likely = withoutNoise(best.columns);
  const confidence = confidenceOf(likely);
  if (!likely.flat().some((line) => /[\p{L}\p{N}]{2}/u.test(textOfLine(line))))
    return { kind: "unsure", confidence: 0 };
  if (confidence < leastConfidence) return { kind: "unsure", confidence };
  const kept = lookAgain(tesseract, turn(image, best.turns), likely);
  const frame = { width: image.width, height: image.height, turns: best.turns, pointsPerPixel };
  return { kind: "text", text: { columns: toPoints(kept, frame), confidence, language: best.language } };

  function attempt(upright: GrayImage, turns: QuarterTurns, languages: readonly OcrLanguage[]): Attempt {
    const columns = tesseract.recognize(turn(upright, turns), languages);
    return { columns, turns, confidence: confidenceOf(columns), language: languages[0] ?? expected };
  }
}

interface Attempt {
  readonly columns: readonly (readonly RecognizedLine[])[];
  readonly turns: QuarterTurns;
  readonly confidence: number;
  readonly language: OcrLanguage;
}

function better(one: Attempt, other: Attempt): Attempt {
  return one.confidence > other.confidence ? one : other;
}

/** The turn at which a smaller picture of the page is recognised with more confidence than the page as it lies. */
function findTurn(tesseract: Tesseract, image: GrayImage, asItLies: Attempt): QuarterTurns {
  const small = resize(image, Math.min(1, trialSide / Math.max(image.width, image.height)));
  const words = asItLies.columns.flat().flatMap((line) => line.words);
  const letters = words.reduce((sum, { text }) => sum + text.length, 0);
  // Lines on their side read as columns of single letters, upside down ones as words.
  const order = letters < 3 * words.length ? ([1, 3, 2] as const) : ([2, 1, 3] as const);
  let best: { turns: QuarterTurns; confidence: number } = { turns: 0, confidence: asItLies.confidence };
  for (const turns of order) {
    const confidence = confidenceOf(tesseract.recognize(turn(small, turns), [asItLies.language]));
    if (confidence > best.confidence + 0.05) best = { turns, confidence };
    if (best.confidence > 0.85) break;
  }
  return best.turns;
}

function confidenceOf(columns: readonly (readonly RecognizedLine[])[]): number {
  let [sum, letters] = [0, 0];
  for (const { text, confidence } of columns.flat().flatMap(({ words }) => words)) {
    sum += confidence * text.length;
    letters += text.length;
  }
  return letters === 0 ? 0 : sum / letters;
}

/** Pictures, rules and stains give lines of stray marks: what is unlikely to be text is not passed off as text. */
function withoutNoise(columns: readonly (readonly RecognizedLine[])[]): RecognizedLine[][] {
  return columns
    .map((lines) =>
      lines.flatMap((line): RecognizedLine[] => {
        const likely = confidenceOf([[line]]);
        const text = textOfLine(line);
        const solid = (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) / text.replace(/\s/gu, "").length;
        if (likely < 0.35 || solid < 0.3 || (likely < 0.6 && (solid < 0.6 || text.length < 4))) return [];
        return [{ ...line, words: withoutEdgeNoise(line.words) }].filter(({ words }) => words.length > 0);
      }),
    )
    .filter((lines) => lines.length > 0);
}

/** The border of a page or the rule of a column reads as a stroke at the end of a line. */
function withoutEdgeNoise(words: RecognizedLine["words"]): RecognizedLine["words"] {
  const isNoise = (word: RecognizedLine["words"][number] | undefined) =>
    word !== undefined && /^[|\\/_~=©®°¦‘’'".,:;-]{1,3}$/u.test(word.text) && word.confidence < 0.8;
  let [from, to] = [0, words.length];
  while (from < to && isNoise(words[from])) from++;
  while (to > from && isNoise(words[to - 1])) to--;
  return words.slice(from, to);
}

function textOfLine(line: RecognizedLine): string {
  return line.words.map(({ text }) => text).join(" ");
}

interface Frame {
  /** of the page as shown, in pixels */
  readonly width: number;
  readonly height: number;
  readonly turns: QuarterTurns;
  readonly pointsPerPixel: number;
}

function toPoints(columns: readonly (readonly RecognizedLine[])[], frame: Frame): OcrLine[][] {
  const scale = frame.pointsPerPixel;
  const usual = median(columns.flat().map(({ height }) => height));
  return columns.map((lines) => {
    const ofBlock = median(lines.map(({ height }) => height));
    return lines.map((line): OcrLine => {
      // The height of a line depends on which letters it has; only a clear difference is one of size.
      const height = [usual, ofBlock].find((other) => Math.abs(line.height / other - 1) < 0.25) ?? line.height;
      return {
        v: line.box[3] * scale,
        size: height * scale,
        words: line.words.map(({ text, box, doubtful }) => ({
          text,
          ...(doubtful && { doubtful }),
          u0: box[0] * scale,
          u1: box[2] * scale,
          box: toPage(box, frame),
        })),
      };
    });
  });
}

/** From the picture as it was recognised back to the page as shown. */
function toPage([x0, y0, x1, y1]: PixelBox, { width, height, turns, pointsPerPixel }: Frame): OcrWord["box"] {
  const [left, top, right, bottom] =
    turns === 0
      ? [x0, y0, x1, y1]
      : turns === 1
        ? [y0, height - x1, y1, height - x0]
        : turns === 2
          ? [width - x1, height - y1, width - x0, height - y0]
          : [width - y1, x0, width - y0, x1];
  return [
    left * pointsPerPixel,
    top * pointsPerPixel,
    (right - left) * pointsPerPixel,
    (bottom - top) * pointsPerPixel,
  ];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
