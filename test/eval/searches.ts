import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import type { Document } from "../../electron/contract/documents.ts";
import { searchRequest } from "../../electron/core/chat/passages.ts";
import { createJobs } from "../../electron/core/jobs/createJobs.ts";
import type { LanguageModel } from "../../electron/core/llm/languageModel.ts";
import { bundledEmbedding } from "../../electron/core/llm/local/bundledEmbedding.ts";
import { embedPassages } from "../../electron/core/retrieval/indexing.ts";
import { createRetrieval } from "../../electron/core/retrieval/retrieval.ts";
import { openStore } from "../../electron/core/store/openStore.ts";
import { stemsOf } from "../../electron/core/text/stems.ts";
import { stopWordsOf } from "../../electron/core/text/stopWords.ts";
import { createIds, systemClock } from "../../electron/host/nodePorts.ts";
import { meanOf } from "./figures.ts";
import type { EvalDocument } from "./passages.ts";
import { addDocument, type Asked } from "./questions.ts";

/** Shares of questions of which a passage that answers is among the first five, 0 to 1. */
export interface SearchShares {
  readonly questions: number;
  readonly words: number;
  readonly vectors: number;
  readonly both: number;
}

const first = 5;
/** Passages asked for at a time, as the product does. */
const most = 40;
const lot = 16;

/** Searches by words, by vectors and by both, as the product does. @returns by row */
export async function measureSearches(
  asked: readonly Asked[],
  model: LanguageModel,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Map<string, SearchShares>> {
  const folder = mkdtempSync(path.join(tmpdir(), "tramontane-eval-"));
  const quiet = (): void => {};
  const logger = { info: quiet, warn: quiet, error: quiet };
  const store = openStore({ paths: { data: folder, resources: folder }, clock: systemClock, logger });
  try {
    const { id, name, metadata } = bundledEmbedding;
    store.models.put({ id, name, path: folder, bundled: true, owned: false, metadata, addedAt: 1 });
    const documents = new Map<EvalDocument, Document>();
    const read = new Set(asked.flatMap((each) => each.documents));
    for (const document of read) {
      const added = addDocument(store, document);
      documents.set(document, added);
      for (;;) {
        const passages = store.vectors.missing(id, added.id, lot);
        if (passages.length === 0) break;
        await embedPassages({ store, model, passages, signal });
      }
      onProgress(documents.size, read.size);
    }
    const jobs = createJobs({ clock: systemClock, logger, ids: createIds(systemClock) });
    const retrievalWith = (installed: LanguageModel | null) =>
      createRetrieval({
        store,
        models: { installed: (task) => (task === "embedding" ? installed : null) },
        jobs,
        clock: systemClock,
        logger,
      });
    const [byWords, byBoth] = [retrievalWith(null), retrievalWith(model)];
    const hits: { rows: readonly string[]; words: number; vectors: number; both: number }[] = [];
    for (const each of asked) {
      const searched = each.documents.flatMap((document) => documents.get(document) ?? []);
      const [ids, query] = searchRequest({ documents: searched, query: each.question, language: "en" });
      const names = new Map(each.documents.map((document) => [documents.get(document)?.id, document.id]));
      const finds = async (retrieval: typeof byWords, words: string): Promise<number> => {
        const found = await retrieval.search(ids, { ...query, words }, most);
        return Number(found.slice(0, first).some((hit) => each.isAnswer(hit, names.get(hit.documentId) ?? "")));
      };
      hits.push({
        rows: each.rows,
        words: await finds(byWords, query.words),
        vectors: await finds(byBoth, ""),
        both: await finds(byBoth, query.words),
      });
    }
    return new Map(
      [...new Set(asked.flatMap(({ rows }) => rows))].map((row) => {
        const own = hits.filter(({ rows }) => rows.includes(row));
        const share = (way: "words" | "vectors" | "both"): number => meanOf(own.map((hit) => hit[way]));
        return [row, { questions: own.length, words: share("words"), vectors: share("vectors"), both: share("both") }];
      }),
    );
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const { signal } = new AbortController();

const rephrasedSchema = z.object({
  passages: z.array(
    z.object({ set: z.string(), document: z.string(), quote: z.string(), questions: z.array(z.string()) }),
  ),
});

/** A question in other words than the passage that answers it, and whether they share a word of content all the same. */
export interface Rephrased {
  readonly set: string;
  /** id of the document */
  readonly document: string;
  readonly question: string;
  isAnswer(text: string): boolean;
  sharesWord(text: string): boolean;
}

/** The questions of `rephrased.json`. */
export function readRephrased(): Rephrased[] {
  const { passages } = rephrasedSchema.parse(
    JSON.parse(readFileSync(path.join(import.meta.dirname, "rephrased.json"), "utf8")),
  );
  const stems = (text: string): string[] => stemsOf(text, stopWordsOf("en"));
  return passages.flatMap(({ questions, quote, ...where }) =>
    questions.map((question) => ({
      ...where,
      question,
      isAnswer: (text) => plain(text).includes(plain(quote)),
      sharesWord(text) {
        const own = new Set(stems(text));
        return stems(question).some((stem) => own.has(stem));
      },
    })),
  );
}

function plain(text: string): string {
  return text.replaceAll(/\s+/gu, " ").toLowerCase();
}

/** A model whose vectors are kept in a folder from run to run. */
export function keepingVectors(model: LanguageModel, folder: string): LanguageModel {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${model.id.slice(0, 16)}.jsonl`);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
  const kept = new Map(lines.map((line) => keptSchema.parse(JSON.parse(line))).map(({ key, vector }) => [key, vector]));
  const keyOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
  return {
    ...model,
    async open(use, options) {
      const session = await model.open(use, options);
      return {
        ...session,
        async embed(texts) {
          const open = [...new Set(texts)].filter((text) => !kept.has(keyOf(text)));
          const made = open.length > 0 ? ((await session.embed?.(open)) ?? []) : [];
          for (const [index, vector] of made.entries()) {
            const entry = { key: keyOf(open[index] ?? ""), vector: toBase64(vector) };
            kept.set(entry.key, entry.vector);
            appendFileSync(file, `${JSON.stringify(entry)}\n`);
          }
          return texts.map((text) => fromBase64(kept.get(keyOf(text)) ?? ""));
        },
      };
    },
  };
}

const keptSchema = z.object({ key: z.string(), vector: z.string() });

function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}

function fromBase64(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
}
