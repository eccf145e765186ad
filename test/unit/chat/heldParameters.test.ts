import { expect, it } from "vitest";
import { heldParameters } from "../../../electron/core/chat/heldParameters.ts";
import { jsonGrammar } from "../../../electron/core/llm/jsonGrammar.ts";

const city = { type: "string", description: "Where" };

it("leaves parameters as they are that a grammar holds", () => {
  const held = { type: "object", properties: { city, days: { type: "integer", minimum: 1 } }, required: ["city"] };
  expect(heldParameters(held)).toEqual(held);
  expect(heldParameters({})).toEqual({ type: "object" });
});

it("opens only what no grammar holds, and keeps what says what it is for", () => {
  const odd = { type: "array", description: "Which", contains: { const: 1 } };
  expect(() => jsonGrammar({ type: "object", properties: { odd } })).toThrow();
  const $defs = { place: { type: "string" } };
  const given = {
    type: "object",
    $defs,
    minProperties: 1,
    properties: { city, place: { $ref: "#/$defs/place" }, odd, other: { description: "Else", not: {} } },
    required: ["city"],
  };
  const kept = { ...given.properties, odd: { type: "array", description: "Which" }, other: { description: "Else" } };
  const opened = heldParameters(given);
  expect(opened).toEqual({ type: "object", $defs, properties: kept, required: ["city"] });
  expect(() => jsonGrammar(opened)).not.toThrow();
  const broken = { ...given, required: ["city", "none"], additionalProperties: false };
  expect(() => jsonGrammar(heldParameters(broken))).not.toThrow();
});
