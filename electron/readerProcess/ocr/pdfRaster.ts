import { boundsOf, openPdfium, type Pdfium } from "../pdfium.ts";
import type { GrayImage } from "./grayImage.ts";

/** Draws pages of one PDF with PDFium. */
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
  const { pdfium, withPage } = await openPdfium(file, password);
  return {
    draw: (number, width, height) => withPage(number, (page) => draw(pdfium, page, width, height)),
    pictureShare: (number) => withPage(number, (page) => pictureShare(pdfium, page)) ?? 0,
  };
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
  let largest = 0;
  const objects = Math.min(5000, pdfium.FPDFPage_CountObjects(page));
  for (let index = 0; index < objects; index++) {
    const object = pdfium.FPDFPage_GetObject(page, index);
    if (pdfium.FPDFPageObj_GetType(object) !== imageObject) continue;
    const [left, bottom, right, top] = boundsOf(pdfium, object) ?? [0, 0, 0, 0];
    largest = Math.max(largest, (right - left) * (top - bottom));
  }
  return area > 0 ? Math.min(1, largest / area) : 0;
}
