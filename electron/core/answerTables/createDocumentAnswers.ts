import type { Answer, Column, ColumnKind } from "../../contract/answerTables.ts";
import type { Document } from "../../contract/documents.ts";
import type { Finding } from "../../contract/findings.ts";
import type { JudgeDeps } from "../check/check.ts";
import { verdictOf } from "../evidence/verify.ts";
import { askAbout, documentMaterial } from "../llm/documentPrompt.ts";
import type { ModelName, ModelSession } from "../llm/languageModel.ts";
import type { Texts } from "../library/library.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";
import { storedText } from "../textWorker/storedText.ts";
import { aboutColumn } from "./aboutColumn.ts";
import type { CellOutcome, DocumentAnswers } from "./answerTables.ts";
import { answerTokens, cellQuestion, type Look } from "./cellQuestion.ts";
import { type FoundColumn, findTask } from "./findTask.ts";
import { asAnswer, createJudge, unsure } from "./judgeCell.ts";
import { isSameValue } from "./sameValue.ts";
import { readCell } from "./readCell.ts";

export interface AnsweringDeps extends JudgeDeps {
  readonly texts: Pick<Texts, "of">;
}

/** Tokens of a text up to which a model is shown all of it; of a longer one the passages that may answer the questions. */
export const mostWholeTokens = 3000;
/** Tokens of these passages, of all questions together. */
export const mostPassageTokens = 2400;
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
    async answer({ document, columns, asked }, onCell, signal) {
      const found = await textWorker.run(findTask, { text: storedText(store, document), columns }, { signal });
      const taken = createPlaces();
      const tell = (column: Column, cell: CellOutcome): void => {
        taken.add(cell);
        onCell(column.id, cell);
      };
      const open: Open[] = [];
      for (const [index, column] of columns.entries()) {
        const own = found[index] ?? nothing;
        const sure = own.answers.some((answer) => answer.sure);
        if (sure || !asked) tell(column, byCode(own, document));
        else open.push({ column, found: own });
      }
      if (!asked || open.length === 0) return;
      const { session, by } = asked;
      const source = texts.of(document.id);
      const asking: Asking = { document, source, session, by, signal };
      const shown = await shownOf(asking, open);
      const first = await eachAsked(session, open, async (one) => {
        const cell = await look(asking, one, "ask", shown);
        if (!cell || !isSure(cell)) return [{ one, cell }];
        tell(one.column, cell);
        return [];
      });
      const left: Open[] = [];
      for (const { one, cell } of first.flat()) {
        if (cell && !taken.has(cell)) tell(one.column, cell);
        else left.push(one);
      }
      await eachAsked(session, left, async (one) => {
        const cell = await look(asking, one, secondLook(one, source), passagesOf(source, [one], mostPassageTokens));
        const kept = cell && pressed(one.column, cell);
        tell(one.column, kept && !taken.has(kept) ? kept : byCode(one.found, document));
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

  /** What the model says to a column of what it is shown; null where nothing of it stands in the document. */
  async function look(
    { document, source, session, by, signal }: Asking,
    { column, found }: Open,
    wording: Look,
    shown: readonly Sentence[],
  ): Promise<CellOutcome | null> {
    signal.throwIfAborted();
    if (shown.length === 0) return null;
    const turns = askAbout(documentMaterial(source, shown), cellQuestion(column, source.language, wording));
    const maxTokens = answerTokens[column.kind];
    const { text, stop, by: writer = by } = await session.generate({ turns, maxTokens, temperature: 0, seed: 1 });
    const material = shown.map((sentence) => sentence.text);
    const lines = readCell(text, { kind: column.kind, material, ended: stop === "end" });
    if (lines.length === 0) return null;
    const said = await judge(lines, { column, found, document, source, shown, signal });
    if (said.length === 0) return null;
    const settled = settle(said, found);
    return { state: "stated", problem: null, ...settled, ...(settled.source === "model" && { wrote: [writer] }) };
  }
}

/**
 * Where answers stand that are sure. One place answers one question: a model that does not find the end of a contract likes to name its
 * beginning.
 */
function createPlaces() {
  const places = new Set<string>();
  const keysOf = ({ answers }: CellOutcome): string[] =>
    answers.flatMap(({ value, citations: [citation] }) =>
      value === null || value.kind === "text" || value.kind === "boolean" || value.kind === "choice" || !citation
        ? []
        : [JSON.stringify([value, citation.page, citation.start])],
    );
  return {
    add(cell: CellOutcome): void {
      if (isSure(cell)) for (const key of keysOf(cell)) places.add(key);
    },
    /** True of a cell that is not sure and whose best answer is that of another. */
    has(cell: CellOutcome): boolean {
      const [best] = keysOf(cell);
      return best !== undefined && !isSure(cell) && places.has(best);
    },
  };
}

function isSure({ answers }: CellOutcome): boolean {
  return answers.every(({ support }) => support === "verified");
}

/**
 * A model says too soon that it is not there: where a passage speaks of what was asked it is not offered this way out, but for values,
 * which it would take from anywhere.
 */
function secondLook({ column, found }: Open, source: DocumentText): Look {
  if (!withoutWayOut.has(column.kind)) return "again";
  const about = aboutColumn(column, source);
  const first = found.passages.slice(0, 3).flatMap((index) => source.sentences[index] ?? []);
  return first.some((sentence) => about.speaks([sentence])) ? "plainly" : "again";
}

const withoutWayOut: ReadonlySet<ColumnKind> = new Set<ColumnKind>(["list", "text", "boolean", "choice"]);

/** A text that a model was pressed for counts only where the document has it, and is not vouched for. */
function pressed({ kind }: Column, cell: CellOutcome): CellOutcome | null {
  if (kind !== "text") return cell;
  return isSure(cell) ? { ...cell, answers: cell.answers.map((answer) => doubted(answer, unsure)) } : null;
}

function doubted(answer: Answer, findings: readonly Finding[]): Answer {
  return { ...answer, ...verdictOf(findings), findings: [...findings] };
}

/**
 * What counts where a model and code found other answers: what the model says where it stands with what was asked, else what code found.
 * Neither is vouched for then.
 */
function settle(said: readonly Answer[], { answers: own }: FoundColumn): Pick<CellOutcome, "answers" | "source"> {
  const [best] = said;
  const [other] = own;
  const isSame = said.some(
    ({ value }) => value !== null && own.some((each) => each.value !== null && isSameValue(each.value, value)),
  );
  if (!best || !other || isSame || best.value?.kind === "text") return { answers: [...said], source: "model" };
  const otherThan = (text: string): Finding[] => [{ code: "OTHER_ANSWER", data: { other: text } }];
  if (best.support === "verified")
    return { answers: said.map((answer) => doubted(answer, otherThan(other.text))), source: "model" };
  return { answers: own.map((answer) => doubted(asAnswer(answer), otherThan(best.text))), source: "code" };
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
  /** who answers where the session does not say who of several did */
  readonly by: ModelName;
  readonly signal: AbortSignal;
}

const nothing: FoundColumn = { answers: [], passages: [] };

/** What code found, told apart by whether it is sure. */
function byCode({ answers }: FoundColumn, document: Document): CellOutcome {
  if (answers.length === 0) return notFound(document);
  return {
    state: "stated",
    answers: answers.map((found) => asAnswer(found)),
    source: "code",
    wrote: [],
    problem: null,
  };
}

/** Pages that could not be read may say what the others do not. */
function notFound({ unread }: Document): CellOutcome {
  return { state: unread.length > 0 ? "unreadable" : "notStated", answers: [], source: null, problem: null };
}

/** The best passages of each question in turn, as many as there is room for. */
export function passagesOf(source: DocumentText, open: readonly Open[], mostTokens: number): Sentence[] {
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
/** Characters of a token, on the low side. */
export const charactersPerToken = 3.5;

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
