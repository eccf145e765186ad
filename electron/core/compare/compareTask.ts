import type { Logger } from "../ports.ts";
import { pagesOf, type StoredText } from "../textWorker/storedText.ts";
import type { TextTask } from "../textWorker/textTask.ts";
import { makeDocumentText } from "../text/documentText.ts";
import { compareSources, type SourceComparison } from "./compareSources.ts";
import type { Side } from "./statements.ts";

export const compareTask: TextTask<{ readonly before: StoredText; readonly after: StoredText }, SourceComparison> = {
  name: "compare",
  run: ({ before, after }, logger) => compareSources(sideOf(before, logger), sideOf(after, logger)),
};

function sideOf(stored: StoredText, logger: Logger): Side {
  const { document, outline } = stored;
  const pages = pagesOf(stored, logger);
  return {
    source: makeDocumentText({ document, pages, outline }),
    pages: new Map(pages.map((page) => [page.number, page])),
  };
}
