import type { TuningKind } from "../../contract/tuning.ts";
import type { ChatTurn } from "../llm/languageModel.ts";
import type { Store } from "../store/store.ts";
import { oneLine } from "../text/oneLine.ts";
import { titleOfName } from "../text/documentNames.ts";

/** A question as a model is asked it, with the answer that a person found right. */
export interface TuningExample {
  readonly kind: TuningKind;
  /** whose text stands in it */
  readonly documentIds: readonly string[];
  /** milliseconds since 1970 when the person said so */
  readonly at: number;
  /** the last one is the answer */
  readonly turns: readonly ChatTurn[];
}

/** @param documentIds only of these documents; null: of all */
export interface TuningSource {
  examples(documentIds: ReadonlySet<string> | null): AsyncIterable<TuningExample> | Iterable<TuningExample>;
}

/** What a document is called where nothing shall be said of the person: as it calls itself, never by its file or by a name that was given. */
export function ownTitle(store: Pick<Store, "documents">, documentId: string): string {
  const title = oneLine(store.documents.readTitle(documentId) ?? "");
  const name = store.documents.get(documentId)?.name ?? "";
  return title === "" || title === name || title === titleOfName(name) ? untitled : title;
}

const untitled = "Untitled";
