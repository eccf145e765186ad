import type { Point, Summary } from "../../contract/summaries.ts";
import type { Texts } from "../library/library.ts";
import type { Store } from "../store/store.ts";
import type { DocumentText } from "../text/documentText.ts";
import { ownTitle, type TuningExample, type TuningSource } from "../tuning/tuning.ts";
import { chunkLimits, planChunks, type Chunk } from "./chunks.ts";
import { pointsQuestion } from "./writers/questions.ts";

export interface SummaryExamplesDeps {
  readonly store: Pick<Store, "documents" | "summaries" | "corrections" | "models">;
  readonly texts: Pick<Texts, "of">;
}

/** Characters of a token, about: the model that counted is not asked again. */
const charactersPerToken = 4;
const mostTokens = 2000;

/** Parts of documents with the points that summaries say of them, where a person corrected one: those of the newest summary. */
export function createSummaryExamples({ store, texts }: SummaryExamplesDeps): TuningSource {
  return {
    async *examples(documentIds) {
      for (const document of store.documents.list()) {
        if (documentIds?.has(document.id) === false || document.status !== "ready") continue;
        const times = new Map(store.corrections.list(document.id).map(({ text, createdAt }) => [text, createdAt]));
        if (times.size === 0) continue;
        const summary = store.summaries
          .list(document.id)
          .find((each) => each.status === "done" && pointsIn(each).some(({ corrected }) => corrected === true));
        if (!summary) continue;
        const source = { ...texts.of(document.id), title: ownTitle(store, document.id) };
        const chunks = await partsOf(source, summary);
        for (const chunk of chunks) {
          const example = exampleOf(source, summary, chunk, chunks.length, times);
          if (example) yield example;
        }
      }
    },
  };

  /** The parts as they were cut, as far as that can be known: of a text that was read at once it is the whole. */
  async function partsOf(source: DocumentText, summary: Summary): Promise<readonly Chunk[]> {
    const isWhole = summary.chunks.total <= 1;
    const wanted = store.models.get(summary.recipe?.model.sha256 ?? "")?.metadata.chunkTokens ?? null;
    const limits = isWhole
      ? { most: Infinity, target: Infinity, least: Infinity }
      : chunkLimits(wanted ?? mostTokens, wanted);
    return await planChunks(source, limits, (parts) =>
      Promise.resolve(parts.map(({ length }) => Math.ceil(length / charactersPerToken))),
    );
  }
}

function exampleOf(
  source: DocumentText,
  { documentId, options, kind, sections, points }: Summary,
  chunk: Chunk,
  parts: number,
  times: ReadonlyMap<string, number>,
): TuningExample | null {
  const all = sections.some((section) => section.points.length > 0)
    ? sections.flatMap((section) => section.points)
    : points;
  const own = all.filter((point) => isIn(point, chunk) && (point.corrected === true || isRight(point)));
  const corrected = own.filter((point) => point.corrected === true);
  if (corrected.length === 0 || kind === null) return null;
  const written = options.language === "document" ? source.language : options.language;
  const bounds = { least: 1, most: own.length, words: 30, characters: 300 };
  const { turns } = pointsQuestion({ source, options, kind, written }, chunk, parts, bounds);
  return {
    kind: "corrections",
    documentIds: [documentId],
    at: Math.max(...corrected.map(({ text }) => times.get(text) ?? 0)),
    turns: [...turns, { role: "assistant", text: own.map(({ text }) => `- ${text}`).join("\n") }],
  };
}

/** In the model's own words, and verified. */
function isRight({ quoted, support }: Point): boolean {
  return !quoted && support === "verified";
}

/** By the first sentence that it cites. */
function isIn({ citations: [first] }: Point, { pieces }: Chunk): boolean {
  return (
    first !== undefined &&
    pieces.some(({ page, start, end }) => page === first.page && first.start >= start && first.start < end)
  );
}

function pointsIn({ points, sections }: Summary): readonly Point[] {
  return [...points, ...sections.flatMap((section) => section.points)];
}
