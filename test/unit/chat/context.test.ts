import { describe, expect, it } from "vitest";
import type { Citation, Document } from "../../../electron/contract/documents.ts";
import type { TokenCounter } from "../../../electron/core/chat/tokens.ts";
import { buildContext, type Context, type ContextRequest, planContext } from "../../../electron/core/chat/context.ts";
import type { ContextDeps } from "../../../electron/core/chat/passages.ts";
import { createTexts } from "../../../electron/core/library/library.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { aPoint, aSummary, documentId, openLibrary, recordingLogger } from "../store/library.ts";
import { addDocument, countWords } from "./chatRoom.ts";

/** A token is a word, and a turn takes two more. */
function wordTokens(contextSize: number): TokenCounter {
  return {
    contextSize,
    countTexts: (texts) => Promise.resolve(texts.map(countWords)),
    countTurns: (turns) => Promise.resolve(turns.reduce((sum, { text }) => sum + countWords(text) + 2, 0)),
  };
}

function request(
  question: string,
  documents: readonly Document[] = [],
  patch: Partial<ContextRequest> = {},
): ContextRequest {
  return {
    style: "instruct",
    systemPrompt: "Be brief.",
    documents,
    turns: [{ role: "user", text: question, citations: [] }],
    started: null,
    ...patch,
  };
}

/** What a context is built from. */
const from = (store: Store): ContextDeps => ({ store, texts: createTexts({ store, logger: recordingLogger() }) });

const said = (role: "user" | "assistant", text: string, citations: Citation[] = []) => ({ role, text, citations });

/** `count` pages of three paragraphs about nothing in particular, each sentence with a number of its own. */
function fillerPages(count: number): string[][][] {
  return Array.from({ length: count }, (_, page) =>
    Array.from({ length: 3 }, (_unused, paragraph) =>
      Array.from({ length: 3 }, (_nothing, sentence) => {
        const number = page * 9 + paragraph * 3 + sentence + 1;
        return `Remark ${number} concerns ordinary matters that were discussed at length without any decision being taken.`;
      }),
    ),
  );
}

function withSecret(pages: string[][][], page: number, paragraph: number, sentence: string): string[][][] {
  return pages.map((paragraphs, p) =>
    paragraphs.map((sentences, q) => (p === page - 1 && q === paragraph - 1 ? [sentence] : sentences)),
  );
}

const secret = "The ferry to Skarholm leaves at midnight on Thursdays.";

const shown = (context: Context): string => context.turns.map(({ text }) => text).join("\n");
const quotes = (context: Context): string[] => (context.sources ?? []).map(({ quote }) => quote);

function expectExact(store: Store, context: Context, style: ContextRequest["style"] = "instruct"): void {
  for (const [index, { documentId: id, page, start, end, quote }] of (context.sources ?? []).entries()) {
    expect(store.documents.pages(id, page, page)[0]?.text.slice(start, end)).toBe(quote);
    expect(shown(context)).toContain(style === "starter" ? `${quote} [${index + 1}]` : `[${index + 1}] ${quote}`);
  }
}

describe("the context of a question", () => {
  it("holds the whole text of documents that fit, every sentence with its number, under name and page", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, withSecret(fillerPages(2), 2, 3, secret));
    const context = await buildContext(from(store), wordTokens(4000), request("When?", [document]));
    expect(context.receipt).toMatchObject({ documents: "whole", passages: 0, droppedTurns: 0, contextSize: 4000 });
    expect(context.sources).toHaveLength(16);
    expectExact(store, context);
    const prompt = context.turns[0]?.text ?? "";
    const order = ["Document: Lease of the old mill", "Page 1", "[1] ", "Page 2", `[16] ${secret}`];
    expect(order.map((part) => prompt.indexOf(part))).toEqual(
      order.map((part) => prompt.indexOf(part)).toSorted((a, b) => a - b),
    );
    expect(context.turns.at(-1)).toEqual({ role: "user", text: "When?" });
    expect(context.receipt.promptTokens).toBe(await wordTokens(4000).countTurns(context.turns));
    expect(context.answerBudget).toBe(4000 - context.receipt.promptTokens);
  });

  it("gives a model that was trained without the rules the documents and the question alone", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, withSecret(fillerPages(60), 40, 2, secret));
    const ask = (contextSize: number, patch: Partial<ContextRequest>) =>
      buildContext(
        from(store),
        wordTokens(contextSize),
        request("When does the ferry to Skarholm leave?", [document], { style: "starter", ...patch }),
      );
    const whole = await ask(40_000, { systemPrompt: "" });
    expect(whole.turns.map(({ role }) => role)).toEqual(["system", "user"]);
    expect(whole.turns[0]?.text).toMatch(/^The documents, complete:\n\nDocument: /);
    const passages = await ask(2000, { systemPrompt: "" });
    expect(passages.turns.map(({ role }) => role)).toEqual(["user"]);
    expect(passages.turns[0]?.text).toMatch(/^Passages of the documents:\n\nDocument: /);
    expectExact(store, passages, "starter");
    // What the user asks of every answer is kept.
    expect((await ask(2000, { systemPrompt: "Be brief." })).turns[0]).toEqual({ role: "system", text: "Be brief." });
  });

  it("holds text outside of sentences too, and turns the document's own reference marks round", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, [[["As shown by Abel [7, 8].", "Second."]]]);
    const [page] = store.documents.allPages(document.id);
    if (page) store.documents.addPages(document.id, [{ ...page, sentences: page.sentences.slice(1) }]);
    store.documents.finish(document.id, { ...document, outline: [] });
    const context = await buildContext(from(store), wordTokens(4000), request("Who?", [document]));
    expect(quotes(context)).toEqual(["As shown by Abel [7, 8].", "Second."]);
    expect(shown(context)).toContain("[1] As shown by Abel (7, 8).");
  });

  it("leaves out a document that is deleted for good while its passages are looked for", async () => {
    const { store } = openLibrary();
    const one = addDocument(store, withSecret(fillerPages(60), 40, 2, secret));
    const two = addDocument(store, withSecret(fillerPages(60), 12, 2, `${secret} So it is said.`), {
      id: documentId("b"),
    });
    const [hits, question] = [[one.id, two.id], "When does the ferry to Skarholm leave?"];
    const context = await buildContext(
      from(store),
      wordTokens(2000),
      request(question, [one, two], {
        search: (_ids, { words }, most) => {
          const passages = store.documents.searchPassages(hits, words, most);
          store.documents.remove(one.id, 1);
          store.purge(2);
          return Promise.resolve(passages);
        },
      }),
    );
    expect(new Set((context.sources ?? []).map((source) => source.documentId))).toEqual(new Set([two.id]));
    expectExact(store, context);
  });

  it("holds the passages that match where the whole does not fit, with what stands beside them, in reading order", async () => {
    const { store } = openLibrary();
    const other = "A second ferry to Skarholm was cancelled.";
    const document = addDocument(store, withSecret(withSecret(fillerPages(60), 40, 2, secret), 12, 1, other));
    const context = await buildContext(
      from(store),
      wordTokens(2000),
      request("When does the ferry to Skarholm leave?", [document]),
    );
    expect(context.receipt.documents).toBe("passages");
    expect(context.receipt.passages).toBeGreaterThanOrEqual(2);
    expect(context.receipt.promptTokens).toBeLessThanOrEqual(1500);
    expectExact(store, context);
    const found = quotes(context);
    const at = found.indexOf(secret);
    expect(found.indexOf(other)).toBeLessThan(at);
    // Page 40 holds remarks 352 to 360, of which the second paragraph was replaced.
    expect(found[at - 1]).toContain("Remark 354 ");
    expect(found[at + 1]).toContain("Remark 358 ");
    const pages = (context.sources ?? []).map(({ page }) => page);
    expect(pages).toEqual(pages.toSorted((a, b) => a - b));
    expect(context.turns.at(-1)?.text).toContain("Question: When does the ferry to Skarholm leave?");
    expect(context.turns[0]?.text).not.toContain(secret);
  });

  it("looks a short follow-up up with the question before it", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, withSecret(fillerPages(60), 40, 2, secret));
    const turns = [
      said("user", "When does the ferry to Skarholm leave?"),
      said("assistant", "At midnight."),
      said("user", "Really?"),
    ];
    const context = await buildContext(from(store), wordTokens(2000), request("", [document], { turns }));
    expect(quotes(context)).toContain(secret);
  });

  it("holds what an answer has cited that goes on", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, withSecret(fillerPages(60), 40, 2, secret));
    const text = store.documents.pages(document.id, 40, 40)[0]?.text ?? "";
    const start = text.indexOf(secret);
    const citation = { documentId: document.id, page: 40, start, end: start + secret.length, quote: secret };
    const started = { text: "At midnight [1].", citations: [citation] };
    const context = await buildContext(
      from(store),
      wordTokens(2000),
      request("What is it about?", [document], { started }),
    );
    const number = quotes(context).indexOf(secret) + 1;
    expect(number).toBeGreaterThan(0);
    expect(context.turns.at(-1)).toEqual({ role: "assistant", text: `At midnight [${number}].` });
  });

  it("holds what the summary cites and the beginning where the question names nothing of the text", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, withSecret(fillerPages(60), 40, 2, secret));
    const text = store.documents.pages(document.id, 40, 40)[0]?.text ?? "";
    const start = text.indexOf(secret);
    const citation = { documentId: document.id, page: 40, start, end: start + secret.length, quote: secret };
    store.summaries.put(aSummary({ status: "done", points: [aPoint("A ferry.", { citations: [citation] })] }));
    const context = await buildContext(from(store), wordTokens(2000), request("What is it all about?", [document]));
    expect(quotes(context)).toContain(secret);
    expect(quotes(context).some((quote) => quote.startsWith("Remark 1 "))).toBe(true);
  });

  it("holds the page that the question names", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, withSecret(fillerPages(60), 40, 2, secret));
    for (const question of ["What does page 40 say?", "Was steht auf Seite 40?", "Que dit la page 40 ?"]) {
      const context = await buildContext(from(store), wordTokens(2000), request(question, [document]));
      expect(context.sources?.filter(({ page }) => page === 40)).toHaveLength(7);
    }
    const none = await buildContext(from(store), wordTokens(2000), request("What does page 400 say?", [document]));
    expect(none.sources?.length).toBeGreaterThan(0);
  });

  it("names the section beside the page where the passage knows it, and marks what was left out between", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, fillerPages(60));
    const [page] = store.documents.pages(document.id, 40, 40);
    const text = page?.text ?? "";
    const at = (remark: number): number => text.indexOf(`Remark ${remark} `);
    const passage = (from: number, to: number) => ({
      page: 40,
      start: from,
      end: to,
      section: "Ferries",
      text: secret,
    });
    store.documents.setPassages(document.id, [passage(at(352), at(353)), passage(at(360), text.length)]);
    const context = await buildContext(from(store), wordTokens(300), request("ferry Skarholm", [document]));
    const prompt = context.turns.at(-1)?.text ?? "";
    expect(prompt).toMatch(/Page 40, Ferries\n\[\d+\] Remark 352 .*/);
    expect(prompt).toContain("Remark 360 ");
    expect(prompt).toContain("\n…\n");
  });

  it("holds an overview beside the best hits where the question has hardly a word of its own", async () => {
    const { store } = openLibrary();
    const mention = "This text was set in type by hand.";
    const pages = [50, 51, 52, 53].reduce((made, page) => withSecret(made, page, 2, mention), fillerPages(60));
    const document = addDocument(store, pages);
    const context = await buildContext(from(store), wordTokens(2000), request("What is this text about?", [document]));
    expect(quotes(context)).toContain(mention);
    expect(quotes(context).some((quote) => quote.startsWith("Remark 1 "))).toBe(true);
  });

  it("searches all documents and keeps them apart", async () => {
    const { store } = openLibrary();
    const one = addDocument(store, withSecret(fillerPages(30), 3, 1, "The ferry to Skarholm costs 40 crowns."));
    const two = addDocument(store, withSecret(fillerPages(30), 9, 1, secret), {
      id: documentId("b"),
      title: "Timetable",
    });
    const context = await buildContext(from(store), wordTokens(2000), request("Ferry to Skarholm", [one, two]));
    expect(quotes(context)).toEqual(expect.arrayContaining(["The ferry to Skarholm costs 40 crowns.", secret]));
    const prompt = shown(context);
    expect(prompt.indexOf("Document: Timetable")).toBeGreaterThan(prompt.indexOf("Document: Lease of the old mill"));
    expect(prompt.indexOf(secret)).toBeGreaterThan(prompt.indexOf("Document: Timetable"));
  });

  it("takes in a part of a passage that alone is larger than the room", async () => {
    const { store } = openLibrary();
    const long = Array.from(
      { length: 200 },
      (_, index) => `The ferry to Skarholm made its journey number ${index + 1}.`,
    );
    const document = addDocument(store, [[long]]);
    const context = await buildContext(from(store), wordTokens(700), request("ferry Skarholm", [document]));
    expect(context.receipt).toMatchObject({ documents: "passages", passages: 1 });
    expect(context.sources?.length).toBeGreaterThan(5);
    expect(context.receipt.promptTokens).toBeLessThanOrEqual(525);
  });
});

describe("a full context", () => {
  const chatter = (turns: number) =>
    Array.from({ length: turns }, (_, index) =>
      said(index % 2 === 0 ? "user" : "assistant", `${"word ".repeat(50)}${index}`),
    );

  it("lets the oldest turns go, counts them, and begins with the user", async () => {
    const { store } = openLibrary();
    const turns = [...chatter(20), said("user", "Last?")];
    const context = await buildContext(from(store), wordTokens(800), request("", [], { turns }));
    expect(context.receipt.droppedTurns).toBeGreaterThan(0);
    expect(context.receipt.droppedTurns + context.turns.length - 2).toBe(20);
    expect(context.receipt.promptTokens).toBeLessThanOrEqual(600);
    expect(context.turns[1]?.role).toBe("user");
    expect(context.turns.at(-2)?.text).toMatch(/19$/);
    expect(context.turns.at(-1)?.text).toBe("Last?");
    // No turn left that would have fitted: another pair is 106 tokens.
    expect(context.receipt.promptTokens + 106).toBeGreaterThan(600);
  });

  it("keeps room for the conversation beside the documents, and for the documents beside the conversation", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, fillerPages(60));
    const turns = [...chatter(60), said("user", "Which remark concerns ordinary matters?")];
    const { receipt, ...context } = await buildContext(
      from(store),
      wordTokens(2000),
      request("", [document], { turns }),
    );
    expect(receipt.documents).toBe("passages");
    expect(context.sources?.length).toBeGreaterThan(10);
    expect(context.turns.length).toBeGreaterThan(6);
    expect(receipt.promptTokens).toBeLessThanOrEqual(1500);
  });

  it("makes one turn of questions that never got an answer, as templates demand", async () => {
    const { store } = openLibrary();
    const turns = [
      said("user", "One"),
      said("assistant", ""),
      said("user", "Two"),
      said("assistant", "Yes"),
      said("user", "Three"),
    ];
    const context = await buildContext(from(store), wordTokens(800), request("", [], { turns }));
    expect(context.turns.map(({ role, text }) => [role, text])).toEqual([
      ["system", "Be brief."],
      ["user", "One\n\nTwo"],
      ["assistant", "Yes"],
      ["user", "Three"],
    ]);
  });

  it("that cannot hold the newest turn is an error with numbers, and a plan with no room", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, fillerPages(3));
    const long = request("word ".repeat(900), [document]);
    await expect(buildContext(from(store), wordTokens(1000), long)).rejects.toMatchObject({
      code: "CONTEXT_TOO_SMALL",
      data: { contextSize: 1000, room: 750 },
    });
    const plan = await planContext(from(store), wordTokens(1000), long);
    expect(plan.answerBudget).toBeLessThan(plan.reserve);
  });
});
