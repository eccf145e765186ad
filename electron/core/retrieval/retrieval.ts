import { internalError, toAppError } from "../../contract/errors.ts";
import { neverAborted } from "../async/waiting.ts";
import { knows, type LanguageModel, modelOfRecipe } from "../llm/languageModel.ts";
import { modelCountedAs } from "../llm/meteredModel.ts";
import type { PassageHit } from "../store/store.ts";
import { loadLanguages } from "../text/language.ts";
import { stemsOf } from "../text/stems.ts";
import { createMeaning, type MeaningOf } from "../evidence/nearness.ts";
import { createIndexing, embed, embedPassages, type IndexingDeps } from "./indexing.ts";
import { textOfPassage, textOfQuery } from "./instructions.ts";

/** Finds passages by their words and, where models for it are installed, by their meaning. */
export interface Retrieval extends Disposable {
  /**
   * Passages of these documents for a question, best first: BM25 over its words; with an embedding model that knows the
   * language of the question fused with the nearest vectors of the documents whose language it knows; with a reranking model the best of both in the order of its scores. What a model fails at is told in the log, and the words alone decide.
   *
   * @param words those of the question that carry meaning; "" where it has none
   */
  search(
    documentIds: readonly string[],
    query: { readonly words: string; readonly question: string },
    most: number,
    signal?: AbortSignal,
  ): Promise<PassageHit[]>;
  /** See {@link Indexing.start}. */
  index(): void;
  readonly meaningOf: MeaningOf;
}

/** Passages that a reranking model reads for one question. */
const reranked = 24;
/** Passages without a vector that a question waits for; where there are more it goes by those that have one. */
const mostAwaited = 32;
/**
 * Of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), who take 60 for lists of a thousand: in lists of forty of which few
 * are read, what a list has first has to count for more.
 */
const rankOffset = 20;

export function createRetrieval(deps: IndexingDeps): Retrieval {
  const { store, models, logger } = deps;
  const indexing = createIndexing(deps);

  return {
    async search(documentIds, { words, question }, most, signal) {
      const byWords = words === "" ? [] : store.documents.searchPassages(documentIds, words, most);
      const embedding = models.installed("embedding");
      const byMeaning = embedding ? await nearest(embedding, documentIds, question, most, signal) : [];
      // One list alone is in order.
      const fused = byMeaning.length === 0 ? byWords : fuse(byWords, byMeaning, words).slice(0, most);
      const reranking = models.installed("reranking");
      return reranking ? await rerank(reranking, question, fused, signal) : fused;
    },

    index: () => indexing.start(),
    [Symbol.dispose]: () => indexing[Symbol.dispose](),

    meaningOf(sentences, signal, countedAs) {
      const installed = models.installed("embedding");
      if (!installed || installed.tellsMeaning === false) return null;
      const model = countedAs === undefined ? installed : modelCountedAs(installed, countedAs);
      return createMeaning({
        model: modelOfRecipe(model),
        // A point and its sentences are alike in what they are: both are embedded as what a passage says.
        embed: (texts, stop) =>
          embed(
            model,
            texts.map((text) => textOfPassage(model.name, text)),
            stop,
          ),
        sentences,
        signal,
        onFailed: ({ code }) => {
          logger.warn("Points are checked without vectors: the words alone decide", { code });
        },
      });
    },
  };

  async function nearest(
    model: LanguageModel,
    documentIds: readonly string[],
    question: string,
    most: number,
    signal = neverAborted(),
  ): Promise<PassageHit[]> {
    try {
      const ids = model.languages ? await idsOfLanguages(model, documentIds, question) : documentIds;
      if (ids.length === 0) return [];
      const texts = [textOfQuery(model.name, question)];
      const [vector] = await embedPassages({ store, model, passages: missingOf(model, ids), texts, signal });
      return vector ? store.vectors.nearest(model.id, ids, vector, most) : [];
    } catch (thrown) {
      report("The question was not given a vector", thrown);
      return [];
    }
  }

  /** Documents whose language the model knows; none where it does not know that of the question. */
  async function idsOfLanguages(
    model: LanguageModel,
    documentIds: readonly string[],
    question: string,
  ): Promise<readonly string[]> {
    const asked = (await loadLanguages()).of(question);
    if (asked !== "und" && !knows(model, [asked])) return [];
    return documentIds.filter((id) => knows(model, [store.documents.get(id)?.language ?? "und"]));
  }

  /** Passages without a vector; none where there are too many to wait for. */
  function missingOf(model: LanguageModel, documentIds: readonly string[]): { id: number; text: string }[] {
    const missing: { id: number; text: string }[] = [];
    for (const id of documentIds) {
      missing.push(...store.vectors.missing(model.id, id, mostAwaited + 1 - missing.length));
      if (missing.length > mostAwaited) return [];
    }
    return missing;
  }

  async function rerank(
    model: LanguageModel,
    question: string,
    hits: readonly PassageHit[],
    signal: AbortSignal | undefined,
  ): Promise<PassageHit[]> {
    const [read, rest] = [hits.slice(0, reranked), hits.slice(reranked)];
    if (read.length < 2) return [...hits];
    try {
      await using session = await model.open("background", { signal: signal ?? neverAborted() });
      if (!session.rerank) throw internalError(`${model.name} was chosen for what it cannot do.`);
      const scores = await session.rerank(
        question,
        read.map(({ text }) => text),
      );
      const scored = read.map((hit, index) => ({ hit, score: scores[index] ?? 0 }));
      return [...scored.toSorted((a, b) => b.score - a.score).map(({ hit }) => hit), ...rest];
    } catch (thrown) {
      report("The passages were not ranked", thrown);
      return [...hits];
    }
  }

  function report(what: string, thrown: unknown): void {
    const error = toAppError(thrown);
    if (error.code !== "CANCELLED") logger.warn(`${what}: the words alone decide`, { code: error.code });
  }
}

/**
 * Reciprocal rank fusion: what stands high in either list, and highest what stands high in both. A passage found by words counts for as
 * much as the share of them that stand in it.
 */
export function fuse(byWords: readonly PassageHit[], byMeaning: readonly PassageHit[], words: string): PassageHit[] {
  const asked = new Set(stemsOf(words, noStops));
  const scores = new Map<number, { hit: PassageHit; score: number }>();
  const add = (list: readonly PassageHit[], weightOf: (hit: PassageHit) => number): void => {
    for (const [rank, hit] of list.entries()) {
      const known = scores.get(hit.id);
      const score = (known?.score ?? 0) + weightOf(hit) / (rankOffset + rank + 1);
      scores.set(hit.id, { hit: known?.hit ?? hit, score });
    }
  };
  add(byWords, ({ text }) => shareOf(asked, text));
  add(byMeaning, () => 1);
  return [...scores.values()].toSorted((a, b) => b.score - a.score || a.hit.id - b.hit.id).map(({ hit }) => hit);
}

const noStops: ReadonlySet<string> = new Set();

function shareOf(asked: ReadonlySet<string>, text: string): number {
  const own = new Set(stemsOf(text, noStops));
  return asked.size === 0 ? 1 : [...asked].filter((stem) => own.has(stem)).length / asked.size;
}
