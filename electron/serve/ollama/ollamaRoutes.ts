import { randomInt } from "node:crypto";
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { AppError, errorTable, toAppError } from "../../contract/errors.ts";
import type { GenerateRequest, GenerateResult, ModelSession } from "../../core/llm/languageModel.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import type { Words } from "../../words/words.ts";
import { embedded } from "../embedded.ts";
import { errorMessage } from "../errorMessage.ts";
import { parsed } from "../parsed.ts";
import { openServed, type ServedModel, type ServedModels } from "../servedModels.ts";
import { stream, type StreamForm } from "../sse.ts";
import { chatShape, closing, duration, generateShape, type Shape } from "./answers.ts";
import { type Defaults, toChat, toGenerate } from "./requests.ts";
import {
  type ChatRequest,
  chatRequestSchema,
  embeddingsRequestSchema,
  embedRequestSchema,
  generateRequestSchema,
  type OllamaGenerateRequest,
  showRequestSchema,
} from "./schemas.ts";

export interface OllamaDeps {
  readonly models: ServedModels;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly words: Words;
  /** of the application */
  readonly version: string;
  /** false: nothing here is answered */
  readonly isOn: () => boolean;
  /** where a request names none */
  readonly temperature: () => number;
  /** milliseconds after which a model that nobody asks is let go; Infinity: never */
  readonly keptMs: () => number;
}

/** The version of Ollama whose form this is, by which some clients decide whether they speak to it. */
const spoken = "0.35.0";

/** The API of Ollama, for programs that know no other. */
export function ollamaRoutes(deps: OllamaDeps): Hono {
  const { models, clock, logger, words } = deps;
  const routes = new Hono();
  const form: StreamForm = {
    contentType: "application/x-ndjson",
    ping: null,
    error: (error) => line({ error: errorMessage(error, words) }),
  };

  routes.onError((thrown, c) => {
    const error = toAppError(thrown);
    if (error.code === "INTERNAL") logger.error("A request of a program failed", { error: String(error.cause) });
    const { status } = errorTable[error.code];
    return c.json(
      { error: errorMessage(error, words) },
      (error.code === "CONTEXT_TOO_SMALL" ? 400 : status) as ContentfulStatusCode,
    );
  });
  routes.use("/api/*", async (c, next) => {
    if (!deps.isOn()) throw new AppError("ROUTE_UNKNOWN", { data: { path: c.req.path } });
    await next();
  });

  routes.get("/api/version", (c) => c.json({ version: spoken, tramontane: deps.version }));
  routes.get("/api/tags", async (c) => c.json({ models: (await listed()).map(toTag) }));

  routes.get("/api/ps", async (c) => {
    const running = [];
    for (const model of await listed()) {
      // What runs elsewhere is not loaded here.
      if (model.endpoint !== null || model.purpose === "reranking") continue;
      const { isReady, device, contextTokens } = (await models.resolve(model.purpose, model.id)).standing();
      if (!isReady) continue;
      const until = Math.min(clock.now() + deps.keptMs(), forever);
      running.push({
        ...toTag(model),
        expires_at: new Date(until).toISOString(),
        size_vram: device === "cpu" ? 0 : (model.bytes ?? 0),
        context_length: contextTokens ?? 0,
      });
    }
    return c.json({ models: running });
  });

  routes.post("/api/show", async (c) => {
    const name = await parsed(c.req.raw, showRequestSchema);
    const model = await models.find(name);
    if (!model) throw new AppError("MODEL_NOT_FOUND", { data: { reason: "UNKNOWN_NAME", name } });
    const family = model.architecture ?? "";
    const writes = model.purpose === "chat" ? await models.resolve("chat", model.id) : null;
    return c.json({
      license: "",
      modelfile: "",
      parameters: "",
      template: "",
      details: detailsOf(model),
      model_info: {
        "general.architecture": family,
        "general.parameter_count": model.parameters,
        ...(model.contextTokens !== null && { [`${family}.context_length`]: model.contextTokens }),
      },
      capabilities: writes ? ["completion", ...(writes.capabilities.tools ? ["tools"] : [])] : ["embedding"],
      modified_at: new Date(model.addedAt).toISOString(),
    });
  });

  routes.post("/api/chat", async (c) => {
    const request = await parsed(c.req.raw, chatRequestSchema);
    const isLoading = (request.messages ?? []).length === 0;
    return answered(c, request, { shape: chatShape, isLoading, translate: (defaults) => toChat(request, defaults) });
  });

  routes.post("/api/generate", async (c) => {
    const request = await parsed(c.req.raw, generateRequestSchema);
    const isLoading = (request.prompt ?? "") === "";
    const translate = (defaults: Defaults): GenerateRequest => toGenerate(request, defaults);
    return answered(c, request, { shape: generateShape, isLoading, translate });
  });

  routes.post("/api/embed", async (c) => {
    const { model, input, dimensions, truncate = false } = await parsed(c.req.raw, embedRequestSchema);
    const began = clock.monotonic();
    const asked = { name: model, texts: input, field: "input", cuts: truncate };
    const { vectors, tokens } = await embedded(models, asked, c.req.raw.signal);
    const length = vectors[0]?.length;
    if (dimensions !== undefined && length !== undefined && dimensions !== length) {
      const problem = `the vectors of this model have ${String(length)} dimensions`;
      throw new AppError("INVALID_INPUT", { data: { field: "dimensions", problem } });
    }
    return c.json({
      model,
      embeddings: vectors.map((vector) => [...vector]),
      total_duration: duration(clock.monotonic() - began),
      // Its process begins with the first text.
      load_duration: 0,
      prompt_eval_count: tokens,
    });
  });

  routes.post("/api/embeddings", async (c) => {
    const { model, prompt } = await parsed(c.req.raw, embeddingsRequestSchema);
    const asked = { name: model, texts: [prompt], field: "prompt", cuts: false };
    const { vectors } = await embedded(models, asked, c.req.raw.signal);
    return c.json({ embedding: [...(vectors[0] ?? [])] });
  });

  return routes;

  /** Those that write or give vectors. */
  async function listed(): Promise<ServedModel[]> {
    return (await models.list()).filter(({ purpose }) => purpose !== "reranking");
  }

  function answered(
    c: Context,
    request: ChatRequest | OllamaGenerateRequest,
    asked: Asked,
  ): Response | Promise<Response> {
    const client = c.req.raw.signal;
    const tell = (told: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
      model: request.model,
      created_at: new Date(clock.now()).toISOString(),
      ...told,
    });
    if (request.stream === false) {
      return answer(request.model, asked, client, null).then((last) => c.json(tell(last)));
    }
    return stream(client, { clock, form }, async ({ signal, write }) => {
      const last = await answer(request.model, asked, signal, (piece) => write(line(tell({ ...piece, done: false }))));
      write(line(tell(last)));
    });
  }

  /** Gives what ends the answer, with all of it where nothing is told of it before. */
  async function answer(
    name: string,
    { shape, isLoading, translate }: Asked,
    signal: AbortSignal,
    tell: ((piece: Readonly<Record<string, unknown>>) => void) | null,
  ): Promise<Readonly<Record<string, unknown>>> {
    const began = clock.monotonic();
    const model = await models.resolve("chat", name);
    const most = { temperature: deps.temperature(), seed: randomInt(2 ** 31), mostTokens: Number.MAX_SAFE_INTEGER };
    // What is wrong with a request is told before a model is loaded for it.
    const wanted = isLoading ? null : translate(most);
    if (wanted?.tools && !model.capabilities.tools) {
      throw new AppError("MODEL_CANNOT", { data: { name: model.name, what: "tools" } });
    }
    await using session = await openServed(model, signal);
    const loadMs = clock.monotonic() - began;
    if (!wanted) return { ...shape({}), done: true, done_reason: "load" };
    const request = { ...wanted, maxTokens: Math.min(wanted.maxTokens, session.contextTokens) };
    const { result, rest } = await generated(session, request, shape, tell);
    return { ...rest, ...closing(result, { totalMs: clock.monotonic() - began, loadMs }) };
  }
}

interface Asked {
  readonly shape: Shape;
  /** nothing is asked: clients have a model loaded so */
  readonly isLoading: boolean;
  readonly translate: (defaults: Defaults) => GenerateRequest;
}

/** Years after which nothing is let go that is kept for ever. */
const forever = Date.UTC(2318, 0, 1);

/** @param tell each piece as it comes; null where all of it is given at the end */
async function generated(
  session: ModelSession,
  request: GenerateRequest,
  shape: Shape,
  tell: ((piece: Readonly<Record<string, unknown>>) => void) | null,
): Promise<{ readonly result: GenerateResult; readonly rest: Readonly<Record<string, unknown>> }> {
  if (!tell) {
    let logprobs: Parameters<NonNullable<Parameters<ModelSession["generate"]>[1]>["onLogprobs"] & {}>[0][number][] = [];
    const result = await session.generate(request, {
      // Nothing was shown of it.
      onRestart: () => void (logprobs = []),
      onLogprobs: (tokens) => void logprobs.push(...tokens),
    });
    const rest = shape({
      text: result.text,
      ...(result.thought && { thought: result.thought.text }),
      ...(result.toolCalls && { toolCalls: result.toolCalls }),
      ...(request.logprobs !== undefined && { logprobs }),
    });
    return { result, rest };
  }
  let shown = "";
  let hasThought = false;
  const result = await session.generate(request, {
    onThought(thought) {
      hasThought = true;
      tell(shape({ thought }));
    },
    onText(text) {
      shown += text;
      tell(shape({ text }));
    },
    onLogprobs: (logprobs) => tell(shape({ logprobs })),
  });
  if (!hasThought && result.thought) tell(shape({ thought: result.thought.text }));
  const more = result.text.startsWith(shown) ? result.text.slice(shown.length) : "";
  if (more !== "") tell(shape({ text: more }));
  // Arguments are objects here, so that calls are told whole.
  const { toolCalls = [] } = result;
  if (toolCalls.length > 0) tell(shape({ toolCalls }));
  return { result, rest: shape({}) };
}

function toTag(model: ServedModel) {
  return {
    name: model.name,
    model: model.name,
    modified_at: new Date(model.addedAt).toISOString(),
    size: model.bytes ?? 0,
    digest: model.endpoint === null ? model.id : "",
    details: detailsOf(model),
  };
}

function detailsOf({ architecture, parameters, quantization, endpoint }: ServedModel) {
  const family = architecture ?? "";
  return {
    parent_model: "",
    format: endpoint === null ? "gguf" : "",
    family,
    families: family === "" ? [] : [family],
    parameter_size: parameters === null ? "" : inBillions(parameters),
    quantization_level: quantization ?? "",
  };
}

function inBillions(parameters: number): string {
  return parameters >= 1e9 ? `${(parameters / 1e9).toFixed(1)}B` : `${(parameters / 1e6).toFixed(1)}M`;
}

function line(told: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(told)}\n`;
}
