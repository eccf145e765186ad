import * as z from "zod";
import type { ChatTurn, Tool } from "../languageModel.ts";
import { isMissing } from "./endpointClient.ts";
import { estimateTokens, estimateTurns } from "./estimateTokens.ts";
import type { RemoteSessionDeps } from "./remoteSessionDeps.ts";
import { speaksOfTools, wireMessages, wireTools } from "./toolMessages.ts";

type Deps = Pick<RemoteSessionDeps, "root" | "endpoint" | "model" | "found" | "keep">;

/** Texts up to so many are counted one by one; of more, groups of about so many characters, shared out by the estimate. */
const mostAlone = 8;
const charactersOfGroup = 4000;
const requestsAtATime = 8;

/** Tokens of each text, by the server where it counts, else estimated. */
export async function countTexts(deps: Deps, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
  const factor = deps.found().tokenFactor;
  const estimates = texts.map((text) => estimateTokens(text, factor));
  if (!deps.found().counts) return estimates;
  const groups: number[][] = [];
  let characters = Infinity;
  for (const [index, text] of texts.entries()) {
    if (texts.length <= mostAlone || characters + text.length > charactersOfGroup) {
      groups.push([]);
      characters = 0;
    }
    groups.at(-1)?.push(index);
    characters += text.length;
  }
  const counts = [...estimates];
  const isCounted = await counted(deps, async () => {
    for (let at = 0; at < groups.length; at += requestsAtATime) {
      await Promise.all(
        groups.slice(at, at + requestsAtATime).map(async (group) => {
          const joined = group.map((index) => texts[index] ?? "").join("\n");
          const tokens = await tokensOf(deps, joined, signal);
          const estimated = group.reduce((sum, index) => sum + (estimates[index] ?? 0), 0);
          for (const index of group) {
            counts[index] =
              group.length === 1 ? tokens : Math.ceil((tokens * (estimates[index] ?? 0)) / Math.max(1, estimated));
          }
        }),
      );
    }
  });
  return isCounted ? counts : estimates;
}

/** Tokens of the turns as the model reads them, with the tools that it is offered. */
export async function countTurns(
  deps: Deps,
  turns: readonly ChatTurn[],
  signal: AbortSignal,
  tools: readonly Tool[] = [],
): Promise<number> {
  let tokens = estimateTurns(turns, tools, deps.found().tokenFactor);
  if (!deps.found().counts) return tokens;
  // What a template has no place for says nothing of how others are counted.
  const { keep } = tools.length > 0 || speaksOfTools(turns) ? { keep() {} } : deps;
  await counted({ ...deps, keep }, async () => {
    const messages = wireMessages(turns, deps.endpoint.kind);
    const offered = tools.length > 0 ? { tools: wireTools(tools) } : {};
    const ask = { purpose: "count", signal } as const;
    const { model } = deps;
    if (deps.endpoint.kind === "vllm") {
      const answer = await deps.root.json("/tokenize", {
        ...ask,
        body: { model, messages, ...offered, add_generation_prompt: true },
      });
      tokens = countSchema.parse(answer).count;
      return;
    }
    const { prompt } = promptSchema.parse(
      await deps.root.json("/apply-template", { ...ask, body: { model, messages, ...offered } }),
    );
    tokens = await tokensOf(deps, prompt, signal, true);
  });
  return tokens;
}

async function tokensOf(
  { root, endpoint: { kind }, model }: Deps,
  text: string,
  signal: AbortSignal,
  isPrompt = false,
): Promise<number> {
  if (text === "") return 0;
  const body =
    kind === "vllm"
      ? { model, prompt: text, add_special_tokens: false }
      : { model, content: text, add_special: isPrompt, parse_special: isPrompt };
  const answer = await root.json("/tokenize", { purpose: "count", signal, body });
  return kind === "vllm" ? countSchema.parse(answer).count : tokensSchema.parse(answer).tokens.length;
}

const countSchema = z.object({ count: z.number().int().nonnegative() });
const tokensSchema = z.object({ tokens: z.array(z.unknown()) });
const promptSchema = z.object({ prompt: z.string() });

/** False where the server does not count any more: from then on it is estimated. */
async function counted({ keep }: Deps, count: () => Promise<void>): Promise<boolean> {
  try {
    await count();
    return true;
  } catch (thrown) {
    if (!isMissing(thrown) && !(thrown instanceof z.ZodError)) throw thrown;
    keep({ counts: false });
    return false;
  }
}
