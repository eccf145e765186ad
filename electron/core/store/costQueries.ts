import type { Database } from "better-sqlite3-multiple-ciphers";
import type { Price, Usage } from "../../contract/costs.ts";
import type { Statements } from "./statements.ts";
import type { CostQueries } from "./store.ts";

export function costQueries({ database, sql }: { database: Database; sql: Statements }): CostQueries {
  return {
    add(usages) {
      database.transaction(() => {
        for (const {
          modelId,
          model,
          isRemote,
          readTokens,
          cachedTokens,
          writtenTokens,
          cpuMs,
          gpuCalls,
          ...rest
        } of usages) {
          sql(
            `INSERT INTO usage (month, model, task, name, remote, calls, read_tokens, cached_tokens, written_tokens, ms, cpu_ms, gpu_calls)
             VALUES (@month, @model, @task, @name, @remote, @calls, @read_tokens, @cached_tokens, @written_tokens, @ms, @cpu_ms, @gpu_calls)
             ON CONFLICT (month, model, task) DO UPDATE SET name = @name, remote = @remote, calls = calls + @calls,
               read_tokens = read_tokens + @read_tokens, cached_tokens = cached_tokens + @cached_tokens,
               written_tokens = written_tokens + @written_tokens, ms = ms + @ms, cpu_ms = cpu_ms + @cpu_ms,
               gpu_calls = gpu_calls + @gpu_calls`,
          ).run({
            ...rest,
            model: modelId,
            name: model,
            remote: Number(isRemote),
            read_tokens: readTokens,
            cached_tokens: cachedTokens,
            written_tokens: writtenTokens,
            cpu_ms: cpuMs,
            gpu_calls: gpuCalls,
          });
        }
      })();
    },

    usage: (from, to) =>
      sql<UsageRow>(
        `SELECT * FROM usage WHERE month >= @from AND month <= @to
         ORDER BY month DESC, read_tokens + written_tokens DESC, model, task`,
      )
        // Beyond every month.
        .all({ from: from ?? "", to: to ?? "~" })
        .map(toUsage),

    prices: () => sql<Price>("SELECT name, currency, read, cached, written FROM prices ORDER BY name").all({}),

    setPrices(prices) {
      database.transaction(() => {
        for (const { name, currency, read, cached, written } of prices) {
          sql(
            `INSERT OR REPLACE INTO prices (name, currency, read, cached, written)
             VALUES (@name, @currency, @read, @cached, @written)`,
          ).run({ name, currency, read, cached, written });
        }
      })();
    },

    removePrice: (name) => void sql("DELETE FROM prices WHERE name = @name").run({ name }),
  };
}

interface UsageRow {
  month: string;
  model: string;
  task: string;
  name: string;
  remote: 0 | 1;
  calls: number;
  read_tokens: number;
  cached_tokens: number;
  written_tokens: number;
  ms: number;
  cpu_ms: number;
  gpu_calls: number;
}

function toUsage(row: UsageRow): Usage {
  return {
    month: row.month,
    modelId: row.model,
    model: row.name,
    task: row.task,
    isRemote: row.remote === 1,
    calls: row.calls,
    readTokens: row.read_tokens,
    cachedTokens: row.cached_tokens,
    writtenTokens: row.written_tokens,
    ms: row.ms,
    cpuMs: row.cpu_ms,
    gpuCalls: row.gpu_calls,
  };
}
