import type { Migration } from "./migration.ts";

/**
 * What was learned of models for forecasts: how fast each is on this machine, how long its runs take beside the calls, what its
 * answers come to. Without foreign keys: a model that is removed and added again is still as fast as it was.
 */
export const speeds: Migration = {
  version: 90,
  up(database) {
    database.exec(`
      -- sums over calls, of which older ones count less
      CREATE TABLE model_speeds (
        model TEXT NOT NULL,
        -- processor and its use, for a library that is taken to another computer
        machine TEXT NOT NULL,
        -- 0: calls on their own; 1: several at a time, each with its share of the time
        waves INTEGER NOT NULL CHECK (waves IN (0, 1)),
        prefill_tokens REAL NOT NULL CHECK (prefill_tokens >= 0),
        prefill_ms REAL NOT NULL CHECK (prefill_ms >= 0),
        decode_tokens REAL NOT NULL CHECK (decode_tokens >= 0),
        decode_ms REAL NOT NULL CHECK (decode_ms >= 0),
        overhead_ms REAL NOT NULL CHECK (overhead_ms >= 0),
        calls REAL NOT NULL CHECK (calls >= 0),
        -- 1: of a short trial, until the first calls of real work
        probed INTEGER NOT NULL CHECK (probed IN (0, 1)),
        measured_at INTEGER NOT NULL,
        PRIMARY KEY (model, machine, waves)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE model_runs (
        model TEXT NOT NULL,
        machine TEXT NOT NULL,
        load_ms REAL,
        context_size INTEGER,
        memory_bytes REAL,
        -- calls at a time
        width INTEGER,
        -- time of a run outside the calls, for each step
        gap_ms REAL NOT NULL,
        -- actual by expected time, as natural logarithms: their mean and their mean distance from it
        bias REAL NOT NULL,
        spread REAL,
        runs INTEGER NOT NULL CHECK (runs >= 0),
        PRIMARY KEY (model, machine)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE model_steps (
        model TEXT NOT NULL,
        step TEXT NOT NULL CHECK (step IN ('map', 'merge')),
        planned_prompt REAL NOT NULL,
        read_prompt REAL NOT NULL,
        planned_answer REAL NOT NULL,
        written_answer REAL NOT NULL,
        points REAL NOT NULL,
        repair_prompt REAL NOT NULL,
        repair_answer REAL NOT NULL,
        repair_calls REAL NOT NULL,
        PRIMARY KEY (model, step)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE model_languages (
        model TEXT NOT NULL,
        -- BCP 47
        language TEXT NOT NULL,
        tokens REAL NOT NULL CHECK (tokens > 0),
        characters REAL NOT NULL CHECK (characters > 0),
        PRIMARY KEY (model, language)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
