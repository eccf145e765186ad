import { Hono } from "hono";
import { AppError } from "../../contract/errors.ts";
import type { Words } from "../../words/words.ts";
import { parsed } from "../parsed.ts";
import type { ServedModel, ServedModels } from "../servedModels.ts";
import { event, eventForm, stream } from "../sse.ts";
import { answerChat } from "./chat.ts";
import type { ChatDeps } from "./openGenerate.ts";
import { chatSchema } from "./chatSchema.ts";
import { answerCompletion, completionsSchema } from "./completions.ts";
import { answerResponse, responsesSchema } from "./responses.ts";
import { openaiError } from "./openaiError.ts";
import { embeddings, embeddingsSchema, rerank, rerankSchema } from "./vectors.ts";

/** Errors are thrown: whoever mounts it gives them their form. */
export interface OpenaiDeps extends ChatDeps {
  readonly models: ServedModels;
  readonly words: Words;
}

/** What clients of OpenAI ask: `/v1/…`. */
export function openaiRoutes(deps: OpenaiDeps): Hono {
  const { models, clock, words } = deps;
  const routes = new Hono();
  const form = eventForm((error) => event(openaiError(error, words).body));

  routes.post("/v1/chat/completions", async (c) => {
    const request = await parsed(c.req.raw, chatSchema);
    const client = c.req.raw.signal;
    if (request.stream !== true) return c.json(await answerChat(deps, request, client, null));
    return stream(client, { clock, form }, async ({ signal, write }) => {
      await answerChat(deps, request, signal, (piece) => write(event(piece)));
      write(event("[DONE]"));
    });
  });

  routes.post("/v1/completions", async (c) => {
    const request = await parsed(c.req.raw, completionsSchema);
    const client = c.req.raw.signal;
    if (request.stream !== true) return c.json(await answerCompletion(deps, request, client, null));
    return stream(client, { clock, form }, async ({ signal, write }) => {
      await answerCompletion(deps, request, signal, (piece) => write(event(piece)));
      write(event("[DONE]"));
    });
  });

  routes.post("/v1/responses", async (c) => {
    const request = await parsed(c.req.raw, responsesSchema);
    const client = c.req.raw.signal;
    if (request.stream !== true) return c.json(await answerResponse(deps, request, client, null));
    return stream(client, { clock, form }, async ({ signal, write }) => {
      await answerResponse(deps, request, signal, (type, data) => write(event(data, type)));
    });
  });

  routes.post("/v1/embeddings", async (c) =>
    c.json(await embeddings(deps, await parsed(c.req.raw, embeddingsSchema), c.req.raw.signal)),
  );
  for (const path of ["/v1/rerank", "/v1/reranking", "/rerank"]) {
    routes.post(path, async (c) => c.json(await rerank(deps, await parsed(c.req.raw, rerankSchema), c.req.raw.signal)));
  }

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
