import { toAppError } from "../../electron/contract/errors.ts";
import type { Point, SummarySection } from "../../electron/contract/summaries.ts";
import { countWords } from "../../electron/core/text/words.ts";
import { digestOf } from "../../electron/core/extract/digest.ts";
import type { PipelineResult } from "../../electron/core/summarize/pipeline.ts";
import { assertCoversPages } from "../../electron/core/text/documentText.ts";
import type { Rouge } from "./baselines.ts";
import { rougeOfLines } from "./digests.ts";
import { meanOf } from "./figures.ts";
import { isLoop } from "./form.ts";
import type { TestedModel } from "./model.ts";
import type { EvalDocument } from "./passages.ts";
import { productOptions, summarizeAsProduct } from "./product.ts";
import { holdsName, holdsNumber, plainNames, plainNumbers } from "./plainFacts.ts";
import { rougeL } from "./rouge.ts";
import { judgeCitations } from "./support.ts";
import { modelOn } from "../helpers/modelOn.ts";

/** What came of the summary of one whole document, made by the product's own pipeline. */
export interface SummaryResult {
  readonly id: string;
  readonly title: string;
  /** code of the error where there is no summary */
  readonly failed: string | null;
  readonly points: readonly Point[];
  readonly sections: readonly SummarySection[];
  readonly measures: SummaryMeasures | null;
  /** seconds, by the clock */
  readonly seconds: number;
}

/** Counted over all points shown, those of the whole and those by section, unless said otherwise. */
export interface SummaryMeasures {
  readonly words: number;
  readonly shown: Record<Point["support"] | "quoted", number>;
  /** citations, those whose quote stands word for word at its place, and those that support their point */
  readonly citations: { readonly all: number; readonly valid: number; readonly precise: number };
  /** points, and those that their quotes support */
  readonly supported: Share;
  /** numbers and names of verified points, and those of them that stand in their quotes */
  readonly numbers: Share;
  readonly names: Share;
  /** what of these does not, for the report */
  readonly wrong: readonly string[];
  /** sections of the document, those cited by the whole, those cited by any point, and what the receipt says */
  readonly coverage: {
    readonly sections: number;
    readonly whole: number;
    readonly shown: number;
    readonly said: number;
  };
  /** verified points of the model's own that say the same again and again */
  readonly loops: number;
  /** every page is read and every chunk mapped, as the receipt says and the source confirms */
  readonly complete: boolean;
  /** of the whole: the mean over its points of the ROUGE-L F1 with the most similar other one */
  readonly redundancy: number;
  /** of the whole, with the reference of the highest R1 + R2 */
  readonly rouge: Rouge;
  /** of the digest of the same document as it is shown, which needs no model */
  readonly digestRouge: Rouge;
}

export interface Share {
  readonly of: number;
  readonly right: number;
}

/** The summary of standard length as the window shows it, written greedily. */
export async function evaluateSummary(document: EvalDocument, model: TestedModel): Promise<SummaryResult> {
  const { source, id } = document;
  const { engine, file, metadata } = model;
  const shown: SummarySection[] = [];
  const begun = performance.now();
  const ended = (patch: Pick<SummaryResult, "failed" | "points" | "measures">): SummaryResult => ({
    id,
    title: source.title,
    sections: shown,
    seconds: (performance.now() - begun) / 1000,
    ...patch,
  });
  const { style, chunkTokens } = metadata;
  const asked = modelOn(engine, { ...file, style, chunkTokens, options: model.loadOptions });
  try {
    const result = await summarizeAsProduct(document, asked, { shown });
    return ended({ failed: null, points: result.points, measures: measure(document, result, shown) });
  } catch (thrown) {
    return ended({ failed: toAppError(thrown).code, points: [], measures: null });
  }
}

/** @param sections the points by section */
export function measure(
  document: EvalDocument,
  { points, coverage }: PipelineResult,
  sections: readonly SummarySection[],
): SummaryMeasures {
  const { source, pages, references } = document;
  const all = [...points, ...sections.flatMap((section) => section.points)];
  const count = (test: (point: Point) => boolean): number => all.filter(test).length;
  const judged = all.map(({ text, citations }) =>
    judgeCitations(
      text,
      citations.map(({ quote }) => quote),
    ),
  );
  const citations = all.flatMap((point) => point.citations);
  const textOf = new Map(pages.map(({ number, text }) => [number, text]));
  const verified = all.filter(({ support }) => support === "verified");
  const facts = verified.map(factsOf);
  const whole = points.map(({ text }) => text);
  return {
    words: countWords(whole.join("\n")),
    shown: {
      verified: count(({ support, quoted }) => support === "verified" && !quoted),
      weak: count(({ support, quoted }) => support === "weak" && !quoted),
      contradicted: count(({ support, quoted }) => support === "contradicted" && !quoted),
      unsupported: count(({ support, quoted }) => support === "unsupported" && !quoted),
      quoted: count(({ quoted }) => quoted),
    },
    citations: {
      all: citations.length,
      valid: citations.filter(({ page, start, end, quote }) => textOf.get(page)?.slice(start, end) === quote).length,
      precise: judged.reduce((sum, { precise }) => sum + precise, 0),
    },
    supported: { of: all.length, right: judged.filter(({ supported }) => supported).length },
    numbers: sumOf(facts.map(({ numbers }) => numbers)),
    names: sumOf(facts.map(({ names }) => names)),
    wrong: facts.flatMap(({ wrong }) => wrong),
    coverage: {
      sections: source.sections.length,
      whole: citedSections(document, points),
      shown: citedSections(document, all),
      said: coverage.sections.cited,
    },
    loops: verified.filter(({ quoted, text }) => !quoted && isLoop(text)).length,
    complete: isComplete(document, coverage),
    redundancy: redundancyOf(whole),
    rouge: rougeOfLines(references, whole),
    digestRouge: rougeOfLines(
      references,
      digestOf(source, productOptions.length).map(({ text }) => text),
    ),
  };
}

function factsOf({ text, citations }: Point): { numbers: Share; names: Share; wrong: string[] } {
  const quotes = citations.map(({ quote }) => quote);
  const numbers = plainNumbers(text);
  const names = plainNames(text);
  const wrongNumbers = numbers.filter((fact) => !holdsNumber(quotes, fact)).map((fact) => fact.text);
  const wrongNames = names.filter((name) => !holdsName(quotes, name));
  return {
    numbers: { of: numbers.length, right: numbers.length - wrongNumbers.length },
    names: { of: names.length, right: names.length - wrongNames.length },
    wrong: [...wrongNumbers, ...wrongNames].map((fact) => `“${fact}” in: ${text}`),
  };
}

function citedSections({ source }: EvalDocument, points: readonly Point[]): number {
  const cited = new Set<number>();
  for (const { page, start, end } of points.flatMap(({ citations }) => citations)) {
    for (const sentence of source.sentences) {
      if (sentence.page === page && sentence.start < end && sentence.end > start) cited.add(sentence.section);
    }
  }
  return cited.size;
}

function isComplete({ source, pages }: EvalDocument, coverage: PipelineResult["coverage"]): boolean {
  // Throws where a character of a page is in no sentence.
  assertCoversPages(source, pages);
  const { truncated, chunks } = coverage;
  return !truncated && chunks.total > 0 && chunks.mapped === chunks.total && coverage.pages.read === pages.length;
}

/** @param texts at least two, else there is nothing to repeat */
export function redundancyOf(texts: readonly string[]): number {
  if (texts.length < 2) return 0;
  const nearest = texts.map((text, place) =>
    Math.max(...texts.map((other, at) => (at === place ? 0 : rougeL(other, text).f1))),
  );
  return meanOf(nearest);
}

function sumOf(shares: readonly Share[]): Share {
  return {
    of: shares.reduce((sum, share) => sum + share.of, 0),
    right: shares.reduce((sum, { right }) => sum + right, 0),
  };
}
