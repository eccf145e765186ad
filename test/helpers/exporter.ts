import { createExporter } from "../../electron/core/export/exporter.ts";
import { createWords } from "../../electron/words/words.ts";

/** Saves in English. */
export const exporter = createExporter(createWords());
