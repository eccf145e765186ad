import { type Trial, trialSchema } from "../../contract/trials.ts";
import type { Logger } from "../ports.ts";
import { readRow } from "./rows.ts";
import type { Statements } from "./statements.ts";
import type { TrialQueries } from "./store.ts";

export function trialQueries({ sql, logger }: { sql: Statements; logger: Logger }): TrialQueries {
  return {
    get(modelId) {
      const row = sql<{ trial: string }>("SELECT trial FROM model_trials WHERE model = @modelId").get({ modelId });
      return row
        ? readRow(logger, "model_trials", modelId).json<Trial | null>("trial", row.trial, trialSchema, null)
        : null;
    },
    put: (modelId, trial) =>
      void sql("INSERT OR REPLACE INTO model_trials (model, trial) VALUES (@modelId, @trial)").run({
        modelId,
        trial: JSON.stringify(trial),
      }),
  };
}
