import { randomInt } from "node:crypto";
import { AppError } from "../../contract/errors.ts";
import { citedPrompt, type CitedRequest } from "../../core/chat/citedAnswer.ts";
import type { GivenAnswers } from "../../core/chat/createGivenAnswers.ts";
import { type GivenDocuments, keepGiven } from "../../core/chat/givenDocuments.ts";
import { documentMaterial } from "../../core/llm/documentPrompt.ts";
import type {
  ChatTurn,
  GenerateRequest,
  GenerateResult,
  LanguageModel,
  ModelSession,
} from "../../core/llm/languageModel.ts";
import { asksForCitations, documentBlocks, readBlock, toWireCitation } from "./documents.ts";
import { createCallTeller } from "../callTeller.ts";
import { createMessageWriter, type Message, type MessageWriter, type Send } from "./message.ts";
import type { CountRequest, DocumentBlock, MessagesRequest } from "./schemas.ts";
import { toGenerate, toTools, toTurns, usesTools } from "./turns.ts";
import { onceOnly } from "../onceOnly.ts";
import { openServed } from "../servedModels.ts";

export interface MessagesDeps {
  readonly models: { resolve(task: "chat", name: string): Promise<LanguageModel> };
  readonly given: GivenAnswers;
  /** where a request names none */
  readonly temperature: () => number;
  readonly newId: () => string;
}

/**
 * Answers a request. Nothing is sent before the model begins, so that what is refused gets a status of its own.
 * @param send each event as it comes; null where only the whole is asked for
 * @throws what reading documents, opening the model and generating throw
 */
export async function answerMessages(
  deps: MessagesDeps,
  request: MessagesRequest,
  signal: AbortSignal,
  send: Send | null,
): Promise<Message> {
  const model = await deps.models.resolve("chat", request.model);
  const generate = toGenerate(request, { temperature: deps.temperature(), seed: randomInt(2 ** 31) });
  if (generate.tools && !model.capabilities.tools) {
    throw new AppError("MODEL_CANNOT", { data: { name: model.name, what: "tools" } });
  }
  const asked = await readAsked(deps, request, signal);
  await using session = await openServed(model, signal);
  const writer = createMessageWriter({ id: deps.newId(), model: request.model }, send ?? (() => {}));
  if (asked.cites) return await cited(deps, session, { asked, cites: asked.cites, generate, signal }, writer);
  return await plain(session, { ...generate, turns: asked.turns }, writer, send !== null);
}

/** Tokens of what the model would be given. @throws as {@link answerMessages} */
export async function countMessages(deps: MessagesDeps, request: CountRequest, signal: AbortSignal): Promise<number> {
  const model = await deps.models.resolve("chat", request.model);
  const asked = await readAsked(deps, request, signal);
  await using session = await openServed(model, signal);
  const generate = { maxTokens: 1, temperature: 0, seed: 1 };
  const { turns } = asked.cites ? await citedPrompt(session, { ...asked.cites, generate }) : asked;
  return await session.countTurns(turns, request.tool_choice?.type === "none" ? [] : toTools(request));
}

/** A request as models are told it. */
interface Asked {
  readonly blocks: readonly DocumentBlock[];
  /** with the documents where they stand */
  readonly turns: readonly ChatTurn[];
  /** where its answer is to cite them */
  readonly cites: Pick<CitedRequest, "given" | "turns" | "whole"> | null;
}

async function readAsked({ given: answers }: MessagesDeps, request: CountRequest, signal: AbortSignal): Promise<Asked> {
  const blocks = documentBlocks(request);
  const isCited = asksForCitations(blocks);
  const read = [];
  for (const [index, block] of blocks.entries()) {
    read.push(await readBlock(block, index, { reader: answers.reader, signal }));
  }
  const given = await keepGiven(read);
  const turns = toTurns(request, (index) => materialOf(given, index));
  if (!isCited) return { blocks, turns, cites: null };
  const said = toTurns(request, () => "");
  return { blocks, turns, cites: { given, turns: said, ...(usesTools(request) && { whole: turns }) } };
}

function materialOf(given: GivenDocuments, index: number): string {
  return documentMaterial(given.texts.of(given.ids[index] ?? ""));
}

async function plain(
  session: ModelSession,
  generate: GenerateRequest,
  writer: MessageWriter,
  isStreamed: boolean,
): Promise<Message> {
  const inputTokens = isStreamed ? await session.countTurns(generate.turns, generate.tools) : 0;
  let shown = "";
  const calls = createCallTeller((piece) => writer.toolCall(piece));
  let hasThought = false;
  const begin = onceOnly(() => writer.start(inputTokens));
  const result = await session.generate(
    generate,
    isStreamed
      ? {
          onThought(text) {
            begin();
            hasThought = true;
            writer.thought(text);
          },
          onText(text) {
            begin();
            shown += text;
            writer.text(text);
          },
          onToolCallPiece(piece) {
            begin();
            calls.grow(piece);
          },
        }
      : // Nothing was shown of it.
        { onRestart() {} },
  );
  begin();
  if (!hasThought && result.thought && result.thought.text !== "") writer.thought(result.thought.text);
  if (result.text.startsWith(shown)) writer.text(result.text.slice(shown.length));
  calls.finish(result.toolCalls ?? []);
  return writer.end(result);
}

async function cited(
  { given: answers }: MessagesDeps,
  session: ModelSession,
  {
    asked: { blocks },
    cites,
    generate,
    signal,
  }: {
    readonly asked: Asked;
    readonly cites: NonNullable<Asked["cites"]>;
    readonly generate: Omit<GenerateRequest, "turns">;
    readonly signal: AbortSignal;
  },
  writer: MessageWriter,
): Promise<Message> {
  const request = { ...cites, generate, signal };
  const prompt = await citedPrompt(session, request);
  const inputTokens = await session.countTurns(prompt.turns, generate.tools);
  const begin = onceOnly(() => writer.start(inputTokens));
  const result: GenerateResult = await answers.answer(session, request, prompt, {
    onThought(text) {
      begin();
      writer.thought(text);
    },
    onPiece({ text, citations }) {
      begin();
      if (citations.length === 0) return writer.text(text);
      return writer.cited(
        text,
        citations.flatMap((citation) => {
          const index = cites.given.ids.indexOf(citation.documentId);
          const block = blocks[index];
          return block ? [toWireCitation(citation, block, index)] : [];
        }),
      );
    },
  });
  begin();
  createCallTeller((piece) => writer.toolCall(piece)).finish(result.toolCalls ?? []);
  return writer.end(result);
}
