import { describe, expect, it, vi } from "vitest";
import { createCompare } from "../../../electron/core/compare/createCompare.ts";
import { resemblance, type Sketch, sketchOf } from "../../../electron/core/text/similarity.ts";
import { createVersionFinder, versionsBefore } from "../../../electron/core/library/versions.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { openLibrary } from "../store/library.ts";
import { textDocument } from "../summarize/textDocument.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { exporter } from "../../helpers/exporter.ts";

const nouns = "harbour crane rope anchor ledger cargo pilot lantern bridge market engine window garden clerk".split(
  " ",
);
const sentence = (place: number): string =>
  `In case ${String(place)} the ${nouns[place % 14] ?? ""} of the ${nouns[(place * 5) % 14] ?? ""} holds ${String(place * 37)} boxes of ${nouns[(place * 3) % 14] ?? ""} oil.`;
const text = Array.from({ length: 60 }, (_, place) => sentence(place));

/** Puts a document into the library as if it had been read at this time; returns its id. */
function add(store: Store, name: string, lines: readonly string[], createdAt: number): string {
  const { document, pages } = textDocument([lines.join("\n")], { title: name });
  store.documents.put({ ...document, name, createdAt, status: "reading" });
  store.documents.addPages(document.id, pages);
  store.documents.finish(document.id, { ...document, outline: [] });
  return document.id;
}

function findPrevious(store: Store, id: string): Promise<string | null> {
  const sketch = async (documentId: string) => sketchOf(store.documents.texts(documentId));
  return createVersionFinder({ store, sketch }).findPrevious(id);
}

describe("resemblance", () => {
  it("is the share of runs of words that two texts have in common", async () => {
    const sketch = (lines: readonly string[]): readonly number[] => sketchOf([{ text: lines.join("\n") }]);
    expect(resemblance(sketch(text), sketch(text))).toBe(1);
    expect(resemblance(sketch(text), sketch(text.map((line) => line.replaceAll(/\s/gu, "\n"))))).toBe(1);
    const half = resemblance(sketch(text), sketch(text.slice(0, 30)));
    expect(half).toBeGreaterThan(0.35);
    expect(half).toBeLessThan(0.65);
    expect(resemblance(sketch(text), sketch(["Whales sleep upright in the open sea."]))).toBe(0);
    expect(resemblance(sketch([]), sketch([]))).toBe(0);
  });
});

describe("a new version", () => {
  it("is told by most of its text, whatever it is called, and only of what was there before", async () => {
    const { store } = openLibrary();
    const first = add(store, "lease.txt", text, 10);
    const unlike = add(store, "whales.txt", ["Whales sleep upright in the open sea of the north."], 11);
    const second = add(store, "scan 0047.txt", [...text.slice(0, 50), "Something else is said here now."], 12);
    expect(await findPrevious(store, first)).toBeNull();
    expect(await findPrevious(store, unlike)).toBeNull();
    expect(await findPrevious(store, second)).toBe(first);
  });

  it("is told by its name with less of the text, and not by the name alone", async () => {
    const { store } = openLibrary();
    const first = add(store, "Lease.txt", text, 10);
    const rewritten = [...text.slice(0, 25), ...Array.from({ length: 25 }, (_, place) => sentence(place + 900))];
    expect(await findPrevious(store, add(store, "lease_v2 (1).txt", rewritten, 11))).toBe(first);
    const { store: another } = openLibrary();
    add(another, "Lease.txt", text, 10);
    expect(await findPrevious(another, add(another, "report.txt", rewritten, 11))).toBeNull();
    expect(
      await findPrevious(store, add(store, "Lease (2).txt", ["Whales sleep in the sea of the north."], 13)),
    ).toBeNull();
  });

  it("follows the nearest version, and its chain leads back", async () => {
    const { store, clock } = openLibrary();
    const compare = createCompare({ store, clock, changed: () => {}, exporter, textWorker: directTextWorker });
    const first = add(store, "lease.txt", text, 10);
    const second = add(store, "lease.txt", [...text.slice(0, 55), "The red one ends here."], 11);
    await compare.recognize(second);
    const third = add(store, "lease.txt", [...text.slice(0, 55), "The blue one ends here."], 12);
    await compare.recognize(third);
    expect(versionsBefore(store, third)).toEqual([second, first]);
    expect(await compare.previous(third)).toMatchObject({ id: second, changes: 1, meaning: 0 });
    expect(await compare.previous(first)).toBeNull();
    // In the bin it is no version before; when it comes back it is again.
    store.documents.remove(second, 1);
    expect(await compare.previous(third)).toBeNull();
    store.documents.restore(second);
    expect((await compare.previous(third))?.id).toBe(second);
  });

  it("is compared only with documents that share text with it, however many there are", async () => {
    const { store } = openLibrary();
    const sketch = vi.fn<(id: string) => Promise<Sketch>>(async (id) => sketchOf(store.documents.texts(id)));
    const finder = createVersionFinder({ store, sketch });
    const own = (place: number): string[] =>
      Array.from({ length: 12 }, (_, line) => `Entry ${String(place * 1000 + line)} of book ${String(place)} is kept.`);
    for (let place = 0; place < 60; place += 1) {
      expect(await finder.findPrevious(add(store, `${String(place)}.txt`, own(place), place))).toBeNull();
    }
    const read = vi.spyOn(store.documents, "sketch");
    const later = add(store, "another.txt", [...own(31), "One line more."], 100);
    const [before] = store.documents.list().filter(({ name }) => name === "31.txt");
    expect(await finder.findPrevious(later)).toBe(before?.id);
    // Its own, whether it has one, and that of the only candidate.
    expect(read.mock.calls.map(([id]) => id)).toEqual([later, before?.id]);
    expect(sketch).toHaveBeenCalledTimes(61);
  });

  it("is said and unsaid by hand, and stays unsaid when the document is read again", async () => {
    const { store, clock } = openLibrary();
    const changed: string[] = [];
    const compare = createCompare({
      store,
      clock,
      changed: (_, id) => void changed.push(id ?? ""),
      exporter,
      textWorker: directTextWorker,
    });
    const first = add(store, "lease.txt", text, 10);
    const other = add(store, "whales.txt", ["Whales sleep upright in the open sea of the north."], 11);
    await compare.setPrevious(other, first);
    expect(await compare.previous(other)).toMatchObject({ id: first, title: "lease.txt" });
    await expect(compare.setPrevious(first, other)).rejects.toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    await expect(compare.setPrevious(first, first)).rejects.toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    await expect(compare.setPrevious(first, "0".repeat(64))).rejects.toThrow(
      expect.objectContaining({ code: "NOT_FOUND" }),
    );
    await compare.setPrevious(other, null);
    expect(await compare.previous(other)).toBeNull();
    expect(changed).toEqual([other, other]);
    const second = add(store, "lease.txt", text.slice(1), 12);
    await compare.recognize(second);
    await compare.setPrevious(second, null);
    await compare.recognize(second);
    expect(await compare.previous(second)).toBeNull();
  });
});

describe("a comparison of the library", () => {
  it("is made once, and again after a new reading", async () => {
    const { store, clock } = openLibrary();
    const compare = createCompare({ store, clock, changed: () => {}, exporter, textWorker: directTextWorker });
    const first = add(store, "a.txt", text, 10);
    const second = add(store, "b.txt", [...text, "The cellar must not be flooded with 30 litres of oil."], 11);
    const comparison = await compare.run(first, second);
    expect(await compare.run(first, second)).toBe(comparison);
    expect(comparison.changes).toMatchObject([
      { kind: "added", importance: "number", reasons: ["number", "obligation", "passage"] },
    ]);
    store.documents.finish(second, { ...textDocument([""]).document, readMs: 99, outline: [] });
    expect(await compare.run(first, second)).not.toBe(comparison);
    await expect(compare.run(first, first)).rejects.toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    await expect(compare.run(first, "0".repeat(64))).rejects.toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });

  it("is exported with both quotes, and text of the documents becomes no markup", async () => {
    const { store, clock } = openLibrary();
    const compare = createCompare({ store, clock, changed: () => {}, exporter, textWorker: directTextWorker });
    const first = add(store, "a.txt", [...text, "The *loud* bell rings at noon for 20 euros."], 10);
    const second = add(store, "b.txt", [...text, "The *loud* bell rings at noon for 30 euros."], 11);
    const { fileName, data: markdown } = await compare.export(first, second, "markdown");
    expect(fileName).toBe("a.txt → b.txt.md");
    expect(markdown).toContain("## Changes of meaning (1)");
    expect(markdown).toContain("~~20~~");
    expect(markdown).toContain("earlier, p. 1: “The \\*loud\\* bell rings at noon for 20 euros.”");
    expect(markdown).toContain("later, p. 1: “The \\*loud\\* bell rings at noon for 30 euros.”");
    expect((await compare.export(second, first, "markdown")).data).not.toBe(markdown);
  });
});
