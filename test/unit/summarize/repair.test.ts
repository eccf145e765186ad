import { describe, expect, it, onTestFinished } from "vitest";
import type { ModelStyle } from "../../../electron/core/llm/languageModel.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import type { Summary } from "../../../electron/contract/summaries.ts";
import { type SummaryOptions, summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import type { ModelWitness } from "../../../electron/core/evidence/witness.ts";
import type { GenerateRequest } from "../../../electron/core/llm/local/engine.ts";
import { startApplication, addDocument } from "../../integration/summarize/application.ts";
import { temporaryFolder } from "../store/library.ts";
import { type Script, scriptedEngine, type ScriptedEngine } from "./scriptedEngine.ts";
import { aWitness } from "../witness/aWitness.ts";
import { textDocument } from "./textDocument.ts";

const model = { id: "c".repeat(64), path: "/nowhere/model.gguf" };
const lines = [
  "The council of Northport met in the old town hall on 4 March 2024.",
  "The budget of the harbour was raised to 250,000 euros after a long debate.",
  "The harbour master has to repair the northern crane before the winter begins.",
  "No ship may lie at the eastern quay without the written consent of the council.",
  "The fishermen of the village asked for a second ice house near the market.",
  "The chair closed the meeting and thanked the members for their patience.",
] as const;
const input = textDocument([lines.join(" ")], { title: "Minutes of Northport" });

type Answers = Record<"map" | "repair", Script["answer"]>;

const isRepair = ({ turns }: GenerateRequest): boolean =>
  turns.some(({ text }) => text.includes("The note that failed:"));
const kindOf = (request: GenerateRequest): keyof Answers => (isRepair(request) ? "repair" : "map");

async function summarize(
  answers: Partial<Answers>,
  options: Partial<SummaryOptions> = {},
  asked: ModelStyle = "instruct",
  { read = input, witness }: { read?: typeof input; witness?: ModelWitness } = {},
): Promise<{ summary: Summary; engine: ScriptedEngine; count(kind: keyof Answers): number }> {
  const engine = scriptedEngine({
    answer: (request, sentences, call) => answers[kindOf(request)]?.(request, sentences, call) ?? "",
  });
  const app = startApplication(temporaryFolder(), model, {
    engine,
    asked: { style: asked, chunkTokens: null },
    ...(witness && { witnessOf: () => () => Promise.resolve(witness) }),
  });
  onTestFinished(() => app.dispose());
  addDocument(app.store, read);
  const { summaryId, jobId } = await app.summaries.start(
    read.document.id,
    summaryOptionsSchema.parse({ length: "short", ...options }),
    null,
  );
  await app.jobs.finished(jobId);
  const summary = app.summaries.get(summaryId);
  for (const { citations } of summary.points) {
    for (const { page, start, end, quote } of citations) {
      expect(read.pages[page - 1]?.text.slice(start, end)).toBe(quote);
    }
  }
  return { summary, engine, count: (kind) => engine.asked.filter((request) => kindOf(request) === kind).length };
}

const quotesOf = ({ points }: Summary): string[][] =>
  points.map(({ citations }) => citations.map(({ quote }) => quote));

describe("a point whose citation does not carry it", () => {
  it("gets the sentence that does, without a word from the model", async () => {
    const { summary, count } = await summarize({
      map: () =>
        "- The budget of the harbour was raised to 250,000 euros. [6]\n- The harbour master has to repair the northern crane. [1]",
    });
    expect(quotesOf(summary)).toEqual([[lines[1]], [lines[2]]]);
    expect(summary.points.every(({ support, quoted }) => support === "verified" && !quoted)).toBe(true);
    expect(count("repair")).toBe(0);
  });

  it("keeps its own where another would only be weaker", async () => {
    const { summary } = await summarize({ map: () => `- ${lines[3]} [4]` });
    expect(quotesOf(summary)).toEqual([[lines[3]]]);
  });
});

describe("a label that the model puts before a point", () => {
  it("is neither shown nor a reason to ask again", async () => {
    const { summary, count } = await summarize({
      map: () =>
        "- Note 1: The budget of the harbour was raised to 250,000 euros. [2]\n- Note 2: **Crane:** The harbour master has to repair the northern crane. [3]",
    });
    expect(summary.points.map(({ text, support }) => [text, support])).toEqual([
      ["The budget of the harbour was raised to 250,000 euros.", "verified"],
      ["The harbour master has to repair the northern crane.", "verified"],
    ]);
    expect(count("repair")).toBe(0);
  });

  it("does not stand at the end of what the model is asked, unless it is the starter, which was trained on it", async () => {
    const endOf = async (asked: "instruct" | "starter"): Promise<string | undefined> => {
      const { engine } = await summarize({ map: () => `- ${lines[1]} [2]` }, {}, asked);
      return engine.asked[0]?.turns.at(-1)?.text.split("\n").at(-1);
    };
    expect(await endOf("instruct")).not.toMatch(/\b(?:note|point)\b/iu);
    expect(await endOf("starter")).toBe("- note [numbers]");
  });
});

describe("a reference mark of the document itself", () => {
  const paper = textDocument([
    "The first wheel was built of oak [7]. A second wheel turned [2, 3] for a hundred years.",
  ]);

  it.each(["instruct", "starter"] as const)("is no number of a sentence in what is asked (%s)", async (asked) => {
    const { engine, summary } = await summarize(
      {
        map: ({ choice }) =>
          choice?.lines[0] ??
          "- The first wheel was built of oak in 1900. [1]\n- A second wheel turned for a hundred years. [2]",
        repair: () => "- The first wheel was built of oak. [1]",
      },
      {},
      asked,
      { read: paper },
    );
    const shown = engine.asked.flatMap(({ turns, choice }) => [
      ...turns.filter(({ role }) => role === "user").map(({ text }) => text),
      ...(choice?.lines ?? []),
    ]);
    expect(shown.length).toBeGreaterThan(1);
    for (const text of shown) expect(text).not.toMatch(/\[7\]|\[2, 3\]/u);
    expect(shown[0]).toContain("oak (7).");
    expect(summary.points[0]?.citations[0]?.quote).toBe("The first wheel was built of oak [7].");
  });
});

describe("a point that no sentence carries", () => {
  const wrong = "- The budget of the harbour was raised to 990,000 dollars. [2]";

  it("is written once more by the model, which is told what is wrong, with another seed", async () => {
    const { summary, engine, count } = await summarize({
      map: () => wrong,
      repair: (_, sentences) => `- ${lines[1]} [${String(sentences.indexOf(lines[1]) + 1)}]`,
    });
    expect(summary.points).toMatchObject([{ text: lines[1], support: "verified", quoted: false }]);
    expect(count("repair")).toBe(1);
    const [first, again] = engine.asked;
    expect(again?.turns.at(-1)?.text).toMatch(/What is wrong with it: .*990,000/u);
    expect(again?.seed).not.toBe(first?.seed);
    expect(again?.grammar).toContain("point ::=");
  });

  it("gives way to the nearest sentence where the model fails again, marked as quoted", async () => {
    const { summary } = await summarize({
      map: () => `- ${lines[0]} [1]\n- ${lines[4]} [5]\n${wrong}`,
      repair: () => "- The budget was raised to 880,000 dollars. [1]",
    });
    expect(summary.points.map(({ text, quoted }) => [text, quoted])).toEqual([
      [lines[0], false],
      [lines[4], false],
      [lines[1], true],
    ]);
    expect(summary.points.every(({ support, findings }) => support === "verified" && findings.length === 0)).toBe(true);
  });

  it("is dropped where a question was asked and nothing is near to either", async () => {
    const { summary } = await summarize(
      { map: () => "- Quux paid 77 pounds sterling to Zork. [1]", repair: () => "- Quux paid 66 pounds sterling. [1]" },
      { focus: "Penguins on icebergs" },
    );
    expect(summary).toMatchObject({ status: "done", points: [] });
  });

  it("does not repeat a sentence that stands in another point", async () => {
    const { summary } = await summarize({
      map: () => `- ${lines[1]} [2]\n- ${lines[2]} [3]\n${wrong}`,
      repair: () => "- The budget was raised to 880,000 dollars. [1]",
    });
    const quotes = quotesOf(summary).flat();
    expect(quotes).toHaveLength(3);
    expect(new Set(quotes).size).toBe(3);
  });
});

describe("a point in other words than its sentence", () => {
  const loose = "- The authority enlarged the harbour budget with further funds. [2]";

  it("is verified by a witness that finds it in the text around its sentence", async () => {
    const witness = aWitness(0.9);
    const { summary, count } = await summarize({ map: () => loose }, {}, "instruct", { witness });
    expect(summary.points).toMatchObject([{ support: "verified", by: "model", quoted: false }]);
    expect(summary.points[0]?.findings.at(-1)).toEqual({ code: "FOUND_BY_MODEL", data: {} });
    expect(count("repair")).toBe(0);
    expect(witness.asked).toEqual([[lines.join(" "), [loose.slice(2, -4)]]]);
  });

  it("stays, weak, where the witness is not sure enough", async () => {
    const { summary, count } = await summarize({ map: () => loose }, {}, "instruct", { witness: aWitness(0.6) });
    expect(summary.points).toMatchObject([{ support: "weak", by: null, quoted: false }]);
    expect(count("repair")).toBe(0);
  });

  it("is repaired where the witness does not find it, or where there is none", async () => {
    for (const witness of [{ witness: aWitness(0.2) }, {}]) {
      const { summary, count } = await summarize(
        { map: () => loose, repair: (_, sentences) => `- ${lines[1]} [${String(sentences.indexOf(lines[1]) + 1)}]` },
        {},
        "instruct",
        witness,
      );
      expect(summary.points).toMatchObject([{ text: lines[1], support: "verified", by: "code" }]);
      expect(count("repair")).toBe(1);
    }
  });
});

describe("a summary most of which fails", () => {
  it("is made of the sentences of the digest", async () => {
    const { summary, count } = await summarize({
      map: () =>
        Array.from({ length: 5 }, (_, place) => `- Zork ${String(place + 50)} sold Quux to Blarg. [1]`).join("\n"),
      repair: () => "- Zork bought 12 Quux. [1]",
    });
    expect(summary.points.length).toBeGreaterThan(1);
    expect(summary.points.every(({ quoted, support }) => quoted && support === "verified")).toBe(true);
    for (const { text } of summary.points) expect(lines).toContain(text);
    // a model that fails this often is not asked about every point
    expect(count("repair")).toBe(2);
  });

  it("is not where the model only quotes: it is asked nothing more", async () => {
    const { summary, engine } = await summarize(
      { map: () => "- Something that stands nowhere in the text. [9]" },
      {},
      "starter",
    );
    expect(engine.asked).toHaveLength(1);
    expect(summary.points.every(({ quoted }) => quoted)).toBe(true);
  });

  it("fails with its finished parts kept where the engine dies while it repairs", async () => {
    await expect(
      summarize({
        map: () => "- The harbour sold 12,345 cranes. [1]",
        repair: () => {
          throw new AppError("ENGINE_CRASHED");
        },
      }),
    ).rejects.toMatchObject({ code: "ENGINE_CRASHED" });
  });
});

describe("a summary in another language", () => {
  const german = "- Das Budget des Hafens wurde auf 250.000 Euro erhöht. [2]";

  it("is checked by its numbers in code, and is weak whatever a witness says alone", async () => {
    const witness = aWitness(0.95);
    const { summary, engine } = await summarize({ map: () => german }, { language: "de" }, "instruct", { witness });
    expect(engine.asked[0]?.turns[0]?.text).toContain("Write in German.");
    expect(summary.points).toMatchObject([{ support: "weak", quoted: false }]);
    expect(witness.asked).toHaveLength(1);
  });

  it("does not pass a number that its quotes do not hold, whatever the witness says", async () => {
    const witness = aWitness(1);
    const { summary } = await summarize(
      { map: () => german.replace("250", "350"), repair: () => german.replace("250", "450") },
      { language: "de" },
      "instruct",
      { witness },
    );
    expect(summary.points.every(({ quoted }) => quoted)).toBe(true);
    expect(witness.asked).toEqual([]);
  });
});
