import type { GrayImage } from "./grayImage.ts";
import type { PixelBox } from "./tesseract.ts";

/** What stands between the letters of a word in its picture. */
export interface NumberMarks {
  /**
   * The small marks between two letters from left to right: `.` at the base line, `,` reaching below it, `?` which of the two cannot be
   * told, `-` at half height.
   */
  readonly marks: string;
  /** where the stroke of a minus sign begins that stands close before the word; null where none does */
  readonly minus: number | null;
}

/** Connected dark pixels. */
interface Blob {
  left: number;
  top: number;
  right: number;
  bottom: number;
  pixels: number;
}

/**
 * Looks at a word's picture for specks the size of a point or comma at the base line, and for strokes of minus signs: what recognition
 * loses or takes for each other most of all in numbers.
 * @param box of the word
 * @param from where what stands before the word ends
 * @returns null where its letters cannot be told from each other
 */
export function marksOf(image: GrayImage, box: PixelBox, from: number): NumberMarks | null {
  const height = box[3] - box[1];
  const area: PixelBox = [
    Math.max(0, Math.ceil(Math.max(from, box[0] - height))),
    Math.max(0, box[1] - Math.ceil(0.2 * height)),
    Math.min(image.width, box[2] + 1),
    Math.min(image.height, box[3] + Math.ceil(0.3 * height)),
  ];
  const blobs = blobsOf(image, area).sort((a, b) => a.left - b.left);
  const isTall = (blob: Blob) => heightOf(blob) > 0.55 * height && blob.right > box[0];
  const letters = blobs.filter(isTall);
  const [first, last] = [letters[0], letters.at(-1)];
  if (!first || !last) return null;
  const letterHeight = median(letters.map(heightOf));
  const isSpeck = (blob: Blob) =>
    heightOf(blob) <= 0.4 * letterHeight &&
    widthOf(blob) <= 0.32 * letterHeight &&
    Math.min(heightOf(blob), widthOf(blob)) >= Math.max(2, 0.06 * letterHeight) &&
    blob.pixels >= 0.4 * heightOf(blob) * widthOf(blob);
  const isStroke = (blob: Blob) =>
    heightOf(blob) <= 0.22 * letterHeight &&
    widthOf(blob) >= Math.max(0.17 * letterHeight, 1.5 * heightOf(blob)) &&
    widthOf(blob) <= letterHeight;
  let marks = "";
  let minus: number | null = null;
  for (const blob of blobs) {
    if (isTall(blob)) continue;
    // The foot of the letters beside it: a line may lean.
    const [before, after] = [
      letters.findLast(({ left }) => left < blob.left),
      letters.find(({ left }) => left >= blob.right - 1),
    ];
    if (!after) continue;
    const foot = before ? (before.bottom + after.bottom) / 2 : after.bottom;
    const middle = (blob.top + blob.bottom) / 2;
    const isAtHalf = middle < foot - 0.2 * letterHeight && middle > foot - 0.7 * letterHeight;
    if (isStroke(blob) && isAtHalf) {
      if (before) marks += "-";
      else if (after === first && first.left - blob.right <= 0.45 * letterHeight) minus = blob.left;
      continue;
    }
    if (!before || !isSpeck(blob) || Math.abs(blob.bottom - foot) > 0.35 * letterHeight) continue;
    if (blob.bottom < foot - 0.12 * letterHeight || blob.top < foot - 0.4 * letterHeight) continue;
    // The lower half of a colon.
    const isBelow = blobs.some(
      (other) =>
        other !== blob &&
        isSpeck(other) &&
        other.bottom < blob.top &&
        other.left < blob.right &&
        other.right > blob.left,
    );
    if (isBelow) continue;
    marks += kindOf(blob, foot, letterHeight);
  }
  return { marks, minus };
}

/** Commas are longer than wide and reach below the line; between the two lies what a bad scan makes of either. */
function kindOf(speck: Blob, foot: number, letterHeight: number): "." | "," | "?" {
  const below = (speck.bottom - foot) / letterHeight;
  const height = heightOf(speck) / letterHeight;
  const length = heightOf(speck) / widthOf(speck);
  if (below <= 0.05 && (length <= 1 ? height <= 0.26 : length <= 1.25 && height <= 0.24)) return ".";
  return below >= 0.08 && length >= 1.2 && height >= 0.22 ? "," : "?";
}

function heightOf({ top, bottom }: Blob): number {
  return bottom - top;
}

function widthOf({ left, right }: Blob): number {
  return right - left;
}

/** Dark pixels that touch, corners included. */
function blobsOf(image: GrayImage, [left, top, right, bottom]: PixelBox): Blob[] {
  const [width, height] = [right - left, bottom - top];
  if (width <= 0 || height <= 0) return [];
  const limit = darknessLimit(image, [left, top, right, bottom]);
  const isDark = (x: number, y: number) => (image.data[(top + y) * image.width + left + x] ?? 255) < limit;
  const seen = new Uint8Array(width * height);
  const blobs: Blob[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 1 || !isDark(start % width, Math.floor(start / width))) continue;
    const blob: Blob = { left: right, top: bottom, right: left, bottom: top, pixels: 0 };
    const open = [start];
    seen[start] = 1;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      blob.left = Math.min(blob.left, left + x);
      blob.right = Math.max(blob.right, left + x + 1);
      blob.top = Math.min(blob.top, top + y);
      blob.bottom = Math.max(blob.bottom, top + y + 1);
      blob.pixels++;
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const next = row * width + column;
          if (seen[next] === 1 || !isDark(column, row)) continue;
          seen[next] = 1;
          open.push(next);
        }
      }
    }
    blobs.push(blob);
  }
  return blobs;
}

/** What is darker is ink. Small marks are lighter than letters, so that it lies nearer to the paper than to the ink. */
function darknessLimit({ width, data }: GrayImage, [left, top, right, bottom]: PixelBox): number {
  const tones = new Uint32Array(256);
  for (let y = top; y < bottom; y++) {
    for (const tone of data.subarray(y * width + left, y * width + right)) tones[tone] = (tones[tone] ?? 0) + 1;
  }
  const toneAt = (share: number) => {
    let [tone, seen] = [0, 0];
    while (tone < 255 && (seen += tones[tone] ?? 0) <= share * (right - left) * (bottom - top)) tone++;
    return tone;
  };
  const [ink, paper] = [toneAt(0.03), toneAt(0.8)];
  return paper - 0.45 * (paper - ink);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
