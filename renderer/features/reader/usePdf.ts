import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useState } from "react";

export type PdfState =
  | { readonly kind: "opening" }
  | { readonly kind: "open"; readonly pdf: PDFDocumentProxy }
  | { readonly kind: "locked"; readonly wrong: boolean }
  | { readonly kind: "failed" };

const opening: PdfState = { kind: "opening" };

/** The original of a document, opened for rendering while the view is shown. `url: null` opens nothing. */
export function usePdf(url: string | null, password: string | null): PdfState {
  const [state, setState] = useState<{ key: string; state: PdfState } | null>(null);
  const key = `${url} ${password}`;
  useEffect(() => {
    if (url === null) return undefined;
    const leaving = new AbortController();
    let close: (() => void) | undefined;
    const settle = (next: PdfState) => {
      if (!leaving.signal.aborted) setState({ key, state: next });
    };
    // the rendering library is large: it is loaded with the first PDF, not with the window
    import("./openPdf.ts")
      .then(({ openPdf }) => openPdf(url, password, leaving.signal))
      .then(
        (opened) => {
          if (opened.kind === "locked") return settle(opened);
          if (leaving.signal.aborted) return opened.close();
          close = opened.close;
          return settle({ kind: "open", pdf: opened.pdf });
        },
        () => settle({ kind: "failed" }),
      );
    return () => {
      leaving.abort();
      close?.();
    };
  }, [key, url, password]);
  return state?.key === key ? state.state : opening;
}
