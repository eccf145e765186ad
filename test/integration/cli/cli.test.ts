import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import mammoth from "mammoth";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { listSamples } from "../../../electron/api/samples.ts";
import { pageSchema } from "../../../electron/contract/documents.ts";
import { pageLabelSchema } from "../../../electron/contract/pageLabels.ts";
import { forecastSchema, reportSchema, type Report } from "../../../electron/contract/summaries.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";
import { words } from "../../helpers/words.ts";

const readSchema = z.object({
  pages: z.array(pageSchema.pick({ number: true, text: true, status: true, reason: true })),
});
const labelledSchema = z.object({
  pages: z.array(z.object({ label: z.string().nullable(), labelFacts: pageLabelSchema.optional() })),
});
const forecastLine = z.object({ document: reportSchema.shape.document, forecast: forecastSchema });
const problemOf = (stderr: string) =>
  JSON.parse(stderr.trim().split("\n").at(-1) ?? "") as { code: string; message: string };

const hashOf = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");

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

  it("says in words what a page is called, with its facts beside them", async () => {
    const code = path.join(folder, "mill.py");
    await writeFile(code, Array.from({ length: 150 }, (_, index) => `grain_${index} = ${index}\n`).join("\n"));
    const read = await runCli(["read", code, letter, "--json", "--data-dir", data()]);
    const [labelled, plain] = read.stdout
      .trim()
      .split("\n")
      .map((line) => labelledSchema.parse(JSON.parse(line)).pages);
    expect(labelled?.length).toBeGreaterThan(1);
    for (const { label, labelFacts } of labelled ?? []) {
      expect(labelFacts).toMatchObject({ code: "LINES" });
      expect(label).toBe(labelFacts && words.label(labelFacts));
    }
    expect(labelled?.[0]?.label).toMatch(/^lines 1–\d+$/u);
    expect(plain?.map(({ label, labelFacts }) => [label, labelFacts])).toContainEqual([null, undefined]);
  });

  it("tells on stderr how a model is asked whose file does not say it", async () => {
    const silent = path.join(folder, "silent.gguf");
    writeTinyModel(silent, { endBias: 2, seed: 3, chatTemplate: null });
    const ask = ["ask", letter, "What did the mill grind?", "--data-dir", data(), "--model"];
    const told = await runCli([...ask, silent]);
    expect(told.code).toBe(0);
    expect(JSON.parse(told.stderr.trim().split("\n").at(-1) ?? "")).toMatchObject({
      prompt: { code: "PROMPT_GUESSED", data: { reason: "MISSING", format: "Mistral V3" } },
    });
    expect((await runCli([...ask, model])).stderr).not.toContain("PROMPT_");
  });

  it("summarizes with a model, stops with 130 at an interrupt and goes on from the check-point of this model", async () => {
    // A model that chooses comes to points of every part, whatever its weights.
    const chooses = { prompts: "plain", chunkTokens: 600 } as const;
    const own = path.join(folder, "chooses.gguf");
    writeTinyModel(own, { endBias: 2, ownMetadata: chooses });
    const args = ["summarize", letter, "--json", "--keep", "--model", own, "--data-dir", data()];
    const stopped = await runCli(args, { interruptAt: "Summarizing 1 of" });
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toBe("");
    expect(problemOf(stopped.stderr).code).toBe("CANCELLED");

    const other = path.join(folder, "other.gguf");
    writeTinyModel(other, { endBias: 2, seed: 2, ownMetadata: chooses });
    const another = await runCli(["summarize", letter, "--json", "--keep", "--model", other, "--data-dir", data()]);
    const resumed = await runCli(args);
    expect(resumed.code).toBe(0);
    const report = reportSchema.parse(JSON.parse(resumed.stdout));
    const app = await openApp(data());
    expect(app.core.store.summaries.list(report.document.sha256).map(({ status }) => status)).toEqual(["done", "done"]);
    await app.dispose();
    const read = await runCli(["read", letter, "--json", "--data-dir", data()]);
    expectQuotesToStand(report, readSchema.parse(JSON.parse(read.stdout)).pages);
    expect(report.recipe?.model.sha256).toBe(hashOf(own));
    expect(reportSchema.parse(JSON.parse(another.stdout)).recipe?.model.sha256).toBe(hashOf(other));
    expect(report.coverage.truncated).toBe(false);
  });

  it("tells what a summary will take instead of making it", async () => {
    const args = ["summarize", letter, "--forecast", "--model", model, "--data-dir", path.join(folder, "forecasts")];
    const told = await runCli([...args, "--json"]);
    expect(told.code).toBe(0);
    const line = forecastLine.parse(JSON.parse(told.stdout));
    expect(line.document).toMatchObject({ sha256: hashOf(letter), name: "letter.md" });
    expect(line.forecast).toMatchObject({ basis: "probed", model: { sha256: hashOf(model) } });
    expect(line.forecast.calls).toBeGreaterThan(1);
    const text = await runCli(args);
    expect(text.stdout).toMatch(/^The mill of Ardon\n.*\nAbout .* \(.* to .*\), by a short trial of this model\n/u);
    const refused = await runCli([...args, "--no-model"]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    const app = await openApp(path.join(folder, "forecasts"));
    expect(app.core.store.summaries.list(hashOf(letter))).toEqual([]);
    await app.dispose();
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
    expect(await runCli(["check", "--help"])).toMatchObject({ code: 0, stderr: "" });
    for (const args of [
      ["dance"],
      ["summarize"],
      ["summarize", letter, "--length", "tiny"],
      ["read", "--colour", letter],
      ["read", "--no-model", letter],
    ]) {
      const { code, stdout, stderr } = await runCli([...args, "--data-dir", data()]);
      expect(code).toBe(2);
      expect(stdout).toBe("");
      expect(problemOf(stderr.split("\n")[0] ?? "").code).toBe("USAGE");
    }
  });

  it("saves a comparison and a summary in the format that the file's name asks for", async () => {
    const earlier = path.join(folder, "earlier.md");
    const later = path.join(folder, "later.md");
    await writeFile(earlier, "# Lease\n\nThe tenant pays 900 euros a month. The lease ends on 31 May 2027.\n");
    await writeFile(later, "# Lease\n\nThe tenant pays 950 euros a month. The lease ends on 31 May 2027.\n");
    const docx = path.join(folder, "changes.docx");
    const compared = await runCli(["compare", earlier, later, "--save", docx, "--data-dir", data()]);
    expect(compared.code).toBe(0);
    const { value } = await mammoth.convertToHtml({ buffer: readFileSync(docx) });
    expect(value).toContain("later, p. 1: “The tenant pays 950 euros a month.”");

    const csv = path.join(folder, "facts.csv");
    const summarized = await runCli(["summarize", later, "--save", csv, "--model", model, "--data-dir", data()]);
    expect(summarized.code).toBe(0);
    expect(readFileSync(csv, "utf8")).toContain(
      "later.md,1,amount,950 euros a month,The tenant pays 950 euros a month.,",
    );

    for (const args of [
      ["compare", earlier, later, "--save", "changes.pdf"],
      ["summarize", later, earlier, "--save", csv],
      ["summarize", later, "--no-model", "--save", csv],
      ["ask", later, "What is the rent?", "--save", csv],
      ["read", later, "--save", csv],
    ]) {
      const refused = await runCli([...args, "--data-dir", data()]);
      expect(refused.code).toBe(2);
      expect(problemOf(refused.stderr).code).toBe("USAGE");
    }
    const nowhere = await runCli([
      "compare",
      earlier,
      later,
      "--save",
      path.join(folder, "no/changes.md"),
      "--data-dir",
      data(),
    ]);
    expect(nowhere.code).toBe(2);
    expect(problemOf(nowhere.stderr).message).toContain("cannot be written");
  });

  it("goes on with the next file after a bad one", async () => {
    const missing = path.join(folder, "missing.pdf");
    const result = await runCli(["summarize", missing, letter, "--json", "--no-model", "--data-dir", data()]);
    expect(result.code).toBe(3);
    expect(reportSchema.parse(JSON.parse(result.stdout)).document.name).toBe("letter.md");
  });

  it("ends quietly when nobody reads what it prints", async () => {
    const { code, stderr } = await runCli(["help"], { closeStdout: true });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
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
