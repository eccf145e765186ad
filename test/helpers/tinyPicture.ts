import { crc32, deflateSync } from "node:zlib";
import type { GrayImage } from "../../electron/readerProcess/ocr/grayImage.ts";
import { openPdfRaster } from "../../electron/readerProcess/ocr/pdfRaster.ts";
import { type PdfText, tinyPdf, type TinyPdfOptions } from "./tinyPdf.ts";

/** Pages of 612 × 792 points with the given lines, drawn at `dotsPerInch`. */
export async function drawPages(
  pages: readonly (readonly PdfText[])[],
  dotsPerInch = 150,
  options: TinyPdfOptions = {},
): Promise<GrayImage[]> {
  const raster = await openPdfRaster(tinyPdf(pages, options), null);
  const scale = dotsPerInch / 72;
  return pages.map((_, index) => {
    const image = raster.draw(index + 1, Math.round(612 * scale), Math.round(792 * scale));
    if (!image) throw new Error("The page could not be drawn.");
    return image;
  });
}

/** A grey PNG that says its resolution. */
export function toPng(image: GrayImage, dotsPerInch = 150): Buffer {
  const { width, height } = image;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const resolution = Buffer.alloc(9);
  resolution.writeUInt32BE(Math.round(dotsPerInch / 0.0254), 0);
  resolution.writeUInt32BE(Math.round(dotsPerInch / 0.0254), 4);
  resolution.writeUInt8(1, 8);
  return Buffer.concat([
    Buffer.from("\u0089PNG\r\n\u001A\n", "latin1"),
    chunk("IHDR", head),
    chunk("pHYs", resolution),
    chunk("IDAT", deflateSync(withFilters(image))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The head of a PNG that claims a size; its picture is missing. */
export function pngHead(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from("\u0089PNG\r\n\u001A\n", "latin1"), chunk("IHDR", head)]);
}

function withFilters({ width, height, data }: GrayImage): Buffer {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return rows;
}

/** A chunk of a PNG with its length and checksum. */
export function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

/** A TIFF of grey pictures, not compressed, one after the other. */
export function toTiff(images: readonly GrayImage[]): Buffer {
  const parts: Buffer[] = [Buffer.from("II*\0", "latin1"), Buffer.alloc(4)];
  let at = 8;
  const directories: number[] = [];
  const links: { part: Buffer; at: number }[] = [];
  for (const { width, height, data } of images) {
    parts.push(Buffer.from(data));
    const strip = at;
    at += data.length;
    const tags = [
      [256, 4, width],
      [257, 4, height],
      [258, 3, 8],
      [259, 3, 1],
      [262, 3, 1],
      [273, 4, strip],
      [277, 3, 1],
      [278, 4, height],
      [279, 4, data.length],
    ] as const;
    const directory = Buffer.alloc(2 + 12 * tags.length + 4);
    directory.writeUInt16LE(tags.length, 0);
    for (const [index, [tag, type, value]] of tags.entries()) {
      directory.writeUInt16LE(tag, 2 + 12 * index);
      directory.writeUInt16LE(type, 4 + 12 * index);
      directory.writeUInt32LE(1, 6 + 12 * index);
      directory.writeUInt32LE(value, 10 + 12 * index);
    }
    directories.push(at);
    links.push({ part: directory, at: directory.length - 4 });
    parts.push(directory);
    at += directory.length;
  }
  parts[1]?.writeUInt32LE(directories[0] ?? 0, 0);
  for (const [index, { part, at: place }] of links.entries()) part.writeUInt32LE(directories[index + 1] ?? 0, place);
  return Buffer.concat(parts);
}

/**
 * A PDF of scans: each page is a picture that fills it, or nothing for `null`; `text` puts invisible lines of a text layer over
 * it, as programs that recognise text do.
 */
export function scannedPdf(pages: readonly ({ image: GrayImage; text?: readonly string[] } | null)[]): Buffer {
  const objects: Buffer[] = [];
  const add = (body: string, stream?: Buffer) =>
    objects.push(
      stream
        ? Buffer.concat([Buffer.from(`${body}\nstream\n`, "latin1"), stream, Buffer.from("\nendstream", "latin1")])
        : Buffer.from(body, "latin1"),
    );
  const first = 4;
  add("<< /Type /Catalog /Pages 2 0 R >>");
  add(
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${first + 3 * index} 0 R`).join(" ")}] >>`,
  );
  add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  for (const [index, page] of pages.entries()) {
    const own = first + 3 * index;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${own + 1} 0 R ` +
        `/Resources << /Font << /R 3 0 R >> /XObject << /P ${own + 2} 0 R >> >> >>`,
    );
    const text = (page?.text ?? [])
      .map((line, at) => `BT 3 Tr /R 9 Tf 1 0 0 1 72 ${700 - 12 * at} Tm (${line}) Tj ET`)
      .join(" ");
    const content = Buffer.from(page ? `q 612 0 0 792 0 0 cm /P Do Q ${text}` : "", "latin1");
    add(`<< /Length ${content.length} >>`, content);
    const { width, height, data } = page?.image ?? { width: 1, height: 1, data: Uint8Array.of(255) };
    const packed = deflateSync(data);
    add(
      `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray ` +
        `/BitsPerComponent 8 /Filter /FlateDecode /Length ${packed.length} >>`,
      packed,
    );
  }
  const file: Buffer[] = [Buffer.from("%PDF-1.4\n", "latin1")];
  const offsets: number[] = [];
  let at = file[0]?.length ?? 0;
  for (const [index, body] of objects.entries()) {
    offsets.push(at);
    const object = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from("\nendobj\n")]);
    file.push(object);
    at += object.length;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  file.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}` +
        `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(file);
}
