import type { Comparison } from "../../contract/compare.ts";
import type { Document } from "../../contract/documents.ts";
import type { Clock } from "../ports.ts";
import type { TextParts } from "../textWorker/storedText.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import { compareTask } from "./compareTask.ts";

/** A document to compare: what to tell of it, and its text. */
export interface Compared {
  readonly document: Comparison["before"] & Pick<Document, "unread">;
  readonly text: TextParts;
}

/** @throws what `TextWorker.run` throws */
export async function compareTexts(
  deps: { readonly textWorker: TextWorker; readonly clock: Clock },
  { before, after, signal }: { readonly before: Compared; readonly after: Compared; readonly signal?: AbortSignal },
): Promise<Comparison> {
  const begun = deps.clock.monotonic();
  const input = { before: before.text, after: after.text };
  const result = await deps.textWorker.run(compareTask, input, { urgent: true, signal });
  return {
    before: factsOf(before),
    after: factsOf(after),
    changes: [...result.changes],
    statements: result.statements,
    ...(result.markup ? { markup: result.markup } : {}),
    unread: { before: before.document.unread, after: after.document.unread },
    compareMs: Math.round(deps.clock.monotonic() - begun),
  };
}

function factsOf({ document: { id, name, title, pages, language } }: Compared): Comparison["before"] {
  return { id, name, title, pages, language };
}
