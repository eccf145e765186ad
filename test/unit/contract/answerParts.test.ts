import { expect, it } from "vitest";
import { answerParts } from "../../../electron/contract/answerParts.ts";
import type { Statement, ToolUse } from "../../../electron/contract/chat.ts";
import type { Citation } from "../../../electron/contract/documents.ts";

const use = (id: string, at: number): ToolUse => ({
  id,
  serverId: "s",
  server: "Notes",
  tool: "read",
  arguments: "{}",
  at,
  state: "done",
  offersAlways: false,
  shown: "",
  characters: 0,
});
const citation = {} as Citation;
const statement = (text: string, claim: string): Statement => ({
  start: text.indexOf(claim),
  end: text.indexOf(claim) + claim.length,
  claim,
  support: "verified",
  by: "code",
  findings: [],
  citations: [0],
});

/** Parts as texts and lists of calls. */
const shown = (...given: Parameters<typeof answerParts>) =>
  answerParts(...given).map((part) => (part.kind === "text" ? part.text : part.uses.map(({ id }) => id)));

it("puts calls at their place, those in a row together", () => {
  const text = "I look.\n\nI look further.\n\nThere it is.";
  const toolUses = [use("1", 0), use("2", 7), use("3", 7), use("4", 24)];
  expect(shown({ text, citations: [], statements: [], toolUses })).toEqual([
    ["1"],
    "I look.",
    ["2", "3"],
    "\n\nI look further.",
    ["4"],
    "\n\nThere it is.",
  ]);
  expect(shown({ text, citations: [], statements: [] })).toEqual([text]);
  expect(shown({ text: "", citations: [], statements: [], toolUses: [use("1", 0)] })).toEqual([["1"]]);
});

it("counts no marks of citations, of which those behind the text before stay with it", () => {
  const bare = "It was built. [7] Then more.\n\nIt stands.";
  const text = "It was built. [1][2] [7] Then more. [1]\n\nIt stands. [2]";
  const given = { citations: [citation, citation], statements: [], toolUses: [use("1", bare.indexOf("\n"))] };
  expect(shown({ ...given, text })).toEqual(["It was built. [1][2] [7] Then more. [1]", ["1"], "\n\nIt stands. [2]"]);
});

it("gives each part its statements, and cuts none", () => {
  const text = "It was built in 1824. [1]\n\nIt stands. [1] It burnt.";
  const statements = [
    statement(text, "It was built in 1824."),
    statement(text, "It stands."),
    statement(text, "It burnt."),
  ];
  const parts = answerParts({ text, citations: [citation], statements, toolUses: [use("1", 21), use("2", 28)] });
  const claims = parts.map((part) =>
    part.kind === "uses"
      ? part.uses.length
      : [part.firstStatement, ...part.statements.map(({ start, end }) => part.text.slice(start, end))],
  );
  // The second call stands in the middle of a statement, and comes behind it and its mark.
  expect(claims).toEqual([[0, "It was built in 1824."], 1, [1, "It stands."], 1, [2, "It burnt."]]);
  expect(parts[2]).toMatchObject({ text: "\n\nIt stands. [1]" });
});

it("puts a call behind what there is yet, where the text is still to come", () => {
  expect(shown({ text: "I lo", citations: [], statements: [], toolUses: [use("1", 7)] })).toEqual(["I lo", ["1"]]);
});
