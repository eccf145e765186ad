import { registerHooks } from "node:module";
import type * as PdfJs from "pdfjs-dist/legacy/build/pdf.mjs";
import { pdfPatches } from "./pdfPatches.ts";

export type PdfModule = typeof PdfJs;

/** Imports pdf.js with what is changed of it and its worker beside it, the one place where that happens. */
export function importPdfModule(): Promise<PdfModule> {
  imported ??= (async () => {
    // In a bundle the changes are made already, and none of these modules is loaded.
    registerHooks({
      load(url, context, nextLoad) {
        const patch = pdfPatches.find(({ module }) => module.test(url));
        const loaded = nextLoad(url, context);
        if (!patch || loaded.source === undefined || loaded.source === null) return loaded;
        const source = typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source);
        return { ...loaded, source: patch.change(source) };
      },
    });
    const [pdfjs, worker] = await Promise.all([
      import("pdfjs-dist/legacy/build/pdf.mjs"),
      import("pdfjs-dist/legacy/build/pdf.worker.mjs"),
    ]);
    // pdf.js looks for its worker under this name before it starts one.
    (globalThis as { pdfjsWorker?: unknown }).pdfjsWorker = worker;
    return pdfjs;
  })();
  return imported;
}

let imported: Promise<PdfModule> | null = null;
