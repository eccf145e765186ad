import { describe, expect, it } from "vitest";
import { blocksOf, readBytes, sentencesOf } from "../../helpers/readBytes.ts";
import { words } from "../../helpers/words.ts";

describe("separated values", () => {
  it.each([
    ["commas", "a.csv", 'Name,Said\nBo,"He said ""no"", twice"\n', ["Name\tSaid", 'Bo\tHe said "no", twice']],
    ["semicolons and decimal commas", "a.csv", "Name;Sum\nBo;1,5\nAnna;2,25\n", ["Name\tSum", "Bo\t1,5", "Anna\t2,25"]],
    ["tabs", "a.tsv", "Name\tSum\nBo, jr\t1,5\n", ["Name\tSum", "Bo, jr\t1,5"]],
    ["semicolons and decimal commas without names", "a.csv", "1,5;2,7\n1,6;2,8\n", ["1,5\t2,7", "1,6\t2,8"]],
    ["tabs and decimal commas without names", "a.csv", "1,5\t2,7\n1,6\t2,8\n", ["1,5\t2,7", "1,6\t2,8"]],
    [
      "commas beside semicolons",
      "a.csv",
      "Rent,due; soon\nFood,milk; bread\n",
      ["Rent\tdue; soon", "Food\tmilk; bread"],
    ],
    ["bars", "a.csv", "A|B|C\n1|2|3\n", ["A\tB\tC", "1\t2\t3"]],
    ["a separator that is named", "a.csv", "sep=#\nA#B\n1#2\n", ["A\tB", "1\t2"]],
    ["line breaks in a cell", "a.csv", 'A,B\n"one\ntwo",3\n', ["A\tB", "one two\t3"]],
    ["rows of any length and empty first cells", "a.csv", "A,B\n1,2,3\n\n,5\n", ["A\tB", "1\t2\t3", "\t5"]],
    ["a mark that is never closed", "a.csv", 'A,B\n"1,2\n3,4\n', ["A\tB", '"1\t2', "3\t4"]],
  ])("with %s", async (_name, name, source, rows) => {
    expect(blocksOf((await readBytes(source, name)).read[0])).toEqual(rows.map((row) => `tableRow: ${row}`));
  });

  it("may have a title above them", async () => {
    const { read, title } = await readBytes("Budget of Ely\n\nItem;Sum\nRent;1,5\n", "a.csv");
    expect(title).toBe("Budget of Ely");
    expect(blocksOf(read[0])).toEqual(["heading: Budget of Ely", "tableRow: Item\tSum", "tableRow: Rent\t1,5"]);
  });

  it("are cited by the row, in pages of 200 that name their rows and repeat the columns", async () => {
    const rows = Array.from({ length: 450 }, (_, index) => `Item ${index + 2},${index}`);
    const result = await readBytes(["Name,Number", ...rows].join("\n"), "a.csv");
    expect(result.read.map(({ label }) => label)).toEqual([
      { code: "ROWS", data: { first: 1, last: 200 } },
      { code: "ROWS", data: { first: 201, last: 400 } },
      { code: "ROWS", data: { first: 401, last: 451 } },
    ]);
    expect(sentencesOf(result.read[1]).slice(0, 2)).toEqual(["Name\tNumber", "Item 201\t199"]);
    const bare = await readBytes(rows.join("\n"), "a.csv");
    expect(sentencesOf(bare.read[1])[0]).toBe("Item 202\t200");
  });
});

const notebook = (cells: unknown[]) => JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });

describe("a notebook", () => {
  it("is its prose, its code and what the code wrote, without pictures and colours", async () => {
    const source = notebook([
      { cell_type: "markdown", source: ["# Title\n", "\n", "Some *text*."] },
      {
        cell_type: "code",
        source: "import a\n\ndef f():\n    return 1",
        outputs: [
          { output_type: "stream", name: "stdout", text: ["\u001B[31mred\u001B[0m\n", "lines\n"] },
          {
            output_type: "display_data",
            data: { "image/png": "iVBORw0KGgo=", "text/plain": "<Figure size 640x480 with 1 Axes>" },
          },
          {
            output_type: "execute_result",
            data: {
              "text/plain": "  a\n0 1",
              "text/html": "<div><table><tr><th></th><th>a</th></tr><tr><th>0</th><td>1</td></tr></table></div>",
            },
          },
          { output_type: "error", ename: "ValueError", evalue: "bad", traceback: ["noise"] },
        ],
      },
      { cell_type: "raw", source: "as it stands" },
    ]);
    const result = await readBytes(source, "a.ipynb");
    expect(result).toMatchObject({ format: "ipynb", title: "Title" });
    expect(blocksOf(result.read[0])).toEqual([
      "heading: Title",
      "paragraph: Some text.",
      "code: import a",
      "code: def f():\n    return 1",
      "code: red\nlines",
      "tableRow: \ta",
      "tableRow: 0\t1",
      "code: ValueError: bad",
      "code: as it stands",
    ]);
  });

  it("reads outputs in the form that says most, and no names of objects", async () => {
    const outputs = [
      { "text/markdown": "**Mean:** 4.2", "text/plain": "<IPython.core.display.Markdown object>" },
      { "text/html": ["<p>Slope <b>0.7</b>.</p>"], "text/plain": "<IPython.core.display.HTML object>" },
      { "text/latex": "$\\displaystyle x = 5$", "text/plain": "<IPython.core.display.Math object>" },
      { "text/latex": "$x^{2}$", "text/plain": "x**2" },
      { "application/json": { a: 1 }, "text/plain": "<IPython.core.display.JSON object>" },
    ].map((data) => ({ output_type: "display_data", data }));
    const result = await readBytes(notebook([{ cell_type: "code", source: "", outputs }]), "a.ipynb");
    expect(blocksOf(result.read[0])).toEqual([
      "paragraph: Mean: 4.2",
      "paragraph: Slope 0.7.",
      "paragraph: x = 5",
      "code: x**2",
      'code: {\n  "a": 1\n}',
    ]);
  });

  it("of the third version is read too", async () => {
    const source = JSON.stringify({
      nbformat: 3,
      worksheets: [
        {
          cells: [
            { cell_type: "heading", level: 2, source: "Old" },
            { cell_type: "code", input: "x = 1", outputs: [{ text: "out" }] },
          ],
        },
      ],
    });
    expect(blocksOf((await readBytes(source, "a.ipynb")).read[0])).toEqual([
      "heading: Old",
      "code: x = 1",
      "code: out",
    ]);
  });

  it.each([
    ["cut off", notebook([{ cell_type: "raw", source: "text" }]).slice(0, -20)],
    ["cut off before its version", '{"cells": [{"cell_type": "raw", "sour'],
    ["something else", '{"nbformat": 4, "cells": "none"}'],
    ["nested without end", `{"nbformat": 4, "cells": ${"[".repeat(100_000)}`],
  ])("that is %s is damaged", async (_name, source) => {
    await expect(readBytes(source, "a.ipynb")).rejects.toMatchObject({ code: "DOCUMENT_DAMAGED" });
  });

  it("says how many of its cells are damaged", async () => {
    const result = await readBytes(
      notebook([7, { cell_type: "markdown", source: { odd: true } }, { cell_type: "raw", source: "kept" }]),
      "a.ipynb",
    );
    expect(blocksOf(result.read[0])).toEqual(["code: kept"]);
    expect(result.notes.map(words.reason)).toEqual(["1 of the 3 cells are damaged and were not read."]);
  });
});

describe("source code", () => {
  it("is blocks of functions and statements as they stand, cited by lines that belong together", async () => {
    const source =
      '"""What it does."""\nimport a\n\nimport b\n\ndef first():\n    # why\n    if x:\n        return 1\n\n    return 2\ndef second():\n\tpass\n';
    const result = await readBytes(source, "a.py");
    expect(result).toMatchObject({ format: "code", title: null });
    expect(blocksOf(result.read[0])).toEqual([
      'code: """What it does."""\nimport a\n\nimport b',
      "code: def first():\n    # why\n    if x:\n        return 1\n\n    return 2",
      "code: def second():\n\tpass",
    ]);
    expect(sentencesOf(result.read[0])).toEqual([
      '"""What it does."""\nimport a',
      "import b",
      "def first():\n    # why\n    if x:\n        return 1",
      "return 2",
      "def second():\n\tpass",
    ]);
  });

  it("is divided into pages that name their lines", async () => {
    const functions = Array.from({ length: 40 }, (_, index) => `function f${index}() {\n  return ${index};\n}\n`);
    const result = await readBytes(functions.join("\n"), "a.js");
    expect(result.read.map(({ label }) => label)).toEqual([
      { code: "LINES", data: { first: 1, last: 79 } },
      { code: "LINES", data: { first: 81, last: 159 } },
    ]);
    expect(result.read[1]?.text.startsWith("function f20() {\n  return 20;\n}\nfunction f21")).toBe(true);
  });

  it("without blank lines, or in a single line, is divided all the same", async () => {
    const long = await readBytes(
      `{\n${Array.from({ length: 300 }, (_, index) => `  "k${index}": ${index},`).join("\n")}\n}`,
      "a.json",
    );
    expect(long.read.length).toBeGreaterThan(2);
    expect(Math.max(...long.read.flatMap(({ blocks }) => blocks.map(({ start, end }) => end - start)))).toBeLessThan(
      1000,
    );
    const line = await readBytes(`var a=[${"1234567,".repeat(10_000)}0];`, "a.js");
    expect(
      Math.max(...line.read.flatMap(({ sentences }) => sentences.map(({ start, end }) => end - start))),
    ).toBeLessThanOrEqual(2000);
    expect(
      line.read
        .map(({ text }) => text)
        .join("")
        .replaceAll("\n", ""),
    ).toHaveLength(80_010);
  });
});
