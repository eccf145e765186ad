import { expect, test } from "vitest";
import { withoutAskingWords } from "../../../electron/core/evidence/askingWords.ts";

test.each([
  ["What does it say about the keys?", "What it about the keys?"],
  ["Was steht im Dokument über die Kaution?", "Was im über die Kaution?"],
  ["Que dit le texte du préavis ?", "Que le du préavis ?"],
])("“%s” looks for what is asked", (question, bare) => {
  expect(withoutAskingWords(question)).toBe(bare);
});

test("A question of nothing else stays as it is", () => {
  expect(withoutAskingWords("Say document!")).toBe("Say document!");
});
