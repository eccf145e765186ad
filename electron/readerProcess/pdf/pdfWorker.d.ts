/** pdf.js ships no types for its worker; it is only loaded and put where pdf.js looks for it. */
declare module "pdfjs-dist/legacy/build/pdf.worker.mjs" {
  export const WorkerMessageHandler: unknown;
}
