import { expect, it } from "vitest";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import { pointsQuestion } from "../../../electron/core/summarize/writers/questions.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "./textDocument.ts";

it("asks a part of a long document for fewer points, unless all details are wanted", () => {
  const line = "The pilots of the harbour met at the quay and spoke about the tides of the next week. ";
  const source = makeDocumentText(textDocument([line.repeat(50)]));
  const pieces = source.sentences.map((sentence) => ({ ...sentence, tokens: 20 }));
  const chunk = { index: 0, pieces, tokens: 1000 };
  const asked = (parts: number, length: "standard" | "detailed"): string | undefined => {
    const context = {
      source,
      options: summaryOptionsSchema.parse({ length }),
      kind: "article",
      written: "en",
    } as const;
    const bounds = { least: 1, most: 4, words: 30, characters: 270 };
    return /in (\d+) bullet points/u.exec(pointsQuestion(context, chunk, parts, bounds).turns.at(-1)?.text ?? "")?.[1];
  };
  expect(asked(3, "standard")).toBe("6");
  expect(asked(40, "standard")).toBe("4");
  expect(asked(40, "detailed")).toBe(asked(3, "detailed"));
});
