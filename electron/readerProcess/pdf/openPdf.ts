import { createRequire } from "node:module";
import path from "node:path";
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import { AppError } from "../../contract/errors.ts";
import { importPdfModule } from "./pdfModule.ts";
import { recoverPdf } from "./recoverPdf.ts";

/** The package's data folder, found where Node finds the package, so that a bundle beside `node_modules` works alike. */
const packageFolder = path.dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
const data = (folder: string) => path.join(packageFolder, folder) + path.sep;

export interface OpenedPdf {
  readonly document: PDFDocumentProxy;
  /** false where the file is cut off and only what could be recovered of it is there */
  readonly isWhole: boolean;
}

/**
 * Opens a PDF with nothing fetched and nothing evaluated. The worker's code runs in this process, which is itself the one to lose.
 * @throws PASSWORD_REQUIRED, PASSWORD_WRONG, DOCUMENT_DAMAGED, DOCUMENT_NO_PAGES
 */
export async function openPdf(bytes: Uint8Array, password: string | null): Promise<OpenedPdf> {
  const pdfjs = await importPdfModule();
  const open = (file: Uint8Array) =>
    pdfjs.getDocument({
      // A copy of its own: pdf.js takes the memory over, and takes no Buffer.
      data: new Uint8Array(file),
      ...(password === null ? {} : { password }),
      cMapUrl: data("cmaps"),
      cMapPacked: true,
      standardFontDataUrl: data("standard_fonts"),
      wasmUrl: data("wasm"),
      iccUrl: data("iccs"),
      disableFontFace: true,
      // Words and widths need no outlines, and Liberation Sans, which would be read for them, is not shipped: it is under the GPL.
      useSystemFonts: true,
      useWorkerFetch: false,
      enableXfa: true,
      // Gives the names of the fonts, which tell their weight.
      fontExtraProperties: true,
      // Pictures are not looked at; one of a gigabyte must not be unpacked.
      maxImageSize: 1,
      stopAtErrors: false,
      verbosity: pdfjs.VerbosityLevel.ERRORS,
    }).promise;
  const opened = await open(bytes)
    .then((document) => ({ document, isWhole: true }))
    .catch(async (error: unknown) => {
      const failure = openError(error, password, pdfjs.PasswordResponses.NEED_PASSWORD);
      const recovered = failure.code === "DOCUMENT_DAMAGED" ? recoverPdf(bytes) : null;
      if (!recovered) throw failure;
      const document = await open(recovered).catch(() => {
        throw failure;
      });
      return { document, isWhole: false };
    });
  if (opened.document.numPages < 1) throw new AppError("DOCUMENT_NO_PAGES");
  return opened;
}

function openError(error: unknown, password: string | null, needed: number): AppError {
  const { name, code } = error as { name?: string; code?: number };
  if (name === "PasswordException") {
    return new AppError(code === needed && !password ? "PASSWORD_REQUIRED" : "PASSWORD_WRONG", { cause: error });
  }
  return new AppError("DOCUMENT_DAMAGED", { cause: error });
}
