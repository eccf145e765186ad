import {
  AnnotationMode,
  type PDFDocumentProxy,
  type PDFPageProxy,
  RenderingCancelledException,
  TextLayer,
} from "pdfjs-dist";

/** Pixels a page may take; above it the page is drawn coarser and stretched (64 MB of memory). */
const mostPixels = 16_000_000;

/**
 * Draws one page of a PDF into a new canvas and its selectable text into `textLayer`.
 * @param scale CSS pixels per PDF point
 * @returns false where it was cancelled in the middle
 * @throws the rendering library's error where the page cannot be drawn
 */
export async function renderPage(
  pdf: PDFDocumentProxy,
  pageNumber: number,
  scale: number,
  target: { canvas: HTMLCanvasElement; textLayer: HTMLElement },
  signal: AbortSignal,
): Promise<boolean> {
  const page = await pdf.getPage(pageNumber);
  if (signal.aborted) return false;
  try {
    if (!(await drawCanvas(page, scale, target.canvas, signal))) return false;
    await drawText(page, scale, target.textLayer, signal);
    return !signal.aborted;
  } finally {
    page.cleanup();
  }
}

async function drawCanvas(
  page: PDFPageProxy,
  scale: number,
  canvas: HTMLCanvasElement,
  signal: AbortSignal,
): Promise<boolean> {
  const shown = page.getViewport({ scale });
  const wanted = globalThis.devicePixelRatio;
  const ratio = Math.min(wanted, Math.sqrt(mostPixels / (shown.width * shown.height)));
  const viewport = page.getViewport({ scale: scale * ratio });
  canvas.width = Math.max(1, Math.round(viewport.width));
  canvas.height = Math.max(1, Math.round(viewport.height));
  // annotations are drawn as they look; no link or form of the document is made to work
  const task = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE });
  const cancel = () => task.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    await task.promise;
    return !signal.aborted;
  } catch (thrown) {
    if (thrown instanceof RenderingCancelledException) return false;
    throw thrown;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

async function drawText(page: PDFPageProxy, scale: number, container: HTMLElement, signal: AbortSignal): Promise<void> {
  const layer = new TextLayer({
    textContentSource: page.streamTextContent({ includeMarkedContent: false }),
    container,
    viewport: page.getViewport({ scale }),
  });
  const cancel = () => layer.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    await layer.render();
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
