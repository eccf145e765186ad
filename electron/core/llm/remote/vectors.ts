import * as z from "zod";
import { AppError } from "../../../contract/errors.ts";
import type { RemoteSessionDeps } from "./remoteSessionDeps.ts";

type Deps = Pick<RemoteSessionDeps, "api" | "endpoint" | "model">;

const textsAtATime = 32;

const embeddingsSchema = z.object({
  data: z.array(
    z.object({ index: z.number().int().optional(), embedding: z.union([z.array(z.number()), z.string()]) }),
  ),
});

/** A vector of length 1 for each text, in their order. @throws ENDPOINT_NOT_AN_API where there is not one for each */
export async function embedTexts(deps: Deps, texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let at = 0; at < texts.length; at += textsAtATime) {
    const input = texts.slice(at, at + textsAtATime);
    const answer = await deps.api.json("/embeddings", {
      purpose: "embed",
      signal,
      model: deps.model,
      body: { model: deps.model, input, encoding_format: "float" },
    });
    const parsed = embeddingsSchema.safeParse(answer);
    if (!parsed.success || parsed.data.data.length !== input.length) throw notAsAsked(deps);
    const { data } = parsed.data;
    const ordered = data.toSorted((a, b) => (a.index ?? data.indexOf(a)) - (b.index ?? data.indexOf(b)));
    for (const { embedding } of ordered) vectors.push(unit(deps, numbersOf(embedding)));
  }
  const [first] = vectors;
  if (vectors.some(({ length }) => length !== first?.length)) throw notAsAsked(deps);
  return vectors;
}

/** In base64 they are little-endian floats of 32 bits, whatever was asked for. */
function numbersOf(embedding: readonly number[] | string): Float32Array {
  if (typeof embedding !== "string") return Float32Array.from(embedding);
  const bytes = Buffer.from(embedding, "base64");
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readFloatLE(index * 4));
}

function unit(deps: Deps, vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length) || length === 0) throw notAsAsked(deps);
  return vector.map((value) => value / length);
}

const rankSchema = z.object({ index: z.number().int().nonnegative(), relevance_score: z.number() });
const ranksSchema = z.union([
  z.object({ results: z.array(rankSchema) }),
  z.object({ data: z.array(rankSchema) }).transform(({ data }) => ({ results: data })),
]);

/** How well each text answers the query, 0 to 1. @throws ENDPOINT_NOT_AN_API where not each has its score */
export async function rerankTexts(
  deps: Deps,
  query: string,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<number[]> {
  if (texts.length === 0) return [];
  const answer = await deps.api.json("/rerank", {
    purpose: "rerank",
    signal,
    model: deps.model,
    body: { model: deps.model, query, documents: texts, top_n: texts.length },
  });
  const parsed = ranksSchema.safeParse(answer);
  if (!parsed.success) throw notAsAsked(deps);
  const { results } = parsed.data;
  const scores = texts.map((_, index) => results.find((each) => each.index === index)?.relevance_score);
  if (!scores.every((score) => score !== undefined)) throw notAsAsked(deps);
  // llama-server gives what comes out of the model, which has no bounds.
  const isRaw = deps.endpoint.kind === "llamaServer" || scores.some((score) => score < 0 || score > 1);
  return isRaw ? scores.map((score) => 1 / (1 + Math.exp(-score))) : scores;
}

function notAsAsked({ endpoint: { name } }: Deps): AppError {
  return new AppError("ENDPOINT_NOT_AN_API", { data: { name } });
}
