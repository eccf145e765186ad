import type { PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { TextItem } from "pdfjs-dist/types/src/display/api.js";
import { type IsVisible, readGlyphs, toItems } from "./glyphs.ts";

/** What is filled in, ticked, chosen, typed on and stamped on a page, as text that stands where it is seen. Comments stand beside it. */
export async function readAnnotations(page: PDFPageProxy, isVisible: IsVisible): Promise<TextItem[]> {
  const annotations = ((await page.getAnnotations({ intent: "display" })) as readonly Annotation[]).filter(
    ({ hidden, noView, rect }) => !hidden && !noView && rect,
  );
  const drawn = new Set(annotations.filter(isDrawn).map(({ id }) => id));
  const glyphs = drawn.size === 0 ? [] : await readGlyphs(page, isVisible);
  const shown = glyphs.filter(({ annotation, isHidden }) => !isHidden && annotation !== null && drawn.has(annotation));
  const written = new Set(shown.map(({ annotation }) => annotation));
  const typed = annotations.flatMap((annotation) =>
    drawn.has(annotation.id) && !written.has(annotation.id)
      ? itemsIn(annotation, annotation.contentsObj?.str ?? "")
      : itemsIn(annotation, valueOf(annotation)),
  );
  return [...typed, ...toItems(shown)];
}

/** FreeText, stamps and visible signatures are what their picture shows. */
function isDrawn({ subtype, fieldType }: Annotation): boolean {
  return subtype === "FreeText" || subtype === "Stamp" || fieldType === "Sig";
}

function valueOf({ fieldType, fieldValue, ...field }: Annotation): string {
  switch (fieldType) {
    case "Tx":
      return typeof fieldValue === "string" ? fieldValue : "";
    case "Ch": {
      const chosen: readonly unknown[] = Array.isArray(fieldValue) ? fieldValue : [fieldValue];
      const labelOf = (value: unknown) =>
        field.options?.find(({ exportValue }) => exportValue === value)?.displayValue ?? value;
      return chosen
        .map(labelOf)
        .filter((label) => typeof label === "string")
        .join(", ");
    }
    case "Btn": {
      if (field.checkBox) return fieldValue === field.exportValue && fieldValue !== "Off" ? "☒" : "☐";
      if (field.radioButton) return fieldValue !== null && fieldValue === field.buttonValue ? "☒" : "☐";
      return "";
    }
    default:
      return "";
  }
}

function itemsIn({ rect, fieldType, defaultAppearanceData }: Annotation, value: string): TextItem[] {
  if (value.trim() === "" || !rect) return [];
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = rect;
  const lines = value.split(/\r\n?|\n/u);
  const set = defaultAppearanceData?.fontSize || 12;
  // Lines begin at the head of a field that has room for more.
  const height = Math.min((y1 - y0) / lines.length, lines.length > 1 ? 1.4 * set : Infinity);
  const size = Math.min(12, Math.max(4, height * 0.7));
  return lines.map((str, index) => ({
    str,
    dir: "ltr",
    transform: [size, 0, 0, size, x0 + (fieldType === "Btn" ? 0 : 1), y1 - (index + 1) * height + height * 0.28],
    width: Math.min(x1 - x0, str.length * size * 0.5),
    height: size,
    fontName: "form field",
    hasEOL: false,
  }));
}

interface Annotation {
  readonly id: string;
  readonly subtype?: string;
  readonly fieldType?: string;
  readonly fieldValue?: unknown;
  readonly checkBox?: boolean;
  readonly radioButton?: boolean;
  readonly exportValue?: string;
  readonly buttonValue?: string;
  readonly options?: readonly { readonly exportValue: string; readonly displayValue: string }[];
  readonly contentsObj?: { readonly str: string };
  readonly defaultAppearanceData?: { readonly fontSize?: number };
  readonly hidden?: boolean;
  readonly noView?: boolean;
  readonly rect?: readonly number[];
}
