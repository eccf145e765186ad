import { type Cell, type Column, type ColumnKind, tableViewSchema } from "../../contract/answerTables.ts";
import { standingIn } from "../../contract/answerValues.ts";
import type { Texts } from "../library/library.ts";
import { askAbout, documentMaterial } from "../llm/documentPrompt.ts";
import type { Store } from "../store/store.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";
import { storedText } from "../textWorker/storedText.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import { ownTitle, type TuningSource } from "../tuning/tuning.ts";
import { cellQuestion } from "./cellQuestion.ts";
import { charactersPerToken, mostPassageTokens, mostWholeTokens, passagesOf } from "./createDocumentAnswers.ts";
import { findTask } from "./findTask.ts";

export interface TableExamplesDeps {
  readonly store: Pick<Store, "documents" | "answerTables">;
  readonly texts: Pick<Texts, "of">;
  readonly textWorker: TextWorker;
}

const notStated = "NOT STATED";

/** Questions of columns with what a person put into the cell, or approved with its row. */
export function createTableExamples({ store, texts, textWorker }: TableExamplesDeps): TuningSource {
  return {
    async *examples(documentIds) {
      for (const { id, columns } of store.answerTables.list()) {
        for (const { documentId, cells, approved } of store.answerTables.eachRow(id, tableViewSchema.parse({}))) {
          if (documentIds?.has(documentId) === false || store.documents.get(documentId)?.status !== "ready") continue;
          for (const column of columns) {
            const cell = cells[column.id];
            const text = cell && rightAnswer(column.kind, cell, approved !== null);
            if (!cell || text === null || text === undefined) continue;
            const source = { ...texts.of(documentId), title: ownTitle(store, documentId) };
            const material = documentMaterial(source, await shownOf(source, column));
            yield {
              kind: "cells",
              documentIds: [documentId],
              at: Math.max(cell.correction?.at ?? 0, approved?.at ?? 0),
              turns: [...askAbout(material, cellQuestion(column, source.language, "ask")), { role: "assistant", text }],
            };
          }
        }
      }
    },
  };

  /** As a model is shown it: the whole text where it is short, else the passages that may answer the question. */
  async function shownOf(source: DocumentText, column: Column): Promise<readonly Sentence[]> {
    const characters = source.sentences.reduce((sum, { text }) => sum + text.length + 1, 0);
    const document = store.documents.get(source.id);
    if (!document || characters <= mostWholeTokens * charactersPerToken) return source.sentences;
    const [found] = await textWorker.run(findTask, { text: storedText(store, document), columns: [column] });
    return found ? passagesOf(source, [{ column, found }], mostPassageTokens) : source.sentences;
  }
}

/** null where nobody said that it is right */
function rightAnswer(kind: ColumnKind, cell: Cell, isApproved: boolean): string | null {
  if (cell.correction === null && (!isApproved || cell.stale)) return null;
  const texts = standingIn(cell)
    .map(({ text }) => text.trim())
    .filter((text) => text !== "");
  const isNone = cell.correction?.text === "" || cell.state === "notStated";
  if (texts.length === 0) return isNone ? notStated : null;
  return kind === "list" ? texts.map((text) => `- ${text}`).join("\n") : (texts[0] ?? null);
}
