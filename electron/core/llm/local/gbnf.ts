import { assertNever } from "../../../contract/errors.ts";
import type { AnswerFormat } from "../answerFormat.ts";
import { jsonGrammar } from "../jsonGrammar.ts";
import type { GenerateRequest } from "./engine.ts";

/**
 * The format as the engine process takes it: lines are chosen, everything else is written under a grammar.
 * @throws MODEL_CANNOT where no grammar holds a model to the format's schema
 */
export function constraintOf(
  format: AnswerFormat | undefined,
  { tools = [], toolChoice = "auto" }: Pick<GenerateRequest, "tools" | "toolChoice"> = {},
): Pick<GenerateRequest, "grammar" | "choice" | "valueOrCalls"> {
  // Calls that are asked for leave no place for an answer.
  if (!format || (tools.length > 0 && toolChoice !== "auto")) return {};
  if (tools.length > 0 && format.kind === "json") return { valueOrCalls: { schema: format.schema } };
  switch (format.kind) {
    case "pick":
      return { choice: { lines: format.lines, least: format.least, most: format.most } };
    case "line":
      return {
        grammar: String.raw`root ::= [^\x00-\x20#*\[\]"“”-] [^\x00-\x1f\[\]"“”]{2,${String(format.longest - 1)}}`,
      };
    case "json":
      return { grammar: jsonGrammar(format.schema) };
    default:
      return assertNever(format);
  }
}
