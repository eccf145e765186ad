import { describe, expect, it } from "vitest";
import {
  controlEnd,
  controlStart,
  createThoughtReader,
  type ThoughtMarks,
  type ThoughtReader,
} from "../../../electron/core/llm/thoughtReader.ts";

const control = (text: string) => `${controlStart}${text}${controlEnd}`;
const plain: ThoughtMarks = { open: "<think>", close: "</think>" };
const mistral: ThoughtMarks = { open: control("[THINK]"), close: control("[/THINK]") };
const harmony: ThoughtMarks = {
  open: `${control("<|channel|>")}analysis${control("<|message|>")}`,
  close: control("<|end|>"),
  answer: `${control("<|start|>")}assistant${control("<|channel|>")}final${control("<|message|>")}`,
};

function read(pieces: readonly string[], from: ThoughtReader["part"] = "start", stops: readonly string[] = []) {
  let thought = "";
  let answer = "";
  const reader = createThoughtReader(
    { marks: [mistral, harmony, plain], stops, from },
    {
      onThought: (text) => (thought += text),
      onAnswer: (text) => (answer += text),
      onRecall() {
        thought += answer;
        answer = "";
      },
    },
  );
  for (const piece of pieces) reader.read(piece);
  const { part } = reader;
  reader.end();
  return { thought, answer, part };
}

/** As a model says it: control tokens whole, all else letter by letter. */
const letters = (text: string) =>
  text.match(new RegExp(`${controlStart}[^${controlEnd}]*${controlEnd}|.`, "gsu")) ?? [];

describe("what a model writes", () => {
  it.each<[raw: string, thought: string, answer: string, from?: ThoughtReader["part"]]>([
    ["<think>Let me see.</think>\n\nThe answer.", "Let me see.", "The answer."],
    [`${control("[THINK]")}Let me see.${control("[/THINK]")}The answer.`, "Let me see.", "The answer."],
    ["\n<think>\nOne\n</think>\n<think>Two</think>The answer.", "One\nTwo", "The answer."],
    ["Let me see.\n</think>\n\nThe answer.", "Let me see.\n", "The answer.", "thought"],
    ["Nobody saw it begin.</think>The answer.", "Nobody saw it begin.", "The answer."],
    ["<think>A mark</think>In HTML, </think> is no tag.", "A mark", "In HTML, </think> is no tag."],
    ["The answer is a < b and [TH] of <thi.", "", "The answer is a < b and [TH] of <thi."],
    ["[THINK] is the mark.", "", "[THINK] is the mark."],
    ["[12] is the number.", "", "[12] is the number."],
    ["<thin", "", "<thin"],
    [`One. ${control("[THINK]")}Two?${control("[/THINK]")} Three.`, "Two?", "One. Three."],
    [`${harmony.open}Hm.${harmony.close}${harmony.answer ?? ""}Yes.`, "Hm.", "Yes."],
    [` and so on`, "", " and so on", "answer"],
    [`${control("<|unknown|>")}Yes.${control("<|unknown|>")}`, "", "Yes."],
  ])("is parted into thought and answer, in whatever pieces it comes: %j", (raw, thought, answer, from) => {
    const whole = read([raw], from);
    expect(whole).toMatchObject({ thought, answer });
    expect(read(letters(raw), from)).toEqual(whole);
  });

  it("is a thought as long as it is not closed", () => {
    expect(read(["<think>Let me", " see"])).toEqual({ thought: "Let me see", answer: "", part: "thought" });
  });

  it("ends at a text that ends it", () => {
    expect(read(letters("Yes.\n\nUser: and"), "start", ["\n\nUser:"])).toMatchObject({ answer: "Yes." });
    expect(read(letters("Yes.\n\nUse"), "start", ["\n\nUser:"])).toMatchObject({ answer: "Yes.\n\nUse" });
  });
});
