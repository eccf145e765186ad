import { availableParallelism } from "node:os";
import { reachOf, readEndpointModelId } from "../../contract/endpoints.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { Settings, TaskModel } from "../../contract/settings.ts";
import type { Task } from "../../contract/tasks.ts";
import type { Logger } from "../ports.ts";
import { chainModel } from "./chain/chainModel.ts";
import type { ChainDeps } from "./chain/chainSession.ts";
import type { ChainMember, LanguageModel } from "./languageModel.ts";
import type { Encoder } from "./local/encoder.ts";
import { encoderModel } from "./local/encoderModels.ts";
import type { Engine, LoadOptions } from "./local/engine.ts";
import { createLocalModels, type LocalFile } from "./local/localModels.ts";
import type { ModelFiles, WritingTask } from "./local/modelFiles.ts";
import type { EncoderPurpose } from "./local/protocol.ts";
import { type Meter, meteredModel } from "./meteredModel.ts";
import type { RemoteModels } from "./remote/createRemoteModels.ts";
import { patientModel } from "./remote/patientModel.ts";

/** What a model that writes is asked for: `questions`, `tables` and `titles` are done by the chat's where they have none of their own, `checking` by that of summaries. */
export type WrittenTask = WritingTask | "questions" | "tables" | "titles" | "checking";

/** Which model does what. */
export interface Registry {
  /** True where there is any model that writes; for "chat" and "tables" one that answers questions. */
  hasModel(task?: "chat" | "tables"): boolean;
  /**
   * The model of this id, or for null those that a person assigned to the task, else the default one for it: of an endpoint where no file
   * of this computer can do it.
   * @throws as `ModelFiles.chosen`, ENDPOINT_UNKNOWN; OFFLINE_LOCKED where the lock is in the way of all that are assigned
   */
  resolve(task: WrittenTask, modelId: string | null): Promise<LanguageModel>;
  /** Those that a person assigned to this task itself; null where none are. @throws as `resolve` */
  assigned(task: "titles"): LanguageModel | null;
  /** False where an endpoint has a part in the model that a person does not let do this, whatever else it does. */
  isAllowed(model: LanguageModel, task: Task): boolean;
  /** The first model for this that is assigned and there, else the newest that is installed, else one of an endpoint; null where none is. */
  installed(task: "embedding" | "reranking" | "entailment"): LanguageModel | null;
}

export interface RegistryDeps {
  readonly remote: RemoteModels;
  readonly files: Pick<ModelFiles, "list" | "chosen" | "newest" | "installed">;
  readonly engine: Engine;
  readonly encoder: Encoder;
  readonly options: ModelOptions;
  readonly logger: Logger;
  /** told of what models did; absent where nobody counts */
  readonly meter?: Meter;
  /** what a person assigned to tasks; absent where nobody can */
  readonly chains?: Pick<ChainDeps, "clock" | "standings"> & { assigned(): Settings["taskModels"] };
  /** while it is true endpoints that are not on this computer are passed over; absent: never */
  readonly isLocked?: () => boolean;
}

interface Doing {
  readonly as: WritingTask;
  /** what an endpoint must be allowed to do */
  readonly own: Task;
  /** whose models do it where it has none of its own */
  readonly else?: Task;
}

const doings: Record<WrittenTask, Doing> = {
  summary: { as: "summary", own: "summaries" },
  chat: { as: "chat", own: "chat" },
  completion: { as: "completion", own: "chat" },
  questions: { as: "chat", own: "questions", else: "chat" },
  tables: { as: "chat", own: "tables", else: "chat" },
  checking: { as: "summary", own: "checking", else: "summaries" },
  titles: { as: "chat", own: "titles", else: "chat" },
};

const encoderTasks = {
  embedding: { task: "embeddings", can: "embed" },
  reranking: { task: "reranking", can: "rerank" },
  // One that writes is a witness as well, where it tells how sure it is.
  entailment: { task: "checking", can: "decide" },
} as const satisfies Record<string, { task: Task; can: keyof LanguageModel["capabilities"] }>;

export function createRegistry(deps: RegistryDeps): Registry {
  const { remote, files, engine, encoder, options, logger, meter, chains } = deps;
  const local = createLocalModels({ engine, logger, options: options.ofEngine });

  function isReachable({ provenance }: LanguageModel): boolean {
    return provenance.kind !== "endpoint" || deps.isLocked?.() !== true || reachOf(provenance.url) === "loopback";
  }

  /** The first one that a person lets do this. */
  function ofEndpoints(task: Task, can: keyof LanguageModel["capabilities"]): LanguageModel | null {
    return remote.list(task).find((model) => model.capabilities[can] && isReachable(model)) ?? null;
  }

  /** @throws MODEL_NOT_FOUND where it is not offered for the task any more, OFFLINE_LOCKED */
  function ofEndpoint(modelId: string, task: Task): LanguageModel {
    const model = remote.list(task).find(({ id }) => id === modelId);
    if (!model) throw new AppError("MODEL_NOT_FOUND");
    if (isReachable(model)) return model;
    const host = model.provenance.kind === "endpoint" ? new URL(model.provenance.url).host : model.name;
    throw new AppError("OFFLINE_LOCKED", { data: { host } });
  }

  function chosen(task: WrittenTask, modelId: string | null): LanguageModel {
    const { as, own } = doings[task];
    try {
      return local.of(task === "checking" ? files.chosen(modelId, as, "checking") : files.chosen(modelId, as));
    } catch (thrown) {
      const { code } = toAppError(thrown);
      const isNone = modelId === null && (code === "NO_MODEL" || code === "MODEL_CANNOT_CHAT");
      const other = isNone ? ofEndpoints(own, "generate") : null;
      if (other) return other;
      throw thrown;
    }
  }

  /** Those assigned to a task that may do this one. */
  function assignedTo(name: Task, { own }: Doing): readonly TaskModel[] {
    return (chains?.assigned()[name] ?? []).filter(({ modelId }) => {
      // Its own endpoint that may not do it any more is told; another task's was never meant for it.
      if (name !== own && readEndpointModelId(modelId)) return remote.list(own).some(({ id }) => id === modelId);
      return name !== "checking" || !isClassifier(modelId);
    });
  }

  /** Those that a person assigned and that are there; null where none are assigned. @throws what keeps the first from its work, where none is */
  function chainFor(task: WrittenTask, name: Task): LanguageModel | null {
    const doing = doings[task];
    const assigned = assignedTo(name, doing);
    if (!chains || assigned.length === 0) return null;
    const members: ChainMember[] = [];
    let problem: unknown = null;
    for (const { modelId, shares } of assigned) {
      try {
        const model = readEndpointModelId(modelId)
          ? ofEndpoint(modelId, doing.own)
          : local.of(files.chosen(modelId, doing.as));
        // All are asked in one way.
        const isAlike = members.every((member) => member.model.style === model.style);
        if (isAlike) members.push({ model: meteredModel(model, task, meter), shares });
      } catch (thrown) {
        problem ??= thrown;
      }
    }
    const [first] = members;
    if (!first) throw toAppError(problem);
    return members.length === 1 ? alone(first.model) : chainModel(members, { ...chains, logger });
  }

  /** @param model none stands in for it */
  function alone(model: LanguageModel): LanguageModel {
    return chains && model.provenance.kind === "endpoint" ? patientModel(model, chains.clock) : model;
  }

  /** It checks beside the model that writes, and does not write itself. */
  function isClassifier(modelId: string): boolean {
    return files.installed(modelId)?.metadata.purpose === "entailment";
  }

  /** The first of those assigned that is there and not behind the lock. A model that writes and runs here would wait for the one it checks. */
  function assignedEncoder(asked: EncoderPurpose): LanguageModel | null {
    const { task, can } = encoderTasks[asked];
    for (const { modelId } of chains?.assigned()[task] ?? []) {
      const file = files.installed(modelId);
      if (file?.metadata.purpose === asked) return encoderOf(file, asked);
      const model = remote.list(task).find(({ id }) => id === modelId);
      if (model?.capabilities[can] && isReachable(model)) return model;
    }
    return null;
  }

  function encoderOf(file: LocalFile, asked: EncoderPurpose): LanguageModel {
    return encoderModel(encoder, file, asked, () => options.ofEncoder().gpu);
  }

  function automaticEncoder(asked: EncoderPurpose): LanguageModel | null {
    const file = files.newest(asked);
    if (file) return encoderOf(file, asked);
    // What checks is the model that writes, where no other was named.
    return asked === "entailment" ? null : ofEndpoints(encoderTasks[asked].task, encoderTasks[asked].can);
  }

  return {
    hasModel: (task) =>
      files
        .list()
        .some(
          ({ purpose, problem, style }) =>
            purpose === "chat" && problem === null && (task === undefined || style === "instruct"),
        ) || ofEndpoints(task ?? "summaries", "generate") !== null,
    async resolve(task, modelId) {
      if (modelId === null && task !== "completion") {
        const { own, else: other } = doings[task];
        const chain = chainFor(task, own) ?? (other ? chainFor(task, other) : null);
        if (chain) return chain;
      }
      const named = modelId === null ? null : readEndpointModelId(modelId);
      const model = named ? remote.of(named.endpointId, named.model) : chosen(task, modelId);
      return alone(meteredModel(model, task, meter));
    },
    assigned: (task) => chainFor(task, task),
    isAllowed(model, task) {
      const allowed = new Set(remote.list(task).map(({ id }) => id));
      return (model.members ?? [{ model }]).every(
        ({ model: { id, provenance } }) => provenance.kind !== "endpoint" || allowed.has(id),
      );
    },
    installed(task) {
      const model = assignedEncoder(task) ?? automaticEncoder(task);
      return model && alone(meteredModel(model, task, meter));
    },
  };
}

/** What the settings say of how models are run. Only here are they read, at the time a model is opened. */
export interface ModelOptions {
  ofEngine(): LoadOptions;
  ofEncoder(): { readonly gpu: LoadOptions["gpu"]; readonly threads: number };
}

export function modelOptions(settings: () => Settings): ModelOptions {
  return {
    ofEngine() {
      const { gpu, threads, contextSize } = settings();
      return { gpu, threads, contextSize };
    },
    ofEncoder() {
      const { gpu, threads } = settings();
      // Half of the cores: vectors are made beside other work.
      return { gpu, threads: threads ?? Math.max(1, Math.floor(availableParallelism() / 2)) };
    },
  };
}
