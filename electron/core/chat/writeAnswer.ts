import type { ContextReceipt, Message } from "../../contract/chat.ts";
import { AppError, toAppError, type Problem } from "../../contract/errors.ts";
import type { JudgeDeps } from "../check/check.ts";
import type { Texts } from "../library/library.ts";
import {
  type ChatTurn,
  type GenerateResult,
  type LanguageModel,
  type ModelName,
  modelOfRecipe,
  type ModelSession,
  type Thought,
  type Tool,
  type ToolResult,
} from "../llm/languageModel.ts";
import type { Logger } from "../ports.ts";
import type { Retrieval } from "../retrieval/retrieval.ts";
import type { Store } from "../store/store.ts";
import { findAnsweringPassages } from "./answeringPassages.ts";
import { completeByModel } from "./completeByModel.ts";
import { buildContext, type Context, type ContextRequest, type ConversationContext } from "./context.ts";
import { completedQuestion } from "./followUp.ts";
import { loadQuestionLanguage } from "../text/language.ts";
import { groundAnswer, withoutPlaces } from "./groundAnswer.ts";
import { type Answer, createAnswerWriter, withoutMarks } from "./marks.ts";
import type { Search } from "./passages.ts";
import { type AnswerTools, mostRounds } from "./toolUse.ts";
import { textToComplete } from "./textToComplete.ts";
import { exactTokens } from "./tokens.ts";

export interface AnswerDeps extends JudgeDeps {
  readonly store: Pick<Store, "documents" | "summaries">;
  readonly texts: Pick<Texts, "of">;
  readonly retrieval: Pick<Retrieval, "search">;
  readonly logger: Logger;
}

export interface AnswerRequest {
  readonly model: LanguageModel;
  /** it goes on with the newest text as it stands, see {@link textToComplete} */
  readonly completes?: boolean;
  /** asked for anew after a crash: what is started has grown by then */
  readonly context: ConversationContext;
  readonly temperature: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** that the model may call before it answers */
  readonly tools?: AnswerTools;
  /** the conversation, where what the model reads of it may be kept */
  readonly cacheKey?: string;
}

/** An answer with what code says of it. */
export interface CheckedAnswer extends Answer, Pick<Message, "statements" | "passages"> {
  /** the models that wrote any of it, in their order */
  wrote: ModelName[];
}

export function emptyAnswer(): CheckedAnswer {
  return { text: "", citations: [], statements: [], passages: [], wrote: [] };
}

export interface AnswerHandlers {
  onStage(stage: "loading" | "prompt" | "writing", done: number, total: number): void;
  onReceipt(receipt: ContextReceipt): void;
  /** `answer` grew by this text; empty where only the citations or the beginning changed */
  onText(text: string): void;
  /** What the model thinks grew by this; it began anew where `isNew`. */
  onThought(text: string, isNew: boolean): void;
}

export interface WrittenAnswer {
  readonly receipt: ContextReceipt;
  /** null where the model thought nothing, or the answer was gone on with */
  readonly thought: Thought | null;
  /** length: the token budget of the answer was used up before its end; loop: what it said over and over was cut off */
  readonly stop: GenerateResult["stop"];
  readonly completionTokens: number;
  readonly tokensPerSecond: number | null;
}

/** That an answer was cut off before its end; null where it was not. */
export function cutOffProblem({ stop, completionTokens, receipt }: WrittenAnswer): Problem | null {
  if (stop === "end") return null;
  if (stop === "loop") return new AppError("GENERATION_FAILED", { data: { reason: "REPEATED" } }).toProblem();
  const { promptTokens, contextSize } = receipt;
  const data = { reason: "CUT_OFF", completionTokens, promptTokens, contextSize } as const;
  return new AppError("CONTEXT_TOO_SMALL", { data }).toProblem();
}

/** An answer is cut off after this many tokens and can be continued: a model that goes round in circles must end. */
export const mostAnswerTokens = 4096;
/** Tokens that a model may think before its answer, or a quarter of a small context. */
const mostThoughtTokens = 4096;
/** Crashes of the engine that one answer survives. */
export const mostCrashes = 3;

/**
 * Writes an answer, or goes on with the one that is started in `answer`, which grows in place: whatever happens, it holds what
 * was shown. When the engine dies in the middle the answer goes on from there by itself. At its end, also where it was stopped, its
 * sentences are held against the documents and get their citations and verdicts, see {@link groundAnswer}; and where it says that the
 * documents do not say something they are looked through once more.
 * @throws what loading and generating throw; CANCELLED, CONTEXT_TOO_SMALL, ENGINE_CRASHED after {@link mostCrashes}
 */
export async function writeAnswer(
  deps: AnswerDeps,
  request: AnswerRequest,
  answer: CheckedAnswer,
  handlers: AnswerHandlers,
): Promise<WrittenAnswer> {
  let written: WrittenAnswer;
  try {
    written = await writeText(deps, request, answer, handlers);
  } catch (thrown) {
    // What was shown of it is checked too, as far as that is quick.
    if (!request.completes) await tryToCheck(deps, request, answer, AbortSignal.timeout(longestCheckMs));
    throw thrown;
  }
  // The documents were not read for it.
  if (request.completes) return written;
  const lookedFor = await tryToCheck(deps, request, answer, request.signal);
  if (lookedFor.length === 0) return written;
  const receipt = { ...written.receipt, lookedFor };
  handlers.onReceipt(receipt);
  return { ...written, receipt };
}
/** Milliseconds that stopping may wait for the check of what there is. */
const longestCheckMs = 2000;

/** An answer is there also where it cannot be checked: stopped meanwhile, or the thread has ended with the application. */
async function tryToCheck(
  deps: AnswerDeps,
  request: AnswerRequest,
  answer: CheckedAnswer,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    return await checkAnswer(deps, request, answer, signal);
  } catch (thrown) {
    deps.logger.warn("An answer was not checked", { code: toAppError(thrown).code });
    return [];
  }
}

async function writeText(
  deps: AnswerDeps,
  request: AnswerRequest,
  answer: CheckedAnswer,
  handlers: AnswerHandlers,
): Promise<WrittenAnswer> {
  const { model, signal } = request;
  const onLoading = (share: number): void => handlers.onStage("loading", share, 1);
  for (let crashes = 0; ; crashes += 1) {
    handlers.onStage("loading", 0, 0);
    await using session = await model.open("chat", { signal, onLoading });
    // Behind calls of tools it is gone on with where they end.
    const isBegun = answer.text !== "" && (request.tools?.turns.length ?? 0) === 0;
    const started = isBegun ? { text: answer.text, citations: [...answer.citations] } : null;
    const { tools, ...withoutTools } = request;
    const { context, hasTools } = request.completes
      ? { context: await textToComplete(exactTokens(session), request.context.turns, started), hasTools: false }
      : await contextBeside(deps, session, tools, {
          ...request.context,
          started,
          search: searchOf(deps, signal),
          complete: (turns) => completeByModel(session, turns, request.context.turns.at(-1)?.text ?? "", signal),
        });
    const asked = tools && hasTools ? { ...withoutTools, tools } : withoutTools;
    handlers.onReceipt(context.receipt);
    handlers.onStage("prompt", 0, context.receipt.promptTokens);
    try {
      return await generate({ ...asked, session, seed: request.seed + crashes }, context, answer, handlers);
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

/**
 * The context beside the descriptions of the tools; without them where they leave no room for question and answer, or none for the
 * passages of documents that there would be room for. It says so in the receipt.
 * @throws CONTEXT_TOO_SMALL where it does not fit without them either, or one of them was called already
 */
async function contextBeside(
  deps: AnswerDeps,
  session: ModelSession,
  tools: AnswerTools | undefined,
  request: ContextRequest,
): Promise<{ readonly context: Context; readonly hasTools: boolean }> {
  const counted = exactTokens(session);
  const build = (ofTools: number): Promise<Context> => buildContext(deps, { ...counted, ofTools }, request);
  if (!tools) return { context: await build(0), hasTools: false };
  const ofTools = await tokensOfTools(session, tools.tools);
  const beside = await build(ofTools).catch((thrown: unknown) => {
    if (tools.turns.length > 0 || toAppError(thrown).code !== "CONTEXT_TOO_SMALL") throw thrown;
    return null;
  });
  const mayCrowdOut = beside?.receipt.documents === "passages" && beside.receipt.passages === 0;
  if (beside && (!mayCrowdOut || tools.turns.length > 0)) return { context: beside, hasTools: true };
  const alone = await build(0);
  if (beside && alone.receipt.documents === "passages" && alone.receipt.passages === 0) {
    return { context: beside, hasTools: true };
  }
  const toolsTooLarge = { tokens: ofTools, contextSize: counted.contextSize };
  return { context: { ...alone, receipt: { ...alone.receipt, toolsTooLarge } }, hasTools: false };
}

/** Tokens that the descriptions of tools take of the context, as the model reads them. */
async function tokensOfTools(session: ModelSession, tools: readonly Tool[]): Promise<number> {
  const turns = [{ role: "user" as const, text: "?" }];
  const [beside, alone] = await Promise.all([session.countTurns(turns, tools), session.countTurns(turns)]);
  return Math.max(0, beside - alone);
}

async function generate(
  request: AnswerRequest & { readonly session: ModelSession },
  context: Context,
  answer: CheckedAnswer,
  handlers: AnswerHandlers,
): Promise<WrittenAnswer> {
  const { tools } = request;
  const rounds = tools?.turns.length ?? 0;
  const before = answer.text;
  const begun = tools && rounds > 0 ? withoutMarks(answer).slice(tools.end).trimStart() : "";
  // What a model says behind a call begins anew.
  const between = rounds > 0 && begun === "" && before !== "" ? "\n\n" : "";
  const turns: readonly ChatTurn[] = tools
    ? [...context.turns, ...tools.turns, ...(begun === "" ? [] : [{ role: "assistant" as const, text: begun }])]
    : context.turns;
  const answerBudget =
    rounds === 0 ? context.answerBudget : context.receipt.contextSize - (await request.session.countTurns(turns));
  const hasDocuments = !request.completes && request.context.documents.length > 0;
  let writer = createAnswerWriter(answer, hasDocuments, between);
  const grow = (text: string) => {
    if (text !== "") handlers.onText(text);
  };
  let by = modelOfRecipe(request.model);
  const writtenBy = (model: ModelName): void => {
    if (answer.wrote.every(({ sha256 }) => sha256 !== model.sha256)) answer.wrote = [...answer.wrote, model];
  };
  const wroteBefore = answer.wrote;
  let shown = "";
  let stage: "prompt" | "thinking" | "writing" = "prompt";
  try {
    const result = await request.session.generate(
      {
        turns,
        ...(tools && rounds < 2 * mostRounds && { tools: tools.tools }),
        ...(request.completes ? { plain: true } : {}),
        maxTokens: Math.max(1, Math.min(mostAnswerTokens, answerBudget)),
        ...(before === "" &&
          !request.completes && {
            thinking: { mostTokens: Math.min(mostThoughtTokens, Math.floor(context.receipt.contextSize / 4)) },
          }),
        temperature: request.temperature,
        seed: request.seed,
        ...(request.cacheKey === undefined ? {} : { cacheKey: request.cacheKey }),
      },
      {
        onWriter: (model) => void (by = model),
        onThought(text) {
          handlers.onThought(text, stage === "prompt");
          stage = "thinking";
        },
        onText(text) {
          if (stage !== "writing") handlers.onStage("writing", 0, 0);
          stage = "writing";
          shown += text;
          writtenBy(by);
          grow(writer.write(text));
        },
      },
    );
    if (result.text !== shown) {
      answer.text = before;
      answer.wrote = wroteBefore;
      if (result.text !== "") writtenBy(result.by ?? by);
      writer = createAnswerWriter(answer, hasDocuments, between);
      writer.write(result.text);
      handlers.onText("");
    }
    if (tools && result.stop === "tools" && (result.toolCalls ?? []).length > 0) {
      grow(writer.end());
      await callTools(request, tools, context, result, answer);
      const written = await generate(request, context, answer, handlers);
      return { ...written, completionTokens: written.completionTokens + result.completionTokens };
    }
    return {
      receipt: context.receipt,
      thought: result.thought,
      stop: result.stop,
      completionTokens: result.completionTokens,
      tokensPerSecond: result.decodeMs > 0 ? result.completionTokens / (result.decodeMs / 1000) : null,
    };
  } finally {
    grow(writer.end());
  }
}

/** Has the tools do what the model asks of them, one after the other, and puts their answers behind it. */
async function callTools(
  { session, signal }: AnswerRequest & { readonly session: ModelSession },
  tools: AnswerTools,
  context: Context,
  { text, toolCalls = [] }: GenerateResult,
  answer: CheckedAnswer,
): Promise<void> {
  const asked: ChatTurn = { role: "assistant", text, toolCalls };
  const used = await session.countTurns([...context.turns, ...tools.turns, asked]);
  const room = Math.floor((context.receipt.contextSize - used) * shareOfResults);
  const toolResults: ToolResult[] = [];
  for (const call of toolCalls) {
    const at = withoutMarks(answer).length;
    toolResults.push(await tools.use(call, at, Math.floor(room / toolCalls.length), session, signal));
  }
  tools.end = withoutMarks(answer).length;
  tools.turns.push(asked, { role: "user", text: "", toolResults });
}
/** Of the tokens that are free: the rest is for the answer and further calls. */
const shareOfResults = 0.5;

/** Holds what is written against the documents. Returns what was looked for in vain where it says that they do not say something. */
async function checkAnswer(
  deps: AnswerDeps,
  { context: { documents, turns }, tools }: AnswerRequest,
  answer: CheckedAnswer,
  signal: AbortSignal,
): Promise<string[]> {
  if (documents.length === 0 || answer.text === "") return [];
  const question = await questionOf({ documents, turns });
  const written = withoutMarks(answer);
  const { denies, ...grounded } = await groundAnswer(deps, written, { question, documents }, signal);
  Object.assign(answer, grounded);
  tools?.move((at) => withoutPlaces(written.slice(0, at)).length);
  if (!denies) return [];
  const asked = turns.at(-1)?.text ?? "";
  const found = await findAnsweringPassages(deps, searchOf(deps, signal), { question, asked, documents });
  const isFound = found.share >= strongShare;
  answer.passages = isFound ? found.passages : [];
  return isFound ? [] : found.lookedFor;
}
/** Share of a question's words that a passage has which an answer must not pass over in silence. */
const strongShare = 0.7;

/** The newest question, as it stands by itself. */
export async function questionOf(context: Pick<ConversationContext, "documents" | "turns">): Promise<string> {
  return (await completedOf(context)) ?? context.turns.at(-1)?.text ?? "";
}

/** The newest question as words of the turns before complete it; null where it stands by itself. */
export async function completedOf({
  documents,
  turns,
}: Pick<ConversationContext, "documents" | "turns">): Promise<string | null> {
  return completedQuestion(turns, await loadQuestionLanguage(documents.map(({ language }) => language)));
}

export function searchOf({ retrieval }: Pick<AnswerDeps, "retrieval">, signal: AbortSignal): Search {
  return (ids, query, most) => retrieval.search(ids, query, most, signal);
}
