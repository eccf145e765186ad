import { createTexts } from "../../../electron/core/library/library.ts";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Forecast, forecastSchema } from "../../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import type { Jobs } from "../../../electron/core/jobs/jobs.ts";
import type { Price } from "../../../electron/contract/costs.ts";
import type { LanguageModel, ModelStyle, Provenance } from "../../../electron/core/llm/languageModel.ts";
import { createForecasts } from "../../../electron/core/forecast/createForecasts.ts";
import { createSummaries, type Summaries } from "../../../electron/core/summarize/createSummaries.ts";
import { modelOn } from "../../helpers/modelOn.ts";
import { addDocument } from "../../integration/summarize/application.ts";
import { openLibrary, standingClock, type TestLibrary } from "../store/library.ts";
import { faithfulAnswer, isLead, type Script } from "../summarize/scriptedEngine.ts";
import { subjects, textDocument } from "../summarize/textDocument.ts";
import { type Pace, type TimedEngine, timedEngine } from "./timedEngine.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { exporter } from "../../helpers/exporter.ts";

const standard = summaryOptionsSchema.parse({});
/** About a model of seven billion weights on a processor of four cores. */
const usualPace: Pace = { loadMs: 4000, prefill: 12, decode: 120, gain: (writing) => writing ** 0.45 };

function report(name: string, chapters: number) {
  const sentence = (place: number): string =>
    `In chapter ${name} the keeper of ${name} wrote remark ${String(place)} ${subjects[Math.floor(place / 30) % subjects.length] ?? ""}. `;
  const chapter = (number: number): string =>
    `# Chapter ${String(number)}\n${Array.from({ length: 30 }, (_, place) => sentence(number * 30 + place)).join("")}`;
  return textDocument(
    Array.from({ length: chapters }, (_, number) => chapter(number)),
    { title: name },
  );
}

type TimedForecast = Forecast & { readonly seconds: NonNullable<Forecast["seconds"]> };

interface Room extends TestLibrary {
  readonly engine: TimedEngine;
  readonly summaries: Summaries;
  readonly jobs: Jobs;
  readonly prices: Price[];
  add(name: string, chapters: number): string;
  forecast(documentId: string, how?: { mayProbe?: boolean; signal?: AbortSignal }): Promise<TimedForecast>;
  /** As it is told, also where no time is. */
  tell(documentId: string): Promise<Forecast>;
  /** Times that the model was opened. */
  readonly opened: () => number;
  /** Seconds that a summary of the document takes. */
  summarize(documentId: string): Promise<number>;
}

function open(
  options: { script?: Partial<Script>; pace?: Pace; style?: ModelStyle; provenance?: Provenance } = {},
): Room {
  const standing = standingClock();
  // The library keeps whole milliseconds.
  const library = openLibrary({ clock: { ...standing, now: () => Math.round(standing.now()) } });
  const { store, clock, logger } = library;
  const script: Script = { answer: faithfulAnswer, parallel: 3, ...options.script };
  const engine = timedEngine(clock, script, options.pace ?? usualPace);
  let last = 0;
  const ids = { next: () => `id${String((last += 1))}` };
  const jobs = createJobs({ clock, logger, ids });
  onTestFinished(() => jobs.dispose());
  let opens = 0;
  const engineModel = modelOn(engine, {
    id: "b".repeat(64),
    quantization: "Q4_0",
    options: { gpu: "cpu", threads: null, contextSize: null },
    ...(options.style ? { style: options.style } : {}),
  });
  const model: LanguageModel = {
    ...engineModel,
    ...(options.provenance && { provenance: options.provenance }),
    open(...given) {
      opens += 1;
      return engineModel.open(...given);
    },
  };
  const prices: Price[] = [];
  const summaries = createSummaries({
    store,
    jobs,
    clock,
    logger,
    ids,
    settings: () => store.settings.get(),
    models: { resolve: () => Promise.resolve(model) },
    changed: () => {},
    appVersion: "0",
    forecasts: createForecasts({
      store,
      texts: createTexts({ store, logger }),
      jobs,
      clock,
      logger,
      prices: () => prices,
    }),
    exporter,
    textWorker: directTextWorker,
  });
  return {
    ...library,
    engine,
    summaries,
    jobs,
    add: (name, chapters) => addDocument(store, report(name, chapters)),
    async forecast(documentId, { mayProbe = true, signal } = {}) {
      const told = forecastSchema.parse(await summaries.forecast([documentId], standard, null, { mayProbe, signal }));
      if (told.seconds === null) throw new Error("No time is told");
      return { ...told, seconds: told.seconds };
    },
    tell: async (documentId) =>
      forecastSchema.parse(await summaries.forecast([documentId], standard, null, { mayProbe: true })),
    opened: () => opens,
    prices,
    async summarize(documentId) {
      const begun = clock.monotonic();
      const { jobId } = await summaries.start(documentId, standard, null);
      await jobs.finished(jobId);
      return (clock.monotonic() - begun) / 1000;
    },
  };
}

/** How far it is off, as a share of what it took. */
function errorOf({ seconds }: TimedForecast, took: number): number {
  return Math.abs(seconds.expected / took - 1);
}

describe("a forecast", () => {
  it("of a model of an endpoint is told once it was measured there, and sends nothing before or after", async () => {
    const provenance = { kind: "endpoint", url: "http://10.0.0.2/v1", model: "mill-7b", endpoint: "Mill" } as const;
    const room = open({ provenance });
    const id = room.add("Alpha", 6);
    expect(await room.tell(id)).toMatchObject({ seconds: null, basis: "none", memoryBytes: null, cost: null });
    expect(room.opened()).toBe(0);
    await room.summarize(room.add("Beta", 6));
    const opens = room.opened();
    const forecast = await room.forecast(id);
    expect(forecast).toMatchObject({ basis: "measured", memoryBytes: null });
    expect(room.opened()).toBe(opens);
    expect(errorOf(forecast, await room.summarize(id))).toBeLessThan(0.3);
  });

  it("tells the cost where a price of the model was entered", async () => {
    const room = open({
      provenance: { kind: "endpoint", url: "https://models.example/v1", model: "mill-7b", endpoint: "Mill" },
    });
    const id = room.add("Alpha", 6);
    room.prices.push({ name: "b".repeat(64), currency: "EUR", read: 2, cached: null, written: 6 });
    const { cost, seconds } = await room.tell(id);
    expect(seconds).toBeNull();
    expect(cost?.currency).toBe("EUR");
    // some thousand tokens at some euros a million
    expect(cost?.amount).toBeGreaterThan(0.005);
    expect(cost?.amount).toBeLessThan(0.05);
  });

  it("tries a model that is new here for some seconds, and is right within its range even so", async () => {
    const room = open();
    const id = room.add("harbour", 8);
    const begun = room.clock.monotonic();
    const forecast = await room.forecast(id);
    expect(forecast).toMatchObject({ basis: "probed", measuredAt: room.clock.now() });
    expect(room.engine.asked).toHaveLength(1);
    expect(room.clock.monotonic() - begun).toBeLessThan(15_000);
    const took = await room.summarize(id);
    expect(forecast.seconds.low).toBeLessThan(took);
    expect(forecast.seconds.high).toBeGreaterThan(took);
  });

  it("after one summary tells what the next ones take, longer and shorter", async () => {
    const room = open();
    await room.summarize(room.add("harbour", 8));
    for (const [name, chapters] of [
      ["dock", 9],
      ["mill", 16],
      ["quay", 3],
    ] as const) {
      const id = room.add(name, chapters);
      const forecast = await room.forecast(id);
      expect(forecast.basis).toBe("measured");
      const took = await room.summarize(id);
      expect(errorOf(forecast, took)).toBeLessThan(0.2);
      expect(forecast.seconds.low).toBeLessThan(took);
      expect(forecast.seconds.high).toBeGreaterThan(took);
    }
  });

  it("counts the questions of the pipeline", async () => {
    const room = open();
    await room.summarize(room.add("harbour", 8));
    const id = room.add("dock", 12);
    const { calls } = await room.forecast(id);
    const before = room.engine.asked.length;
    await room.summarize(id);
    expect(room.engine.asked.slice(before).some(isLead)).toBe(true);
    expect(Math.abs(room.engine.asked.length - before - calls)).toBeLessThanOrEqual(1);
  });

  it("has the loading of the model in it where it is not loaded", async () => {
    const room = open();
    const id = room.add("harbour", 4);
    await room.summarize(id);
    const loaded = await room.forecast(id);
    await room.engine.unload();
    const unloaded = await room.forecast(id);
    // Its tokens are only estimated now, which makes a small difference as well.
    const more = unloaded.seconds.expected - loaded.seconds.expected;
    expect(more).toBeGreaterThan((usualPace.loadMs / 1000) * 0.6);
    expect(more).toBeLessThan((usualPace.loadMs / 1000) * 1.4);
    expect(room.engine.state.status).toBe("stopped");
  });

  it("follows a machine that has become slower", async () => {
    const room = open();
    const id = room.add("harbour", 8);
    await room.summarize(id);
    room.engine.pace = { ...usualPace, prefill: 30, decode: 300 };
    await room.summarize(id);
    await room.summarize(id);
    const forecast = await room.forecast(id);
    expect(errorOf(forecast, await room.summarize(id))).toBeLessThan(0.2);
  });

  it("of several documents is the sum, with one loading", async () => {
    const room = open();
    const first = room.add("harbour", 5);
    const second = room.add("dock", 7);
    await room.summarize(first);
    await room.engine.unload();
    const one = await room.forecast(first);
    const other = await room.forecast(second);
    const both = await room.summaries.forecast([first, second], standard, null, { mayProbe: false });
    expect(both.calls).toBe(one.calls + other.calls);
    const sum = one.seconds.expected + other.seconds.expected - usualPace.loadMs / 1000;
    expect(Math.abs((both.seconds?.expected ?? NaN) / sum - 1)).toBeLessThan(0.01);
  });

  it("leaves out what an interrupted summary has finished", async () => {
    const room = open();
    const id = room.add("harbour", 12);
    await room.summarize(room.add("dock", 5));
    const whole = await room.forecast(id);
    const { jobId } = await room.summaries.start(id, standard, null);
    for await (const event of room.jobs.attach(jobId)) {
      if (event.type === "progress" && event.stage === "mapping" && event.done >= event.total / 2) {
        await room.jobs.cancel(jobId);
        break;
      }
    }
    const rest = await room.forecast(id);
    expect(rest.calls).toBeLessThan(whole.calls);
    expect(rest.seconds.expected).toBeLessThan(whole.seconds.expected * 0.8);
  });

  it("is made without the model where it may not be tried, another is loaded or something is at work", async () => {
    const room = open();
    const id = room.add("harbour", 4);
    expect((await room.forecast(id, { mayProbe: false })).basis).toBe("estimated");
    await room.engine.load(
      { id: "other", name: "Other", path: "/nowhere/other.gguf" },
      { gpu: "cpu", threads: null, contextSize: null },
    );
    const asked = room.engine.asked.length;
    const forecast = await room.forecast(id);
    expect(forecast).toMatchObject({ basis: "estimated", measuredAt: null });
    expect(forecast.seconds.high).toBeGreaterThan(forecast.seconds.expected * 2);
    expect(room.engine.state.modelId).toBe("other");
    await room.engine.unload();
    const answering = room.jobs.start({
      kind: "reply",
      subject: "m",
      lane: "reply",
      usesModel: true,
      onShutdown: "cancel",
      run: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    });
    expect((await room.forecast(id)).basis).toBe("estimated");
    expect(room.engine.asked).toHaveLength(asked);
    await room.jobs.cancel(answering.id);
  });

  it("learns nothing from calls that rested for a chat", async () => {
    const room = open();
    const id = room.add("harbour", 6);
    const answering = room.jobs.start({
      kind: "reply",
      subject: "m",
      lane: "reply",
      usesModel: true,
      onShutdown: "cancel",
      run: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    });
    await room.summarize(id);
    await room.jobs.cancel(answering.id);
    expect((await room.forecast(id, { mayProbe: false })).basis).toBe("estimated");
  });

  it("is refused as the start is", async () => {
    const room = open();
    await expect(room.forecast("f".repeat(64))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("ends at once when nobody wants it any more", async () => {
    const room = open();
    const id = room.add("harbour", 4);
    await expect(room.forecast(id, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
    expect(room.engine.asked).toHaveLength(0);
  });

  it("of a model that only chooses sentences comes as near", async () => {
    const room = open({ style: "starter" });
    await room.summarize(room.add("harbour", 8));
    const id = room.add("dock", 14);
    const forecast = await room.forecast(id);
    expect(errorOf(forecast, await room.summarize(id))).toBeLessThan(0.2);
  });

  it("shows what is left from the first moment of a summary on", async () => {
    const room = open();
    await room.summarize(room.add("harbour", 8));
    const id = room.add("dock", 10);
    const { jobId } = await room.summaries.start(id, standard, null);
    const left: (number | null)[] = [];
    for await (const event of room.jobs.attach(jobId)) {
      if (event.type === "progress" && event.stage === "mapping") left.push(event.leftMs);
    }
    expect(left[0]).toBeGreaterThan(10_000);
    expect(left.every((ms) => ms !== null)).toBe(true);
  });
});
