import { describe, expect, it } from "vitest";
import { createThinkingFilter } from "../../../electron/core/chat/thinking.ts";

function filter(pieces: readonly string[]) {
  let text = "";
  const thinking = createThinkingFilter({
    onText: (piece) => (text += piece),
    onReset: () => (text = ""),
  });
  for (const piece of pieces) thinking.write(piece);
  const unfinished = thinking.thinking;
  thinking.end();
  return { text, unfinished };
}

describe("what a model thinks", () => {
  it.each([
    ["<think>Let me see.</think>The answer.", "The answer."],
    ["[THINK]Let me see.[/THINK]\n\nThe answer.", "\n\nThe answer."],
    ["\n<think>\nOne\n</think>\n<think>Two</think>The answer.", "The answer."],
    ["The prompt opened it.</think>The answer.", "The answer."],
    ["The answer is a < b and [TH] of <thi.", "The answer is a < b and [TH] of <thi."],
    ["<think>A mark</think>In HTML, </think> is no tag.", "In HTML, </think> is no tag."],
    ["[12] is the number.", "[12] is the number."],
    ["<thin", "<thin"],
  ])("is not in the answer, in whatever pieces it comes: %j", (raw, text) => {
    expect(filter([raw])).toEqual({ text, unfinished: false });
    expect(filter([...raw])).toEqual({ text, unfinished: false });
    for (let cut = 0; cut <= raw.length; cut += 1) {
      expect(filter([raw.slice(0, cut), raw.slice(cut)]).text).toBe(text);
    }
  });

  it("gives no answer where it never ends", () => {
    expect(filter(["<think>Let me", " see"])).toEqual({ text: "", unfinished: true });
  });
});
