import type { Database } from "better-sqlite3-multiple-ciphers";
import * as z from "zod";
import { endpointColourSchema, endpointKindSchema, foundModelSchema } from "../../contract/endpoints.ts";
import { taskSchema } from "../../contract/tasks.ts";
import type { Logger } from "../ports.ts";
import { nullableProblem, readRow, toNullableJson } from "./rows.ts";
import { requireChange, type Statements } from "./statements.ts";
import type { EndpointQueries, StoredEndpoint, StoredEndpointModel } from "./store.ts";

const tasksSchema = z.array(taskSchema);
const offeredSchema = z.array(z.string()).nullable();
const foundSchema = foundModelSchema.nullable();

export function endpointQueries({
  sql,
  logger,
  database,
}: {
  sql: Statements;
  logger: Logger;
  database: Database;
}): EndpointQueries {
  const modelsOf = (id: string): StoredEndpointModel[] =>
    sql<ModelRow>("SELECT * FROM endpoint_models WHERE endpoint = @id ORDER BY name")
      .all({ id })
      .map((row) => toModel(row, logger));
  const putModel = (endpointId: string, model: StoredEndpointModel): void =>
    void sql(
      `INSERT INTO endpoint_models (endpoint, name, listed, found, context_tokens, parallel)
         VALUES (@endpoint, @name, @listed, @found, @context_tokens, @parallel)
         ON CONFLICT (endpoint, name) DO UPDATE SET listed = @listed, found = @found, context_tokens = @context_tokens,
           parallel = @parallel`,
    ).run({
      endpoint: endpointId,
      name: model.name,
      listed: Number(model.isListed),
      found: toNullableJson(model.found),
      context_tokens: model.contextTokens,
      parallel: model.parallel,
    });
  return {
    list: () =>
      sql<EndpointRow>("SELECT * FROM endpoints ORDER BY added_at, id")
        .all({})
        .map((row) => toEndpoint(row, modelsOf(row.id), logger)),

    get(id) {
      const row = sql<EndpointRow>("SELECT * FROM endpoints WHERE id = @id").get({ id });
      return row ? toEndpoint(row, modelsOf(row.id), logger) : null;
    },

    put: (endpoint) =>
      void sql(
        `INSERT INTO endpoints (id, name, url, colour, tasks, enabled, wait_seconds, offered, kind, version, tested_at,
           problem, added_at, context_tokens, parallel, certificate)
         VALUES (@id, @name, @url, @colour, @tasks, @enabled, @wait_seconds, @offered, @kind, @version, @tested_at,
           @problem, @added_at, @context_tokens, @parallel, @certificate)
         ON CONFLICT (id) DO UPDATE SET name = @name, url = @url, colour = @colour, tasks = @tasks, enabled = @enabled,
           wait_seconds = @wait_seconds, offered = @offered, kind = @kind, version = @version, tested_at = @tested_at,
           problem = @problem, context_tokens = @context_tokens, parallel = @parallel, certificate = @certificate`,
      ).run({
        id: endpoint.id,
        name: endpoint.name,
        url: endpoint.url,
        colour: endpoint.colour,
        tasks: JSON.stringify(endpoint.tasks),
        enabled: Number(endpoint.enabled),
        wait_seconds: endpoint.waitSeconds,
        offered: toNullableJson(endpoint.offered),
        kind: endpoint.kind,
        version: endpoint.version,
        tested_at: endpoint.testedAt,
        problem: toNullableJson(endpoint.problem),
        added_at: endpoint.addedAt,
        context_tokens: endpoint.contextTokens,
        parallel: endpoint.parallel,
        certificate: endpoint.certificate,
      }),

    putModel,

    putModels: (endpointId, models) =>
      database.transaction(() => {
        for (const model of models) putModel(endpointId, model);
      })(),

    remove: (id) => requireChange(sql("DELETE FROM endpoints WHERE id = @id").run({ id })),
  };
}

interface EndpointRow {
  id: string;
  name: string;
  url: string;
  colour: string;
  tasks: string;
  enabled: number;
  wait_seconds: number;
  offered: string | null;
  kind: string;
  version: string | null;
  tested_at: number | null;
  problem: string | null;
  added_at: number;
  context_tokens: number | null;
  parallel: number | null;
  certificate: string | null;
}

interface ModelRow {
  endpoint: string;
  name: string;
  listed: number;
  found: string | null;
  context_tokens: number | null;
  parallel: number | null;
}

/** What is damaged counts as not known; an endpoint of which it is not known for what it may be used is used for nothing. */
function toEndpoint(row: EndpointRow, models: StoredEndpointModel[], logger: Logger): StoredEndpoint {
  const read = readRow(logger, "endpoints", row.id);
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    colour: endpointColourSchema.catch("amber").parse(row.colour),
    tasks: read.json("tasks", row.tasks, tasksSchema, []),
    enabled: row.enabled === 1,
    waitSeconds: row.wait_seconds,
    offered: read.json("offered", row.offered, offeredSchema, null),
    kind: endpointKindSchema.catch("other").parse(row.kind),
    version: row.version,
    testedAt: row.tested_at,
    problem: read.json("problem", row.problem, nullableProblem, null),
    models,
    addedAt: row.added_at,
    contextTokens: row.context_tokens,
    parallel: row.parallel,
    certificate: row.certificate,
  };
}

function toModel(row: ModelRow, logger: Logger): StoredEndpointModel {
  const read = readRow(logger, "endpoint_models", `${row.endpoint}/${row.name}`);
  return {
    name: row.name,
    isListed: row.listed === 1,
    found: read.json("found", row.found, foundSchema, null),
    contextTokens: row.context_tokens,
    parallel: row.parallel,
  };
}
