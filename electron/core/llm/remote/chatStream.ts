import { createParser } from "eventsource-parser";
import * as z from "zod";
import { AppError } from "../../../contract/errors.ts";
import { readUpTo } from "../../net/answers.ts";
import type { CallDelta } from "./callReader.ts";
import { type Answer, notAnApi as notAnApiOf } from "./endpointClient.ts";
import { type Blamed, ofStreamedError } from "./endpointErrors.ts";

/** A piece of an answer in the protocol's form, whatever of it the server fills in. */
export interface ChatPiece {
  readonly text: string;
  readonly thought: string;
  /** calls of tools that begin or grow */
  readonly calls: readonly CallDelta[];
  /** it is the whole answer, not what comes next of it */
  readonly isWhole: boolean;
  /** why it ended; null while it goes on */
  readonly finish: string | null;
  readonly usage: Usage | null;
  readonly timings: Timings | null;
  /** of the first word of the answer, most likely first */
  readonly firstWords: readonly { readonly token: string; readonly logprob: number }[] | null;
  /** names the build of the server */
  readonly fingerprint: string | null;
}

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** of the prompt, those that were read before */
  readonly cachedTokens: number | null;
}

/** How llama-server took its time. */
export interface Timings {
  readonly evaluatedPromptTokens: number;
  readonly prefillMs: number;
  readonly decodeMs: number;
}

const textPartsSchema = z.array(
  z.object({
    type: z.string(),
    text: z.string().optional(),
    thinking: z.union([z.string(), z.array(z.object({ text: z.string().optional() }))]).optional(),
  }),
);
const contentSchema = z.union([z.string(), z.null(), textPartsSchema]).optional();
const messageSchema = z.object({
  content: contentSchema,
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  tool_calls: z
    .array(
      z.object({
        index: z.number().int().nonnegative().nullish(),
        id: z.string().nullish(),
        function: z
          .object({
            name: z.string().nullish(),
            arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});
const count = z.number().nonnegative();
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        index: z.number().optional(),
        delta: messageSchema.nullish(),
        message: messageSchema.nullish(),
        text: z.string().nullish(),
        finish_reason: z.string().nullish(),
        logprobs: z
          .object({
            content: z
              .array(
                z.object({
                  token: z.string(),
                  logprob: z.number(),
                  top_logprobs: z.array(z.object({ token: z.string(), logprob: z.number() })).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count.nullish(),
      prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish(),
    })
    .nullish(),
  timings: z.object({ prompt_n: count, prompt_ms: count, predicted_ms: count }).nullish(),
  system_fingerprint: z.string().nullish(),
});

/** Characters of one piece, or of an answer that comes as a whole. */
const mostOfPiece = 8 * 1024 * 1024;

/**
 * The pieces of an answer, one answer alone: what comes behind its end is left out. An answer that comes as a whole, as some servers
 * give it whatever they are asked, is one piece.
 * @throws ENDPOINT_BROKE_OFF where it has no end, ENDPOINT_NOT_AN_API, ENDPOINT_FAILED and what else the server says in its place
 */
export async function* readChat(answer: Answer, blamed: Blamed): AsyncGenerator<ChatPiece, void> {
  const { name } = blamed;
  const notAnApi = (cause?: unknown) => notAnApiOf(answer, name, cause);
  const read = (data: string): ChatPiece | null => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(data);
    } catch (cause) {
      throw notAnApi(cause);
    }
    if (typeof parsed === "object" && parsed !== null && "error" in parsed && parsed.error) {
      throw ofStreamedError(parsed.error, blamed);
    }
    const chunk = chunkSchema.safeParse(parsed);
    if (!chunk.success) throw notAnApi(chunk.error);
    return pieceOf(chunk.data);
  };

  if (answer.mediaType === "application/json") {
    const piece = read(await readUpTo(answer.text(), mostOfPiece));
    if (piece === null || piece.finish === null) throw notAnApi();
    yield piece;
    return;
  }
  if (answer.mediaType !== "text/event-stream") throw notAnApi();

  let waiting: string[] = [];
  let isTooLong = false;
  const parser = createParser({
    maxBufferSize: mostOfPiece,
    onEvent: ({ data }) => void waiting.push(data),
    onError: ({ type }) => void (isTooLong ||= type === "max-buffer-size-exceeded"),
  });
  let isEnded = false;
  let isBegun = false;
  for await (const text of answer.text()) {
    parser.feed(text);
    if (isTooLong) throw notAnApi();
    const events = waiting;
    waiting = [];
    for (const data of events) {
      if (data.trim() === "[DONE]") return;
      const piece = read(data);
      if (piece === null) continue;
      // Some say the whole answer once more at its end.
      const isRepeated = piece.isWhole && isBegun;
      isBegun ||= piece.text !== "" || piece.thought !== "" || piece.calls.length > 0;
      // Of a second answer in the same stream nothing is taken; how the first one was counted may come behind its end.
      if (isEnded) yield { ...piece, ...nothing, finish: null, firstWords: null };
      else yield isRepeated ? { ...piece, ...nothing } : piece;
      isEnded ||= piece.finish !== null;
    }
  }
  if (!isEnded) throw new AppError("ENDPOINT_BROKE_OFF", { data: { name } });
}

const nothing = { text: "", thought: "", calls: [] } as const;

function pieceOf({ choices, usage, timings, system_fingerprint: fingerprint }: z.infer<typeof chunkSchema>): ChatPiece {
  const choice = (choices ?? []).find(({ index }) => index === undefined || index === 0);
  const message = choice?.delta ?? choice?.message;
  const parts = partsOf(message?.content);
  const [first] = choice?.logprobs?.content ?? [];
  return {
    text: parts.text + (choice?.text ?? ""),
    thought: parts.thought + (message?.reasoning_content ?? message?.reasoning ?? ""),
    calls: (message?.tool_calls ?? []).map(({ index, id, function: called }) => ({
      index: index ?? null,
      // Many fill in nothing behind the first piece of a call.
      id: id || null,
      name: called?.name || null,
      arguments:
        typeof called?.arguments === "object" ? JSON.stringify(called.arguments ?? {}) : (called?.arguments ?? ""),
    })),
    isWhole: !choice?.delta && Boolean(choice?.message),
    finish: choice?.finish_reason ?? null,
    usage: usage
      ? {
          promptTokens: usage.prompt_tokens,
          completionTokens: usage.completion_tokens ?? 0,
          cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? null,
        }
      : null,
    timings: timings
      ? { evaluatedPromptTokens: timings.prompt_n, prefillMs: timings.prompt_ms, decodeMs: timings.predicted_ms }
      : null,
    firstWords: first ? (first.top_logprobs?.length ? first.top_logprobs : [first]) : null,
    fingerprint: fingerprint ?? null,
  };
}

/** A content of parts holds thoughts beside the text. */
function partsOf(content: z.infer<typeof contentSchema>): { text: string; thought: string } {
  if (content === undefined || content === null) return { text: "", thought: "" };
  if (typeof content === "string") return { text: content, thought: "" };
  let text = "";
  let thought = "";
  for (const part of content) {
    text += part.text ?? "";
    thought +=
      typeof part.thinking === "string" ? part.thinking : (part.thinking ?? []).map((each) => each.text ?? "").join("");
  }
  return { text, thought };
}
