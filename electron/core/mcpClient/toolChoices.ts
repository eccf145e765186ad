import type { McpTool } from "../../contract/mcp.ts";
import { mostToolsByDefault } from "../../contract/mcp.ts";

/** Whether a tool of a server is offered to models. */
export interface ToolChoice {
  /** as the server names the tool */
  readonly name: string;
  readonly isOffered: boolean;
  /** the server added it after its tools were first listed, and nobody has decided about it since */
  readonly isNew: boolean;
}

/** Tools that a server does not list any more whose choices are kept for when it does again. */
const mostRemembered = 1000;

/**
 * The choices about the tools that a server lists, in their order, and behind them those about tools that it listed before. At first the
 * first {@link mostToolsByDefault} are offered. One that comes later is offered where every one before it is and all of them together
 * are no more than that: what was left out, and the room in a model's context, is not filled behind anybody's back.
 * @param before null or empty: none was listed yet
 */
export function settleChoices(tools: readonly McpTool[], before: readonly ToolChoice[] | null): ToolChoice[] {
  const names = [...new Set(tools.map(({ name }) => name))];
  if (before === null || before.length === 0) {
    return names.map((name, at) => ({ name, isOffered: at < mostToolsByDefault, isNew: false }));
  }
  const known = new Map(before.map((choice) => [choice.name, choice]));
  const isOffered = names.length <= mostToolsByDefault && before.every((choice) => choice.isOffered);
  const gone = before.filter(({ name }) => !names.includes(name)).slice(0, mostRemembered);
  return [...names.map((name) => known.get(name) ?? { name, isOffered, isNew: true }), ...gone];
}

/** With what a person decided about some of the tools; what names none of them is passed over. */
export function withDecisions(
  choices: readonly ToolChoice[],
  decisions: readonly Pick<ToolChoice, "name" | "isOffered">[],
): ToolChoice[] {
  const decided = new Map(decisions.map(({ name, isOffered }) => [name, isOffered]));
  return choices.map((choice) => {
    const isOffered = decided.get(choice.name);
    return isOffered === undefined ? choice : { name: choice.name, isOffered, isNew: false };
  });
}
