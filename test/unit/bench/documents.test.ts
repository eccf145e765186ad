import { describe, expect, it } from "vitest";
import { documentOf, kindsHere } from "../../bench/documents.ts";

describe("documents of the bench", () => {
  it.each(kindsHere())("have as many words as asked for, the same for the same number: %s", (kind) => {
    const document = documentOf(kind, 700, 3);
    expect(document.text.trim().split(/\s+/u)).toHaveLength(700);
    expect(document.words).toBe(700);
    expect(documentOf(kind, 700, 3)).toEqual(document);
    expect(documentOf(kind, 700, 4).text).not.toBe(document.text);
  });
});
