import { describe, expect, it } from "vitest";
import { type PageLabel, printedLabel } from "../../../electron/contract/pageLabels.ts";
import { aDocument, addReadDocument, aPage, aPassage, documentId, openLibrary } from "./library.ts";
import { reasonOf } from "../../../electron/contract/reasons.ts";

const id = documentId("a");

describe("documents", () => {
  it("come back as they were put, and replace what was there", () => {
    const { store } = openLibrary();
    const document = aDocument({
      status: "failed",
      problem: { code: "DOCUMENT_DAMAGED", data: { page: 3 } },
      unread: [{ page: 2, reason: reasonOf("PAGE_BLANK") }],
      notes: [reasonOf("NAME_SAYS_OTHER", { extension: "DOCX", format: "pdf" })],
      readMs: 12.5,
    });
    store.documents.put(document);
    expect(store.documents.get(id)).toEqual(document);
    store.documents.put({ ...document, problem: null, pinned: true, title: "New" });
    expect(store.documents.list()).toEqual([{ ...document, problem: null, pinned: true, title: "New" }]);
    expect(store.documents.get(documentId("b"))).toBeNull();
  });

  it("are listed pinned first, then newest first", () => {
    const { store } = openLibrary();
    for (const [digit, updatedAt, pinned] of [
      ["1", 10, false],
      ["2", 30, false],
      ["3", 20, true],
    ] as const) {
      store.documents.put(aDocument({ id: documentId(digit), updatedAt, pinned }));
    }
    expect(store.documents.list().map((document) => document.id[0])).toEqual(["3", "2", "1"]);
  });

  it("keep their date when pinned or renamed, not when their state changes", () => {
    const { store, clock } = openLibrary();
    store.documents.put(aDocument({ updatedAt: 7 }));
    store.documents.update(id, { pinned: true, title: "Mill" });
    expect(store.documents.get(id)).toMatchObject({ pinned: true, title: "Mill", updatedAt: 7 });
    store.documents.update(id, { status: "failed", problem: { code: "READ_TIMEOUT" } });
    expect(store.documents.get(id)).toMatchObject({ status: "failed", updatedAt: clock.now() });
    store.documents.update(id, {});
    expect(() => store.documents.update(documentId("b"), { title: "x" })).toThrow(
      expect.objectContaining({ code: "NOT_FOUND" }),
    );
  });

  const result = {
    format: "pdf" as const,
    title: "Real title",
    pages: 1,
    words: 1,
    language: "en",
    unread: [],
    notes: [reasonOf("QUOTE_NEVER_CLOSED")],
    rendered: true,
    readMs: 3,
    outline: [],
  };

  it("are shown while they are read for the first time: the pages from the first on, and once they were read, the text alone", () => {
    const { store } = openLibrary();
    store.documents.put(aDocument({ status: "reading" }));
    store.documents.addPages(id, [aPage(1, "One"), aPage(2, "Two"), aPage(5, "Five")]);
    expect(store.documents.pageSizes(id).map(({ number }) => number)).toEqual([1, 2]);
    expect(store.documents.shownPages(id, 1, 2).map(({ text }) => text)).toEqual(["One", "Two"]);
    expect(store.documents.pages(id, 1, 2)).toEqual([]);
    store.documents.finish(id, result);
    store.documents.update(id, { status: "reading" });
    store.documents.addPages(id, [aPage(1, "Another")]);
    expect(store.documents.shownPages(id, 1, 1).map(({ text }) => text)).toEqual(["One"]);
    store.documents.update(id, { status: "failed" });
    expect(store.documents.shownPages(id, 1, 1).map(({ text }) => text)).toEqual(["One"]);
  });

  it("give their pages back in order, whatever order they came in", () => {
    const { store } = openLibrary();
    store.documents.put(aDocument());
    const labels: Readonly<Record<number, PageLabel>> = {
      1: printedLabel("i"),
      2: { code: "LINES", data: { first: 1, last: 60 }, within: ["a.eml", { code: "MESSAGE", data: {} }] },
    };
    const pages = [3, 1, 2].map((number) => aPage(number, `Page ${number} 😀`, { label: labels[number] ?? null }));
    store.documents.addPages(id, pages.slice(0, 2));
    store.documents.addPages(id, pages.slice(2));
    const inOrder = pages.toSorted((one, other) => one.number - other.number);
    expect(store.documents.unfinishedPages(id)).toEqual(inOrder);
    store.documents.finish(id, result);
    expect(store.documents.unfinishedPages(id)).toEqual([]);
    expect(store.documents.allPages(id)).toEqual(inOrder);
    expect(store.documents.pages(id, 2, 3)).toEqual(inOrder.slice(1));
    expect(store.documents.pages(id, 4, 9)).toEqual([]);
    expect(store.documents.pageSizes(id)[0]).toEqual({ number: 1, width: 595, height: 842, characters: 9 });
    expect(() => store.documents.addPages(documentId("b"), pages)).toThrow(
      expect.objectContaining({ code: "NOT_FOUND" }),
    );
  });

  it("are finished with counts and outline", () => {
    const { store } = openLibrary();
    store.documents.put(aDocument());
    store.documents.addPages(id, [aPage(1, "Text")]);
    const outline = [
      { title: "One", level: 1, page: 1, start: 0 },
      { title: "Two", level: 2, page: 1, start: 2 },
    ];
    store.documents.finish(id, { ...result, outline });
    const { outline: _, ...told } = result;
    expect(store.documents.get(id)).toMatchObject({ ...told, status: "ready", problem: null });
    expect(store.documents.outline(id)).toEqual(outline);
  });

  it("keep the text of before until another reading is finished, and of one that is not, what was asked to be kept", () => {
    const { store } = openLibrary();
    addReadDocument(store, aDocument(), ["the wheel", "the pond"]);
    const read = store.documents.allPages(id);
    expect(store.documents.hasText(id)).toBe(true);
    const recognized = {
      ...aPage(1, "the reel"),
      status: "ocr" as const,
      confidence: 0.875,
      doubtful: [[4, 8] as [number, number]],
    };
    store.documents.addPages(id, [recognized, aPage(2, "the bond")]);
    expect(store.documents.allPages(id)).toEqual(read);
    store.documents.clearUnfinished(id, "recognized");
    expect(store.documents.unfinishedPages(id)).toEqual([recognized]);
    expect(store.documents.allPages(id)).toEqual(read);
    expect(store.documents.searchPassages([id], "wheel", 5)).toHaveLength(1);
    store.documents.finish(id, result);
    expect(store.documents.allPages(id)).toEqual([recognized]);
    store.documents.addPages(id, [recognized]);
    store.documents.clearUnfinished(id);
    expect(store.documents.unfinishedPages(id)).toEqual([]);
  });

  it("keep comments and changes beside their text, where no search finds them", () => {
    const { store } = openLibrary();
    store.documents.put(aDocument());
    const comment = { kind: "comment" as const, author: "Ann", date: null, start: 4, end: 9, text: "Which spoke?" };
    const deletion = { kind: "deletion" as const, author: null, date: "2024-05-06", start: 4, end: 4, text: "pond" };
    const pages = [aPage(1, "the wheel"), aPage(2, "the wheel", { markup: [deletion, comment] })];
    store.documents.addPages(id, pages);
    store.documents.finish(id, result);
    expect(store.documents.allPages(id)).toEqual(pages);
    expect(store.documents.markup(id)).toEqual([
      { ...deletion, page: 2, about: "" },
      { ...comment, page: 2, about: "wheel" },
    ]);
    expect(store.documents.texts(id).map(({ text }) => text)).toEqual(["the wheel", "the wheel"]);
  });

  it("go to the bin and come back with their text, by restore and by a new put", () => {
    const { store } = openLibrary();
    addReadDocument(store, aDocument(), ["the wheel"]);
    store.documents.remove(id, 5);
    expect(store.documents.list()).toEqual([]);
    expect(store.documents.get(id)).toBeNull();
    expect(() => store.documents.remove(id, 6)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
    store.documents.restore(id);
    expect(store.documents.allPages(id)).toHaveLength(1);
    store.documents.remove(id, 5);
    store.documents.put(aDocument());
    expect(store.documents.get(id)).not.toBeNull();
    expect(store.documents.allPages(id)).toHaveLength(1);
    expect(() => store.documents.restore(documentId("b"))).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });

  it("are purged with all that hangs on them when they were long enough in the bin", () => {
    const { store } = openLibrary();
    addReadDocument(store, aDocument(), ["the wheel"]);
    addReadDocument(store, aDocument({ id: documentId("b") }), ["the wheel"]);
    store.conversations.put({
      id: "c",
      title: "",
      pinned: false,
      documentIds: [id, documentId("b")],
      leafId: null,
      systemPrompt: "",
      createdAt: 1,
      updatedAt: 1,
    });
    store.documents.remove(id, 5);
    store.documents.remove(documentId("b"), 10);
    expect(store.purge(10)).toEqual({ documentIds: [id] });
    expect(() => store.documents.restore(id)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
    store.documents.restore(documentId("b"));
    expect(store.documents.searchPassages([id, documentId("b")], "wheel", 5)).toHaveLength(1);
    expect(store.conversations.get("c")?.documentIds).toEqual([documentId("b")]);
    expect(store.purge(Number.MAX_SAFE_INTEGER)).toEqual({ documentIds: [] });
  });
});

describe("passages", () => {
  const passages = [
    "The tenant keeps the mill wheel in good order.",
    "Notice of termination is given three months ahead, in writing.",
    "The rent is due on the first day of each month.",
    "東京都の人口は千四百万人です。",
    "Das Mühlrad dreht sich; der Vertragspartner zahlt.",
  ];

  it("are found by any word of a question, best first, with their place", () => {
    const { store } = openLibrary();
    addReadDocument(store, aDocument(), passages);
    const hits = store.documents.searchPassages([id], "When must notice of termination be given?", 3);
    expect(hits[0]).toMatchObject({ documentId: id, index: 1, page: 2, start: 0, text: passages[1], section: null });
    expect(hits.every((hit, index) => index === 0 || (hits[index - 1]?.score ?? 0) >= hit.score)).toBe(true);
    expect(hits[0]?.score).toBeGreaterThan(0);
  });

  it("are found by the start of a word, without accents, and in scripts without spaces", () => {
    const { store } = openLibrary();
    addReadDocument(store, aDocument(), passages);
    const first = (query: string): number | undefined => store.documents.searchPassages([id], query, 5)[0]?.index;
    expect(first("Vertrag")).toBe(4);
    expect(first("muhlrad")).toBe(4);
    expect(first("東京の人口はいくつですか")).toBe(3);
    expect(first("人口")).toBe(3);
    expect(first("zzz")).toBeUndefined();
    expect(first("???")).toBeUndefined();
    expect(first('NEAR("x" AND')).toBeUndefined();
    const page = Array.from({ length: 5000 }, (_, index) => `fil${index}`).join(" ");
    expect(first(`${page} termination`)).toBe(1);
  });

  it("are searched in the named documents only", () => {
    const { store } = openLibrary();
    for (const digit of ["1", "2", "3"]) {
      addReadDocument(store, aDocument({ id: documentId(digit) }), ["the mill", `only ${digit}`]);
    }
    const from = (ids: readonly string[]): string[] =>
      store.documents
        .searchPassages(ids, "mill", 10)
        .map((hit) => hit.documentId[0] ?? "")
        .toSorted();
    expect(from([documentId("1"), documentId("3")])).toEqual(["1", "3"]);
    expect(from([documentId("2")])).toEqual(["2"]);
    expect(from([])).toEqual([]);
    store.documents.remove(documentId("2"), 1);
    expect(from([documentId("2"), documentId("3")])).toEqual(["3"]);
  });

  it("replace those before, in the index too", () => {
    const { store } = openLibrary();
    addReadDocument(store, aDocument(), passages);
    store.documents.setPassages(id, [aPassage("sluice")]);
    expect(store.documents.searchPassages([id], "wheel", 5)).toEqual([]);
    expect(store.documents.searchPassages([id], "sluice", 5)).toMatchObject([{ index: 0 }]);
    store.documents.setPassages(id, []);
    expect(store.documents.searchPassages([id], "sluice", 5)).toEqual([]);
  });
});
