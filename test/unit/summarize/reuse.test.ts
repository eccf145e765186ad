import { describe, expect, it, onTestFinished } from "vitest";
import type { Summary } from "../../../electron/contract/summaries.ts";
import type { ModelStyle } from "../../../electron/core/llm/languageModel.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import { addDocument, type Application, startApplication } from "../../integration/summarize/application.ts";
import { temporaryFolder } from "../store/library.ts";
import { faithfulAnswer, isMap, isMerge, scriptedEngine, type ScriptedEngine } from "./scriptedEngine.ts";
import { textDocument } from "./textDocument.ts";

const model = { id: "b".repeat(64), path: "/nowhere/model.gguf" };
const standard = summaryOptionsSchema.parse({});

type Input = ReturnType<typeof textDocument>;

const paragraph = (page: number, place: number): string =>
  Array.from(
    { length: 5 },
    (_, line) =>
      `On page ${String(page)} the harbour master wrote remark ${String(place * 5 + line)} about boats, cranes and ropes that lay near the quay.`,
  ).join(" ");
const pageOf = (page: number): string =>
  `# Chapter ${String(page)}\n${Array.from({ length: 8 }, (_, place) => paragraph(page, place)).join("\n")}`;
const pages = Array.from({ length: 6 }, (_, page) => pageOf(page));

function open(style: ModelStyle = "instruct"): { app: Application; engine: ScriptedEngine } {
  const engine = scriptedEngine({ answer: faithfulAnswer });
  const app = startApplication(temporaryFolder(), model, { engine, asked: { style, chunkTokens: null } });
  onTestFinished(() => app.dispose());
  return { app, engine };
}

function add(app: Application, texts: readonly string[], previous?: Input): Input {
  const input = textDocument(texts, { title: `Harbour with ${String(texts.join("").length)} characters` });
  addDocument(app.store, input);
  if (previous) app.store.documents.setPrevious(input.document.id, previous.document.id);
  return input;
}

/** The summary of a document and how many parts the model was asked to read for it. */
async function summarize(
  { app, engine }: { app: Application; engine: ScriptedEngine },
  input: Input,
  options = standard,
): Promise<{ summary: Summary; read: number; merged: number }> {
  const before = engine.asked.length;
  const { summaryId, jobId } = await app.summaries.start(input.document.id, options, null);
  await app.jobs.finished(jobId);
  const summary = app.summaries.get(summaryId);
  expect(summary.status).toBe("done");
  for (const { citations } of [...summary.points, ...summary.sections.flatMap((section) => section.points)]) {
    for (const { documentId, page, start, end, quote } of citations) {
      expect(documentId).toBe(input.document.id);
      expect(input.pages[page - 1]?.text.slice(start, end)).toBe(quote);
    }
  }
  const asked = engine.asked.slice(before);
  return { summary, read: asked.filter(isMap).length, merged: asked.filter(isMerge).length };
}

/** A sentence in the middle changed, and a page put before all others, so that everything stands elsewhere. */
const edited = [
  "# Foreword\nThe second edition was made in the spring by the clerk of the harbour.",
  ...pages.with(3, (pages[3] ?? "").replace("remark 22 about boats", "remark 22 about whales")),
];

describe("the summary of a new version", () => {
  it("takes over the parts that did not change, citing the new document, and says how many", async () => {
    const room = open();
    const first = add(room.app, pages);
    const { summary: old, read: all } = await summarize(room, first);
    expect(old.coverage?.chunks).toEqual({ total: all, mapped: all, reused: 0 });
    expect(all).toBeGreaterThanOrEqual(pages.length);

    const { summary, read } = await summarize(room, add(room.app, edited, first));
    const total = summary.coverage?.chunks.total ?? 0;
    expect(summary.coverage?.chunks).toEqual({ total, mapped: total, reused: total - read });
    // The foreword, and the part around the changed sentence.
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThanOrEqual(3);
    expect(summary.sections.every(({ points }) => points.length > 0)).toBe(true);
    expect((await room.app.summaries.export(summary.id, "markdown")).data).toContain(
      `${String(total - read)} of them unchanged since the version before`,
    );
  });

  it("merges again only what lies above a change, of a model that merges", async () => {
    const room = open("starter");
    const chapters = Array.from({ length: 16 }, (_, page) => pageOf(page));
    const first = add(room.app, chapters);
    const { merged: all } = await summarize(room, first);
    const changed = chapters.with(3, (chapters[3] ?? "").replace("remark 2 about boats", "remark 2 about whales"));
    const { summary, merged } = await summarize(room, add(room.app, changed, first));
    expect(all).toBeGreaterThanOrEqual(5);
    expect(merged).toBeGreaterThan(0);
    expect(merged).toBeLessThanOrEqual(all - 3);
    expect(summary.points.length).toBeGreaterThan(0);
  });

  it("goes on from version to version, also over one that was never summarized", async () => {
    const room = open();
    const first = add(room.app, pages);
    await summarize(room, first);
    const second = add(room.app, edited, first);
    const third = add(room.app, [...edited, "# Afterword\nThe boats came home before the storm."], second);
    expect((await summarize(room, third)).read).toBeLessThanOrEqual(3);
    const fourth = add(room.app, [...edited, "# Afterword\nThe boats came home after the storm."], third);
    expect((await summarize(room, fourth)).read).toBe(1);
  });

  it("reads everything for other options, for a document that is no version, and for whoever asks once more", async () => {
    const room = open();
    const first = add(room.app, pages);
    const { read: all } = await summarize(room, first);
    expect((await summarize(room, add(room.app, [...pages, "# End\nThis is the end."]))).read).toBeGreaterThanOrEqual(
      all,
    );
    const second = add(room.app, edited, first);
    const other = await summarize(room, second, summaryOptionsSchema.parse({ focus: "whales" }));
    expect(other.summary.coverage?.chunks.reused).toBe(0);
    expect((await summarize(room, second)).read).toBeLessThanOrEqual(3);
    const again = await summarize(room, second);
    expect(again.summary.coverage?.chunks.reused).toBe(0);
    expect(again.read).toBe(again.summary.coverage?.chunks.total);
  });

  it("forgets parts with the summary they belong to", async () => {
    const room = open();
    const first = add(room.app, pages);
    const { summary } = await summarize(room, first);
    expect(room.app.store.summaries.parts(first.document.id).size).toBeGreaterThanOrEqual(
      summary.coverage?.chunks.total ?? 0,
    );
    expect([...room.app.store.summaries.checkpoints(summary.id).keys()].every((key) => key.startsWith("part:"))).toBe(
      true,
    );
    await room.app.summaries.remove(summary.id);
    expect(room.app.store.summaries.parts(first.document.id).size).toBe(0);
    expect((await summarize(room, add(room.app, edited, first))).summary.coverage?.chunks.reused).toBe(0);
  });

  it("does not take over what is damaged", async () => {
    const room = open();
    const first = add(room.app, pages);
    const { summary, read: all } = await summarize(room, first);
    for (const key of room.app.store.summaries.parts(first.document.id).keys()) {
      room.app.store.summaries.saveCheckpoint(summary.id, key, { hashes: "none", points: 7 });
    }
    const second = await summarize(room, add(room.app, edited, first));
    expect(second.summary.coverage?.chunks.reused).toBe(0);
    expect(second.read).toBeGreaterThanOrEqual(all);
  });
});
