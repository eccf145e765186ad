import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { CountedSentence } from "../../../electron/core/summarize/countedSentence.ts";
import { readPoints } from "../../../electron/core/summarize/draft.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "./textDocument.ts";

const folder = path.resolve(import.meta.dirname, "../../fixtures/answers");
const recordedSchema = z.object({
  model: z.string(),
  quantization: z.string(),
  licence: z.string(),
  document: z.string(),
  answers: z.array(
    z.object({
      step: z.enum(["map", "merge", "repair"]),
      ended: z.boolean(),
      characters: z.number(),
      /** those of the prompt, by their numbers */
      sentences: z.array(z.string()),
      /** as the model wrote it, line by line */
      answer: z.array(z.string()),
      /** as the points are to be read; each is verified or written again */
      points: z.array(z.string()),
    }),
  ),
});

const recordings = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({ name, ...recordedSchema.parse(JSON.parse(readFileSync(path.join(folder, name), "utf8"))) }));

describe.each(recordings)("answers of $model, $quantization ($name)", ({ answers }) => {
  it.each(answers.map((answer, place) => ({ ...answer, place })))(
    "$step $place is read without its labels",
    ({ answer, sentences, ended, characters, points }) => {
      const cited = countedOf(sentences);
      const read = readPoints(answer.join("\n"), cited, { ended, characters });
      expect(read.map(({ text }) => text)).toEqual(points);
    },
  );
});

function countedOf(sentences: readonly string[]): CountedSentence[] {
  const { sentences: all } = makeDocumentText(textDocument(sentences));
  const [first] = all;
  if (!first) return [];
  return sentences.map((text, index) => ({
    ...first,
    index,
    quote: text,
    text,
    start: index,
    end: index + 1,
    tokens: 10,
  }));
}
