import prompts from "../../../../resources/prompts/endpoint.json" with { type: "json" };
import { AppError, assertNever } from "../../../contract/errors.ts";
import type { FoundModel } from "../../../contract/endpoints.ts";
import type { AnswerFormat, PickFormat } from "../answerFormat.ts";
import { constraintOf } from "../local/gbnf.ts";
import { fillTemplate } from "../promptTemplate.ts";

/** How a model is held to a format, and how its answer is read, whether it was held to it or not. */
export interface AnswerForm {
  /** goes with the request; empty where nothing holds it */
  readonly fields: Readonly<Record<string, unknown>>;
  /** what it writes is shown as it comes: it is the answer itself */
  readonly isPlain: boolean;
  /** The answer as the format has it; null where it has nothing of it. */
  read(text: string): string | null;
  /** what is said to it where the answer was not of the form */
  readonly reminder: string;
}

export function answerForm(format: AnswerFormat, { form }: Pick<FoundModel, "form">): AnswerForm {
  switch (format.kind) {
    case "line": {
      const grammar = form === "grammar" ? constraintOf(format).grammar : undefined;
      return {
        fields: grammar === undefined ? {} : { grammar },
        isPlain: grammar !== undefined,
        read: (text) => readLine(text, format.longest),
        reminder: fillTemplate(prompts.again.line, { longest: String(format.longest) }),
      };
    }
    case "pick":
      return {
        fields: form === "grammar" ? { grammar: pickGrammar(format) } : form === "schema" ? pickSchema(format) : {},
        isPlain: form === "grammar",
        read: (text) => readPick(text, format),
        reminder: fillTemplate(prompts.again.pick, { least: String(leastOf(format)) }),
      };
    case "json":
      throw new AppError("MODEL_CANNOT", { data: { name: "", what: "json" } });
    default:
      return assertNever(format);
  }
}

/** The first line that says something, without the marks that models put around it. */
function readLine(text: string, longest: number): string | null {
  const line = text
    .split("\n")
    .map((each) => each.replace(/^[\s#*"“”>-]+|[\s*"“”]+$/gu, ""))
    .find((each) => each !== "");
  if (line === undefined || line.length < 3 || line.length > longest) return null;
  // eslint-disable-next-line no-control-regex
  return /[\u0000-\u001f[\]"“”]/u.test(line) ? null : line;
}

function leastOf({ least, lines }: PickFormat): number {
  return Math.min(least, lines.length);
}

/** The given lines that stand in the answer, each once and in their order; null where there are too few. */
function readPick(text: string, format: PickFormat): string | null {
  const { lines, most } = format;
  const written = new Set(linesOf(text).map(plain));
  const picked = lines.filter((line, index) => lines.indexOf(line) === index && written.has(plain(line)));
  return picked.length < leastOf(format) ? null : picked.slice(0, most).join("\n");
}

/** Those of a JSON answer, or of a text. */
function linesOf(text: string): string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && "lines" in parsed && Array.isArray(parsed.lines)) {
      return parsed.lines.filter((line): line is string => typeof line === "string");
    }
  } catch {
    // A text.
  }
  return text.split("\n");
}

function plain(line: string): string {
  return line.replaceAll(/\s+/gu, " ").trim();
}

function pickSchema({ lines, most, ...format }: PickFormat): Record<string, unknown> {
  const schema = {
    type: "object",
    properties: {
      lines: {
        type: "array",
        items: { type: "string", enum: [...new Set(lines)] },
        minItems: leastOf({ lines, most, ...format }),
        maxItems: most,
      },
    },
    required: ["lines"],
    additionalProperties: false,
  };
  return { response_format: { type: "json_schema", json_schema: { name: "lines", strict: true, schema } } };
}

/** Of each line it is either written or not, in their order, until there are enough. */
function pickGrammar(format: PickFormat): string {
  const { lines, most } = format;
  const least = leastOf(format);
  const rules: string[] = [];
  const known = new Set<string>();
  const from = (index: number, picked: number): string => {
    const name = `p${index}-${picked}`;
    if (known.has(name)) return name;
    known.add(name);
    const options: string[] = [];
    if (index < lines.length && picked < most) {
      const line = `${picked === 0 ? "" : String.raw`"\n" `}${JSON.stringify(lines[index])}`;
      options.push(`${line} ${from(index + 1, picked + 1)}`);
      if (lines.length - index - 1 >= least - picked) options.push(from(index + 1, picked));
    } else options.push('""');
    if (index < lines.length && picked < most && picked >= Math.max(1, least)) options.push('""');
    rules.push(`${name} ::= ${options.join(" | ")}`);
    return name;
  };
  const root = from(0, 0);
  return [`root ::= ${root}`, ...rules].join("\n");
}
