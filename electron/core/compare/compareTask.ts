import type { Logger } from "../ports.ts";
import { type TextParts, textOf } from "../textWorker/storedText.ts";
import type { TextTask } from "../textWorker/textTask.ts";
import { compareSources, type SourceComparison } from "./compareSources.ts";
import type { Side } from "./statements.ts";

export const compareTask: TextTask<{ readonly before: TextParts; readonly after: TextParts }, SourceComparison> = {
  name: "compare",
  run: ({ before, after }, logger) => compareSources(sideOf(before, logger), sideOf(after, logger)),
};

function sideOf(stored: TextParts, logger: Logger): Side {
  return { source: textOf(stored, logger) };
}
