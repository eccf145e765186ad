/** A piece of an RTF file (Rich Text Format specification 1.9.1). */
export type RtfToken =
  | { readonly type: "open" }
  | { readonly type: "close" }
  /** a control word or symbol; `value` is null where it carries none */
  | { readonly type: "control"; readonly name: string; readonly value: number | null }
  /** bytes of text in the code page that is in force */
  | { readonly type: "bytes"; readonly bytes: Uint8Array };

const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** The tokens in their order. Line ends of the file are no text; binary data is passed over; what is cut off ends the file. */
export function* rtfTokens(file: Uint8Array): Generator<RtfToken> {
  const source = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at < source.length;) {
    const byte = source[at] ?? 0;
    if (byte === openBrace || byte === closeBrace) {
      at++;
      yield byte === openBrace ? { type: "open" } : { type: "close" };
    } else if (byte === backslash) {
      const { token, next } = controlAt(source, at + 1);
      at = next;
      if (token.type === "control" && token.name === "bin") at += Math.max(0, token.value ?? 0);
      else yield token;
    } else if (byte === 0x0a || byte === 0x0d || byte === 0) {
      at++;
    } else {
      const start = at;
      while (at < source.length && !isSpecial(source[at] ?? 0)) at++;
      yield { type: "bytes", bytes: source.subarray(start, at) };
    }
  }
}

function isSpecial(byte: number): boolean {
  return (
    byte === backslash || byte === openBrace || byte === closeBrace || byte === 0x0a || byte === 0x0d || byte === 0
  );
}

function controlAt(source: Buffer, start: number): { token: RtfToken; next: number } {
  let at = start;
  while (at - start < 40 && isLetter(source[at] ?? 0)) at++;
  if (at === start) return symbolAt(source, start);
  const name = source.toString("latin1", start, at);
  const sign = source[at] === 0x2d ? 1 : 0;
  let end = at + sign;
  while (end - at < 12 && isDigit(source[end] ?? 0)) end++;
  const hasValue = end > at + sign;
  const value = hasValue ? Number(source.toString("latin1", at, end)) : null;
  const after = hasValue ? end : at;
  // One space belongs to the word.
  return { token: { type: "control", name, value }, next: source[after] === 0x20 ? after + 1 : after };
}

function symbolAt(source: Buffer, at: number): { token: RtfToken; next: number } {
  const byte = source[at] ?? 0x20;
  if (byte === 0x27) {
    const digits = source.toString("latin1", at + 1, at + 3);
    if (!/^[0-9a-f]{2}$/iu.test(digits)) return { token: { type: "bytes", bytes: new Uint8Array() }, next: at + 1 };
    return { token: { type: "bytes", bytes: Uint8Array.of(Number.parseInt(digits, 16)) }, next: at + 3 };
  }
  if (byte === backslash || byte === openBrace || byte === closeBrace) {
    return { token: { type: "bytes", bytes: Uint8Array.of(byte) }, next: at + 1 };
  }
  const name = byte === 0x0a || byte === 0x0d ? "par" : String.fromCharCode(byte);
  return { token: { type: "control", name, value: null }, next: at + 1 };
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
