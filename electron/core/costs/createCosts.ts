import { AppError } from "../../contract/errors.ts";
import type { Costs, CostsInput, Price, Usage } from "../../contract/costs.ts";
import type { ExportedFile, ExportFormatOf } from "../../contract/exports.ts";
import type { Settings } from "../../contract/settings.ts";
import type { Changes } from "../changes.ts";
import type { Exporter } from "../export/export.ts";
import type { Meter } from "../llm/meteredModel.ts";
import type { Clock, Logger } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { costAt, priceOf } from "./prices.ts";
import { readPriceList } from "./readPriceList.ts";

/** The ledger of what models did, and what it would have cost. */
export interface CostLedger {
  readonly meter: Meter;
  summary(input: CostsInput): Costs;
  export(input: CostsInput, format: ExportFormatOf<"costs">): Promise<ExportedFile>;
  prices(): Price[];
  setPrice(price: Price): void;
  removePrice(name: string): void;
  /** Adds the prices of a list, each in the place of one of the same name. @throws INVALID_INPUT with what is wrong; nothing is taken then */
  importPrices(text: string, format: "json" | "csv"): Price[];
  /** Writes what was not written yet. */
  flush(): void;
}

export interface CostsDeps {
  readonly store: Pick<Store, "costs">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Settings;
  readonly changed: Changes["changed"];
  readonly exporter: Exporter;
  readonly usesGpu: () => boolean;
}

/** Milliseconds until what was counted is written. */
const batchMs = 5000;

export function createCosts(deps: CostsDeps): CostLedger {
  const { store, clock, logger, settings, changed, exporter } = deps;
  /** what was not written yet, by month, model and task: no more than there are of these */
  const pending = new Map<string, Usage>();
  let timer: { clear(): void } | null = null;

  const meter: Meter = {
    now: () => clock.monotonic(),
    usesGpu: deps.usesGpu,
    record({ modelId, model, task, isRemote, ...more }) {
      const month = monthOf(clock.now());
      const key = JSON.stringify([month, modelId, task]);
      const { calls = 0, readTokens = 0, cachedTokens = 0, writtenTokens = 0, ms = 0, cpuMs = 0, gpuCalls = 0 } = more;
      const before = pending.get(key);
      pending.set(key, {
        month,
        modelId,
        model,
        task,
        isRemote,
        calls: (before?.calls ?? 0) + calls,
        readTokens: (before?.readTokens ?? 0) + readTokens,
        cachedTokens: (before?.cachedTokens ?? 0) + cachedTokens,
        writtenTokens: (before?.writtenTokens ?? 0) + writtenTokens,
        ms: (before?.ms ?? 0) + ms,
        cpuMs: (before?.cpuMs ?? 0) + cpuMs,
        gpuCalls: (before?.gpuCalls ?? 0) + gpuCalls,
      });
      timer ??= clock.setTimeout(write, batchMs);
    },
  };

  return {
    meter,
    summary,
    export: (input, format) => exporter("costs", format, summary(input)),
    prices: () => store.costs.prices(),
    setPrice(price) {
      store.costs.setPrices([price]);
      changed("costs", null);
    },
    removePrice(name) {
      store.costs.removePrice(name);
      changed("costs", null);
    },
    importPrices(text, format) {
      const prices = readPriceList(text, format);
      store.costs.setPrices(prices);
      changed("costs", null);
      return store.costs.prices();
    },
    flush: write,
  };

  function write(): void {
    timer?.clear();
    timer = null;
    if (pending.size === 0) return;
    try {
      store.costs.add([...pending.values()]);
    } catch (thrown) {
      // It stays and is written with what comes next: a full disk stops no answer.
      logger.warn("What models did could not be written", {
        code: thrown instanceof AppError ? thrown.code : String(thrown),
      });
      return;
    }
    pending.clear();
    changed("costs", null);
  }

  function summary({ from, to }: CostsInput): Costs {
    write();
    const prices = store.costs.prices();
    const { wattsPerCore } = settings();
    const usages = store.costs.usage(from, to);
    return {
      wattsPerCore,
      rows: usages.map((usage) => {
        const price = priceOf(usage, prices);
        return {
          ...usage,
          wattHours: usage.isRemote ? null : (usage.cpuMs / 3_600_000) * wattsPerCore,
          cost: price && { amount: costAt(price, usage), currency: price.currency },
        };
      }),
      compared: prices.map((price) => ({
        name: price.name,
        currency: price.currency,
        amount: usages.reduce((sum, usage) => sum + costAt(price, usage), 0),
      })),
    };
  }
}

/** Of the computer's own calendar. */
function monthOf(at: number): string {
  const date = new Date(at);
  return `${String(date.getFullYear())}-${String(date.getMonth() + 1).padStart(2, "0")}`;
}
