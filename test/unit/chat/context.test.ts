import { describe, expect, it } from "vitest";
import type { Citation, Document } from "../../../electron/contract/documents.ts";
import type { TokenCounter } from "../../../electron/core/chat/tokens.ts";
import { buildContext, type Context, type ContextRequest, planContext } from "../../../electron/core/chat/context.ts";
import type { ContextDeps } from "../../../electron/core/chat/passages.ts";
import { documentMaterial, documentSystem } from "../../../electron/core/llm/documentPrompt.ts";
import { createTexts } from "../../../electron/core/library/library.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { aPoint, aSummary, documentId, openLibrary, recordingLogger } from "../store/library.ts";
import { addDocument, countWords } from "./chatRoom.ts";

/** A token is a word, and a turn takes two more. */
function wordTokens(contextSize: number): TokenCounter {
  return {
    contextSize,
    thinks: false,
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

const filler = "It was a matter of course that nobody on board paid any attention to it at that time of the year.";
const secret = "The ferry to Skarholm leaves at midnight on Thursdays.";

const shown = (context: Pick<Context, "turns">): string => context.turns.map(({ text }) => text).join("\n");
/** The sentences of the prompt. */
const quotes = (context: Pick<Context, "turns">): string[] => shown(context).split(/(?<=[.?])\s+/u);

describe("the context of a question", () => {
  it("holds the whole text of documents that fit, as a summary reads it, before the first question", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, withSecret(fillerPages(2), 2, 3, secret));
    const deps = from(store);
    const context = await buildContext(deps, wordTokens(4000), request("When?", [document]));
    expect(context.receipt).toMatchObject({ documents: "whole", passages: 0, droppedTurns: 0, contextSize: 4000 });
    const text = documentMaterial(deps.texts.of(document.id));
    expect(context.turns).toHaveLength(2);
    expect(context.turns[0]).toEqual({ role: "system", text: "Be brief." });
    expect(context.turns[1]?.text.startsWith(`${text}\n\n`)).toBe(true);
    expect(context.turns[1]?.text).toContain("Question: When?");
    expect(context.turns[1]?.text).not.toMatch(/\[\d/u);
    expect(context.receipt.promptTokens).toBe(await wordTokens(4000).countTurns(context.turns));
    expect(context.answerBudget).toBe(4000 - context.receipt.promptTokens);

    const turns = [said("user", "When?"), said("assistant", "On Thursdays."), said("user", "And on Fridays?")];
    const next = await buildContext(deps, wordTokens(4000), request("", [document], { turns }));
    expect(next.turns.slice(0, 2)).toEqual(context.turns);
    expect(next.turns.slice(2).map(({ text: later }) => later.includes(secret))).toEqual([false, false]);
    const own = await buildContext(deps, wordTokens(4000), request("When?", [document], { systemPrompt: "" }));
    expect(own.turns[0]?.text).toBe(documentSystem);
  });

  it("names the language of the question, but English, which the rest is in", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, withSecret(fillerPages(1), 1, 3, secret));
    const asked = async (question: string): Promise<string> =>
      (await buildContext(from(store), wordTokens(4000), request(question, [document]))).turns.at(-1)?.text ?? "";
    expect(await asked("Wann fährt die Fähre nach Skarholm ab, und an welchem Tag?")).toMatch(/Write in German\.$/u);
    expect(await asked("When does the ferry to Skarholm leave, and on which day?")).not.toContain("Write in");
  });

  it("says where a page stands that the question names", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, withSecret(fillerPages(2), 2, 3, secret), { title: "Timetable" });
    const context = await buildContext(from(store), wordTokens(4000), request("What does page 2 say?", [document]));
    expect(context.turns.at(-1)?.text).toContain(
      "Page 2 of Timetable begins with “Remark 10 concerns ordinary matters that were discussed” and ends with “ferry to Skarholm leaves at midnight on Thursdays.”.",
    );
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
    expect(shown(context).match(new RegExp(secret, "gu"))).toHaveLength(1);
    expect(shown(context)).toContain("So it is said.");
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
    const found = quotes(context);
    const at = found.findIndex((quote) => quote.endsWith(secret));
    expect(found.findIndex((quote) => quote.endsWith(other))).toBeLessThan(at);
    // Page 40 holds remarks 352 to 360, of which the second paragraph was replaced.
    expect(found[at - 1]).toContain("Remark 354 ");
    expect(found[at + 1]).toContain("Remark 358 ");
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
    expect(quotes(context)).toContain(secret);
    expect(context.turns.at(-1)).toEqual({ role: "assistant", text: "At midnight." });
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
    expect(quotes(context).some((quote) => quote.includes("Remark 1 "))).toBe(true);
  });

  it("holds the page that the question names", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, withSecret(fillerPages(60), 40, 2, secret));
    for (const question of ["What does page 40 say?", "Was steht auf Seite 40?", "Que dit la page 40 ?"]) {
      const context = await buildContext(from(store), wordTokens(2000), request(question, [document]));
      for (const remark of [352, 356, 360]) {
        expect(quotes(context).some((quote) => quote.includes(`Remark ${remark} `) || quote === secret)).toBe(true);
      }
    }
    const none = await buildContext(from(store), wordTokens(2000), request("What does page 400 say?", [document]));
    expect(quotes(none).length).toBeGreaterThan(5);
  });

  it("marks what was left out between", async () => {
    const { store } = openLibrary();
    const document = addDocument(store, withSecret(withSecret(fillerPages(60), 40, 2, secret), 12, 1, secret));
    const context = await buildContext(from(store), wordTokens(600), request("ferry Skarholm", [document]));
    expect(context.turns.at(-1)?.text).toContain("\n…\n");
  });

  it("gives each document its say before one has more", async () => {
    const { store } = openLibrary();
    const many = Array.from({ length: 30 }, (_, index) => [`The ferry to Skarholm made its journey ${index}.`, filler]);
    const one = addDocument(store, [many]);
    const two = addDocument(store, withSecret(fillerPages(30), 9, 1, "The ferry is old, they say of it here."), {
      id: documentId("b"),
    });
    const context = await buildContext(from(store), wordTokens(700), request("ferry to Skarholm", [one, two]));
    expect(shown(context)).toContain("The ferry is old");
  });

  it("holds an overview beside the best hits where the question has hardly a word of its own", async () => {
    const { store } = openLibrary();
    const mention = "This text was set in type by hand.";
    const pages = [50, 51, 52, 53].reduce((made, page) => withSecret(made, page, 2, mention), fillerPages(60));
    const document = addDocument(store, pages);
    const context = await buildContext(from(store), wordTokens(2000), request("What is this text about?", [document]));
    expect(quotes(context)).toContain(mention);
    expect(quotes(context).some((quote) => quote.includes("Remark 1 "))).toBe(true);
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
    expect(quotes(context).length).toBeGreaterThan(5);
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
    expect(quotes(context).length).toBeGreaterThan(10);
    expect(context.turns.length).toBeGreaterThan(5);
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
