import type { PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { FontStyle } from "./fragments.ts";
import { symbolFontOf } from "./symbols.ts";

/** Weight and slant of the document's fonts. */
export interface FontStyles {
  /** Looks up the fonts of a page that are not known yet. */
  learn(page: PDFPageProxy, content: Awaited<ReturnType<PDFPageProxy["getTextContent"]>>): Promise<void>;
  styleOf(fontName: string): FontStyle;
}

const plain: FontStyle = { bold: false, italic: false, symbols: null };

/** Listing a page's operators is dear; after this many pages unknown fonts are taken as plain. */
const mostPages = 200;

export function createFontStyles(): FontStyles {
  const styles = new Map<string, FontStyle>();
  let asked = 0;
  return {
    async learn(page, content) {
      const unknown = Object.keys(content.styles).filter((name) => !styles.has(name));
      if (unknown.length === 0 || asked >= mostPages) return;
      asked++;
      try {
        // Only this makes pdf.js hand its fonts over.
        await page.getOperatorList();
      } catch {
        // The text was read; without weights the headings are told by size alone.
      }
      for (const name of unknown) styles.set(name, styleFrom(page, name));
    },
    styleOf: (fontName) => styles.get(fontName) ?? plain,
  };
}

function styleFrom(page: PDFPageProxy, name: string): FontStyle {
  const store = page.commonObjs as { has(id: string): boolean; get(id: string): unknown };
  if (!store.has(name)) return plain;
  const font = store.get(name) as { name?: string; bold?: boolean; black?: boolean; italic?: boolean } | null;
  const named = font?.name ?? "";
  return {
    bold: font?.bold === true || font?.black === true || /bold|black|heavy|semibold|demi|-bd|medi\b/iu.test(named),
    italic: font?.italic === true || /italic|oblique/iu.test(named),
    symbols: symbolFontOf(named),
  };
}
