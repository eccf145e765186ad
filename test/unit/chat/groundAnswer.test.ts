import { describe, expect, it } from "vitest";
import { type GroundedAnswer, groundAnswer } from "../../../electron/core/chat/groundAnswer.ts";
import { readAnswerSentence } from "../../../electron/core/chat/remarks.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { documentId, openLibrary } from "../store/library.ts";
import { addDocument } from "./chatRoom.ts";

const lease = [
  "The rent is 1,240 euros a month and is due on the third working day.",
  "The deposit is 2,480 euros, which is two months’ rent without charges.",
  "The deposit is returned within six weeks after the end of the lease.",
  "One cat or one dog may be kept.",
  "A second animal requires the consent of the Landlord.",
  "Signed in Port Linden on 12 March 2025 by Ingrid Solberg.",
  "The Landlord may not enter the apartment without notice.",
];
const offer = ["The rent is 1,310 euros a month.", "The deposit is three months’ rent.", "No animals may be kept."];

async function grounded(answer: string, question = "What does the lease say?"): Promise<GroundedAnswer> {
  const { store } = openLibrary();
  const documents = [
    addDocument(store, [lease.map((sentence) => [sentence])], { title: "Lease of the mill" }),
    addDocument(store, [offer.map((sentence) => [sentence])], { id: documentId("b"), title: "Offer by letter" }),
  ];
  const deps = { store, textWorker: directTextWorker };
  return groundAnswer(deps, answer, { question, documents }, new AbortController().signal);
}
const quotes = ({ citations }: GroundedAnswer): string[] => citations.map(({ quote }) => quote);
const verdicts = ({ statements }: GroundedAnswer): string[] => statements.map(({ support }) => support);

describe("the sentences of an answer", () => {
  it("are cited behind each, with its verdict, and a pronoun stands for what was said before", async () => {
    const answer = await grounded(
      "The deposit is 2,480 euros. It is returned within six weeks after the end of the lease.",
    );
    expect(answer.text).toBe(
      "The deposit is 2,480 euros. [1] It is returned within six weeks after the end of the lease. [2]",
    );
    expect(quotes(answer)).toEqual([lease[1], lease[2]]);
    expect(verdicts(answer)).toEqual(["verified", "verified"]);
    expect(answer.statements.map(({ start, end }) => answer.text.slice(start, end))).toEqual([
      "The deposit is 2,480 euros.",
      "It is returned within six weeks after the end of the lease.",
    ]);
    expect(answer.statements.map(({ citations }) => citations)).toEqual([[0], [1]]);
  });

  it("are contradicted with the place that says otherwise, and cite nothing where nothing carries them", async () => {
    const answer = await grounded(
      "The deposit is returned within nine weeks after the end of the lease. The roof is red.",
    );
    expect(verdicts(answer)[0]).toBe("contradicted");
    expect(quotes(answer)).toEqual([lease[2]]);
    expect(answer.statements[0]?.findings[0]).toMatchObject({ other: { quote: 0 } });
    expect(answer.statements[1]).toMatchObject({ support: "unsupported", citations: [] });
    expect(answer.text).toMatch(/The roof is red\.$/u);
  });

  it("are not verified where their “yes” or “no” is turned by what follows it", async () => {
    expect(
      verdicts(
        await grounded(
          `Yes, the Landlord may not enter the apartment without notice.`,
          "May the Landlord enter the apartment?",
        ),
      ),
    ).toEqual(["weak"]);
    expect(
      verdicts(
        await grounded(
          "No, the Landlord may not enter the apartment without notice.",
          "May the Landlord enter the apartment?",
        ),
      ),
    ).toEqual(["verified"]);
    expect(verdicts(await grounded("Yes, one cat or one dog may be kept.", "May a dog be kept?"))).toEqual([
      "verified",
    ]);
    expect(verdicts(await grounded("No, one cat or one dog may be kept.", "May a dog be kept?"))).toEqual(["weak"]);
    expect(verdicts(await grounded("No, one cat or one dog may be kept.", "May two horses be kept?"))).toEqual([
      "verified",
    ]);
    expect(verdicts(await grounded("Yes, a second animal may be kept.", "May I keep a second animal?"))).not.toContain(
      "verified",
    );
  });

  it("cite the document that says so", async () => {
    const answer = await grounded("The rent is 1,310 euros a month. One cat or one dog may be kept.");
    expect(answer.citations.map((citation) => citation.documentId)).toEqual([documentId("b"), documentId("a")]);
    expect(verdicts(answer)).toEqual(["verified", "verified"]);
    const named = await grounded("In the Offer by letter the rent is 1,240 euros a month.");
    expect(verdicts(named)).not.toContain("verified");
  });

  it("mean what their question asks where they are a few words", async () => {
    const name = await grounded("Ingrid Solberg.", "Who signed the lease?");
    expect([verdicts(name), quotes(name)]).toEqual([["verified"], [lease[5]]]);
    const yes = await grounded("Yes.", "May I keep a dog?");
    expect([verdicts(yes), quotes(yes)]).toEqual([["weak"], [lease[3]]]);
  });

  it.each([
    "Yes, one cat or one dog may be kept.",
    "Sure! One cat or one dog may be kept.",
    "Based on the document, one cat or one dog may be kept.",
    "According to the provided text, one cat or one dog may be kept.",
    "The document states that one cat or one dog may be kept.",
    "One cat or one dog may be kept (page 1).",
  ])("are checked without what introduces them: %s", async (text) => {
    const answer = await grounded(text);
    expect([verdicts(answer), quotes(answer)]).toEqual([["verified"], [lease[3]]]);
    expect(answer.text).toBe(`${text.replace(" (page 1)", "")} [1]`);
  });

  it("stand in lists and tables too, without numerals of the list being taken for numbers of the document", async () => {
    const answer = await grounded(
      "The lease says:\n\n1. The rent is 1,240 euros a month.\n2. **Pets:** One cat or dog may be kept.\n\n| What | How much |\n|---|---|\n| The deposit is | 2,480 euros |\n",
    );
    expect(answer.text).toContain(
      "1. The rent is 1,240 euros a month. [1]\n2. **Pets:** One cat or dog may be kept. [2]",
    );
    expect(answer.text).toContain("| The deposit is | 2,480 euros [3] |");
    expect(quotes(answer)).toEqual([lease[0], lease[3], lease[1]]);
  });

  it("are none in headings, code and questions, nor where the reader is spoken to", async () => {
    const text =
      "## The deposit is 2,480 euros\n\n```\nThe deposit is 2,480 euros.\n```\n\nShall the deposit be 2,480 euros? Let me know if you have any other questions.";
    expect(await grounded(text)).toEqual({ text, citations: [], statements: [], denies: false });
  });

  it.each([
    "The mayor of Port Linden is not mentioned in the documents.",
    "The documents do not say who signed the lease in Port Linden.",
    "There is no information about the mayor in the text.",
    "I could not find the name of the mayor.",
    "Die Dokumente sagen nicht, wer in Port Linden unterschrieben hat.",
    "Le maire de Port Linden n’est pas mentionné dans le texte.",
    "El alcalde de Port Linden no aparece en los documentos.",
    "Il sindaco di Port Linden non è menzionato nei documenti.",
    "O prefeito de Port Linden não é mencionado nos documentos.",
    "De burgemeester van Port Linden wordt niet genoemd in de documenten.",
  ])("that say that the documents do not say it are told apart: %s", async (text) => {
    expect(await grounded(text)).toEqual({ text, citations: [], statements: [], denies: true });
  });

  it("that deny what the documents are about are claims", () => {
    expect(readAnswerSentence("No, the Landlord may not enter the apartment without notice.")).toEqual({
      kind: "claim",
      text: "the Landlord may not enter the apartment without notice.",
      answers: "No",
    });
    expect(readAnswerSentence("No one may enter.")).toEqual({ kind: "claim", text: "No one may enter." });
  });
});
