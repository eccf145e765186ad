import { describe, expect, it } from "vitest";
import { createTexts } from "../../../electron/core/library/texts.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { textDocument } from "../summarize/textDocument.ts";
import { aDocument, documentId, openLibrary } from "../store/library.ts";

const [mill, lease, letter] = [documentId("a"), documentId("b"), documentId("c")];

function read(store: Store, id: string, line: string, times = 1): void {
  const { document, pages } = textDocument(
    Array.from({ length: times }, (_, page) => `${line} Page ${String(page + 1)} ends.`),
  );
  if (!store.documents.get(id)) store.documents.put(aDocument({ id, status: "reading" }));
  store.documents.clearUnfinished(id);
  store.documents.addPages(id, pages);
  store.documents.finish(id, {
    ...aDocument({ pages: pages.length, language: document.language, readMs: 5 }),
    outline: [],
  });
}

describe("the text of a document", () => {
  it("is made once and then the same for everybody", () => {
    const library = openLibrary();
    const { store } = library;
    read(store, mill, "The mill was sold.");
    const texts = createTexts(library);
    const text = texts.of(mill);
    expect(text.sentences.map((sentence) => [sentence.documentId, sentence.text])).toContainEqual([
      mill,
      "The mill was sold.",
    ]);
    expect(texts.of(mill)).toBe(text);
  });

  it("is another one when the document is read anew, though that took as long and it has the same name", () => {
    const library = openLibrary();
    const { store, clock } = library;
    read(store, mill, "The mill was sold.");
    const texts = createTexts(library);
    expect(texts.of(mill).sentences[0]?.text).toBe("The mill was sold.");
    clock.advance(1000);
    read(store, mill, "The mill was let.");
    expect(texts.of(mill).sentences[0]?.text).toBe("The mill was let.");
    read(store, mill, "The mill was burnt.");
    // As the core does whenever a document has changed: two readings may fall into one tick of the clock.
    texts.forget(mill);
    expect(texts.of(mill).sentences[0]?.text).toBe("The mill was burnt.");
  });

  it("has the title that the document has now", () => {
    const library = openLibrary();
    const { store, clock } = library;
    read(store, mill, "The mill was sold.");
    const texts = createTexts(library);
    texts.of(mill);
    clock.advance(1);
    store.documents.update(mill, { title: "The old mill" });
    expect(texts.of(mill).title).toBe("The old mill");
  });

  it("is not found any more where the document was removed", () => {
    const library = openLibrary();
    const { store, clock } = library;
    read(store, mill, "The mill was sold.");
    const texts = createTexts(library);
    texts.of(mill);
    store.documents.remove(mill, clock.now());
    expect(() => texts.of(mill)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
    store.documents.restore(mill);
    expect(texts.of(mill).sentences[0]?.text).toBe("The mill was sold.");
  });
});

it("lets go of the texts that were used longest ago where all take more bytes than they may, but never of the last", () => {
  const library = openLibrary();
  const { store } = library;
  for (const id of [mill, lease, letter]) read(store, id, "One of three documents of the same length.", 20);
  const loose = createTexts(library, Infinity);
  const one = loose.of(mill).sentences.length * 250 + 2 * [...loose.of(mill).pageTexts.values()].join("").length;
  const texts = createTexts(library, 2 * one);
  const [first, second] = [texts.of(mill), texts.of(lease)];
  expect(texts.of(mill)).toBe(first);
  const third = texts.of(letter);
  expect(texts.of(mill)).toBe(first);
  expect(texts.of(letter)).toBe(third);
  expect(texts.of(lease)).not.toBe(second);

  const tight = createTexts(library, 1);
  const only = tight.of(mill);
  expect(tight.of(mill)).toBe(only);
});
