/** Ways to write arguments otherwise than as a JSON object, such as in tags of their own. */
const otherForms = [
  "<parameter",
  "<param ",
  "<function=",
  "<|close|>",
  "<|channel|>",
  "arg_key",
  "DSML",
  "call:",
  "to=functions",
  "invoke name=",
  ">>>",
  "_call_start|>[",
];

/**
 * Whether a chat template has a place for tools, and writes calls in a form that they may be read by. Told by its words alone: a template
 * that was just given may not be run where nothing watches it. What it really writes `findOwnCalls` finds when the model is loaded.
 */
export function speaksOfCalls(template: string): boolean {
  if (!/\btools\b/u.test(template) || !/\btool_calls\b/u.test(template)) return false;
  return !otherForms.some((form) => template.includes(form));
}
