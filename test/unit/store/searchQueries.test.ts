import { describe, expect, it } from "vitest";
import type { SearchHit } from "../../../electron/contract/search.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import {
  aConversation,
  aDocument,
  addReadDocument,
  aMessage,
  aPoint,
  aSummary,
  documentId,
  openLibrary,
} from "./library.ts";

const marked = (hit: SearchHit | undefined): string[] =>
  (hit?.snippet ?? []).filter((run) => run.hit).map((run) => run.text);

function fill(store: Store): void {
  addReadDocument(store, aDocument({ updatedAt: 50 }), [
    "The tenant keeps the wheel in good order.",
    "Notice is given in writing.",
  ]);
  store.summaries.put(aSummary({ status: "done", createdAt: 60, points: [aPoint("The wheel is the tenant's care.")] }));
  store.conversations.put(aConversation({ title: "Questions on the water right", updatedAt: 70 }));
  store.messages.put(aMessage({ text: "Who repairs the wheel?", createdAt: 71 }));
  store.conversations.update("conversation", { leafId: "message" });
}

describe("search over everything", () => {
  it("finds passages, summaries and messages, each with its place and marked hits", () => {
    const { store } = openLibrary();
    fill(store);
    const hits = store.search.all("wheel", 10);
    expect(hits.map((hit) => hit.kind).toSorted()).toEqual(["document", "message", "summary"]);
    for (const hit of hits) expect(marked(hit)).toEqual(["wheel"]);
    const byKind = (kind: SearchHit["kind"]): SearchHit | undefined => hits.find((hit) => hit.kind === kind);
    expect(byKind("document")).toMatchObject({
      id: documentId("a"),
      documentId: documentId("a"),
      conversationId: null,
      page: 1,
      title: "Lease of the old mill",
    });
    expect(byKind("summary")).toMatchObject({ id: "summary", documentId: documentId("a"), page: null, updatedAt: 60 });
    expect(byKind("message")).toMatchObject({
      id: "message",
      conversationId: "conversation",
      documentId: null,
      title: "Questions on the water right",
      updatedAt: 71,
    });
  });

  it("finds titles and file names, before text", () => {
    const { store } = openLibrary();
    fill(store);
    store.messages.put(aMessage({ id: "second", text: "An old mill and an old lease", createdAt: 99 }));
    expect(store.search.all("old mill", 10)[0]).toMatchObject({ kind: "document", page: null });
    expect(store.search.all("lease.pdf", 10)[0]).toMatchObject({ kind: "document", page: null });
    expect(store.search.all("water", 10)).toMatchObject([
      { kind: "message", id: "message", conversationId: "conversation", page: null },
    ]);
  });

  it("shows a question once that its conversation is named after", () => {
    const { store } = openLibrary();
    store.conversations.put(aConversation({ title: "Who repairs the wheel?" }));
    store.messages.put(aMessage({ text: "Who repairs the wheel?" }));
    store.messages.put(aMessage({ id: "again", text: "Who repairs the wheel?", createdAt: 99 }));
    store.messages.put(aMessage({ id: "other", text: "The miller repairs the wheel.", createdAt: 100 }));
    const words = store.search.all("wheel", 10).map(({ snippet }) => snippet.map(({ text }) => text).join(""));
    expect(words.toSorted()).toEqual([
      "The miller repairs the wheel.",
      "Who repairs the wheel?",
      "Who repairs the wheel?",
    ]);
  });

  it("follows a new title and forgets the old one", () => {
    const { store } = openLibrary();
    fill(store);
    store.documents.update(documentId("a"), { title: "Granary" });
    store.conversations.update("conversation", { title: "Granary talk" });
    expect(store.search.all("granary", 10)).toHaveLength(2);
    expect(store.search.all("right", 10)).toEqual([]);
  });

  it("asks for all words, in any part of one text, the last one as a start", () => {
    const { store } = openLibrary();
    fill(store);
    expect(store.search.all("order tenant", 10)).toHaveLength(1);
    expect(store.search.all("tenant notice", 10)).toEqual([]);
    expect(marked(store.search.all("whee", 10)[0])).toEqual(["wheel"]);
    expect(store.search.all('"good order"', 10)).toHaveLength(1);
    expect(store.search.all('"order good"', 10)).toEqual([]);
  });

  it.each([
    ["東京都の人口は千四百万人です。", "人口", "人口"],
    ["中华人民共和国合同法", "合同", "合同"],
    ["서울에서 계약을 체결했다", "계약", "계약"],
    ["สัญญาเช่าที่ดิน", "เช่า", "เช่า"],
    ["हिन्दी भाषा", "हिन्दी", "हिन्दी"],
    ["Ein Café in Zürich", "cafe zurich", "Café"],
    ["Cafe\u0301 decomposed", "café", "Cafe\u0301"],
    ["Договор аренды", "ДОГОВОР", "Договор"],
    ["Die Straße ist zu.", "strasse", "Straße"],
    ["Die Strasse ist zu.", "straße", "Strasse"],
    ["Ｒｅｎｔ is due", "rent", "Ｒｅｎｔ"],
    ["⼈⼝は千四百万人", "人口", "⼈⼝"],
    ["كِتَابٌ جديد", "كتاب", "كِتَابٌ"],
    ["שָׁלוֹם עולם", "שלום", "שָׁלוֹם"],
    ["the con\u00adtract ends", "contract", "con\u00adtract"],
    ["ещё раз", "еще", "ещё"],
    ["Η Αθήνα", "αθηνα", "Αθήνα"],
    ["in Łódź", "lodz", "Łódź"],
    ["til København", "kobenhavn", "København"],
    ["Die Mieter:innen zahlen", "mieter", "Mieter"],
    ["Die Mieter:innen zahlen", "Mieter:innen", "Mieter:innen"],
    ["see the report¹ of May", "report", "report"],
    ["100 km² of land", "km2 land", "km²"],
  ])("finds words in %s", (text, query, hit) => {
    const { store } = openLibrary();
    store.conversations.put(aConversation());
    store.messages.put(aMessage({ text }));
    const hits = store.search.all(query, 10);
    expect(marked(hits[0])[0]).toBe(hit);
    expect(hits[0]?.snippet.map((run) => run.text).join("")).toBe(text);
  });

  it.each(['"', '""', "'", "*", "NEAR", "AND OR", "a:b", "(", "^", "-x", "{}", "\0", "\uFDD0", "x".repeat(200)])(
    "takes %j for words, never for syntax",
    (query) => {
      const { store } = openLibrary();
      fill(store);
      expect(store.search.all(query, 10)).toEqual([]);
    },
  );

  it("finds nothing that is in the bin, and all of it again when it comes back", () => {
    const { store } = openLibrary();
    fill(store);
    const before = store.search.all("wheel", 10);
    store.documents.remove(documentId("a"), 1);
    expect(store.search.all("wheel", 10).map((hit) => hit.kind)).toEqual(["message"]);
    expect(store.search.all("lease", 10)).toEqual([]);
    store.conversations.remove("conversation", 1);
    expect(store.search.all("wheel", 10)).toEqual([]);
    expect(store.search.all("water", 10)).toEqual([]);
    store.documents.restore(documentId("a"));
    store.conversations.restore("conversation");
    expect(store.search.all("wheel", 10)).toEqual(before);
  });

  it("covers a document's text only when its reading is finished", () => {
    const { store } = openLibrary();
    fill(store);
    store.documents.update(documentId("a"), { status: "reading" });
    expect(store.search.all("writing", 10)).toEqual([]);
    expect(store.search.all("lease", 10)).toHaveLength(1);
  });

  it("does not let one long document crowd out the others", () => {
    const { store } = openLibrary();
    addReadDocument(
      store,
      aDocument({ id: documentId("1"), name: "a", title: "a" }),
      Array.from({ length: 100 }, () => "wheel"),
    );
    addReadDocument(store, aDocument({ id: documentId("2"), name: "b", title: "b" }), [
      `a wheel far back among ${"many ".repeat(50)}`,
    ]);
    const hits = store.search.all("wheel", 20);
    expect(hits.filter((hit) => hit.id === documentId("1"))).toHaveLength(5);
    expect(hits.filter((hit) => hit.id === documentId("2"))).toHaveLength(1);
  });

  it("gives as many as asked for", () => {
    const { store } = openLibrary();
    store.conversations.put(aConversation());
    for (let index = 0; index < 30; index += 1)
      store.messages.put(aMessage({ id: `m${index}`, text: `wheel ${index}` }));
    expect(store.search.all("wheel", 7)).toHaveLength(7);
    expect(store.search.all("wheel", 100)).toHaveLength(30);
  });
});
