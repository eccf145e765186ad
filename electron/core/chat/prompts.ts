import templates from "../../../resources/prompts/chat.json" with { type: "json" };

/** The wording of the prompts, kept as data so that it can be compared and hashed. */
export const prompts = templates;

/** Puts values in the places of `{name}`, once: a brace in a value stays what it is. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
