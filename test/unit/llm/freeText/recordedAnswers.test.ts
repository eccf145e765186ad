import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type FreeAnswer, readFreeAnswer } from "../../../../electron/core/llm/freeText/readFreeAnswer.ts";
import { readFreeLine } from "../../../../electron/core/llm/freeText/readFreeLine.ts";
import { sentencesOfText } from "../../../../electron/core/text/textSentences.ts";

interface Recorded {
  readonly name: string;
  readonly model: string;
  /** null: it was asked about none */
  readonly document: string | null;
  readonly form: "points" | "title" | "sentence";
  readonly language: string;
  readonly ended: boolean;
  readonly answer: string;
  readonly expected: FreeAnswer | { readonly line: string };
}

const file = path.resolve(import.meta.dirname, "../../../fixtures/freeAnswers/answers.json");
const { documents, answers } = JSON.parse(readFileSync(file, "utf8")) as {
  documents: Record<string, string>;
  answers: Recorded[];
};

describe("an answer of a released model", () => {
  it.each(answers)("is read as it is meant: $name", ({ document, form, language, ended, answer, expected }) => {
    const text = document === null ? "" : (documents[document] ?? "");
    const about = { ended, language, material: sentencesOfText(text).map((sentence) => sentence.text) };
    const read = form === "points" ? readFreeAnswer(answer, about) : { line: readFreeLine(answer, { ...about, form }) };
    expect(read).toEqual(expected);
    // What was read out is read again as it is.
    const points = "points" in read ? read.points : [];
    const again = readFreeAnswer(points.map((point) => `- ${point}`).join("\n"), { ...about, ended: true });
    expect(again.points).toEqual(points);
  });
});
