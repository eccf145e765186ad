import type { TesseractModule } from "tesseract.js-core/tesseract-core-relaxedsimd-lstm.js";
import type { GrayImage } from "./grayImage.ts";

/**
 * Decodes a PNG, JPEG or TIFF file with Leptonica, which Tesseract carries, and takes its colours away. Transparent parts
 * become white, as on paper. Of a TIFF file the picture its header names is taken.
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
  const toneOf = depth === 32 ? toneOfColour(pix.get_spp() === 4) : toneOfIndex(paletteOf(memory, map), depth);
  const perWord = 32 / depth;
  const mask = depth === 32 ? 0xffffffff : 2 ** depth - 1;
  const data = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      const word = words[y * wordsPerRow + Math.floor(x / perWord)] ?? 0;
      data[to] = toneOf(((word >>> (32 - depth * ((x % perWord) + 1))) & mask) >>> 0);
    }
  }
  return { width, height, data };
}

/** Luma after ITU-R BT.601 of red, green, blue and, where there is one, the share that covers the white below. */
function toneOfColour(hasAlpha: boolean): (pixel: number) => number {
  return (pixel) => {
    const luma = lumaOf(pixel >>> 24, (pixel >>> 16) & 255, (pixel >>> 8) & 255);
    return hasAlpha ? Math.round(255 + ((luma - 255) * (pixel & 255)) / 255) : luma;
  };
}

function toneOfIndex(palette: ((index: number) => number) | null, depth: number): (pixel: number) => number {
  if (palette) return palette;
  // Leptonica's bit 1 is black.
  if (depth === 1) return (bit) => (bit === 1 ? 0 : 255);
  const most = 2 ** depth - 1;
  return (value) => Math.round((value * 255) / most);
}

/** A colour map's entries are blue, green, red and alpha, a byte each. */
function paletteOf(memory: WebAssembly.Memory, map: number): ((index: number) => number) | null {
  if (map === 0) return null;
  // The first field of the structure is the pointer to its entries.
  const entries = new DataView(memory.buffer).getUint32(map, true);
  const bytes = new Uint8Array(memory.buffer).slice(entries, entries + 4 * 256);
  return (index) => lumaOf(bytes[4 * index + 2] ?? 0, bytes[4 * index + 1] ?? 0, bytes[4 * index] ?? 0);
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
