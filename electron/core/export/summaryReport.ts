import type { Citation, Document } from "../../contract/documents.ts";
import {
  type Coverage,
  type Digest,
  type FactKind,
  paragraphsOf,
  type Point,
  type Recipe,
  type Report,
  type Summary,
  type SummaryOptions,
} from "../../contract/summaries.ts";

/** The machine-readable report: what the command line prints and the JSON export holds. */
export function makeReport(
  document: Document,
  digest: Digest,
  summary: Summary | null,
  digestCoverage: Coverage,
): Report {
  const coverage = summary?.coverage ?? digestCoverage;
  const readMs = document.readMs ?? 0;
  const recipe = summary?.recipe;
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
      points: summary.points.map(toReportPoint),
      sections: summary.sections.map(({ heading, firstPage, lastPage, points }) => ({
        heading,
        firstPage,
        lastPage,
        points: points.map(toReportPoint),
      })),
      facts: summary.facts.map((fact) => ({ ...fact, citations: fact.citations.map(withoutDocument) })),
    },
    coverage: { pages: coverage.pages, sections: coverage.sections, truncated: coverage.truncated },
    recipe: recipe
      ? {
          app: recipe.app,
          model: recipe.model,
          seed: recipe.seed,
          temperature: recipe.temperature,
          prompts: recipe.prompts,
          pipeline: recipe.pipeline,
        }
      : null,
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

function toReportPoint({ text, section, citations, support, quoted }: Point): ReportPoint {
  return { text, section, citations: citations.map(withoutDocument), support, quoted };
}

type ReportPoint = NonNullable<Report["summary"]>["points"][number];

/** The summary for a person: points with numbered quotes below, the receipt and the recipe at the end. */
export function makeMarkdown(document: Document, summary: Summary): string {
  const notes: string[] = [];
  const marksOf = (citations: readonly Citation[]): string =>
    citations
      .map((citation) => {
        notes.push(`p. ${String(citation.page)}: “${oneLine(citation.quote)}”`);
        return `[^${String(notes.length)}]`;
      })
      .join("");
  const sentence = ({ text, citations, support, reason, quoted }: Point): string => {
    const warning = support === "verified" ? "" : ` *(${support}: ${escape(reason ?? "")})*`;
    return `${escape(text)}${marksOf(citations)}${quoted ? " *(quoted)*" : warning}`;
  };
  const line = (point: Point): string => `- ${sentence(point)}`;
  const parts = [`# ${escape(summary.title)}`, `${escape(document.name)}, ${String(document.pages)} pages`];
  if (summary.options.focus !== "") parts.push(`Question: ${escape(summary.options.focus)}`);
  if (summary.facts.length > 0) {
    const rows = summary.facts.map(
      ({ kind, label, value, due, citations }) =>
        `| ${factNames[kind]} | ${escape(label)} | ${escape(value)}${marksOf(citations)}${due === undefined ? "" : ` (when: ${escape(due)})`} |`,
    );
    parts.push("## Key facts", ["| | | |", "| --- | --- | --- |", ...rows].join("\n"));
  }
  if (summary.options.structure === "prose") {
    for (const paragraph of paragraphsOf(summary.points)) parts.push(paragraph.map(sentence).join(" "));
  } else if (summary.points.length > 0) parts.push(summary.points.map(line).join("\n"));
  const sections = summary.sections.filter(({ points }) => points.length > 0);
  if (sections.length > 0) parts.push("## By section");
  for (const section of sections) {
    const pages =
      section.firstPage === section.lastPage
        ? `p. ${String(section.firstPage)}`
        : `pp. ${String(section.firstPage)}–${String(section.lastPage)}`;
    parts.push(`### ${escape(section.heading ?? pages)}${section.heading === null ? "" : ` (${pages})`}`);
    parts.push(section.points.map(line).join("\n"));
  }
  parts.push(...receipt(summary));
  parts.push(notes.map((note, place) => `[^${String(place + 1)}]: ${escape(note)}`).join("\n"));
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** A file name made of a title: safe on every system. */
export function fileNameOf(title: string, extension: string): string {
  const safe = title
    .replaceAll(/[\p{Cc}<>:"/\\|?*]+/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .replace(/^[. ]+|[. ]+$/gu, "");
  const short = [...safe].slice(0, 80).join("").trim();
  return `${short === "" ? "Summary" : short}.${extension}`;
}

function receipt({ coverage, recipe }: Summary): string[] {
  const parts: string[] = [];
  const list = (lines: readonly string[]): string => lines.map((line) => `- ${escape(line)}`).join("\n");
  if (coverage) parts.push("## Coverage", list(coverageLines(coverage)));
  if (recipe) parts.push("## Recipe", list(recipeLines(recipe)));
  return parts;
}

/** What was read and what the summary draws on, a line each. */
export function coverageLines({ pages, sections, chunks }: Coverage): string[] {
  return [
    `${String(pages.read)} of ${String(pages.total)} pages read`,
    ...pages.unread.map(({ page, reason }) => `page ${String(page)} not read: ${reason}`),
    `${String(sections.cited)} of ${String(sections.total)} sections cited in the summary${
      sections.whole === undefined ? "" : `, ${String(sections.whole)} of them in its points on the whole`
    }`,
    `${String(chunks.mapped)} of ${String(chunks.total)} parts read by the model`,
    ...(chunks.reused ? [`${String(chunks.reused)} of them unchanged since the version before and taken over`] : []),
  ];
}

/** What makes the same summary again, a line each. */
export function recipeLines({ app, pipeline, model, prompts, seed, temperature, options }: Recipe): string[] {
  return [
    `Tramontane ${app}, ${pipeline}`,
    `${model.name} (${model.quantization}), SHA-256 ${model.sha256}`,
    `prompts ${prompts}`,
    `seed ${String(seed)}, temperature ${String(temperature)}`,
    optionWords(options),
  ];
}

export const factNames: Readonly<Record<FactKind, string>> = {
  decision: "Decision",
  action: "Action",
  question: "Open question",
  name: "Name",
  date: "Date",
  amount: "Amount",
  obligation: "Obligation",
  definition: "Definition",
  table: "Table",
  column: "Column",
  outlier: "Stands out",
};

function optionWords({ length, language, audience, structure, mode }: SummaryOptions): string {
  return `length ${length}, language ${language}, audience ${audience}, structure ${structure}, mode ${mode}`;
}

function withoutDocument({ page, start, end, quote }: Citation): Omit<Citation, "documentId"> {
  return { page, start, end, quote };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ");
}

/** Text of a document must not become markup. */
function escape(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|~]/gu, (mark) => `\\${mark}`);
}
