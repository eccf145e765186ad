import { describe, expect, it } from "vitest";
import type { Markup } from "../../../electron/contract/documents.ts";
import { compareTask } from "../../../electron/core/compare/compareTask.ts";
import type { Logger } from "../../../electron/core/ports.ts";
import { toStored } from "../../../electron/core/store/storedPages.ts";
import { textDocument } from "../summarize/textDocument.ts";

const silent: Logger = { info() {}, warn() {}, error() {} };

/** A text, and what stands beside it: `about` is the words of the text that it is on, or those before its place. */
function partsOf(
  title: string,
  text: string,
  markup: readonly (Partial<Markup> & Pick<Markup, "kind"> & { about: string })[] = [],
) {
  const { document, pages, outline } = textDocument([text], { title });
  const beside = markup.map(({ about, ...one }): Markup => {
    const isPlace = one.kind === "deletion" || one.kind === "moveFrom";
    const start = text.indexOf(about);
    const end = start + about.length;
    return { author: "Ann", date: "2024-05-06T07:08:00Z", text: "", start: isPlace ? end : start, end, ...one };
  });
  return { document, outline, pages: pages.map((page) => toStored({ ...page, markup: beside })) };
}

async function compare(before: ReturnType<typeof partsOf>, after: ReturnType<typeof partsOf>) {
  return compareTask.run({ before, after }, silent);
}

const original = "The rent is 500 euros a month. The tenant keeps the mill dry. The wheel must be oiled each spring.";
const revised = "The rent is 550 euros a month. The tenant keeps the mill warm.";

describe("comments and tracked changes of two versions", () => {
  it("say of each change whether and by whom it was tracked", async () => {
    const { changes } = await compare(
      partsOf("a", original),
      partsOf("b", revised, [
        { kind: "deletion", about: "The rent is ", text: "500", author: "Bob" },
        { kind: "insertion", about: "550", author: "Bob" },
        { kind: "deletion", about: "warm.", text: " The wheel must be oiled each spring." },
      ]),
    );
    const trackedBy = (word: string) =>
      changes.find(({ words }) => words.some(({ text }) => text.includes(word)))?.tracked?.map(({ author }) => author);
    expect(trackedBy("550")).toEqual(["Bob"]);
    expect(trackedBy("wheel")).toEqual(["Ann"]);
  });

  it("leave a change unmarked that was made without being tracked", async () => {
    const { changes } = await compare(
      partsOf("a", original),
      partsOf("b", original.replace("500", "550").replace("dry", "warm"), [{ kind: "insertion", about: "550" }]),
    );
    expect(changes.filter(({ tracked }) => tracked)).toHaveLength(1);
    expect(changes).toHaveLength(2);
  });

  it("are not told of where pages were stored before they were", async () => {
    const before = partsOf("a", original);
    const old = { ...before, pages: before.pages.map((page) => ({ ...page, markup: null })) };
    const after = partsOf("b", original.replace("500", "550"), [{ kind: "insertion", about: "550" }]);
    const { changes, markup } = await compare(old, after);
    expect(markup).toBeUndefined();
    expect(changes.map(({ tracked }) => tracked)).toEqual([undefined]);
  });

  it("are listed where only one has them, or a comment was answered", async () => {
    const comment = { kind: "comment" as const, about: "rent", text: "Too much?" };
    const { markup } = await compare(
      partsOf("a", original, [
        comment,
        { kind: "insertion", about: "500" },
        { kind: "comment", about: "mill", text: "Which?" },
      ]),
      partsOf("b", `Lease. ${original}`, [
        { ...comment, replies: [{ author: "Bob", date: null, text: "No." }] },
        { kind: "comment", about: "mill", text: "Which?" },
        { kind: "deletion", about: "oiled", text: " well" },
      ]),
    );
    expect(markup?.added).toMatchObject([{ kind: "deletion", text: " well", page: 1 }]);
    expect(markup?.gone).toMatchObject([{ kind: "insertion", about: "500" }]);
    expect(markup?.answered).toMatchObject([{ text: "Too much?", about: "rent" }]);
  });

  it("are not spoken of where both have the same", async () => {
    const comment = { kind: "comment" as const, about: "rent", text: "Too much?" };
    const result = await compare(partsOf("a", original, [comment]), partsOf("b", revised, [comment]));
    expect(result).not.toHaveProperty("markup");
  });
});
