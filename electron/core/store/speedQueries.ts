import type { Database } from "better-sqlite3-multiple-ciphers";
import type { Statements } from "./statements.ts";
import type { CallSums, RunSums, SpeedQueries, StepSums } from "./store.ts";

export function speedQueries(deps: { database: Database; sql: Statements }): SpeedQueries {
  const { database, sql } = deps;

  /** The column `waves` says whether the calls ran in parallel; libraries have it by this name. */
  function putCalls(model: string, machine: string, waves: 0 | 1, sums: CallSums): void {
    sql(
      `INSERT OR REPLACE INTO model_speeds (model, machine, waves, prefill_tokens, prefill_ms, decode_tokens, decode_ms,
         overhead_ms, calls, probed, measured_at)
       VALUES (@model, @machine, @waves, @prefill_tokens, @prefill_ms, @decode_tokens, @decode_ms, @overhead_ms, @calls,
         @probed, @measured_at)`,
    ).run({
      model,
      machine,
      waves,
      prefill_tokens: sums.prefillTokens,
      prefill_ms: sums.prefillMs,
      decode_tokens: sums.decodeTokens,
      decode_ms: sums.decodeMs,
      overhead_ms: sums.overheadMs,
      calls: sums.calls,
      probed: Number(sums.probed),
      measured_at: sums.measuredAt,
    });
  }

  function putRuns(model: string, machine: string, sums: RunSums): void {
    sql(
      `INSERT OR REPLACE INTO model_runs (model, machine, load_ms, context_size, memory_bytes, width, gap_ms, bias, spread, runs)
       VALUES (@model, @machine, @load_ms, @context_size, @memory_bytes, @width, @gap_ms, @bias, @spread, @runs)`,
    ).run({
      model,
      machine,
      load_ms: sums.loadMs,
      context_size: sums.contextSize,
      memory_bytes: sums.memoryBytes,
      width: sums.width,
      gap_ms: sums.gapMs,
      bias: sums.bias,
      spread: sums.spread,
      runs: sums.runs,
    });
  }

  function putSteps(model: string, step: "map" | "merge", sums: StepSums): void {
    sql(
      `INSERT OR REPLACE INTO model_steps (model, step, planned_prompt, read_prompt, planned_answer, written_answer, points,
         repair_prompt, repair_answer, repair_calls, priced_ms, took_ms)
       VALUES (@model, @step, @planned_prompt, @read_prompt, @planned_answer, @written_answer, @points, @repair_prompt,
         @repair_answer, @repair_calls, @priced_ms, @took_ms)`,
    ).run({
      model,
      step,
      planned_prompt: sums.plannedPrompt,
      read_prompt: sums.readPrompt,
      planned_answer: sums.plannedAnswer,
      written_answer: sums.writtenAnswer,
      points: sums.points,
      repair_prompt: sums.repairPrompt,
      repair_answer: sums.repairAnswer,
      repair_calls: sums.repairCalls,
      priced_ms: sums.pricedMs,
      took_ms: sums.tookMs,
    });
  }

  return {
    get(model, machine) {
      const calls = sql<SpeedRow>("SELECT * FROM model_speeds WHERE model = @model AND machine = @machine").all({
        model,
        machine,
      });
      const runs = sql<RunRow>("SELECT * FROM model_runs WHERE model = @model AND machine = @machine").get({
        model,
        machine,
      });
      const steps = sql<StepRow>("SELECT * FROM model_steps WHERE model = @model").all({ model });
      const languages = sql<LanguageRow>("SELECT * FROM model_languages WHERE model = @model").all({ model });
      const callsOf = (waves: 0 | 1): CallSums | null => {
        const row = calls.find((each) => each.waves === waves);
        return row ? toCalls(row) : null;
      };
      const stepsOf = (step: "map" | "merge"): StepSums | null => {
        const row = steps.find((each) => each.step === step);
        return row ? toSteps(row) : null;
      };
      return {
        alone: callsOf(0),
        parallel: callsOf(1),
        runs: runs ? toRuns(runs) : null,
        map: stepsOf("map"),
        merge: stepsOf("merge"),
        languages: new Map(
          languages.map(({ language, tokens, characters }): [string, { tokens: number; characters: number }] => [
            language,
            { tokens, characters },
          ]),
        ),
      };
    },

    put(model, machine, { alone, parallel, runs, map, merge, languages }) {
      database.transaction(() => {
        if (alone) putCalls(model, machine, 0, alone);
        if (parallel) putCalls(model, machine, 1, parallel);
        if (runs) putRuns(model, machine, runs);
        if (map) putSteps(model, "map", map);
        if (merge) putSteps(model, "merge", merge);
        for (const [language, { tokens, characters }] of languages) {
          sql(
            `INSERT OR REPLACE INTO model_languages (model, language, tokens, characters)
             VALUES (@model, @language, @tokens, @characters)`,
          ).run({ model, language, tokens, characters });
        }
      })();
    },

    ofMachine: (machine) =>
      sql<SpeedRow & { bytes: number }>(
        `SELECT model_speeds.*, CASE WHEN active_parameters IS NULL OR parameters IS NULL THEN bytes
           ELSE bytes * (1.0 * active_parameters / parameters) END AS bytes FROM model_speeds JOIN models ON models.id = model_speeds.model
         WHERE machine = @machine ORDER BY waves, model_speeds.model`,
      )
        .all({ machine })
        .map(({ bytes, ...row }) => ({ bytes, sums: toCalls(row) })),
  };
}

interface SpeedRow {
  waves: 0 | 1;
  prefill_tokens: number;
  prefill_ms: number;
  decode_tokens: number;
  decode_ms: number;
  overhead_ms: number;
  calls: number;
  probed: 0 | 1;
  measured_at: number;
}

interface RunRow {
  load_ms: number | null;
  context_size: number | null;
  memory_bytes: number | null;
  width: number | null;
  gap_ms: number;
  bias: number;
  spread: number | null;
  runs: number;
}

interface StepRow {
  step: "map" | "merge";
  planned_prompt: number;
  read_prompt: number;
  planned_answer: number;
  written_answer: number;
  points: number;
  repair_prompt: number;
  repair_answer: number;
  repair_calls: number;
  priced_ms: number;
  took_ms: number;
}

interface LanguageRow {
  language: string;
  tokens: number;
  characters: number;
}

function toCalls(row: SpeedRow): CallSums {
  return {
    prefillTokens: row.prefill_tokens,
    prefillMs: row.prefill_ms,
    decodeTokens: row.decode_tokens,
    decodeMs: row.decode_ms,
    overheadMs: row.overhead_ms,
    calls: row.calls,
    probed: row.probed === 1,
    measuredAt: row.measured_at,
  };
}

function toRuns(row: RunRow): RunSums {
  return {
    loadMs: row.load_ms,
    contextSize: row.context_size,
    memoryBytes: row.memory_bytes,
    width: row.width,
    gapMs: row.gap_ms,
    bias: row.bias,
    spread: row.spread,
    runs: row.runs,
  };
}

function toSteps(row: StepRow): StepSums {
  return {
    plannedPrompt: row.planned_prompt,
    readPrompt: row.read_prompt,
    plannedAnswer: row.planned_answer,
    writtenAnswer: row.written_answer,
    points: row.points,
    repairPrompt: row.repair_prompt,
    repairAnswer: row.repair_answer,
    repairCalls: row.repair_calls,
    pricedMs: row.priced_ms,
    tookMs: row.took_ms,
  };
}
