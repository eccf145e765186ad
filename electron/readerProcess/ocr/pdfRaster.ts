import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { GrayImage } from "./grayImage.ts";

const require = createRequire(import.meta.url);

/** Draws pages of one PDF with PDFium, which as WebAssembly can touch nothing but its own memory. */
export interface PdfRaster {
  /** @param number from 1 @returns null where the page cannot be drawn */
  draw(number: number, width: number, height: number): GrayImage | null;
  /** The share of the page, 0 to 1, that its largest picture covers. */
  pictureShare(number: number): number;
}

const grayFormat = 1;
/** FPDF_ANNOT: stamps and filled-in fields belong to what is seen. */
const withAnnotations = 1;
const imageObject = 3;

/** @throws where the file cannot be opened */
export async function openPdfRaster(file: Uint8Array, password: string | null): Promise<PdfRaster> {
  const { init } = await import("@embedpdf/pdfium");
  const wasm = readFileSync(require.resolve("@embedpdf/pdfium/pdfium.wasm"));
  const pdfium = (await init({ wasmBinary: new Uint8Array(wasm).buffer })) as unknown as Pdfium;
  pdfium.PDFiumExt_Init();
  const document = load(pdfium, file, password);
  if (document === 0) throw new Error(`PDFium could not open the file (error ${pdfium.FPDF_GetLastError()}).`);

  return {
    draw: (number, width, height) => withPage(number, (page) => draw(pdfium, page, width, height)),
    pictureShare: (number) => withPage(number, (page) => pictureShare(pdfium, page)) ?? 0,
  };

  function withPage<T>(number: number, run: (page: number) => T): T | null {
    const page = pdfium.FPDF_LoadPage(document, number - 1);
    if (page === 0) return null;
    try {
      return run(page);
    } finally {
      pdfium.FPDF_ClosePage(page);
    }
  }
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

function draw(pdfium: Pdfium, page: number, width: number, height: number): GrayImage | null {
  const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, grayFormat, 0, 0);
  if (bitmap === 0) return null;
  try {
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, withAnnotations);
    const stride = pdfium.FPDFBitmap_GetStride(bitmap);
    const start = pdfium.FPDFBitmap_GetBuffer(bitmap);
    const heap = pdfium.pdfium.HEAPU8;
    const data = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const row = start + y * stride;
      data.set(heap.subarray(row, row + width), y * width);
    }
    return { width, height, data };
  } finally {
    pdfium.FPDFBitmap_Destroy(bitmap);
  }
}

function pictureShare(pdfium: Pdfium, page: number): number {
  const area = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page);
  const bounds = pdfium.pdfium.wasmExports.malloc(16);
  let largest = 0;
  const objects = Math.min(5000, pdfium.FPDFPage_CountObjects(page));
  for (let index = 0; index < objects; index++) {
    const object = pdfium.FPDFPage_GetObject(page, index);
    if (pdfium.FPDFPageObj_GetType(object) !== imageObject) continue;
    if (!pdfium.FPDFPageObj_GetBounds(object, bounds, bounds + 4, bounds + 8, bounds + 12)) continue;
    const [left = 0, bottom = 0, right = 0, top = 0] = [0, 4, 8, 12].map((at) =>
      pdfium.pdfium.getValue(bounds + at, "float"),
    );
    largest = Math.max(largest, (right - left) * (top - bottom));
  }
  pdfium.pdfium.wasmExports.free(bounds);
  return area > 0 ? Math.min(1, largest / area) : 0;
}

/** The part that is used; the package's own types rest on some that it does not bring. Objects and places in memory are numbers. */
interface Pdfium {
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
  FPDFPageObj_GetType(object: number): number;
  FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number | boolean;
  readonly pdfium: {
    /** another array once the memory has grown */
    readonly HEAPU8: Uint8Array;
    readonly wasmExports: { malloc(bytes: number): number; free(at: number): void };
    addFunction(run: (...parameters: number[]) => number, signature: string): number;
    setValue(at: number, value: number, type: "i32"): void;
    getValue(at: number, type: "float"): number;
  };
}
