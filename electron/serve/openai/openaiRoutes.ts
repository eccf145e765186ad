import { Hono } from "hono";
import { AppError } from "../../contract/errors.ts";
import type { Clock, IdSource, Logger } from "../../core/ports.ts";
import type { Words } from "../../words/words.ts";
import type { ServedModel, ServedModels } from "../servedModels.ts";

export interface OpenaiDeps {
  readonly models: ServedModels;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly words: Words;
}

/** What clients of OpenAI ask: `/v1/…`. */
export function openaiRoutes({ models }: OpenaiDeps): Hono {
  const routes = new Hono();
  routes.get("/v1/models", async (c) => c.json({ object: "list", data: (await models.list()).map(modelObject) }));
  // Names may hold slashes, encoded or not.
  routes.get("/v1/models/:name{.+}", async (c) => {
    const name = c.req.param("name");
    const model = await models.find(name);
    if (!model) throw new AppError("MODEL_NOT_FOUND", { data: { reason: "UNKNOWN_NAME", name } });
    return c.json(modelObject(model));
  });
  return routes;
}

function modelObject({ name, id, purpose, contextTokens, addedAt, endpoint }: ServedModel) {
  return {
    id: name,
    object: "model",
    created: Math.floor(addedAt / 1000),
    owned_by: endpoint ?? "tramontane",
    name,
    /** names the file for good */
    model_id: id,
    purpose,
    ...(contextTokens !== null && { context_length: contextTokens, meta: { n_ctx_train: contextTokens } }),
  };
}
