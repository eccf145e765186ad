import { describe, expect, it } from "vitest";
import { citeAnswer } from "../../../electron/core/chat/citeAnswer.ts";
import type { Answer } from "../../../electron/core/chat/marks.ts";
import type { Citation } from "../../../electron/contract/documents.ts";

const lease = [
  "The rent is 1,240 euros a month and is due on the third working day.",
  "The deposit is 2,480 euros, which is two months’ rent without charges.",
  "The deposit is returned within six weeks after the end of the lease.",
  "One cat or one dog may be kept.",
  "A second animal requires the consent of the Landlord.",
  "Signed in Port Linden on 12 March 2025 by Ingrid Solberg.",
  "The Landlord may not enter the apartment without notice.",
];

function sourcesOf(sentences: readonly string[], documentId = "d"): Citation[] {
  let start = 0;
  return sentences.map((quote) => {
    const source = { documentId, page: 1, start, end: start + quote.length, quote };
    start += quote.length + 1;
    return source;
  });
}

function cited(text: string, sentences: readonly string[] = lease, from = 0, language = "en"): Answer {
  const answer: Answer = { text, citations: [] };
  citeAnswer(answer, from, sourcesOf(sentences), () => language);
  return answer;
}

describe("an answer in which the model wrote no citations", () => {
  it("gets behind each sentence those of the prompt that carry it", () => {
    const answer = cited("The deposit is 2,480 euros. It is returned within six weeks after the end of the lease.");
    expect(answer.text).toBe(
      "The deposit is 2,480 euros. [1] It is returned within six weeks after the end of the lease. [2]",
    );
    expect(answer.citations.map(({ quote }) => quote)).toEqual([lease[1], lease[2]]);
  });

  it("gets none for what the check refutes, nor for what no sentence says", () => {
    expect(cited("The deposit is 9,990 euros. The roof is red.")).toEqual({
      text: "The deposit is 9,990 euros. The roof is red.",
      citations: [],
    });
  });

  it.each([
    ["en", "The mayor of Port Linden is not mentioned in the documents."],
    ["en", "The documents do not say who signed the lease in Port Linden."],
    ["en", "There is no information about the deposit in the text."],
    ["de", "Die Dokumente sagen nicht, wer in Port Linden unterschrieben hat."],
    ["fr", "Le maire de Port Linden n’est pas mentionné dans le texte."],
    ["es", "El alcalde de Port Linden no aparece en los documentos."],
    ["it", "Il sindaco di Port Linden non è menzionato nei documenti."],
    ["pt", "O prefeito de Port Linden não é mencionado nos documentos."],
    ["nl", "De burgemeester van Port Linden wordt niet genoemd in de documenten."],
  ])("gets none where it says that the documents say nothing (%s)", (language, text) => {
    expect(cited(text, lease, 0, language)).toEqual({ text, citations: [] });
  });

  it("gets them in a list, without its numerals being taken for numbers of the document", () => {
    const answer = cited(
      "The lease says:\n\n1. The rent is 1,240 euros a month.\n2. **Pets:** One cat or dog may be kept.\n",
    );
    expect(answer.text).toBe(
      "The lease says:\n\n1. The rent is 1,240 euros a month. [1]\n2. **Pets:** One cat or dog may be kept. [2]",
    );
    expect(answer.citations.map(({ quote }) => quote)).toEqual([lease[0], lease[3]]);
  });

  it.each([
    "On 1 May the rent was 12. The deposit is 2,480 euros.",
    "The owner is called I. Solberg, cf. The lease.\nThe deposit is 2,480 euros.",
    "Das gilt seit dem 3. Oktober, vgl. Art. 5 Abs. 2. The deposit is 2,480 euros.",
  ])("gets them behind the sentence they belong to, wherever it has stops: %s", (text) => {
    expect(cited(text).text).toBe(`${text} [1]`);
  });

  it("gets none in headings, tables, code and questions", () => {
    const text =
      "## The deposit is 2,480 euros\n| The deposit is 2,480 euros |\n```\nThe deposit is 2,480 euros.\n```\nShall the deposit be 2,480 euros?";
    expect(cited(text)).toEqual({ text, citations: [] });
  });

  it("gets them only in the part that was written last", () => {
    const first = "The rent is 1,240 euros a month. ";
    const answer = cited(`${first}The deposit is 2,480 euros.`, lease, first.length);
    expect(answer.text).toBe(`${first}The deposit is 2,480 euros. [1]`);
  });
});

it("leaves an answer as it is in which the model cites", () => {
  const source = sourcesOf(lease)[0];
  if (!source) throw new Error("There is no sentence.");
  const { documentId, page, start, end, quote } = source;
  const answer: Answer = {
    text: "The rent is 1,240 euros [1]. The deposit is 2,480 euros.",
    citations: [{ documentId, page, start, end, quote }],
  };
  const before = structuredClone(answer);
  citeAnswer(answer, 0, sourcesOf(lease), () => "en");
  expect(answer).toEqual(before);
});
