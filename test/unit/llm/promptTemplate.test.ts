import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { fillLines, fillTemplate } from "../../../electron/core/llm/promptTemplate.ts";

it("puts values in their places, and leaves the braces of values alone", () => {
  expect(fillTemplate("{{a}}: {{b}} {c}", { a: "{{b}}", b: "two" })).toBe("{{b}}: two {c}");
});

it("leaves out a line whose value says nothing", () => {
  expect(fillLines(["Title: {{title}}", "{{rule}}", "End."], { title: "Lease", rule: "" })).toBe("Title: Lease\nEnd.");
});

it("is the one syntax of all prompts", () => {
  const folder = path.resolve(import.meta.dirname, "../../../resources/prompts");
  for (const name of readdirSync(folder)) {
    const text = readFileSync(path.join(folder, name), "utf8");
    const strings = [...text.matchAll(/"(?:[^"\\]|\\.)*"/gu)].map(([string]) => string);
    for (const string of strings) expect(`${name} ${string.replaceAll(/\{\{\w+\}\}/gu, "")}`).not.toMatch(/\{\w+\}/u);
  }
});
