import type { ContextReceipt, Message } from "../contract/chat.ts";
import { areQuotes, type CollectionReport } from "../contract/collections.ts";
import type { Citation, Document } from "../contract/documents.ts";
import { assertNever } from "../contract/errors.ts";
import { type Entry, layoutOf, type LayoutPart } from "../contract/layout.ts";
import type { Model } from "../contract/models.ts";
import { sectionsTold } from "../contract/sectionsTold.ts";
import { withVerdicts } from "../contract/statements.ts";
import { type FactKind, type Forecast, type Report, type Support, type Witness } from "../contract/summaries.ts";
import { duration } from "./duration.ts";
import { words } from "./words.ts";

const { t } = words;

/** What `ask` answers. */
interface AskedAnswer extends Pick<Message, "text" | "citations" | "statements" | "passages" | "model" | "problem"> {
  readonly context: ContextReceipt;
}

/** Results as text for people; numbers in brackets are pages. */
export const print = {
  report(report: Report): string {
    const { document, coverage, digest, summary, recipe } = report;
    const lines = [document.title, t("cli:document", { format: document.format, ...sizeOf(document) }), ""];
    if (recipe?.instead) lines.push(t(`layout:instead.${recipe.instead}`), "");
    if (summary) {
      const { lead, facts, parts } = layoutOf({ ...summary, options: { structure: summary.form }, kind: null });
      if (lead.length > 0) lines.push(lead.map(sentence).join(" "), "");
      for (const { kind, label, value, due, citations } of facts.map(words.fact)) {
        const told = [
          ofMeeting.has(kind) ? t(`export:fact.${kind}`) : "",
          value.startsWith(label) ? "" : label,
          value,
        ].filter((part) => part !== "");
        lines.push(`* ${told.join(": ")}${due === undefined ? "" : ` (${t("cli:due", { due })})`}${pages(citations)}`);
      }
      if (facts.length > 0) lines.push("");
      for (const part of parts) {
        if (part.heading !== null) lines.push(...(lines.at(-1) === "" ? [] : [""]), t(`layout:part.${part.heading}`));
        lines.push(...partLines(part));
      }
      const { questions } = summary;
      if (questions.length > 0) lines.push("", t("cli:askNext"), ...questions.map((question) => `- ${question}`));
    } else {
      for (const line of digest) lines.push(`- ${line.text}${pages(line.citations)}`);
    }
    const { total, read, unread } = coverage.pages;
    const sections = sectionsTold(coverage.sections).map((told) =>
      t(`export:coverage.told.${told.key}`, { count: told.count, total: told.total }),
    );
    lines.push("", t("cli:coverage", { read, total, sections: sections.join("; ") }));
    for (const { page, reason } of unread) lines.push(t("cli:unread", { page, reason: words.reason(reason) }));
    return `${lines.join("\n")}\n`;
  },

  /** The set after its documents: what a model wrote of it or what stands in the middle of it, with files and pages. */
  set({ collection }: CollectionReport): string {
    const { title, documents, points, skipped, recipe } = collection;
    const paths = new Map(documents.map(({ sha256, path }) => [sha256, path]));
    const lines = [originOf(t("cli:collection.documents", { title, count: documents.length })), ""];
    const sentence = ({ text, citations, support, by }: (typeof points)[number]): string => {
      const places = new Set(citations.map(({ documentId, page }) => `${paths.get(documentId) ?? ""}, ${page}`));
      const mark = verdictOf(support, by);
      return `${text}${places.size > 0 ? ` [${[...places].join("; ")}]` : ""}${mark === null ? "" : ` (${mark})`}`;
    };
    const lead = points.filter(({ role }) => role === "lead");
    if (lead.length > 0) lines.push(lead.map(sentence).join(" "), "");
    for (const point of points) if (point.role !== "lead") lines.push(`- ${sentence(point)}`);
    if (skipped.length > 0) lines.push("");
    for (const { path, problem } of skipped)
      lines.push(t("cli:collection.skipped", { path, problem: words.error(problem) }));
    return `${lines.join("\n")}\n`;

    function originOf(counted: string): string {
      if (!recipe) return t("cli:collection.chosen", { documents: counted });
      const by = { documents: counted, model: recipe.model.name };
      return areQuotes(points) ? t("cli:collection.chosenBy", by) : t("cli:collection.writtenBy", by);
    }
  },

  answer(answer: AskedAnswer, documents: readonly Document[]): string {
    const names = new Map(documents.map((document) => [document.id, document.name]));
    const place = ({ documentId, page, quote }: Citation) => ({
      name: names.get(documentId) ?? "",
      page,
      quote: quote.replaceAll(/\s+/gu, " "),
    });
    const { citations, passages, context, problem, model } = answer;
    const text = withVerdicts(answer, ({ support, by, findings }) => {
      const mark = verdictOf(support, by);
      const reason = support === "verified" ? "" : words.findings(findings);
      return mark === null || reason === "" ? mark : `${mark}: ${reason}`;
    }).trim();
    const quotes = passages.map((passage) => t("cli:answer.passage", place(passage)));
    const blocks = [
      [model === null ? t(passages.length > 0 ? "cli:answer.byPassages" : "cli:answer.nothingFound") : text],
      problem ? [`(${words.error(problem)})`] : [],
      citations.map((citation, index) => t("cli:note", { number: index + 1, ...place(citation) })),
      model !== null && quotes.length > 0 ? [t("cli:answer.speakOfIt"), ...quotes] : quotes,
      context.question === null ? [] : [t("cli:answer.completed", { question: context.question })],
      context.lookedFor.length === 0 ? [] : [t("cli:answer.lookedFor", { words: context.lookedFor })],
    ];
    return `${blocks
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join("\n"))
      .join("\n\n")}\n`;
  },

  forecast(document: Pick<Document, "title" | "pages" | "words">, forecast: Forecast): string {
    const { seconds, memoryBytes, cost, calls, basis, model } = forecast;
    return [
      document.title,
      t("cli:size", sizeOf(document)),
      seconds === null
        ? t("cli:forecast.basis.none")
        : t("cli:forecast.time", {
            expected: duration(seconds.expected),
            low: duration(seconds.low),
            high: duration(seconds.high),
            basis: t(`cli:forecast.basis.${basis}`),
          }),
      memoryBytes === null
        ? t("cli:forecast.elsewhere", { model: model.name, calls })
        : t("cli:forecast.memory", { model: model.name, memory: gigabytes(memoryBytes), calls }),
      ...(cost === null
        ? []
        : [t("cli:forecast.cost", { cost: words.formats.money(cost.amount, cost.currency, "figure") })]),
      "",
    ].join("\n");
  },

  models(models: readonly Model[]): string {
    if (models.length === 0) return `${t("cli:noModels")}\n`;
    return models
      .map(
        (model) =>
          `${model.isDefault ? "*" : " "} ${model.name}  ${gigabytes(model.bytes)}  ${model.quantization}  ${standingOf(model)}  ${model.id.slice(0, 12)}\n`,
      )
      .join("");
  },
};

/** How a model fits, or what keeps it from being used. */
function standingOf({ problem, style, purpose, fit }: Model): string {
  if (problem) return words.error(problem);
  const reason = words.reason(fit.reason);
  return purpose === "chat" && style === "base" ? t("cli:baseModel", { reason }) : reason;
}

/** The lines of a part below its heading; points of one section stand below that. */
function partLines(part: LayoutPart<ReportPoint, ReportFact>): string[] {
  switch (part.kind) {
    case "prose":
      return [part.paragraphs.map((points) => points.map(sentence).join(" ")).join("\n\n")];
    case "points": {
      if (part.heading !== null) return part.points.map((point) => `- ${sentence(point)}`);
      let section: string | null = null;
      return part.points.flatMap((point) => {
        const line = `- ${sentence(point)}`;
        if (point.section === section || point.section === null) return [line];
        section = point.section;
        return ["", section, line];
      });
    }
    case "entries":
      return part.entries.map((one) => `- ${entry(one)}`);
    case "actions":
      return part.rows.map(({ who, entry: one, due }) => {
        const when = due === null ? "" : ` (${t("cli:due", { due })})`;
        return `- ${who === "" ? "" : `${who}: `}${entry(one)}${when}`;
      });
    case "terms":
      return part.rows.flatMap(({ term, entries }) =>
        entries.map((one) => `- ${t(`layout:terms.${term}`)}: ${entry(one)}`),
      );
    default:
      return assertNever(part);
  }
}

function entry(one: Entry<ReportPoint, ReportFact>): string {
  if ("point" in one) return sentence(one.point);
  return `${words.fact(one.fact).value}${pages(one.fact.citations)} (${t("export:quoted")})`;
}

/** What a meeting came to is told apart: of other facts the label says what they are. */
const ofMeeting: ReadonlySet<FactKind> = new Set(["decision", "action", "question"]);

function sizeOf(document: Pick<Document, "pages" | "words">): { pages: string; words: string } {
  return { pages: t("cli:pages", { count: document.pages }), words: t("cli:words", { count: document.words }) };
}

/** Bytes in GB, with two places. */
export function gigabytes(bytes: number): string {
  return t("cli:gigabytes", { value: (bytes / 1e9).toFixed(2) });
}

type ReportPoint = NonNullable<Report["summary"]>["points"][number];
type ReportFact = NonNullable<Report["summary"]>["facts"][number];

function sentence({ text, citations, support, by, quoted, corrected }: ReportPoint): string {
  const marks = [
    corrected === true ? t("export:corrected") : null,
    quoted ? t("export:quoted") : verdictOf(support, by),
  ];
  const mark = marks.filter((each) => each !== null).join("; ") || null;
  return `${text}${pages(citations)}${mark === null ? "" : ` (${mark})`}`;
}

/** The verdict on a sentence, or what verified it where its quotes alone did not; null where they did. */
function verdictOf(support: Support, by: Witness | null): string | null {
  if (support !== "verified") return t(`export:support.${support}`);
  return by === null || by === "code" ? null : t(`export:by.${by}`);
}

function pages(citations: readonly { page: number }[]): string {
  const numbers = [...new Set(citations.map(({ page }) => page))].sort((a, b) => a - b);
  return numbers.length > 0 ? ` [${numbers.join(", ")}]` : "";
}
