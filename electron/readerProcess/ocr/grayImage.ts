/** A picture of eight bits a pixel, 0 black to 255 white, in rows from the top without padding. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** How often a picture is turned clockwise by 90 degrees. */
export type QuarterTurns = 0 | 1 | 2 | 3;

export function turn(image: GrayImage, turns: QuarterTurns): GrayImage {
  if (turns === 0) return image;
  const { width, height, data } = image;
  const turned = new Uint8Array(data.length);
  const [newWidth, newHeight] = turns === 2 ? [width, height] : [height, width];
  // Where the pixel at the top left of the turned picture was, and how far apart its neighbours were.
  const start = turns === 1 ? (height - 1) * width : turns === 2 ? data.length - 1 : width - 1;
  const right = turns === 1 ? -width : turns === 2 ? -1 : width;
  const down = turns === 1 ? 1 : turns === 2 ? -width : -1;
  for (let y = 0, to = 0; y < newHeight; y++) {
    let from = start + y * down;
    for (let x = 0; x < newWidth; x++, to++, from += right) turned[to] = data[from] ?? 255;
  }
  return { width: newWidth, height: newHeight, data: turned };
}

/** Left and right exchanged. */
export function mirror({ width, height, data }: GrayImage): GrayImage {
  const mirrored = new Uint8Array(data.length);
  for (let row = 0; row < data.length; row += width) {
    for (let x = 0; x < width; x++) mirrored[row + x] = data[row + width - 1 - x] ?? 255;
  }
  return { width, height, data: mirrored };
}

/** Another size of the same picture: each new pixel is the mean of those it covers, or lies between its neighbours. */
export function resize(image: GrayImage, factor: number): GrayImage {
  if (Math.abs(factor - 1) < 0.02) return image;
  const width = Math.max(1, Math.round(image.width * factor));
  const height = Math.max(1, Math.round(image.height * factor));
  const data = factor < 1 ? shrink(image, width, height) : enlarge(image, width, height);
  return { width, height, data };
}

function shrink(image: GrayImage, width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    const top = Math.floor((y * image.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * image.height) / height));
    for (let x = 0; x < width; x++, to++) {
      const left = Math.floor((x * image.width) / width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * image.width) / width));
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        for (let at = row * image.width + left; at < row * image.width + right; at++) sum += image.data[at] ?? 0;
      }
      data[to] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
  return data;
}

function enlarge(image: GrayImage, width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height);
  const at = (x: number, y: number) => image.data[y * image.width + x] ?? 255;
  for (let y = 0, to = 0; y < height; y++) {
    const v = Math.min(image.height - 1, Math.max(0, ((y + 0.5) * image.height) / height - 0.5));
    const top = Math.floor(v);
    const bottom = Math.min(image.height - 1, top + 1);
    for (let x = 0; x < width; x++, to++) {
      const u = Math.min(image.width - 1, Math.max(0, ((x + 0.5) * image.width) / width - 0.5));
      const left = Math.floor(u);
      const right = Math.min(image.width - 1, left + 1);
      const upper = at(left, top) + (at(right, top) - at(left, top)) * (u - left);
      const lower = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * (u - left);
      data[to] = Math.round(upper + (lower - upper) * (v - top));
    }
  }
  return data;
}

/** One tone all over, give or take the noise of a scanner. */
export function isBlank({ data }: GrayImage): boolean {
  const tones = new Uint32Array(256);
  for (const tone of data) tones[tone] = (tones[tone] ?? 0) + 1;
  // A letter of 8 points at 100 dots an inch has about 20 dark pixels.
  let darkest = 0;
  for (let seen = 0; darkest < 255; darkest++) if ((seen += tones[darkest] ?? 0) > 20) break;
  let lightest = 255;
  for (let seen = 0; lightest > 0; lightest--) if ((seen += tones[lightest] ?? 0) > 20) break;
  return lightest - darkest < 40;
}
