import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { listSamples } from "../../../electron/api/samples.ts";
import { pageSchema } from "../../../electron/contract/documents.ts";
import { reportSchema, type Report } from "../../../electron/contract/summaries.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";

const readSchema = z.object({
  pages: z.array(pageSchema.pick({ number: true, text: true, status: true, reason: true })),
});
const problemOf = (stderr: string) =>
  JSON.parse(stderr.trim().split("\n").at(-1) ?? "") as { code: string; message: string };

/** Every citation of a report must stand word for word in the pages that `read --json` prints. */
function expectQuotesToStand(report: Report, pages: z.infer<typeof readSchema>["pages"]): void {
  const cited = [...report.digest, ...(report.summary?.points ?? [])].flatMap(({ citations }) => citations);
  expect(cited.length).toBeGreaterThan(0);
  for (const { page, start, end, quote } of cited) expect(pages[page - 1]?.text.slice(start, end)).toBe(quote);
}

describe("the command line", () => {
  let folder: string;
  let letter: string;
  let model: string;
  const data = () => path.join(folder, "data");

  beforeAll(async () => {
    folder = temporaryFolder();
    letter = path.join(folder, "letter.md");
    model = path.join(folder, "tiny.gguf");
    const sections = Array.from({ length: 5 }, (_, index) => {
      const sentences = Array.from(
        { length: 30 },
        (_, n) => `In year ${1900 + index * 30 + n} the mill of Ardon ground ${n + 3} tons of rye.`,
      );
      return `## Part ${index + 1}\n\n${sentences.join(" ")}`;
    });
    await writeFile(letter, `# The mill of Ardon\n\n${sections.join("\n\n")}\n`);
    writeTinyModel(model, { endBias: 2 });
  });

  it("prints one JSON object whose quotes stand at their pages and ranges", async () => {
    const read = await runCli(["read", letter, "--json", "--data-dir", data()]);
    expect(read.code).toBe(0);
    const { pages } = readSchema.parse(JSON.parse(read.stdout));
    const digest = await runCli(["summarize", letter, "--json", "--no-model", "--data-dir", data()]);
    expect(digest.code).toBe(0);
    const report = reportSchema.parse(JSON.parse(digest.stdout));
    expect(report.summary).toBeNull();
    expect(report.recipe).toBeNull();
    expectQuotesToStand(report, pages);
    const { total, read: readPages, unread } = report.coverage.pages;
    expect(readPages + unread.length).toBe(total);
    expect(total).toBe(pages.length);
  });

  it("summarizes with a model, stops with 130 at an interrupt and goes on from the check-point", async () => {
    const args = ["summarize", letter, "--json", "--model", model, "--data-dir", data()];
    const stopped = await runCli(args, { interruptAt: "Summarizing 1 of" });
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toBe("");
    expect(problemOf(stopped.stderr).code).toBe("CANCELLED");

    const resumed = await runCli(args);
    expect(resumed.code).toBe(0);
    const report = reportSchema.parse(JSON.parse(resumed.stdout));
    const app = await openApp(data());
    expect(app.core.store.summaries.list(report.document.sha256).map(({ status }) => status)).toEqual(["done"]);
    await app.dispose();
    const read = await runCli(["read", letter, "--json", "--data-dir", data()]);
    expectQuotesToStand(report, readSchema.parse(JSON.parse(read.stdout)).pages);
    expect(report.recipe?.model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.coverage.truncated).toBe(false);
  });

  it("answers a question about a file and chats through a pipe", async () => {
    const asked = await runCli([
      "ask",
      letter,
      "What did the mill grind?",
      "--json",
      "--model",
      model,
      "--data-dir",
      data(),
    ]);
    expect(asked.code).toBe(0);
    expect(JSON.parse(asked.stdout)).toHaveProperty("citations");
    const said = await runCli(["chat", "--model", model, "--data-dir", data()], { stdin: "Hello" });
    expect(said.code).toBe(0);
    expect(said.stdout.length).toBeGreaterThan(0);
  });

  it("explains itself and refuses what it does not know with 2", async () => {
    expect((await runCli(["help"])).stdout).toContain("summarize FILE");
    for (const args of [
      ["dance"],
      ["summarize"],
      ["summarize", letter, "--length", "tiny"],
      ["read", "--colour", letter],
    ]) {
      const { code, stdout } = await runCli([...args, "--data-dir", data()]);
      expect(code).toBe(2);
      expect(stdout).toBe("");
    }
  });

  it.each([
    ["FILE_NOT_FOUND", async (at: string) => at],
    ["FILE_IS_DIRECTORY", async (at: string) => (await mkdir(at), at)],
    ["FILE_LINK_LOOP", async (at: string) => (await symlink(at, at), at)],
    ["DOCUMENT_EMPTY", async (at: string) => (await writeFile(at, ""), at)],
    [
      "FORMAT_UNSUPPORTED",
      async (at: string) => (await writeFile(at, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0, 0, 255, 0, 7])), at),
    ],
  ] as const)("tells %s with a code and a sentence and ends with 3", async (code, make) => {
    const file = await make(path.join(temporaryFolder(), "given.txt"));
    const result = await runCli(["summarize", file, "--json", "--no-model", "--data-dir", data()]);
    expect(problemOf(result.stderr)).toMatchObject({ code, message: expect.stringMatching(/\w+.*\./) as unknown });
    expect(result.code).toBe(3);
    expect(result.stdout).toBe("");
  });

  it("goes on with the next file after a bad one", async () => {
    const missing = path.join(folder, "missing.pdf");
    const result = await runCli(["summarize", missing, letter, "--json", "--no-model", "--data-dir", data()]);
    expect(result.code).toBe(3);
    expect(reportSchema.parse(JSON.parse(result.stdout)).document.name).toBe("letter.md");
  });

  it("ends with 4 when the model cannot be used", async () => {
    const broken = path.join(folder, "broken.gguf");
    await writeFile(broken, "this is no model");
    const result = await runCli(["summarize", letter, "--json", "--model", broken, "--data-dir", data()]);
    expect(problemOf(result.stderr).code).toBe("MODEL_NOT_GGUF");
    expect(result.code).toBe(4);
  });

  it("leaves a data folder alone that another Tramontane has open", async () => {
    const shared = temporaryFolder();
    const app = await openApp(shared);
    try {
      const result = await runCli(["models", "--data-dir", shared]);
      expect(problemOf(result.stderr).code).toBe("DATA_DIR_LOCKED");
      expect(result.code).toBe(1);
    } finally {
      await app.dispose();
    }
    expect((await runCli(["models", "--data-dir", shared])).code).toBe(0);
  });

  it("refuses a library from the future and changes nothing in it", async () => {
    const future = temporaryFolder();
    expect((await runCli(["models", "--data-dir", future])).code).toBe(0);
    const database = new Database(path.join(future, "library.db"));
    database.pragma("user_version = 99990");
    database.close();
    const result = await runCli(["models", "--data-dir", future]);
    expect(problemOf(result.stderr).code).toBe("DATABASE_FROM_FUTURE");
    const after = new Database(path.join(future, "library.db"), { readonly: true });
    expect(after.pragma("user_version", { simple: true })).toBe(99990);
    after.close();
  });

  it("reads the sample that comes with it", async () => {
    const samples = await listSamples(path.join(applicationFolder(), "resources"));
    expect(samples.length).toBeGreaterThan(0);
    const sample = path.join(applicationFolder(), "resources/samples", samples[0]?.name ?? "");
    const result = await runCli(["summarize", sample, "--json", "--no-model", "--data-dir", data()]);
    expect(result.code).toBe(0);
    expect(reportSchema.parse(JSON.parse(result.stdout)).digest.length).toBeGreaterThan(3);
  });
});
