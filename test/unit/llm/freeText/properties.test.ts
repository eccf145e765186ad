import { afterEach, describe, expect, it } from "vitest";
import { readFreeAnswer } from "../../../../electron/core/llm/freeText/readFreeAnswer.ts";
import { randomNumbers } from "../../../helpers/random.ts";

const about = { ended: true, material: [] as string[], language: "und" };

const sentences = [
  "The rent is # euros a month.",
  "Die Miete steigt ab Januar um # Prozent.",
  "Le bail commence le # mai et finit en #.",
  "El depósito es de #,50 euros.",
  "**Deposit:** # euros, paid within # days",
  "The tenants keep *at most* # pets, see § #.",
  "租金为每月#欧元。",
  "On page # the report (#) names `#` errors.",
  "It rose from #.5 to #.75 percent, i.e. by #/# in all.",
  "2. Oktober # ist der Stichtag.",
  '"#" is the answer; # is not.',
  "Between # and # there were -# degrees.",
];
const marks = [
  "- ",
  "* ",
  "• ",
  "1. ",
  "2) ",
  "- Note 3: ",
  "- **4.** ",
  "  - ",
  "> - ",
  "– ",
  "(a) ",
  "- [ ] ",

  "Point 5: ",
];
const around = ["", "Sure! Here are the key points:\n\n", "<think>Well.</think>\n", "## Summary\n", "```markdown\n"];

function answerFrom(random: () => number): { answer: string; numbers: string[] } {
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? "";
  const numbers: string[] = [];
  const lines = Array.from({ length: 1 + Math.floor(random() * 12) }, () => {
    const sentence = pick(sentences).replaceAll("#", () => {
      const number = String(1000 + Math.floor(random() * 9000));
      numbers.push(number);
      return number;
    });
    const mark = pick(marks);
    return `${mark}${sentence}`;
  });
  return { answer: `${pick(around)}${lines.join(pick(["\n", "\n\n"]))}\n`, numbers };
}

const rounds = Array.from({ length: 300 }, (_, seed) => seed);

describe("any answer", () => {
  it("keeps each number that stands in a whole item", () => {
    for (const seed of rounds) {
      const { answer, numbers } = answerFrom(randomNumbers(seed));
      const said = readFreeAnswer(answer, about).points.join("\n");
      expect({ answer, lost: numbers.filter((number) => !said.includes(number)) }).toEqual({ answer, lost: [] });
    }
  });

  it("has points that are read again as they are", () => {
    for (const seed of rounds) {
      const { points } = readFreeAnswer(answerFrom(randomNumbers(seed)).answer, about);
      const again = readFreeAnswer(points.map((point) => `- ${point}`).join("\n"), about);
      expect(again.points).toEqual(points);
    }
  });

  it("gives points on one line each, with words and without the marks of Markdown around them", () => {
    const pieces = [
      ...sentences,
      ...marks,
      ...around,
      "**",
      "__",
      "[1]",
      "[a](b)",
      "|",
      "---",
      "\n",
      " ",
      "…",
      "\u0000",
      "\u202E",
      "\uD800",
      "</s>",
      "I'm sorry, but",
    ];
    for (const seed of rounds) {
      const random = randomNumbers(seed);
      const answer = Array.from({ length: 40 }, () => pieces[Math.floor(random() * pieces.length)] ?? "").join("");
      for (const ended of [true, false]) {
        for (const point of readFreeAnswer(answer, { ...about, ended }).points) {
          expect(point).toMatch(/[\p{L}\p{N}]/u);
          expect(point).not.toMatch(/[\n\p{Cc}\u202E]|^\s|\s$|^\*\*|<\/s>/u);
        }
      }
    }
  });
});

describe("the work on an answer", () => {
  const { exec } = RegExp.prototype;
  afterEach(() => {
    putInPlace(exec);
  });

  /** Every kind of search with a regular expression calls it. */
  function putInPlace(search: RegExp["exec"]): void {
    Object.assign(RegExp.prototype, { exec: search });
  }

  /** Characters that regular expressions go through, from where each begins to where it matches, or to the end. */
  function scannedBy(work: () => void): number {
    let scanned = 0;
    putInPlace(function counting(this: RegExp, text: string): RegExpExecArray | null {
      const from = this.global || this.sticky ? this.lastIndex : 0;
      const match = exec.call(this, text);
      scanned += (match ? match.index + match[0].length : text.length) - Math.min(from, text.length) + 1;
      return match;
    });
    work();
    putInPlace(exec);
    return scanned;
  }

  it.each([
    ["items", (line: number) => `- Item ${line} costs ${line} euros.\n`],
    ["numbered items", (line: number) => `${line}. The rent is ${line} euros.\n`],
    ["one paragraph", (line: number) => `The rent of house ${line} is due. `],
    ["lines of one item", (line: number) => `word${line}\n`],
    ["nested items", (line: number) => `${" ".repeat(line % 7)}- House ${line}:\n`],
    ["emphasis that is never closed", () => "**a "],
    ["thoughts that are never closed", () => "<think>"],
    ["excuses", (line: number) => `I'm sorry, but ${line}.\n`],
  ])("grows with its length: %s", (_, lineOf) => {
    const answerOf = (lines: number): string => Array.from({ length: lines }, (_line, line) => lineOf(line)).join("");
    const [small, large] = [1000, 10_000].map((lines) => {
      const answer = answerOf(lines);
      return scannedBy(() => readFreeAnswer(answer, { ...about, ended: false }));
    });
    expect((large ?? 0) / (small ?? 1)).toBeLessThan(15);
  });
});
