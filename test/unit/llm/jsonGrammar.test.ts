import { describe, expect, it } from "vitest";
import { createGrammarRules, integersBetween, jsonGrammar, literal } from "../../../electron/core/llm/jsonGrammar.ts";
import { createGrammarReader } from "../../helpers/grammar.ts";

/** What a grammar lets through is told by a reader of grammars of the tests' own. */
function accepts(schema: Record<string, unknown> | null): (value: unknown) => boolean {
  const reads = createGrammarReader(jsonGrammar(schema));
  return (value) =>
    reads(typeof value === "string" && value.startsWith("raw:") ? value.slice(4) : JSON.stringify(value));
}

function refusal(schema: Record<string, unknown>): unknown {
  try {
    jsonGrammar(schema);
  } catch (error) {
    return (error as { data?: { what?: unknown } }).data?.what;
  }
  return null;
}

describe("the grammar of a JSON schema", () => {
  it("has any object where there is no schema, and nothing else", () => {
    const reads = accepts(null);
    for (const value of [{}, { a: 1 }, { a: [1, -2.5e3, { b: null }], c: 'é\n"' }]) expect(reads(value)).toBe(true);
    for (const value of [[], "text", 1, null]) expect(reads(value)).toBe(false);
    expect(reads('raw:{\n  "a": [ 1,\n 2 ]\n}')).toBe(true);
    expect(reads("raw:{'a': 1}")).toBe(false);
  });

  it("has the keys of an object in their order, those that are not required as it likes", () => {
    const reads = accepts({
      type: "object",
      properties: { a: { type: "string" }, b: { type: "integer" }, c: { type: "boolean" }, d: { type: "null" } },
      required: ["b"],
      additionalProperties: false,
    });
    for (const value of [
      { b: 1 },
      { a: "", b: 1 },
      { b: 1, c: true },
      { a: "x", b: -20, c: false, d: null },
      { b: 0, d: null },
    ])
      expect(reads(value)).toBe(true);
    for (const value of [
      {},
      { a: "x" },
      { b: "1" },
      { b: 1.5 },
      { c: true, b: 1 },
      { b: 1, e: 1 },
      { a: "x", c: true },
    ])
      expect(reads(value)).toBe(false);
    const free = accepts({ properties: { a: { const: 1 }, b: { const: 2 } } });
    for (const value of [{}, { a: 1 }, { b: 2 }, { a: 1, b: 2 }]) expect(free(value)).toBe(true);
    for (const value of [{ a: 2 }, { b: 2, a: 1 }, 1]) expect(free(value)).toBe(false);
    const numbers = accepts({ type: "object", additionalProperties: { type: "number" } });
    expect([numbers({}), numbers({ x: 1, y: 2.5 }), numbers({ x: "1" })]).toEqual([true, true, false]);
    const unnamed = accepts({ type: "object", required: ["x"], additionalProperties: { type: "integer" } });
    expect([unnamed({ x: 1 }), unnamed({}), unnamed({ x: "" })]).toEqual([true, false, false]);
  });

  it("bounds lists, texts and numbers", () => {
    const list = accepts({ type: "array", items: { enum: ["a", "b", 3, null] }, minItems: 1, maxItems: 3 });
    for (const value of [["a"], ["a", 3, null]]) expect(list(value)).toBe(true);
    for (const value of [[], ["c"], ["a", "b", "a", "b"], ["3"]]) expect(list(value)).toBe(false);
    const text = accepts({ type: "string", minLength: 2, maxLength: 4 });
    expect(["a", "ab", "a\né", "abcd", "abcde"].map(text)).toEqual([false, true, true, true, false]);
    const age = accepts({ type: "integer", minimum: 7, exclusiveMaximum: 1203 });
    const allowed = [6, 7, 9, 10, 99, 100, 999, 1000, 1202, 1203, -7].map(age);
    expect(allowed).toEqual([false, true, true, true, true, true, true, true, true, false, false]);
    const share = accepts({ type: "number", minimum: 0 });
    expect([0, 0.5, 12, -1].map(share)).toEqual([true, true, true, false]);
    const day = accepts({ type: "string", format: "date" });
    expect(["2026-02-28", "2026-12-31", "2026-02-30", "2026-13-01", "today"].map(day)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    const moment = accepts({ type: "string", format: "date-time" });
    expect(["2026-02-28T23:59:59Z", "2026-02-28T10:00:00.5+02:00", "2026-02-28"].map(moment)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("has one of several, all of several, and what references stand for, also within themselves", () => {
    const either = accepts({ anyOf: [{ type: "string" }, { type: ["integer", "null"] }] });
    expect(["a", 1, null, true, 1.5].map(either)).toEqual([true, true, true, false, false]);
    const both = accepts({
      allOf: [
        { type: "object", properties: { a: { type: "integer" } }, required: ["a"] },
        { properties: { b: { type: "integer" } }, required: ["b"] },
      ],
    });
    expect([{ a: 1, b: 2 }, { a: 1 }, { b: 2 }].map(both)).toEqual([true, false, false]);
    const shape = accepts({
      oneOf: ["circle", "square"].map((kind) => ({
        type: "object",
        properties: { kind: { const: kind }, size: { type: "integer" } },
        required: ["kind", "size"],
      })),
    });
    expect(
      [
        { kind: "circle", size: 1 },
        { kind: "oval", size: 1 },
      ].map(shape),
    ).toEqual([true, false]);
    const tree = accepts({
      $ref: "#/$defs/node",
      $defs: {
        node: {
          type: "object",
          properties: { name: { type: "string" }, children: { type: "array", items: { $ref: "#/$defs/node" } } },
          required: ["name", "children"],
        },
      },
    });
    const leaf = { name: "leaf", children: [] };
    expect([leaf, { name: "root", children: [leaf, leaf] }, { name: "root", children: [1] }].map(tree)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("passes over what only describes", () => {
    const schema = {
      title: "Name",
      description: "Of a person",
      default: "",
      examples: ["Ada"],
      "x-order": 1,
      type: "string",
    };
    expect(accepts(schema)("Ada")).toBe(true);
  });

  it.each([
    [{ type: "string", pattern: "^a" }, "pattern"],
    [{ not: { type: "string" } }, "not"],
    [{ type: "string", format: "email" }, "format"],
    [{ type: "number", minimum: 1.5 }, "minimum"],
    [{ type: "integer", multipleOf: 5 }, "multipleOf"],
    [{ type: "array", uniqueItems: true }, "uniqueItems"],
    [{ type: "object", minProperties: 1 }, "minProperties"],
    [{ type: "object", patternProperties: {} }, "patternProperties"],
    [{ oneOf: [{ type: "integer" }, { type: "number" }] }, "oneOf"],
    [{ $ref: "https://example.org/schema.json" }, "$ref"],
    [{ $ref: "#" }, "$ref"],
    [{ type: "string", maxLength: 100_000 }, "maxLength"],
    [{ type: "object", properties: { a: { type: "date" } } }, "type"],
    [{ allOf: [{ type: "string" }, { type: "integer" }] }, "allOf"],
  ])("refuses %j for its %s", (schema, keyword) => {
    expect(refusal(schema)).toBe(`JSON schema: ${keyword}`);
  });

  it("writes ranges of integers by their digits", () => {
    for (const [from, to] of [
      [0, 0],
      [3, 17],
      [0, 100],
      [95, 1005],
      [-12, 8],
      [-30, -4],
      [1, 999_999_999_999_999],
    ] as const) {
      const reads = createGrammarReader(`root ::= ${integersBetween(from, to)}`);
      for (const each of [from, to, Math.floor((from + to) / 2)])
        expect([each, reads(String(each))]).toEqual([each, true]);
      for (const each of [from - 1, to + 1, from - 100]) expect([each, reads(String(each))]).toEqual([each, false]);
    }
  });

  it("keeps rules of one name apart", () => {
    const rules = createGrammarRules();
    const names = [rules.value({ const: 1 }), rules.value({ const: 2 }), rules.value({ const: 1 })];
    expect(new Set(names).size).toBe(2);
    expect(literal('a"\\\n')).toBe(String.raw`"a\"\\\x0a"`);
  });
});
