import { internalError } from "../../contract/errors.ts";
import type { Citation } from "../../contract/documents.ts";
import type { Coverage } from "../../contract/summaries.ts";
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
  return {
    pages: { total, read, unread: [...unread] },
    sections: {
      total: source.sections.length,
      cited: citedBy([...whole, ...bySection]).size,
      whole: citedBy(whole).size,
    },
    chunks,
    truncated: false,
  };
}

type Cited = { readonly citations: readonly Citation[] };

/** The section of a part of a sentence, which does not start where the sentence does. */
function sectionAround(source: DocumentText, page: number, start: number): number | null {
  return (
    source.sentences.find((sentence) => sentence.page === page && sentence.start <= start && start < sentence.end)
      ?.section ?? null
  );
}
