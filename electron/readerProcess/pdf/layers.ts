import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { IsVisible } from "./glyphs.ts";

/** The layers (optional content groups) of a document as it opens. */
export interface Layers {
  /** whether one of them is switched off */
  readonly hasHidden: boolean;
  readonly isVisible: IsVisible;
}

export async function readLayers(document: PDFDocumentProxy): Promise<Layers> {
  try {
    const config = await document.getOptionalContentConfig({ intent: "display" });
    const groups = [...(config as unknown as Iterable<readonly [string, { readonly visible: boolean }]>)];
    return {
      hasHidden: groups.some(([, { visible }]) => !visible),
      isVisible: (layer) => config.isVisible(layer as Parameters<typeof config.isVisible>[0]) !== false,
    };
  } catch {
    // A damaged list of layers hides nothing.
    return { hasHidden: false, isVisible: () => true };
  }
}
