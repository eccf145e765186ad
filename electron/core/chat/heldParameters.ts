import { jsonGrammar } from "../llm/jsonGrammar.ts";
import type { JsonSchema } from "../llm/languageModel.ts";

/**
 * The parameters of a tool as far as a grammar holds a model to them. What none holds is left open: the server checks what it is sent, and
 * one unusual keyword would otherwise keep a conversation from all of its tools.
 */
export function heldParameters(parameters: JsonSchema): JsonSchema {
  const asked = { ...parameters, type: "object" };
  if (isHeld(asked)) return asked;
  const { properties, required, $defs, definitions } = parameters;
  const shared = { ...($defs !== undefined && { $defs }), ...(definitions !== undefined && { definitions }) };
  const open = Object.entries(isObject(properties) ? properties : {}).map(([name, property]) => {
    const alone = (schema: unknown): boolean => isHeld({ type: "object", ...shared, properties: { [name]: schema } });
    if (alone(property) || !isObject(property)) return [name, property] as const;
    const { type, description } = property;
    const said = { ...(description !== undefined && { description }) };
    const typed = { ...said, ...(type !== undefined && { type }) };
    return [name, alone(typed) ? typed : said] as const;
  });
  const loosened = {
    type: "object",
    ...shared,
    properties: Object.fromEntries(open),
    ...(required !== undefined && { required }),
  };
  return isHeld(loosened) ? loosened : { type: "object" };
}

function isHeld(schema: JsonSchema): boolean {
  try {
    jsonGrammar(schema);
    return true;
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
