import { describe, expect, it, onTestFinished } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createFakeModel, type FakeModelOptions } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { LanguageModel } from "../../../electron/core/llm/languageModel.ts";
import { questionAbout } from "../../../electron/core/witness/askedModels.ts";
import { calibrationPairs, trialVersion } from "../../../electron/core/witness/trial.ts";
import { createWitnesses } from "../../../electron/core/witness/witnesses.ts";
import { createIds } from "../../../electron/host/nodePorts.ts";
import { openLibrary } from "../store/library.ts";

const falseOnes = new Set(calibrationPairs.map((pair) => pair.false));
/** Knows the false statements of the pairs. */
const knowing: FakeModelOptions["decide"] = (_, turns) =>
  [...falseOnes].some((claim) => turns.at(-1)?.text.endsWith(`Statement: ${claim}`)) ? [0.1, 0.9] : [0.95, 0.05];

function stand(options: Partial<FakeModelOptions> = {}, classifier: LanguageModel | null = null, mayCheck = true) {
  const { store, clock, logger } = openLibrary();
  const jobs = createJobs({ clock, logger, ids: createIds(clock) });
  onTestFinished(() => jobs.dispose());
  const asked: string[] = [];
  const decide = "decide" in options ? options.decide : knowing;
  const model = createFakeModel({
    answer: () => [],
    ...options,
    ...(decide && {
      decide(choices, turns) {
        asked.push(turns.at(-1)?.text ?? "");
        return decide(choices, turns);
      },
    }),
  });
  const changes: string[] = [];
  const open = () =>
    createWitnesses({
      store,
      jobs,
      logger,
      models: { installed: (task) => (task === "entailment" ? classifier : null), isAllowed: () => mayCheck },
      changed: (what, id) => void changes.push(`${what} ${String(id)}`),
    });
  const controller = new AbortController();
  const find = async (witnesses = open()) => {
    const session = await model.open("background", { signal: controller.signal });
    return witnesses.witnessOf(model, session, controller.signal);
  };
  return { store, jobs, model, asked, changes, open, find, controller, logger };
}

describe("the calibration pairs", () => {
  it("are sixty, in seven languages, of all kinds, and the first twenty of most", () => {
    expect(calibrationPairs).toHaveLength(60);
    const of = (pairs: typeof calibrationPairs, name: "language" | "kind") => new Set(pairs.map((pair) => pair[name]));
    expect([...of(calibrationPairs, "language")].toSorted()).toEqual(["de", "en", "es", "fr", "it", "nl", "pt"]);
    const kinds = [...of(calibrationPairs, "kind")].toSorted();
    const named = [
      "addition",
      "condition",
      "direction",
      "hedge",
      "name",
      "number",
      "predicate",
      "reference",
      "role",
      "scope",
    ];
    expect(kinds).toEqual(named);
    expect(of(calibrationPairs.slice(0, 20), "language").size).toBe(7);
    expect(of(calibrationPairs.slice(0, 20), "kind").size).toBe(10);
  });

  it("have a true and a false statement each, neither of which is a sentence of the text", () => {
    for (const pair of calibrationPairs) {
      expect(pair.true).not.toBe(pair.false);
      for (const claim of [pair.true, pair.false]) expect(pair.text).not.toContain(claim);
    }
    expect(new Set(calibrationPairs.map(({ text }) => text)).size).toBe(60);
  });
});

describe("the question", () => {
  it("has the text before all that differs from one statement to the next", () => {
    const [first, second] = ["One.", "Two."].map((claim) => questionAbout("The mill {{claim}} was sold.", claim));
    expect(first?.[0]).toEqual(second?.[0]);
    expect(first?.at(-1)?.text.replace("One.", "")).toBe(second?.at(-1)?.text.replace("Two.", ""));
    expect(first?.at(-1)?.text).toMatch(/^Text:\nThe mill \{\{claim\}\} was sold\.\n[^]*Statement: One\.$/u);
  });
});

describe("the witness of a run", () => {
  it("is tried once, when it is first needed, and what was measured is kept with the model", async () => {
    const { store, jobs, model, asked, changes, open, find } = stand();
    const first = await find();
    expect(asked).toEqual([]);
    const witness = await first();
    expect(witness?.threshold).toBeGreaterThan(0.1);
    expect(asked).toHaveLength(120);
    expect(jobs.list().map(({ kind, status }) => [kind, status])).toEqual([["calibrate", "done"]]);
    expect(store.models.calibration(model.id)).toMatchObject({
      version: trialVersion,
      calibration: { threshold: witness?.threshold, pairs: 60, told: 1, auc: 1, trueKept: 1, falsePassed: 0 },
    });
    expect(changes).toEqual([`models ${model.id}`]);
    expect(await witness?.probabilities("The mill was sold.", ["It was sold."])).toEqual([0.95]);
    // another run, another start of the application
    expect((await (await find(open()))())?.threshold).toBe(witness?.threshold);
    expect(asked).toHaveLength(121);
  });

  it("is tried again when the question or the pairs have changed", async () => {
    const { store, model, asked, find } = stand();
    const calibration = { threshold: 0.5, pairs: 60, told: 1, auc: 1, trueKept: 1, falsePassed: 0 };
    store.models.setCalibration(model.id, { version: "of another question", calibration });
    await (
      await find()
    )();
    expect(asked).toHaveLength(120);
    expect(store.models.calibration(model.id)?.version).toBe(trialVersion);
  });

  it("is one trial for runs that need it at the same time", async () => {
    const { asked, open, find } = stand();
    const witnesses = open();
    const finds = await Promise.all([find(witnesses), find(witnesses)]);
    const found = await Promise.all(finds.map((each) => each()));
    expect(found.every((each) => each !== null)).toBe(true);
    expect(asked).toHaveLength(120);
  });

  it("is none where the model guesses, which is known after twenty pairs", async () => {
    const { store, model, asked, find } = stand({ decide: () => [0.5, 0.5] });
    expect(await (await find())()).toBeNull();
    expect(asked).toHaveLength(40);
    expect(store.models.calibration(model.id)?.calibration).toMatchObject({ threshold: null, told: 0.5, pairs: 20 });
    expect(await (await find())()).toBeNull();
    expect(asked).toHaveLength(40);
  });

  it("is none where the model cannot decide, or was taught to choose sentences alone", async () => {
    for (const options of [{ decide: undefined }, { style: "starter" as const }]) {
      const { jobs, find } = stand(options as Partial<FakeModelOptions>);
      expect(await (await find())()).toBeNull();
      expect(jobs.list()).toEqual([]);
    }
  });

  it("is none where the model is not to be used for checking", async () => {
    const { find, open, asked, model } = stand({}, null, false);
    expect(open().mayHave(model)).toBe(false);
    expect(await (await find())()).toBeNull();
    expect(asked).toEqual([]);
  });

  it("is none from where it fails on, which is told once, and what code says stands", async () => {
    let dead = false;
    const { find, logger, open } = stand({
      decide(choices, turns) {
        if (dead) throw new AppError("ENGINE_CRASHED");
        return knowing(choices, turns);
      },
    });
    const look = await find(open());
    const witness = await look();
    dead = true;
    expect(await witness?.probabilities("a", ["b"])).toEqual([]);
    expect(await look()).toBeNull();
    expect(logger.lines.filter((line) => line.includes("without a model"))).toHaveLength(1);
  });

  it("is none where the trial fails, and is tried again by the next run", async () => {
    let dead = true;
    const { find, open, asked } = stand({
      decide(choices, turns) {
        if (dead) throw new AppError("ENGINE_CRASHED");
        return knowing(choices, turns);
      },
    });
    const witnesses = open();
    expect(await (await find(witnesses))()).toBeNull();
    dead = false;
    expect(await (await find(witnesses))()).not.toBeNull();
    expect(asked).toHaveLength(121);
  });

  it("stops with its run", async () => {
    const { find, controller, open } = stand();
    const look = await find(open());
    controller.abort();
    await expect(look()).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it("says nothing of a text that its context does not hold", async () => {
    const { find, open } = stand({
      decide(choices, turns) {
        if ((turns.at(-1)?.text.length ?? 0) > 1000) throw new AppError("CONTEXT_TOO_SMALL");
        return knowing(choices, turns);
      },
    });
    const look = await find(open());
    const witness = await look();
    expect(await witness?.probabilities("mill ".repeat(1000), ["It was sold."])).toEqual([0]);
    expect(await witness?.probabilities("The mill was sold.", ["It was sold."])).toEqual([0.95]);
  });
});

describe("an entailment model that is installed", () => {
  it("is asked in place of the model at work, and calibrated for itself", async () => {
    const lots: string[][] = [];
    const classifier = createFakeModel({
      id: "e".repeat(64),
      answer: () => [],
      entail(_, statements) {
        lots.push([...statements]);
        return statements.map((statement) => (falseOnes.has(statement) ? 0.02 : 0.9));
      },
    });
    const { store, asked, find } = stand({}, classifier);
    const witness = await (await find())();
    expect(await witness?.probabilities("a", ["b", "c"])).toEqual([0.9, 0.9]);
    expect(lots).toHaveLength(61);
    expect(asked).toEqual([]);
    expect(store.models.calibration(classifier.id)?.calibration).toMatchObject({ told: 1 });
  });
});

describe("a model that was added", () => {
  it("is tried in the background, once, where it can be asked at all", async () => {
    const { open, model, jobs, asked } = stand();
    const witnesses = open();
    const started = witnesses.calibrate(model);
    expect(witnesses.calibrate(model)).toEqual(started);
    await jobs.finished(started?.jobId ?? "");
    expect(asked).toHaveLength(120);
    expect(witnesses.calibrate(model)).toBeNull();
    const busy = stand({ standing: { isFree: false } });
    expect(busy.open().calibrate(busy.model)).toBeNull();
    const mute = stand({ style: "starter" });
    expect(mute.open().calibrate(mute.model)).toBeNull();
  });
});
