import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** A document that PDFium, which as WebAssembly can touch nothing but its own memory, has opened. */
export interface PdfiumDocument {
  readonly pdfium: Pdfium;
  /** @param number from 1 @returns null where the page cannot be loaded */
  withPage<T>(number: number, run: (page: number) => T): T | null;
}

/** @throws where the file cannot be opened */
export async function openPdfium(file: Uint8Array, password: string | null): Promise<PdfiumDocument> {
  const { init } = await import("@embedpdf/pdfium");
  const wasm = readFileSync(require.resolve("@embedpdf/pdfium/pdfium.wasm"));
  const pdfium = (await init({ wasmBinary: new Uint8Array(wasm).buffer })) as unknown as Pdfium;
  pdfium.PDFiumExt_Init();
  const document = load(pdfium, file, password);
  if (document === 0) throw new Error(`PDFium could not open the file (error ${pdfium.FPDF_GetLastError()}).`);
  return {
    pdfium,
    withPage(number, run) {
      const page = pdfium.FPDF_LoadPage(document, number - 1);
      if (page === 0) return null;
      try {
        return run(page);
      } finally {
        pdfium.FPDF_ClosePage(page);
      }
    },
  };
}

/** The box of an object in points from the bottom left of the page; null where it has none. */
export function boundsOf(
  pdfium: Pdfium,
  object: number,
): [left: number, bottom: number, right: number, top: number] | null {
  const bounds = pdfium.pdfium.wasmExports.malloc(16);
  const isKnown = pdfium.FPDFPageObj_GetBounds(object, bounds, bounds + 4, bounds + 8, bounds + 12);
  const [left = 0, bottom = 0, right = 0, top = 0] = [0, 4, 8, 12].map((at) =>
    pdfium.pdfium.getValue(bounds + at, "float"),
  );
  pdfium.pdfium.wasmExports.free(bounds);
  return isKnown ? [left, bottom, right, top] : null;
}

/** PDFium asks for the parts of the file that it needs, so that a large one is not held once more. */
function load({ pdfium, FPDF_LoadCustomDocument }: Pdfium, file: Uint8Array, password: string | null): number {
  const getBlock = pdfium.addFunction((_, position = 0, buffer = 0, size = 0) => {
    if (position + size > file.length) return 0;
    pdfium.HEAPU8.set(file.subarray(position, position + size), buffer);
    return 1;
  }, "iiiii");
  // FPDF_FILEACCESS: length, function, parameter of the function; it lives as long as the document.
  const access = pdfium.wasmExports.malloc(12);
  pdfium.setValue(access, file.length, "i32");
  pdfium.setValue(access + 4, getBlock, "i32");
  pdfium.setValue(access + 8, 0, "i32");
  return FPDF_LoadCustomDocument(access, password ?? "");
}

/** The part that is used; the package's own types rest on some that it does not bring. Objects and places in memory are numbers. */
export interface Pdfium {
  PDFiumExt_Init(): void;
  FPDF_LoadCustomDocument(access: number, password: string): number;
  FPDF_GetLastError(): number;
  FPDF_LoadPage(document: number, index: number): number;
  FPDF_ClosePage(page: number): void;
  /** points */
  FPDF_GetPageWidthF(page: number): number;
  FPDF_GetPageHeightF(page: number): number;
  FPDFBitmap_CreateEx(width: number, height: number, format: number, buffer: number, stride: number): number;
  FPDFBitmap_FillRect(bitmap: number, left: number, top: number, width: number, height: number, argb: number): void;
  FPDFBitmap_GetStride(bitmap: number): number;
  FPDFBitmap_GetBuffer(bitmap: number): number;
  FPDFBitmap_Destroy(bitmap: number): void;
  FPDF_RenderPageBitmap(
    bitmap: number,
    page: number,
    x: number,
    y: number,
    width: number,
    height: number,
    rotate: number,
    flags: number,
  ): void;
  FPDFPage_CountObjects(page: number): number;
  FPDFPage_GetObject(page: number, index: number): number;
  FPDFFormObj_CountObjects(form: number): number;
  FPDFFormObj_GetObject(form: number, index: number): number;
  FPDFPageObj_CountMarks(object: number): number;
  FPDFPageObj_GetMark(object: number, index: number): number;
  /** the length in bytes, of UTF-16 with its closing zero, at `outLength` */
  FPDFPageObjMark_GetParamStringValue(
    mark: number,
    key: string,
    buffer: number,
    length: number,
    outLength: number,
  ): number | boolean;
  FPDFPageObj_GetType(object: number): number;
  FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number | boolean;
  readonly pdfium: {
    /** another array once the memory has grown */
    readonly HEAPU8: Uint8Array;
    readonly wasmExports: { malloc(bytes: number): number; free(at: number): void };
    addFunction(run: (...parameters: number[]) => number, signature: string): number;
    setValue(at: number, value: number, type: "i32"): void;
    getValue(at: number, type: "float" | "i32"): number;
  };
}
