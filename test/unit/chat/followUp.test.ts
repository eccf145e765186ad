import { describe, expect, it } from "vitest";
import { readCompleted } from "../../../electron/core/chat/completeByModel.ts";
import { completedQuestion, leansOnBefore } from "../../../electron/core/chat/followUp.ts";

const user = (text: string) => ({ role: "user" as const, text });
const inEnglish = () => "en";
const model = (text: string) => ({ role: "assistant" as const, text });

describe("a question", () => {
  it.each([
    ["en", "And the year after?"],
    ["en", "Why?"],
    ["en", "Who signed it?"],
    ["en", "What about pets?"],
    ["en", "Really?"],
    ["de", "Und im Jahr danach?"],
    ["de", "Wer hat ihn unterschrieben?"],
    ["fr", "Et l’année suivante ?"],
    ["fr", "Pourquoi ?"],
    ["es", "¿Y por qué?"],
    ["it", "Perché?"],
    ["nl", "En waarom?"],
  ])("leans on what was said before (%s): %s", (language, question) => {
    expect(leansOnBefore(question.replace("¿", ""), language)).toBe(true);
  });

  it.each([
    ["en", "What is the deposit?"],
    ["en", "Did the man die in the war?"],
    ["en", "When does the ferry to Skarholm leave?"],
    ["en", "What is the deposit, and when does the landlord have to return it?"],
    ["de", "Wie hoch ist die Kaution?"],
    ["fr", "Quel est le montant du loyer ?"],
  ])("stands by itself (%s): %s", (language, question) => {
    expect(leansOnBefore(question, language)).toBe(false);
  });

  it("is completed by what was asked and named before, back to a question that stands by itself", () => {
    const turns = [
      user("What was the rent of the mill in 2023?"),
      model("It was 1,200 euros, paid to Ingrid Solberg."),
      user("And the year after?"),
      model("It was 1,300 euros."),
      user("Why?"),
    ];
    expect(completedQuestion(turns.slice(0, 3), inEnglish)).toBe(
      "And the year after? (rent, mill, 2023, Ingrid Solberg)",
    );
    expect(completedQuestion(turns, inEnglish)).toBe("Why? (year, rent, mill, 2023)");
    expect(completedQuestion([user("Why?")], inEnglish)).toBeNull();
    expect(completedQuestion([...turns, model("So."), user("How long is the notice period?")], inEnglish)).toBeNull();
  });
});

describe("a question completed by a model", () => {
  const said = "What was the rent of the mill in 2023?\nIt was 1,200 euros.";
  it("is taken where it says more, in words that were said", () => {
    const asked = "And the year after?";
    expect(readCompleted("What was the rent of the mill the year after 2023?", asked, said)).toBe(
      "What was the rent of the mill the year after 2023?",
    );
    expect(readCompleted("Question: What was the rent the year after?", asked, said)).toBe(
      "What was the rent the year after?",
    );
    expect(readCompleted("And the year after?", asked, said)).toBeNull();
    expect(readCompleted("What was the salary of the miller?", asked, said)).toBeNull();
    expect(readCompleted("The rent was 1,300 euros.\nIt rose.", asked, said)).toBeNull();
  });
});
