import { describe, expect, it } from "vitest";
import { readFreeLine } from "../../../../electron/core/llm/freeText/readFreeLine.ts";

const about = { ended: true, material: [] as string[], language: "und" };
const title = "Lease of Apartment 3B";

describe("a line that a model was asked for", () => {
  it.each([
    ["Lease of Apartment 3B"],
    ["**Lease of Apartment 3B**"],
    ["# Lease of Apartment 3B"],
    ['"Lease of Apartment 3B"'],
    ['Title: "Lease of Apartment 3B"'],
    ["**Title:** Lease of Apartment 3B."],
    ["Titel: „Lease of Apartment 3B“"],
    ["Sure! Here is a title for the document:\n\n**Lease of Apartment 3B**\n\nLet me know if you need another one."],
    ["Lease of Apartment 3B\n\nThis title captures the essence of the document."],
    ["<think>A title …</think>\nLease of Apartment 3B<|im_end|>"],
    ["- Lease of Apartment 3B\n- Another title"],
    ["Lease of Apartment 3B:\n\nLease of Apartment 3B:\n\nLease of"],
  ])("is bare as a title: %j", (answer) => {
    expect(readFreeLine(answer, { ...about, form: "title" })).toBe(title);
  });

  it("ends in its stop as a sentence, and is one", () => {
    const answer = 'Summary: "The lease is about Apartment 3B. It begins in May."';
    expect(readFreeLine(answer, { ...about, form: "sentence" })).toBe("The lease is about Apartment 3B.");
    expect(readFreeLine("The text states that the lease is about Apartment 3B.", { ...about, form: "sentence" })).toBe(
      "The lease is about Apartment 3B.",
    );
  });

  it.each([
    ["I'm sorry, but I can't write a title."],
    ["The provided text appears to be incomplete."],
    ["Here is a title:"],
    [""],
  ])("is empty where nothing was said: %j", (answer) => {
    expect(readFreeLine(answer, { ...about, form: "title" })).toBe("");
  });

  it("is empty where it was cut off, and in another language", () => {
    expect(readFreeLine("The lease is about", { ...about, form: "sentence", ended: false })).toBe("");
    expect(readFreeLine("三楼公寓的住宅租赁合同及其条款", { ...about, form: "title", language: "en" })).toBe("");
  });
});
