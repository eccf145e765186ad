import type { ContextReceipt, Message } from "../../contract/chat.ts";
import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import { askAbout, documentMaterial, documentSystem } from "../llm/documentPrompt.ts";
import type { ChatTurn } from "../llm/languageModel.ts";
import { languageRule } from "../llm/languageRule.ts";
import { fillTemplate } from "../llm/promptTemplate.ts";
import { type Sentence, sentenceKey } from "../text/documentText.ts";
import { completedQuestion } from "./followUp.ts";
import { loadQuestionLanguage, type QuestionLanguage } from "../text/language.ts";
import { type Answer, withoutMarks } from "./marks.ts";
import {
  type ContextDeps,
  createPageReader,
  type Find,
  findPassages,
  type PageReader,
  pagesNamed,
  type Search,
  searchRequest,
} from "./passages.ts";
import { prompts } from "./prompts.ts";
import type { TokenCounter } from "./tokens.ts";

export interface ContextRequest extends ConversationContext {
  /** finds passages by more than their words; by these alone where it is left out */
  readonly search?: Search;
  /** completes a question that leans on what was said before, better than its words alone do; null where it cannot */
  readonly complete?: (turns: readonly ChatTurn[]) => Promise<string | null>;
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
  readonly receipt: ContextReceipt;
  /** tokens left for the answer; below the reserve only where nothing more could be left out */
  readonly answerBudget: number;
}

/** Tokens kept free for the answer: this many, or a quarter of a small context. */
const answerReserve = 1024;
/** And this many for what a model thinks before it, or an eighth. */
const thoughtReserve = 1024;
/** Passages take no more than this, however large the context is: each token of them is read anew for every question. */
const mostPassageTokens = 4096;

/**
 * What the model is given for the newest turn: system prompt, documents and as much of the conversation as the context
 * holds with tokens left for the answer. The whole text of the documents where it fits, before the first question, where it stays the
 * same from question to question, and is that of a summary, so that the engine need not read it again; else the passages that suit the
 * question, beside it.
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
  const forThought = tokens.thinks ? Math.min(thoughtReserve, Math.floor(tokens.contextSize / 8)) : 0;
  const reserve = Math.min(answerReserve, Math.floor(tokens.contextSize / 4)) + forThought;
  const contextSize = tokens.contextSize - (tokens.ofTools ?? 0);
  const limit = contextSize - reserve;
  const hasDocuments = request.documents.length > 0;
  const base = request.systemPrompt.trim() || (hasDocuments ? documentSystem : prompts.system);
  const { question, history } = splitTurns(request.turns);
  // Of a question without documents nothing is asked in another language: nothing is loaded to tell it.
  const languageOf: QuestionLanguage = hasDocuments
    ? await loadQuestionLanguage(request.documents.map(({ language }) => language))
    : () => "und";
  const write = (shown: readonly PastTurn[], material: Material): ChatTurn[] =>
    assemble({ base, question, history: shown, started: request.started, material, languageOf });

  const bareTokens = await tokens.countTurns(write([], emptyMaterial(hasDocuments)));
  const historyTokens = await tokens.countTexts(history.map(({ text }) => text));
  const sizes = historyTokens.map((count) => count + tokensAroundTurn);
  const available = Math.max(0, limit - bareTokens);

  const allHistory = sum(sizes);
  let looked: LookedUp | undefined;
  const passagesIn = async (free: number): Promise<Material> => {
    looked ??= await lookUp(deps, request, languageOf, () => write(history, emptyMaterial(true)));
    return bestPassages(tokens, request, looked, free);
  };
  let material = hasDocuments
    ? ((await wholeDocuments(deps, tokens, request, available - Math.min(allHistory, Math.floor(available / 4)))) ??
      (await passagesIn(available - Math.min(allHistory, Math.floor(available / 2)))))
    : emptyMaterial(false);

  let kept = history.length;
  for (;;) {
    const shown = history.slice(history.length - kept);
    const turns = write(shown, material);
    const promptTokens = await tokens.countTurns(turns);
    const over = promptTokens - limit;
    if (over > 0 && kept > 0) {
      kept = leave(history, sizes, kept, over);
      continue;
    }
    if (over > 0 && material.text !== "") {
      // The counts of single sentences are an estimate; what they missed is taken off the next try.
      const target = material.tokens - over;
      if (material.kind === "whole") kept = history.length;
      material = await passagesIn(target);
      continue;
    }
    return {
      turns,
      reserve,
      answerBudget: Math.max(0, contextSize - promptTokens),
      receipt: {
        droppedTurns: sum(history.slice(0, history.length - kept).map(({ messages }) => messages)),
        documents: material.kind,
        passages: material.passages,
        promptTokens,
        contextSize: Math.max(0, contextSize),
        question: material.kind === "passages" ? (looked?.completed ?? null) : null,
        lookedFor: [],
      },
    };
  }
}

/** Tokens a chat template puts around a turn, as an estimate for what leaves first; the whole is counted exactly after. */
const tokensAroundTurn = 6;

interface Material {
  readonly kind: ContextReceipt["documents"];
  readonly text: string;
  readonly passages: number;
  /** of the text, about */
  readonly tokens: number;
  /** where a page stands that the question names; "" where it names none */
  readonly pages: string;
}

function emptyMaterial(documents: boolean): Material {
  return { kind: documents ? "passages" : "none", text: "", passages: 0, tokens: 0, pages: "" };
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
  const texts = request.documents.flatMap(({ id }) => {
    const source = reader.text(id);
    return source ? [documentMaterial(source)] : [];
  });
  const text = texts.join("\n\n");
  const pages = placesOfPages(reader, request);
  const [count = 0] = await tokens.countTexts([`${text}\n${pages}`]);
  return count <= budget ? { kind: "whole", text, passages: 0, tokens: count, pages } : null;
}

/** The text says nothing of pages: where a question names one it is told where that stands. */
function placesOfPages(reader: PageReader, { documents, turns }: ContextRequest): string {
  const lines = pagesNamed(turns.at(-1)?.text ?? "", documents).flatMap(({ documentId, page }) => {
    const sentences = reader.page(documentId, page);
    const [first, last] = [sentences[0], sentences.at(-1)];
    const title = documents.find(({ id }) => id === documentId)?.title ?? "";
    return first && last
      ? [fillTemplate(prompts.pages, { page: String(page), title, first: begin(first.text), last: end(last.text) })]
      : [];
  });
  return lines.join("\n");
}
const begin = (text: string): string => text.split(" ").slice(0, wordsOfPage).join(" ");
const end = (text: string): string => text.split(" ").slice(-wordsOfPage).join(" ");
const wordsOfPage = 8;

/** What was found in the documents for the newest question. */
interface LookedUp {
  readonly reader: PageReader;
  readonly finds: readonly Find[];
  /** the question as it was looked for where it leans on what was said before */
  readonly completed: string | null;
}

async function lookUp(
  deps: ContextDeps,
  request: ContextRequest,
  languageOf: QuestionLanguage,
  written: () => ChatTurn[],
): Promise<LookedUp> {
  const { documents, turns, started } = request;
  const last = turns.at(-1)?.text ?? "";
  const byWords = completedQuestion(turns, languageOf);
  const completed = byWords === null ? null : ((await request.complete?.(written())) ?? byWords);
  const wanted = {
    documents,
    query: completed ?? last,
    language: languageOf(last),
    must: started?.citations ?? [],
    hints: completed === null ? [] : (turns.findLast(({ role }) => role === "assistant")?.citations ?? []),
  };
  const hits = request.search && (await searchEach(request.search, wanted));
  const reader = createPageReader(deps);
  return { reader, finds: findPassages(deps.store, reader, { ...wanted, ...(hits ? { hits } : {}) }), completed };
}

/** Documents up to this many are each looked through where the best hits are all of others. */
const mostSearchedAlone = 8;
const hitsAlone = 2;

async function searchEach(
  search: Search,
  wanted: Parameters<typeof searchRequest>[0],
): Promise<Awaited<ReturnType<Search>>> {
  const [ids, query, most] = searchRequest(wanted);
  const hits = await search(ids, query, most);
  const silent = ids.filter((id) => !hits.some(({ documentId }) => documentId === id));
  if (ids.length > mostSearchedAlone) return hits;
  const others = await Promise.all(silent.map((id) => search([id], query, hitsAlone)));
  return [...hits, ...others.flat()];
}

async function bestPassages(
  tokens: TokenCounter,
  { documents }: ContextRequest,
  { reader, finds }: LookedUp,
  free: number,
): Promise<Material> {
  const budget = Math.min(mostPassageTokens, free);
  if (budget <= 0) return emptyMaterial(true);
  const chosen = await choose(tokens, finds, budget);
  const texts = documents.flatMap(({ id }) => {
    const own = chosen.sentences.filter(({ documentId }) => documentId === id).toSorted((a, b) => a.index - b.index);
    const source = own.length > 0 ? reader.text(id) : null;
    return source ? [documentMaterial(source, own)] : [];
  });
  const { passages, tokens: count } = chosen;
  return { kind: "passages", text: texts.join("\n\n"), passages, tokens: count, pages: "" };
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
      if (chosen.size === 0) continue;
    } else continue;
    if (core.length > 0) passages += 1;
  }
  return { sentences: [...chosen.values()], passages, tokens: used };
}

/** What stands above and between passages, in tokens, spread over their sentences. */
const tokensAroundSentence = 3;

async function sizesOf(tokens: TokenCounter, finds: readonly Find[]): Promise<Map<string, number>> {
  const all = new Map<string, Sentence>();
  for (const { core, around } of finds) {
    for (const sentence of [...core, ...around]) all.set(sentenceKey(sentence), sentence);
  }
  const counts = await tokens.countTexts([...all.values()].map(({ text }) => text));
  return new Map([...all.keys()].map((key, index) => [key, (counts[index] ?? 0) + tokensAroundSentence]));
}

interface PastTurn extends ChatTurn {
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
  for (const { role, text: shown, citations } of turns) {
    const text = role === "assistant" ? withoutMarks({ text: shown, citations: [...citations] }) : shown;
    if (text.trim() === "" && role === "assistant") continue;
    const previous = merged.at(-1);
    if (previous?.role !== role) merged.push({ role, text, messages: 1 });
    else {
      merged[merged.length - 1] = {
        role,
        text: `${previous.text}\n\n${text}`,
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
  readonly question: string;
  readonly history: readonly PastTurn[];
  readonly started: Readonly<Answer> | null;
  readonly material: Material;
  readonly languageOf: QuestionLanguage;
}): ChatTurn[] {
  const { base, material } = parts;
  // A small model answers a question in the language of the instructions around it, unless it is named.
  const wrapped = (question: string): string =>
    material.kind === "none"
      ? question
      : `${fillTemplate(prompts.question, { question })} ${languageRule(parts.languageOf(question))}`.trimEnd();
  const turns: ChatTurn[] = parts.history.map(({ role, text }) => ({
    role,
    text: role === "user" ? wrapped(text) : text,
  }));
  const question = wrapped(parts.question);
  turns.push({ role: "user", text: material.pages === "" ? question : `${material.pages}\n\n${question}` });
  // Passages suit the newest question; a whole text is read once, before the first.
  const at = material.kind === "whole" ? 0 : turns.length - 1;
  const asked = turns[at];
  if (asked && material.text !== "") {
    const text = material.kind === "passages" ? `${prompts.passages}\n\n${material.text}` : material.text;
    turns[at] = { role: "user", text: askAbout(text, asked.text, base).at(-1)?.text ?? "" };
  }
  return [
    ...(base === "" ? [] : [{ role: "system" as const, text: base }]),
    ...turns,
    ...(parts.started ? [{ role: "assistant" as const, text: withoutMarks(parts.started) }] : []),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
