import type { Message, Thought, ToolUse } from "../../contract/chat.ts";
import { type AppError, toAppError } from "../../contract/errors.ts";
import type { JobContext } from "../jobs/jobs.ts";
import { startRecorded } from "../jobs/startRecorded.ts";
import type { UnsavedEnds } from "../jobs/unsavedEnds.ts";
import { untilRead } from "../library/library.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import type { ConversationContext } from "./context.ts";
import type { ChatDeps } from "./chatDeps.ts";
import { askedKey, type OfferedTools, type ToolQuestions, toolsForAnswer, withoutTools } from "./toolUse.ts";
import { nameConversation } from "./nameConversation.ts";
import { answerByPassages } from "./answerByPassages.ts";
import { type CheckedAnswer, cutOffProblem, type WrittenAnswer, writeAnswer } from "./writeAnswer.ts";

/** What is shown is in the library this many milliseconds later at the latest. */
export const saveWithinMs = 500;

export interface ReplyRequest {
  /** in the store with status streaming; its text is gone on with */
  readonly reply: Message;
  /** null where none is there to write: passages of the documents answer */
  readonly model: LanguageModel | null;
  /** it goes on with the newest text instead of answering it */
  readonly completes?: boolean;
  readonly seed: number;
  /** waited for where they are still being read */
  readonly documentIds: readonly string[];
  context(): ConversationContext;
}

export interface ReplyDeps extends ChatDeps {
  /** of replies whose last write failed */
  readonly ends: UnsavedEnds<MessagePatch>;
  readonly questions: ToolQuestions;
}

/**
 * Starts the job that writes a reply and gives its id, which the message bears as long as it runs.
 * @throws DISK_FULL and whatever else keeps the id from being written; the job is stopped then, and the reply has failed
 */
export function startReply(deps: ReplyDeps, request: ReplyRequest): string {
  const { store, jobs, changed } = deps;
  const { reply } = request;
  const tellOfReply = (): void => {
    changed("conversations", reply.conversationId);
    changed("messages", reply.conversationId);
  };
  let jobId = "";
  startRecorded(
    jobs,
    {
      kind: "reply",
      subject: reply.id,
      lane: "reply",
      usesModel: request.model !== null,
      onShutdown: "cancel",
      before: ({ signal, emit }) =>
        untilRead(deps, request.documentIds, signal, ({ title }) =>
          emit({ type: "progress", stage: "reading", done: 0, total: 0, leftMs: null, file: title }),
        ),
      run: (context) => writeReply(deps, request, context),
      onEnd(end) {
        if (end.status === "cancelled") settle(deps, reply, jobId);
      },
    },
    (id) => {
      jobId = id;
      store.messages.update(reply.id, { jobId });
    },
    (error) => {
      deps.ends.save(reply.id, { status: "failed", problem: error.toProblem(), jobId: null });
      tellOfReply();
    },
  );
  tellOfReply();
  return jobId;
}

async function writeReply(deps: ReplyDeps, request: ReplyRequest, job: JobContext): Promise<void> {
  const { store, changed } = deps;
  const { reply, model, completes = false } = request;
  const answer: CheckedAnswer = {
    text: reply.text,
    citations: [...reply.citations],
    statements: reply.statements,
    passages: reply.passages,
    wrote: reply.wrote ?? [],
  };
  // Who listens puts the deltas together: an answer that goes on begins with what there was.
  if (answer.text !== "") job.emit({ type: "delta", text: answer.text });
  const thinking = createThinking(deps, reply, job);
  const saver = createSaver(deps, reply, () => ({ text: answer.text, wrote: answer.wrote, thought: thinking.thought }));
  try {
    if (!model) {
      const { passages, receipt } = await answerByPassages(deps, request.context(), job.signal);
      saver.stop();
      store.messages.update(reply.id, { passages, context: receipt, jobId: null, status: "done", problem: null });
      job.emit({ type: "item", item: { kind: "result", id: reply.id } });
      return;
    }
    const signal = AbortSignal.any([job.signal, saver.failed]);
    const write = ({ tools, leftOut, over }: OfferedTools): Promise<WrittenAnswer> =>
      writeAnswer(
        deps,
        {
          model,
          completes,
          context: request.context(),
          temperature: deps.settings().temperature,
          seed: request.seed,
          signal,
          ...(tools && { tools }),
          ...(deps.settings().keepStates ? { cacheKey: reply.conversationId } : {}),
        },
        answer,
        {
          onStage(stage, done, total) {
            if (stage === "writing") thinking.tell();
            job.emit({ type: "progress", stage, done, total, leftMs: null });
          },
          onReceipt(receipt) {
            store.messages.update(reply.id, {
              context: {
                ...receipt,
                ...(leftOut.length > 0 && { toolsLeftOut: leftOut }),
                ...(over.length > 0 && !receipt.toolsTooLarge && { toolsOver: over }),
              },
            });
            changed("messages", reply.conversationId);
          },
          onText(text) {
            job.emit({ type: "delta", text });
            saver.touch();
          },
          onThought(text, isNew) {
            thinking.grow(text, isNew);
            saver.touch();
          },
        },
      );
    const offered: OfferedTools = completes
      ? { tools: null, leftOut: [], over: [] }
      : await offeredTools(deps, reply, model, signal);
    const written = await write(offered).catch((thrown: unknown) => {
      if (!offered.tools || !cannotCall(thrown) || answer.text !== reply.text) throw thrown;
      return write(withoutTools(store.mcpServers, reply.conversationId));
    });
    saver.stop();
    store.messages.update(reply.id, finished(answer, written, { ...reply, thought: thinking.thought }));
    job.emit({ type: "item", item: { kind: "result", id: reply.id } });
    if (written.stop === "end" && !completes) nameConversation(deps, reply, model, job.signal);
  } catch (thrown) {
    saver.stop();
    const error = saver.problem ?? toAppError(thrown);
    const stopped = error.code === "CANCELLED";
    // Where that fails too, the error of the reply is the one to tell.
    deps.ends.save(reply.id, {
      ...answer,
      thought: thinking.thought,
      status: stopped ? "stopped" : "failed",
      problem: stopped ? null : error.toProblem(),
      jobId: null,
    });
    throw error;
  } finally {
    changed("messages", reply.conversationId);
    changed("conversations", reply.conversationId);
  }
}

/** Whether calls can be told from its text shows when a model is loaded; its template may have spoken of tools all the same. */
function cannotCall(thrown: unknown): boolean {
  const { code, data } = toAppError(thrown);
  return code === "MODEL_CANNOT" && data?.["what"] === "tools";
}

/** Only a model that has a way to call tools is offered any. @throws CANCELLED */
async function offeredTools(
  { store, tools: source, questions, changed }: ReplyDeps,
  { id: messageId, conversationId, toolUses: before = [] }: Message,
  model: LanguageModel,
  signal: AbortSignal,
): Promise<OfferedTools> {
  const queries = store.mcpServers;
  if (!source || !model.capabilities.tools) return withoutTools(queries, conversationId);
  const asked = new Set(store.messages.list(conversationId).flatMap(({ toolUses = [] }) => toolUses.map(askedKey)));
  const onUses = (uses: readonly ToolUse[]): void => {
    store.messages.update(messageId, { toolUses: [...uses] });
    changed("messages", conversationId);
  };
  return await toolsForAnswer({ source, queries, questions, conversationId, messageId, asked, onUses }, before, signal);
}

export type MessagePatch = Parameters<ChatDeps["store"]["messages"]["update"]>[1];

function finished(answer: CheckedAnswer, written: WrittenAnswer, reply: Message): MessagePatch {
  const problem = cutOffProblem(written);
  return {
    ...answer,
    thought: written.thought
      ? { text: written.thought.text, ms: written.thought.ms, cut: written.thought.cut }
      : reply.thought,
    jobId: null,
    status: problem ? "partial" : "done",
    problem,
    completionTokens: (reply.completionTokens ?? 0) + written.completionTokens,
    tokensPerSecond: written.tokensPerSecond,
  };
}

/** A job that is stopped before its turn never runs: its message is settled all the same. */
function settle(deps: ReplyDeps, reply: Message, jobId: string): void {
  const message = deps.store.messages.get(reply.id);
  if (message?.status !== "streaming" || message.jobId !== jobId) return;
  const problem = deps.ends.save(reply.id, { status: "stopped", jobId: null });
  deps.changed("messages", reply.conversationId);
  if (problem) throw problem;
}

/** What is thought, as it grows. An answer that is gone on with keeps the thought it has. */
function createThinking({ clock }: ChatDeps, reply: Message, job: JobContext) {
  let thought = reply.thought;
  let began = 0;
  let told = -Infinity;
  let isOwn = false;
  const tell = (ms: number): void =>
    job.emit({ type: "progress", stage: "thinking", done: ms, total: 0, leftMs: null });
  return {
    get thought(): Thought | null {
      return thought;
    },
    /** Tells how long it took. */
    tell(): void {
      if (isOwn && thought) tell(thought.ms);
    },
    grow(text: string, isNew: boolean): void {
      const now = clock.monotonic();
      if (isNew) began = now;
      isOwn = true;
      const ms = Math.round(now - began);
      thought = { text: isNew || !thought ? text : thought.text + text, ms, cut: null };
      if (isNew || now - told >= 1000) {
        told = now;
        tell(ms);
      }
      job.emit({ type: "thought", text });
    },
  };
}

/** Saves the text a while after it changed; a failure (a full disk) ends the reply instead of going unseen. */
function createSaver(deps: ChatDeps, { id }: Message, state: () => Pick<Message, "text" | "thought" | "wrote">) {
  const failure = new AbortController();
  let timer: { clear(): void } | null = null;
  let problem: AppError | null = null;
  return {
    failed: failure.signal,
    get problem() {
      return problem;
    },
    touch() {
      timer ??= deps.clock.setTimeout(save, saveWithinMs);
    },
    stop() {
      timer?.clear();
      timer = null;
    },
  };

  function save(): void {
    timer = null;
    try {
      deps.store.messages.update(id, state());
    } catch (thrown) {
      problem = toAppError(thrown);
      failure.abort(problem);
    }
  }
}
