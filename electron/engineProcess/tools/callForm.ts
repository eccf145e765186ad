import { createHash } from "node:crypto";
import type { Tool } from "../../core/llm/languageModel.ts";

/**
 * How one model writes calls of tools: `lead` and the slots of the first call, one of `between` and those of each further one, one of
 * `after` behind the last. White space between their words says nothing.
 */
export interface CallForm {
  /** begins calls, and stands at the beginning of `lead`; null: a call is known by its JSON */
  readonly mark: string | null;
  /** from the mark to the first slot */
  readonly lead: string;
  /** what a call is made of */
  readonly slots: readonly Slot[];
  /** from the last slot of a call to the first of the next; none: there is one call at most */
  readonly between: readonly string[];
  /** from the last slot to the end of the turn */
  readonly after: readonly string[];
}

export interface Slot {
  readonly kind: "name" | "arguments" | "id";
  /** up to the next slot; "" behind the last */
  readonly behind: string;
}

/** A message as templates take it. */
export type TemplateMessage = Readonly<Record<string, unknown>>;

export interface TemplateOptions {
  readonly tools: readonly unknown[] | null;
  /** the prompt of an answer stands at the end */
  readonly opens: boolean;
}

/** What a template has of tools. */
export interface OwnCalls {
  readonly form: CallForm;
  /** it wants arguments as the text of an object, not the object */
  readonly asText: boolean;
}

const probe = {
  tools: [
    { name: "zirconium_first", id: "aB3dE6gH9", argument: "muscovite" },
    { name: "beryllium_second", id: "kL2nO5qR8", argument: "feldspar" },
  ],
  key: "olivine",
  question: "Quartzite",
  answer: "Tourmaline",
  result: "Labradorite",
} as const;

/**
 * Finds out how a template writes calls, by having it write some whose words are known. null where it has no place for tools, leaves out
 * what they answer, or writes arguments otherwise than as JSON.
 * @param render what the template makes of messages; it may throw
 */
export function findOwnCalls(
  render: (messages: readonly TemplateMessage[], options: TemplateOptions) => string,
  { endIn, thought }: FormOptions,
): OwnCalls | null {
  const tools = probe.tools.map(({ name }) =>
    toWireTool({ name, description: probe.answer, parameters: { type: "object", properties: {} } }),
  );
  const user = { role: "user", content: probe.question };
  const tried = (messages: readonly TemplateMessage[], opens: boolean): string | null => {
    try {
      return render(messages, { tools, opens });
    } catch {
      return null;
    }
  };
  const opened = tried([user], true);
  if (opened === null || !opened.includes(probe.tools[0].name)) return null;
  /** it writes arguments that are no JSON, and would take their text as it is */
  let writesObject = false;
  for (const asText of [false, true]) {
    const calls = probe.tools.map(({ name, id, argument }) =>
      toWireCall({ id, name, args: { [probe.key]: argument } }, asText),
    );
    const asked = (count: number): TemplateMessage => ({
      role: "assistant",
      content: "",
      tool_calls: calls.slice(0, count),
    });
    const [first] = probe.tools;
    const answered = tried(
      [user, asked(1), { role: "tool", name: first.name, tool_call_id: first.id, content: probe.result }],
      true,
    );
    if (answered === null || !answered.includes(probe.result)) continue;
    const one = tried([user, asked(1)], false);
    if (one === null) continue;
    if (asText && writesObject) return null;
    writesObject = one.includes(probe.tools[0].argument);
    const two = tried([user, asked(2)], false);
    const said = tried([user, { role: "assistant", content: probe.answer }], false);
    if (said === null) continue;
    const form = formOf(behindPrompt(opened, one), two === null ? null : behindPrompt(opened, two), { endIn, thought });
    // What stands around every answer tells no call.
    if (form && !(form.mark !== null && behindPrompt(opened, said).includes(form.mark))) return { form, asText };
  }
  return null;
}

export interface FormOptions {
  /** where the first token that ends what a model writes stands in a text; its length where there is none */
  endIn(text: string): number;
  /** what stands around a thought, of which a template may write an empty one before a call */
  readonly thought: { readonly open: string; readonly close: string } | null;
}

function formOf(one: string, two: string | null, { endIn, thought }: FormOptions): CallForm | null {
  const single = partsOf(one, 1);
  if (!single) return null;
  const [first] = single.calls;
  if (!first) return null;
  const several = two === null ? null : partsOf(two, 2);
  const lead = withoutThought(single.lead.trimStart(), thought);
  const mark = /^(?:<[^<>\s]+>|\[[A-Z_]+\])/u.exec(lead)?.[0] ?? null;
  if (mark === null && !/^\{\s*"name"\s*:\s*"$/u.test(lead)) return null;
  const isSame = several !== null && several.lead === single.lead && several.calls.every((call) => same(call, first));
  return {
    mark,
    lead,
    slots: first,
    between: isSame ? [several.between] : [],
    after: [single.after.slice(0, endIn(single.after)).trim()],
  };
}

/** What stands behind the prompt of an answer; where a template writes answers of the past otherwise, behind what they share. */
function behindPrompt(opened: string, text: string): string {
  let shared = 0;
  while (shared < opened.length && opened[shared] === text[shared]) shared += 1;
  // Another mark may have begun with the same characters.
  const mark = /[<[][^<>[\]]*$/u.exec(text.slice(0, shared));
  return text.slice(mark ? mark.index : shared);
}

function withoutThought(lead: string, thought: FormOptions["thought"]): string {
  if (!thought) return lead;
  const rest = lead.startsWith(thought.open) ? lead.slice(thought.open.length).trimStart() : lead;
  return rest.startsWith(thought.close) ? rest.slice(thought.close.length).trimStart() : rest;
}

interface Parts {
  readonly lead: string;
  readonly calls: readonly (readonly Slot[])[];
  readonly between: string;
  readonly after: string;
}

/** Takes a text apart at the words that were put into it. */
function partsOf(text: string, count: number): Parts | null {
  const places: { readonly kind: Slot["kind"]; readonly call: number; readonly from: number; readonly to: number }[] =
    [];
  for (const [call, { name, id, argument }] of probe.tools.slice(0, count).entries()) {
    const args = new RegExp(String.raw`\{\s*"${probe.key}"\s*:\s*"${argument}"\s*\}`, "u").exec(text);
    const at = text.indexOf(name);
    if (!args || at === -1 || text.includes(name, at + 1)) return null;
    places.push({ kind: "arguments", call, from: args.index, to: args.index + args[0].length });
    places.push({ kind: "name", call, from: at, to: at + name.length });
    const known = text.indexOf(id);
    if (known !== -1) places.push({ kind: "id", call, from: known, to: known + id.length });
  }
  const inOrder = places.toSorted((a, b) => a.from - b.from);
  const calls = Array.from({ length: count }, (_, call) => inOrder.filter((place) => place.call === call));
  const joined = calls.flat();
  // Each call stands by itself, its name before its arguments, which it tells the form of.
  if (joined.some((place, index) => place !== inOrder[index])) return null;
  if (
    calls.some(
      (slots) => slots.findIndex(({ kind }) => kind === "name") > slots.findIndex(({ kind }) => kind === "arguments"),
    )
  )
    return null;
  const [first, last] = [joined[0], joined.at(-1)];
  if (!first || !last) return null;
  const [end, next] = [calls[0]?.at(-1), calls[1]?.[0]];
  return {
    lead: text.slice(0, first.from),
    calls: calls.map((slots) =>
      slots.map(({ kind, to }, index) => ({ kind, behind: text.slice(to, slots[index + 1]?.from ?? to) })),
    ),
    between: end && next ? text.slice(end.to, next.from) : "",
    after: text.slice(last.to),
  };
}

function same(one: readonly Slot[], other: readonly Slot[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function toWireTool({ name, description, parameters }: Tool): unknown {
  return { type: "function", function: { name, description, parameters } };
}

/** @param asText arguments as the text of an object */
export function toWireCall(
  { id, name, args }: { readonly id: string; readonly name: string; readonly args: unknown },
  asText: boolean,
): unknown {
  return { id, type: "function", function: { name, arguments: asText ? JSON.stringify(args) : args } };
}

/** An id as all templates take it: those of Mistral want nine letters or digits. */
export function shortId(id: string): string {
  if (/^[a-zA-Z0-9]{9}$/u.test(id)) return id;
  return createHash("sha256")
    .update(id)
    .digest("base64")
    .replaceAll(/[^a-zA-Z0-9]/gu, "")
    .slice(0, 9);
}
