/** What others use of this folder: files to save, and the reports for programs. */
export { makeCollectionReport } from "./collectionReport.ts";
export { createExporter, type Exporter } from "./exporter.ts";
export { makeReport } from "./summaryReport.ts";
export { fileNameOf } from "./fileName.ts";
