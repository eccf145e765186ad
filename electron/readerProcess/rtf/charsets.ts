import iconv from "iconv-lite";

/** Code pages of `\fcharsetN`; 0 is what Windows calls ANSI, 1 the default of the document. */
const pages: Readonly<Record<number, number>> = {
  0: 1252,
  77: 10000,
  128: 932,
  129: 949,
  130: 1361,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
  254: 437,
  255: 850,
};

/** The charset of fonts that hold signs instead of letters. */
export const symbolCharset = 2;

/** The code page of a font's character set; null where it has none of its own. */
export function codePageOf(charset: number): number | null {
  return pages[charset] ?? null;
}

/** Text of bytes in a code page of Windows, DOS or the Macintosh; what is unknown is read as 1252. */
export function decodeBytes(bytes: readonly number[], codePage: number): string {
  // Nearly all of them are, and every code page has them alike.
  if (bytes.length <= 1000 && bytes.every((byte) => byte < 0x80)) return String.fromCharCode(...bytes);
  const buffer = Buffer.from(bytes);
  if (codePage === 65001) return buffer.toString("utf8");
  if (codePage === 10000) return iconv.decode(buffer, "macroman");
  const name = `cp${codePage}`;
  return iconv.decode(buffer, iconv.encodingExists(name) ? name : "cp1252");
}
