import type { QuarterTurns } from "./grayImage.ts";

/** What the head of a picture's file says of one of its pictures. */
export interface PictureFacts {
  readonly kind: "png" | "jpeg" | "tiff";
  /** as stored, in pixels */
  readonly width: number;
  readonly height: number;
  /** null where it does not say, or not in a believable way */
  readonly dotsPerInch: number | null;
  /** how it is to be shown; a TIFF's is put right by its decoder */
  readonly turns: QuarterTurns;
  readonly mirrored: boolean;
  /** where in a TIFF file its directory stands; 0 in the others */
  readonly offset: number;
}

/** The pictures of a PNG, JPEG or TIFF file, without decoding any; empty where the file's head is damaged. At most `most`. */
export function listPictures(file: Uint8Array, most: number): PictureFacts[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  try {
    if (file[0] === 0x89) return [readPng(view)];
    if (file[0] === 0xff) return [readJpeg(view)];
    return readTiff(view, most);
  } catch (error) {
    // What is read lies beyond the end of the file.
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The same TIFF file with another of its pictures as the first. */
export function withFirstPicture(file: Uint8Array, offset: number): Uint8Array {
  const copy = Uint8Array.from(file);
  const view = new DataView(copy.buffer);
  view.setUint32(4, offset, isLittleEndian(view));
  return copy;
}

function readPng(view: DataView): PictureFacts {
  let dotsPerInch: number | null = null;
  // Each chunk is its length, its type, its data and a check sum; the resolution stands before the picture.
  for (let at = 8; at + 12 < view.byteLength;) {
    const type = view.getUint32(at + 4);
    if (type === 0x49444154) break;
    if (type === 0x70485973 && view.getUint8(at + 16) === 1) dotsPerInch = view.getUint32(at + 8) * 0.0254;
    at += 12 + view.getUint32(at);
  }
  return facts("png", view.getUint32(16), view.getUint32(20), dotsPerInch, 1);
}

function readJpeg(view: DataView): PictureFacts {
  let dotsPerInch: number | null = null;
  let orientation = 1;
  for (let at = 2; ;) {
    if (view.getUint8(at) !== 0xff) throw new RangeError("No marker where one must be.");
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return facts("jpeg", view.getUint16(at + 7), view.getUint16(at + 5), dotsPerInch, orientation);
    if (marker === 0xe0 && view.getUint32(at + 4) === 0x4a464946) {
      const unit = view.getUint8(at + 11);
      if (unit === 1 || unit === 2) dotsPerInch = view.getUint16(at + 12) * (unit === 2 ? 2.54 : 1);
    }
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) {
      const inner = new DataView(view.buffer, view.byteOffset + at + 10, view.getUint16(at + 2) - 8);
      const directory = readDirectory(inner, inner.getUint32(4, isLittleEndian(inner)));
      orientation = directory.tags.get(tag.orientation) ?? 1;
      dotsPerInch = resolutionOf(directory.tags) ?? dotsPerInch;
    }
    at += 2 + view.getUint16(at + 2);
  }
}

const tag = { width: 256, height: 257, orientation: 274, xResolution: 282, resolutionUnit: 296 } as const;

function readTiff(view: DataView, most: number): PictureFacts[] {
  const pictures: PictureFacts[] = [];
  const seen = new Set<number>();
  let offset = view.getUint32(4, isLittleEndian(view));
  while (offset !== 0 && !seen.has(offset) && pictures.length < most) {
    seen.add(offset);
    const { tags, next } = readDirectory(view, offset);
    const [width, height] = [tags.get(tag.width) ?? 0, tags.get(tag.height) ?? 0];
    // The decoder turns these by itself; sides are exchanged by the last four.
    const isSideways = (tags.get(tag.orientation) ?? 1) > 4;
    const picture = facts("tiff", isSideways ? height : width, isSideways ? width : height, resolutionOf(tags), 1);
    pictures.push({ ...picture, offset });
    offset = next;
  }
  return pictures;
}

function readDirectory(view: DataView, offset: number): { tags: Map<number, number>; next: number } {
  const little = isLittleEndian(view);
  const count = view.getUint16(offset, little);
  const tags = new Map<number, number>();
  for (let index = 0; index < count; index++) {
    const at = offset + 2 + 12 * index;
    const type = view.getUint16(at + 2, little);
    const value = view.getUint32(at + 8, little);
    if (type === 3) tags.set(view.getUint16(at, little), view.getUint16(at + 8, little));
    else if (type === 4) tags.set(view.getUint16(at, little), value);
    // A fraction of two numbers stands elsewhere.
    else if (type === 5 && value + 8 <= view.byteLength) {
      tags.set(view.getUint16(at, little), view.getUint32(value, little) / view.getUint32(value + 4, little));
    }
  }
  return { tags, next: view.getUint32(offset + 2 + 12 * count, little) };
}

function resolutionOf(tags: ReadonlyMap<number, number>): number | null {
  const value = tags.get(tag.xResolution);
  const unit = tags.get(tag.resolutionUnit) ?? 2;
  if (value === undefined || unit === 1) return null;
  return unit === 3 ? value * 2.54 : value;
}

/** Whether the numbers of a TIFF file begin with their last byte. */
export function isLittleEndian(view: DataView): boolean {
  return view.getUint16(0) === 0x4949;
}

/** Orientations after EXIF: 1 as stored, 3 upside down, 6 and 8 on a side; 2, 4, 5 and 7 are their mirror images. */
function facts(
  kind: PictureFacts["kind"],
  width: number,
  height: number,
  dotsPerInch: number | null,
  orientation: number,
): PictureFacts {
  const turns = ([0, 0, 0, 2, 2, 3, 1, 1, 3] as const)[orientation] ?? 0;
  const isBelievable = dotsPerInch !== null && dotsPerInch >= 70 && dotsPerInch <= 2400;
  return {
    kind,
    width,
    height,
    dotsPerInch: isBelievable ? dotsPerInch : null,
    turns,
    mirrored: [2, 4, 5, 7].includes(orientation),
    offset: 0,
  };
}
