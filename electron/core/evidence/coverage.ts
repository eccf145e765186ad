import { internalError } from "../../contract/errors.ts";
import { type Coverage, isQuote, type Point } from "../../contract/summaries.ts";
import type { DocumentText } from "../text/documentText.ts";

/**
 * The receipt of a summary or digest, whose points or lines are those of the whole and those by section. Nothing in it is assumed:
 * pages must add up, every chunk must have been read.
 * @throws INTERNAL where they do not
 */
export function makeCoverage(
  source: DocumentText,
  { whole, bySection }: { readonly whole: readonly Cited[]; readonly bySection: readonly Cited[] },
  chunks: Coverage["chunks"],
): Coverage {
  const { total, read, unread } = source.pages;
  if (read + unread.length !== total || chunks.mapped !== chunks.total) {
    throw internalError(
      `The summary does not cover the whole document. pages ${total}, read ${read}, unread ${unread.length}, chunks ${chunks.total}, mapped ${chunks.mapped}`,
    );
  }
  const sectionAt = new Map(
    source.sentences.map(({ page, start, section }) => [`${String(page)}:${String(start)}`, section]),
  );
  const citedBy = (lines: readonly Cited[]): Set<number> =>
    new Set(
      lines
        .flatMap(({ citations }) => citations)
        .map(
          ({ page, start }) => sectionAt.get(`${String(page)}:${String(start)}`) ?? sectionAround(source, page, start),
        )
        .filter((section) => section !== null),
    );
  const shown = [...whole, ...bySection];
  const cited = citedBy(shown).size;
  const spoken = citedBy(shown.filter((line) => !isQuoted(line))).size;
  return {
    pages: { total, read, unread: [...unread] },
    sections: {
      total: source.sections.length,
      cited,
      whole: citedBy(whole).size,
      spoken,
      quoted: cited - spoken,
      listed: source.sections.length - cited,
    },
    chunks,
    truncated: false,
  };
}

type Cited = Pick<Point, "text" | "citations"> & Partial<Pick<Point, "quoted">>;

/** Of a model that only chooses every point is a sentence of the document, though none stands for another. */
function isQuoted(line: Cited): boolean {
  return line.quoted === true || isQuote(line);
}

/** The section of a part of a sentence, which does not start where the sentence does. */
function sectionAround(source: DocumentText, page: number, start: number): number | null {
  return (
    source.sentences.find((sentence) => sentence.page === page && sentence.start <= start && start < sentence.end)
      ?.section ?? null
  );
}
