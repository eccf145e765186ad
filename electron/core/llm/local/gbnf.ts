import { AppError, assertNever } from "../../../contract/errors.ts";
import type { AnswerFormat } from "../answerFormat.ts";
import type { GenerateRequest } from "./engine.ts";

/** The format as the engine process takes it: lines are chosen, everything else is written under a grammar. */
export function constraintOf(format: AnswerFormat | undefined): Pick<GenerateRequest, "grammar" | "choice"> {
  if (!format) return {};
  switch (format.kind) {
    case "pick":
      return { choice: { lines: format.lines, least: format.least, most: format.most } };
    case "line":
      return {
        grammar: String.raw`root ::= [^\x00-\x20#*\[\]"“”-] [^\x00-\x1f\[\]"“”]{2,${String(format.longest - 1)}}`,
      };
    case "json":
      throw new AppError("MODEL_CANNOT", { data: { name: "", what: "json" } });
    default:
      return assertNever(format);
  }
}
