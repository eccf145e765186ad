import type { ContextReceipt } from "../../contract/chat.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import { AppError, toAppError, type Problem } from "../../contract/errors.ts";
import { prompts } from "./prompts.ts";
import type { Texts } from "../library/library.ts";
import type { LanguageModel, ModelSession } from "../llm/languageModel.ts";
import type { Logger } from "../ports.ts";
import type { Retrieval } from "../retrieval/retrieval.ts";
import type { Store } from "../store/store.ts";
import { citeAnswer } from "./citeAnswer.ts";
import { buildContext, type Context, type ConversationContext } from "./context.ts";
import { type Answer, createMarkWriter, keepExact } from "./marks.ts";
import { quoteAnswer } from "./quoteAnswer.ts";
import { createThinkingFilter } from "./thinking.ts";
import { exactTokens } from "./tokens.ts";

export interface AnswerDeps {
  readonly store: Pick<Store, "documents" | "summaries">;
  readonly texts: Pick<Texts, "of">;
  readonly retrieval: Pick<Retrieval, "search">;
  readonly logger: Logger;
}

export interface AnswerRequest {
  readonly model: LanguageModel;
  /** asked for anew after a crash: what is started has grown by then */
  readonly context: ConversationContext;
  readonly temperature: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** the conversation, where what the model reads of it may be kept */
  readonly cacheKey?: string;
}

export interface AnswerHandlers {
  onStage(stage: "loading" | "prompt" | "writing", done: number, total: number): void;
  onReceipt(receipt: ContextReceipt): void;
  /** `answer` grew by this text; empty where only the citations or the beginning changed */
  onText(text: string): void;
}

export interface WrittenAnswer {
  readonly receipt: ContextReceipt;
  /** length: the token budget of the answer was used up before its end */
  readonly stop: "end" | "length";
  readonly completionTokens: number;
  readonly tokensPerSecond: number | null;
}

/** That an answer was cut off before its end; null where it was not. */
export function cutOffProblem({ stop, completionTokens, receipt }: WrittenAnswer): Problem | null {
  if (stop === "end") return null;
  const { promptTokens, contextSize } = receipt;
  const data = { reason: "CUT_OFF", completionTokens, promptTokens, contextSize } as const;
  return new AppError("CONTEXT_TOO_SMALL", { data }).toProblem();
}

/** An answer is cut off after this many tokens and can be continued: a model that goes round in circles must end. */
export const mostAnswerTokens = 4096;
/** Crashes of the engine that one answer survives. */
export const mostCrashes = 3;

/**
 * Writes an answer, or goes on with the one that is started in `answer`, which grows in place: whatever happens, it holds what
 * was shown. When the engine dies in the middle the answer goes on from there by itself. Where the model wrote no citations the answer
 * gets them at its end, see {@link citeAnswer}.
 * @throws what loading and generating throw; CANCELLED, CONTEXT_TOO_SMALL, ENGINE_CRASHED after {@link mostCrashes}
 */
export async function writeAnswer(
  deps: AnswerDeps,
  request: AnswerRequest,
  answer: Answer,
  handlers: AnswerHandlers,
): Promise<WrittenAnswer> {
  const { model, signal } = request;
  const before = answer.text.length;
  const onLoading = (share: number): void => handlers.onStage("loading", share, 1);
  for (let crashes = 0; ; crashes += 1) {
    handlers.onStage("loading", 0, 0);
    await using session = await model.open("chat", { signal, onLoading });
    const started = answer.text === "" ? null : { text: answer.text, citations: [...answer.citations] };
    const context = await buildContext(deps, exactTokens(session), {
      ...request.context,
      style: model.style,
      started,
      search: (ids, query, most) => deps.retrieval.search(ids, query, most, signal),
    });
    handlers.onReceipt(context.receipt);
    handlers.onStage("prompt", 0, context.receipt.promptTokens);
    try {
      const written = await generate(
        deps,
        { ...request, session, seed: request.seed + crashes },
        context,
        answer,
        handlers,
      );
      citeByCode(deps, request, context, answer, before);
      return written;
    } catch (thrown) {
      const error = toAppError(thrown);
      const mayPass = error.code === "ENGINE_CRASHED" || error.code === "MODEL_CHANGED";
      if (!mayPass || signal.aborted || crashes >= mostCrashes) throw error;
      deps.logger.warn("The engine stopped in the middle of an answer, which goes on", {
        crashes: crashes + 1,
        shown: answer.text.length,
      });
    }
  }
}

async function generate(
  deps: AnswerDeps,
  request: AnswerRequest & { readonly session: ModelSession },
  context: Context,
  answer: Answer,
  handlers: AnswerHandlers,
): Promise<WrittenAnswer> {
  let marks = createMarkWriter(answer, context.sources);
  const grow = (text: string) => {
    if (text !== "") handlers.onText(text);
  };
  // A very small model is not to be believed: what is shown of its answer are the sentences it is nearest to.
  const quoted = request.model.style === "starter" ? context.sources : null;
  let written = "";
  const thinking = createThinkingFilter({
    onText(text) {
      if (quoted) written += text;
      else grow(marks.write(text));
    },
    onReset() {
      written = "";
      answer.text = "";
      answer.citations.length = 0;
      marks = createMarkWriter(answer, context.sources);
      handlers.onText("");
    },
  });
  let writing = false;
  try {
    const result = await request.session.generate(
      {
        turns: context.turns,
        maxTokens: Math.min(mostAnswerTokens, context.answerBudget),
        temperature: request.temperature,
        seed: request.seed,
        ...(request.cacheKey === undefined ? {} : { cacheKey: request.cacheKey }),
      },
      {
        onText(text) {
          if (!writing) handlers.onStage("writing", 0, 0);
          writing = true;
          thinking.write(text);
        },
      },
    );
    if (result.stop === "length" && thinking.thinking) {
      throw new AppError("GENERATION_FAILED", {
        data: { reason: "STILL_THINKING", completionTokens: result.completionTokens },
      });
    }
    return {
      receipt: context.receipt,
      stop: result.stop,
      completionTokens: result.completionTokens,
      tokensPerSecond: result.decodeMs > 0 ? result.completionTokens / (result.decodeMs / 1000) : null,
    };
  } finally {
    thinking.end();
    if (quoted)
      grow(
        marks.write(quoteAnswer(written, quoted, answer.citations) || (answer.text === "" ? prompts.nothingFound : "")),
      );
    grow(marks.end());
    Object.assign(
      answer,
      keepExact(answer, (citation) => stands(deps.store, citation)),
    );
  }
}

/** @param before characters of the answer that were there before this call */
function citeByCode(
  { store }: AnswerDeps,
  { context: { documents } }: AnswerRequest,
  { sources }: Context,
  answer: Answer,
  before: number,
): void {
  if (!sources) return;
  const languages = new Map(documents.map(({ id, language }) => [id, language]));
  // Where the model began anew the answer is shorter than it was.
  const from = answer.text.length >= before ? before : 0;
  citeAnswer(answer, from, sources, (documentId) => languages.get(documentId) ?? "und");
  Object.assign(
    answer,
    keepExact(answer, (citation) => stands(store, citation)),
  );
}

/** Whether the quote stands at its place now: the document may have been read anew meanwhile. */
function stands(store: Pick<Store, "documents">, citation: Citation): boolean {
  const [page] = store.documents.pages(citation.documentId, citation.page, citation.page);
  return page?.text.slice(citation.start, citation.end) === citation.quote;
}

/** The documents of these ids, all read. @throws DOCUMENT_NOT_READY, NOT_FOUND */
export function readyDocuments(store: Pick<Store, "documents">, ids: readonly string[]): Document[] {
  return ids.map((id) => {
    const document = store.documents.get(id);
    if (!document) throw new AppError("NOT_FOUND", { data: { documentId: id } });
    if (document.status !== "ready") {
      throw new AppError("DOCUMENT_NOT_READY", {
        data: {
          reason: document.status === "reading" ? "READING" : "FAILED",
          name: document.name,
          title: document.title,
        },
      });
    }
    return document;
  });
}
