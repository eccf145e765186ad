import { expect, it } from "vitest";
import { hrefOf, parseRoute, type Route } from "../../../../renderer/lib/route.ts";

const id = "a".repeat(64);

it("reads every route it writes", () => {
  const routes: readonly Route[] = [
    { view: "start" },
    { view: "document", id, target: null },
    { view: "document", id, target: { page: 12, start: 40, end: 97 } },
    {
      view: "document",
      id,
      target: {
        page: 12,
        start: 40,
        end: 97,
        words: [
          { start: 44, end: 50 },
          { start: 60, end: 61 },
        ],
      },
    },
    { view: "compare", before: id, after: "b".repeat(64) },
    { view: "table", id: "t 1/2" },
    { view: "newTable", documentIds: [], collectionId: null },
    { view: "newTable", documentIds: [id, "b".repeat(64)], collectionId: "c 1&2" },
    { view: "check", documentIds: [], collectionId: null },
    { view: "check", documentIds: [id, "b".repeat(64)], collectionId: "c 1&2" },
    { view: "chat", id: null, messageId: null },
    { view: "chat", id: "c 1/2", messageId: "m&3" },
    { view: "models" },
    { view: "settings" },
    { view: "shortcuts" },
  ];
  for (const route of routes) expect(parseRoute(hrefOf(route))).toEqual(route);
});

it("goes to the start for what it does not understand", () => {
  for (const hash of [
    "",
    "#",
    "#/",
    "#/nonsense",
    "#/document",
    "#/document/",
    "#/compare",
    `#/compare/${id}`,
    "#/table",
  ]) {
    expect(parseRoute(hash)).toEqual({ view: "start" });
  }
});

it("leaves out a target that names no page", () => {
  expect(parseRoute(`#/document/${id}?page=0&start=1&end=2`)).toEqual({ view: "document", id, target: null });
  expect(parseRoute(`#/document/${id}?page=two`)).toEqual({ view: "document", id, target: null });
});
