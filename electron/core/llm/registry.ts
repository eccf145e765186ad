import { availableParallelism } from "node:os";
import { readEndpointModelId } from "../../contract/endpoints.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { Settings } from "../../contract/settings.ts";
import type { Logger } from "../ports.ts";
import { chainModel } from "./chain/chainModel.ts";
import type { ChainDeps } from "./chain/chainSession.ts";
import type { ChainMember, LanguageModel } from "./languageModel.ts";
import type { Encoder } from "./local/encoder.ts";
import { encoderModel } from "./local/encoderModels.ts";
import type { Engine, LoadOptions } from "./local/engine.ts";
import { createLocalModels } from "./local/localModels.ts";
import type { ModelFiles, WritingTask } from "./local/modelFiles.ts";
import { type Meter, meteredModel } from "./meteredModel.ts";
import type { RemoteModels } from "./remote/createRemoteModels.ts";

/** Which model does what. */
export interface Registry {
  /** True where there is any model that writes; for "chat" one that answers questions. */
  hasModel(task?: "chat"): boolean;
  /**
   * The model of this id, or for null the default one for the task: of an endpoint where no file of this computer can do it.
   * @throws as `ModelFiles.chosen`, ENDPOINT_UNKNOWN
   */
  resolve(task: WritingTask, modelId: string | null): Promise<LanguageModel>;
  /** The model for this that is installed; null where none is. */
  installed(task: "embedding" | "reranking" | "entailment"): LanguageModel | null;
}

export interface RegistryDeps {
  readonly remote: RemoteModels;
  readonly files: Pick<ModelFiles, "list" | "chosen" | "newest">;
  readonly engine: Engine;
  readonly encoder: Encoder;
  readonly options: ModelOptions;
  readonly logger: Logger;
  /** told of what models did; absent where nobody counts */
  readonly meter?: Meter;
  /** what a person assigned to tasks; absent where nobody can */
  readonly chains?: Pick<ChainDeps, "clock" | "standings"> & { assigned(): Settings["taskModels"] };
}

export function createRegistry(deps: RegistryDeps): Registry {
  const { remote, files, engine, encoder, options, logger, meter, chains } = deps;
  const local = createLocalModels({ engine, logger, options: options.ofEngine });

  /** The first one that a person lets do this. */
  function ofEndpoints(task: WritingTask): LanguageModel | null {
    const allowed = task === "summary" ? "summaries" : "chat";
    return remote.list(allowed).find(({ capabilities }) => capabilities.generate) ?? null;
  }

  function chosen(task: WritingTask, modelId: string | null): LanguageModel {
    try {
      return local.of(files.chosen(modelId, task));
    } catch (thrown) {
      const { code } = toAppError(thrown);
      const other =
        modelId === null && (code === "NO_MODEL" || code === "MODEL_CANNOT_CHAT") ? ofEndpoints(task) : null;
      if (other) return other;
      throw thrown;
    }
  }

  /** Those that a person assigned and that are there; null where none are assigned. @throws what keeps the first from its work, where none is */
  function chainFor(task: Exclude<WritingTask, "completion">): LanguageModel | null {
    const name = task === "summary" ? "summaries" : "chat";
    const assigned = chains?.assigned()[name] ?? [];
    if (!chains || assigned.length === 0) return null;
    const members: ChainMember[] = [];
    let problem: unknown = null;
    for (const { modelId, shares } of assigned) {
      try {
        const model = readEndpointModelId(modelId)
          ? remote.list(name).find(({ id }) => id === modelId)
          : local.of(files.chosen(modelId, task));
        if (!model) throw new AppError("MODEL_NOT_FOUND");
        // All are asked in one way.
        const isAlike = members.every((member) => member.model.style === model.style);
        if (isAlike) members.push({ model: meteredModel(model, task, meter), shares });
      } catch (thrown) {
        problem ??= thrown;
      }
    }
    const [first] = members;
    if (!first) throw toAppError(problem);
    return members.length === 1 ? first.model : chainModel(members, { ...chains, logger });
  }

  return {
    hasModel: (task) =>
      files
        .list()
        .some(
          ({ purpose, problem, style }) =>
            purpose === "chat" && problem === null && (task === undefined || style === "instruct"),
        ) || ofEndpoints(task ?? "summary") !== null,
    async resolve(task, modelId) {
      const chain = modelId === null && task !== "completion" ? chainFor(task) : null;
      if (chain) return chain;
      const ofEndpoint = modelId === null ? null : readEndpointModelId(modelId);
      const model = ofEndpoint ? remote.of(ofEndpoint.endpointId, ofEndpoint.model) : chosen(task, modelId);
      return meteredModel(model, task, meter);
    },
    installed(task) {
      const file = files.newest(task);
      return (
        file &&
        meteredModel(
          encoderModel(encoder, file, task, () => options.ofEncoder().gpu),
          task,
          meter,
        )
      );
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
