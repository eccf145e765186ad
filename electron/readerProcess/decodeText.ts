import { isUtf8 } from "node:buffer";
import chardet from "chardet";
import iconv from "iconv-lite";
import { guessShort } from "./legacyEncoding.ts";

export interface TextHint {
  /** whether `meta` elements may name the encoding */
  readonly html: boolean;
  /** the encoding that is named beside the text, as by the header of a message */
  readonly charset?: string | null;
}

/**
 * Text in the encoding its bytes show: byte order mark, escapes of ISO-2022, UTF-16 by its characters, UTF-8 that is valid or nearly so,
 * the encoding that is named in it or beside it, then a guess. Colour codes of a terminal and stray NUL characters are taken out. Null
 * for what is no text.
 */
export function decodeText(bytes: Uint8Array, hint: TextHint): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoded = decode(buffer, hint);
  if (decoded === null) return null;
  const filled = withoutNuls(decoded);
  const text = withoutTerminalCodes(filled);
  // Beside zeros hardly any other control character stands in a text.
  return isText(text, filled === decoded ? 2 : 0) ? text.replace(/^\uFEFF/u, "").replace(/\r\n?/gu, "\n") : null;
}

/** Without the colours and movements of a terminal (ECMA-48), and letters struck over themselves. */
export function withoutTerminalCodes(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-control-regex
    /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[()][0-9A-B]|[=>78cDEHMZ])|[^\n]\u0008/gu,
    "",
  );
}

const sampleBytes = 256 * 1024;

function decode(buffer: Buffer, hint: TextHint): string | null {
  const marked = markedAs(buffer);
  if (marked) return iconv.decode(buffer, marked);
  const stated =
    hint.charset
      ?.trim()
      .toLowerCase()
      .replace(/[;"']+/gu, "") || statedIn(buffer, hint.html);
  const shifted = decodeShifted(buffer, stated);
  if (shifted !== null) return shifted;
  const wide = utf16Without(buffer.subarray(0, sampleBytes));
  if (wide) return iconv.decode(buffer, wide);
  if (isUtf8(buffer)) return buffer.toString("utf8");
  const { valid, invalid } = sequencesIn(buffer);
  const saysUtf8 = stated !== null && /^utf-?8$/u.test(stated);
  if (valid >= (saysUtf8 ? invalid : 4 * invalid) && valid > 0) return buffer.toString("utf8");
  const named =
    stated === null || /^(?:utf-?(?:8|16|32)|us-ascii|ascii)/u.test(stated) ? null : decodeAs(buffer, stated);
  if (named !== null && !/[\uFFFD\u0080-\u009F]/u.test(named.slice(0, sampleBytes))) return named;
  // What is ASCII tells nothing.
  const first = Math.max(
    0,
    buffer.findIndex((byte) => byte >= 0x80),
  );
  const sample = buffer.subarray(Math.max(0, first - 512), first + sampleBytes);
  const guess = guessShort(sample) ?? chardet.detect(sample);
  const guessed = guess && guess !== "UTF-8" && guess !== "ASCII" ? decodeAs(buffer, guess) : null;
  return guessed ?? named ?? iconv.decode(buffer, "windows-1252");
}

function markedAs(buffer: Buffer): string | null {
  const begins = (...bytes: number[]) => bytes.every((byte, index) => buffer[index] === byte);
  if (begins(0xef, 0xbb, 0xbf)) return "utf-8";
  if (begins(0xff, 0xfe, 0, 0)) return "utf-32le";
  if (begins(0, 0, 0xfe, 0xff)) return "utf-32be";
  if (begins(0xff, 0xfe)) return "utf-16le";
  return begins(0xfe, 0xff) ? "utf-16be" : null;
}

/** What an XML declaration or a `meta` element says. */
function statedIn(buffer: Buffer, html: boolean): string | null {
  const start = buffer.subarray(0, 8192).toString("latin1");
  const xml = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/iu.exec(start)?.[1];
  const meta = html ? /<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)/iu.exec(start)?.[1] : undefined;
  return (xml ?? meta)?.toLowerCase() ?? null;
}

/** As the Encoding Standard names it, by which ISO-8859-1 is Windows-1252, else as iconv knows it. Null for what neither does. */
function decodeAs(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    // Not an error: code pages of DOS and others are no part of the standard.
    return iconv.encodingExists(encoding) ? iconv.decode(bytes, encoding) : null;
  }
}

/** Encodings that say by escapes in ASCII what follows: ISO-2022-JP and -KR, and what is named as UTF-7 or HZ. */
function decodeShifted(buffer: Buffer, stated: string | null): string | null {
  const ascii = buffer.subarray(0, sampleBytes).toString("latin1");
  // oxlint-disable-next-line no-control-regex
  if (/[\u0080-\u00FF]/u.test(ascii)) return null;
  // oxlint-disable-next-line no-control-regex
  if (/\u001B(?:\$[@B]|\$\([DQ]|\([IJ])/u.test(ascii)) return decodeAs(buffer, "iso-2022-jp");
  // oxlint-disable-next-line no-control-regex
  if (/\u001B\$\)C/u.test(ascii)) {
    // oxlint-disable-next-line no-control-regex
    return decodeRaised(buffer, /\u001B\$\)C|\u000E([^\u000F\n]*)\u000F?/gu, "euc-kr");
  }
  if (stated === "hz-gb-2312") return decodeRaised(buffer, /~\{([^\n]*?)~\}|~\n/gu, "gbk").replaceAll("~~", "~");
  return stated === "utf-7" ? iconv.decode(buffer, "utf-7") : null;
}

/** What stands between two shifts has its highest bits set in the encoding of eight bits. */
function decodeRaised(buffer: Buffer, shifts: RegExp, encoding: string): string {
  const raised = buffer
    .toString("latin1")
    .replace(shifts, (_whole, inside: string | undefined) =>
      [...(inside ?? "")].map((sign) => String.fromCharCode((sign.codePointAt(0) ?? 0) | 0x80)).join(""),
    );
  return iconv.decode(Buffer.from(raised, "latin1"), encoding);
}

/**
 * UTF-16 without a mark: bytes that are no text of eight bits, with zeros nearly only in even or only in odd places, or that are known
 * characters in one of the two orders.
 */
function utf16Without(sample: Buffer): "utf-16le" | "utf-16be" | null {
  // oxlint-disable-next-line no-control-regex
  if (sample.length < 4 || !/[\u0000-\u0006\u000E-\u001A]/u.test(sample.toString("latin1"))) return null;
  const zeros = zerosIn(sample);
  if (zeros.odd > 0.1 && zeros.even < 0.02) return "utf-16le";
  if (zeros.even > 0.1 && zeros.odd < 0.02) return "utf-16be";
  const even = sample.subarray(0, sample.length - (sample.length % 2));
  const [best, other] = (["utf-16le", "utf-16be"] as const)
    .map((encoding) => ({ encoding, share: knownShare(iconv.decode(even, encoding)) }))
    .toSorted((a, b) => b.share - a.share);
  return best && other && best.share > 0.98 && best.share > other.share ? best.encoding : null;
}

/** Shares of the bytes in even and in odd places that are zero, as of letters of ASCII in UTF-16. */
function zerosIn(sample: Buffer): { even: number; odd: number } {
  let [even, odd] = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even++;
    else odd++;
  }
  return { even: (2 * even) / sample.length, odd: (2 * odd) / sample.length };
}

const known =
  // oxlint-disable-next-line no-misleading-character-class
  /[\t\n\r -~\u00A0-\u024F\u0370-\u03FF\u0400-\u052F\u0590-\u05FF\u0600-\u06FF\u0900-\u0DFF\u0E00-\u0E7F\u1E00-\u1EFF\u2010-\u2027\u2030-\u205E\u20A0-\u20BF\u2190-\u21FF\u3000-\u30FF\u4E00-\u9FFF\uAC00-\uD7A3\uFF01-\uFFEE]/gu;

/** Share of characters that are often met; none without a space, a line feed or a full stop. */
function knownShare(text: string): number {
  if (!/[ \n\u3000-\u3002.]/u.test(text)) return 0;
  const rare = /\p{Cn}|[\u0900-\u0DFF\u0590-\u05FF]\P{M}?[\u4E00-\u9FFF]/gu;
  return ((text.match(known)?.length ?? 0) - (text.match(rare)?.length ?? 0)) / text.length;
}

/** Sequences of UTF-8 for characters outside ASCII, and bytes that belong to none; one that is cut off at the end is neither. */
function sequencesIn(buffer: Buffer): { valid: number; invalid: number } {
  let valid = 0;
  let invalid = 0;
  for (let at = 0; at < buffer.length; at++) {
    const byte = buffer[at] ?? 0;
    if (byte < 0x80) continue;
    const length =
      byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
    const sequence = buffer.subarray(at, at + length);
    if (length > 0 && isUtf8(sequence) && sequence.length === length) valid++;
    else if (length > 0 && sequence.length < length && sequence.subarray(1).every((next) => next >> 6 === 2)) break;
    else {
      invalid++;
      continue;
    }
    at += length - 1;
  }
  return { valid, invalid };
}

/** A crash leaves zeros in a log, in one place or few; a text with zeros all over is none. */
function withoutNuls(text: string): string {
  if (!text.includes("\u0000") || text.slice(257, 262) === "ustar") return text;
  // oxlint-disable-next-line no-control-regex
  const runs = text.match(/\u0000+/gu)?.length ?? 0;
  return runs <= Math.max(1, text.length / 200) ? text.replaceAll("\u0000", "") : text;
}

/** Control characters other than white space are rare in text. */
function isText(text: string, anyway: number): boolean {
  const odd = text.match(/(?![\t\n\v\f\r])[\p{Cc}\uFFFD]/gu)?.length ?? 0;
  return odd <= Math.max(anyway, 0.02 * text.length) && !text.includes("\u0000");
}
