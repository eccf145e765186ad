import type { ColumnDraft } from "../../contract/answerTables.ts";
import type { Citation } from "../../contract/documents.ts";
import { askedWords, findableKeys } from "../evidence/asked.ts";
import { withoutAskingWords } from "../evidence/askingWords.ts";
import type { DocumentText } from "../text/documentText.ts";
import { fold } from "../text/fold.ts";
import { oneLine } from "../text/oneLine.ts";
import { escapedPattern } from "../text/pattern.ts";

/** A citation, or a sentence. */
type Quote = Pick<Citation, "page" | "start" | "quote">;

/** Share of the words of the question that a quote and the heading above it hold where they speak of what was asked. */
const leastShare = 0.5;

/** Characters that a label stands from the beginning of its sentence, or from the value, where it heads it. */
const nearLabel = 80;
/** Characters of a quote in which so much stands that its words say little of any of it. */
const longQuote = 700;

/**
 * Tells quotes that speak of what a column asks: a label of the column stands at their beginning, in the heading above or beside the
 * value, or they hold half of the words of its question.
 */
export function aboutColumn(
  { name, question, words }: ColumnDraft,
  { language, sections, sentences }: Pick<DocumentText, "language" | "sections" | "sentences">,
): (quotes: readonly Quote[], value?: string) => boolean {
  const labels = [name, ...words].map((label) => labelPattern(fold(label)));
  const asked = askedWords(withoutAskingWords(question === "" ? name : question), language);
  return (quotes, value = "") =>
    quotes.some(({ quote, page, start }) => {
      if (quote.length > longQuote) return false;
      const heading = headingOf(page, start);
      const folded = flat(quote);
      const at = value === "" ? -1 : folded.indexOf(flat(value));
      const isHeaded = labels.some((label) =>
        [...folded.matchAll(label)].some(
          ({ index }) =>
            index <= nearLabel || (at >= 0 && index >= at - nearLabel && index <= at + value.length + nearLabel),
        ),
      );
      if (isHeaded || labels.some((label) => flat(heading).search(label) >= 0)) return true;
      const keys = findableKeys(`${heading}\n${quote}`, language);
      const held = asked.filter((word) => word.keys.some((key) => keys.has(key))).length;
      return asked.length > 0 && held / asked.length >= leastShare;
    });

  function headingOf(page: number, start: number): string {
    const sentence = sentences.find((each) => each.page === page && each.start === start);
    return (sentence && sections[sentence.section]?.heading) ?? "";
  }
}

/** A word may go on, as "rent" in "rental"; one of three letters would be part of too many: "fee" of "feel". */
function labelPattern(folded: string): RegExp {
  const end = /^[a-z]{1,3}$/u.test(folded) ? String.raw`(?:e?[sn])?(?!\p{L})` : "";
  return new RegExp(String.raw`(?<!\p{L})${escapedPattern(folded)}${end}`, "gu");
}

function flat(text: string): string {
  return oneLine(fold(text));
}
