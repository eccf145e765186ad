import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { read, utils } from "@e965/xlsx";
import { describe, expect, it } from "vitest";
import { type AnswerLine, answerLineSchema } from "../../../electron/contract/answerTables.ts";
import { startFaultyEndpoint } from "../../helpers/faultyEndpoint.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";

const mill = `# Lease of the mill

Landlord: Harbour Estates Ltd
Tenant: Ada King

The monthly rent is 1,250.00 euros.
The lease ends on 31 March 2027.
`;
const barn = `# Lease of the barn

Landlord: Harbour Estates Ltd
Tenant: Linden Weaving Mill Ltd

The monthly rent is 400.00 euros.
`;
const template = {
  name: "My leases",
  columns: [
    { name: "Tenant", question: "Who is the tenant?", kind: "party", words: ["tenant"] },
    { name: "Rent", question: "How much is the rent?", kind: "money", words: ["monthly rent", "rent"] },
    { name: "End", question: "When does the lease end?", kind: "date", words: ["ends on"] },
  ],
};

async function leases() {
  const folder = temporaryFolder();
  const write = async (name: string, text: string) => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return file;
  };
  return {
    folder,
    write,
    first: await write("mill.md", mill),
    second: await write("barn.md", barn),
    template: await write("leases.json", `\uFEFF${JSON.stringify(template)}`),
    data: ["--data-dir", path.join(folder, "data")],
  };
}

function linesOf(stdout: string): AnswerLine[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => answerLineSchema.parse(JSON.parse(line)));
}

function problemsOf(stderr: string): unknown[] {
  return stderr
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as unknown);
}

describe("table", () => {
  it("answers the columns of a template from each file, with quotes that stand there, and goes on with the same table", async () => {
    const { folder, first, second, template: file, data } = await leases();
    const out = path.join(folder, "leases.xlsx");
    const args = ["table", first, second, "--template", file, "--no-model", "--keep", ...data];
    const { code, stdout } = await runCli([...args, "--json", "--out", out]);
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    expect(lines.map((line) => line.file)).toEqual([first, second]);
    const [one, two] = lines.map(({ cells }) => cells);
    expect(one?.["Rent"]).toMatchObject({ value: { amount: 1250, currency: "EUR" }, page: 1, by: "code" });
    expect(mill).toContain(one?.["Rent"]?.quote);
    expect(one?.["End"]).toMatchObject({ value: "2027-03-31" });
    expect(one?.["Tenant"]).toMatchObject({ value: "Ada King" });
    expect(two?.["End"]).toMatchObject({ state: "notStated", value: null });
    const { Sheets: sheets } = read(await readFile(out));
    const rows = utils.sheet_to_json<unknown[]>(sheets["Table"] ?? {}, { header: 1 });
    expect(rows.map((row) => row[2])).toEqual(["Rent", 1250, 400]);

    const again = await runCli([...args, "--json"]);
    expect(linesOf(again.stdout)).toEqual(lines);
    const csv = path.join(folder, "again.csv");
    const plain = await runCli([...args]);
    expect(plain.stdout).toContain("1250 EUR [1]");
    await runCli([...args, "--out", csv]);
    expect(await readFile(csv, "utf8")).toContain("mill.md,Lease of the mill,Ada King,1250 EUR,2027-03-31");
    const app = await openApp(path.join(folder, "data"), "terminal");
    const tables = app.core.store.answerTables.list();
    await app.dispose();
    expect(tables.map(({ title, rowCount }) => [title, rowCount])).toEqual([["My leases: mill.md and 1 more", 2]]);
  });

  it("has rows for files that cannot be read, says so on stderr, and goes on", async () => {
    const { folder, first, write, template: file, data } = await leases();
    const damaged = await write("damaged.pdf", "%PDF-1.7\nnothing of a PDF");
    const foreign = await write("tool.exe", "MZ\u0000\u0000");
    const missing = path.join(folder, "missing.md");
    const out = path.join(folder, "leases.csv");
    const { code, stdout, stderr } = await runCli([
      "table",
      damaged,
      foreign,
      missing,
      first,
      "--template",
      file,
      "--no-model",
      "--json",
      "--out",
      out,
      ...data,
    ]);
    expect(code).toBe(3);
    const lines = linesOf(stdout);
    const states = Object.fromEntries(lines.map((line) => [path.basename(line.file), line.cells["Rent"]?.state]));
    expect(states).toEqual({
      "damaged.pdf": "unreadable",
      "tool.exe": "unreadable",
      "missing.md": "unreadable",
      "mill.md": "stated",
    });
    expect(problemsOf(stderr)).toHaveLength(3);
    const csv = (await readFile(out, "utf8")).trim().split("\r\n");
    expect(csv).toHaveLength(5);
    expect(csv.filter((line) => line.includes("unreadable"))).toHaveLength(3);
  });

  it("tells by its exit code that a model failed at some questions, and answers the others", async () => {
    const { write, first, data } = await leases();
    await using server = await startFaultyEndpoint({ models: ["mill-7b"] });
    expect((await runCli(["endpoints", "add", "Cellar", server.url, ...data])).code).toBe(0);
    const rent = template.columns.filter(({ name }) => name === "Rent");
    const columns = [...rent, { name: "Mood", question: "In which mood is it written?" }];
    const file = await write("mood.json", JSON.stringify({ name: "Moods", columns }));
    server.always("notJson");
    const args = ["table", first, "--template", file, "--endpoint", "Cellar", "--json", ...data];
    const { code, stdout, stderr } = await runCli(args);
    const [line] = linesOf(stdout);
    expect([line?.cells["Rent"]?.state, line?.cells["Mood"]?.state]).toEqual(["stated", "failed"]);
    expect(problemsOf(stderr)).toMatchObject([{ file: first, column: "Mood", code: "ENDPOINT_NOT_AN_API" }]);
    expect(code).toBe(4);
  });

  it("reads in folders, and takes a template by its name, case aside", async () => {
    const { folder, data } = await leases();
    const inside = path.join(folder, "in");
    await mkdir(inside);
    await writeFile(path.join(inside, "mill.md"), mill);
    await writeFile(path.join(inside, "empty.md"), "");
    const { stdout } = await runCli(["table", inside, "--template", "LEASES", "--no-model", "--json", ...data]);
    const lines = linesOf(stdout);
    expect(lines.map((line) => line.file).toSorted()).toEqual([
      path.join(inside, "empty.md"),
      path.join(inside, "mill.md"),
    ]);
    const cells = lines.find((line) => line.file.endsWith("mill.md"))?.cells;
    expect(cells?.["Rent"]).toMatchObject({ value: { amount: 1250, currency: "EUR" } });
  });

  it("answers for every name of a document that is given under several, in a folder too", async () => {
    const { folder, first, write, template: file, data } = await leases();
    const copy = await write("copy.md", mill);
    const inside = path.join(folder, "in");
    await mkdir(inside);
    for (const name of ["barn.md", "copy of the barn.md"]) await writeFile(path.join(inside, name), barn);
    const out = path.join(folder, "leases.json");
    const { code, stdout, stderr } = await runCli([
      "table",
      first,
      copy,
      first,
      inside,
      "--template",
      file,
      "--no-model",
      "--json",
      "--out",
      out,
      ...data,
    ]);
    expect(code).toBe(0);
    const barns = ["barn.md", "copy of the barn.md"].map((name) => path.join(inside, name));
    const rents = linesOf(stdout).map((line) => [line.file, line.cells["Rent"]?.text]);
    expect(rents).toHaveLength(4);
    expect(Object.fromEntries(rents)).toEqual({
      ...Object.fromEntries([first, copy].map((name) => [name, "1,250.00 euros"])),
      ...Object.fromEntries(barns.map((name) => [name, "400.00 euros"])),
    });
    expect(problemsOf(stderr)).toMatchObject([
      { file: copy, code: "FILE_DUPLICATE", data: { same: first } },
      { code: "FILE_DUPLICATE" },
    ]);
    expect(JSON.parse(await readFile(out, "utf8"))).toMatchObject({ rows: [{}, {}], unread: [] });
  });

  it.each([
    ["no JSON", "{", { code: "INVALID_INPUT", data: { reason: "TEMPLATE_NOT_JSON" } }],
    [
      "an unknown kind",
      JSON.stringify({ name: "T", columns: [{ name: "A", kind: "colour" }] }),
      { code: "INVALID_INPUT", data: { reason: "TEMPLATE_WRONG", field: "columns.0.kind" } },
    ],
    [
      "two columns of one name",
      JSON.stringify({ name: "T", columns: [{ name: "Rent" }, { name: "rent" }] }),
      { code: "INVALID_INPUT", data: { reason: "DUPLICATE_COLUMN", name: "rent" } },
    ],
    [
      "a choice of nothing",
      JSON.stringify({ name: "T", columns: [{ name: "A" }, { name: "B", kind: "choice" }] }),
      { code: "INVALID_INPUT", data: { reason: "TEMPLATE_WRONG", field: "columns.1.choices" } },
    ],
    ["no columns", JSON.stringify({ name: "T", columns: [] }), { code: "INVALID_INPUT", data: { field: "columns" } }],
  ])("refuses a template with %s, with the reason", async (_, text, problem) => {
    const { first, write, data } = await leases();
    const file = await write("wrong.json", text);
    const { code, stdout, stderr } = await runCli(["table", first, "--template", file, "--no-model", ...data]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(problemsOf(stderr)).toMatchObject([problem]);
  });

  it("says what it needs, which templates there are, and how a table can be saved", async () => {
    const { first, data } = await leases();
    const told = async (...args: string[]) => {
      const { code, stderr } = await runCli(["table", ...args, "--no-model", ...data]);
      return [code, problemsOf(stderr)[0]];
    };
    expect(await told(first)).toMatchObject([2, { code: "USAGE", data: { reason: "TABLE" } }]);
    expect(await told(first, "--template", "Nothing")).toMatchObject([
      2,
      {
        code: "USAGE",
        data: { reason: "NO_TEMPLATE", allowed: expect.arrayContaining(["Leases", "Invoices"]) as string[] },
      },
    ]);
    expect(await told(first, "--template", "gone.json")).toMatchObject([3, { code: "FILE_NOT_FOUND" }]);
    expect(await told(first, "--template", "Leases", "--out", "table.docx")).toMatchObject([
      2,
      { code: "USAGE", data: { reason: "SAVE_AS", option: "out" } },
    ]);
  });
});
