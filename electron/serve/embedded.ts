import { AppError, toAppError } from "../contract/errors.ts";
import type { LanguageModel, ModelSession } from "../core/llm/languageModel.ts";
import { openServed, type ServedModels } from "./servedModels.ts";

export interface Embedded {
  readonly model: LanguageModel;
  readonly vectors: readonly Float32Array[];
  /** of all texts as they were read */
  readonly tokens: number;
}

/**
 * The vectors of texts, each of which is read to its end.
 * @param cuts a text that is too long is read as far as it can be, because that was asked for
 * @throws CONTEXT_TOO_SMALL with the field; INVALID_INPUT for a text without a token, which has no vector; MODEL_CANNOT, and what opening and embedding throw
 */
export async function embedded(
  models: Pick<ServedModels, "resolve">,
  {
    name,
    texts,
    field,
    cuts,
  }: {
    readonly name: string | undefined;
    readonly texts: readonly string[];
    readonly field: string;
    readonly cuts: boolean;
  },
  signal: AbortSignal,
): Promise<Embedded> {
  const model = await models.resolve("embedding", name);
  await using session = await openServed(model, signal);
  if (!session.embed) throw new AppError("MODEL_CANNOT", { data: { name: model.name, what: field } });
  if (texts.length === 0) return { model, vectors: [], tokens: 0 };
  let read: Counted = { texts, counts: await session.countTexts(texts) };
  const empty = read.counts.indexOf(0);
  if (empty !== -1) {
    const problem = `text ${String(empty + 1)} has nothing that the model reads`;
    throw new AppError("INVALID_INPUT", { data: { field, problem } });
  }
  // A model of an endpoint may cut what is longer without a word.
  if (Math.max(...read.counts) > session.contextTokens) {
    if (!cuts) throw tooLong(field, Math.max(...read.counts), session.contextTokens);
    read = await cutTexts(session, read, session.contextTokens);
  }
  for (;;) {
    try {
      const vectors = await session.embed(read.texts, { whole: true });
      return { model, vectors, tokens: read.counts.reduce((sum, count) => sum + count, 0) };
    } catch (thrown) {
      const { code, data } = toAppError(thrown);
      const [asked, most] = [data?.["promptTokens"], data?.["contextSize"]];
      if (code !== "CONTEXT_TOO_SMALL" || typeof asked !== "number" || typeof most !== "number") throw thrown;
      const isShorter = most < Math.max(...read.counts);
      if (!cuts || !isShorter || most < 1) throw tooLong(field, asked, most, thrown);
      read = await cutTexts(session, read, most);
    }
  }
}

export function tooLong(field: string, promptTokens: number, contextSize: number, cause?: unknown): AppError {
  return new AppError("CONTEXT_TOO_SMALL", { data: { promptTokens, contextSize, field }, cause });
}

interface Counted {
  readonly texts: readonly string[];
  /** tokens of each */
  readonly counts: readonly number[];
}

/** The longest beginnings of so many tokens at most. */
async function cutTexts(session: ModelSession, { texts, counts }: Counted, most: number): Promise<Counted> {
  const cut: { readonly text: string; readonly count: number }[] = [];
  for (const [at, text] of texts.entries()) {
    const count = counts[at] ?? 0;
    cut.push(count <= most ? { text, count } : await cutText(session, text, most));
  }
  return { texts: cut.map(({ text }) => text), counts: cut.map(({ count }) => count) };
}

async function cutText(session: ModelSession, text: string, most: number): Promise<{ text: string; count: number }> {
  const characters = [...text];
  let [fits, count, over] = [0, 0, characters.length];
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    const [counted = Infinity] = await session.countTexts([characters.slice(0, middle).join("")]);
    if (counted <= most) [fits, count] = [middle, counted];
    else over = middle;
  }
  return { text: characters.slice(0, fits).join(""), count };
}
