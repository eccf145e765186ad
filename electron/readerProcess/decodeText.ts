import chardet from "chardet";
import iconv from "iconv-lite";

/**
 * Text in the encoding its bytes show: byte order mark, zero bytes in every other place (UTF-16), valid UTF-8, the `meta` of an HTML
 * file, then the guess of chardet. Null for what is no text.
 */
export function decodeText(bytes: Uint8Array, hint: { readonly html: boolean }): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const encoding = detectEncoding(buffer, hint.html);
  if (encoding === null) return null;
  const text = iconv.decode(buffer, encoding);
  return isText(text) ? text.replace(/^\uFEFF/u, "").replace(/\r\n?/gu, "\n") : null;
}

const sampleBytes = 256 * 1024;

function detectEncoding(buffer: Buffer, html: boolean): string | null {
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) return "utf-8";
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return "utf-16le";
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return "utf-16be";
  const sample = buffer.subarray(0, sampleBytes);
  const wide = utf16Without(sample);
  if (wide) return wide;
  if (sample.includes(0)) return null;
  if (isUtf8(buffer)) return "utf-8";
  if (html) {
    const declared = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/iu.exec(
      sample.subarray(0, 8192).toString("latin1"),
    )?.[1];
    if (declared && !/^utf-?(?:8|16)/iu.test(declared) && iconv.encodingExists(declared)) return widened(declared);
  }
  const guess = chardet.detect(sample);
  if (guess && guess !== "UTF-8" && guess !== "ASCII" && iconv.encodingExists(guess)) return widened(guess);
  return "windows-1252";
}

/** Files that say ISO-8859-1 are read as Windows-1252, of which it is a part, as browsers do. */
function widened(encoding: string): string {
  return /^(?:iso-?8859-?1|latin-?1|us-ascii|ascii)$/iu.test(encoding) ? "windows-1252" : encoding;
}

/** Zero bytes nearly only in even or only in odd places. */
function utf16Without(sample: Buffer): "utf-16le" | "utf-16be" | null {
  if (sample.length < 4 || !sample.includes(0)) return null;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < sample.length; index++) {
    if (sample[index] !== 0) continue;
    if (index % 2 === 0) even++;
    else odd++;
  }
  const half = sample.length / 2;
  if (odd > 0.1 * half && even < 0.02 * half) return "utf-16le";
  if (even > 0.1 * half && odd < 0.02 * half) return "utf-16be";
  return null;
}

function isUtf8(buffer: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(buffer);
    return true;
  } catch {
    // Not an error: one of the legacy encodings is next.
    return false;
  }
}

/** Control characters other than white space are rare in text. */
function isText(text: string): boolean {
  const odd = text.match(/(?![\t\n\v\f\r])[\p{Cc}\uFFFD]/gu)?.length ?? 0;
  return odd <= Math.max(2, 0.02 * text.length) && !text.includes("\u0000");
}
