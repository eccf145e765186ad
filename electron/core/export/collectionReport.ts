import type { CollectionReport, CollectionSummary, SkippedFile } from "../../contract/collections.ts";
import type { Point } from "../../contract/summaries.ts";
import { reportedRecipe } from "./summaryReport.ts";

/** The machine-readable report of a collection; the reports of its documents stand on lines of their own. */
export function makeCollectionReport(summary: CollectionSummary, skipped: readonly SkippedFile[]): CollectionReport {
  return {
    collection: {
      title: summary.title,
      documents: summary.parts.map(({ documentId, path }) => ({ sha256: documentId, path })),
      skipped: [...skipped],
      source: summary.source,
      recipe: recipeOf(summary),
      points: summary.points.map(toReported),
      parts: summary.parts.map(({ documentId, source, points }) => ({
        documentId,
        source,
        points: points.map(toReported),
      })),
    },
  };
}

function recipeOf({ source, writing }: CollectionSummary): CollectionReport["collection"]["recipe"] {
  if (source !== "model" || !writing) return null;
  return reportedRecipe(writing.recipe);
}

function toReported({ role, text, citations, support, by, findings }: Point): ReportedPoint {
  return { role, text, citations, support, by, findings };
}

type ReportedPoint = CollectionReport["collection"]["points"][number];
