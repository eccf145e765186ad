import type { AnswerValue, ColumnDraft } from "../../contract/answerTables.ts";
import type { Citation } from "../../contract/documents.ts";
import { citationOf } from "../evidence/citations.ts";
import { findAnswers } from "../extract/answers/findAnswers.ts";
import { type StoredText, textOf } from "../textWorker/storedText.ts";
import type { TextTask } from "../textWorker/textTask.ts";

export interface FoundAnswer {
  readonly value: AnswerValue | null;
  readonly text: string;
  readonly condition: string | null;
  readonly citations: readonly Citation[];
  /** a label of the column stands beside it, and nothing else there could be meant */
  readonly sure: boolean;
  /** 0 to 1 */
  readonly score: number;
}

/** What code finds of a column in a document. */
export interface FoundColumn {
  readonly answers: readonly FoundAnswer[];
  /** sentences that may answer it by their index, best first */
  readonly passages: readonly number[];
}

/** What code finds of each column in a stored text, in the order of the columns. */
export const findTask: TextTask<
  { readonly text: StoredText; readonly columns: readonly ColumnDraft[] },
  FoundColumn[]
> = {
  name: "findAnswers",
  run({ text, columns }, logger) {
    const source = textOf(text, logger);
    return findAnswers(source, columns).map(({ answers, passages }) => ({
      answers: answers.map(({ sentences, ...answer }) => ({
        ...answer,
        citations: sentences.map((sentence) => citationOf(source, sentence)),
      })),
      passages: passages.map(({ index }) => index),
    }));
  },
};
