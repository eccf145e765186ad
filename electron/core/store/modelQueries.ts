import { problemSchema } from "../../contract/errors.ts";
import type { ModelStyle } from "../../contract/models.ts";
import type { Statements } from "./statements.ts";
import type { ModelQueries, StoredCalibration, StoredModel } from "./store.ts";

export function modelQueries(deps: { sql: Statements }): ModelQueries {
  const { sql } = deps;
  return {
    list: () => sql<ModelRow>("SELECT * FROM models ORDER BY added_at DESC, id").all({}).map(toModel),

    get(id) {
      const row = sql<ModelRow>("SELECT * FROM models WHERE id = @id").get({ id });
      return row ? toModel(row) : null;
    },

    outdated: () =>
      sql<ModelRow>(
        "SELECT * FROM models WHERE style IS NULL OR ((layer_count IS NULL OR calls_tools IS NULL) AND problem IS NULL) ORDER BY added_at, id",
      )
        .all({})
        .map(toModel),

    setProblem: (id, problem) =>
      void sql("UPDATE models SET problem = @problem WHERE id = @id").run({
        id,
        problem: problem && JSON.stringify(problem),
      }),

    setRunBy: (id, runBy) =>
      void sql("UPDATE models SET run_by = @runBy WHERE id = @id").run({ id, runBy: runBy === "app" ? null : runBy }),

    put(model) {
      sql(
        `INSERT INTO models (id, name, path, bundled, owned, added_at, metadata_name, architecture, quantization, parameters,
           train_context, licence, has_chat_template, calls_tools, bytes, bytes_per_context_token, style, chunk_tokens, purpose,
           expert_count, experts_used, active_parameters, layer_count, expert_layers, expert_bytes)
         VALUES (@id, @name, @path, @bundled, @owned, @added_at, @metadata_name, @architecture, @quantization, @parameters,
           @train_context, @licence, @has_chat_template, @calls_tools, @bytes, @bytes_per_context_token, @style, @chunk_tokens, @purpose,
           @expert_count, @experts_used, @active_parameters, @layer_count, @expert_layers, @expert_bytes)
         ON CONFLICT (id) DO UPDATE SET name = @name, path = @path, bundled = @bundled, owned = @owned,
           added_at = @added_at, metadata_name = @metadata_name, architecture = @architecture,
           quantization = @quantization, parameters = @parameters, train_context = @train_context, licence = @licence,
           has_chat_template = @has_chat_template, calls_tools = @calls_tools, bytes = @bytes, bytes_per_context_token = @bytes_per_context_token,
           style = @style, chunk_tokens = @chunk_tokens, purpose = @purpose, problem = NULL,
           expert_count = @expert_count, experts_used = @experts_used, active_parameters = @active_parameters,
           layer_count = @layer_count, expert_layers = @expert_layers, expert_bytes = @expert_bytes`,
      ).run({
        id: model.id,
        name: model.name,
        path: model.path,
        bundled: Number(model.bundled),
        owned: Number(model.owned),
        added_at: model.addedAt,
        metadata_name: model.metadata.name,
        architecture: model.metadata.architecture,
        quantization: model.metadata.quantization,
        parameters: model.metadata.parameters,
        train_context: model.metadata.trainContext,
        licence: model.metadata.licence,
        has_chat_template: Number(model.metadata.hasChatTemplate),
        calls_tools: Number(model.metadata.callsTools),
        bytes: model.metadata.bytes,
        bytes_per_context_token: model.metadata.bytesPerContextToken,
        style: model.metadata.style,
        chunk_tokens: model.metadata.chunkTokens,
        purpose: model.metadata.purpose,
        expert_count: model.metadata.experts?.count ?? null,
        experts_used: model.metadata.experts?.used ?? null,
        active_parameters: model.metadata.experts?.activeParameters ?? null,
        layer_count: model.metadata.layers?.count ?? null,
        expert_layers: model.metadata.layers?.withExperts ?? null,
        expert_bytes: model.metadata.layers?.expertBytes ?? null,
      });
    },

    remove: (id) => void sql("DELETE FROM models WHERE id = @id").run({ id }),

    brokenTemplate: (id) =>
      sql<{ broken_template: string | null }>("SELECT broken_template FROM models WHERE id = @id").get({ id })
        ?.broken_template ?? null,

    setBrokenTemplate: (id, version) =>
      void sql("UPDATE models SET broken_template = @version WHERE id = @id").run({ id, version }),

    calibration(id) {
      const row = sql<CalibrationRow>("SELECT * FROM model_calibrations WHERE model = @id").get({ id });
      return row ? toCalibration(row) : null;
    },

    setCalibration(id, { version, calibration }) {
      sql(
        `INSERT OR REPLACE INTO model_calibrations (model, version, threshold, pairs, told, auc, true_kept, false_passed)
         VALUES (@id, @version, @threshold, @pairs, @told, @auc, @true_kept, @false_passed)`,
      ).run({
        id,
        version,
        threshold: calibration.threshold,
        pairs: calibration.pairs,
        told: calibration.told,
        auc: calibration.auc,
        true_kept: calibration.trueKept,
        false_passed: calibration.falsePassed,
      });
    },
  };
}

interface ModelRow {
  id: string;
  name: string;
  path: string;
  bundled: number;
  owned: number;
  added_at: number;
  metadata_name: string | null;
  architecture: string;
  quantization: string;
  parameters: number | null;
  train_context: number;
  licence: string | null;
  has_chat_template: number;
  calls_tools: number | null;
  bytes: number;
  bytes_per_context_token: number;
  style: ModelStyle | null;
  problem: string | null;
  chunk_tokens: number | null;
  purpose: StoredModel["metadata"]["purpose"];
  expert_count: number | null;
  experts_used: number | null;
  active_parameters: number | null;
  layer_count: number | null;
  expert_layers: number | null;
  expert_bytes: number | null;
  run_by: "server" | null;
}

interface CalibrationRow {
  version: string;
  threshold: number | null;
  pairs: number;
  told: number;
  auc: number;
  true_kept: number;
  false_passed: number;
}

function toCalibration(row: CalibrationRow): StoredCalibration {
  const { version, threshold, pairs, told, auc } = row;
  return {
    version,
    calibration: { threshold, pairs, told, auc, trueKept: row.true_kept, falsePassed: row.false_passed },
  };
}

function toExperts({ expert_count: count, experts_used: used, active_parameters: activeParameters }: ModelRow) {
  if (count === null || used === null || activeParameters === null) return {};
  return { experts: { count, used, activeParameters } };
}

function toLayers({ layer_count: count, expert_layers: withExperts, expert_bytes: expertBytes }: ModelRow) {
  if (count === null || withExperts === null || expertBytes === null) return {};
  return { layers: { count, withExperts, expertBytes } };
}

function toModel(row: ModelRow): StoredModel {
  return {
    id: row.id,
    name: row.name,
    path: row.path,
    bundled: row.bundled === 1,
    owned: row.owned === 1,
    addedAt: row.added_at,
    ...(row.run_by === null ? {} : { runBy: row.run_by }),
    ...(row.problem === null ? {} : { problem: problemSchema.parse(JSON.parse(row.problem)) }),
    metadata: {
      name: row.metadata_name,
      architecture: row.architecture,
      quantization: row.quantization,
      parameters: row.parameters,
      ...toExperts(row),
      ...toLayers(row),
      trainContext: row.train_context,
      licence: row.licence,
      hasChatTemplate: row.has_chat_template === 1,
      callsTools: row.calls_tools === 1,
      bytes: row.bytes,
      bytesPerContextToken: row.bytes_per_context_token,
      style: row.style ?? "instruct",
      chunkTokens: row.chunk_tokens,
      purpose: row.purpose,
    },
  };
}
