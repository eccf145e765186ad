import type { ColumnDraft } from "../../contract/answerTables.ts";
import type { Citation } from "../../contract/documents.ts";
import { askedWords, findableKeys } from "../evidence/asked.ts";
import { withoutAskingWords } from "../evidence/askingWords.ts";
import type { DocumentText } from "../text/documentText.ts";
import { fold } from "../text/fold.ts";

/** Share of the words of the question that a quote and the heading above it hold where they speak of what was asked. */
const leastShare = 0.5;

/** Tells quotes that speak of what a column asks: they hold one of its labels, or half of the words of its question. */
export function aboutColumn(
  { name, question, words }: ColumnDraft,
  { language, sections, sentences }: Pick<DocumentText, "language" | "sections" | "sentences">,
): (quotes: readonly Citation[]) => boolean {
  const labels = [name, ...words].map((label) => new RegExp(`(?<!\\p{L})${escaped(fold(label))}`, "u"));
  const asked = askedWords(withoutAskingWords(question === "" ? name : question), language);
  return (quotes) => {
    const text = quotes.flatMap((quote) => [headingOf(quote), quote.quote]).join("\n");
    const folded = fold(text).replaceAll(/\s+/gu, " ");
    if (labels.some((label) => label.test(folded))) return true;
    const keys = findableKeys(text, language);
    const held = asked.filter((word) => word.keys.some((key) => keys.has(key))).length;
    return asked.length > 0 && held / asked.length >= leastShare;
  };

  function headingOf({ page, start }: Citation): string {
    const sentence = sentences.find((each) => each.page === page && each.start === start);
    return (sentence && sections[sentence.section]?.heading) ?? "";
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
}
