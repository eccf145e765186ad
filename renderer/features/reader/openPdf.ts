import {
  GlobalWorkerOptions,
  PDFDataRangeTransport,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
  PasswordException,
  VerbosityLevel,
  getDocument,
} from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = workerUrl;

const chunkBytes = 256 * 1024;
/** files up to this size are fetched whole */
const wholeBytes = 1024 * 1024;

export type OpenedPdf =
  | { readonly kind: "open"; readonly pdf: PDFDocumentProxy; close(): void }
  | { readonly kind: "locked"; readonly wrong: boolean };

/**
 * Opens the original of a document for rendering, fetched by byte ranges as pages are shown. Nothing but the
 * application's own origin is asked: ranges of the file here, fonts and character maps by the worker.
 * @throws the rendering library's own error where the file cannot be rendered, `AbortError` when aborted
 */
export async function openPdf(url: string, password: string | null, signal: AbortSignal): Promise<OpenedPdf> {
  const first = await fetchRange(url, 0, wholeBytes, signal);
  const closing = new AbortController();
  let task: PDFDocumentLoadingTask | null = null;
  const close = () => {
    closing.abort();
    void task?.destroy();
  };
  const source =
    first.bytes.byteLength >= first.total
      ? { data: first.bytes }
      : { range: createRangeTransport(url, first, closing.signal, close), rangeChunkSize: chunkBytes };
  const assets = (folder: string) => new URL(`pdfjs/${folder}/`, document.baseURI).href;
  task = getDocument({
    ...source,
    disableAutoFetch: true,
    disableStream: true,
    cMapUrl: assets("cmaps"),
    standardFontDataUrl: assets("standard_fonts"),
    iccUrl: assets("iccs"),
    wasmUrl: assets("wasm"),
    useWorkerFetch: true,
    enableXfa: false,
    // pixels; an image above it would take more memory than the rest of the window
    maxImageSize: 100_000_000,
    verbosity: VerbosityLevel.ERRORS,
    ...(password === null ? {} : { password }),
  });
  signal.addEventListener("abort", close, { once: true });
  try {
    const pdf = await task.promise;
    signal.throwIfAborted();
    return { kind: "open", pdf, close };
  } catch (thrown) {
    close();
    signal.throwIfAborted();
    if (thrown instanceof PasswordException) return { kind: "locked", wrong: password !== null };
    throw thrown;
  } finally {
    signal.removeEventListener("abort", close);
  }
}

function createRangeTransport(
  url: string,
  first: { bytes: Uint8Array; total: number },
  signal: AbortSignal,
  fail: () => void,
): PDFDataRangeTransport {
  class RangeTransport extends PDFDataRangeTransport {
    override requestDataRange(begin: number, end: number): void {
      fetchRange(url, begin, end, signal).then(
        ({ bytes }) => this.onDataRange(begin, bytes),
        // the library waits for this range for ever: closing lets every page say that it cannot be shown
        () => fail(),
      );
    }
  }
  return new RangeTransport(first.total, first.bytes);
}

/** Bytes from `begin` to `end` (exclusive; fewer at the end of the file) and the length of the whole file. */
async function fetchRange(
  url: string,
  begin: number,
  end: number,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; total: number }> {
  const response = await fetch(url, { signal, headers: { Range: `bytes=${begin}-${end - 1}` } });
  if (!response.ok) throw new Error(`The original could not be fetched (HTTP ${response.status}).`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const total = /\/(\d+)$/.exec(response.headers.get("Content-Range") ?? "")?.[1];
  // a door without ranges answers 200 with the whole file
  return { bytes, total: total === undefined ? bytes.byteLength : Number(total) };
}
