import type { PictureFacts } from "./pictureFile.ts";

/** points of the longer side of A4 */
const longSide = 842;

/**
 * The size of a picture as a page, as shown, in points: by its resolution, else by that of a screen, and no larger than A4
 * where that would be an invention.
 */
export function pictureSize({ width, height, dotsPerInch, turns }: PictureFacts): { width: number; height: number } {
  const scale = dotsPerInch === null ? Math.min(72 / 96, longSide / Math.max(width, height)) : 72 / dotsPerInch;
  const [across, down] = turns % 2 === 1 ? [height, width] : [width, height];
  return { width: across * scale, height: down * scale };
}
