import * as z from "zod";
import { AppError } from "../../contract/errors.ts";
import type { GenerateResult, TokenLogprob } from "../../core/llm/languageModel.ts";
import { finishReason, type SendPiece, usageOf } from "./chat.ts";
import { toWriting } from "./chatRequest.ts";
import { refuseUnsupported, writingFields } from "./chatSchema.ts";
import { type ChatDeps, type OpenedGenerate, openGenerate } from "./openGenerate.ts";

const mostPrompts = 128;

export const completionsSchema = z.looseObject({
  ...writingFields,
  prompt: z
    .union([z.string(), z.array(z.string()).min(1).max(mostPrompts)], {
      error: `a text is wanted, or up to ${String(mostPrompts)} of them, no numbers of tokens`,
    })
    .transform((given) => (typeof given === "string" ? [given] : given)),
  echo: z.boolean().nullish(),
  /** 0: the prompts are read and nothing is written */
  max_tokens: z.int().min(0).nullish(),
  /** alternatives of each token; false: nothing is told */
  logprobs: z.union([z.int().min(0).max(20), z.literal(false)]).nullish(),
  best_of: z.int().min(1).nullish(),
});
type Request = z.output<typeof completionsSchema>;

/** `suffix` is for models that fill in, whose marks nothing here knows. */
const unsupported = ["suffix"];

/**
 * Goes on with texts as they stand, as many at a time as the model does best. The answers of a text follow each other; their places are
 * counted over all texts.
 * @throws as `answerChat`
 */
export async function answerCompletion(
  deps: ChatDeps,
  request: Request,
  signal: AbortSignal,
  send: SendPiece | null,
): Promise<Record<string, unknown>> {
  refuseUnsupported(request, unsupported);
  const { prompt: prompts, echo, best_of: bestOf } = request;
  const n = request.n ?? 1;
  const asked = typeof request.logprobs === "number" ? request.logprobs : null;
  if (typeof bestOf === "number" && bestOf !== n) refuse("best_of", "no more answers are written here than n has");
  if (asked !== null && echo === true)
    refuse("logprobs", "how likely the tokens of a prompt are is not known here, so that echo cannot have it");
  // What is left of the work ends with the first text that fails.
  const failed = new AbortController();
  await using opened = await openGenerate(
    deps,
    request.model,
    AbortSignal.any([signal, failed.signal]),
    // The protocol's own bound where none is named.
    (usual) => ({
      ...toWriting(request, { ...usual, maxTokens: Math.min(usual.maxTokens, 16) }),
      turns: [],
      plain: true,
      ...(asked !== null && { logprobs: asked }),
    }),
  );
  const base = {
    id: `cmpl-${deps.ids.next()}`,
    object: "text_completion",
    created: Math.floor(deps.clock.now() / 1000),
    model: request.model ?? opened.model.name,
  };
  const answers: Answer[][] = prompts.map(() => []);
  const answerPrompt = async (text: string, at: number): Promise<void> => {
    for (let index = at * n; index < (at + 1) * n; index += 1) {
      const piece: Piece = (grown, logprobs, reason) =>
        send?.({ ...base, choices: [{ index, text: grown, logprobs, finish_reason: reason }] });
      if (echo === true && text !== "") piece(text, null, null);
      answers[at]?.push(await answerOnce(opened, text, { index: index % n, asked, piece: send && piece }));
    }
  };
  try {
    await sideBySide([...prompts.entries()], opened, ([at, text]) => answerPrompt(text, at));
  } catch (thrown) {
    failed.abort();
    throw thrown;
  }
  const usage = sumOf(answers.map((each) => usageOf(each.map(({ result }) => result))));
  if (send && request.stream_options?.include_usage === true) send({ ...base, choices: [], usage });
  return {
    ...base,
    choices: answers.flat().map(({ result, prompt, logprobs }, index) => ({
      index,
      text: (echo === true ? prompt : "") + result.text,
      logprobs,
      finish_reason: finishReason(result),
    })),
    usage,
  };
}

type Piece = (text: string, logprobs: Logprobs | null, reason: string | null) => void;

interface Answer {
  readonly prompt: string;
  readonly result: GenerateResult;
  readonly logprobs: Logprobs | null;
}

async function answerOnce(
  { session, generate }: OpenedGenerate,
  prompt: string,
  { index, asked, piece }: { readonly index: number; readonly asked: number | null; readonly piece: Piece | null },
): Promise<Answer> {
  const request = { ...generate, turns: [{ role: "user" as const, text: prompt }], seed: generate.seed + index };
  const told: TokenLogprob[] = [];
  /** tokens whose probabilities were sent */
  let sent = 0;
  /** code points of these tokens */
  let offset = 0;
  let shown = "";
  const unsent = (): Logprobs | null => {
    if (asked === null || sent === told.length) return null;
    const grown = told.slice(sent);
    const wire = wireLogprobs(grown, asked, offset);
    sent = told.length;
    offset += lengthOf(grown);
    return wire;
  };
  const onText = (text: string): void => {
    shown += text;
    piece?.(text, unsent(), null);
  };
  const onLogprobs = (tokens: readonly TokenLogprob[]): void => void told.push(...tokens);
  // Nothing was shown of what is not streamed.
  const result = await session.generate(
    request,
    piece ? { onText, onLogprobs } : { onLogprobs, onRestart: () => void told.splice(0) },
  );
  if (piece) {
    if (result.text.startsWith(shown) && result.text.length > shown.length) onText(result.text.slice(shown.length));
    piece("", unsent(), finishReason(result));
  }
  return { prompt, result, logprobs: asked === null ? null : wireLogprobs(told, asked, 0) };
}

interface Logprobs {
  readonly tokens: readonly string[];
  readonly token_logprobs: readonly number[];
  /** by the text of the token; null where no alternatives were asked for */
  readonly top_logprobs: readonly Readonly<Record<string, number>>[] | null;
  /** where each token begins in what was written, in code points */
  readonly text_offset: readonly number[];
}

function wireLogprobs(tokens: readonly TokenLogprob[], asked: number, from: number): Logprobs {
  let next = from;
  return {
    tokens: tokens.map(({ token }) => token),
    token_logprobs: tokens.map(({ logprob }) => logprob),
    top_logprobs:
      asked === 0
        ? null
        : // Of tokens with the same text the likeliest counts, which is the first.
          tokens.map(({ top }) =>
            Object.fromEntries(top.toReversed().map(({ token, logprob }) => [token, logprob] as const)),
          ),
    text_offset: tokens.map(({ token }) => {
      const begin = next;
      next += [...token].length;
      return begin;
    }),
  };
}

function lengthOf(tokens: readonly TokenLogprob[]): number {
  return tokens.reduce((sum, { token }) => sum + [...token].length, 0);
}

type Usage = ReturnType<typeof usageOf>;

function sumOf(usages: readonly Usage[]): Usage {
  const sum = (of: (usage: Usage) => number): number => usages.reduce((all, usage) => all + of(usage), 0);
  return {
    prompt_tokens: sum((usage) => usage.prompt_tokens),
    completion_tokens: sum((usage) => usage.completion_tokens),
    total_tokens: sum((usage) => usage.total_tokens),
    prompt_tokens_details: { cached_tokens: sum((usage) => usage.prompt_tokens_details.cached_tokens) },
    completion_tokens_details: { reasoning_tokens: sum((usage) => usage.completion_tokens_details.reasoning_tokens) },
  };
}

/** @throws what the first that fails throws, once all that were begun have ended */
async function sideBySide<T>(
  items: readonly T[],
  { session }: Pick<OpenedGenerate, "session">,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const open = [...items];
  const next = async (): Promise<void> => {
    for (let item = open.shift(); item !== undefined; item = open.shift()) {
      try {
        await run(item);
      } catch (thrown) {
        open.length = 0;
        throw thrown;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(items.length, session.parallelism) }, next));
}

/** @throws INVALID_INPUT */
function refuse(field: string, problem: string): never {
  throw new AppError("INVALID_INPUT", { data: { reason: "NOT_SUPPORTED", field, problem } });
}
