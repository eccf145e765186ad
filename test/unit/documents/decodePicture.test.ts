import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { loadTesseract } from "../../../electron/readerProcess/ocr/tesseract.ts";
import { chunk } from "../../helpers/tinyPicture.ts";

type Tone = (x: number, y: number) => number;

/** A grey TIFF in tiles of 16 × 16 pixels, of either order of bytes. */
function tiledTiff(width: number, height: number, tone: Tone, little: boolean, orientation = 1): Buffer {
  const [across, down] = [Math.ceil(width / 16), Math.ceil(height / 16)];
  const tiles = Array.from({ length: across * down }, (_, index) =>
    Buffer.from(
      Array.from({ length: 256 }, (_pixel, at) =>
        tone((index % across) * 16 + (at % 16), Math.floor(index / across) * 16 + (at >> 4)),
      ),
    ),
  );
  const fields: [tag: number, values: number[]][] = [
    [256, [width]],
    [257, [height]],
    [258, [8]],
    [259, [1]],
    [262, [1]],
    [274, [orientation]],
    [277, [1]],
    [322, [16]],
    [323, [16]],
    [324, tiles.map((_, index) => 1024 + 256 * index)],
    [325, tiles.map(() => 256)],
  ];
  const head = Buffer.alloc(1024);
  const write16 = (value: number, at: number) =>
    little ? head.writeUInt16LE(value, at) : head.writeUInt16BE(value, at);
  const write32 = (value: number, at: number) =>
    little ? head.writeUInt32LE(value, at) : head.writeUInt32BE(value, at);
  head.write(little ? "II" : "MM");
  write16(42, 2);
  write32(8, 4);
  write16(fields.length, 8);
  let free = 512;
  for (const [index, [tag, values]] of fields.entries()) {
    const at = 10 + 12 * index;
    write16(tag, at);
    write16(4, at + 2);
    write32(values.length, at + 4);
    if (values.length > 1) write32(free, at + 8);
    for (const [place, value] of values.entries()) write32(value, values.length > 1 ? free + 4 * place : at + 8);
    if (values.length > 1) free += 4 * values.length;
  }
  return Buffer.concat([head, ...tiles]);
}

/** A PNG of grey pixels with the share that they cover. */
function transparentPng(width: number, height: number, tone: Tone, cover: Tone): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.from(
    Array.from({ length: height }, (_, y) => [
      0,
      ...Array.from({ length: width }, (_pixel, x) => [tone(x, y), tone(x, y), tone(x, y), cover(x, y)]).flat(),
    ]).flat(),
  );
  return Buffer.concat([
    Buffer.from("\u0089PNG\r\n\u001A\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

describe("a decoded picture", () => {
  const tone: Tone = (x, y) => x * 5 + y;

  it.each([true, false])("is joined from the tiles of a TIFF file (little-endian: %s)", async (little) => {
    const { decode } = await loadTesseract();
    const image = decode(tiledTiff(40, 20, tone, little));
    expect(image).toMatchObject({ width: 40, height: 20 });
    expect([...(image?.data ?? [])]).toEqual(
      Array.from({ length: 800 }, (_, at) => tone(at % 40, Math.floor(at / 40))),
    );
    const turned = decode(tiledTiff(40, 20, tone, little, 6));
    expect(turned).toMatchObject({ width: 20, height: 40 });
    expect(turned?.data[19]).toBe(tone(0, 0));
    expect(decode(tiledTiff(40, 20, tone, little).subarray(0, 1100))).toBeNull();
  });

  it("shows dark letters on transparency on white, light ones dark", async () => {
    const { decode } = await loadTesseract();
    const stroke: Tone = (x) => (x % 10 === 0 ? 255 : 0);
    const shown = (letters: number) => [
      ...(decode(transparentPng(20, 4, () => letters, stroke))?.data.subarray(0, 3) ?? []),
    ];
    expect(shown(0)).toEqual([0, 255, 255]);
    expect(shown(255)).toEqual([0, 255, 255]);
  });
});
