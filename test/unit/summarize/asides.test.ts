import { describe, expect, it, onTestFinished } from "vitest";
import type { ModelStyle } from "../../../electron/core/llm/languageModel.ts";
import { reportSchema, type Summary } from "../../../electron/contract/summaries.ts";
import { summaryOptionsSchema, type SummaryOptions } from "../../../electron/contract/summaryOptions.ts";
import { answeredBy } from "../../../electron/core/summarize/asides.ts";
import { addDocument, startApplication } from "../../integration/summarize/application.ts";
import { temporaryFolder } from "../store/library.ts";
import { faithfulAnswer, type Script, scriptedEngine } from "./scriptedEngine.ts";
import { textDocument } from "./textDocument.ts";

const model = { id: "d".repeat(64), path: "/nowhere/model.gguf" };
const text = `The harbour of Ravensworth was built by the engineer Ada Holm in 1887.
The council pays 4,200 crowns a year for the repair of its quay, and the harbour master reports to the council every March.
Fishermen may moor at the northern pier until ten in the evening without a fee of any kind.
A storm tore two lanterns from the lighthouse in 1902, and the keeper replaced them in the following spring.`;
const named = textDocument([text], { title: "The harbour of Ravensworth" });
/** Called by the name of its file, "document.txt". */
const unnamed = textDocument([text], { title: "document" });

const questions = `1. How much does the council pay for the repair of the quay?
2. Until when may fishermen moor at the northern pier?
3. Which bank lent money to the bishop of Rome?
4. When did a storm tear lanterns from the lighthouse?
5. Who built the harbour of Ravensworth?`;

const questionOf: (request: Parameters<Script["answer"]>[0]) => string = ({ turns }) =>
  (turns.at(-1)?.text ?? "").split("End of the text.\n\n")[1] ?? "";
const asksQuestions: (request: Parameters<Script["answer"]>[0]) => boolean = (request) =>
  questionOf(request).includes("questions that a reader");
const asksTitle: typeof asksQuestions = (request) => questionOf(request).startsWith("Write a title");

interface Answers {
  readonly questions?: string | (() => string | Promise<string>);
  readonly title?: string | (() => string | Promise<string>);
  readonly points?: string;
}

function open(input: typeof named, answers: Answers, style: ModelStyle = "instruct") {
  const said = (answer: Answers["title"]) => (typeof answer === "function" ? answer() : (answer ?? ""));
  const engine = scriptedEngine({
    modelId: model.id,
    answer(request, sentences) {
      if (asksQuestions(request)) return said(answers.questions);
      if (asksTitle(request)) return said(answers.title);
      return answers.points ?? faithfulAnswer(request, sentences);
    },
  });
  const app = startApplication(temporaryFolder(), model, { engine, asked: { style, chunkTokens: null } });
  onTestFinished(() => app.dispose());
  addDocument(app.store, input);
  const { id } = input.document;
  /** Makes a summary; its questions may still be asked. */
  const start = async (options: Partial<SummaryOptions> = {}): Promise<Summary> => {
    const { summaryId, jobId } = await app.summaries.start(id, summaryOptionsSchema.parse(options), null);
    await app.jobs.finished(jobId);
    return app.summaries.get(summaryId);
  };
  const make = async (options: Partial<SummaryOptions> = {}): Promise<Summary> => {
    const { id: summaryId } = await start(options);
    await app.summaries.machineReadable(id, summaryId, "standard");
    return app.summaries.get(summaryId);
  };
  return { app, engine, start, make, id, title: () => app.store.documents.get(id)?.title };
}

describe("questions beside a summary", () => {
  it("are those that the document answers, three at most, and stand in its report", async () => {
    const { app, engine, make, id } = open(named, { questions });
    const summary = await make();
    expect(summary.status).toBe("done");
    expect(summary.questions).toEqual([
      "How much does the council pay for the repair of the quay?",
      "Until when may fishermen moor at the northern pier?",
      "When did a storm tear lanterns from the lighthouse?",
    ]);
    const report = reportSchema.parse(await app.summaries.machineReadable(id, summary.id, "standard"));
    expect(report.summary?.questions).toEqual(summary.questions);
    // Behind the same text as the first question of all, so that it is read once.
    const begins = (place: number): string =>
      engine.asked.at(place)?.turns.at(-1)?.text.split("End of the text.")[0] ?? "";
    expect(begins(-1)).toBe(begins(0));
    expect(engine.asked.at(-1)?.turns[0]).toEqual(engine.asked[0]?.turns[0]);
  });

  it("are the same for the same", async () => {
    const asked = await Promise.all(
      [1, 2].map(async () => {
        const { engine, make } = open(named, { questions });
        await make();
        return engine.asked.find(asksQuestions);
      }),
    );
    expect(asked[0]).toMatchObject({ temperature: 0, seed: asked[1]?.seed, turns: asked[1]?.turns });
  });

  it("come after the summary is done, and take nothing from it where they fail", async () => {
    const { app, start, id } = open(named, { questions: () => Promise.reject(new Error("The process is gone.")) });
    const summary = await start();
    expect(summary).toMatchObject({ status: "done", jobId: null, problem: null });
    expect(summary.points.length).toBeGreaterThan(0);
    await app.summaries.machineReadable(id, summary.id, "standard");
    expect(app.summaries.get(summary.id)).toEqual(summary);
  });

  it("are stopped without the summary", async () => {
    const asked = Promise.withResolvers<void>();
    const { app, start } = open(named, {
      questions() {
        asked.resolve();
        return new Promise<string>(() => {});
      },
    });
    const summary = await start();
    await asked.promise;
    const job = app.jobs.list().find(({ kind }) => kind === "asides");
    expect(job?.status).toBe("running");
    await app.jobs.cancel(job?.id ?? "");
    expect(app.summaries.get(summary.id)).toEqual(summary);
  });

  it("are left where the summary was removed meanwhile", async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<string>();
    const { app, start } = open(named, {
      questions() {
        asked.resolve();
        return answer.promise;
      },
    });
    const summary = await start();
    await asked.promise;
    const job = app.jobs.list().find(({ kind }) => kind === "asides");
    await app.summaries.remove(summary.id);
    answer.resolve(questions);
    await app.jobs.finished(job?.id ?? "");
    app.summaries.restore(summary.id);
    expect(app.summaries.get(summary.id).questions).toEqual([]);
  });

  it("are not asked of a model that only chooses or continues, nor where the digest stands", async () => {
    for (const style of ["starter", "base"] as const) {
      const { engine, make } = open(named, { questions }, style);
      expect((await make()).questions).toEqual([]);
      expect(engine.asked.filter(asksQuestions)).toEqual([]);
    }
    const { engine, make } = open(named, { questions, points: "I'm sorry, I cannot help with that." });
    const summary = await make();
    expect(summary).toMatchObject({ status: "done", recipe: { instead: "unfit" }, questions: [] });
    expect(engine.asked.filter(asksQuestions)).toEqual([]);
  });

  it("are asked for in the language of the summary", async () => {
    const { engine, make } = open(named, { questions: "Wann wurde der Hafen gebaut?" });
    await make({ language: "de" });
    expect(questionOf(engine.asked.find(asksQuestions) ?? ({ turns: [] } as never))).toContain("Write in German.");
  });
});

describe("the title of a document without one of its own", () => {
  it("is one in the words of the document, and what models are told of it stays as it was", async () => {
    const { engine, make, title, app, id } = open(unnamed, { title: "Title: The Harbour of Ravensworth" });
    const summary = await make();
    expect(title()).toBe("The Harbour of Ravensworth");
    expect(summary.title).toBe("The Harbour of Ravensworth");
    expect(app.store.documents.foundTitle(id)).toBe("The Harbour of Ravensworth");
    await make({ length: "short" });
    const [first, ...more] = engine.asked.filter(({ turns }) => turns.at(-1)?.text.startsWith("Document: ") ?? false);
    expect(first?.turns.at(-1)?.text).toMatch(/^Document: document\n/u);
    for (const { turns } of more) expect(turns.at(-1)?.text).toMatch(/^Document: document\n/u);
    expect(engine.asked.filter(asksTitle)).toHaveLength(1);
  });

  it("stays the name of its file where the model speaks of something else", async () => {
    const { make, title } = open(unnamed, { title: "A history of penguins" });
    expect((await make()).title).toBe("document");
    expect(title()).toBe("document");
  });

  it("is not asked for where it has one", async () => {
    const { engine, make, title } = open(named, { title: "The council of Ravensworth" });
    await make();
    expect(title()).toBe("The harbour of Ravensworth");
    expect(engine.asked.filter(asksTitle)).toEqual([]);
  });

  it("is the one that a person gave meanwhile", async () => {
    const { app, make, title, id } = open(unnamed, {
      title() {
        app.store.documents.update(id, { title: "Mine" });
        return "The harbour of Ravensworth";
      },
    });
    expect((await make()).title).toBe("document");
    expect(title()).toBe("Mine");
    expect(app.store.documents.foundTitle(id)).toBeNull();
  });
});

describe("a question is answered", () => {
  const isAnswered = answeredBy(text.split("\n"), "en");

  it.each([
    ["Who built the harbour of Ravensworth?", true],
    ["When does the harbour master report to the council?", true],
    ["What does the document say about the northern pier?", true],
    ["How many ships sank in the war against Denmark?", false],
    ["What is the name of the author?", false],
    ["What is it?", false],
  ])("%j: %s", (question, answered) => {
    expect(isAnswered(question)).toBe(answered);
  });
});
