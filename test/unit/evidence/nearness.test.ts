import { describe, expect, it, onTestFinished } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import type { Summary } from "../../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import type { CountedSentence } from "../../../electron/core/summarize/countedSentence.ts";
import { supportOf } from "../../../electron/core/evidence/support.ts";
import { createMeaning, type MeaningDeps, type Nearness } from "../../../electron/core/evidence/nearness.ts";
import type { ModelWitness } from "../../../electron/core/evidence/witness.ts";
import { aWitness } from "../witness/aWitness.ts";
import { addDocument, startApplication } from "../../integration/summarize/application.ts";
import { temporaryFolder } from "../store/library.ts";
import { scriptedEngine, stepOf } from "../summarize/scriptedEngine.ts";
import { textDocument } from "../summarize/textDocument.ts";

const vectorModel = { name: "Fake", sha256: "e".repeat(64), quantization: "F16" };
const subjects = "lamp rope crane boat market school bridge mill tower garden oven wheel field".split(" ");
const sentences = subjects.flatMap((subject) =>
  ["north", "south"].map((side) => `The ${subject} on the ${side} side of the village was built by the keeper.`),
);
const input = textDocument([sentences.join(" ")], { title: "The village" });
const cited = (text: string, index = 0) => ({ text, index });

/** Texts that mean the same get the same direction, all others directions of their own, every one leaning the same way by `lean`. */
function fakeEmbed(
  same: Readonly<Record<string, string>>,
  lean = 0,
): MeaningDeps["embed"] & { readonly lots: number[] } {
  const lots: number[] = [];
  const embed = (texts: readonly string[]): Promise<Float32Array[]> => {
    lots.push(texts.length);
    return Promise.resolve(texts.map((text) => direction(same[text] ?? text, lean)));
  };
  return Object.assign(embed, { lots });
}

function direction(text: string, lean: number): Float32Array {
  let state = [...text].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0, 7) | 1;
  const vector = Float32Array.from({ length: 128 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31 + lean;
  });
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function meaningWith(embed: MeaningDeps["embed"], controller = new AbortController()) {
  const failures: AppError[] = [];
  const onFailed = (error: AppError) => void failures.push(error);
  const units = sentences.map((text, index) => ({ text, index, kind: "paragraph" as const }));
  return {
    failures,
    onFailed,
    controller,
    meaning: createMeaning({ model: vectorModel, embed, sentences: units, signal: controller.signal, onFailed }),
  };
}

describe("the nearness of a point to its sentences", () => {
  const point = "Somebody put up a light to the north.";
  const [first = ""] = sentences;

  it.each([0, 1])(
    "is measured against unrelated sentences, whatever all cosines of a model lean to (%d)",
    async (lean) => {
      const { meaning } = meaningWith(fakeEmbed({ [point]: first }, lean));
      expect(await meaning.nearness(point, [cited(first)])).toMatchObject({ level: "near" });
      expect(await meaning.nearness(point, [cited(sentences[20] ?? "", 20)])).toMatchObject({ level: "far" });
    },
  );

  it("is not known where there is little to measure against, or nothing cited", async () => {
    const { controller, onFailed } = meaningWith(fakeEmbed({}));
    const few = sentences.slice(0, 10).map((text, index) => ({ text, index, kind: "paragraph" as const }));
    const deps = { model: vectorModel, sentences: few, signal: controller.signal, onFailed };
    expect(await createMeaning({ ...deps, embed: fakeEmbed({}) }).nearness(point, [cited(first)])).toBeNull();
    const { meaning } = meaningWith(fakeEmbed({}));
    expect(await meaning.nearness(point, [])).toBeNull();
    expect(meaning.usedModel()).toBeNull();
  });

  it("asks for each text once, a few at a time", async () => {
    const embed = fakeEmbed({});
    const { meaning } = meaningWith(embed);
    await meaning.nearness(point, [cited(first)]);
    const asked = embed.lots.reduce((sum, count) => sum + count, 0);
    expect(Math.max(...embed.lots)).toBeLessThanOrEqual(16);
    await meaning.nearness(point, [cited(first)]);
    expect(embed.lots.reduce((sum, count) => sum + count, 0)).toBe(asked);
    expect(meaning.usedModel()).toEqual(vectorModel);
  });

  it("is unknown from the first failure on, which is told once", async () => {
    let calls = 0;
    const { meaning, failures } = meaningWith(() => {
      calls += 1;
      return Promise.reject(new AppError("ENGINE_CRASHED"));
    });
    expect(await meaning.nearness(point, [cited(first)])).toBeNull();
    expect(await meaning.nearness(point, [cited(first)])).toBeNull();
    expect(calls).toBe(1);
    expect(failures).toHaveLength(1);
    expect(meaning.usedModel()).toBeNull();
  });

  it("ends when the run is stopped", async () => {
    const { meaning, controller } = meaningWith((_, signal) => {
      controller.abort(new AppError("CANCELLED"));
      return Promise.reject(new AppError("CANCELLED", { cause: signal.reason }));
    });
    await expect(meaning.nearness(point, [cited(first)])).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

describe("the verdict on a point whose words differ", () => {
  const piece = pieceOf("The authority raised the budget of the harbour by 12 percent in May.");
  const near: Nearness = { level: "near", farther: 40, of: 40 };
  const context = { language: "en", written: "en", known: new Set<string>() };
  const judge = (text: string, more: { confirmed?: boolean; nearness?: Nearness } = {}, other = context) =>
    supportOf({ text, cites: [piece], origin: "model", isCut: false, confirmed: false, ...more }, other);
  const partly = "Officials gave the harbour more funds and enlarged its budget.";
  const hardly = "More funds were granted to the port.";

  it("is verified by a part of its words and its meaning together, and says so", () => {
    expect(judge(partly)).toMatchObject({ support: "weak" });
    const verdict = judge(partly, { nearness: near });
    expect(verdict).toMatchObject({ support: "verified", by: "vectors" });
    expect(verdict.findings.at(-1)).toEqual({ code: "NEAR_IN_MEANING", data: { farther: 40, of: 40 } });
    expect(judge(partly, { nearness: { ...near, level: "alike" } }).support).toBe("weak");
  });

  it("is verified by the model's yes, unless its meaning is far, and not by its meaning alone", () => {
    expect(judge(hardly, { nearness: near }).support).toBe("weak");
    expect(judge(hardly).support).toBe("weak");
    expect(judge(hardly, { confirmed: true })).toMatchObject({ support: "verified", by: "model" });
    expect(judge(hardly, { confirmed: true, nearness: near })).toMatchObject({ support: "verified", by: "vectors" });
    expect(judge(hardly, { confirmed: true, nearness: { ...near, level: "far" } }).support).toBe("weak");
  });

  it.each([
    ["a number", "More funds, 15 percent, were granted to the port.", "unsupported"],
    ["a date", "More funds were granted to the port on 4 June 2021.", "unsupported"],
    ["a name", "More funds were granted to the port by Marie Curie.", "unsupported"],
    ["a negation", "The port was not granted more funds.", "weak"],
    ["a denial in its verb", "The port was refused more funds.", "weak"],
    ["a currency", "Funds of 12 euros were granted to the port.", "unsupported"],
  ])("is not overruled by its meaning where %s is wrong", (_, text, support) => {
    expect(judge(text, { confirmed: true, nearness: near }).support).toBe(support);
  });

  it("is not verified between languages whose negations are not known, or that deny differently", () => {
    const german = { ...context, written: "de" };
    expect(judge("Der Hafen bekam mehr Geld.", { confirmed: true, nearness: near }, german).support).toBe("verified");
    expect(judge("Der Hafen bekam mehr Geld.", { nearness: near }, german).support).toBe("weak");
    const finnish = { ...context, written: "fi" };
    expect(judge("Satama sai rahaa.", { confirmed: true, nearness: near }, finnish).support).toBe("weak");
    const denying = pieceOf("The authority did not raise the budget of the harbour in May.");
    const point = { text: "Der Hafen bekam mehr Geld.", cites: [denying], origin: "model" as const, isCut: false };
    expect(supportOf({ ...point, confirmed: true, nearness: near }, german).support).toBe("weak");
  });
});

describe("a summary made with an embedding model at hand", () => {
  const target = sentences[6] ?? "";
  const german = "Ein Wärter stellte im Norden ein Boot hin.";

  it("verifies what was written in another language by its meaning and the model's yes", async () => {
    const { summary } = await summarize({
      embed: fakeEmbed({ [german]: target }),
      translate: () => `1. ${german}`,
      witness: aWitness(0.9),
    });
    expect(summary.points).toMatchObject([{ text: german, support: "verified", quoted: false }]);
    expect(summary.points[0]?.findings.map(({ code }) => code)).toEqual([
      "OTHER_LANGUAGE",
      "NEAR_IN_MEANING",
      "FOUND_BY_MODEL",
    ]);
    expect(summary.recipe?.vectors).toEqual(vectorModel);
    // as it stands in the library, too
    expect(summary.sections.flatMap(({ points }) => points)[0]?.support).toBe("verified");
  });

  it("lets no number pass that its quotes do not hold", async () => {
    const wrong = "Ein Wärter stellte 77 Boote hin.";
    const witness = aWitness(0.9);
    const { summary } = await summarize({
      embed: fakeEmbed({ [wrong]: target }),
      translate: () => `1. ${wrong}`,
      witness,
    });
    expect(summary.points.map(({ text }) => text)).toEqual([target]);
    expect(witness.asked).toEqual([]);
  });

  it("comes to what it would without one where that fails", async () => {
    const answers = { translate: () => `1. ${german}`, witness: aWitness(0.9) };
    const { summary } = await summarize({ ...answers, embed: () => Promise.reject(new AppError("ENGINE_CRASHED")) });
    const without = await summarize(answers);
    const told = ({ points }: Summary) =>
      points.map(({ text, support, findings }) => [text, support, findings.map(({ code }) => code)]);
    expect(told(summary)).toEqual(told(without.summary));
    expect(told(summary)).toMatchObject([
      [german, "weak", expect.not.arrayContaining([expect.stringContaining("MEANING")])],
    ]);
    expect(summary.recipe).not.toHaveProperty("vectors");
  });
});

/** Of a model that says of the document what `target` says, and then translates it. */
async function summarize(script: {
  readonly translate: () => string;
  readonly embed?: MeaningDeps["embed"];
  readonly witness?: ModelWitness;
}): Promise<{ summary: Summary }> {
  const engine = scriptedEngine({
    answer: (request) => (stepOf(request) === "translate" ? script.translate() : `- ${sentences[6] ?? ""}`),
  });
  const model = { id: "c".repeat(64), path: "/nowhere/model.gguf" };
  const { embed, witness } = script;
  const app = startApplication(temporaryFolder(), model, {
    engine,
    ...(witness && { witnessOf: () => () => Promise.resolve(witness) }),
    ...(embed
      ? {
          meaningOf: (units, signal) =>
            createMeaning({ model: vectorModel, embed, sentences: units, signal, onFailed() {} }),
        }
      : {}),
  });
  onTestFinished(() => app.dispose());
  addDocument(app.store, input);
  const options = summaryOptionsSchema.parse({ length: "short", language: "de" });
  const { summaryId, jobId } = await app.summaries.start(input.document.id, options, null);
  await app.jobs.finished(jobId);
  return { summary: app.summaries.get(summaryId) };
}

function pieceOf(text: string): CountedSentence {
  return {
    documentId: "d",
    index: 0,
    page: 1,
    start: 0,
    end: text.length,
    quote: text,
    text,
    kind: "paragraph",
    block: 0,
    section: 0,
    tokens: 20,
  };
}
