import type { ContextReceipt, Message } from "../../contract/chat.ts";
import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { ChatTurn, ModelStyle } from "../llm/languageModel.ts";
import { numberedSentence } from "../llm/numberedSentences.ts";
import { type Answer, toPromptMarks } from "./marks.ts";
import {
  type ContextDeps,
  createPageReader,
  type Find,
  findPassages,
  type Search,
  searchRequest,
  toExcerpts,
} from "./passages.ts";
import { fillTemplate } from "../llm/promptTemplate.ts";
import { prompts } from "./prompts.ts";
import { numberSources } from "./sources.ts";
import { type Sentence, sentenceKey } from "../text/documentText.ts";
import type { TokenCounter } from "./tokens.ts";

export interface ContextRequest extends ConversationContext {
  /** a starter gets none of the application's own rules, without which it was trained */
  readonly style: ModelStyle;
  /** finds passages by more than their words; by these alone where it is left out */
  readonly search?: Search;
  /** what is already written of the answer and is to be continued */
  readonly started: Readonly<Answer> | null;
}

/** What the conversation gives, whatever model answers. */
export interface ConversationContext {
  /** empty: the application's own */
  readonly systemPrompt: string;
  readonly documents: readonly Document[];
  /** from the root to the newest turn, which is the user's */
  readonly turns: readonly Pick<Message, "role" | "text" | "citations">[];
}

export interface Context {
  readonly turns: readonly ChatTurn[];
  /** sentences by their number in the prompt minus one; null where no documents are attached */
  readonly sources: readonly Sentence[] | null;
  readonly receipt: ContextReceipt;
  /** tokens left for the answer; below the reserve only where nothing more could be left out */
  readonly answerBudget: number;
}

/** Tokens kept free for the answer: this many, or a quarter of a small context. */
const answerReserve = 1024;
/** Passages take no more than this, however large the context is: each token of them is read anew for every question. */
const mostPassageTokens = 4096;

/**
 * What the model is given for the newest turn: system prompt, documents and as much of the conversation as the context
 * holds with tokens left for the answer. The whole text of the documents where it fits, in the first turn, where it stays the
 * same from question to question so that the engine need not read it again; else the passages that suit the question, beside it.
 * When it is full the oldest turns leave; the receipt counts them.
 * @throws CONTEXT_TOO_SMALL (data: promptTokens, contextSize, room, missing) where the newest turn alone does not fit
 */
export async function buildContext(deps: ContextDeps, tokens: TokenCounter, request: ContextRequest): Promise<Context> {
  const plan = await planContext(deps, tokens, request);
  const { promptTokens, contextSize } = plan.receipt;
  const budget = contextSize - plan.reserve;
  if (promptTokens > budget) {
    throw new AppError("CONTEXT_TOO_SMALL", {
      data: { reason: "PROMPT", promptTokens, contextSize, room: budget, missing: promptTokens - budget },
    });
  }
  return plan;
}

/** As {@link buildContext}, but gives the numbers where it does not fit: `answerBudget` is below `reserve` then. */
export async function planContext(
  deps: ContextDeps,
  tokens: TokenCounter,
  request: ContextRequest,
): Promise<Context & { readonly reserve: number }> {
  const { contextSize } = tokens;
  const reserve = Math.min(answerReserve, Math.floor(contextSize / 4));
  const limit = contextSize - reserve;
  const isGuided = request.style === "instruct";
  const base = request.systemPrompt.trim() || (isGuided ? prompts.system : "");
  const { question, history } = splitTurns(request.turns);
  const hasDocuments = request.documents.length > 0;

  const bareTokens = await tokens.countTurns(
    assemble({
      base,
      isGuided,
      question,
      history: [],
      started: request.started,
      material: emptyMaterial(hasDocuments),
    }),
  );
  const historyTokens = await tokens.countTexts(history.map(({ text }) => text));
  const sizes = historyTokens.map((count) => count + tokensAroundTurn);
  const available = Math.max(0, limit - bareTokens);

  const allHistory = sum(sizes);
  let material = hasDocuments
    ? ((await wholeDocuments(deps, tokens, request, available - Math.min(allHistory, Math.floor(available / 4)))) ??
      (await bestPassages(deps, tokens, request, available - Math.min(allHistory, Math.floor(available / 2)))))
    : emptyMaterial(false);

  let kept = history.length;
  for (;;) {
    const shown = history.slice(history.length - kept);
    const turns = assemble({ base, isGuided, question, history: shown, started: request.started, material });
    const promptTokens = await tokens.countTurns(turns);
    const over = promptTokens - limit;
    if (over > 0 && kept > 0) {
      kept = leave(history, sizes, kept, over);
      continue;
    }
    if (over > 0 && material.sentences.length > 0) {
      // The counts of single sentences are an estimate; what they missed is taken off the next try.
      const target = material.tokens - over;
      if (material.kind === "whole") kept = history.length;
      material = await bestPassages(deps, tokens, request, target);
      continue;
    }
    return {
      turns,
      sources: hasDocuments ? material.sentences : null,
      reserve,
      answerBudget: Math.max(0, contextSize - promptTokens),
      receipt: {
        droppedTurns: sum(history.slice(0, history.length - kept).map(({ messages }) => messages)),
        documents: material.kind,
        passages: material.passages,
        promptTokens,
        contextSize,
      },
    };
  }
}

/** Tokens a chat template puts around a turn, as an estimate for what leaves first; the whole is counted exactly after. */
const tokensAroundTurn = 6;

interface Material {
  readonly kind: ContextReceipt["documents"];
  readonly text: string;
  readonly sentences: readonly Sentence[];
  readonly passages: number;
  /** of the text, about */
  readonly tokens: number;
}

function emptyMaterial(documents: boolean): Material {
  return { kind: documents ? "passages" : "none", text: "", sentences: [], passages: 0, tokens: 0 };
}

async function wholeDocuments(
  deps: ContextDeps,
  tokens: TokenCounter,
  request: ContextRequest,
  budget: number,
): Promise<Material | null> {
  // A word is a token at least: what has more words is not worth reading.
  if (sum(request.documents.map(({ words }) => words)) > budget) return null;
  const reader = createPageReader(deps);
  const { text, sentences } = numberSources(
    request.documents.flatMap(({ id }) => {
      const source = reader.text(id);
      return source ? [{ source, sentences: source.sentences }] : [];
    }),
    request.style,
  );
  const [count = 0] = await tokens.countTexts([text]);
  return count <= budget ? { kind: "whole", text, sentences, passages: 0, tokens: count } : null;
}

async function bestPassages(
  deps: ContextDeps,
  tokens: TokenCounter,
  request: ContextRequest,
  free: number,
): Promise<Material> {
  const budget = Math.min(mostPassageTokens, free);
  if (budget <= 0) return emptyMaterial(true);
  const wanted = { documents: request.documents, ...retrievalOf(request) };
  const hits = request.search && (await request.search(...searchRequest(wanted)));
  const reader = createPageReader(deps);
  const finds = findPassages(deps.store, reader, { ...wanted, ...(hits ? { hits } : {}) });
  const chosen = await choose(tokens, finds, budget);
  const { text, sentences } = numberSources(
    toExcerpts(reader, request.documents, chosen.sentences, finds),
    request.style,
  );
  return { kind: "passages", text, sentences, passages: chosen.passages, tokens: chosen.tokens };
}

/** Takes the finds in their order while they fit: with their neighbourhood, else without it, the first at least in part. */
async function choose(
  tokens: TokenCounter,
  finds: readonly Find[],
  budget: number,
): Promise<{ sentences: Sentence[]; passages: number; tokens: number }> {
  const sizes = await sizesOf(tokens, finds);
  const chosen = new Map<string, Sentence>();
  let used = 0;
  let passages = 0;
  const fresh = (sentences: readonly Sentence[]) => sentences.filter((sentence) => !chosen.has(sentenceKey(sentence)));
  const cost = (sentences: readonly Sentence[]) =>
    sum(sentences.map((sentence) => sizes.get(sentenceKey(sentence)) ?? 0));
  const take = (sentences: readonly Sentence[]) => {
    for (const sentence of sentences) chosen.set(sentenceKey(sentence), sentence);
    used += cost(sentences);
  };
  for (const find of finds) {
    const core = fresh(find.core);
    const withAround = [...core, ...fresh(find.around)];
    if (used + cost(withAround) <= budget) take(withAround);
    else if (used + cost(core) <= budget) take(core);
    else if (passages === 0) {
      for (const sentence of core) if (used + cost([sentence]) <= budget) take([sentence]);
    } else continue;
    if (core.length > 0) passages += 1;
  }
  return { sentences: [...chosen.values()], passages, tokens: used };
}

/** The page above a passage and the line break, in tokens, spread over its sentences. */
const tokensAroundSentence = 3;

async function sizesOf(tokens: TokenCounter, finds: readonly Find[]): Promise<Map<string, number>> {
  const all = new Map<string, Sentence>();
  for (const { core, around } of finds) {
    for (const sentence of [...core, ...around]) all.set(sentenceKey(sentence), sentence);
  }
  const counts = await tokens.countTexts(
    [...all.values()].map((sentence) => numberedSentence(999, sentence.quote, "instruct")),
  );
  return new Map([...all.keys()].map((key, index) => [key, (counts[index] ?? 0) + tokensAroundSentence]));
}

/** A question of so few words leans on the one before it ("And in 2024?"). */
const shortQuestion = 8;

function retrievalOf(request: ContextRequest) {
  const questions = request.turns.filter(({ role }) => role === "user");
  const last = questions.at(-1)?.text ?? "";
  const before = questions.at(-2)?.text ?? "";
  const followsUp = before !== "" && last.split(/\s+/).length <= shortQuestion;
  const lastAnswer = request.turns.findLast(({ role }) => role === "assistant");
  return {
    query: followsUp ? `${last}\n${before}` : last,
    must: request.started?.citations ?? [],
    hints: followsUp ? (lastAnswer?.citations ?? []) : [],
  };
}

interface PastTurn extends Answer {
  readonly role: "user" | "assistant";
  /** messages it is made of */
  readonly messages: number;
}

/**
 * The turns before the newest, user and model in turns as chat templates demand: an answer that never came to be is left
 * out, and the questions around it become one turn.
 */
function splitTurns(turns: ContextRequest["turns"]): { question: string; history: PastTurn[] } {
  const merged: PastTurn[] = [];
  for (const { role, text, citations } of turns) {
    if (text.trim() === "" && role === "assistant") continue;
    const previous = merged.at(-1);
    if (previous?.role !== role) merged.push({ role, text, citations, messages: 1 });
    else {
      merged[merged.length - 1] = {
        role,
        text: `${previous.text}\n\n${text}`,
        citations: [],
        messages: previous.messages + 1,
      };
    }
  }
  const last = merged.pop();
  if (last?.role !== "user") throw new AppError("INVALID_INPUT", { data: { reason: "NO_QUESTION" } });
  return { question: last.text, history: merged };
}

/** How many of the last turns stay so that about `over` tokens go; what stays begins with the user. */
function leave(history: readonly PastTurn[], sizes: readonly number[], kept: number, over: number): number {
  let left = kept;
  let gone = 0;
  while (left > 0 && gone < over) {
    gone += sizes[history.length - left] ?? 0;
    left -= 1;
  }
  while (left > 0 && history[history.length - left]?.role !== "user") left -= 1;
  return left;
}

function assemble(parts: {
  readonly base: string;
  readonly isGuided: boolean;
  readonly question: string;
  readonly history: readonly PastTurn[];
  readonly started: Readonly<Answer> | null;
  readonly material: Material;
}): ChatTurn[] {
  const { material } = parts;
  const cited = (answer: Readonly<Answer>) =>
    material.kind === "none" ? answer.text : toPromptMarks(answer, material.sentences);
  const { base, isGuided } = parts;
  const rules = isGuided ? `${base}\n\n${prompts.rules}` : base;
  const system = {
    none: base,
    whole: fillTemplate(prompts.whole, { rules, documents: material.text }).trim(),
    passages: isGuided ? fillTemplate(prompts.passagesRules, { rules }) : base,
  }[material.kind];
  const question =
    material.kind === "passages"
      ? fillTemplate(prompts.passages, { documents: material.text, question: parts.question })
      : parts.question;
  return [
    ...(system === "" ? [] : [{ role: "system" as const, text: system }]),
    ...parts.history.map((turn) => ({ role: turn.role, text: turn.role === "assistant" ? cited(turn) : turn.text })),
    { role: "user", text: question },
    ...(parts.started ? [{ role: "assistant" as const, text: cited(parts.started) }] : []),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
