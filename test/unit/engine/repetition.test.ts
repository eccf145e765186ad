import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createLoopWatch } from "../../../electron/core/llm/repetition.ts";

/** Writes the text word by word, and tells what is left of it where a loop was seen. */
function write(text: string, source = ""): string | null {
  const watch = createLoopWatch(source);
  let written = "";
  for (const piece of text.match(/\s*\S+\s*?/gu) ?? []) {
    written += piece;
    const end = watch.look(written);
    if (end !== null) return written.slice(0, end);
  }
  return null;
}

const times = (count: number, text: string) => text.repeat(count);
const rent = "The rent is due on the first day of each month. ";

describe("a text that goes round in circles", () => {
  it.each([
    ["a sentence", `It is so. ${times(6, rent)}`, `It is so. ${rent.trim()}`],
    [
      "a paragraph",
      times(4, `${rent}The tenant pays it to the landlord, who keeps a receipt.\n\n`),
      `${rent}The tenant pays it to the landlord, who keeps a receipt.`,
    ],
    [
      "points that are numbered on",
      Array.from({ length: 9 }, (_, at) => `${String(at + 1)}. The tenant pays the rent to the landlord.\n`).join(""),
      "1. The tenant pays the rent to the landlord.",
    ],
    ["a word", `It is ${times(200, "very ")}`, "It is very"],
    ["two words", times(60, "of the "), "of the"],
    ["a character", `Total${times(600, "0")}`, "Total0"],
    ["empty lines", `Well.${times(300, " \n")}x`, null],
    ["Chinese", times(5, "租金在每月的第一天支付给房东。"), "租金在每月的第一天支付给房东。"],
  ])("is cut behind the first round: %s", (_, text, left) => {
    if (left === null) expect(createLoopWatch("").look(text.slice(0, -1))).not.toBeNull();
    else expect(write(text)).toBe(left);
  });

  it("is cut where no sentence of the last ones is new, in whatever order they come", () => {
    const [one, two, three] = [
      "The landlord keeps the deposit. ",
      "The tenant pays for the repairs. ",
      "The court decides about the rest. ",
    ];
    const text = `Here it is. ${one}${two}${three}${two}${one}${three}${one}${three}${two}${three}${two}${one}${two}${one}${three}`;
    expect(write(text)).toBe(`Here it is. ${one}${two}${three}`.trim());
  });
});

describe("answers that released models wrote", () => {
  const { answers } = z
    .object({ answers: z.array(z.object({ name: z.string(), answer: z.string() })) })
    .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, "../../fixtures/freeAnswers/answers.json"), "utf8")));

  it("are cut where they go round in circles, and left alone where they do not", () => {
    const cut = answers.flatMap(({ name, answer }) => {
      const left = write(answer);
      return left === null ? [] : [[name, left.split("\n").at(-1)]];
    });
    expect(cut).toEqual([
      ["smol-de-punkte", "Das ist eine schriftliche Bestätigung, die die Sechs wichtigsten Punkte der Texten können."],
      ["smol-lease-title", "The Agreement on 12 March 2025:"],
      ["smol-fr-resume", "Monsieur le Docteur,"],
    ]);
  });
});

describe("a text that does not", () => {
  it.each([
    ["the head of a table", `| a | b |\n|${times(30, "---|")}\n| 1 | 2 |\n`],
    [
      "rows of a table",
      Array.from({ length: 20 }, (_, row) => `| ${String(2000 + row)} | not stated | not stated |\n`).join(""),
    ],
    ["a rule", `Title\n${times(120, "=")}\n`],
    ["leader dots", `Contents ${times(90, ". ")} 12\n`],
    [
      "a list with like beginnings",
      ["rent", "deposit", "garden", "cellar", "garage", "roof", "stairs"]
        .map((word) => `- The tenant shall pay for the ${word} himself.\n`)
        .join(""),
    ],
    ["verse", `${times(3, "This is the way the world ends\n")}Not with a bang but a whimper.`],
    ["a song", `${times(2, `${times(3, "Row, row, row your boat,\n")}Gently down the stream.\n`)}${times(12, "la ")}`],
    [
      "code",
      `\`\`\`ts\n${times(5, "    }\n  }\n")}${times(8, "  values.push({ name: null, value: 0, rank: 0, next: null });\n")}\`\`\`\n`,
    ],
    ["numbers", `\`\`\`\n${times(8, `${times(12, "0, ")}\n`)}\`\`\`\n`],
    [
      "like answers",
      ["rent", "term", "deposit", "pets"]
        .map((word) => `**${word}**: This is not specified in the document.\n`)
        .join(""),
    ],
    [
      "a text that is written once more",
      times(
        2,
        "The landlord keeps it. The tenant pays the rent. The court decides about it. The garden is part of it. The cellar is not part of it. The roof was built in May. The stairs were built in June. \n",
      ),
    ],
  ])("goes on: %s", (_, text) => {
    expect(write(text)).toBeNull();
  });

  it("may say as often as the document what the document says", () => {
    const document = `The form:\n${times(6, "Signature of the tenant and of the landlord: ____\n")}`;
    expect(write(times(6, "Signature of the tenant and of the landlord: ____\n"), document)).toBeNull();
    expect(write(times(12, "Signature of the tenant and of the landlord: ____\n"), document)).not.toBeNull();
  });
});
