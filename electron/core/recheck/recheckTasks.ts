import type { Citation } from "../../contract/documents.ts";
import type { Point } from "../../contract/summaries.ts";
import { checkAgain } from "../evidence/checkAgain.ts";
import { stands } from "../evidence/citations.ts";
import { sentenceKey } from "../text/documentText.ts";
import { knownNames } from "../text/names.ts";
import { type StoredText, textOf } from "../textWorker/storedText.ts";
import type { TextTask } from "../textWorker/textTask.ts";

/** What is to be known of a document before points that cite it can be checked. */
export interface CitedText {
  /** words that are names in it */
  readonly known: readonly string[];
  /** keys of citations whose quotes do not stand in it, see `sentenceKey` */
  readonly moved: readonly string[];
  /** numbers in quotes that are hard to read on the scan, by the key of the citation */
  readonly doubtful: ReadonlyMap<string, readonly string[]>;
}

export const citedTask: TextTask<{ readonly text: StoredText; readonly citations: readonly Citation[] }, CitedText> = {
  name: "cited",
  run({ text, citations }, logger) {
    const source = textOf(text, logger);
    const texts = source.sentences.map((sentence) => sentence.text);
    const doubtful = citations.flatMap((citation) => {
      const words = source.sentences
        .filter(({ page, start, end }) => page === citation.page && start < citation.end && end > citation.start)
        .flatMap((sentence) => sentence.doubtful ?? []);
      return words.length > 0 ? [[sentenceKey(citation), words] as const] : [];
    });
    return {
      known: [...knownNames(texts, source.language)],
      moved: citations.filter((citation) => !stands(source, citation)).map(sentenceKey),
      doubtful: new Map(doubtful),
    };
  },
};

/** A point with the languages it is checked by. */
export interface OldPoint {
  readonly point: Point;
  /** BCP 47 of its quotes */
  readonly language: string;
  /** BCP 47 of the point */
  readonly written: string;
}

/** The points in their order, checked again; one of which a quote is lost keeps its verdict. */
export const checkAgainTask: TextTask<
  { readonly points: readonly OldPoint[] } & Pick<CitedText, "known" | "doubtful">,
  Point[]
> = {
  name: "checkAgain",
  run({ points, known, doubtful }) {
    const names = new Set(known);
    return points.map(({ point, language, written }) =>
      point.citations.some(({ lost }) => lost === true)
        ? point
        : checkAgain(point, { language, written, known: names }, doubtful),
    );
  },
};
