import { expect, it } from "vitest";
import type { Message } from "../../../../electron/contract/chat.ts";
import { shownBranch } from "../../../../renderer/features/chat/branch.ts";

let clock = 0;

function message(id: string, parentId: string | null, role: Message["role"] = "user"): Message {
  clock += 1;
  return {
    id,
    conversationId: "c",
    parentId,
    role,
    text: id,
    status: "done",
    thought: null,
    citations: [],
    statements: [],
    passages: [],
    context: null,
    model: null,
    modelId: null,
    jobId: null,
    problem: null,
    completionTokens: null,
    tokensPerSecond: null,
    createdAt: clock,
  };
}

const tree = [
  message("q1", null),
  message("a1", "q1", "assistant"),
  message("q2", "a1"),
  message("a2", "q2", "assistant"),
  message("q2b", "a1"),
  message("a2b", "q2b", "assistant"),
  message("a2c", "q2b", "assistant"),
];

it("shows the chain of parents of the leaf, oldest first", () => {
  expect(shownBranch(tree, "a2").map(({ message: { id } }) => id)).toEqual(["q1", "a1", "q2", "a2"]);
  expect(shownBranch(tree, "a2c").map(({ message: { id } }) => id)).toEqual(["q1", "a1", "q2b", "a2c"]);
});

it("counts the versions of each message in the order they were made", () => {
  const [, , question, answer] = shownBranch(tree, "a2b");
  expect(question?.siblings.map(({ id }) => id)).toEqual(["q2", "q2b"]);
  expect(question?.index).toBe(1);
  expect(answer?.siblings.map(({ id }) => id)).toEqual(["a2b", "a2c"]);
  expect(answer?.index).toBe(0);
});

it("shows nothing without a leaf, and what can be reached where a parent is missing or a circle closes", () => {
  expect(shownBranch(tree, null)).toEqual([]);
  expect(shownBranch([message("orphan", "gone")], "orphan").map(({ message: { id } }) => id)).toEqual(["orphan"]);
  const circle = [message("x", "y"), message("y", "x")];
  expect(shownBranch(circle, "x").map(({ message: { id } }) => id)).toEqual(["y", "x"]);
});
