import { describe, expect, it } from "vitest";
import { type Choice, choosePoints, type Choosable } from "../../../electron/core/summarize/choosePoints.ts";
import { topicsOf } from "../../../electron/core/extract/topics.ts";
import { countWords } from "../../../electron/core/text/words.ts";
import { subjects } from "./textDocument.ts";

const points = (texts: readonly string[], partOf: (index: number) => number = () => 0): Choosable[] =>
  texts.map((text, index) => ({
    text,
    part: partOf(index),
    place: index,
    section: null,
    opens: false,
    isEmpty: false,
    salience: 0,
    isVerified: true,
  }));
const choose = (list: readonly Choosable[], patch: Partial<Choice> = {}): number[] =>
  choosePoints(list, { most: 10, words: 1000, topics: [], language: "en", parts: [500], ...patch });

const remarks = subjects.map((subject) => `The harbour master wrote a remark ${subject}.`);

describe("the points of the whole", () => {
  it("are not more than asked for, in the order of the document", () => {
    const chosen = choose(points(remarks), { most: 4 });
    expect(chosen).toHaveLength(4);
    expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
  });

  it("say nothing twice", () => {
    const said = ["The rent is 900 euros a month.", "The rent is 900 euros a month.", "The mill stands in Linden."];
    expect(choose(points(said))).toEqual([0, 2]);
  });

  it("have no more words together than asked for, but one of them", () => {
    const words = countWords(remarks[0] ?? "") * 3;
    const chosen = choose(points(remarks), { words });
    expect(chosen.length).toBeGreaterThan(1);
    expect(countWords(chosen.map((index) => remarks[index] ?? "").join(" "))).toBeLessThanOrEqual(words);
    expect(choose(points(remarks), { words: 1 })).toHaveLength(1);
  });

  it("come from all parts by their words, whatever one part has to say", () => {
    // They have no word in common: nothing but their part tells them apart.
    const list = points(subjects, (index) => (index < 8 ? 0 : 1)).map((point) => ({ ...point, place: 1 }));
    const chosen = choose(list, { most: 4, parts: [500, 500] });
    expect(chosen.filter((index) => index >= 8)).toHaveLength(2);
  });

  it("speak of what a document of its kind must speak of", () => {
    const list = points(["The harbour master counts 20 boats.", "The rent of the shed is 20 euros."]);
    const alike = list.map((point) => ({ ...point, place: 1 }));
    expect(choose(alike, { most: 1, topics: topicsOf("contract") })).toEqual([1]);
    expect(choose(alike, { most: 1 })).toEqual([0]);
  });

  it("come from sections that none speaks of yet, rather than all from one", () => {
    const list = points(subjects).map((point, index) => ({ ...point, place: 1, section: index < 8 ? 0 : index }));
    const chosen = choose(list, { most: 3 });
    expect(new Set(chosen.map((index) => list[index]?.section)).size).toBe(3);
  });

  it("are rather short ones where two say as much", () => {
    const said = ["The mill stands in Linden.", `The mill stands in Linden${" by the water".repeat(12)}.`];
    const list = points(said).map((point) => ({ ...point, place: 1 }));
    expect(choose(list, { most: 1, words: 60 })).toEqual([0]);
  });

  it("are rather those that say something", () => {
    const list = points(subjects).map((point, index) => ({ ...point, place: 1, isEmpty: index !== 3 }));
    expect(choose(list, { most: 1 })).toEqual([3]);
  });

  it("answer the question that was asked", () => {
    expect(choose(points(remarks), { most: 1, focus: "Where did smugglers hide tobacco?" })).toEqual([7]);
  });

  it("are rather verified ones", () => {
    const list = points(subjects).map((point, index) => ({ ...point, place: 1, isVerified: index === 5 }));
    expect(choose(list, { most: 1 })).toEqual([5]);
  });

  it("are none of none", () => {
    expect(choose([])).toEqual([]);
  });
});

describe("the points of several documents", () => {
  it("are of each of them before any has a second, whatever the words; who is heard with another needs no place", () => {
    const list = points(remarks, (index) => (index < 7 ? 0 : index - 6));
    const across = { hearsEach: true, saidIn: () => [], repetition: () => 0 };
    const parts = [500, 10, 10, 10];
    expect(choose(list, { most: 4, words: 1, parts, across }).slice(1)).toEqual([7, 8, 9]);
    const saidIn = (index: number) => (index === 7 ? [2, 3] : []);
    const chosen = choose(list, {
      most: 3,
      parts,
      across: { ...across, saidIn, repetition: (_, other) => (other === 7 ? 0.5 : 0) },
    });
    expect(chosen).toContain(7);
    expect(chosen.filter((index) => index < 7)).not.toEqual([]);
  });

  it("repeat each other as they are said to", () => {
    const said = ["The rent is 900 euros a month.", "The rent is 950 euros a month.", "The mill stands in Linden."];
    const list = points(said, (index) => index);
    const across = {
      hearsEach: true,
      saidIn: () => [],
      repetition: (index: number, other: number) => (index + other === 1 ? 1 : 0),
    };
    expect(choose(list, { parts: [1, 1, 1], across })).toHaveLength(2);
    expect(choose(list, { parts: [1, 1, 1], across: { ...across, repetition: () => 0 } })).toEqual([0, 1, 2]);
  });
});
