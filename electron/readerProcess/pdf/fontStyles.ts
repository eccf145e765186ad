import type { FontStyle, TextContent } from "./fragments.ts";
import { symbolFontOf } from "./symbols.ts";

/** Weight and slant of the document's fonts. */
export interface FontStyles {
  /** Takes up the fonts of a page. */
  learn(content: TextContent): void;
  styleOf(fontName: string): FontStyle;
}

const plain: FontStyle = { bold: false, italic: false, symbols: null };

export function createFontStyles(): FontStyles {
  const styles = new Map<string, FontStyle>();
  return {
    learn(content) {
      for (const [name, font] of Object.entries(content.styles)) {
        if (!styles.has(name)) styles.set(name, styleFrom(font));
      }
    },
    styleOf: (fontName) => styles.get(fontName) ?? plain,
  };
}

/** @param font as `pdfPatches.ts` has it told */
function styleFrom(font: object): FontStyle {
  const { name, bold, black, italic } = font as Readonly<Record<string, unknown>>;
  const named = typeof name === "string" ? name : "";
  return {
    bold: bold === true || black === true || /bold|black|heavy|semibold|demi|-bd|medi\b/iu.test(named),
    italic: italic === true || /italic|oblique/iu.test(named),
    symbols: symbolFontOf(named),
  };
}
