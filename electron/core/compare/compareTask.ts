import type { MarkupComparison } from "../../contract/compare.ts";
import type { Logger } from "../ports.ts";
import { type TextParts, textOf } from "../textWorker/storedText.ts";
import type { TextTask } from "../textWorker/textTask.ts";
import { markupOf } from "../store/storedPages.ts";
import { compareMarkup, withTracked } from "./compareMarkup.ts";
import { compareSources, type SourceComparison } from "./compareSources.ts";
import type { Side } from "./statements.ts";

export interface DocumentComparison extends SourceComparison {
  readonly markup?: MarkupComparison;
}

export const compareTask: TextTask<{ readonly before: TextParts; readonly after: TextParts }, DocumentComparison> = {
  name: "compare",
  run({ before, after }, logger) {
    const compared = compareSources(sideOf(before, logger), sideOf(after, logger));
    // Of pages that an earlier version read nothing is known: what the other has may stand there too.
    if ([...before.pages, ...after.pages].some(({ markup }) => markup === null)) return compared;
    const markupIn = ({ document, pages }: TextParts) => markupOf(pages, document.id, logger);
    const markup = compareMarkup(markupIn(before), markupIn(after));
    return markup ? { ...compared, changes: withTracked(compared.changes, markup.added), markup } : compared;
  },
};

function sideOf(stored: TextParts, logger: Logger): Side {
  return { source: textOf(stored, logger) };
}
