import type { Citation, Document } from "../../contract/documents.ts";
import { layoutForm } from "../../contract/layout.ts";
import type { Coverage, Digest, Point, Recipe, Report, Summary } from "../../contract/summaries.ts";

/** The machine-readable report: what the command line prints and the JSON export holds. */
export function makeReport(
  document: Document,
  digest: Digest,
  summary: Summary | null,
  digestCoverage: Coverage,
): Report {
  const coverage = summary?.coverage ?? digestCoverage;
  const readMs = document.readMs ?? 0;
  return {
    document: {
      sha256: document.id,
      name: document.name,
      format: document.format,
      title: document.title,
      pages: document.pages,
      words: document.words,
      language: document.language,
    },
    digest: digest.lines.map(({ text, citations }) => ({ text, citations: citations.map(withoutDocument) })),
    summary: summary && {
      title: summary.title,
      check: summary.check,
      form: layoutForm(summary.options, summary.kind),
      points: summary.points.map(toReportPoint),
      sections: summary.sections.map(({ heading, firstPage, lastPage, points }) => ({
        heading,
        firstPage,
        lastPage,
        points: points.map(toReportPoint),
      })),
      facts: summary.facts.map((fact) => ({ ...fact, citations: fact.citations.map(withoutDocument) })),
      questions: summary.questions,
    },
    coverage: { pages: coverage.pages, sections: coverage.sections, truncated: coverage.truncated },
    recipe: summary?.recipe ? reportedRecipe(summary.recipe) : null,
    timings: summary?.timings ?? {
      readMs,
      digestMs: digest.digestMs,
      mapMs: 0,
      mergeMs: 0,
      verifyMs: 0,
      totalMs: readMs + digest.digestMs,
    },
  };
}

/** All of a recipe but the options, which reports never had. */
export function reportedRecipe(recipe: Recipe): NonNullable<Report["recipe"]> {
  const { options: _, ...reported } = recipe;
  return reported;
}

function toReportPoint(point: Point): ReportPoint {
  const { id: _, citations, ...reported } = point;
  return { ...reported, citations: citations.map(withoutDocument) };
}

type ReportPoint = NonNullable<Report["summary"]>["points"][number];

function withoutDocument(citation: Citation): Omit<Citation, "documentId"> {
  const { documentId: _, ...reported } = citation;
  return reported;
}
