import { expect, it } from "vitest";
import type { CallForm } from "../../../electron/engineProcess/tools/callForm.ts";
import { plainForm } from "../../../electron/engineProcess/tools/callGrammar.ts";
import { createCallReader } from "../../../electron/engineProcess/tools/callReader.ts";

const form: CallForm = {
  mark: "<tool_call>",
  lead: '<tool_call>\n{"name": "',
  slots: [
    { kind: "name", behind: '", "arguments": ' },
    { kind: "arguments", behind: "" },
  ],
  between: ['}\n</tool_call>\n<tool_call>\n{"name": "'],
  after: ["}\n</tool_call>"],
};
const call = (name: string, args: string): string => `{"name": "${name}",\n  "arguments": ${args}}`;
const [tide, weather] = [call("tide", "{}"), call("weather", '{"city": "} ] \\" {", "days": [1, {"a": 2}]}')];

function read(text: string, as: CallForm) {
  const pieces: string[] = [];
  const reader = createCallReader({
    form: as,
    isMarked: false,
    newId: () => "id",
    onPiece: ({ index, name, arguments: given }) => void pieces.push(`${index} ${name} ${given}`),
  });
  for (const character of text) reader.read(character);
  return { isSound: reader.isSound, calls: reader.calls.map(({ name, arguments: given }) => [name, given]), pieces };
}

const both = [
  ["tide", "{}"],
  ["weather", '{"city": "} ] \\" {", "days": [1, {"a": 2}]}'],
];

it("reads calls between their marks, with any white space between the words", () => {
  const wrapped = (text: string) => `<tool_call>${text} </tool_call>`;
  expect(read(`${wrapped(tide)}\n\n${wrapped(weather)}`, form)).toMatchObject({ isSound: true, calls: both });
  expect(read(wrapped(weather).slice(0, -40), form)).toMatchObject({ isSound: true, calls: [] });
  expect(read(wrapped('{"names": 1}'), form)).toMatchObject({ isSound: false, calls: [] });
});

it("reads calls without marks one behind the other, in a list, and in what models put around them", () => {
  const plain = plainForm(form);
  for (const text of [
    `${tide}\n${weather}`,
    `${tide}, ${weather}]`,
    `${tide}\n\`\`\`\n\n\`\`\`json\n${weather}\n\`\`\``,
    `${tide}</tools><tools>${weather}</tools>`,
  ]) {
    expect([text, read(text, plain)]).toEqual([text, expect.objectContaining({ isSound: true, calls: both })]);
  }
  // What is no further call is none.
  expect(read(`${tide}\n\`\`\`\nThat is ${weather}`, plain).calls).toEqual([["tide", "{}"]]);
});

it("tells arguments as they grow", () => {
  expect(read(call("tide", "{}"), plainForm(form)).pieces).toEqual(["0 tide ", "0 tide {", "0 tide }"]);
});
