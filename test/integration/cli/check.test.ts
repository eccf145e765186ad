import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { mostChecked, mostLineBytes } from "../../../electron/contract/check.ts";
import { findingSchema } from "../../../electron/contract/findings.ts";
import { supportSchema, witnessSchema } from "../../../electron/contract/summaries.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { builtPrograms } from "../../helpers/builtPrograms.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";

const letter = `# Letter of the board

The board met on 3 March 2025 in the town hall. It decided to repair the roof for 48,000 euros.
The work shall begin before the rains of autumn.
`;
const minutes = "# Minutes\n\nThe board decided to repair the roof for 52,000 euros. Mrs Okafor reports in June.\n";

const citation = (file: z.ZodType<string | null>, page: z.ZodType<number | null>) =>
  z.strictObject({ file, page, start: z.number(), end: z.number(), quote: z.string().min(1) });
const checked = <Citation extends z.ZodType>(one: Citation) =>
  z.strictObject({
    claim: z.string(),
    support: supportSchema,
    by: witnessSchema.nullable(),
    findings: z.array(z.intersection(findingSchema, z.object({ message: z.string().min(1) }))),
    citations: z.array(one),
  });
const ofFile = checked(citation(z.string(), z.number()));
const ofLine = z.strictObject({
  id: z.union([z.string(), z.number()]),
  claims: z.array(checked(citation(z.null(), z.null()))),
});
const linesOf = <Line>(schema: z.ZodType<Line>, text: string) =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => schema.parse(JSON.parse(line)));
const problems = (stderr: string) =>
  linesOf(
    z.object({ code: z.string(), message: z.string(), line: z.number().optional(), id: z.unknown().optional() }),
    stderr
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .join("\n"),
  );

async function library() {
  const folder = temporaryFolder();
  const [first, second] = [path.join(folder, "letter.md"), path.join(folder, "minutes.md")];
  await writeFile(first, letter);
  await writeFile(second, minutes);
  return { folder, first, second, data: ["--data-dir", path.join(folder, "data"), "--no-model"] };
}

describe("check", () => {
  it("says of a statement whether a file says it, with quotes that stand on its pages", async () => {
    const { first, data } = await library();
    const { code, stdout } = await runCli(["check", first, "The board met on 3 March 2025.", "--json", ...data]);
    expect(code).toBe(0);
    const [only, ...more] = linesOf(ofFile, stdout);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ claim: "The board met on 3 March 2025.", support: "verified", by: "code" });
    expect(only?.citations.map(({ file }) => file)).toEqual([first]);
    const read = await runCli(["read", first, "--json"]);
    const { pages } = JSON.parse(read.stdout) as { pages: { number: number; text: string }[] };
    for (const { page, start, end, quote } of only?.citations ?? []) {
      expect(pages.find(({ number }) => number === page)?.text.slice(start, end)).toBe(quote);
    }
  });

  it("takes statements from a file or a pipe, a line each, and ends with 0 whatever comes of them", async () => {
    const { folder, first, second, data } = await library();
    const claims = ["The board met on 3 March 2025.", "Mrs Okafor reports in July.", "Mrs Okafor reports in June."];
    const file = path.join(folder, "claims.txt");
    await writeFile(file, `\uFEFF${claims.join("\r\n\r\n")}\r\n`);
    const fromFile = await runCli(["check", first, second, "--claims", file, "--json", ...data]);
    expect(fromFile.code).toBe(0);
    const answers = linesOf(ofFile, fromFile.stdout);
    expect(answers.map(({ claim }) => claim)).toEqual(claims);
    expect(answers.map(({ support }) => support === "verified")).toEqual([true, false, true]);
    expect(answers[2]?.citations.map((cited) => cited.file)).toEqual([second]);
    const piped = await runCli(["check", first, second, "--claims", "-", "--json", ...data], {
      stdin: claims.join("\n"),
    });
    expect(piped.stdout).toBe(fromFile.stdout);
    const told = await runCli(["check", first, second, "--claims", file, ...data]);
    expect(told.stdout).toContain("✓ verified: Mrs Okafor reports in June.\n");
    expect(told.stdout).toContain("minutes.md, page 1: “Mrs Okafor reports in June.”");
    expect(told.stdout).toMatch(/\n3 statements: 2 verified, .*\n$/u);
  });

  it("tells what another document has against a statement that one verifies", async () => {
    const { first, second, data } = await library();
    const claim = "The board decided to repair the roof for 52,000 euros.";
    const { stdout } = await runCli(["check", first, second, claim, "--json", ...data]);
    const { contradictions = [], ...rest } = z
      .looseObject({ contradictions: z.array(z.object({ citations: z.array(z.object({ file: z.string() })) })) })
      .partial()
      .parse(JSON.parse(stdout));
    expect(ofFile.parse(rest)).toMatchObject({ support: "verified", citations: [{ file: second }] });
    for (const { citations } of contradictions) expect(citations.map(({ file }) => file)).toEqual([first]);
  });

  it("reads the documents of a folder and names the file of each quote", async () => {
    const { folder, data } = await library();
    const files = path.join(folder, "board");
    await mkdir(files);
    await writeFile(path.join(files, "minutes.md"), minutes);
    await writeFile(path.join(files, "broken.pdf"), "%PDF-1.7\n1 0 obj\n<<");
    const { code, stdout, stderr } = await runCli(["check", files, "Mrs Okafor reports in June.", "--json", ...data]);
    expect(code).toBe(3);
    expect(linesOf(ofFile, stdout)[0]?.citations.map(({ file }) => file)).toEqual([path.join(files, "minutes.md")]);
    expect(problems(stderr).map((problem) => problem.code)).toEqual(["DOCUMENT_DAMAGED"]);
  });

  it("asks a model where one is there that can tell, and none that guesses", async () => {
    const { folder, first } = await library();
    const data = ["--data-dir", path.join(folder, "data"), "--json"];
    const { path: model } = writeTinyModel(path.join(folder, "tiny.gguf"));
    const claim = "In early March the board met at the hall of the town.";
    const byCode = await runCli(["check", first, claim, "--no-model", ...data]);
    expect((await runCli(["check", first, claim, ...data])).stdout).toBe(byCode.stdout);
    const asked = await runCli(["check", first, claim, "--model", model, ...data]);
    expect([asked.code, asked.stdout]).toEqual([0, byCode.stdout]);
    const unknown = await runCli(["check", first, claim, "--model", "nobody", ...data]);
    expect([unknown.code, problems(unknown.stderr).at(-1)?.code]).toEqual([4, "MODEL_NOT_FOUND"]);
  });

  it("refuses what is no question to documents", async () => {
    const { folder, first, data } = await library();
    const many = path.join(folder, "many.txt");
    await writeFile(many, "The board met.\n".repeat(mostChecked.claims + 1));
    for (const [args, code, exit] of [
      [["check", "The board met."], "USAGE", 2],
      [["check", first, "--jsonl", "-"], "USAGE", 2],
      [["check", first, "--claims", path.join(folder, "none.txt")], "FILE_NOT_FOUND", 3],
      [["check", first, "--claims", folder], "FILE_IS_DIRECTORY", 3],
      [["check", first, "--claims", many], "INVALID_INPUT", 2],
      [["check", path.join(folder, "none.md"), "The board met."], "FILE_NOT_FOUND", 3],
      [["check", first, "The board met.", "--save", "a.docx"], "USAGE", 2],
    ] as const) {
      const result = await runCli([...args, ...data]);
      expect([args, result.code, problems(result.stderr).at(-1)?.code, result.stdout]).toEqual([args, exit, code, ""]);
    }
  });
});

describe("check --jsonl", () => {
  const line = (id: string | number, text: string, claims: readonly string[], more: object = {}) =>
    JSON.stringify({ id, text, claims, ...more });

  it("answers each line with a line, in order, and quotes that stand in its text", async () => {
    const text = "Notes 😀\n\nThe board met on 3 March 2025. It decided to repair the roof.";
    const stdin = [
      line("a", text, ["The board met on 3 March 2025.", "The board met on 4 March 2025."]),
      line(7, "Die Miete steigt im Mai auf 520 Euro.", ["Die Miete steigt im Mai auf 520 Euro."]),
      line("empty", "", ["The board met.", ""]),
      line("none", text, []),
      line("said", "Le loyer augmente.", ["Le loyer augmente."], { language: "fr-CH" }),
    ].join("\n");
    const { code, stdout, stderr } = await runCli(["check", "--jsonl", "-"], { stdin });
    expect([code, stderr]).toEqual([0, ""]);
    const answers = linesOf(ofLine, stdout);
    expect(answers.map(({ id, claims }) => [id, claims.map(({ support }) => support === "verified")])).toEqual([
      ["a", [true, false]],
      [7, [true]],
      ["empty", [false, false]],
      ["none", []],
      ["said", [true]],
    ]);
    for (const { start, end, quote } of answers[0]?.claims[0]?.citations ?? [])
      expect(text.slice(start, end)).toBe(quote);
    expect(answers[2]?.claims[0]).toMatchObject({ support: "unsupported", citations: [] });
  });

  it("tells a line that is wrong on stderr and goes on with the next", async () => {
    const good = line("good", letter, ["The board met on 3 March 2025."]);
    const stdin = [
      "no JSON",
      '"a string"',
      line("few", letter, ["x"], { claims: "The board met." }),
      JSON.stringify({ text: letter, claims: [] }),
      line(
        "many",
        letter,
        Array.from({ length: mostChecked.claims + 1 }, () => "x"),
      ),
      line("long", "x".repeat(mostLineBytes), []),
      "",
      good,
    ].join("\n");
    const { code, stdout, stderr } = await runCli(["check", "--jsonl", "-"], { stdin });
    expect(code).toBe(2);
    expect(linesOf(ofLine, stdout).map(({ id }) => id)).toEqual(["good"]);
    expect(problems(stderr).map((problem) => [problem.line, problem.id, problem.code])).toEqual([
      [1, undefined, "INVALID_INPUT"],
      [2, undefined, "INVALID_INPUT"],
      [3, "few", "INVALID_INPUT"],
      [4, undefined, "INVALID_INPUT"],
      [5, "many", "INVALID_INPUT"],
      [6, undefined, "INVALID_INPUT"],
    ]);
  });

  it("opens no library, also beside an application that holds it", async () => {
    const data = path.join(temporaryFolder(), "data");
    const stdin = line("a", letter, ["The board met on 3 March 2025."]);
    const alone = await runCli(["check", "--jsonl", "-", "--data-dir", data], { stdin });
    expect([alone.code, existsSync(data)]).toEqual([0, false]);
    const app = await openApp(data);
    onTestFinished(() => app.dispose());
    expect(await runCli(["check", "--jsonl", "-", "--data-dir", data], { stdin })).toEqual(alone);
    expect(app.core.store.documents.list()).toEqual([]);
  });

  it("answers while lines are still to come, and ends at an interrupt", async () => {
    const child = spawn(process.execPath, [path.join(builtPrograms, "cli.js"), "check", "--jsonl", "-"]);
    const ended = new Promise<number | null>((resolve) => void child.once("close", resolve));
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (const id of ["first", "second"]) {
      child.stdin.write(`${line(id, letter, ["The board met."])}\n`);
      expect(ofLine.parse(JSON.parse(String((await answers.next()).value))).id).toBe(id);
    }
    child.kill("SIGINT");
    expect(await ended).toBe(130);
  });

  it("holds no more than a line of many, and takes many claims on one line", async () => {
    const unread = "x".repeat(2 ** 18);
    const lines = Array.from({ length: 600 }, (_, id) => line(id, letter, ["The board met."], { unread }));
    const claims = Array.from({ length: 500 }, (_, index) => `The board met ${String(index)} times.`);
    const stdin = [...lines, line("all", letter, claims)].join("\n");
    // What comes in is more than may be held.
    const { code, stdout } = await runCli(["check", "--jsonl", "-"], {
      stdin,
      nodeOptions: "--max-old-space-size=128",
    });
    expect(code).toBe(0);
    const answers = linesOf(z.object({ id: z.unknown(), claims: z.array(z.object({ claim: z.string() })) }), stdout);
    expect(answers.map(({ id }) => id)).toEqual([...lines.keys(), "all"]);
    expect(answers.at(-1)?.claims.map(({ claim }) => claim)).toEqual(claims);
  });

  it("answers within bounds what no one would say", async () => {
    const strange = [
      "The roof is repaired. ".repeat(2500),
      Array.from({ length: 10_000 }, (_, index) => index * 7).join(" "),
      "屋顶将在秋雨之前修好".repeat(1000),
      "a. ".repeat(50_000),
      " ".repeat(100_000),
      "((((".repeat(20_000),
      "12 400 ".repeat(20_000),
    ];
    const stdin = [
      line("claims", letter, strange),
      ...strange.map((text, index) => line(index, text, ["The roof is repaired."])),
    ].join("\n");
    const { code, stdout } = await runCli(["check", "--jsonl", "-"], { stdin });
    expect(code).toBe(0);
    const [first, ...texts] = linesOf(ofLine, stdout);
    expect(texts.map(({ id }) => id)).toEqual(strange.map((_, index) => index));
    expect(first?.claims.map(({ support }) => support).includes("verified")).toBe(false);
    for (const claim of first?.claims.slice(0, 4) ?? []) {
      expect(claim.findings.map((finding) => finding.code)).toContain("TOO_LONG");
    }
  });
});
