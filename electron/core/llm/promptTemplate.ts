/** The words of prompts stand in `resources/prompts`: `{{name}}` is where a value is put. */
const placeholder = /\{\{(\w+)\}\}/gu;

export type TemplateValues = Readonly<Record<string, string>>;

/** Puts the values in their places, in one go: braces in a value, such as those of a document's text, stay what they are. */
export function fillTemplate(template: string, values: TemplateValues): string {
  return template.replaceAll(placeholder, (_, name: string) => values[name] ?? "");
}

/** Lines joined by line breaks; a line with a value that says nothing is left out. */
export function fillLines(lines: readonly string[], values: TemplateValues): string {
  const kept = lines.filter((line) => [...line.matchAll(placeholder)].every(([, name]) => values[name ?? ""] !== ""));
  return kept.map((line) => fillTemplate(line, values)).join("\n");
}
