import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../../electron/contract/settings.ts";
import { tuningChoiceSchema, type TuningChoice, tuningLineSchema } from "../../../electron/contract/tuning.ts";
import { createTableExamples } from "../../../electron/core/answerTables/createTableExamples.ts";
import { createChatExamples } from "../../../electron/core/chat/createChatExamples.ts";
import { createTexts } from "../../../electron/core/library/library.ts";
import { createSummaryExamples } from "../../../electron/core/summarize/createSummaryExamples.ts";
import { createTuning } from "../../../electron/core/tuning/createTuning.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import {
  aCollection,
  aColumn,
  aConversation,
  aDocument,
  aMessage,
  anAnswer,
  anAnswerTable,
  aPage,
  aPoint,
  aStoredCell,
  aSummary,
  documentId,
  openLibrary,
  recordingLogger,
} from "../store/library.ts";

const id = documentId("a");
const secret = "Mira Oswald";
const text = "The rent of the mill is 900 euros a month. The lease ends on 31 March 2027.";
const rent = { documentId: id, page: 1, start: 0, end: 42, quote: "The rent of the mill is 900 euros a month." };
const end = { documentId: id, page: 1, start: 43, end: 75, quote: "The lease ends on 31 March 2027." };
const all = tuningChoiceSchema.parse({});

/** A library in which a person has corrected, approved and praised. */
function openDesk() {
  const { store } = openLibrary();
  const document = aDocument({ name: `${secret} lease.pdf`, title: `${secret} lease`, status: "reading" });
  store.documents.put(document);
  const page = aPage(1, text, {
    sentences: [
      { id: "p1.s1", start: 0, end: 42 },
      { id: "p1.s2", start: 43, end: 75 },
    ],
  });
  store.documents.addPages(id, [page]);
  store.documents.finish(id, { ...document, pages: 1, words: 16, readMs: 1, outline: [], readTitle: null });
  store.documents.update(id, { title: `${secret} lease` });

  const corrected = aPoint("The mill is let for 900 euros a month.", {
    citations: [rent],
    corrected: true,
    support: "weak",
  });
  const wrong = aPoint("The lease never ends.", { citations: [end], support: "contradicted" });
  const right = aPoint("The lease ends on 31 March 2027.", { citations: [end] });
  store.summaries.put(
    aSummary({
      status: "done",
      kind: "contract",
      title: `${secret} lease`,
      chunks: { done: 1, total: 1 },
      points: [corrected],
      sections: [{ index: 0, heading: null, firstPage: 1, lastPage: 1, points: [corrected, wrong, right] }],
    }),
  );
  store.corrections.put(id, {
    id: "correction",
    text: corrected.text,
    original: { text: "The rent is 90 euros.", citations: [rent] },
    isOfWhole: true,
    options: aSummary().options,
    createdAt: 1000,
  });

  const columns = [
    aColumn("rent", { kind: "money", question: "What is the rent?" }),
    aColumn("deposit", { kind: "money" }),
  ];
  store.answerTables.put(anAnswerTable({ title: `${secret} leases`, columns }));
  store.answerTables.addRow("table", { documentId: id, path: `/home/${secret}/lease.pdf` });
  store.answerTables.saveCell(
    "table",
    id,
    "rent",
    aStoredCell([anAnswer({ kind: "money", amount: 90, currency: "EUR" }, { text: "90 euros" })]),
  );
  store.answerTables.saveCell("table", id, "deposit", aStoredCell([]));
  store.answerTables.correct("table", id, "rent", { text: "900 euros", value: null, at: 2000, by: secret });

  store.conversations.put(aConversation({ title: secret, documentIds: [id] }));
  store.messages.put(aMessage({ id: "question", text: "What is the rent?" }));
  store.messages.put(
    aMessage({
      id: "answer",
      parentId: "question",
      role: "assistant",
      text: "It is 900 euros [1].",
      citations: [rent],
      model: "Tiny",
      createdAt: 3000,
    }),
  );
  store.messages.put(
    aMessage({ id: "other", parentId: "question", role: "assistant", text: "It is 90 euros.", createdAt: 3000 }),
  );
  const deps = {
    store,
    texts: createTexts({ store, logger: recordingLogger() }),
    textWorker: directTextWorker,
    settings: () => settingsSchema.parse({}),
  };
  const tuning = createTuning({
    store,
    sources: {
      corrections: createSummaryExamples(deps),
      cells: createTableExamples(deps),
      answers: createChatExamples(deps),
    },
  });
  return { store, tuning };
}

async function linesOf(tuning: ReturnType<typeof openDesk>["tuning"], choice: Partial<TuningChoice> = {}) {
  const { data } = await tuning.export({ ...all, ...choice });
  const lines = data.split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => tuningLineSchema.parse(JSON.parse(line)).messages);
}

describe("the export for tuning", () => {
  it("has the points of a part as the person left them, without those that are wrong", async () => {
    const { tuning } = openDesk();
    const [line, ...more] = await linesOf(tuning, { kinds: ["corrections"] });
    expect(more).toEqual([]);
    expect(line?.map(({ role }) => role)).toEqual(["system", "user", "assistant"]);
    expect(line?.[1]?.content).toContain(text);
    expect(line?.[1]?.content).toContain("bullet points");
    expect(line?.[2]?.content).toBe("- The mill is let for 900 euros a month.\n- The lease ends on 31 March 2027.");
  });

  it("has cells that were corrected, and all that is told in rows that were approved", async () => {
    const { store, tuning } = openDesk();
    const answers = async () => (await linesOf(tuning, { kinds: ["cells"] })).map((line) => line.at(-1)?.content);
    expect(await answers()).toEqual(["900 euros"]);
    store.answerTables.approve("table", [id], { at: 2500, by: secret });
    expect(await answers()).toEqual(["900 euros", "NOT STATED"]);
    store.answerTables.correct("table", id, "rent", null);
    expect(await answers()).toEqual(["90 euros", "NOT STATED"]);
  });

  it("has answers that were found good, without marks, and no others", async () => {
    const { store, tuning } = openDesk();
    expect(await linesOf(tuning, { kinds: ["answers"] })).toEqual([]);
    store.messages.rate("answer", "good");
    store.messages.rate("other", "bad");
    const [line, ...more] = await linesOf(tuning, { kinds: ["answers"] });
    expect(more).toEqual([]);
    expect(line?.[1]?.content).toContain(text);
    expect(line?.[1]?.content).toContain("What is the rent?");
    expect(line?.at(-1)?.content).toBe("It is 900 euros.");
    store.messages.rate("answer", null);
    expect(await linesOf(tuning, { kinds: ["answers"] })).toEqual([]);
    expect(store.messages.get("other")?.rating).toBe("bad");
  });

  it("holds no name, path, id or date of the person or of the library", async () => {
    const { store, tuning } = openDesk();
    store.messages.rate("answer", "good");
    store.answerTables.approve("table", [id], { at: 2500, by: secret });
    const { data } = await tuning.export(all);
    for (const never of [secret, "Oswald", "lease.pdf", "/home", id, "table", "conversation", "Tiny", "2500", "1970"]) {
      expect(data).not.toContain(never);
    }
    expect(data).toContain("Document: Untitled");
  });

  it("takes what is chosen, tells each line once and what the file would hold", async () => {
    const { store, tuning } = openDesk();
    store.messages.rate("answer", "good");
    store.messages.put(aMessage({ id: "again", parentId: "question", role: "assistant", text: "It is 900 euros." }));
    store.messages.rate("again", "good");
    const preview = await tuning.preview(all);
    expect(preview.counts).toEqual({ corrections: 1, cells: 1, answers: 1 });
    expect(preview).toMatchObject({ lines: 3, documents: 1 });
    const { data } = await tuning.export(all);
    expect(preview.bytes).toBe(Buffer.byteLength(data));
    expect(preview.first).toEqual(data.trimEnd().split("\n"));
    expect((await tuning.preview({ ...all, since: 1500 })).counts).toEqual({ corrections: 0, cells: 1, answers: 1 });
    expect((await tuning.preview({ ...all, documentIds: [documentId("b")] })).lines).toBe(0);
    store.collections.put(aCollection());
    expect((await tuning.preview({ ...all, collectionId: "collection" })).lines).toBe(0);
    store.collections.addMember("collection", { documentId: id, path: "lease.pdf", state: "done", problem: null });
    expect((await tuning.preview({ ...all, collectionId: "collection" })).lines).toBe(3);
  });

  it("refuses lines that no trainer takes", () => {
    const said = (role: string, content: string) => ({ role, content });
    const [user, assistant] = [said("user", "Q"), said("assistant", "A")];
    expect(tuningLineSchema.safeParse({ messages: [user, assistant] }).success).toBe(true);
    for (const messages of [
      [user],
      [user, user, assistant],
      [assistant],
      [user, assistant, user],
      [user, said("assistant", " ")],
    ]) {
      expect(tuningLineSchema.safeParse({ messages }).success).toBe(false);
    }
  });
});
