/** Codes of ZapfDingbats whose signs do not stand in the order of Unicode's block for it. */
const others: ReadonlyMap<number, string> = new Map(
  [..."☎☛☞★●■▲▼◆◗♣♦♥♠→↔↕"].map((sign, index) => [
    [0x25, 0x2a, 0x2b, 0x48, 0x6c, 0x6e, 0x73, 0x74, 0x75, 0x77, 0xa8, 0xa9, 0xaa, 0xab, 0xd5, 0xd6, 0xd7][index] ?? 0,
    sign,
  ]),
);

/** The sign of a code of ZapfDingbats; a check mark at 0x33 and 0x34, empty and shadowed boxes from 0x6F on. */
export function zapfText(code: number): string {
  if (code === 0x20) return " ";
  const other = others.get(code);
  if (other !== undefined) return other;
  if (code >= 0xac && code <= 0xb5) return String.fromCodePoint(0x2460 + code - 0xac);
  if (code >= 0x21 && code <= 0x7e) return String.fromCodePoint(0x26e0 + code);
  return code >= 0xa1 && code <= 0xfe && code !== 0xf0 ? String.fromCodePoint(0x26c0 + code) : "";
}
