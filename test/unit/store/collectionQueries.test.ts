import { expect, it } from "vitest";
import { aCollection, addReadDocument, aDocument, aPoint, aSummary, documentId, openLibrary } from "./library.ts";

const [mill, roof] = [documentId("a"), documentId("b")];

function withTwo() {
  const library = openLibrary();
  const { collections } = library.store;
  addReadDocument(library.store, aDocument({ id: mill, name: "mill.pdf" }), ["The mill is old."]);
  addReadDocument(library.store, aDocument({ id: roof, name: "roof.pdf" }), ["The roof leaks."]);
  collections.put(aCollection());
  for (const id of [mill, roof]) {
    collections.addMember("collection", { documentId: id, path: `papers/${id[0]}.pdf`, state: "idle", problem: null });
  }
  return { ...library, collections };
}

it("keeps documents in their order, each once, and takes another order", () => {
  const { collections } = withTwo();
  expect(collections.addMember("collection", { documentId: mill, path: "x", state: "idle", problem: null })).toBe(
    false,
  );
  expect(collections.get("collection")?.documentIds).toEqual([mill, roof]);
  collections.order("collection", [roof]);
  expect(collections.members("collection").map(({ path }) => path)).toEqual(["papers/b.pdf", "papers/a.pdf"]);
  expect(collections.of(mill)).toEqual(["collection"]);
});

it("finds one member, and those that wait in their order, without the others", () => {
  const { collections, store } = withTwo();
  expect(collections.member("collection", roof)).toEqual(collections.members("collection")[1]);
  expect(collections.member("collection", documentId("c"))).toBeNull();
  expect(collections.waiting("collection", null, 9)).toEqual([]);
  for (const id of [mill, roof]) collections.updateMember("collection", id, { state: "waiting" });
  collections.order("collection", [roof]);
  store.documents.update(mill, { status: "failed" });
  expect(collections.waiting("collection", null, 9)).toEqual([roof, mill]);
  expect(collections.waiting("collection", null, 1)).toEqual([roof]);
  expect(collections.waiting("collection", "failed", 9)).toEqual([mill]);
  expect(store.documents.ofCollection("collection").map(({ id }) => id)).toEqual([roof, mill]);
  store.documents.remove(roof, 5);
  expect(collections.member("collection", roof)).toBeNull();
  expect(collections.waiting("collection", null, 9)).toEqual([mill]);
  expect(store.documents.ofCollection("collection").map(({ id }) => id)).toEqual([mill]);
  expect([collections.queueOf("collection"), collections.queueOf("none")]).toEqual(["idle", null]);
});

it("leaves out documents in the bin and shows them again when they come back", () => {
  const { collections, store } = withTwo();
  store.documents.remove(mill, 5);
  expect(collections.get("collection")?.documentIds).toEqual([roof]);
  expect(collections.list()[0]?.documentIds).toEqual([roof]);
  store.documents.restore(mill);
  expect(collections.members("collection")).toHaveLength(2);
});

it("lets a document go with its purge and keeps documents where a collection is purged", () => {
  const { collections, store } = withTwo();
  store.documents.remove(mill, 5);
  collections.remove("collection", 20);
  store.purge(10);
  collections.restore("collection");
  expect(collections.members("collection").map(({ documentId: id }) => id)).toEqual([roof]);
  collections.remove("collection", 20);
  store.purge(30);
  expect(collections.get("collection")).toBeNull();
  expect(() => collections.restore("collection")).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  expect(store.documents.get(roof)?.name).toBe("roof.pdf");
});

it("gives the first line of the newest finished summary, else of the digest of the document as it stands", () => {
  const { collections, store, clock } = withTwo();
  const lineOf = () => collections.members("collection")[0];
  expect(lineOf()).toMatchObject({ line: null, summaryId: null });
  const citation = { documentId: mill, page: 1, start: 0, end: 16, quote: "The mill is old." };
  collections.saveDigest(mill, [{ text: "The mill is old.", section: null, citations: [citation] }]);
  expect(lineOf()).toMatchObject({ line: "The mill is old.", summaryId: null });
  expect(collections.digest(mill)).toHaveLength(1);
  store.summaries.put(aSummary({ id: "done", status: "done", points: [aPoint("It is an old mill.")] }));
  store.summaries.put(aSummary({ id: "newer", status: "running", createdAt: 9 }));
  expect(lineOf()).toMatchObject({ line: "It is an old mill.", summaryId: "done" });
  store.summaries.remove("done", 5);
  // Another reading makes the digest stale.
  clock.advance(1000);
  store.documents.update(mill, { status: "reading", problem: null });
  expect(lineOf()).toMatchObject({ line: null, summaryId: null });
  expect(collections.digest(mill)).toBeNull();
});

it("makes what ran when the process ended wait again, and keeps why files were not taken", () => {
  const { collections, store, folder } = withTwo();
  collections.updateMember("collection", mill, { state: "running" });
  collections.updateMember("collection", roof, { state: "failed", problem: { code: "ENGINE_CRASHED" } });
  collections.skip("collection", { path: "a.bin", problem: { code: "DOCUMENT_EMPTY" } });
  collections.skip("collection", { path: "a.bin", problem: { code: "FORMAT_UNSUPPORTED" } });
  store.close();
  const again = openLibrary({ folder }).store.collections;
  expect(again.markWaiting()).toBe(1);
  expect(again.members("collection").map(({ state, problem }) => [state, problem?.code])).toEqual([
    ["waiting", undefined],
    ["failed", "ENGINE_CRASHED"],
  ]);
  expect(again.skipped("collection")).toEqual([{ path: "a.bin", problem: { code: "FORMAT_UNSUPPORTED" } }]);
  again.unskip("collection", "a.bin");
  expect(again.skipped("collection")).toEqual([]);
});

it("refuses a collection or a document that does not exist", () => {
  const { collections } = withTwo();
  const member = { documentId: documentId("c"), path: "c", state: "idle" as const, problem: null };
  const notFound: unknown = expect.objectContaining({ code: "NOT_FOUND" });
  expect(() => collections.addMember("collection", member)).toThrow(notFound);
  expect(() => collections.addMember("none", { ...member, documentId: mill })).toThrow(notFound);
  expect(() => collections.updateMember("collection", documentId("c"), { state: "done" })).toThrow(notFound);
  expect(() => collections.update("none", { title: "x" })).toThrow(notFound);
});
