import type { Answer, Column } from "../../contract/answerTables.ts";
import type { Document } from "../../contract/documents.ts";
import type { JudgeDeps } from "../check/check.ts";
import { askAbout, documentMaterial } from "../llm/documentPrompt.ts";
import type { ModelSession } from "../llm/languageModel.ts";
import type { Texts } from "../library/library.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";
import { storedText } from "../textWorker/storedText.ts";
import type { CellOutcome, DocumentAnswers } from "./answerTables.ts";
import { answerTokens, cellQuestion, type Look } from "./cellQuestion.ts";
import { type FoundColumn, findTask } from "./findTask.ts";
import { asAnswer, createJudge } from "./judgeCell.ts";
import { readCell } from "./readCell.ts";

export interface AnsweringDeps extends JudgeDeps {
  readonly texts: Pick<Texts, "of">;
}

/** Tokens of a text up to which a model is shown all of it; of a longer one the passages that may answer the questions. */
const mostWholeTokens = 3000;
/** Tokens of these passages, of all questions together. */
const mostPassageTokens = 2400;
/** Tokens of the context left for the rules, the question and its answer. */
const reservedTokens = 700;

/**
 * First what code finds, then a model's answers to the rest: of one reading of the text for all questions, and of what it does not find there
 * a second one of the passages that may answer it. What a model says is looked for in the document; what does not stand there is no answer.
 */
export function createDocumentAnswers(deps: AnsweringDeps): DocumentAnswers {
  const { store, texts, textWorker } = deps;
  const judge = createJudge(deps);

  return {
    async answer({ document, columns, session }, onCell, signal) {
      const found = await textWorker.run(findTask, { text: storedText(store, document), columns }, { signal });
      const open: Open[] = [];
      for (const [index, column] of columns.entries()) {
        const own = found[index] ?? nothing;
        const sure = own.answers.some((answer) => answer.sure);
        if (sure || !session) onCell(column.id, byCode(own, document));
        else open.push({ column, found: own });
      }
      if (!session || open.length === 0) return;
      const source = texts.of(document.id);
      const asking: Asking = { document, source, session, signal };
      const shown = await shownOf(asking, open);
      const left = await eachAsked(session, open, async (one) => {
        const outcome = await look(asking, one, { look: "ask", shown });
        if (outcome.isFound) onCell(one.column.id, outcome.cell);
        return outcome.isFound ? [] : [{ ...one, second: outcome.second }];
      });
      await eachAsked(session, left.flat(), async (one) => {
        onCell(one.column.id, await lookAgain(asking, one));
        return [];
      });
    },
  };

  /** The whole text where it is short, else what may answer the questions, in the order of the document. */
  async function shownOf({ source, session }: Asking, open: readonly Open[]): Promise<readonly Sentence[]> {
    const most = Math.min(session.contextTokens - reservedTokens, mostWholeTokens);
    const characters = source.sentences.reduce((sum, { text }) => sum + text.length + 1, 0);
    // A token has at most some six letters, and no tokenizer makes less of three.
    if (characters < 6 * most) {
      const [tokens = 0] = await session.countTexts([documentMaterial(source)]);
      if (tokens <= most) return source.sentences;
    }
    return passagesOf(source, open, Math.min(most, mostPassageTokens));
  }

  /** One look of the model at a column. */
  async function look(
    asking: Asking,
    { column, found }: Open,
    { look: wording, shown }: { readonly look: Look; readonly shown: readonly Sentence[] },
  ): Promise<Looked> {
    const { document, source, session, signal } = asking;
    signal.throwIfAborted();
    const turns = askAbout(documentMaterial(source, shown), cellQuestion(column, source.language, wording));
    const { text, stop } = await session.generate({
      turns,
      maxTokens: answerTokens[column.kind],
      temperature: 0,
      seed: 1,
    });
    const material = shown.map((sentence) => sentence.text);
    const lines = readCell(text, { kind: column.kind, material, ended: stop === "end" });
    if (lines.length === 0) return { isFound: false, second: "again" };
    const answers = await judge(lines, { column, found, document, source, shown, signal });
    if (answers.length === 0) return { isFound: false, second: "again" };
    return { isFound: true, cell: { state: "stated", answers, source: "model", problem: null } };
  }

  /** What the model did not find in the whole it is shown where it may stand; then it is not stated. */
  async function lookAgain(
    asking: Asking,
    { column, found, second }: Open & { readonly second: Look },
  ): Promise<CellOutcome> {
    const shown = found.passages
      .flatMap((index) => asking.source.sentences[index] ?? [])
      .toSorted((a, b) => a.index - b.index);
    if (shown.length > 0) {
      const outcome = await look(asking, { column, found }, { look: second, shown });
      if (outcome.isFound) return outcome.cell;
    }
    return notFound(asking.document);
  }
}

/** A column that code has no sure answer to. */
interface Open {
  readonly column: Column;
  readonly found: FoundColumn;
}

interface Asking {
  readonly document: Document;
  readonly source: DocumentText;
  readonly session: ModelSession;
  readonly signal: AbortSignal;
}

type Looked =
  | { readonly isFound: true; readonly cell: CellOutcome }
  | { readonly isFound: false; readonly second: Look };

const nothing: FoundColumn = { answers: [], passages: [] };

/** What code found, told apart by whether it is sure. */
function byCode({ answers }: FoundColumn, document: Document): CellOutcome {
  if (answers.length === 0) return notFound(document);
  return { state: "stated", answers: answers.map((found) => asAnswer(found)), source: "code", problem: null };
}

/** Pages that could not be read may say what the others do not. */
function notFound({ unread }: Document): CellOutcome {
  return { state: unread.length > 0 ? "unreadable" : "notStated", answers: [], source: null, problem: null };
}

/** The best passages of each question in turn, as many as there is room for. */
function passagesOf(source: DocumentText, open: readonly Open[], mostTokens: number): Sentence[] {
  const chosen = new Set<number>();
  let characters = 0;
  const deepest = Math.max(0, ...open.map(({ found }) => found.passages.length));
  for (let rank = 0; rank < deepest; rank += 1) {
    for (const { found } of open) {
      const index = found.passages[rank];
      const sentence = index === undefined ? undefined : source.sentences[index];
      if (!sentence || chosen.has(sentence.index)) continue;
      characters += sentence.text.length + 1;
      if (characters > mostTokens * charactersPerToken) break;
      chosen.add(sentence.index);
    }
  }
  return [...chosen].toSorted((a, b) => a - b).flatMap((index) => source.sentences[index] ?? []);
}
const charactersPerToken = 3.5;

/** The first alone, so that what all have in common is read once, then as many at a time as the model does best. */
async function eachAsked<T, R>(session: ModelSession, all: readonly T[], ask: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0, together = 1; from < all.length; from += together, together = session.parallelism) {
    const settled = await Promise.allSettled(all.slice(from, from + together).map(ask));
    for (const result of settled) {
      if (result.status === "rejected") throw result.reason;
      results.push(result.value);
    }
  }
  return results;
}

export type { Answer };
