import type { TesseractModule } from "tesseract.js-core/tesseract-core-relaxedsimd-lstm.js";
import type { GrayImage } from "./grayImage.ts";

/**
 * Decodes a PNG, JPEG or TIFF file with Leptonica, which Tesseract carries, and takes its colours away. Transparent parts
 * become white, as on paper, but behind letters that are light throughout, which are read as dark ones. Of a TIFF file the picture its header names is taken.
 * @returns null where the file is no such picture, is damaged, or does not fit the memory
 */
export function decodePicture(module: TesseractModule, memory: WebAssembly.Memory, file: Uint8Array): GrayImage | null {
  const { _malloc: allocate, _free: free, _pixReadMem: readPicture } = module;
  const at = allocate(file.length);
  if (at === 0) return null;
  new Uint8Array(memory.buffer).set(file, at);
  const pointer = readPicture(at, file.length);
  free(at);
  if (pointer === 0) return null;
  try {
    return toGray(module, memory, pointer);
  } finally {
    destroy(module, memory, pointer);
  }
}

function toGray(module: TesseractModule, memory: WebAssembly.Memory, pointer: number): GrayImage {
  const pix = module.wrapPointer(pointer, module.Pix);
  const [width, height, depth, wordsPerRow] = [pix.get_w(), pix.get_h(), pix.get_d(), pix.get_wpl()];
  // Words of 32 bits, whose first pixel is in the highest bits.
  const words = new Uint32Array(memory.buffer, pix.get_data(), wordsPerRow * height);
  const map = module.getPointer(pix.get_colormap());
  const pixelOf = depth === 32 ? colourPixel(pix.get_spp() === 4) : indexPixel(paletteOf(memory, map), depth);
  const perWord = 32 / depth;
  const mask = depth === 32 ? 0xffffffff : 2 ** depth - 1;
  const data = new Uint8Array(width * height);
  const covers = new Uint8Array(width * height).fill(255);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      const word = words[y * wordsPerRow + Math.floor(x / perWord)] ?? 0;
      const pixel = pixelOf(((word >>> (32 - depth * ((x % perWord) + 1))) & mask) >>> 0);
      data[to] = pixel >>> 8;
      covers[to] = pixel & 255;
    }
  }
  const isInverse = isLightOnNothing(data, covers);
  for (const [at, cover] of covers.entries()) {
    const tone = data[at] ?? 255;
    data[at] = Math.round(255 + (((isInverse ? 255 - tone : tone) - 255) * cover) / 255);
  }
  return { width, height, data };
}

/** Whether most of a picture is transparent, and hardly anything of the rest can be seen on white. */
function isLightOnNothing(tones: Uint8Array, covers: Uint8Array): boolean {
  let [covered, dark] = [0, 0];
  for (const [at, cover] of covers.entries()) {
    if (cover < 128) continue;
    covered++;
    if ((tones[at] ?? 0) < 160) dark++;
  }
  return covered > 0 && covered < covers.length / 2 && dark < covered / 10;
}

/** A pixel as its luma after ITU-R BT.601 times 256, and the share from 0 to 255 that it covers of what is below. */
type PixelOf = (value: number) => number;

function colourPixel(hasAlpha: boolean): PixelOf {
  return (pixel) => {
    const luma = lumaOf(pixel >>> 24, (pixel >>> 16) & 255, (pixel >>> 8) & 255);
    return luma * 256 + (hasAlpha ? pixel & 255 : 255);
  };
}

function indexPixel(palette: PixelOf | null, depth: number): PixelOf {
  if (palette) return palette;
  // Leptonica's bit 1 is black.
  if (depth === 1) return (bit) => (bit === 1 ? 255 : 0xffff);
  const most = 2 ** depth - 1;
  return (value) => Math.round((value * 255) / most) * 256 + 255;
}

/** A colour map's entries are blue, green, red and alpha, a byte each. */
function paletteOf(memory: WebAssembly.Memory, map: number): PixelOf | null {
  if (map === 0) return null;
  // The first field of the structure is the pointer to its entries.
  const entries = new DataView(memory.buffer).getUint32(map, true);
  const bytes = new Uint8Array(memory.buffer).slice(entries, entries + 4 * 256);
  return (index) => {
    const luma = lumaOf(bytes[4 * index + 2] ?? 0, bytes[4 * index + 1] ?? 0, bytes[4 * index] ?? 0);
    return luma * 256 + (bytes[4 * index + 3] ?? 255);
  };
}

function lumaOf(red: number, green: number, blue: number): number {
  return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
}

function destroy(module: TesseractModule, memory: WebAssembly.Memory, pointer: number): void {
  const { _malloc: allocate, _free: free, _pixDestroy: destroyPicture } = module;
  const holder = allocate(4);
  if (holder === 0) return;
  new DataView(memory.buffer).setUint32(holder, pointer, true);
  destroyPicture(holder);
  free(holder);
}
