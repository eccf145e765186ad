import { AppError } from "../../contract/errors.ts";
import type { JsonSchema, Tool, ToolChoice } from "../../core/llm/languageModel.ts";
import { plainOpeners } from "../../core/llm/answerGate.ts";
import { createGrammarRules, type GrammarRules, literal } from "../../core/llm/jsonGrammar.ts";
import type { CallForm } from "./callForm.ts";

export interface CallGrammarRequest {
  readonly tools: readonly Tool[];
  readonly choice: ToolChoice;
  /** false: one call at most */
  readonly several: boolean;
}

/** Calls a model may write in one answer. */
const mostCalls = 32;

/**
 * The grammar of calls: whole, from behind their mark, or as they stand without it.
 * @throws MODEL_CANNOT with the keyword that no grammar holds a model to
 */
export function callGrammar(form: CallForm, request: CallGrammarRequest, part: "whole" | "marked" | "plain"): string {
  const rules = createGrammarRules();
  const behindMark = { ...form, lead: form.lead.slice(form.mark?.length ?? 0) };
  const written = { whole: form, marked: behindMark, plain: plainForm(form) }[part];
  return rules.from(addCalls(rules, written, request));
}

/**
 * The grammar of an answer that is calls or else a value of a schema.
 * @param schema null: of any object
 * @throws MODEL_CANNOT as {@link callGrammar}
 */
export function callsOrValue(form: CallForm, request: CallGrammarRequest, schema: JsonSchema | null): string {
  const rules = createGrammarRules();
  const value = schema === null ? rules.object() : rules.value(schema);
  const calls = addCalls(rules, form, request);
  return rules.from(rules.add("answer", `${value} | ${calls}`));
}

/** Calls that stand by themselves, or in what models put around them that forget the marks of their own template. */
export function plainForm(form: CallForm): CallForm {
  if (form.mark === null) return form;
  const begin = form.lead.indexOf("{");
  if (begin === -1) return form;
  const lead = form.lead.slice(begin);
  const [brace = ""] = /^[\s}]*/u.exec(form.after[0] ?? "") ?? [];
  const after = brace.trim();
  const closers = plainOpeners.map(({ close }) => close);
  return {
    ...form,
    mark: null,
    lead,
    between: [
      ...["", ","].map((text) => `${after}${text}\n${lead}`),
      ...plainOpeners.map(({ open, close }) => `${after}\n${close}\n${open}\n${lead}`),
    ],
    after: [...new Set(["", "]", ...closers, ...closers.map((close) => `]\n${close}`)])].map(
      (text) => `${after}\n${text}`,
    ),
  };
}

function addCalls(rules: GrammarRules, form: CallForm, { tools, choice, several }: CallGrammarRequest): string {
  const offered = typeof choice === "object" ? tools.filter(({ name }) => name === choice.name) : tools;
  const bodies = offered.map(({ name, parameters }) => {
    const args = rules.value(argumentsSchema(parameters));
    const slots = form.slots.map(({ kind, behind }) => {
      const slot = kind === "name" ? literal(name) : kind === "arguments" ? args : "[a-zA-Z0-9]{9}";
      return [slot, written(rules, behind)].filter((part) => part !== "").join(" ");
    });
    return rules.add(`call-${name}`, slots.join(" "));
  });
  const call = rules.add("call", bodies.join(" | "));
  const isOne = !several || typeof choice === "object" || form.between.length === 0;
  const more = isOne ? "" : `(${oneOf(rules, form.between)} ${call}){0,${String(mostCalls - 1)}}`;
  const parts = [written(rules, form.lead), call, more, oneOf(rules, form.after)];
  return rules.add("calls", parts.filter((part) => part !== "").join(" "));
}

function oneOf(rules: GrammarRules, texts: readonly string[]): string {
  const bodies = [...new Set(texts.map((text) => written(rules, text)))];
  return bodies.length > 1 ? `(${bodies.join(" | ")})` : (bodies[0] ?? "");
}

/** A text of which the white space says nothing. */
function written(rules: GrammarRules, text: string): string {
  const gap = rules.add("gap", String.raw`[ \t\r\n]{0,20}`);
  return text
    .split(/(\s+|(?<=[{},])|(?=[{},])|(?<=":)|(?<=")(?=:))/u)
    .filter((piece) => piece !== undefined)
    .map((piece) => (piece.trim() === "" ? gap : literal(piece)))
    .join(" ")
    .replaceAll(new RegExp(`${gap}(?: ${gap})+`, "gu"), gap);
}

/** Arguments are an object, also where a tool does not say so; one that says that it has none gets none. */
function argumentsSchema(parameters: JsonSchema): JsonSchema {
  const { type, properties, additionalProperties } = parameters;
  if (type === "object") {
    const isNone = typeof properties === "object" && properties !== null && Object.keys(properties).length === 0;
    return isNone && additionalProperties === undefined ? { ...parameters, additionalProperties: false } : parameters;
  }
  if (type !== undefined) throw new AppError("MODEL_CANNOT", { data: { name: "", what: "JSON schema: type" } });
  const says = ["$ref", "allOf", "anyOf", "oneOf"].some((keyword) => keyword in parameters);
  return says ? parameters : argumentsSchema({ ...parameters, type: "object" });
}
