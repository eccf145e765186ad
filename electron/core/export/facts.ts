import type { KeyFact } from "../../contract/summaries.ts";
import type { Words } from "../../words/words.ts";
import { oneLine } from "../text/oneLine.ts";

/** For programs, so that the names of the columns are the same in every language. */
export const factColumns = ["file", "page", "kind", "value", "quote", "due"] as const;

/** The key facts of a document, one in a row. */
export function factRows(file: string, facts: readonly KeyFact[], words: Words): string[][] {
  return facts.map(words.fact).map(({ kind, label, value, due = "", citations }) => {
    const [citation] = citations;
    const quote = citation ? oneLine(citation.quote) : "";
    return [file, String(citation?.page ?? ""), kind, label === "" ? value : label, quote, due];
  });
}
