import { areQuotes, type SetReport } from "../contract/collections.ts";
import type { Citation, Document } from "../contract/documents.ts";
import type { Model } from "../contract/models.ts";
import { type FactKind, type Forecast, paragraphsOf, type Report } from "../contract/summaries.ts";
import type { SummaryOptions } from "../contract/summaryOptions.ts";
import { words } from "./words.ts";

/** Results as text for people; numbers in brackets are pages. */
export const print = {
  report(report: Report, structure: SummaryOptions["structure"]): string {
    const { document, coverage, digest, summary } = report;
    const lines = [document.title, `${document.format}, ${document.pages} pages, ${document.words} words`, ""];
    if (summary) {
      for (const { kind, label, value, due, citations } of summary.facts) {
        const parts = [ofMeeting[kind] ?? "", value.startsWith(label) ? "" : label, value].filter(
          (part) => part !== "",
        );
        lines.push(`* ${parts.join(": ")}${due === undefined ? "" : ` (when: ${due})`}${pages(citations)}`);
      }
      if (summary.facts.length > 0) lines.push("");
      if (structure === "prose") {
        const text = paragraphsOf(summary.points).map((points) => points.map(sentence).join(" "));
        lines.push(text.join("\n\n"));
      }
      let section: string | null = null;
      for (const point of structure === "prose" ? [] : summary.points) {
        if (point.section !== section) {
          section = point.section;
          if (section !== null) lines.push("", section);
        }
        lines.push(`- ${sentence(point)}`);
      }
    } else {
      for (const line of digest) lines.push(`- ${line.text}${pages(line.citations)}`);
    }
    const { total, read, unread } = coverage.pages;
    lines.push(
      "",
      `Read ${read} of ${total} pages; ${coverage.sections.cited} of ${coverage.sections.total} sections are quoted.`,
    );
    for (const { page, reason } of unread) lines.push(`Page ${page} was not read: ${words.reason(reason)}`);
    return `${lines.join("\n")}\n`;
  },

  /** The set after its documents: what a model wrote of it or what stands in the middle of it, with files and pages. */
  set({ collection }: SetReport): string {
    const { title, documents, points, skipped, recipe } = collection;
    const paths = new Map(documents.map(({ sha256, path }) => [sha256, path]));
    const origin = recipe && !areQuotes(points) ? "written and checked against its quotes" : "sentences chosen";
    const by = recipe ? ` by ${recipe.model.name}` : "";
    const lines = [`${title}: ${documents.length} documents, ${origin}${by}`, ""];
    for (const { text, citations, support } of points) {
      const places = new Set(citations.map(({ documentId, page }) => `${paths.get(documentId) ?? ""}, ${page}`));
      const mark = support === "verified" ? "" : ` (${support})`;
      lines.push(`- ${text}${places.size > 0 ? ` [${[...places].join("; ")}]` : ""}${mark}`);
    }
    if (skipped.length > 0) lines.push("");
    for (const { path, problem } of skipped) lines.push(`${path} was not read: ${words.error(problem)}`);
    return `${lines.join("\n")}\n`;
  },

  answer(answer: { text: string; citations: readonly Citation[] }, documents: readonly Document[]): string {
    const names = new Map(documents.map((document) => [document.id, document.name]));
    const notes = answer.citations.map(
      ({ documentId, page, quote }, index) => `[${index + 1}] ${names.get(documentId) ?? ""} page ${page}: “${quote}”`,
    );
    return `${[answer.text.trim(), ...(notes.length > 0 ? ["", ...notes] : [])].join("\n")}\n`;
  },

  forecast(document: Pick<Document, "title" | "pages" | "words">, forecast: Forecast): string {
    const { seconds, memoryBytes, calls, basis, model } = forecast;
    const sure = {
      measured: "as earlier summaries of this model took here",
      probed: "by a short trial of this model",
      estimated: "roughly, by the size of this model",
    }[basis];
    return [
      document.title,
      `${document.pages} pages, ${document.words} words`,
      `About ${inWords(seconds.expected)} (${inWords(seconds.low)} to ${inWords(seconds.high)}), ${sure}`,
      `${model.name}: ${(memoryBytes / 1e9).toFixed(2)} GB of memory, ${calls} questions`,
      "",
    ].join("\n");
  },

  models(models: readonly Model[]): string {
    if (models.length === 0) return "No model is installed. Add one with: models add FILE\n";
    return models
      .map(
        (model) =>
          `${model.isDefault ? "*" : " "} ${model.name}  ${(model.bytes / 1e9).toFixed(2)} GB  ${model.quantization}  ${words.reason(model.fit.reason)}  ${model.id.slice(0, 12)}\n`,
      )
      .join("");
  },
};

/** Seconds up to a minute and a half, then minutes, then hours. */
function inWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** What a meeting came to is told apart: of other facts the label says what they are. */
const ofMeeting: Partial<Record<FactKind, string>> = {
  decision: "Decision",
  action: "Action",
  question: "Open question",
};

function sentence({ text, citations, support, quoted }: NonNullable<Report["summary"]>["points"][number]): string {
  const mark = quoted ? " (quoted)" : support === "verified" ? "" : ` (${support})`;
  return `${text}${pages(citations)}${mark}`;
}

function pages(citations: readonly { page: number }[]): string {
  const numbers = [...new Set(citations.map(({ page }) => page))].sort((a, b) => a - b);
  return numbers.length > 0 ? ` [${numbers.join(", ")}]` : "";
}
