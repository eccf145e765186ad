import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type ESTree, parseSync, Visitor } from "vite";
import { describe, expect, it } from "vitest";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";

/** Where nothing for people is worded: it is said there by codes with data. */
const wordless = [
  "electron/core",
  "electron/contract",
  "electron/engineProcess",
  "electron/readerProcess",
  "electron/api",
  "electron/host",
  "electron/main",
  "electron/server",
  "electron/cli",
  "electron/words",
];

/** Sentences that are not for people. */
const allowed: readonly { readonly file: RegExp; readonly text: RegExp; readonly why: string }[] = [
  {
    file: /core\/retrieval\/retrieval\.ts$/u,
    text: /^(?:Passages|The (?:question|passages)) w/u,
    why: "is logged",
  },
  {
    file: /host\/(?:fileLogger|uncaught)\.ts$/u,
    text: /^(?:The log cannot be written|Nobody caught an error)/u,
    why: "is said on stderr where there is no log",
  },
  {
    file: /readerProcess\/office\/odfNumbers\.ts$/u,
    text: /^А, Б/u,
    why: "is the name that OpenDocument gives to a way of numbering",
  },
  { file: /core\/retrieval\/instructions\.ts$/u, text: /^Represent this sentence/u, why: "is a prompt" },
  {
    file: /engineProcess\/prompt\/thoughts\.ts$/u,
    text: /^Here are my reasoning steps/u,
    why: "is what a model writes",
  },
  {
    file: /engineProcess\/promptCacheFiles\.ts$/u,
    text: /^(?:A conversation's prompt cache|The folder of prompt caches) /u,
    why: "is logged",
  },
];

/** Calls whose sentences a developer reads: in a log, or as the cause of an error that has a code of its own. */
const forDevelopers = new Set(["debug", "info", "warn", "error", "internalError", "Error", "RangeError"]);

/** Three words in a row, with a capital at the beginning or a full stop at the end: what people are told looks like that. */
function isSentence(text: string): boolean {
  const line = text.trim();
  if (!/\p{L}+[,;:]? (?:\S+ )*?\p{L}+[,;:]? (?:\S+ )*?\p{L}+/u.test(line)) return false;
  return /^[“"(]?\p{Lu}\p{Ll}*[ ,]/u.test(line) || /\p{Ll}[.!?]$/u.test(line);
}

interface Found {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

function nameOf(callee: ESTree.Expression | ESTree.Super): string {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type === "MemberExpression" && callee.property.type === "Identifier") return callee.property.name;
  return "";
}

/** The sentences in a program, those for developers left out. */
function sentencesIn(file: string, code: string): Found[] {
  const strings: { start: number; text: string }[] = [];
  const spared: [from: number, to: number][] = [];
  const spare = ({ start, end, ...node }: ESTree.CallExpression | ESTree.NewExpression) => {
    if (forDevelopers.has(nameOf(node.callee))) spared.push([start, end]);
  };
  new Visitor({
    CallExpression: spare,
    NewExpression: spare,
    Literal({ value, start }) {
      if (typeof value === "string") strings.push({ start, text: value });
    },
    TemplateLiteral({ quasis, start }) {
      strings.push({ start, text: quasis.map(({ value }) => value.cooked ?? value.raw).join("x") });
    },
  }).visit(parseSync(file, code).program);
  return strings
    .filter(({ start, text }) => isSentence(text) && !spared.some(([from, to]) => start > from && start < to))
    .map(({ start, text }) => ({ file, line: code.slice(0, start).split("\n").length, text }));
}

function sentences(): Found[] {
  const root = applicationFolder();
  return wordless.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
      .flatMap((file) => sentencesIn(file, readFileSync(path.join(root, file), "utf8"))),
  );
}

describe("what is said to people", () => {
  it("is not worded outside the catalogue", () => {
    const found = sentences().filter(
      ({ file, text }) => !allowed.some((one) => one.file.test(file) && one.text.test(text)),
    );
    expect(found.map(({ file, line, text }) => `${file}:${String(line)} ${text}`)).toEqual([]);
  });

  it("has no exception without a use", () => {
    const found = sentences();
    const unused = allowed.filter((one) => !found.some(({ file, text }) => one.file.test(file) && one.text.test(text)));
    expect(unused).toEqual([]);
  });

  it("is told from what programs and developers say", () => {
    const code = `
      const problem = { message: "This file is damaged and could not be read." };
      const label = \`Page \${number} was not read: \${reason}\`;
      const name = "lease.pdf";
      const query = "SELECT id FROM documents WHERE id = ?";
      logger.warn("A row of the library is damaged", { id });
      throw internalError("A sentence is not in exactly one chunk.");
    `;
    expect(sentencesIn("a.ts", code).map(({ line }) => line)).toEqual([2, 3]);
  });
});
