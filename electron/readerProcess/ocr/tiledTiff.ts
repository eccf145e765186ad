import { type GrayImage, mirror, type QuarterTurns, turn } from "./grayImage.ts";
import { isLittleEndian } from "./pictureFile.ts";

/** A TIFF picture that is stored in tiles (TIFF 6.0, section 15), which the decoder knows in strips alone. */
export interface TiledPicture {
  readonly width: number;
  readonly height: number;
  /** EXIF orientation */
  readonly orientation: number;
  readonly tiles: readonly Tile[];
}

/** A tile as a TIFF file of its own, and where its top left corner lies. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  file(): Uint8Array;
}

const tag = {
  width: 256,
  height: 257,
  stripOffsets: 273,
  orientation: 274,
  rowsPerStrip: 278,
  stripBytes: 279,
  planes: 284,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
} as const;
/** Bytes of a value by the type of a field. */
const sizes: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
/** What a tile needs as well to be decoded: bits, compression, colours, the order of bits, samples, predictor, tables of JPEG. */
const kept = [258, 259, 262, 266, 277, 282, 283, 284, 292, 293, 296, 317, 320, 338, 339, 347, 530, 531, 532];

interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** The tiles of the first picture of a TIFF file; null where it has none, or its colours lie in planes of their own. */
export function tilesOf(file: Uint8Array): TiledPicture | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const little = isLittleEndian(view);
  try {
    const fields = fieldsOf(file, view, little);
    const first = (name: number, other = 0) => numbersOf(fields.get(name), little)[0] ?? other;
    const [width, height] = [first(tag.width), first(tag.height)];
    const [tileWidth, tileHeight] = [first(tag.tileWidth), first(tag.tileHeight)];
    if (tileWidth === 0 || tileHeight === 0 || first(tag.planes, 1) !== 1) return null;
    const offsets = numbersOf(fields.get(tag.tileOffsets), little);
    const lengths = numbersOf(fields.get(tag.tileBytes), little);
    const across = Math.ceil(width / tileWidth);
    const needed = across * Math.ceil(height / tileHeight);
    const others = kept.flatMap((name) => fields.get(name) ?? []);
    const tiles = offsets.slice(0, needed).map((offset, index): Tile => {
      const data = file.subarray(offset, offset + (lengths[index] ?? 0));
      return {
        x: (index % across) * tileWidth,
        y: Math.floor(index / across) * tileHeight,
        file: () => stripFile(others, tileWidth, tileHeight, data, little),
      };
    });
    return { width, height, orientation: first(tag.orientation, 1), tiles };
  } catch (error) {
    // What is read lies beyond the end of the file.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The picture of its tiles as they were decoded, shown as it is to be; null where one of them could not be. */
export function joinTiles(
  { width, height, orientation, tiles }: TiledPicture,
  decode: (file: Uint8Array) => GrayImage | null,
): GrayImage | null {
  const data = new Uint8Array(width * height).fill(255);
  for (const { x, y, file } of tiles) {
    const tile = decode(file());
    if (!tile) return null;
    const columns = Math.min(tile.width, width - x);
    for (let row = 0; row < Math.min(tile.height, height - y); row++) {
      data.set(tile.data.subarray(row * tile.width, row * tile.width + columns), (y + row) * width + x);
    }
  }
  const turns: QuarterTurns = ([0, 0, 0, 2, 2, 3, 1, 1, 3] as const)[orientation] ?? 0;
  const stored = { width, height, data };
  return turn([2, 4, 5, 7].includes(orientation) ? mirror(stored) : stored, turns);
}

function fieldsOf(file: Uint8Array, view: DataView, little: boolean): Map<number, Field> {
  const directory = view.getUint32(4, little);
  const fields = new Map<number, Field>();
  for (let index = 0; index < view.getUint16(directory, little); index++) {
    const at = directory + 2 + 12 * index;
    const [name, type, count] = [
      view.getUint16(at, little),
      view.getUint16(at + 2, little),
      view.getUint32(at + 4, little),
    ];
    const length = (sizes[type] ?? 0) * count;
    const from = length <= 4 ? at + 8 : view.getUint32(at + 8, little);
    if (from + length > file.length) throw new RangeError("A value lies beyond the end of the file.");
    fields.set(name, { tag: name, type, count, bytes: file.subarray(from, from + length) });
  }
  return fields;
}

function numbersOf(field: Field | undefined, little: boolean): number[] {
  if (!field) return [];
  const view = new DataView(field.bytes.buffer, field.bytes.byteOffset, field.bytes.byteLength);
  if (field.type === 3) return Array.from({ length: field.count }, (_, index) => view.getUint16(2 * index, little));
  if (field.type === 4) return Array.from({ length: field.count }, (_, index) => view.getUint32(4 * index, little));
  return [];
}

/** A TIFF file of one strip: a tile is stored as one. */
function stripFile(
  others: readonly Field[],
  width: number,
  height: number,
  data: Uint8Array,
  little: boolean,
): Uint8Array {
  const long = (name: number, value: number): Field => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, little);
    return { tag: name, type: 4, count: 1, bytes };
  };
  const names = others.length + 5;
  let free = 8 + 2 + 12 * names + 4;
  const places = others.map(({ bytes }) => {
    const at = free;
    if (bytes.length > 4) free += bytes.length + (bytes.length % 2);
    return at;
  });
  const placed = new Map(others.map((field, index) => [field, places[index] ?? 0]));
  const fields = [
    ...others,
    long(tag.width, width),
    long(tag.height, height),
    long(tag.stripOffsets, free),
    long(tag.rowsPerStrip, height),
    long(tag.stripBytes, data.length),
  ].sort((one, other) => one.tag - other.tag);
  const file = new Uint8Array(free + data.length);
  const view = new DataView(file.buffer);
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, fields.length, little);
  for (const [index, field] of fields.entries()) {
    const at = 10 + 12 * index;
    view.setUint16(at, field.tag, little);
    view.setUint16(at + 2, field.type, little);
    view.setUint32(at + 4, field.count, little);
    const place = placed.get(field);
    if (place === undefined || field.bytes.length <= 4) file.set(field.bytes, at + 8);
    else {
      view.setUint32(at + 8, place, little);
      file.set(field.bytes, place);
    }
  }
  file.set(data, free);
  return file;
}
