import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../../electron/contract/settings.ts";
import { createCosts } from "../../../electron/core/costs/createCosts.ts";
import type { Metered } from "../../../electron/core/llm/meteredModel.ts";
import { exporter } from "../../helpers/exporter.ts";
import { openLibrary, recordingLogger, standingClock } from "../store/library.ts";

const all = { from: null, to: null };
const call: Metered = {
  modelId: "a".repeat(64),
  model: "Tiny",
  task: "summary",
  isRemote: false,
  calls: 1,
  readTokens: 1000,
  cachedTokens: 500,
  writtenTokens: 200,
  ms: 2000,
  cpuMs: 3600,
};

function openLedger(now = new Date(2026, 10, 30, 23, 59).getTime()) {
  const { store } = openLibrary();
  const clock = standingClock(now);
  const logger = recordingLogger();
  const written: number[] = [];
  const add = store.costs.add.bind(store.costs);
  const failing = { is: false };
  const watched = {
    ...store.costs,
    add(usages: Parameters<typeof add>[0]) {
      if (failing.is) throw new Error("full");
      written.push(usages.length);
      add(usages);
    },
  };
  const costs = createCosts({
    store: { costs: watched },
    clock,
    logger,
    settings: () => settingsSchema.parse({ wattsPerCore: 10 }),
    changed: () => {},
    exporter,
    usesGpu: () => false,
  });
  return { costs, clock, store, written, failing, logger };
}

describe("the ledger of costs", () => {
  it("adds up what a model did by month, model and task, and estimates the energy", () => {
    const { costs, clock } = openLedger();
    costs.meter.record(call);
    costs.meter.record({ ...call, cpuMs: 0, ms: 1000 });
    costs.meter.record({ ...call, task: "chat" });
    clock.advance(120_000);
    costs.meter.record({ ...call, isRemote: true, modelId: "endpoint:e/m", model: "m", cpuMs: 0 });
    const { rows, wattsPerCore } = costs.summary(all);
    expect(wattsPerCore).toBe(10);
    expect(
      rows.map(({ month, task, calls, readTokens, ms, wattHours }) => [month, task, calls, readTokens, ms, wattHours]),
    ).toEqual([
      ["2026-12", "summary", 1, 1000, 2000, null],
      ["2026-11", "summary", 2, 2000, 3000, 0.01],
      ["2026-11", "chat", 1, 1000, 2000, 0.01],
    ]);
    expect(costs.summary({ from: "2026-12", to: null }).rows).toHaveLength(1);
    expect(costs.summary({ from: null, to: "2026-11" }).rows).toHaveLength(2);
  });

  it("writes in batches, and what is left when it is closed", () => {
    const { costs, clock, written, store } = openLedger();
    for (let index = 0; index < 100; index += 1) costs.meter.record(call);
    expect(written).toEqual([]);
    clock.advance(5000);
    expect(written).toEqual([1]);
    costs.meter.record(call);
    costs.flush();
    costs.flush();
    expect(written).toEqual([1, 1]);
    expect(store.costs.usage(null, null)[0]?.calls).toBe(101);
  });

  it("keeps what could not be written, and writes it with what comes next", () => {
    const { costs, clock, failing, store, logger } = openLedger();
    failing.is = true;
    costs.meter.record(call);
    clock.advance(5000);
    expect(store.costs.usage(null, null)).toEqual([]);
    expect(logger.lines).toHaveLength(1);
    failing.is = false;
    costs.meter.record(call);
    clock.advance(5000);
    expect(store.costs.usage(null, null)[0]?.calls).toBe(2);
  });

  it("counts a model at its own price, by id or name, and all work at every price", async () => {
    const { costs } = openLedger();
    costs.meter.record(call);
    costs.meter.record({ ...call, modelId: "b".repeat(64), model: "Other" });
    costs.setPrice({ name: "TINY", currency: "EUR", read: 2, cached: 1, written: 10 });
    costs.setPrice({ name: "elsewhere", currency: "USD", read: 1, cached: null, written: 5 });
    const { rows, compared } = costs.summary(all);
    const costOf = (name: string) => rows.find(({ model }) => model === name)?.cost;
    expect(costOf("Tiny")?.currency).toBe("EUR");
    expect(costOf("Tiny")?.amount).toBeCloseTo(0.0045);
    expect(costOf("Other")).toBeNull();
    expect(compared.map(({ name, amount }) => [name, Number(amount.toFixed(6))])).toEqual([
      ["TINY", 0.009],
      ["elsewhere", 0.005],
    ]);
    const { data } = await costs.export(all, "csv");
    expect(data.split("\r\n").slice(1, 3)).toEqual([
      `2026-11,Tiny,${"a".repeat(64)},summary,no,1,1000,500,200,2.0,3.6,0.010,0.004500,EUR`,
      `2026-11,Other,${"b".repeat(64)},summary,no,1,1000,500,200,2.0,3.6,0.010,,`,
    ]);
  });

  it("takes lists of prices as JSON and CSV, all of one or nothing", () => {
    const { costs } = openLedger();
    const csv = 'name;written;currency;read;cached\n"big; model";6;eur;2;\nsmall;0.3;EUR;0.1;0.05\n';
    expect(costs.importPrices(csv, "csv")).toEqual([
      { name: "big; model", currency: "EUR", read: 2, cached: null, written: 6 },
      { name: "small", currency: "EUR", read: 0.1, cached: 0.05, written: 0.3 },
    ]);
    const wrong = [
      ["{", "json", "PRICES_UNREADABLE"],
      ["model,price\nx,1\n", "csv", "PRICES_UNREADABLE"],
      [
        '[{"name":"x","currency":"EUR","read":1,"written":2},{"name":"y","currency":"ABC","read":1,"written":2}]',
        "json",
        "PRICES_WRONG",
      ],
      ['[{"name":"x","currency":"EUR","read":-1,"written":2}]', "json", "PRICES_WRONG"],
      ["name,currency,read,written\nx,EUR,much,2\n", "csv", "PRICES_WRONG"],
    ] as const;
    for (const [text, format, reason] of wrong) {
      expect(() => costs.importPrices(text, format)).toThrow(
        expect.objectContaining({ data: expect.objectContaining({ reason }) as unknown }) as Error,
      );
    }
    expect(costs.prices().map(({ name }) => name)).toEqual(["big; model", "small"]);
    costs.removePrice("small");
    expect(costs.prices()).toHaveLength(1);
  });
});
