import { describe, expect, it } from "vitest";
import { readQuestions, readTitle } from "../../../../electron/core/llm/freeText/shortAnswers.ts";

const material = ["The rent of Apartment 3B is 1,240 euros a month.", "The lease begins on 1 May 2024."];
const about = { ended: true, material, language: "en" };

describe("questions", () => {
  it.each([
    ["numbers and marks of a list", "1. What is the rent of Apartment 3B?\n- When does the lease begin?"],
    ["labels", "Question 1: What is the rent of Apartment 3B?\n**Q2:** When does the lease begin?"],
    ["an introduction", "Here are two questions:\n\nWhat is the rent of Apartment 3B?\nWhen does the lease begin?"],
    ["Markdown and quotation marks", "* **What is the rent of Apartment 3B?**\n* “When does the lease begin?”"],
    ["answers", "What is the rent of Apartment 3B? It is 1,240 euros.\nWhen does the lease begin?\nOn 1 May."],
    ["a thought", "<think>Ask about rent?</think>What is the rent of Apartment 3B?\nWhen does the lease begin?"],
    [
      "what speaks to the reader",
      "What is the rent of Apartment 3B? When does the lease begin?\nWould you like more of it?",
    ],
    [
      "what asks the same again",
      "What is the rent of Apartment 3B?\nHow much is the rent of Apartment 3B?\nWhen does the lease begin?",
    ],
  ])("are read without %s", (_name, answer) => {
    expect(readQuestions(answer, about)).toEqual(["What is the rent of Apartment 3B?", "When does the lease begin?"]);
  });

  it.each([
    ["statements", "The rent is 1,240 euros.", "en"],
    ["a question that was cut off", "What is the rent of Apartment", "en"],
    ["one of two words", "Which rent?", "en"],
    ["one that goes on and on", `What is the rent of ${"the apartment and ".repeat(9)}the lease?`, "en"],
    ["a refusal", "I'm sorry, I cannot help with that.", "en"],
    [
      "another language",
      "Qual é o valor do aluguel do apartamento três e quando começa o contrato que foi assinado?",
      "en",
    ],
    ["nothing", "", "en"],
  ])("are none of %s", (_name, answer, language) => {
    expect(readQuestions(answer, { ...about, language, ended: false })).toEqual([]);
  });

  it.each([
    ["公寓的租金是多少？", "zh"],
    ["¿Cuánto cuesta el alquiler?", "es"],
    ["كم يبلغ إيجار الشقة؟", "ar"],
    ["Πόσο είναι το ενοίκιο;", "el"],
  ])("end as %j does", (question, language) => {
    expect(readQuestions(`1. ${question}`, { ended: true, material: [], language })).toEqual([question]);
  });
});

describe("a title", () => {
  const bounds = { least: 2, most: 8, characters: 80 };

  it.each([
    ["Lease of Apartment 3B", "Lease of Apartment 3B"],
    ["Title: **Lease of Apartment 3B**", "Lease of Apartment 3B"],
    ["“Rents of apartments”.", "Rents of apartments"],
    ["Lease of a castle", ""],
    ["Lease", ""],
    ["The of it", ""],
    ["The rent of Apartment 3B and the lease in May 2024", ""],
  ])("of %j is %j", (answer, title) => {
    expect(readTitle(answer, about, bounds)).toBe(title);
  });

  it("is no longer than it may be", () => {
    expect(readTitle("Lease of Apartment 3B", about, { ...bounds, characters: 20 })).toBe("");
  });
});
