import type { AnswerValue, ColumnDraft } from "../../contract/answerTables.ts";
import { fold } from "../text/fold.ts";

/** Words that a person wrote, in the kind of the column; null where they do not fit it. */
export function valueOfWords({ kind, choices }: ColumnDraft, text: string): AnswerValue | null {
  if (text === "") return null;
  switch (kind) {
    case "text":
    case "list":
      return { kind: "text", text };
    case "party":
      return { kind: "party", party: text };
    case "choice": {
      const choice = choices.find((each) => fold(each) === fold(text));
      return choice === undefined ? null : { kind: "choice", choice };
    }
    default:
      return null;
  }
}
