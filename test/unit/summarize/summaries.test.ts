import { describe, expect, it, onTestFinished, vi } from "vitest";
import { checkVersion } from "../../../electron/contract/findings.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import type { JobEvent } from "../../../electron/contract/jobs.ts";
import { reportSchema, type Summary, summarySchema } from "../../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import type { Engine, GenerateRequest } from "../../../electron/core/llm/local/engine.ts";
import { temporaryFolder } from "../store/library.ts";
import { addDocument, type Application, startApplication } from "../../integration/summarize/application.ts";
import { faithfulAnswer, isLead, isMap, type Script, scriptedEngine, type ScriptedEngine } from "./scriptedEngine.ts";
import { subjects, textDocument } from "./textDocument.ts";
import { legacyReason } from "../../../electron/contract/reasons.ts";
import { withSentences } from "../../../electron/words/withSentences.ts";
import { words } from "../../helpers/words.ts";

const model = { id: "b".repeat(64), path: "/nowhere/model.gguf" };
const standard = summaryOptionsSchema.parse({});

/** Eleven pages in four sections, one of them unread: about a dozen chunks in a context of 4,096 tokens. */
const input = textDocument(
  [
    ...Array.from({ length: 5 }, (_, page) => `# Chapter ${String(page)}\n${pageText(page)}`),
    null,
    ...Array.from({ length: 5 }, (_, page) => pageText(page + 5)),
  ],
  { title: "The harbour" },
);

function pageText(page: number): string {
  const sentence = (place: number): string =>
    `On page ${String(page)} the harbour master wrote remark ${String(place)} ${subjects[page % subjects.length] ?? ""}. `;
  return Array.from({ length: 8 }, (_, paragraph) =>
    Array.from({ length: 5 }, (__, place) => sentence(paragraph * 5 + place)).join(""),
  ).join("\n");
}

function open(
  script: Script,
  folder = temporaryFolder(),
): { app: Application; engine: ScriptedEngine; folder: string } {
  const engine = scriptedEngine(script);
  return { app: openWith(engine, folder), engine, folder };
}

function openWith(engine: Engine, folder: string): Application {
  const app = startApplication(folder, model, { engine });
  let open = true;
  const { dispose } = app;
  const once = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await dispose();
  };
  onTestFinished(once);
  return { ...app, dispose: once };
}

async function summarize(app: Application, options: Summary["options"] = standard): Promise<Summary> {
  addDocument(app.store, input);
  const { summaryId, jobId } = await app.summaries.start(input.document.id, options, null);
  await app.jobs.finished(jobId);
  return app.summaries.get(summaryId);
}

function expectRealQuotes(summary: Summary): void {
  const points = [...summary.points, ...summary.sections.flatMap((section) => section.points)];
  for (const { citations } of points) {
    for (const { page, start, end, quote } of citations) {
      expect(input.pages[page - 1]?.text.slice(start, end)).toBe(quote);
    }
  }
}

describe("a summary", () => {
  it("lets a very small model only choose sentences, and shows the whole of one it was cut off in", async () => {
    const engine = scriptedEngine({
      answer: (_, sentences) => `- ${sentences[1] ?? ""} [2]\n- ${sentences[2] ?? ""} [3]`,
    });
    const app = startApplication(temporaryFolder(), model, { engine, asked: { style: "starter", chunkTokens: null } });
    onTestFinished(() => app.dispose());
    const summary = await summarize(app);
    expectRealQuotes(summary);
    // What the digest holds dear and the model left out was added.
    const digest = await app.summaries.digest(summary.documentId, standard.length);
    expect(summary.points.length).toBeGreaterThanOrEqual(digest.lines.length);
    const points = [...summary.points, ...summary.sections.flatMap((section) => section.points)];
    expect(points.length).toBeGreaterThan(1);
    for (const { text, citations, support } of points) {
      expect(citations.map(({ quote }) => quote.replaceAll(/\s+/g, " "))).toEqual([text]);
      expect(support).toBe("verified");
    }
    for (const { turns, grammar, choice } of engine.asked) {
      // Numbers behind the sentences, as in the answer, which can be made of them only.
      const shown = (turns[0]?.text ?? "").split("\n").map((line) => `- ${line}`);
      expect(choice?.lines.length).toBeGreaterThan(0);
      expect(choice?.lines.filter((line) => !shown.includes(line))).toEqual([]);
      expect(grammar).toBeUndefined();
    }
  });

  it("asks a model that was trained on its steps without the rules, and for as much at a time as it was trained on", async () => {
    const engine = scriptedEngine({ answer: faithfulAnswer });
    const app = startApplication(temporaryFolder(), model, { engine, asked: { style: "starter", chunkTokens: 200 } });
    onTestFinished(() => app.dispose());
    const summary = await summarize(app);
    expect(summary.status).toBe("done");
    expectRealQuotes(summary);
    for (const { turns } of engine.asked) {
      expect(turns.map(({ role }) => role)).toEqual(["user"]);
      expect(turns[0]?.text).not.toContain("Rules:");
    }
    const maps = engine.asked.filter(isMap);
    expect(maps.length).toBeGreaterThan(1);
    const guided = scriptedEngine({ answer: faithfulAnswer });
    await summarize(openWith(guided, temporaryFolder()));
    expect(maps.length).toBeGreaterThan(guided.asked.filter(isMap).length);
  });

  it("covers the whole document with quotes that stand there", async () => {
    const { app, engine } = open({ answer: faithfulAnswer, parallel: 3 });
    const summary = await summarize(app);
    summarySchema.parse(summary);
    expect(summary).toMatchObject({ status: "done", jobId: null, problem: null, title: "The harbour" });
    expect(summary.points.length).toBeGreaterThan(0);
    expect(summary.points.every(({ support }) => support === "verified")).toBe(true);
    expectRealQuotes(summary);
    const maps = engine.asked.filter(isMap);
    expect(maps.length).toBeGreaterThan(4);
    // The whole is chosen by code: only what stands before it is asked for.
    expect(engine.asked.filter((request) => !isMap(request)).map(isLead)).toEqual([true]);
    expect(summary.points.map(({ role }) => role)).toEqual(["lead", ...summary.points.slice(1).map(() => "point")]);
    expect(summary.chunks).toEqual({ done: maps.length, total: maps.length });
    const prompts = maps.map(({ turns }) => turns.at(-1)?.text ?? "").join("\n");
    for (const page of input.pages) {
      for (const { start, end } of page.sentences) expect(prompts).toContain(page.text.slice(start, end));
    }
    expect(summary.coverage).toMatchObject({
      pages: { total: 11, read: 10, unread: [{ page: 6, reason: legacyReason("It is a picture.") }] },
      chunks: { total: maps.length, mapped: maps.length },
      truncated: false,
    });
    expect(summary.coverage?.sections.total).toBe(summary.sections.length);
    // Only the parts are kept, which a new version of the document may take over.
    const kept = [...app.store.summaries.checkpoints(summary.id).keys()];
    expect(kept.length).toBe(maps.length);
    expect(kept.every((key) => key.startsWith("part:"))).toBe(true);
  });

  it("asks for its beginning from the points that were chosen, without a number to copy", async () => {
    const { app, engine } = open({ answer: faithfulAnswer });
    const summary = await summarize(app);
    const lead = engine.asked.find(isLead)?.turns.at(-1)?.text ?? "";
    for (const { text } of summary.points) expect(lead).toContain(`- ${text}\n`);
    for (const { turns } of engine.asked) expect(turns.map(({ text }) => text).join("\n")).not.toMatch(/\[\d+\]/u);
  });

  it("shows its points before what leads them is written", async () => {
    const { app } = open({ answer: faithfulAnswer });
    addDocument(app.store, input);
    const { jobId } = await app.summaries.start(input.document.id, standard, null);
    const leads: number[] = [];
    for await (const event of app.jobs.attach(jobId)) {
      if (event.type !== "item" || event.item.kind !== "points") continue;
      expect(event.item.points.length).toBeGreaterThan(1);
      leads.push(event.item.points.filter(({ role }) => role === "lead").length);
    }
    expect(leads[0]).toBe(0);
    expect(leads.at(-1)).toBe(1);
  });

  it("tells its progress and grows in place", async () => {
    const { app } = open({ answer: faithfulAnswer });
    addDocument(app.store, input);
    const { jobId } = await app.summaries.start(input.document.id, standard, null);
    const events: JobEvent[] = [];
    for await (const event of app.jobs.attach(jobId)) events.push(event);
    const stages = events.flatMap((event) => (event.type === "progress" ? [event.stage] : []));
    expect([...new Set(stages)]).toEqual(["loading", "mapping", "merging", "verifying"]);
    const kinds = events.flatMap((event) => (event.type === "item" ? [event.item.kind] : []));
    expect(kinds[0]).toBe("digest");
    expect(kinds.filter((kind) => kind === "section").length).toBeGreaterThan(3);
    expect(kinds.slice(-2)).toEqual(["points", "result"]);
    const left = events.flatMap((event) => (event.type === "progress" ? [event.leftMs] : []));
    expect(left.at(-1)).toBe(0);
    expect(events.at(-1)?.type).toBe("done");
  });

  it("of a short text asks for its points and for what stands before them, and says nothing twice", async () => {
    const { app, engine } = open({ answer: faithfulAnswer });
    const short = textDocument(["The council met. The harbour budget grew. Nobody objected to it."]);
    addDocument(app.store, short);
    const { summaryId, jobId } = await app.summaries.start(short.document.id, standard, null);
    await app.jobs.finished(jobId);
    expect(engine.asked.map(isLead)).toEqual([false, true]);
    expect(app.summaries.get(summaryId).points.map(({ text, role }) => [text, role])).toEqual([
      ["The council met.", "lead"],
      ["The harbour budget grew.", "point"],
      ["Nobody objected to it.", "point"],
    ]);
  });

  it("puts the question behind the text, the same text for each", async () => {
    const { app, engine } = open({ answer: faithfulAnswer });
    await summarize(app, { ...standard, length: "short", focus: "Who pays?" });
    expect(engine.asked.length).toBeGreaterThan(1);
    for (const { turns } of engine.asked) {
      expect(turns.at(-1)?.text).toMatch(/End of the text\.\n\nThe reader asks: Who pays\?/u);
      // A value that is not given leaves a gap in the question.
      expect(turns.at(-1)?.text.split("End of the text.")[1]).toMatch(/at most \d+ words/u);
    }
  });

  it("is empty, not invented, where nothing answers the question", async () => {
    const { app } = open({ answer: () => "NONE" });
    const summary = await summarize(app, { ...standard, length: "short", focus: "Who pays?" });
    expect(summary).toMatchObject({ status: "done", points: [] });
    expect(summary.coverage?.chunks.mapped).toBe(summary.chunks.total);
  });

  it("is the running one where the same is asked for again", async () => {
    const gate = Promise.withResolvers<string>();
    const { app } = open({ answer: () => gate.promise });
    addDocument(app.store, input);
    const first = await app.summaries.start(input.document.id, standard, null);
    expect(await app.summaries.start(input.document.id, standard, null)).toEqual(first);
    const other = await app.summaries.start(input.document.id, { ...standard, focus: "ropes" }, null);
    expect(other.summaryId).not.toBe(first.summaryId);
    expect(app.summaries.list(input.document.id).map(({ status }) => status)).toEqual(["running", "running"]);
    gate.resolve("- The harbour master wrote remarks.");
    await app.jobs.finished(other.jobId);
  });

  it("draws the same words again, and others where another version is asked for", async () => {
    const { app, engine } = open({ answer: faithfulAnswer });
    addDocument(app.store, input);
    const recipeOf = async (options: Summary["options"], another: boolean): Promise<Summary["recipe"]> => {
      const { summaryId, jobId } = await app.summaries.start(input.document.id, options, null, { another });
      await app.jobs.finished(jobId);
      return app.summaries.get(summaryId).recipe;
    };
    const first = await recipeOf(standard, false);
    expect(first).toMatchObject({ version: 1, temperature: 0 });
    expect(engine.asked.every(({ temperature }) => temperature === 0)).toBe(true);
    expect(await recipeOf(standard, false)).toMatchObject({ seed: first?.seed, temperature: 0 });
    const second = await recipeOf(standard, true);
    expect(second).toMatchObject({ version: 2, temperature: 0.4 });
    expect((await recipeOf(standard, true))?.version).toBe(3);
    const focused = await recipeOf({ ...standard, focus: "ropes" }, true);
    expect(focused?.version).toBe(1);
    expect(new Set([first?.seed, second?.seed, focused?.seed]).size).toBe(3);
    expect(new Set(engine.asked.map(({ seed }) => seed)).size).toBeGreaterThan(1);
  });

  it("of a document that is not read yet, or gone, is refused", async () => {
    const { app } = open({ answer: faithfulAnswer });
    app.store.documents.put({ ...input.document, status: "reading" });
    await expect(app.summaries.start(input.document.id, standard, null)).rejects.toMatchObject({
      code: "DOCUMENT_NOT_READY",
    });
    await expect(app.summaries.start("0".repeat(64), standard, null)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("the sections of a summary", () => {
  /** Thirty sections of three sentences on a few pages: many of them in a chunk. */
  const short = textDocument(
    Array.from({ length: 6 }, (_, page) =>
      Array.from({ length: 5 }, (__, place) => shortSection(page * 5 + place)).join("\n"),
    ),
    { title: "Rules of the harbour" },
  );

  function shortSection(number: number): string {
    const about = ["mooring", "fuel", "noise", "lights", "waste"][number % 5] ?? "";
    const sentence = (place: number): string =>
      `Rule ${String(number)}.${String(place)} on ${about} tells every skipper what is allowed near quay ${String(number)} between dusk and dawn, and what the harbour master has to be told before. `;
    return `# Rule ${String(number)}\n${[1, 2, 3, 4].map(sentence).join("")}`;
  }

  async function summaryOf(
    script: Script,
    asked?: NonNullable<Parameters<typeof startApplication>[2]>["asked"],
    focus = "",
  ) {
    const app = startApplication(temporaryFolder(), model, {
      engine: scriptedEngine(script),
      ...(asked ? { asked } : {}),
    });
    onTestFinished(() => app.dispose());
    addDocument(app.store, short);
    const { summaryId, jobId } = await app.summaries.start(short.document.id, { ...standard, focus }, null);
    await app.jobs.finished(jobId);
    return {
      summary: app.summaries.get(summaryId),
      report: await app.summaries.machineReadable(short.document.id, summaryId, "standard"),
    };
  }

  it("all show a point with its quote, also those that no point of the model came from", async () => {
    const { summary, report } = await summaryOf({ answer: faithfulAnswer });
    expect(summary.sections).toHaveLength(30);
    for (const { heading, points } of summary.sections) {
      expect(points.length).toBeGreaterThan(0);
      for (const point of points) expect(point.section).toBe(heading);
    }
    const chosenByCode = summary.sections.flatMap(({ points }) => points).filter(({ quoted }) => quoted);
    expect(chosenByCode.length).toBeGreaterThan(0);
    for (const { text, citations, support } of chosenByCode) {
      expect(support).toBe("verified");
      expect(citations.map(({ quote }) => quote)).toEqual([text]);
    }
    expect(summary.coverage?.sections).toMatchObject({ total: 30, cited: 30 });
    expect(summary.coverage?.sections.whole).toBeLessThan(10);
    // Who reads the report can count for himself.
    const headings = report.summary?.sections.filter(({ points }) => points.length > 0).map(({ heading }) => heading);
    expect(new Set(headings).size).toBe(report.coverage.sections.cited);
  });

  it("stay empty where they do not answer the question", async () => {
    const { summary } = await summaryOf({ answer: () => "NONE" }, undefined, "What does the ferry cost?");
    expect(summary.sections.flatMap(({ points }) => points)).toEqual([]);
    expect(summary.coverage?.sections).toMatchObject({ total: 30, cited: 0, whole: 0, spoken: 0, listed: 30 });
  });

  it("are all in the whole, as far as it has room, of a model that always chooses the first sentence", async () => {
    const { summary } = await summaryOf(
      {
        answer: (_, sentences) =>
          [0, 1, 2, 3].map((place) => `- ${sentences[place] ?? ""} [${String(place + 1)}]`).join("\n"),
      },
      { style: "starter", chunkTokens: 200 },
    );
    const sections = summary.points.map(({ section }) => section);
    expect(new Set(sections).size).toBe(sections.length);
    expect(sections.length).toBeGreaterThan(5);
    const places = summary.points.map(({ citations: [first] }) => (first ? first.page * 1e6 + first.start : 0));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

describe("a model that writes badly", () => {
  it("is taken at its word only: numbers that it was not shown are no citations", async () => {
    const { app } = open({ answer: () => "- The harbour master wrote remarks about boats. [999,0,-1]" });
    const summary = await summarize(app);
    expect(summary.status).toBe("done");
    expect(summary.points.filter(({ quoted }) => !quoted)).toMatchObject([{ support: "verified" }]);
    for (const { text, citations } of [...summary.points, ...summary.sections.flatMap((section) => section.points)]) {
      expect(text).not.toContain("[");
      expect(citations.length).toBeGreaterThan(0);
    }
    expectRealQuotes(summary);
  });

  it("says the same of every part once in the whole, beside sentences of the digest where that is too little", async () => {
    const { app } = open({ answer: () => "- The harbour master wrote remarks about boats." });
    const summary = await summarize(app);
    const [own, quoted] = [false, true].map((isQuoted) => summary.points.filter((point) => point.quoted === isQuoted));
    expect(own?.map(({ text }) => text)).toEqual(["The harbour master wrote remarks about boats."]);
    expect(quoted).toHaveLength(3);
    expectRealQuotes(summary);
  });

  it.each([
    ["what no sentence carries", () => "- The harbour master paid 98,765 dollars to Bartholomew Quux.", 1],
    ["a loop, in other words too", () => "- The harbour is a harbour.\n".repeat(40), 2],
    ["a refusal", () => "I'm sorry, but I can't help with that.", 2],
    ["nothing", () => "", 2],
  ])("is not asked about the other parts where of the first it writes %s", async (_, answer, questions) => {
    const { app, engine } = open({ answer, parallel: 1 });
    const summary = await summarize(app);
    expect(engine.asked).toHaveLength(questions);
    expect(summary).toMatchObject({ status: "done", recipe: { instead: "unfit" }, chunks: { done: 0, total: 0 } });
    const digest = (await app.summaries.digest(input.document.id, "standard")).lines;
    expect(summary.points.map(({ text }) => text)).toEqual(digest.map(({ text }) => text));
    expect(summary.sections.every(({ points }) => points.length > 0)).toBe(true);
    for (const point of [...summary.points, ...summary.sections.flatMap((section) => section.points)]) {
      expect(point).toMatchObject({ support: "verified", quoted: true, findings: [] });
    }
    expect(summary.coverage?.truncated).toBe(false);
    expectRealQuotes(summary);
  });

  it("of a later part leaves that one to the sentences of the document", async () => {
    const { app, engine } = open({
      answer: (request, sentences, call) => (call === 3 || call === 4 ? "" : faithfulAnswer(request, sentences)),
    });
    const summary = await summarize(app);
    expect(summary.recipe?.instead ?? null).toBeNull();
    expect(engine.asked[3]?.turns.at(-1)?.text).toContain("List ");
    expect(summary.sections.every(({ points }) => points.length > 0)).toBe(true);
    expect(summary.coverage?.chunks.mapped).toBe(summary.chunks.total);
  });

  it("keeps what it finished where it is cut off", async () => {
    const { app } = open({
      answer: () => "- The harbour master wrote remarks about boats.\n- And then the harb",
      stop: "length",
    });
    const summary = await summarize(app);
    const own = summary.sections.flatMap((section) => section.points).filter(({ quoted }) => !quoted);
    expect([...new Set(own.map(({ text }) => text))]).toEqual(["The harbour master wrote remarks about boats."]);
  });

  it("that only puts names in a row gives way to the digest, without waiting for what it writes beside it", async () => {
    const never = Promise.withResolvers<string>();
    const isFirst = ({ turns }: GenerateRequest): boolean => turns.at(-1)?.text.includes("On page 0") === true;
    const { app, engine } = open({
      parallel: 2,
      answer: (request) => (isFirst(request) ? "- Harbour Master, Remark 1, Harbour" : never.promise),
    });
    const summary = await summarize(app);
    expect(engine.asked.every(isFirst)).toBe(false);
    expect(summary).toMatchObject({ status: "done", recipe: { instead: "unfit" } });
    expect(summary.points.every(({ quoted }) => quoted)).toBe(true);
  });

  it("that writes half a sentence and no more gives way to the digest", async () => {
    const { app } = open({ answer: () => "- The harbour master wrote rem", stop: "length" });
    const summary = await summarize(app);
    expect(summary.points.length).toBeGreaterThan(0);
    expect(summary.points.every(({ quoted }) => quoted)).toBe(true);
    expectRealQuotes(summary);
  });
});

describe("an answer that is being written", () => {
  const sectionsSeen = (events: readonly JobEvent[]) =>
    events.flatMap((event) => (event.type === "item" && event.item.kind === "section" ? [event.item.section] : []));

  it("shows its points before its end", async () => {
    const isShown = Promise.withResolvers<void>();
    let lines = 0;
    const { app } = open({
      answer: faithfulAnswer,
      // The third line is not written before the first two are seen.
      shown: () => ((lines += 1) === 2 ? isShown.promise : undefined),
    });
    addDocument(app.store, input);
    const { jobId, summaryId } = await app.summaries.start(input.document.id, standard, null);
    const events: JobEvent[] = [];
    for await (const event of app.jobs.attach(jobId)) {
      events.push(event);
      if (lines !== 2 || sectionsSeen([event])[0]?.points.length !== 2) continue;
      expect(app.summaries.get(summaryId).chunks.done).toBe(0);
      isShown.resolve();
    }
    expect(events.at(-1)?.type).toBe("done");
    // What was shown was of the answer: the section of the first part ends with all three.
    expect(sectionsSeen(events).findLast(({ index }) => index === 0)?.points.length).toBeGreaterThanOrEqual(3);
  });

  it("is asked for anew in the same words where the engine dies in it, and what was shown of it goes", async () => {
    let lines = 0;
    const { app, engine } = open({
      answer: (request, sentences, call) =>
        call === 1 ? `- ${sentences[6] ?? ""}\n- ${sentences[7] ?? ""}` : faithfulAnswer(request, sentences),
      shown() {
        if ((lines += 1) === 2) throw new AppError("ENGINE_CRASHED");
      },
    });
    addDocument(app.store, input);
    const { jobId, summaryId } = await app.summaries.start(input.document.id, standard, null);
    const events: JobEvent[] = [];
    for await (const event of app.jobs.attach(jobId)) events.push(event);
    expect(engine.asked[1]?.turns).toEqual(engine.asked[0]?.turns);
    const shown = sectionsSeen(events).map(({ points }) => points.map(({ text }) => text).join("\n"));
    expect(shown[0]).toContain("remark 6");
    // The second answer does not go on from the first.
    expect(shown[1]).toContain("remark 0");
    expect(shown[1]).not.toContain("remark 6");
    const done = app.summaries.get(summaryId);
    expect(done.status).toBe("done");
    expect(JSON.stringify(done.sections[0])).not.toContain("remark 6 ");
  });
});

describe("a summary that was interrupted", () => {
  it("goes on from its finished steps after a restart", async () => {
    const folder = temporaryFolder();
    const reached = Promise.withResolvers<void>();
    const first = scriptedEngine({
      answer(request, sentences, call) {
        if (call <= 4) return faithfulAnswer(request, sentences);
        reached.resolve();
        return new Promise(() => {});
      },
    });
    const before = startApplication(folder, model, { engine: stoppable(first) });
    addDocument(before.store, input);
    const { summaryId } = await before.summaries.start(input.document.id, standard, null);
    await reached.promise;
    await before.dispose();

    const { app, engine } = open({ answer: faithfulAnswer }, folder);
    const found = app.summaries.get(summaryId);
    expect(found).toMatchObject({ status: "interrupted", jobId: null, chunks: { done: 4 } });
    expect(found.sections.some(({ points }) => points.length > 0)).toBe(true);
    const { jobId } = await app.summaries.resume(summaryId);
    await app.jobs.finished(jobId);
    const done = app.summaries.get(summaryId);
    expect(done.status).toBe("done");
    const again = new Set(engine.asked.map(({ turns }) => turns.at(-1)?.text));
    for (const { turns } of first.asked.slice(0, 4)) expect(again.has(turns.at(-1)?.text)).toBe(false);
    expect(engine.asked.filter(isMap).length).toBe(done.chunks.total - 4);
    expect(done.recipe?.seed).toBe(found.recipe?.seed);
    expectRealQuotes(done);
  });

  it("comes to the same as one made in one go", async () => {
    const whole = open({ answer: faithfulAnswer });
    const straight = await summarize(whole.app);
    const { app, folder } = open({
      answer: (request, sentences, call) => {
        if (call === 6) throw new AppError("MODEL_LOAD_FAILED");
        return faithfulAnswer(request, sentences);
      },
    });
    addDocument(app.store, input);
    const { summaryId, jobId } = await app.summaries.start(input.document.id, standard, null);
    await expect(app.jobs.finished(jobId)).rejects.toMatchObject({ code: "MODEL_LOAD_FAILED" });
    expect(app.summaries.get(summaryId)).toMatchObject({ status: "failed", problem: { code: "MODEL_LOAD_FAILED" } });
    await app.dispose();
    const later = open({ answer: faithfulAnswer }, folder);
    const resumed = await later.app.summaries.resume(summaryId);
    await later.app.jobs.finished(resumed.jobId);
    const { points, sections, coverage, problem } = later.app.summaries.get(summaryId);
    expect({ points, sections, coverage, problem }).toEqual({
      points: straight.points,
      sections: straight.sections,
      coverage: straight.coverage,
      problem: null,
    });
  });

  it("is judged by the check as it is now, also where its parts come from the check-points of an earlier one", async () => {
    const straight = await summarize(open({ answer: faithfulAnswer }).app);
    const { app, folder } = open({
      answer(request, sentences) {
        if (isLead(request)) throw new AppError("MODEL_LOAD_FAILED");
        return faithfulAnswer(request, sentences);
      },
    });
    addDocument(app.store, input);
    const { summaryId, jobId } = await app.summaries.start(input.document.id, standard, null);
    await expect(app.jobs.finished(jobId)).rejects.toThrow();
    const found = app.summaries.get(summaryId);
    const sections = found.sections.map((section) => ({
      ...section,
      points: section.points.map((point) => ({ ...point, support: "weak", by: null }) as const),
    }));
    app.store.summaries.put({ ...found, sections, check: { version: 1, problem: null } });
    await app.dispose();
    const later = open({ answer: faithfulAnswer }, folder);
    const resumed = await later.app.summaries.resume(summaryId);
    await later.app.jobs.finished(resumed.jobId);
    const done = later.app.summaries.get(summaryId);
    expect(done.check).toEqual({ version: checkVersion, problem: null });
    expect(done.sections).toEqual(straight.sections);
    expect(done.points.map(({ by }) => by)).toEqual(straight.points.map(({ by }) => by));
  });

  it("reads a part again whose text has changed", async () => {
    const { app, engine, folder } = open({
      answer(request, sentences) {
        if (isLead(request)) throw new AppError("MODEL_LOAD_FAILED");
        return faithfulAnswer(request, sentences);
      },
    });
    addDocument(app.store, input);
    const { summaryId, jobId } = await app.summaries.start(input.document.id, standard, null);
    await expect(app.jobs.finished(jobId)).rejects.toThrow();
    const chunks = engine.asked.filter(isMap).length;
    const pages = input.pages.map((page) =>
      page.number === 1 ? { ...page, text: page.text.replace("ropes", "chain") } : page,
    );
    addDocument(app.store, { ...input, pages });
    await app.dispose();
    const later = open({ answer: faithfulAnswer }, folder);
    const resumed = await later.app.summaries.resume(summaryId);
    await later.app.jobs.finished(resumed.jobId);
    const again = later.engine.asked.filter(isMap);
    expect(again.length).toBe(1);
    expect(again.length).toBeLessThan(chunks);
    expect(again[0]?.turns.at(-1)?.text).toContain("chain");
  });

  it("by the user keeps what was finished, also while it waits in the queue", async () => {
    const gate = Promise.withResolvers<void>();
    const engine = stoppable(
      scriptedEngine({
        answer(request, sentences, call) {
          if (call < 3) return faithfulAnswer(request, sentences);
          gate.resolve();
          return new Promise(() => {});
        },
      }),
    );
    const app = openWith(engine, temporaryFolder());
    addDocument(app.store, input);
    const first = await app.summaries.start(input.document.id, standard, null);
    const queued = await app.summaries.start(input.document.id, { ...standard, focus: "ropes" }, null);
    await gate.promise;
    await app.jobs.cancel(queued.jobId);
    await app.jobs.cancel(first.jobId);
    await expect.poll(() => app.summaries.get(queued.summaryId).status).toBe("interrupted");
    expect(app.summaries.get(first.summaryId)).toMatchObject({
      status: "interrupted",
      jobId: null,
      chunks: { done: 2 },
    });
    const kept = [...app.store.summaries.checkpoints(first.summaryId).keys()];
    expect(kept.filter((key) => key.startsWith("map:"))).toHaveLength(2);
  });

  it("is gone with its check-points once removed, running or not", async () => {
    const gate = Promise.withResolvers<void>();
    const app = openWith(
      stoppable(scriptedEngine({ answer: () => (gate.resolve(), new Promise(() => {})) })),
      temporaryFolder(),
    );
    addDocument(app.store, input);
    const { summaryId } = await app.summaries.start(input.document.id, standard, null);
    await gate.promise;
    await app.summaries.remove(summaryId);
    expect(() => app.summaries.get(summaryId)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
    expect(app.summaries.list(input.document.id)).toEqual([]);
    app.summaries.restore(summaryId);
    expect(app.summaries.get(summaryId).status).toBe("interrupted");
  });
});

describe("a disk that is full at the end", () => {
  it("leaves no summary running, which goes on when there is room again", async () => {
    const { app } = open({ answer: faithfulAnswer });
    const { put } = app.store.summaries;
    let isFull = true;
    vi.spyOn(app.store.summaries, "put").mockImplementation((summary) => {
      if (isFull && summary.status !== "running") throw new AppError("DISK_FULL");
      put(summary);
    });
    addDocument(app.store, input);
    const { summaryId, jobId } = await app.summaries.start(input.document.id, standard, null);
    await expect(app.jobs.finished(jobId)).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(app.store.summaries.get(summaryId)?.status).toBe("running");
    const ended = { status: "failed", jobId: null, problem: { code: "DISK_FULL" } };
    expect(app.summaries.get(summaryId)).toMatchObject(ended);
    expect(app.summaries.list(input.document.id)).toMatchObject([ended]);
    expect(app.summaries.get(summaryId).points.length).toBeGreaterThan(0);

    isFull = false;
    expect(app.summaries.list(input.document.id)).toMatchObject([ended]);
    expect(app.store.summaries.get(summaryId)).toMatchObject(ended);
    const again = await app.summaries.resume(summaryId);
    expect(again.jobId).not.toBe(jobId);
    await app.jobs.finished(again.jobId);
    expect(app.summaries.get(summaryId)).toMatchObject({ status: "done", problem: null });
  });

  it("has no summary made of which the library cannot say that it is made", async () => {
    const { app, engine } = open({ answer: faithfulAnswer });
    const { put } = app.store.summaries;
    let isFull = true;
    vi.spyOn(app.store.summaries, "put").mockImplementation((summary) => {
      if (isFull && (summary.jobId !== null || summary.status !== "running")) throw new AppError("DISK_FULL");
      put(summary);
    });
    addDocument(app.store, input);
    await expect(app.summaries.start(input.document.id, standard, null)).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(app.jobs.list().map(({ kind, status }) => [kind, status])).toEqual([["summarize", "cancelled"]]);
    expect(engine.asked).toEqual([]);
    const [summary] = app.summaries.list(input.document.id);
    expect(summary).toMatchObject({ status: "failed", jobId: null, problem: { code: "DISK_FULL" } });
    isFull = false;
    const { jobId } = await app.summaries.resume(summary?.id ?? "");
    await app.jobs.finished(jobId);
    expect(app.summaries.get(summary?.id ?? "")).toMatchObject({ status: "done", problem: null });
  });
});

describe("an engine that dies", () => {
  it("is asked again for the part it left", async () => {
    const { app, engine } = open({
      answer(request, sentences, call) {
        if (call === 2 || call === 3) throw new AppError("ENGINE_CRASHED");
        return faithfulAnswer(request, sentences);
      },
    });
    const summary = await summarize(app);
    expect(summary.status).toBe("done");
    expect(engine.asked.filter(isMap).length).toBe(summary.chunks.total + 2);
    for (const again of [2, 3]) expect(engine.asked[again]?.turns).toEqual(engine.asked[1]?.turns);
  });

  it("again and again makes the summary fail, with the rest kept", async () => {
    const { app } = open({
      answer(request, sentences, call) {
        if (call >= 3) throw new AppError("ENGINE_CRASHED");
        return faithfulAnswer(request, sentences);
      },
    });
    addDocument(app.store, input);
    const { summaryId, jobId } = await app.summaries.start(input.document.id, standard, null);
    await expect(app.jobs.finished(jobId)).rejects.toMatchObject({ code: "ENGINE_CRASHED" });
    expect(app.summaries.get(summaryId)).toMatchObject({
      status: "failed",
      chunks: { done: 2 },
      problem: { code: "ENGINE_CRASHED" },
    });
  });

  it("with a context that holds no prompt is refused in words", async () => {
    const { app } = open({ answer: faithfulAnswer, contextSize: 256 });
    addDocument(app.store, input);
    const { jobId } = await app.summaries.start(input.document.id, standard, null);
    await expect(app.jobs.finished(jobId)).rejects.toMatchObject({ code: "CONTEXT_TOO_SMALL" });
  });
});

describe("what leaves the application", () => {
  it("is the report of the contract, whose quotes stand in the pages", async () => {
    const { app } = open({ answer: faithfulAnswer });
    const summary = await summarize(app);
    const report = await app.summaries.machineReadable(input.document.id, summary.id, "standard");
    expect(reportSchema.strict().parse(report)).toEqual(report);
    const cited = [...report.digest, ...(report.summary?.points ?? [])].flatMap(({ citations }) => citations);
    expect(cited.length).toBeGreaterThan(3);
    for (const { page, start, end, quote } of cited) expect(input.pages[page - 1]?.text.slice(start, end)).toBe(quote);
    expect(report.coverage.pages.read + report.coverage.pages.unread.length).toBe(report.coverage.pages.total);
    const exported = (await app.summaries.export(summary.id, "json")).data;
    expect(exported).toBe(`${JSON.stringify(withSentences(report, words), null, 2)}\n`);
    expect(exported).toContain('"message": "It is a picture."');
  });

  it("is the digest alone where there is no summary", async () => {
    const { app } = open({ answer: faithfulAnswer });
    addDocument(app.store, input);
    const report = await app.summaries.machineReadable(input.document.id, null, "short");
    expect(reportSchema.parse(report)).toMatchObject({ summary: null, recipe: null, coverage: { truncated: false } });
    expect(report.digest.length).toBeGreaterThan(0);
  });

  it("is Markdown with quotes as notes, the receipt and the recipe", async () => {
    const { app } = open({ answer: faithfulAnswer });
    const summary = await summarize(app);
    const { fileName, data: text } = await app.summaries.export(summary.id, "markdown");
    expect(fileName).toBe("The harbour.md");
    expect(text).toContain("# The harbour");
    expect(text).toMatch(/\[\^1\]: document\.txt, p\. 1: “On page 0/u);
    expect(text).toContain("10 of 11 pages read");
    expect(text).toContain(model.id);
    const docx = await app.summaries.export(summary.id, "docx");
    expect(docx).toMatchObject({ fileName: "The harbour.docx", encoding: "base64" });
    // A ZIP archive, as every DOCX is; what is in it has tests of its own.
    expect(Buffer.from(docx.data, "base64").subarray(0, 2).toString()).toBe("PK");
  });
});

/** A scripted engine whose hanging answers end when they are told to, as the real one's do. */
function stoppable(engine: ScriptedEngine): ScriptedEngine {
  return {
    ...engine,
    generate: (request, options) =>
      Promise.race([
        engine.generate(request, options),
        new Promise<never>((_, reject) => {
          options?.signal?.addEventListener("abort", () => reject(new AppError("CANCELLED")));
        }),
      ]),
  };
}
