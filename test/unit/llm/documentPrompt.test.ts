import { expect, test } from "vitest";
import { askAbout, documentMaterial } from "../../../electron/core/llm/documentPrompt.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "../summarize/textDocument.ts";

const source = makeDocumentText(
  textDocument(["# Rent\n\nThe rent is 1,240 euros. It is due monthly.\n\nNo pets.", "# Term\n\nTwo years."], {
    title: "A  lease",
  }),
);

test("A document is its title, headings and paragraphs, without numbers", () => {
  expect(documentMaterial(source)).toBe(
    [
      "Document: A lease",
      "",
      "## Rent",
      "The rent is 1,240 euros. It is due monthly.",
      "No pets.",
      "",
      "## Term",
      "Two years.",
    ].join("\n"),
  );
});

test("What is left out between two passages shows", () => {
  const [, first, second, , , last] = source.sentences;
  expect(
    documentMaterial(
      source,
      [first, second, last].filter((sentence) => sentence !== undefined),
    ),
  ).toBe("Document: A lease\n\nThe rent is 1,240 euros. It is due monthly.\n…\nTwo years.");
});

test("Two questions differ only behind the material", () => {
  const material = documentMaterial(source);
  const [one, other] = [askAbout(material, "How much is the rent?"), askAbout(material, "How long?")];
  expect(one[0]).toEqual(other[0]);
  const common = `${material}\n\nEnd of the text.\n\n`;
  expect(one[1]?.text.startsWith(common)).toBe(true);
  expect(other[1]?.text.startsWith(common)).toBe(true);
});
