import type { AnswerValue } from "../../../contract/answerTables.ts";
import type { Sentence } from "../../text/documentText.ts";
import { foldedWords } from "../../text/fold.ts";

/** What one place of the document may answer to a column. */
export interface Candidate {
  readonly column: number;
  /** several where the place has several, each with its condition, or the items of a list */
  readonly answers: readonly CandidateAnswer[];
  /** 0 to 1 */
  readonly score: number;
  /** nothing at its place speaks against it */
  readonly sure: boolean;
  /** where it stands, for those of the same score */
  readonly line: number;
}

export interface CandidateAnswer {
  readonly value: AnswerValue;
  readonly text: string;
  readonly condition: string | null;
  readonly sentences: readonly Sentence[];
}

/** Equal for values that are the same. */
export function keyOfValue(value: AnswerValue): string {
  switch (value.kind) {
    case "text":
      return foldedWords(value.text).join(" ");
    case "party":
      return foldedWords(value.party).join(" ");
    case "number":
      return String(value.number);
    case "money":
      return String(value.amount);
    case "date":
      return value.date;
    case "period":
      return value.period;
    case "boolean":
      return String(value.boolean);
    case "choice":
      return value.choice;
  }
}
