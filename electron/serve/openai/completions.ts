import * as z from "zod";
import { finishReason, type SendPiece, usageOf } from "./chat.ts";
import { toWriting } from "./chatRequest.ts";
import { refuseUnsupported, writingFields } from "./chatSchema.ts";
import { type ChatDeps, openGenerate } from "./openGenerate.ts";

export const completionsSchema = z.looseObject({
  ...writingFields,
  prompt: z
    .union([z.string(), z.array(z.string()).length(1)], { error: "one text is wanted, no numbers of tokens" })
    .transform((given) => (typeof given === "string" ? given : (given[0] ?? ""))),
  echo: z.boolean().nullish(),
});

/** `suffix` is for models that fill in, whose marks nothing here knows. */
const unsupported = ["suffix", "logprobs", "best_of"];

/** Goes on with a text as it stands. @throws as `answerChat` */
export async function answerCompletion(
  deps: ChatDeps,
  request: z.output<typeof completionsSchema>,
  signal: AbortSignal,
  send: SendPiece | null,
): Promise<Record<string, unknown>> {
  refuseUnsupported(request, unsupported);
  await using opened = await openGenerate(deps, request.model, signal, (usual) => ({
    // The protocol's own bound where none is named.
    ...toWriting(request, { ...usual, maxTokens: Math.min(usual.maxTokens, 16) }),
    turns: [{ role: "user", text: request.prompt }],
    plain: true,
  }));
  const { session, generate, model } = opened;
  const base = {
    id: `cmpl-${deps.ids.next()}`,
    object: "text_completion",
    created: Math.floor(deps.clock.now() / 1000),
    model: request.model ?? model.name,
  };
  const echoed = request.echo === true ? request.prompt : "";
  const results = [];
  for (let index = 0; index < (request.n ?? 1); index += 1) {
    const piece = (text: string, reason: string | null = null) =>
      send?.({ ...base, choices: [{ index, text, logprobs: null, finish_reason: reason }] });
    let shown = "";
    if (send && echoed !== "") piece(echoed);
    const onText = (text: string): void => {
      shown += text;
      piece(text);
    };
    const result = await session.generate(
      { ...generate, seed: generate.seed + index },
      send ? { onText } : { onRestart() {} },
    );
    if (send && result.text.startsWith(shown) && result.text.length > shown.length)
      piece(result.text.slice(shown.length));
    piece("", finishReason(result));
    results.push(result);
  }
  const usage = usageOf(results);
  if (send && request.stream_options?.include_usage === true) send({ ...base, choices: [], usage });
  return {
    ...base,
    choices: results.map((result, index) => ({
      index,
      text: echoed + result.text,
      logprobs: null,
      finish_reason: finishReason(result),
    })),
    usage,
  };
}
