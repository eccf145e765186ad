import type { Box, WordEdges } from "./runBoxes.ts";

/**
 * Finds the words of a line in its picture. A PDF tells where a stretch of text begins and how wide it is, not where its
 * words stand, and justified lines stretch their spaces; the gaps of white between words are in the drawn page for all
 * to see.
 * @param pixelsPerPoint of the canvas, not of the screen
 */
export function wordInkOf(canvas: HTMLCanvasElement, pixelsPerPoint: number): WordEdges {
  let reading: CanvasRenderingContext2D | null = null;
  return (box, words) => {
    reading ??= readableCopy(canvas);
    const left = Math.max(0, Math.floor(box.x * pixelsPerPoint));
    const width = Math.min(canvas.width, Math.ceil((box.x + box.width) * pixelsPerPoint)) - left;
    // without the rims, where the lines above and below reach in and underlines run
    const top = Math.max(0, Math.round((box.y + box.height * 0.2) * pixelsPerPoint));
    const height = Math.min(canvas.height - top, Math.max(1, Math.round(box.height * 0.6 * pixelsPerPoint)));
    if (!reading || width < words * 2 || height < 1) return null;
    const columns = inkOfColumns(reading.getImageData(left, top, width, height));
    return toPoints(findWords(columns, words), left, pixelsPerPoint, box);
  };
}

function readableCopy(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext("2d", { willReadFrequently: true, alpha: false });
  context?.drawImage(canvas, 0, 0);
  return context;
}

/** The strongest difference from the ground in each column of pixels, 0 to 255. */
function inkOfColumns({ data, width, height }: ImageData): number[] {
  const grey = (index: number) => ((data[index] ?? 0) * 3 + (data[index + 1] ?? 0) * 6 + (data[index + 2] ?? 0)) / 10;
  const counts = new Uint32Array(256);
  for (let at = 0; at < data.length; at += 4) {
    const level = Math.round(grey(at));
    counts[level] = (counts[level] ?? 0) + 1;
  }
  const ground = counts.indexOf(Math.max(...counts));
  return Array.from({ length: width }, (_, x) => {
    let most = 0;
    for (let y = 0; y < height; y++) most = Math.max(most, Math.abs(grey((y * width + x) * 4) - ground));
    return most;
  });
}

/** a column with less than this share of the line's strongest ink is part of a gap, as far as it is white */
const white = 0.5;

/**
 * Stretches of ink, one for each word, as `[from, to]` in columns: the line is cut at its widest gaps of white, and only
 * where the gaps between words are clearly wider than those between letters. A column that is partly inked, as at the
 * rim of a letter, counts as the part of it that is white, so that small type is told apart below the width of a pixel.
 */
export function findWords(columns: readonly number[], words: number): [number, number][] | null {
  const threshold = columns.reduce((most, ink) => Math.max(most, ink), 0) * white;
  const stretches: { from: number; to: number; gapBefore: number }[] = [];
  let gap = 0;
  for (const [x, ink] of columns.entries()) {
    if (ink <= threshold) {
      gap += 1 - ink / Math.max(threshold, 1);
      continue;
    }
    const last = stretches.at(-1);
    if (last?.to === x) last.to = x + 1;
    else stretches.push({ from: x, to: x + 1, gapBefore: gap });
    gap = 0;
  }
  if (stretches.length < words) return null;
  const gaps = stretches
    .map(({ gapBefore }, index) => ({ index, width: gapBefore }))
    .slice(1)
    .toSorted((a, b) => b.width - a.width);
  const narrowest = gaps[words - 2]?.width ?? Number.POSITIVE_INFINITY;
  const widestWithin = gaps[words - 1]?.width ?? 0;
  if (narrowest < 1.1 * widestWithin) return null;
  const firsts = [0, ...gaps.slice(0, words - 1).map(({ index }) => index)].toSorted((a, b) => a - b);
  return firsts.map((first, index) => {
    const last = (firsts[index + 1] ?? stretches.length) - 1;
    return [stretches[first]?.from ?? 0, stretches[last]?.to ?? 0];
  });
}

function toPoints(
  found: [number, number][] | null,
  left: number,
  pixelsPerPoint: number,
  box: Box,
): [number, number][] | null {
  if (!found) return null;
  const inBox = (column: number) => Math.min(Math.max((left + column) / pixelsPerPoint, box.x), box.x + box.width);
  return found.map(([from, to]) => [inBox(from), inBox(to)]);
}
