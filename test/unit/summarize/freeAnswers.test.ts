import { describe, expect, it, onTestFinished } from "vitest";
import type { ModelStyle } from "../../../electron/core/llm/languageModel.ts";
import type { Block } from "../../../electron/contract/documents.ts";
import type { Summary } from "../../../electron/contract/summaries.ts";
import { type SummaryOptions, summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import type { ModelWitness } from "../../../electron/core/evidence/witness.ts";
import { startApplication, addDocument } from "../../integration/summarize/application.ts";
import { temporaryFolder } from "../store/library.ts";
import { type AskedStep, type Script, scriptedEngine, type ScriptedEngine, stepOf } from "./scriptedEngine.ts";
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

type Answers = Record<AskedStep, Script["answer"]>;

async function summarize(
  answers: Partial<Answers>,
  options: Partial<SummaryOptions> = {},
  asked: ModelStyle = "instruct",
  { read = input, witness }: { read?: typeof input; witness?: ModelWitness } = {},
): Promise<{ summary: Summary; engine: ScriptedEngine; count(kind: keyof Answers): number }> {
  const engine = scriptedEngine({
    answer: (request, sentences, call) => answers[stepOf(request)]?.(request, sentences, call) ?? "",
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
  return { summary, engine, count: (kind) => engine.asked.filter((request) => stepOf(request) === kind).length };
}

const quotesOf = ({ points }: Summary): string[][] =>
  points.map(({ citations }) => citations.map(({ quote }) => quote));
const textsOf = ({ points }: Summary): string[] => points.map(({ text }) => text);

describe("a free answer", () => {
  it("gets the sentences that carry it, without another word from the model", async () => {
    const { summary, count } = await summarize({
      points: () =>
        "- The budget of the harbour was raised to 250,000 euros.\n- The harbour master has to repair the northern crane.",
    });
    expect(quotesOf(summary).flat().toSorted()).toEqual([lines[1], lines[2]]);
    expect(summary.points.every(({ support, quoted }) => support === "verified" && !quoted)).toBe(true);
    expect(count("points")).toBe(1);
  });

  it("is shown without the labels that the model puts before its points", async () => {
    const { summary } = await summarize({
      points: () =>
        "Here are the key points:\n\n1. Note 1: The budget of the harbour was raised to 250,000 euros.\n2. **Crane:** The harbour master has to repair the northern crane.",
    });
    expect(textsOf(summary).toSorted()).toEqual([
      "The budget of the harbour was raised to 250,000 euros.",
      "The harbour master has to repair the northern crane.",
    ]);
  });

  it("loses what the document says otherwise, and keeps the rest", async () => {
    const { summary, count } = await summarize({
      points: () => `- ${lines[0]}\n- ${lines[4]}\n- The budget of the harbour was raised to 990,000 dollars.`,
    });
    expect(textsOf(summary).toSorted()).toEqual([lines[4], lines[0]].toSorted());
    expect(count("points")).toBe(1);
  });

  it("is nothing where a question was asked and no sentence carries what it says", async () => {
    const { summary } = await summarize(
      { points: () => "- Quux paid 77 pounds sterling to Zork." },
      { focus: "Penguins on icebergs" },
    );
    expect(summary).toMatchObject({ status: "done", points: [] });
    expect(summary.recipe?.instead ?? null).toBeNull();
  });

  it("to a question is nothing where the model says so, without being asked again", async () => {
    const { summary, engine } = await summarize({ points: () => "- NONE" }, { focus: "Penguins on icebergs" });
    expect(summary).toMatchObject({ status: "done", points: [] });
    expect(engine.asked).toHaveLength(1);
  });
});

describe("what stands before the points", () => {
  const points = () => [0, 1, 2, 4].map((place) => `- ${lines[place] ?? ""}`).join("\n");

  it("is the model's where the document carries it, with its quotes", async () => {
    const lead = "The council of Northport raised the budget of the harbour to 250,000 euros.";
    const { summary } = await summarize({ points, lead: () => `Here is the summary:\n\n${lead}` });
    expect(summary.points[0]).toMatchObject({ role: "lead", quoted: false });
    expect(summary.points[0]?.citations.length).toBeGreaterThan(0);
    expect(summary.points.slice(1).every(({ role }) => role === "point")).toBe(true);
  });

  it.each([
    ["nothing", ""],
    ["what no sentence carries", "Zork sold 12 Quux to Blarg in 1844."],
  ])("is the best of them where the model writes %s", async (_, lead) => {
    const { summary } = await summarize({ points, lead: () => lead });
    expect(summary.points.map(({ role }) => role)).toEqual(["lead", "point", "point", "point"]);
    expect(textsOf(summary).toSorted()).toEqual([lines[0], lines[1], lines[2], lines[4]].toSorted());
  });

  it("is all of a summary of one sentence, of which there is one", async () => {
    const { summary } = await summarize({ points, lead: () => `${lines[1]} ${lines[2]}` }, { length: "sentence" });
    expect(summary.points).toMatchObject([{ role: "lead", text: lines[1] }]);
  });
});

describe("of what is no running text", () => {
  const cells = Array.from(
    { length: 200 },
    (_, row) => `Crane ${String(row + 1)} of the northern quay\t${String(70 + row)} tonnes\tsound`,
  );
  const told = lines.flatMap((line) =>
    Array.from({ length: 30 }, (_, year) => line.replace("2024", String(1980 + year))),
  );
  const table = withTable([cells.join("\n")]);

  function withTable(texts: readonly string[], kind: Block["kind"] = "tableRow"): typeof input {
    const read = textDocument(texts, { title: "Cranes of Northport" });
    for (const block of read.pages[0]?.blocks ?? []) block.kind = kind;
    return read;
  }

  it.each(["tableRow", "tableOfContents"] as const)("a model need say nothing of a %s", async (kind) => {
    const points: Script["answer"] = ({ turns }) =>
      turns.at(-1)?.text.includes("town hall") ? `- ${lines[0]}\n- ${lines[1]}` : "";
    const read = withTable([cells.join("\n"), told.join(" ")], kind);
    const { summary } = await summarize({ points }, {}, "instruct", { read });
    expect(summary.chunks.total).toBeGreaterThan(1);
    expect(summary.recipe?.instead ?? null).toBeNull();
    expect(textsOf(summary)).toContain(lines[1]);
  });

  it("the digest alone speaks where the model says nothing", async () => {
    const { summary } = await summarize({ points: () => "" }, {}, "instruct", { read: table });
    expect(summary).toMatchObject({ status: "done", recipe: { instead: "unfit" } });
  });
});

describe("what a document of its kind must speak of", () => {
  const lease = textDocument([
    [
      "Anna Berg lets the mill in Linden to Carl Dorn from 1 May 2026 on.",
      "The rent is 900 euros a month and is paid on the first day of each month.",
      "Carl Dorn pays a deposit of 1,800 euros before he moves in with his family.",
      "Either side can end the lease by written notice of three months to the other.",
      "Small animals in cages are permitted in all rooms of the mill at any time.",
    ].join(" "),
  ]);
  const points = () =>
    "- Anna Berg lets the mill in Linden to Carl Dorn from 1 May 2026 on.\n- Small animals in cages are permitted in all rooms of the mill.";
  const options = { mode: "contract", length: "standard" } as const;

  it("is asked for in one question and joins the points", async () => {
    const missing = "- Carl Dorn pays a deposit of 1,800 euros.\n- The rent is 900 euros a month.";
    const { summary, count, engine } = await summarize({ points, missing: () => missing }, options, "instruct", {
      read: lease,
    });
    expect(count("missing")).toBe(1);
    const asked = engine.asked.find((request) => stepOf(request) === "missing")?.turns.at(-1)?.text;
    expect(asked).toMatch(/about these: the price, rent or pay; .*the deposit or security/u);
    expect(textsOf(summary)).toEqual(expect.arrayContaining(["The rent is 900 euros a month."]));
    expect(textsOf(summary)).toEqual(expect.arrayContaining(["Carl Dorn pays a deposit of 1,800 euros."]));
  });

  it("is quoted where the answer does not help", async () => {
    const { summary, count } = await summarize({ points }, options, "instruct", { read: lease });
    // In other words as well, and then no more.
    expect(count("missing")).toBeLessThanOrEqual(3);
    const quoted = summary.points.filter((point) => point.quoted).map(({ text }) => text);
    expect(quoted.some((text) => text.includes("900 euros"))).toBe(true);
    expect(quoted.some((text) => text.includes("1,800 euros"))).toBe(true);
    expect(quoted.some((text) => text.includes("animals"))).toBe(false);
  });

  it("is not quoted of a meeting, whose decisions and actions stand above the summary", async () => {
    const boats = ["trawler", "ferry", "barge", "cutter", "tug", "dredger", "lighter", "schooner", "dinghy", "yacht"];
    const told = boats.map(
      (boat) => `Then it was told of the ${boat} that it had lain three weeks at the northern quay last winter.`,
    );
    const said = textDocument([
      `The team met in the harbour office in May.\nBo will order the new ropes by Friday.\nThey agreed to paint the old crane red.\n${[...told, ...told.map((line) => line.replace("northern", "eastern"))].join("\n")}`,
    ]);
    const met = (): string => "- The team met in the harbour office in May.";
    const asMinutes = { ...options, mode: "minutes" } as const;
    const { summary } = await summarize({ points: met }, asMinutes, "instruct", { read: said });
    expect(summary.points.some(({ quoted }) => quoted)).toBe(false);
  });

  it("is not asked for where a question was asked, nor for one sentence", async () => {
    for (const other of [{ focus: "Which animals are permitted?" }, { length: "sentence" }] as const) {
      const { count } = await summarize({ points }, { ...options, ...other }, "instruct", { read: lease });
      expect(count("missing")).toBe(0);
    }
  });
});

describe("a point in other words than its sentence", () => {
  const loose = "- The harbour budget was enlarged to 250,000 euros after lengthy discussions.";

  it("is verified by a witness that finds it in the text around its sentence", async () => {
    const witness = aWitness(0.9);
    const { summary } = await summarize({ points: () => loose }, {}, "instruct", { witness });
    expect(summary.points).toMatchObject([{ support: "verified", by: "model", quoted: false }]);
    expect(summary.points[0]?.findings.at(-1)).toEqual({ code: "FOUND_BY_MODEL", data: {} });
    expect(witness.asked).toEqual([[lines.join(" "), [loose.slice(2)]]]);
  });

  it("stays, weak, where the witness is not sure enough or there is none", async () => {
    for (const witness of [{ witness: aWitness(0.6) }, {}]) {
      const { summary } = await summarize({ points: () => loose }, {}, "instruct", witness);
      expect(summary.points).toMatchObject([{ support: "weak", by: null, quoted: false }]);
    }
  });
});

describe("a summary in another language", () => {
  const english = "The budget of the harbour was raised to 250,000 euros.";
  const german = "Das Budget des Hafens wurde auf 250.000 Euro erhöht.";
  const inGerman = (translate: () => string, witness?: ModelWitness) =>
    summarize({ points: () => `- ${english}`, translate }, { language: "de" }, "instruct", witness && { witness });

  it("is written in the language of the document and translated with the quotes that were found", async () => {
    const { summary, engine } = await inGerman(() => `1. ${german}`);
    expect(engine.asked[0]?.turns.at(-1)?.text).not.toContain("German");
    expect(engine.asked.at(-1)?.turns.at(-1)?.text).toContain("Translate each line into German.");
    expect(summary.points).toMatchObject([{ text: german, support: "weak", quoted: false }]);
    expect(quotesOf(summary)).toEqual([[lines[1]]]);
  });

  it("is weak whatever a witness says alone, since code can compare its numbers only", async () => {
    const witness = aWitness(0.95);
    const { summary } = await inGerman(() => `1. ${german}`, witness);
    expect(summary.points).toMatchObject([{ support: "weak" }]);
    expect(witness.asked).toHaveLength(1);
  });

  it("leaves in its own language what comes back with another number", async () => {
    const { summary } = await inGerman(() => `1. ${german.replace("250", "350")}`);
    expect(summary.points).toMatchObject([{ text: english }]);
  });

  it.each([
    ["nothing", ""],
    ["what is no list", "Ich kann das nicht."],
  ])("stays in its own where the model writes %s for a translation", async (_, answer) => {
    const { summary, count } = await inGerman(() => answer);
    expect(summary).toMatchObject({ status: "done", points: [{ text: english }] });
    expect(count("translate")).toBe(2);
  });
});

describe("a model that only quotes", () => {
  it("is asked nothing more where it quotes what stands nowhere", async () => {
    const { summary, engine } = await summarize(
      { numbered: () => "- Something that stands nowhere in the text. [9]" },
      {},
      "starter",
    );
    expect(engine.asked).toHaveLength(1);
    expect(summary.points.every(({ quoted }) => quoted)).toBe(true);
  });

  it("is asked in the form that it was trained on", async () => {
    const { engine } = await summarize({ numbered: () => `- ${lines[1]} [2]` }, {}, "starter");
    expect(engine.asked[0]?.turns.at(-1)?.text.split("\n").at(-1)).toBe("- note [numbers]");
  });

  it("takes no reference mark of the document for a number of a sentence", async () => {
    const read = textDocument([
      "The first wheel was built of oak [7]. A second wheel turned [2, 3] for a hundred years.",
    ]);
    const { engine, summary } = await summarize({ numbered: ({ choice }) => choice?.lines[0] ?? "" }, {}, "starter", {
      read,
    });
    const shown = engine.asked.flatMap(({ turns, choice }) => [
      ...turns.map(({ text }) => text),
      ...(choice?.lines ?? []),
    ]);
    expect(shown.length).toBeGreaterThan(1);
    for (const text of shown) expect(text).not.toMatch(/\[7\]|\[2, 3\]/u);
    expect(shown[0]).toContain("oak (7).");
    expect(summary.points[0]?.citations[0]?.quote).toBe("The first wheel was built of oak [7].");
  });
});
