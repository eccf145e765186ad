import { isAscii } from "../../core/text/fold.ts";
import { zapfText } from "../zapfDingbats.ts";

/** A font whose codes stand for marks, by its name. */
export type SymbolFont = "ZapfDingbats" | "Wingdings" | "Wingdings 2" | "Webdings";

export function symbolFontOf(name: string): SymbolFont | null {
  if (/dingbats/iu.test(name)) return "ZapfDingbats";
  if (/wingdings\s?-?2/iu.test(name)) return "Wingdings 2";
  if (/wingdings(?!\s?-?3)/iu.test(name)) return "Wingdings";
  return /webdings/iu.test(name) ? "Webdings" : null;
}

/** Code and sign one after the other, as Unicode's own mapping of these fonts has them. */
const table = (pairs: Readonly<Record<number, string>>) =>
  new Map(Object.entries(pairs).map(([c, s]) => [Number(c), s]));

const others: Readonly<Record<Exclude<SymbolFont, "ZapfDingbats">, ReadonlyMap<number, string>>> = {
  Wingdings: table({
    0x22: "✂", 0x28: "☎", 0x2a: "✉", 0x36: "⌛", 0x3f: "✍", 0x41: "✌", 0x45: "☜", 0x46: "☞", 0x47: "☝", 0x48: "☟",
    0x4a: "☺", 0x4c: "☹", 0x52: "☼", 0x54: "❄", 0x6c: "●", 0x6d: "❍", 0x6e: "■", 0x6f: "☐", 0x70: "☐", 0x71: "❑",
    0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x78: "☒", 0x9e: "·", 0x9f: "•", 0xa0: "▪",
    0xa1: "○", 0xa4: "◉", 0xa5: "◎", 0xa7: "▪", 0xa8: "☐", 0xaa: "✦", 0xab: "★", 0xb7: "•", 0xd8: "➢", 0xdf: "←", 0xe0: "→",
    0xe1: "↑", 0xe2: "↓", 0xe8: "➔", 0xf0: "⇨", 0xfb: "✗", 0xfc: "✓", 0xfd: "☒", 0xfe: "☑",
  }), // prettier-ignore
  "Wingdings 2": table({
    0x4f: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x96: "●", 0x97: "•", 0x99: "○", 0xa1: "■",
    0xa2: "■", 0xa3: "☐",
  }), // prettier-ignore
  Webdings: table({ 0x61: "✔", 0x63: "☐", 0x67: "■", 0x6e: "●", 0x72: "✗" }),
};

/** Wingdings' marks that programs write at private places without naming the font. */
const nameless = /[\uF0A7\uF0A8\uF0B7\uF0D8\uF0FB-\uF0FE]/gu;

/** Marks of such a font as the signs they show; what Unicode has a sign for already stays. */
export function readSymbols(text: string, font: SymbolFont | null): string {
  if (font === null) return isAscii(text) ? text : text.replace(nameless, (sign) => signOf(sign, "Wingdings"));
  return text.replace(/[\u0021-\u00FE\uF021-\uF0FE]/gu, (sign) => signOf(sign, font));
}

function signOf(sign: string, font: SymbolFont): string {
  const code = (sign.codePointAt(0) ?? 0) & 0xff;
  return (font === "ZapfDingbats" ? zapfText(code) : (others[font].get(code) ?? "")) || sign;
}
