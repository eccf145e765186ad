import type { Citation } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type {
  ChatTurn,
  GenerateHandlers,
  GenerateRequest,
  GenerateResult,
  ModelSession,
} from "../llm/languageModel.ts";
import { sentencesOfText } from "../text/textSentences.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import { buildContext } from "./context.ts";
import { judgeAnswer } from "./groundAnswer.ts";
import type { GivenDocuments } from "./givenDocuments.ts";
import { createAnswerWriter } from "./marks.ts";
import { exactTokens } from "./tokens.ts";
import { questionOf } from "./writeAnswer.ts";

/** A piece of an answer: a statement that was verified, with the quotes it was verified by, or what stands between two such. */
export interface CitedPiece {
  readonly text: string;
  /** where it stands word for word; empty of what no quote vouches for */
  readonly citations: readonly Citation[];
}

export interface CitedRequest {
  readonly given: GivenDocuments;
  /** the conversation, in words alone; the last turn of the assistant is gone on with */
  readonly turns: readonly ChatTurn[];
  /** the turns with all that belongs to them where they hold more than words; else they are made as those of conversations */
  readonly whole?: readonly ChatTurn[];
  readonly generate: Omit<GenerateRequest, "turns">;
  readonly signal: AbortSignal;
}

export interface CitedHandlers extends Pick<GenerateHandlers, "onThought"> {
  onPiece(piece: CitedPiece): void;
}

/** What the model is given, and how much it may answer. */
export interface CitedPrompt {
  readonly turns: readonly ChatTurn[];
  readonly mostTokens: number;
}

/**
 * What a model is given to answer from documents: their whole text where it fits, else the passages that suit the question.
 * @throws CONTEXT_TOO_SMALL, CANCELLED
 */
export async function citedPrompt(
  session: ModelSession,
  { given, turns, whole, generate }: Omit<CitedRequest, "signal">,
): Promise<CitedPrompt> {
  if (whole) return { turns: whole, mostTokens: generate.maxTokens };
  const system = turns.filter(({ role }) => role === "system").map(({ text }) => text);
  const said = turns.flatMap(({ role, text }) => (role === "system" ? [] : [{ role, text, citations: [] }]));
  const started = said.at(-1)?.role === "assistant" ? (said.pop() ?? null) : null;
  const { turns: shown, answerBudget } = await buildContext(given, exactTokens(session), {
    systemPrompt: system.join("\n\n"),
    documents: given.documents,
    turns: said,
    started,
    search: (ids, { words }, most) => Promise.resolve(given.search(ids, words, most)),
  });
  return { turns: shown, mostTokens: Math.min(generate.maxTokens, answerBudget) };
}

/**
 * Answers, and holds each sentence against the documents as soon as it is whole: pieces come in their order, and together they are the
 * answer.
 * @throws what generating throws
 */
export async function citedAnswer(
  { textWorker }: { readonly textWorker: TextWorker },
  session: ModelSession,
  { given, turns, generate, signal }: CitedRequest,
  prompt: CitedPrompt,
  handlers: CitedHandlers,
): Promise<GenerateResult> {
  const { onPiece, ...others } = handlers;
  const answer = { text: "" };
  const writer = createAnswerWriter(answer, true);
  const question = await questionOf({
    documents: given.documents,
    turns: turns
      .slice(0, turns.findLastIndex(({ role }) => role === "user") + 1)
      .flatMap(({ role, text }) => (role === "system" ? [] : [{ role, text, citations: [] }])),
  });
  /** what was written and belongs to no piece yet */
  let open = "";
  let before = "";
  let work = Promise.resolve();
  let shown = "";
  const settle = (text: string): void => {
    const said = before;
    before += text;
    if (text !== "") work = work.then(() => tell(text, said));
    // What fails is thrown below; until then nobody waits for it.
    work.catch(() => {});
  };

  const result = await session.generate(
    { ...generate, turns: prompt.turns, maxTokens: prompt.mostTokens },
    {
      ...others,
      onText(text) {
        shown += text;
        open += writer.write(text);
        const end = wholeUntil(open);
        settle(open.slice(0, end));
        open = open.slice(end);
      },
    },
  );
  if (result.text.startsWith(shown)) open += writer.write(result.text.slice(shown.length));
  open += writer.end();
  settle(shown.startsWith(result.text) ? open.slice(0, open.length - (shown.length - result.text.length)) : open);
  await work;
  return result;

  async function tell(text: string, said: string): Promise<void> {
    if (signal.aborted) throw new AppError("CANCELLED");
    const asked = { question, documents: given.documents, before: said };
    const judged = await judgeAnswer({ store: given.store, textWorker }, text, asked, signal);
    for (const piece of piecesOf(judged.text, judged.claims)) onPiece(piece);
  }
}

/** Up to where a text that grows is in whole sentences: what is last may go on. */
export function wholeUntil(text: string): number {
  const sentences = sentencesOfText(text);
  const [before, last] = sentences.slice(-2);
  if (!before || !last) return 0;
  // Marks of a list or a table stand at the beginning of the line to which they belong.
  return Math.max(before.end, text.lastIndexOf("\n", last.start - 1) + 1);
}

function piecesOf(text: string, claims: Awaited<ReturnType<typeof judgeAnswer>>["claims"]): CitedPiece[] {
  const pieces: { text: string; citations: readonly Citation[] }[] = [];
  const add = (added: string, citations: readonly Citation[]): void => {
    const last = pieces.at(-1);
    if (added === "") return;
    if (last && last.citations.length === 0 && citations.length === 0) last.text += added;
    else pieces.push({ text: added, citations });
  };
  let from = 0;
  for (const { start, end, verdict, citations } of claims) {
    if (verdict.support !== "verified" || citations.length === 0) continue;
    const between = text.slice(from, start);
    const says = /[\p{L}\p{N}]/u.test(between);
    if (says) add(between, []);
    add(says ? text.slice(start, end) : text.slice(from, end), citations);
    from = end;
  }
  add(text.slice(from), []);
  return pieces;
}
