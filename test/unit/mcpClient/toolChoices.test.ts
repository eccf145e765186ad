import { expect, it } from "vitest";
import { type McpTool, mostToolsByDefault } from "../../../electron/contract/mcp.ts";
import { settleChoices, withDecisions } from "../../../electron/core/mcpClient/toolChoices.ts";

const tools = (...names: string[]): McpTool[] =>
  names.map((name) => ({ name, title: null, description: "", parameters: {}, readOnly: false }));
const many = (count: number): McpTool[] => tools(...Array.from({ length: count }, (_, at) => `t${String(at)}`));
const offered = (choices: ReturnType<typeof settleChoices>) =>
  choices.flatMap(({ name, isOffered }) => (isOffered ? [name] : []));
const fresh = (choices: ReturnType<typeof settleChoices>) =>
  choices.flatMap(({ name, isNew }) => (isNew ? [name] : []));

it("offers at first all tools of a server that lists few, and the first of one that lists many, none of them as new", () => {
  expect(offered(settleChoices(many(mostToolsByDefault), null))).toHaveLength(mostToolsByDefault);
  const ofMany = settleChoices(many(200), null);
  expect(offered(ofMany)).toEqual(many(mostToolsByDefault).map(({ name }) => name));
  expect(fresh(ofMany)).toEqual([]);
  // It listed none before: these are its first.
  expect(fresh(settleChoices(many(3), []))).toEqual([]);
});

it("offers a tool that comes later where all are offered, and shows it as new", () => {
  const later = settleChoices(tools("a", "b", "c"), settleChoices(tools("a", "b"), null));
  expect(offered(later)).toEqual(["a", "b", "c"]);
  expect(fresh(later)).toEqual(["c"]);
  // It stays new until somebody decides about it.
  expect(fresh(settleChoices(tools("a", "b", "c"), later))).toEqual(["c"]);
  expect(fresh(withDecisions(later, [{ name: "c", isOffered: true }]))).toEqual([]);
});

it("offers nothing more where something was left out, or where that would make too many", () => {
  const chosen = withDecisions(settleChoices(tools("a", "b"), null), [{ name: "b", isOffered: false }]);
  const later = settleChoices(tools("c", "a", "b"), chosen);
  expect(offered(later)).toEqual(["a"]);
  expect(fresh(later)).toEqual(["c"]);
  const grown = settleChoices(many(200), settleChoices(many(20), null));
  expect(offered(grown)).toHaveLength(20);
  expect(fresh(grown)).toHaveLength(180);
});

it("remembers what was decided about a tool that is not listed for a while", () => {
  const chosen = withDecisions(settleChoices(tools("a", "b"), null), [{ name: "a", isOffered: false }]);
  const without = settleChoices(tools("b"), chosen);
  expect(settleChoices(tools("a", "b"), without)).toEqual(chosen);
});

it("passes over decisions about tools that are not there, and takes a name once", () => {
  const choices = settleChoices(tools("a", "a"), null);
  expect(withDecisions(choices, [{ name: "z", isOffered: false }])).toEqual([
    { name: "a", isOffered: true, isNew: false },
  ]);
});
