import { baseOfModelId } from "../../contract/adapters.ts";
import { readEndpointModelId } from "../../contract/endpoints.ts";
import type { ContextPlan, ContextReceipt, Conversation, Message, Rating, ToolDecision } from "../../contract/chat.ts";
import { AppError, type Problem, toAppError } from "../../contract/errors.ts";
import { neverAborted } from "../async/waiting.ts";
import { askedDocuments, readyDocuments, untilRead } from "../library/library.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import type { ChatDeps } from "./chatDeps.ts";
import { type ContextRequest, type ConversationContext, planContext } from "./context.ts";
import { type Conversations, createConversations } from "./conversations.ts";
import { answerByPassages } from "./answerByPassages.ts";
import { createUnsavedEnds } from "../jobs/unsavedEnds.ts";
import { type MessagePatch, startReply } from "./reply.ts";
import { createToolQuestions } from "./toolUse.ts";
import { titleFrom } from "./title.ts";
import { estimatedTokens, exactTokens } from "./tokens.ts";
import { type CheckedAnswer, cutOffProblem, emptyAnswer, writeAnswer } from "./writeAnswer.ts";

/**
 * Conversations and the answers in them. Every reply is a job whose deltas, put together, are the text of its message; the marks of its
 * citations are put in, and its statements judged, when it is written. Where no model is there that can write, passages of the documents
 * answer.
 */
export interface Chat extends Conversations {
  /**
   * Adds a question and begins its answer, which waits for documents that are still being read.
   * @param input.complete has the model go on with the text as it stands, which every model can that was not made to choose only
   * @throws NOT_FOUND, NO_MODEL and MODEL_CANNOT_CHAT without documents, MODEL_NOT_FOUND, DOCUMENT_NOT_READY for a document that could not
   * be read: then nothing was added
   */
  send(input: {
    readonly conversationId: string;
    readonly parentId: string | null;
    readonly text: string;
    readonly modelId: string | null;
    readonly complete?: boolean;
  }): Promise<{ userMessageId: string; replyId: string; jobId: string }>;
  /** Another answer beside this one; for a question, one below it. @throws as send */
  regenerate(
    messageId: string,
    modelId: string | null,
    complete?: boolean,
  ): Promise<{ replyId: string; jobId: string }>;
  /** Goes on with an answer that is not finished. @throws as send; INVALID_INPUT for any other message */
  continue(messageId: string): Promise<{ jobId: string }>;
  /** Keeps what the person thinks of an answer. @throws NOT_FOUND; INVALID_INPUT for a question */
  rate(messageId: string, rating: Rating | null): void;
  /** Ids of the servers of tools that a conversation may use. @throws NOT_FOUND */
  servers(id: string): string[];
  setServers(id: string, serverIds: readonly string[]): void;
  /** Says whether a tool may do what an answer asks of it. @throws NOT_FOUND where none waits for that */
  decideTool(messageId: string, useId: string, decision: ToolDecision): void;
  /** Whether the model that would answer can call tools. @param modelId null: the usual one @throws as send */
  callsTools(modelId: string | null): Promise<{ callsTools: boolean }>;
  /** All that a tool answered. @throws NOT_FOUND */
  toolResult(messageId: string, useId: string): { text: string };
  /** @throws as send, and what the engine throws */
  ask(
    documentIds: readonly string[],
    question: string,
    modelId: string | null,
    signal?: AbortSignal,
  ): Promise<CheckedAnswer & { model: string | null; context: ContextReceipt; problem: Problem | null }>;
  /** Counts exactly with the model that is loaded, else estimates from the length. @throws NOT_FOUND, NO_MODEL, DOCUMENT_NOT_READY */
  plan(
    input: { readonly conversationId: string; readonly parentId: string | null; readonly draft: string },
    signal?: AbortSignal,
  ): Promise<ContextPlan>;
}

export function createChat(deps: ChatDeps): Chat {
  const { store, models, clock, ids, settings, logger } = deps;
  const ends = createUnsavedEnds<MessagePatch>((id, patch) => store.messages.update(id, patch), {
    logger,
    what: "reply",
  });

  const questions = createToolQuestions();

  return {
    ...createConversations({ ...deps, ends }),

    async send({ conversationId, parentId, text, modelId, complete = false }) {
      const conversation = requireConversation(conversationId);
      branchOf(conversationId, parentId);
      const documents = askedDocuments(store, conversation.documentIds);
      const model = complete
        ? await models.resolve("completion", modelId)
        : await writerOf(modelId, documents.length > 0);
      const now = clock.now();
      const question: Message = {
        ...emptyMessage(conversationId, now),
        parentId,
        role: "user",
        text,
        status: "done",
      };
      const reply = replyTo(question, model, now);
      store.transaction(() => {
        store.messages.put(question);
        store.messages.put(reply);
        store.conversations.update(conversationId, {
          leafId: reply.id,
          updatedAt: now,
          ...(conversation.title === "" ? { title: titleFrom(text) } : {}),
        });
      });
      return { userMessageId: question.id, replyId: reply.id, jobId: start(reply, model, complete) };
    },

    async regenerate(messageId, modelId, complete = false) {
      const message = requireMessage(messageId);
      const question = message.role === "user" ? message : requireMessage(message.parentId ?? "");
      const conversation = requireConversation(message.conversationId);
      const documents = askedDocuments(store, conversation.documentIds);
      const model = complete
        ? await models.resolve("completion", modelId)
        : await writerOf(modelId, documents.length > 0);
      const now = clock.now();
      const reply = replyTo(question, model, now);
      store.transaction(() => {
        store.messages.put(reply);
        store.conversations.update(conversation.id, { leafId: reply.id, updatedAt: now });
      });
      return { replyId: reply.id, jobId: start(reply, model, complete) };
    },

    async continue(messageId) {
      const message = requireMessage(messageId);
      // One whose end could not be saved still claims to be written.
      const running = message.status === "streaming" && deps.jobs.get(message.jobId ?? "")?.status === "running";
      if (message.role !== "assistant" || message.status === "done" || running) {
        throw new AppError("INVALID_INPUT", { data: { reason: "NOT_CONTINUABLE" } });
      }
      const conversation = requireConversation(message.conversationId);
      askedDocuments(store, conversation.documentIds);
      const { model, completes } = await sameModel(message);
      store.transaction(() => {
        ends.forget(message.id);
        store.messages.update(message.id, { status: "streaming", problem: null, model: model.name, modelId: model.id });
        store.conversations.update(conversation.id, { updatedAt: clock.now() });
      });
      return { jobId: start(requireMessage(messageId), model, completes) };
    },

    rate(messageId, rating) {
      const message = requireMessage(messageId);
      if (message.role !== "assistant") throw new AppError("INVALID_INPUT", { data: { field: "messageId" } });
      store.messages.rate(messageId, rating);
      deps.changed("messages", message.conversationId);
    },

    servers(id) {
      requireConversation(id);
      return store.mcpServers.ofConversation(id);
    },

    setServers(id, serverIds) {
      requireConversation(id);
      store.mcpServers.setOfConversation(id, serverIds);
      deps.changed("conversations", id);
    },

    decideTool: (messageId, useId, decision) => questions.answer(messageId, useId, decision),

    async callsTools(modelId) {
      const model = await writerOf(modelId, true);
      return { callsTools: deps.tools !== undefined && (model?.capabilities.tools ?? false) };
    },

    toolResult(messageId, useId) {
      const text = store.mcpServers.result(messageId, useId);
      if (text === null) throw new AppError("NOT_FOUND");
      return { text };
    },

    async ask(documentIds, question, modelId, signal = neverAborted()) {
      const asked = [...new Set(documentIds)];
      askedDocuments(store, asked);
      await untilRead(deps, asked, signal);
      const documents = readyDocuments(store, asked);
      const model = await writerOf(modelId, true, "questions");
      const context: ConversationContext = {
        systemPrompt: settings().chatSystemPrompt,
        documents,
        turns: [{ role: "user", text: question, citations: [] }],
      };
      const answer = emptyAnswer();
      if (!model) {
        const { passages, receipt } = await answerByPassages(deps, context, signal);
        return { ...answer, passages, model: null, context: receipt, problem: null };
      }
      const written = await writeAnswer(
        deps,
        {
          model,
          context,
          temperature: settings().temperature,
          seed: askSeed,
          signal,
        },
        answer,
        { onStage() {}, onReceipt() {}, onText() {}, onThought() {} },
      );
      return {
        ...answer,
        model: model.name,
        context: written.receipt,
        problem: cutOffProblem(written),
      };
    },

    async plan({ conversationId, parentId, draft }, signal = neverAborted()) {
      const conversation = requireConversation(conversationId);
      const model = await models.resolve("chat", null);
      const request: ContextRequest = {
        ...contextOf(conversation, branchOf(conversationId, parentId)),
        turns: [...branchOf(conversationId, parentId), { role: "user", text: draft, citations: [] }],
        started: null,
      };
      const { isReady, contextRange } = model.standing();
      if (!isReady) {
        const { receipt, answerBudget } = await planContext(deps, estimatedTokens(contextRange.most), request);
        return { ...receipt, answerBudget };
      }
      await using session = await model.open("background", { signal, asItIs: true });
      const { receipt, answerBudget } = await planContext(deps, exactTokens(session), request);
      return { ...receipt, answerBudget };
    },
  };

  function start(reply: Message, model: LanguageModel | null, completes: boolean): string {
    return startReply(
      { ...deps, ends, questions },
      {
        reply,
        model,
        completes,
        seed: seedFrom(ids.next()),
        documentIds: requireConversation(reply.conversationId).documentIds,
        // When it is its turn: an answer above that is still being written has its text by then.
        context: () => {
          const conversation = requireConversation(reply.conversationId);
          return contextOf(conversation, branchOf(reply.conversationId, reply.parentId));
        },
      },
    );
  }

  function contextOf(conversation: Conversation, turns: readonly Message[]): ConversationContext {
    return {
      systemPrompt: conversation.systemPrompt.trim() || settings().chatSystemPrompt,
      documents: readyDocuments(store, conversation.documentIds),
      turns,
    };
  }

  function replyTo(question: Message, model: LanguageModel | null, now: number): Message {
    return {
      ...emptyMessage(question.conversationId, now),
      parentId: question.id,
      role: "assistant",
      text: "",
      status: "streaming",
      model: model?.name ?? null,
      modelId: model?.id ?? null,
    };
  }

  function emptyMessage(conversationId: string, now: number) {
    return {
      id: ids.next(),
      conversationId,
      thought: null,
      citations: [],
      statements: [],
      passages: [],
      context: null,
      model: null,
      modelId: null,
      jobId: null,
      problem: null,
      completionTokens: null,
      tokensPerSecond: null,
      createdAt: now,
    };
  }

  function requireConversation(id: string): Conversation {
    const conversation = store.conversations.get(id);
    if (!conversation) throw new AppError("NOT_FOUND");
    return conversation;
  }

  function requireMessage(id: string): Message {
    // Written now where it could not be before.
    ends.get(id);
    const message = store.messages.get(id);
    if (!message) throw new AppError("NOT_FOUND");
    return message;
  }

  /** From the root to this message of the conversation. @throws NOT_FOUND */
  function branchOf(conversationId: string, messageId: string | null): Message[] {
    if (messageId === null) return [];
    const branch = store.messages.branch(messageId);
    if (branch.at(-1)?.conversationId !== conversationId) throw new AppError("NOT_FOUND");
    return branch;
  }

  /**
   * The model that writes; null where none that is installed can and the documents answer by themselves.
   * @throws NO_MODEL and MODEL_CANNOT_CHAT where there are no documents either, or for a model that was asked for; MODEL_NOT_FOUND
   */
  async function writerOf(
    modelId: string | null,
    hasDocuments: boolean,
    task: "chat" | "questions" = "chat",
  ): Promise<LanguageModel | null> {
    try {
      return await models.resolve(task, modelId);
    } catch (thrown) {
      const { code } = toAppError(thrown);
      const isNone = code === "NO_MODEL" || (code === "MODEL_CANNOT_CHAT" && modelId === null);
      if (hasDocuments && isNone) return null;
      throw thrown;
    }
  }

  /** The model of the message where it is still in the list, so that an answer goes on in its own voice. */
  async function sameModel({
    model: name,
    modelId,
  }: Message): Promise<{ readonly model: LanguageModel; readonly completes: boolean }> {
    // Messages of before bear the name alone.
    const file =
      modelId === null
        ? store.models.list().find((model) => model.name === name)
        : store.models.get(baseOfModelId(modelId));
    const completes = file?.metadata.style === "base";
    const task = completes ? "completion" : "chat";
    const usual = await models.resolve(task, null).catch(() => null);
    // With those that stand in for it.
    if (usual && usual.id === modelId) return { model: usual, completes };
    const isOfEndpoint = modelId !== null && readEndpointModelId(modelId) !== null;
    const same = isOfEndpoint || file ? (modelId ?? file?.id ?? null) : null;
    try {
      return { model: await models.resolve(task, same), completes };
    } catch (thrown) {
      if (toAppError(thrown).code !== "ENDPOINT_UNKNOWN") throw thrown;
      return { model: await models.resolve(task, null), completes };
    }
  }
}

/** The same question over the same documents gives the same answer. */
const askSeed = 1;

/** 31 bits of an unguessable id: another answer to the same question is another one. */
function seedFrom(id: string): number {
  return Number.parseInt(id.slice(-8), 16) & 0x7fffffff;
}
