import { AppError } from "../contract/errors.ts";
import type { Endpoint } from "../contract/endpoints.ts";
import type { Model } from "../contract/models.ts";
import type { LanguageModel, ModelSession } from "../core/llm/languageModel.ts";
import type { Registry } from "../core/llm/registry.ts";

/** What programs can ask a model for. */
export type ServedTask = "chat" | "completion" | "embedding" | "reranking";

/** A model as programs are told of it. */
export interface ServedModel {
  /** what programs call it: its name where no other has it, else its id */
  readonly name: string;
  /** of the application: the SHA-256 of its file, or `endpoint:…` */
  readonly id: string;
  readonly purpose: "chat" | "embedding" | "reranking";
  /** only goes on with texts, and answers nothing */
  readonly isBase: boolean;
  /** tokens it was trained for, or those that its endpoint gives it; null where that is not known */
  readonly contextTokens: number | null;
  /** milliseconds since 1970 */
  readonly addedAt: number;
  /** the name of its endpoint; null for a file of this computer */
  readonly endpoint: string | null;
  /** bytes of its file, number of its weights, and how they are written; null where that is not known */
  readonly bytes: number | null;
  readonly parameters: number | null;
  readonly quantization: string | null;
  readonly architecture: string | null;
}

/** The models that programs may ask, by whatever name they ask for them. */
export interface ServedModels {
  list(): Promise<readonly ServedModel[]>;
  /** The one of this name, id or beginning of an id; null where there is none. Names that stand for whoever does the task are none. */
  find(name: string): Promise<ServedModel | null>;
  /**
   * Who does what a request asks for. A name such as "gpt-4o-mini", by which programs mean no model in particular, stands for the model
   * that a person has for the task; so does none.
   * @throws MODEL_NOT_FOUND, NO_MODEL, and what `Registry.resolve` throws
   */
  resolve(task: ServedTask, name: string | undefined): Promise<LanguageModel>;
}

/** Names by which programs mean whatever model there is. One that is installed under such a name comes first. */
const standIns = [
  /^(gpt|chatgpt|o[1-9]|claude|gemini|codex|text-embedding|text-davinci|davinci|babbage)(-|$)/iu,
  /^(default|local|local-model|tramontane|auto)$/iu,
];

export function createServedModels(deps: {
  readonly registry: Pick<Registry, "resolve" | "installed" | "encoder">;
  readonly files: { list(): readonly Model[] };
  readonly endpoints: { list(): Promise<readonly Endpoint[]> };
}): ServedModels {
  const { registry } = deps;

  async function list(): Promise<ServedModel[]> {
    const files = deps.files.list().flatMap((model): ServedModel[] => {
      const { purpose } = model;
      // The starter of the application only chooses sentences: it answers no program.
      if (model.problem !== null || purpose === "entailment" || (purpose === "chat" && model.style === "starter"))
        return [];
      return [
        {
          name: model.name,
          id: model.id,
          purpose,
          isBase: purpose === "chat" && model.style === "base",
          contextTokens: model.trainContext > 0 ? model.trainContext : null,
          addedAt: model.addedAt,
          endpoint: null,
          bytes: model.bytes,
          parameters: model.parameters,
          quantization: model.quantization,
          architecture: model.architecture,
        },
      ];
    });
    const far = (await deps.endpoints.list()).flatMap((endpoint) =>
      endpoint.enabled ? endpoint.models.flatMap((model) => ofEndpoint(endpoint, model)) : [],
    );
    const all = [...files, ...far];
    const count = new Map<string, number>();
    for (const { name } of all) count.set(fold(name), (count.get(fold(name)) ?? 0) + 1);
    return all.map((model) => (count.get(fold(model.name)) === 1 ? model : { ...model, name: model.id }));
  }

  async function find(name: string): Promise<ServedModel | null> {
    const all = await list();
    const wanted = fold(name);
    return (
      all.find((model) => model.id === name) ??
      all.find((model) => fold(model.name) === wanted) ??
      // as clients of Ollama write it
      all.find((model) => `${fold(model.name)}:latest` === wanted) ??
      (/^[0-9a-f]{8,64}$/u.test(name) ? all.find((model) => model.id.startsWith(name)) : undefined) ??
      null
    );
  }

  return {
    list,
    find,
    async resolve(task, name = "") {
      const model = name === "" ? null : await find(name);
      if (!model && name !== "" && !standIns.some((pattern) => pattern.test(name))) {
        throw new AppError("MODEL_NOT_FOUND", { data: { reason: "UNKNOWN_NAME", name } });
      }
      if (task === "chat" || task === "completion") return await registry.resolve(task, model?.id ?? null);
      if (model) return registry.encoder(task, model.id);
      const usual = registry.installed(task);
      if (!usual) throw new AppError("NO_MODEL", task === "reranking" ? { data: { reason: "RERANKING" } } : {});
      return usual;
    },
  };
}

/** A session for a request of a program: side by side with others, and behind whoever talks in the window. @throws what opening throws */
export function openServed(model: LanguageModel, signal: AbortSignal): Promise<ModelSession> {
  return model.open("program", { signal, countedAs: "api" });
}

function ofEndpoint(endpoint: Endpoint, model: Endpoint["models"][number]): ServedModel[] {
  const purpose = model.found?.purpose ?? "chat";
  const task = { chat: "chat", embedding: "embeddings", reranking: "reranking" } as const;
  if (!endpoint.tasks.includes(task[purpose])) return [];
  return [
    {
      name: model.name,
      id: model.id,
      purpose,
      isBase: false,
      contextTokens: model.contextTokens ?? endpoint.contextTokens ?? model.found?.contextTokens ?? null,
      addedAt: endpoint.addedAt,
      endpoint: endpoint.name,
      bytes: null,
      parameters: null,
      quantization: null,
      architecture: null,
    },
  ];
}

function fold(name: string): string {
  return name.trim().toLowerCase();
}
