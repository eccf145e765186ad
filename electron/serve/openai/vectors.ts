import * as z from "zod";
import { AppError } from "../../contract/errors.ts";
import { embedded, tooLong } from "../embedded.ts";
import { openServed, type ServedModels } from "../servedModels.ts";

export const embeddingsSchema = z.looseObject({
  model: z.string().optional(),
  input: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)], {
      error: "texts are wanted, no numbers of tokens",
    })
    .transform((given) => (typeof given === "string" ? [given] : given)),
  encoding_format: z.enum(["float", "base64"]).nullish(),
  dimensions: z.int().min(1).nullish(),
});

export const rerankSchema = z.looseObject({
  model: z.string().optional(),
  query: z.string(),
  documents: z
    .array(z.union([z.string(), z.looseObject({ text: z.string() })]))
    .min(1)
    .max(2048)
    .transform((given) => given.map((each) => (typeof each === "string" ? each : each.text))),
  top_n: z.int().min(1).nullish(),
  return_documents: z.boolean().nullish(),
});

interface Deps {
  readonly models: Pick<ServedModels, "resolve">;
}

/** @throws CONTEXT_TOO_SMALL where a text cannot be read whole; INVALID_INPUT where other dimensions are asked for than the model has */
export async function embeddings({ models }: Deps, request: z.output<typeof embeddingsSchema>, signal: AbortSignal) {
  const { input: texts, model: name } = request;
  const { model, vectors, tokens } = await embedded(models, { name, texts, field: "input", cuts: false }, signal);
  const size = vectors[0]?.length ?? 0;
  if (typeof request.dimensions === "number" && request.dimensions !== size) {
    const problem = `vectors of ${model.name} have ${String(size)} dimensions`;
    throw new AppError("INVALID_INPUT", { data: { field: "dimensions", problem } });
  }
  return {
    object: "list",
    model: request.model ?? model.name,
    data: vectors.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: request.encoding_format === "base64" ? base64Of(vector) : [...vector],
    })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** The numbers as 32-bit floats, the low byte first. */
function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, at) => bytes.writeFloatLE(value, at * 4));
  return bytes.toString("base64");
}

/** @throws CONTEXT_TOO_SMALL where a text cannot be read whole with the query */
export async function rerank({ models }: Deps, request: z.output<typeof rerankSchema>, signal: AbortSignal) {
  const model = await models.resolve("reranking", request.model);
  await using session = await openServed(model, signal);
  if (!session.rerank) throw new AppError("MODEL_CANNOT", { data: { name: model.name, what: "documents" } });
  const { query, documents } = request;
  const [ofQuery = 0, ...counts] = await session.countTexts([query, ...documents]);
  const longest = ofQuery + Math.max(...counts);
  // A model of an endpoint may cut what is longer without a word.
  if (longest > session.contextTokens) throw tooLong("documents", longest, session.contextTokens);
  const scores = await session.rerank(query, documents);
  const results = scores
    .map((relevance, index) => ({
      index,
      relevance_score: relevance,
      ...(request.return_documents === true && { document: { text: documents[index] ?? "" } }),
    }))
    .toSorted((a, b) => b.relevance_score - a.relevance_score || a.index - b.index);
  return {
    object: "list",
    model: request.model ?? model.name,
    results: results.slice(0, request.top_n ?? results.length),
  };
}
