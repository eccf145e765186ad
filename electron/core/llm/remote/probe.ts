import * as z from "zod";
import prompts from "../../../../resources/prompts/endpoint.json" with { type: "json" };
import { type EndpointKind, type FoundModel, reachOf } from "../../../contract/endpoints.ts";
import { AppError, toAppError } from "../../../contract/errors.ts";
import type { Clock } from "../../ports.ts";
import { readChat, type Usage } from "./chatStream.ts";
import { type EndpointClient, isMissing } from "./endpointClient.ts";
import { rawTokensOf } from "./estimateTokens.ts";
import type { KnownEndpoint } from "./knownEndpoint.ts";
import { chatBody, refusedField, without } from "./requests.ts";

export interface Clients {
  readonly api: EndpointClient;
  readonly root: EndpointClient;
  readonly key: () => Promise<string | null>;
}

/** What a server says of itself. */
export interface FoundServer {
  readonly kind: EndpointKind;
  readonly version: string | null;
  readonly models: readonly ListedModel[];
}

export interface ListedModel {
  readonly name: string;
  /** tokens of its context as it runs; null where the list does not say */
  readonly contextTokens: number | null;
  readonly purpose: FoundModel["purpose"] | null;
  /** whether it calls tools; null where the list does not say */
  readonly tools: boolean | null;
}

/** Seconds that a question is given that only looks. */
const waitSeconds = 15;

/**
 * Looks what stands at an address: the list of its models and what program it is. Only routes are asked for that the list hints at, but
 * on this computer and in its network all of them.
 * @throws ENDPOINT_… where there is no list of models
 */
export async function probeServer(
  { api, root }: Pick<Clients, "api" | "root">,
  { url, name }: Pick<KnownEndpoint, "url" | "name">,
  signal: AbortSignal,
): Promise<FoundServer> {
  const list = modelsSchema.safeParse(await api.json("/models", { purpose: "probe", signal, waitSeconds }));
  if (!list.success) throw new AppError("ENDPOINT_NOT_AN_API", { data: { name }, cause: list.error });
  const listedRows = Array.isArray(list.data) ? list.data : list.data.data;
  // Of several by one name a request cannot choose.
  const rows = [...new Map(listedRows.map((row) => [row.id, row])).values()];
  const owners = new Set(rows.map(({ owned_by }) => owned_by ?? ""));
  const mayGuess = reachOf(url) !== "internet";
  const look = async <T>(route: string, schema: z.ZodType<T>): Promise<T | null> => {
    try {
      const answer = schema.safeParse(await root.json(route, { purpose: "probe", signal, waitSeconds }));
      return answer.success ? answer.data : null;
    } catch (thrown) {
      if (isMissing(thrown)) return null;
      throw thrown;
    }
  };
  const listed = rows.map((row): ListedModel => ({
    name: row.id,
    contextTokens:
      row.max_model_len ??
      row.meta?.n_ctx ??
      row.loaded_context_length ??
      row.context_length ??
      row.max_context_length ??
      null,
    purpose: purposeOf(row.id, row.capabilities),
    tools: toolsOf(row),
  }));

  if (owners.has("llamacpp") || mayGuess) {
    const props = await look("/props", propsSchema);
    if (props) return { kind: "llamaServer", version: props.build_info ?? null, models: listed };
  }
  if (owners.has("vllm") || (mayGuess && rows.some(({ max_model_len: length }) => length))) {
    const server = await look("/version", versionSchema);
    return { kind: "vllm", version: server?.version ?? null, models: listed };
  }
  if (owners.has("library") || mayGuess) {
    const server = await look("/api/version", versionSchema);
    if (server) {
      const running = await look("/api/ps", runningSchema);
      const models = listed.map((model) => ({
        ...model,
        contextTokens:
          running?.models.find(({ name: each, model: id }) => each === model.name || id === model.name)
            ?.context_length ?? null,
      }));
      return { kind: "ollama", version: server.version, models };
    }
  }
  if (owners.has("organization_owner") || mayGuess) {
    const studio = await look("/api/v0/models", studioSchema);
    if (studio) {
      const models = listed.map((model) => {
        const row = studio.data.find(({ id }) => id === model.name);
        return {
          ...model,
          contextTokens: row?.loaded_context_length ?? row?.max_context_length ?? model.contextTokens,
          purpose: row?.type === "embeddings" ? ("embedding" as const) : model.purpose,
        };
      });
      return { kind: "lmStudio", version: null, models };
    }
  }
  if (owners.has("mistralai") || new URL(url).hostname === "api.mistral.ai") {
    return { kind: "mistral", version: null, models: listed };
  }
  return { kind: "other", version: null, models: listed };
}

const whole = z.number().int().positive();
const rowSchema = z.object({
  id: z.string().min(1),
  owned_by: z.string().nullish(),
  max_model_len: whole.nullish(),
  context_length: whole.nullish(),
  max_context_length: whole.nullish(),
  loaded_context_length: whole.nullish(),
  meta: z.object({ n_ctx: whole.nullish() }).nullish(),
  capabilities: z.union([z.record(z.string(), z.unknown()), z.array(z.string())]).nullish(),
  supported_parameters: z.array(z.string()).nullish(),
});
const modelsSchema = z.union([z.object({ data: z.array(rowSchema) }), z.array(rowSchema)]);
const versionSchema = z.object({ version: z.string() });
/** What llama-server says of a chat template; older ones do not. */
export const templateCapsSchema = z.object({ supports_tools: z.boolean().optional() });
const propsSchema = z.object({
  build_info: z.string().optional(),
  total_slots: whole,
  default_generation_settings: z.object({ n_ctx: whole.nullish() }).nullish(),
  chat_template: z.string().nullish(),
  chat_template_caps: templateCapsSchema.nullish(),
});
const runningSchema = z.object({
  models: z.array(z.object({ name: z.string(), model: z.string().optional(), context_length: whole.nullish() })),
});
const studioSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      type: z.string().optional(),
      max_context_length: whole.nullish(),
      loaded_context_length: whole.nullish(),
    }),
  ),
});
const showSchema = z.object({
  parameters: z.string().nullish(),
  model_info: z.record(z.string(), z.unknown()).nullish(),
  capabilities: z.array(z.string()).nullish(),
});

function purposeOf(
  name: string,
  capabilities: Readonly<Record<string, unknown>> | readonly string[] | null | undefined,
): FoundModel["purpose"] | null {
  if (capabilities && "completion_chat" in capabilities && capabilities.completion_chat === true) return "chat";
  if (/rerank/iu.test(name)) return "reranking";
  return /embed|(?:^|[/-])(?:bge|gte|e5)-/iu.test(name) ? "embedding" : null;
}

/** As Mistral and OpenRouter say it in their lists. */
function toolsOf({
  capabilities,
  supported_parameters: parameters,
}: Pick<z.infer<typeof rowSchema>, "capabilities" | "supported_parameters">): boolean | null {
  if (parameters) return parameters.includes("tools");
  const calls = capabilities && "function_calling" in capabilities ? capabilities.function_calling : undefined;
  return typeof calls === "boolean" ? calls : null;
}

/** What Ollama gives a model where nobody says otherwise, whatever it was trained for. */
const ollamaContext = 4096;
/**
 * Tries what a model of an endpoint can do, by some questions of a few words each.
 * @throws ENDPOINT_… where it answers none
 */
export async function probeModel(
  {
    api,
    root,
    key,
    clock,
    endpoint,
    model,
  }: Clients & { readonly clock: Clock; readonly endpoint: KnownEndpoint; readonly model: string },
  signal: AbortSignal,
): Promise<FoundModel> {
  const { name } = endpoint;
  const server = await probeServer({ api, root }, endpoint, signal);
  const { kind } = server;
  const listed = server.models.find((each) => each.name === model);
  if (!listed && kind !== "other" && kind !== "mistral") {
    throw new AppError("ENDPOINT_MODEL_GONE", { data: { name, model } });
  }
  const ask = { purpose: "probe", signal, model } as const;
  /** null where the route is not there or not for this model */
  const tried = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (thrown) {
      const { code } = toAppError(thrown);
      if (isMissing(thrown) || code === "ENDPOINT_FAILED" || thrown instanceof z.ZodError) return null;
      throw thrown;
    }
  };

  const props =
    kind === "llamaServer"
      ? await tried(async () => propsSchema.parse(await root.json(`/props?model=${encodeURIComponent(model)}`, ask)))
      : null;
  const shown =
    kind === "ollama"
      ? await tried(async () => showSchema.parse(await root.json("/api/show", { ...ask, body: { model } })))
      : null;
  const contextTokens =
    props?.default_generation_settings?.n_ctx ?? listed?.contextTokens ?? (shown ? contextOfOllama(shown) : null);

  let refuses: string[] = [];
  async function chat(
    turns: readonly { readonly role: "user" | "assistant"; readonly text: string }[],
    maxTokens: number,
    fields: Readonly<Record<string, unknown>>,
  ) {
    const found = { continues: false, thinks: null, refuses };
    let body = {
      ...chatBody({ turns, temperature: 0, seed: 1 }, { model, kind, found, maxTokens, thinks: false }),
      ...fields,
    };
    for (;;) {
      try {
        const answer = await api.open("/chat/completions", { ...ask, body });
        let text = "";
        let thought = "";
        let usage: Usage | null = null;
        let hasLogprobs = false;
        let build: string | null = null;
        for await (const piece of readChat(answer, { name, key: await key(), model })) {
          text += piece.text;
          thought += piece.thought;
          usage = piece.usage ?? usage;
          build = piece.fingerprint ?? build;
          hasLogprobs ||= (piece.firstWords?.length ?? 0) > 1;
        }
        return { text, thought, usage, hasLogprobs, build };
      } catch (thrown) {
        const field = refusedField(thrown, body);
        if (field === null) throw thrown;
        refuses = [...new Set([...refuses, field])];
        body = without(body, [field]);
      }
    }
  }

  const base: Omit<FoundModel, "purpose"> = {
    contextTokens,
    parallel: props?.total_slots ?? null,
    counts: false,
    form: "none",
    logprobs: false,
    continues: kind === "llamaServer" || kind === "vllm" || kind === "mistral",
    thinks: null,
    tools: shown?.capabilities?.includes("tools") ?? props?.chat_template_caps?.supports_tools ?? listed?.tools ?? null,
    tokenFactor: 1,
    refuses: [],
    dimensions: null,
    build: null,
    at: clock.now(),
  };
  const counts =
    (kind === "llamaServer" || kind === "vllm") &&
    (await tried(() =>
      root.json("/tokenize", {
        ...ask,
        body: { model, [kind === "vllm" ? "prompt" : "content"]: prompts.animal },
      }),
    )) !== null;

  if (listed?.purpose === "embedding" || listed?.purpose === "reranking") {
    const found = await tryVectors(listed.purpose);
    if (found) return { ...base, counts, ...found };
  }

  const sample = [{ role: "user", text: prompts.sample }] as const;
  let first: Awaited<ReturnType<typeof chat>>;
  try {
    first = await chat(sample, MOST_OF_SAMPLE, { logprobs: true, top_logprobs: 5 });
  } catch (thrown) {
    if (!isMissing(thrown) && toAppError(thrown).code !== "ENDPOINT_FAILED") throw thrown;
    const found = (await tryVectors("embedding")) ?? (await tryVectors("reranking"));
    if (found) return { ...base, counts, ...found };
    throw thrown;
  }
  const tokenFactor = first.usage ? factorOf(first.usage.promptTokens / rawTokensOf(sample)) : 1;
  const template = props?.chat_template ?? null;
  const thinks =
    first.thought !== "" || /^\s*(?:<think|\[THINK\])/u.test(first.text)
      ? true
      : template === null
        ? null
        : /<think>|reasoning_content|enable_thinking|\[THINK\]/u.test(template);
  return {
    ...base,
    purpose: "chat",
    counts,
    form: await tryForm(),
    logprobs: first.hasLogprobs,
    thinks,
    tokenFactor,
    build: kind === "llamaServer" ? first.build : null,
    refuses,
  };

  /** Held to a form is what says an animal when asked for a number. */
  async function tryForm(): Promise<FoundModel["form"]> {
    const question = [{ role: "user", text: prompts.animal }] as const;
    if (kind === "llamaServer") {
      const written = await tried(() => chat(question, MOST_OF_FORM, { grammar: 'root ::= "zebra"' }));
      if (written?.text.trim() === "zebra") return "grammar";
    }
    const schema = {
      type: "object",
      properties: { animal: { type: "string", enum: ["zebra"] } },
      required: ["animal"],
      additionalProperties: false,
    };
    const format = { type: "json_schema", json_schema: { name: "animal", strict: true, schema } };
    const written = await tried(() => chat(question, MOST_OF_FORM, { response_format: format }));
    return written && isZebra(written.text) ? "schema" : "none";
  }

  async function tryVectors(
    purpose: "embedding" | "reranking",
  ): Promise<Pick<FoundModel, "purpose" | "dimensions"> | null> {
    return await tried(async () => {
      if (purpose === "reranking") {
        const body = { model, query: prompts.animal, documents: [prompts.animal, prompts.sample], top_n: 2 };
        rankedSchema.parse(await api.json("/rerank", { ...ask, body }));
        return { purpose, dimensions: null };
      }
      const answer = await api.json("/embeddings", {
        ...ask,
        body: { model, input: [prompts.animal], encoding_format: "float" },
      });
      const [{ embedding }] = embeddedSchema.parse(answer).data;
      return { purpose, dimensions: embedding.length };
    });
  }
}

const embeddedSchema = z.object({ data: z.tuple([z.object({ embedding: z.array(z.number()).min(1) })]) });
const rankedSchema = z.union([z.object({ results: z.array(z.unknown()) }), z.object({ data: z.array(z.unknown()) })]);

/** tokens of an answer that is tried for what comes with it, and of one that is tried for its form */
const MOST_OF_SAMPLE = 16;
const MOST_OF_FORM = 32;

/** With something to spare, since the languages of documents are not those of the sample. */
function factorOf(measured: number): number {
  return Math.min(3, Math.max(0.8, Math.ceil(measured * 115) / 100));
}

/** It cuts what is longer without a word, so that only what is known to be given counts; null where that is not. */
function contextOfOllama({ parameters, model_info: info }: z.infer<typeof showSchema>): number | null {
  const asked = /^num_ctx\s+(\d+)/mu.exec(parameters ?? "")?.[1];
  if (asked !== undefined) return Number(asked);
  const trained = Object.entries(info ?? {}).find(([field]) => field.endsWith(".context_length"))?.[1];
  return typeof trained === "number" && trained <= ollamaContext ? trained : null;
}

function isZebra(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && "animal" in parsed && parsed.animal === "zebra";
  } catch {
    return false;
  }
}
