import type { PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { TextItem } from "pdfjs-dist/types/src/display/api.js";

/** The values filled into the form fields of a page, as text that stands where the fields stand. */
export async function readFormFields(page: PDFPageProxy): Promise<TextItem[]> {
  const annotations = (await page.getAnnotations({ intent: "display" })) as readonly Field[];
  return annotations.flatMap((field) => {
    if (field.hidden || (field.fieldType !== "Tx" && field.fieldType !== "Ch")) return [];
    const value = Array.isArray(field.fieldValue) ? field.fieldValue.join(", ") : field.fieldValue;
    if (typeof value !== "string" || value.trim() === "" || !field.rect) return [];
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = field.rect;
    const lines = value.split(/\r\n?|\n/u);
    const height = (y1 - y0) / lines.length;
    const size = Math.min(12, Math.max(4, height * 0.7));
    return lines.map((str, index) => ({
      str,
      dir: "ltr",
      transform: [size, 0, 0, size, x0 + 1, y1 - (index + 1) * height + height * 0.28],
      width: Math.min(x1 - x0, str.length * size * 0.5),
      height: size,
      fontName: "form field",
      hasEOL: false,
    }));
  });
}

interface Field {
  readonly fieldType?: string;
  readonly fieldValue?: unknown;
  readonly hidden?: boolean;
  readonly rect?: readonly number[];
}
