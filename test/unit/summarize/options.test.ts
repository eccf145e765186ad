import { describe, expect, it, onTestFinished } from "vitest";
import type { ModelStyle } from "../../../electron/core/llm/languageModel.ts";
import { summaryOptionsSchema, type SummaryOptions } from "../../../electron/contract/summaryOptions.ts";
import { toAppError } from "../../../electron/contract/errors.ts";
import { createWords } from "../../../electron/words/words.ts";
import { parseOptions } from "../../../electron/cli/options.ts";
import { addDocument, startApplication } from "../../integration/summarize/application.ts";
import { temporaryFolder } from "../store/library.ts";
import { faithfulAnswer, isLead, isMap, scriptedEngine } from "./scriptedEngine.ts";
import { textDocument } from "./textDocument.ts";

const model = { id: "d".repeat(64), path: "/nowhere/model.gguf" };
const chapter = (name: string): string =>
  `# ${name}\n${Array.from({ length: 60 }, (_, place) => `In ${name} the keeper noted fact ${String(place)} about the old harbour and its many boats.`).join(" ")}`;
const input = textDocument(["Alpha", "Beta", "Gamma"].map(chapter), { title: "The keeper" });

function start(style: ModelStyle = "instruct") {
  const engine = scriptedEngine({ answer: faithfulAnswer, contextSize: 2048 });
  const app = startApplication(temporaryFolder(), model, { engine, asked: { style, chunkTokens: null } });
  onTestFinished(() => app.dispose());
  addDocument(app.store, input);
  const make = async (options: Partial<SummaryOptions>) => {
    const asked = summaryOptionsSchema.parse(options);
    const { summaryId, jobId } = await app.summaries.start(input.document.id, asked, null);
    await app.jobs.finished(jobId);
    return app.summaries.get(summaryId);
  };
  return { app, engine, make };
}

describe("the options of a summary", () => {
  it("are kept with it and in its recipe", async () => {
    const { make } = start();
    const options = {
      length: "short",
      language: "en",
      audience: "expert",
      structure: "prose",
      mode: "report",
    } as const;
    const summary = await make(options);
    expect(summary.options).toMatchObject(options);
    expect(summary.recipe?.options).toEqual(summary.options);
    expect(summary.kind).toBe("report");
  });

  it("ask for one sentence of the whole, and for notes of the parts", async () => {
    const { make, engine } = start();
    const summary = await make({ length: "sentence" });
    expect(summary.points).toHaveLength(1);
    expect(summary.sections.flatMap(({ points }) => points).length).toBeGreaterThan(1);
    expect(summary.points[0]?.role).toBe("lead");
    expect(engine.asked.find(isLead)?.turns.at(-1)?.text).toContain("In one sentence of at most 35 words, say");
    expect(engine.asked.find(isMap)?.turns.findLast(({ role }) => role === "user")?.text).toMatch(
      /Summarize this text in \d+ bullet points/u,
    );
  });

  it("reach the questions to a model that is guided by them, one line each", async () => {
    const { make, engine } = start();
    await make({ audience: "plain", language: "fr", mode: "code" });
    const asked = engine.asked.map(({ turns }) => turns.at(-1)?.text ?? "");
    const map = engine.asked.find(isMap)?.turns.findLast(({ role }) => role === "user")?.text ?? "";
    for (const words of ["Write plain language", "Say what it does, its interfaces"]) expect(map).toContain(words);
    // It writes in the language of the document, in which its words can be compared, and is translated.
    expect(map).not.toContain("French");
    expect(asked.some((text) => text.includes("Translate each line into French."))).toBe(true);
    for (const text of asked) expect(text).not.toMatch(/\{\{|^- $/mu);
  });

  it("leave the standard prompts as they are", async () => {
    const { make, engine } = start();
    const summary = await make({});
    expect(summary.kind).toBe("article");
    for (const { turns } of engine.asked) {
      expect(turns.at(-1)?.text).not.toMatch(/\nSay |The reader knows|Write in |\{\{|^- $/mu);
    }
  });

  it("change nothing of what a model trained on its steps is asked", async () => {
    const standard = start("starter");
    await standard.make({});
    const other = start("starter");
    const summary = await other.make({ audience: "child", language: "de", mode: "contract" });
    expect(other.engine.asked.map(({ turns }) => turns)).toEqual(standard.engine.asked.map(({ turns }) => turns));
    expect(summary.points.every(({ support }) => support === "verified")).toBe(true);
  });

  it("make another summary where one differs, and find the running one where none does", async () => {
    const gate = Promise.withResolvers<string>();
    const engine = scriptedEngine({ answer: () => gate.promise });
    const app = startApplication(temporaryFolder(), model, { engine });
    onTestFinished(() => app.dispose());
    addDocument(app.store, input);
    const ask = (options: Partial<SummaryOptions>) =>
      app.summaries.start(input.document.id, summaryOptionsSchema.parse(options), null);
    const first = await ask({ audience: "plain" });
    expect(await ask({ audience: "plain", focus: "  " })).toEqual(first);
    expect((await ask({ audience: "expert" })).summaryId).not.toBe(first.summaryId);
    for (const { jobId } of app.summaries.list(input.document.id)) if (jobId !== null) await app.jobs.cancel(jobId);
  });

  it("come out as running text in Markdown, with what was chosen", async () => {
    const { app, make } = start();
    const summary = await make({ structure: "prose" });
    const { data: text } = await app.summaries.export(summary.id, "markdown");
    const whole = text.slice(0, text.indexOf("## Section by section"));
    expect(whole).not.toMatch(/^- /mu);
    for (const { text: sentence } of summary.points) expect(whole).toContain(`${sentence}[^`);
    expect(text).toContain("structure prose");
  });
});

/** What a person is told where the options are wrong. */
function usageOf(parse: () => unknown): string {
  try {
    parse();
  } catch (thrown) {
    const problem = toAppError(thrown).toProblem();
    expect(problem.code).toBe("USAGE");
    return createWords().error(problem);
  }
  throw new Error("The options were taken.");
}

describe("the command line", () => {
  it("takes each option and names what it may be where it is wrong", () => {
    const { summary } = parseOptions(
      "summarize",
      ["a.pdf", "--length", "sentence", "--language", "de", "--audience", "child", "--structure", "facts"].concat(
        "--mode",
        "minutes",
        "--focus",
        " rent ",
      ),
    );
    expect(summary).toEqual({
      length: "sentence",
      focus: "rent",
      language: "de",
      audience: "child",
      structure: "facts",
      mode: "minutes",
    });
    expect(parseOptions("summarize", ["a.pdf"]).summary).toEqual(summaryOptionsSchema.parse({}));
    for (const name of ["length", "language", "audience", "structure", "mode"] as const) {
      const parse = () => parseOptions("summarize", ["a.pdf", `--${name}`, "nonsense"]);
      expect(usageOf(parse)).toMatch(new RegExp(`^--${name} is .+ or `, "u"));
    }
  });
});
