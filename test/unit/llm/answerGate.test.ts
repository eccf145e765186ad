import { expect, it } from "vitest";
import { createAnswerGate } from "../../../electron/core/llm/answerGate.ts";

interface Told {
  readonly stops?: string[];
  readonly tools?: string[];
  readonly isCall?: boolean;
}

function read(pieces: readonly string[], { stops = [], tools = [], isCall = true }: Told) {
  const shown: string[] = [];
  let call = null as string | null;
  const gate = createAnswerGate(
    { stops, tools },
    {
      onText: (text) => void shown.push(text),
      onCall(begin) {
        call = begin;
        return isCall;
      },
    },
  );
  for (const piece of pieces) if (!gate.read(piece)) break;
  gate.end();
  return { text: shown.join(""), shown, stopped: gate.stopped, call };
}

it("ends an answer before a stop wherever its pieces part, and holds no more back than may become one", () => {
  const stops = ["END", "\n\n"];
  for (const pieces of [["one ENDtwo"], ["one E", "N", "D", "two"], Array.from("one ENDtwo")]) {
    expect(read(pieces, { stops })).toMatchObject({ text: "one ", stopped: "END" });
  }
  expect(read(["one E", "Nd two\n", "three"], { stops })).toMatchObject({ text: "one ENd two\nthree", stopped: null });
  expect(read(["one E"], { stops })).toMatchObject({ text: "one E", stopped: null });
  expect(read(["a EN", "a"], { stops }).shown).toEqual(["a ", "ENa"]);
  expect(read(["a\n\nEND"], { stops })).toMatchObject({ text: "a", stopped: "\n\n" });
  // The first in the text counts, and of two that overlap the one that begins first.
  expect(read(["xabc"], { stops: ["bc", "abc"] })).toMatchObject({ text: "x", stopped: "abc" });
});

it("knows a call in JSON at the beginning of an answer, with what models put before it", () => {
  const tools = ["get_weather", "get"];
  const call = '{"name": "get_weather", "arguments": {"city": "Oslo"}}';
  for (const before of [
    "",
    "\n",
    "```json\n",
    "```\n",
    "<tools>\n",
    "<response>",
    "[",
    "```json\n[\n  ",
    "<tools> [ ",
  ]) {
    const { text, call: found } = read(Array.from(before + call), { tools });
    expect([text, found]).toEqual(["", '{"name": "get_weather"']);
  }
  for (const text of [
    "{}",
    '{"name": "other"}',
    "```js\nlet a;\n```",
    "The answer",
    '{"names": ["get"]}',
    "[1] So it is.",
    "[[]",
  ]) {
    expect(read(Array.from(text), { tools })).toMatchObject({ text, call: null });
  }
  expect(read(["So: ", call], { tools })).toMatchObject({ text: `So: ${call}`, call: null });
  expect(read(['{"na'], { tools }).text).toBe('{"na');
  expect(read(['```json\n{"name": "get"}', " END"], { tools, stops: ["END"], isCall: false })).toMatchObject({
    text: '```json\n{"name": "get"} ',
    stopped: "END",
  });
});
