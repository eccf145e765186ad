import { createHash } from "node:crypto";
import type { ToolDecision, ToolsLeftOut, ToolsOver, ToolUse } from "../../contract/chat.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { McpTool } from "../../contract/mcp.ts";
import { untilAborted } from "../async/waiting.ts";
import type { ChatTurn, ModelSession, Tool, ToolCall, ToolResult } from "../llm/languageModel.ts";
import type { ToolSource } from "../mcpClient/mcpClient.ts";
import type { McpQueries } from "../store/store.ts";
import { heldParameters } from "./heldParameters.ts";
import { prompts } from "./prompts.ts";

/** Rounds of calls in one answer. */
export const mostRounds = 8;
/** Characters of an answer that a model is shown, where there is room for them. */
const mostShown = 16_000;
/** Tools that a model is offered. */
const mostTools = 64;

/** The tools of one answer, and what was done with them. */
export interface AnswerTools {
  readonly tools: readonly Tool[];
  /** what stands behind the question already: calls and their results */
  readonly turns: ChatTurn[];
  /** where in the text they end, without its marks */
  end: number;
  /** Asks the person, then the tool. @param room tokens that its answer may have. @throws CANCELLED */
  use(call: ToolCall, at: number, room: number, session: ModelSession, signal: AbortSignal): Promise<ToolResult>;
  /** Says where in the text the calls are, which has become another one. */
  move(placeOf: (at: number) => number): void;
}

/** Questions that wait for a person. */
export interface ToolQuestions {
  wait(messageId: string, useId: string, signal: AbortSignal): Promise<ToolDecision>;
  /** @throws NOT_FOUND where nothing waits */
  answer(messageId: string, useId: string, decision: ToolDecision): void;
}

export function createToolQuestions(): ToolQuestions {
  const waiting = new Map<string, (decision: ToolDecision) => void>();
  const keyOf = (messageId: string, useId: string): string => `${messageId}/${useId}`;
  return {
    async wait(messageId, useId, signal) {
      const key = keyOf(messageId, useId);
      try {
        return await untilAborted(new Promise<ToolDecision>((resolve) => waiting.set(key, resolve)), signal);
      } finally {
        waiting.delete(key);
      }
    },
    answer(messageId, useId, decision) {
      const resolve = waiting.get(keyOf(messageId, useId));
      if (!resolve) throw new AppError("NOT_FOUND");
      resolve(decision);
    },
  };
}

interface KnownTool {
  readonly serverId: string;
  readonly server: string;
  readonly tool: McpTool;
  /** as the model has it */
  readonly name: string;
}

/** What the servers of a conversation come to for an answer. */
export interface OfferedTools {
  /** null where it has no server, or none of them has a tool that may be called */
  readonly tools: AnswerTools | null;
  readonly leftOut: ToolsLeftOut;
  readonly over: ToolsOver;
}

/** Those of a conversation that a model cannot call. */
export function withoutTools(queries: McpQueries, conversationId: string): OfferedTools {
  const servers = queries.ofConversation(conversationId).flatMap((id) => queries.get(id) ?? []);
  return { tools: null, leftOut: servers.map(({ name }) => ({ server: name, problem: null })), over: [] };
}

/**
 * What the servers of a conversation offer to an answer, and which of them could not be had.
 * @throws CANCELLED
 */
export async function toolsForAnswer(
  deps: {
    readonly source: ToolSource;
    readonly queries: McpQueries;
    readonly questions: ToolQuestions;
    readonly conversationId: string;
    readonly messageId: string;
    /** tools that were asked for in the conversation before, as {@link askedKey} */
    readonly asked: ReadonlySet<string>;
    readonly onUses: (uses: readonly ToolUse[]) => void;
  },
  before: readonly ToolUse[],
  signal: AbortSignal,
): Promise<OfferedTools> {
  const { source, queries, questions, conversationId, messageId } = deps;
  const serverIds = queries.ofConversation(conversationId);
  if (serverIds.length === 0) return { tools: null, leftOut: [], over: [] };
  const known: KnownTool[] = [];
  const leftOut: ToolsLeftOut = [];
  const over: ToolsOver = [];
  for (const offered of await source.offered(serverIds, signal)) {
    if (!("tools" in offered)) {
      leftOut.push({ server: offered.name, problem: offered.problem });
      continue;
    }
    const own = offered.tools.slice(0, mostTools - known.length);
    const all = offered.tools.length;
    if (own.length < all) over.push({ server: offered.name, offered: own.length, all });
    for (const tool of own) {
      const name = nameFor(tool.name, new Set(known.map((each) => each.name)));
      known.push({ serverId: offered.serverId, server: offered.name, tool, name });
    }
  }
  if (known.length === 0) return { tools: null, leftOut, over };
  const asked = new Set(deps.asked);
  let uses: readonly ToolUse[] = before;
  const set = (use: ToolUse): void => {
    uses = uses.some(({ id }) => id === use.id)
      ? uses.map((each) => (each.id === use.id ? use : each))
      : [...uses, use];
    deps.onUses(uses);
  };
  const tools: AnswerTools = {
    tools: known.map(({ name, tool }) => ({
      name,
      description: tool.description,
      parameters: heldParameters(tool.parameters),
    })),
    turns: [],
    end: 0,
    move(placeOf) {
      const moved = uses.map((use) => ({ ...use, at: placeOf(use.at) }));
      const isMoved = moved.some(({ at }, index) => at !== uses[index]?.at);
      uses = moved;
      if (isMoved) deps.onUses(uses);
    },
    async use(call, at, room, session, signal) {
      const own = known.find(({ name }) => name === call.name);
      const args = argumentsOf(call.arguments);
      if (!own || !args)
        return {
          id: call.id,
          name: call.name,
          text: own ? prompts.toolArguments : prompts.toolUnknown,
        };
      const { serverId, server, tool } = own;
      const key = askedKey({ serverId, tool: tool.name });
      const definition = definitionOf(tool);
      const offersAlways = asked.has(key) && !runsCommands(tool);
      let use: ToolUse = {
        id: String(uses.length + 1),
        serverId,
        server,
        tool: tool.name,
        arguments: call.arguments,
        at,
        state: "asking",
        offersAlways,
        shown: "",
        characters: 0,
      };
      const change = (patch: Partial<ToolUse>): void => set((use = { ...use, ...patch }));
      try {
        if (!queries.isAllowed(conversationId, serverId, tool.name, definition)) {
          const answer = questions.wait(messageId, use.id, signal);
          change({});
          const decision = await answer;
          asked.add(key);
          if (decision === "no") {
            change({ state: "refused" });
            return { id: call.id, name: call.name, text: prompts.toolRefused };
          }
          if (decision === "always" && offersAlways) queries.allow(conversationId, serverId, tool.name, definition);
        }
        change({ state: "running" });
        const { text, isError } = await answerOf(source, own, args, signal);
        const shown = await fitting(session, text, room);
        queries.putResult(messageId, use.id, text);
        change({ state: isError ? "failed" : "done", shown, characters: text.length });
        return { id: call.id, name: call.name, text: shown };
      } catch (thrown) {
        change({ state: "stopped" });
        throw thrown;
      }
    },
  };
  return { tools, leftOut, over };
}

/** A server that fails is told to the model as a tool that failed, so that it can answer without. @throws CANCELLED */
async function answerOf(
  source: ToolSource,
  { serverId, tool }: KnownTool,
  args: Record<string, unknown>,
  signal: AbortSignal,
): Promise<{ text: string; isError: boolean }> {
  try {
    return await source.call(serverId, tool.name, args, signal);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (signal.aborted || error.code === "CANCELLED") throw error;
    const said = error.data?.["said"];
    return { text: typeof said === "string" ? `${prompts.toolFailed}\n\n${said}` : prompts.toolFailed, isError: true };
  }
}

/** As much of a text as may be shown, with a mark where it is cut. */
async function fitting(session: ModelSession, text: string, room: number): Promise<string> {
  let length = Math.min(text.length, mostShown);
  for (;;) {
    const shown = length < text.length ? `${text.slice(0, length)} […]` : text;
    const [tokens = 0] = await session.countTexts([shown]);
    if (tokens <= room || length === 0) return shown;
    length = Math.min(length - 1, Math.floor((length * Math.max(0, room)) / tokens));
  }
}

export function askedKey({ serverId, tool }: Pick<ToolUse, "serverId" | "tool">): string {
  return `${serverId}/${tool}`;
}

/** Where a server changes what a tool says of itself, what was allowed of it is asked for again. */
function definitionOf({ name, description, parameters }: McpTool): string {
  return createHash("sha256")
    .update(JSON.stringify([name, description, parameters]))
    .digest("hex");
}

/** Whether it looks as if it ran commands or programs, each of which has to be seen. */
export function runsCommands({ name, parameters }: Pick<McpTool, "name" | "parameters">): boolean {
  const words = (text: string): string[] =>
    text
      .replaceAll(/([a-z])([A-Z])/gu, "$1 $2")
      .toLowerCase()
      .split(/[^a-z]+/u);
  const properties = parameters["properties"];
  const fields = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  return (
    words(name).some((word) => commandWords.has(word)) ||
    fields.some((field) => words(field).some((word) => fieldWords.has(word)))
  );
}
const commandWords = new Set([
  "bash",
  "cmd",
  "command",
  "eval",
  "exec",
  "execute",
  "powershell",
  "process",
  "run",
  "script",
  "shell",
  "sudo",
  "terminal",
]);
const fieldWords = new Set(["bash", "cmd", "code", "command", "commands", "script", "shell"]);

/** A name that a model may write, other than those that are taken. */
function nameFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name.replaceAll(/[^\w-]/gu, "_").slice(0, 60) || "tool";
  for (let count = 1; ; count += 1) {
    const own = count === 1 ? plain : `${plain}_${String(count)}`;
    if (!taken.has(own)) return own;
  }
}

function argumentsOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text === "" ? "{}" : text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
