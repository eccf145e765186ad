import { codePoint } from "dingbat-to-unicode";

/** Boxes in forms that typefaces and readers know, for those of the symbol fonts that hardly any has. */
const known: ReadonlyMap<string, string> = new Map([
  ...[..."🞎🞏🞐"].map((sign): [string, string] => [sign, "☐"]),
  ...[..."⌧🗷🗵⮽"].map((sign): [string, string] => [sign, "☒"]),
  ["🗹", "☑"],
  ["🗸", "✓"],
  ["🗶", "✗"],
  ["🗴", "✗"],
]);

const fonts: ReadonlySet<string> = new Set(["Symbol", "Webdings", "Wingdings", "Wingdings 2", "Wingdings 3"]);

/** Whether letters of the font are signs: Symbol, Webdings, Wingdings. */
export function isSymbolFont(font: string | null | undefined): boolean {
  return fonts.has(font ?? "");
}

/**
 * What a text shows that is set in a symbol font, its characters counted from 0 or, as Word stores them, from U+F000.
 * A sign that the font does not have is left out.
 */
export function symbolText(font: string, text: string): string {
  return [...text]
    .map((sign) => {
      if (/\s/u.test(sign)) return sign;
      const code = sign.codePointAt(0) ?? 0;
      const own = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code;
      if (own > 0xff) return sign;
      const shown = codePoint(font, own)?.string ?? "";
      return known.get(shown) ?? shown;
    })
    .join("");
}

/** The sign of a box, ticked, crossed or open: ☑, ☒ or ☐; null for any other sign. */
export function boxIn(sign: string): string | null {
  return /^[☐☑☒]$/u.test(sign) ? sign : null;
}
