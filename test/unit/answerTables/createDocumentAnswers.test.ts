import { expect, it } from "vitest";
import { type Column, type ColumnDraft, columnSchema } from "../../../electron/contract/answerTables.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import { createDocumentAnswers } from "../../../electron/core/answerTables/createDocumentAnswers.ts";
import type { CellOutcome } from "../../../electron/core/answerTables/answerTables.ts";
import { createTexts } from "../../../electron/core/library/library.ts";
import { modelOfRecipe } from "../../../electron/core/llm/languageModel.ts";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { addReadDocument, aDocument, aPage, documentId, openLibrary } from "../store/library.ts";

const lease = [
  "Lease of the mill. The lease is made between Ada Miller (the Landlord) and Ben Weaver (the Tenant).",
  "The tenant pays 950 euros every month for the mill. One cat or one dog may be kept.",
  "What is owed bears interest of 4 percent a year from the tenth day on.",
];

const column = (name: string, draft: Partial<ColumnDraft> = {}): Column =>
  columnSchema.parse({ id: name, name, question: `What about ${name}?`, ...draft });

/** What a document that holds these pages answers, asked of a model that answers so. */
async function ask(
  columns: readonly Column[],
  answer: ((question: string) => string) | null,
  { pages = lease, unread = [] }: { pages?: readonly string[]; unread?: Document["unread"] } = {},
) {
  const { store, logger } = openLibrary();
  const id = documentId("a");
  addReadDocument(store, aDocument({ id, name: "lease.md" }), pages);
  if (unread.length > 0) {
    const missing = unread.map(({ page, reason }) =>
      aPage(page, "", { status: "unread", reason, blocks: [], sentences: [], runs: [] }),
    );
    store.documents.addPages(id, missing);
    store.documents.finish(id, { ...aDocument({ id }), unread, pages: pages.length + unread.length, outline: [] });
  }
  const document = store.documents.get(id);
  if (!document) throw new Error("It was not kept.");
  const answers = createDocumentAnswers({ store, texts: createTexts({ store, logger }), textWorker: directTextWorker });
  const model = createFakeModel({
    parallelism: 3,
    answer: ({ turns }) => [answer?.(turns.at(-1)?.text.split("End of the text.").at(-1)?.trim() ?? "") ?? ""],
  });
  const { signal } = new AbortController();
  const cells: Record<string, CellOutcome> = {};
  const told: string[] = [];
  const session = await model.open("background", { signal });
  const asked = answer === null ? null : { session, by: modelOfRecipe(model) };
  await answers.answer(
    { document, columns, asked },
    (columnId, outcome) => {
      told.push(columnId);
      cells[columnId] = outcome;
    },
    signal,
  );
  const before = model.asked.map(({ turns }) => turns.at(-1)?.text.split("End of the text.")[0] ?? "");
  return { cells, told, before };
}

it("shows a model the whole text once for all questions, and keeps what stands in the document with its place", async () => {
  const { cells, told, before } = await ask(
    [
      column("pets", { kind: "boolean", question: "May an animal live there?" }),
      column("late payment", { question: "What follows from owing?" }),
    ],
    (question) =>
      question.includes("animal") ? "Yes, one cat or one dog may be kept." : "Interest of 4 percent a year.",
  );
  expect(told.toSorted()).toEqual(["late payment", "pets"]);
  expect(before).toHaveLength(2);
  expect(new Set(before).size).toBe(1);
  for (const page of lease) expect(before[0]).toContain(page);
  expect(cells["pets"]).toMatchObject({
    state: "stated",
    source: "model",
    wrote: [{ name: "Fake" }],
    answers: [
      {
        value: { kind: "boolean", boolean: true },
        citations: [{ page: 2, quote: expect.stringContaining("cat") as string }],
      },
    ],
  });
  expect(cells["late payment"]).toMatchObject({
    state: "stated",
    answers: [{ text: "Interest of 4 percent a year", citations: [{ page: 3 }] }],
  });
});

it("calls nothing stated that the document does not say, and looks twice before it says that it does not", async () => {
  const questions: string[] = [];
  const { cells, before } = await ask(
    [column("deposit", { kind: "money", question: "How much does the tenant pay as a deposit?" })],
    (question) => {
      questions.push(question);
      return questions.length === 1 ? "1,234 euros" : "NOT STATED";
    },
  );
  expect(cells["deposit"]).toEqual({ state: "notStated", answers: [], source: null, problem: null });
  expect(questions).toHaveLength(2);
  expect(before[1]?.length).toBeLessThan(before[0]?.length ?? 0);
});

it("does not call unstated what may stand on a page that could not be read", async () => {
  const { cells } = await ask([column("broker", { kind: "party" })], () => "NOT STATED", {
    unread: [{ page: 4, reason: { code: "PAGE_DAMAGED", data: {} } }],
  });
  expect(cells["broker"]?.state).toBe("unreadable");
});

it("does not ask what code is sure of, and asks nothing without a model", async () => {
  const pages = ["Monthly rent: 950 euros", "Deposit: 1,900 euros"];
  const rent = column("Rent", { kind: "money", words: ["monthly rent"] });
  const asked: string[] = [];
  const { cells } = await ask([rent], (question) => (asked.push(question), "1,900 euros"), { pages });
  expect(asked).toEqual([]);
  expect(cells["Rent"]).toMatchObject({
    state: "stated",
    source: "code",
    answers: [{ value: { kind: "money", amount: 950, currency: "EUR" }, support: "verified", by: "code" }],
  });
  const { cells: alone } = await ask([rent, column("Broker", { kind: "party" })], null, { pages });
  expect(alone["Rent"]).toEqual(cells["Rent"]);
  expect(alone["Broker"]?.state).toBe("notStated");
});

it("marks what a model says where nothing vouches that it answers the question", async () => {
  const { cells } = await ask(
    [column("Fee", { kind: "money", question: "How high is the brokerage?" })],
    () => "950 euros",
  );
  expect(cells["Fee"]).toMatchObject({
    state: "stated",
    answers: [{ value: { amount: 950 }, support: "weak", findings: [{ code: "MAY_NOT_ANSWER" }] }],
  });
});
