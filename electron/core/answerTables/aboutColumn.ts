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
/** Characters that a number and its marks take before a label at the beginning: "(12.3) Method". */
const numbering = 8;
const endsInColon = /^[^.;]{0,25}[:：]/u;
/** Characters of a quote in which so much stands that its words say little of any of it. */
const longQuote = 700;

/** How a quote speaks of what a column asks. */
export interface AboutColumn {
  /** A label of the column stands at its beginning, in the heading above or beside the value, or it holds half of the words asked for. */
  speaks(quotes: readonly Quote[], value?: string): boolean;
  /**
   * So plainly that what stands there may be vouched for: a label heads it or stands beside the value. In the middle of a sentence a label
   * is a word like any other ("the calculation method used is the best available"), so that of a text the words asked for must be there too.
   */
  heads(quotes: readonly Quote[], value?: string): boolean;
}

export function aboutColumn(
  { name, kind, question, words }: ColumnDraft,
  { language, sections, sentences }: Pick<DocumentText, "language" | "sections" | "sentences">,
): AboutColumn {
  const labels = [name, ...words].map((label) => labelPattern(fold(label)));
  const asked = askedWords(withoutAskingWords(question === "" ? name : question), language);
  const isTyped = kind !== "text" && kind !== "list";
  return {
    speaks: (quotes, value = "") =>
      quotes.some((quote) => {
        const place = placeOf(quote, value);
        return place !== null && (place.label !== null || place.holdsWords());
      }),
    heads: (quotes, value = "") =>
      quotes.some((quote) => {
        const place = placeOf(quote, value);
        if (place === null || place.label === null) return false;
        return place.label === "head" || isTyped || place.holdsWords();
      }),
  };

  /** Null where so much stands in the quote that its words say little of any of it. */
  function placeOf({ quote, page, start }: Quote, value: string): Place | null {
    if (quote.length > longQuote) return null;
    const heading = headingOf(page, start);
    const folded = flat(quote);
    const at = value === "" ? -1 : folded.indexOf(flat(value));
    const hits = labels.flatMap((label) => [...folded.matchAll(label)]);
    const isHead =
      labels.some((label) => flat(heading).search(label) >= 0) ||
      hits.some(({ index, 0: { length } }) => index <= numbering || endsInColon.test(folded.slice(index + length)));
    const isNear = hits.some(
      ({ index }) =>
        index <= nearLabel || (at >= 0 && index >= at - nearLabel && index <= at + value.length + nearLabel),
    );
    return {
      label: isHead ? "head" : isNear ? "near" : null,
      holdsWords() {
        const keys = findableKeys(`${heading}\n${quote}`, language);
        const held = asked.filter((word) => word.keys.some((key) => keys.has(key))).length;
        return asked.length > 0 && held / asked.length >= leastShare;
      },
    };
  }

  function headingOf(page: number, start: number): string {
    const sentence = sentences.find((each) => each.page === page && each.start === start);
    return (sentence && sections[sentence.section]?.heading) ?? "";
  }
}

interface Place {
  /** head: above it, at its beginning or before a colon; near: at most so many characters from its beginning or from the value */
  readonly label: "head" | "near" | null;
  /** Half of the words asked for stand in the quote or the heading above it. */
  holdsWords(): boolean;
}

/** A word may go on, as "rent" in "rental"; one of three letters would be part of too many: "fee" of "feel". */
function labelPattern(folded: string): RegExp {
  const end = /^[a-z]{1,3}$/u.test(folded) ? String.raw`(?:e?[sn])?(?!\p{L})` : "";
  return new RegExp(String.raw`(?<!\p{L})${escapedPattern(folded)}${end}`, "gu");
}

function flat(text: string): string {
  return oneLine(fold(text));
}
