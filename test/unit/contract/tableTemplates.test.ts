import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { templateFileSchema, type TemplateFile } from "../../../electron/contract/answerTables.ts";

const folder = path.resolve(import.meta.dirname, "../../../resources/tableTemplates");
const files = globSync("*.json", { cwd: folder }).sort();
const columns = files.flatMap((file) =>
  read(file).columns.map((column) => [`${file}: ${column.name}`, column] as const),
);

/** Letters that English, German, French, Spanish, Italian, Portuguese and Dutch write with. */
const labelForm = /^[\p{Script=Latin}\d .,’'°º#²=-]+$/u;

describe("the templates that come with the application", () => {
  it("are seven, each with a name of its own", () => {
    expect(files).toEqual([
      "application.json",
      "contract.json",
      "invoice.json",
      "lease.json",
      "minutes.json",
      "paper.json",
      "supportMail.json",
    ]);
    expect(new Set(files.map((file) => read(file).name)).size).toBe(files.length);
  });

  it.each(files)("%s says what it is for, and asks for what fits a screen", (file) => {
    const template = read(file);
    expect(template.description).not.toBe("");
    expect(template.columns.length).toBeGreaterThanOrEqual(7);
    expect(template.columns.length).toBeLessThanOrEqual(12);
  });

  it.each(columns)("%s is a short question with labels to look for", (_, { question, kind, choices, words }) => {
    expect(question).toMatch(/^[A-Z].*\?$/u);
    expect(question.split(" ").length).toBeLessThanOrEqual(14);
    expect(choices.length >= 2).toBe(kind === "choice");
    expect(words.length).toBeGreaterThanOrEqual(7);
    expect(new Set(words.map((word) => word.toLowerCase())).size).toBe(words.length);
    expect(words.filter((word) => !labelForm.test(word))).toEqual([]);
  });
});

function read(file: string): TemplateFile {
  return templateFileSchema.parse(JSON.parse(readFileSync(path.join(folder, file), "utf8")));
}
