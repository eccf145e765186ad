import { availableParallelism } from "node:os";
import { baseOfModelId } from "../../contract/adapters.ts";
import { reachOf, readEndpointModelId } from "../../contract/endpoints.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { Settings, TaskModel } from "../../contract/settings.ts";
import { type AssignedModel, type Task, tasks, type TaskUse } from "../../contract/tasks.ts";
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
   * @throws as `ModelFiles.chosen`, ENDPOINT_UNKNOWN, ENDPOINT_NOT_ALLOWED; of those that are assigned, where none can do it, what keeps the
   * first from it: these, ENDPOINT_OFF, ENDPOINT_MODEL_GONE, OFFLINE_LOCKED
   */
  resolve(task: WrittenTask, modelId: string | null): Promise<LanguageModel>;
  /** Those that a person assigned to this task itself; null where none are. @throws as `resolve` */
  assigned(task: "titles"): LanguageModel | null;
  /** False where an endpoint has a part in the model that a person does not let do this, whatever else it does. */
  isAllowed(model: LanguageModel, task: Task): boolean;
  /** The first model for this that is assigned and there, else the newest that is installed, else one of an endpoint; null where none is. */
  installed(task: "embedding" | "reranking" | "entailment"): LanguageModel | null;
  /** The model of this id for this. @throws MODEL_NOT_FOUND, MODEL_WRONG_TASK; what keeps one of an endpoint from its work */
  encoder(task: "embedding" | "reranking", modelId: string): LanguageModel;
  /** What every task comes to now, and how those do that are assigned to it. */
  uses(): TaskUse[];
}

export interface RegistryDeps {
  readonly remote: RemoteModels;
  readonly files: Pick<ModelFiles, "list" | "chosen" | "usual" | "newest" | "installed">;
  readonly engine: Engine;
  /** runs the files that are marked for it; absent where there is none */
  readonly server?: { of(file: LocalFile): LanguageModel };
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

const writtenOf: Partial<Record<Task, WrittenTask>> = {
  summaries: "summary",
  chat: "chat",
  questions: "questions",
  tables: "tables",
  titles: "titles",
  checking: "checking",
};

const encodersOf: Partial<Record<Task, EncoderPurpose>> = {
  embeddings: "embedding",
  reranking: "reranking",
  checking: "entailment",
};

export function createRegistry(deps: RegistryDeps): Registry {
  const { remote, files, engine, encoder, options, logger, meter, chains } = deps;
  const engineModels = createLocalModels({ engine, logger, options: options.ofEngine });
  const local = {
    of: (file: LocalFile) => (file.runBy === "server" && deps.server ? deps.server : engineModels).of(file),
  };

  function isReachable({ provenance }: LanguageModel): boolean {
    return provenance.kind !== "endpoint" || deps.isLocked?.() !== true || reachOf(provenance.url) === "loopback";
  }

  /** The first one that a person lets do this. */
  function ofEndpoints(task: Task, can: keyof LanguageModel["capabilities"]): LanguageModel | null {
    return remote.list(task).find((model) => model.capabilities[can] && isReachable(model)) ?? null;
  }

  /** @throws as `RemoteModels.offered`, OFFLINE_LOCKED */
  function ofEndpoint(
    { endpointId, model: name }: NonNullable<ReturnType<typeof readEndpointModelId>>,
    task: Task,
  ): LanguageModel {
    const model = remote.offered(endpointId, name, task);
    if (isReachable(model)) return model;
    const host = model.provenance.kind === "endpoint" ? new URL(model.provenance.url).host : model.name;
    throw new AppError("OFFLINE_LOCKED", { data: { host } });
  }

  function chosen(task: WrittenTask, modelId: string | null): LanguageModel {
    const { as, own } = doings[task];
    const named = modelId === null ? null : readEndpointModelId(modelId);
    if (named) return remote.of(named.endpointId, named.model, own);
    try {
      return local.of(files.chosen(modelId, as, judgedFor(task)));
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
      const named = readEndpointModelId(modelId);
      // Its own endpoint that may not do it any more is told; another task's was never meant for it.
      if (name !== own && named) return remote.allows(named.endpointId, own);
      return name !== "checking" || !isClassifier(modelId);
    });
  }

  /** Those that a person assigned, each once, with what keeps it from its work. */
  function membersFor(task: WrittenTask, name: Task): Member[] {
    const doing = doings[task];
    const members: Member[] = [];
    for (const { modelId, shares } of assignedTo(name, doing)) {
      const found = orProblem(() => {
        const named = readEndpointModelId(modelId);
        const model = named ? ofEndpoint(named, doing.own) : local.of(files.chosen(modelId, doing.as));
        if (!model.capabilities.generate) throw wrongTask(model.name, doing.own);
        const first = members.find((member) => member.model)?.model;
        // All are asked in one way.
        if (!first || first.style === model.style) return model;
        throw new AppError("MODEL_OTHER_STYLE", { data: { name: model.name, first: first.name } });
      });
      // A model cannot stand in for itself; what is active on its card may make two ids of it one.
      if (found.model && members.some(({ model }) => model?.id === found.model.id)) continue;
      members.push({ modelId, shares, ...found });
    }
    return members;
  }

  /** Those that a person assigned and that are there; null where none are assigned. @throws what keeps the first from its work, where none is */
  function chainFor(task: WrittenTask, name: Task): LanguageModel | null {
    const assigned = membersFor(task, name);
    if (!chains || assigned.length === 0) return null;
    const members = assigned.flatMap(({ model, shares }): ChainMember[] =>
      model ? [{ model: meteredModel(model, task, meter), shares }] : [],
    );
    const [first] = members;
    if (!first) throw assigned.find(({ problem }) => problem)?.problem ?? new AppError("NO_MODEL");
    return members.length === 1 ? alone(first.model) : chainModel(members, { ...chains, logger });
  }

  /** Who does a task where nobody says otherwise, and why. @throws as `resolve` */
  function usual(task: WrittenTask): Done<LanguageModel> {
    const { as, own, else: other } = doings[task];
    if (task !== "completion") {
      const assigned = chainFor(task, own);
      if (assigned) return { model: assigned, reason: "assigned", from: null };
      const others = other ? chainFor(task, other) : null;
      if (others) return { model: others, reason: "otherTask", from: other ?? null };
    }
    const model = alone(meteredModel(chosen(task, null), task, meter));
    const isElsewhere = model.provenance.kind === "endpoint";
    return {
      model,
      reason: isElsewhere ? "endpoint" : (files.usual(as, judgedFor(task))?.reason ?? null),
      from: null,
    };
  }

  /** @param model none stands in for it */
  function alone(model: LanguageModel): LanguageModel {
    return chains && model.provenance.kind === "endpoint" ? patientModel(model, chains.clock) : model;
  }

  /** It checks beside the model that writes, and does not write itself. */
  function isClassifier(modelId: string): boolean {
    return files.installed(modelId)?.metadata.purpose === "entailment";
  }

  /** @throws what keeps it from its work: MODEL_NOT_FOUND, MODEL_WRONG_TASK, and as `ofEndpoint` */
  function encoderNamed(modelId: string, asked: EncoderPurpose): LanguageModel {
    const { task, can } = encoderTasks[asked];
    const named = readEndpointModelId(modelId);
    if (named) {
      const model = ofEndpoint(named, task);
      if (model.capabilities[can]) return model;
      throw wrongTask(model.name, task);
    }
    const file = files.installed(modelId);
    if (file?.metadata.purpose === asked) return encoderOf(file, asked);
    throw file ? wrongTask(file.name, task) : new AppError("MODEL_NOT_FOUND");
  }

  /** The first of those assigned that is there and not behind the lock. A model that writes and runs here would wait for the one it checks. */
  function assignedEncoder(asked: EncoderPurpose): LanguageModel | null {
    for (const { modelId } of chains?.assigned()[encoderTasks[asked].task] ?? []) {
      const { model } = orProblem(() => encoderNamed(modelId, asked));
      if (model) return model;
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

  function useOf(task: Task): TaskUse {
    const assigned = assignedIn(task);
    const none: TaskUse = { task, assigned, models: [], reason: null, from: null, problem: null };
    try {
      const found = whoDoes(task, assigned.length > 0);
      if (found === null) return none;
      const { model, reason, from } = found;
      const models = model === null ? [] : (model.members?.map((member) => member.model) ?? [model]);
      return { ...none, models: models.map(({ id, name }) => ({ id, name })), reason, from };
    } catch (thrown) {
      const problem = toAppError(thrown).toProblem();
      return { ...none, problem: problem.code === "NO_MODEL" ? null : problem };
    }
  }

  /** null where nothing is there for it. @throws as `resolve` */
  function whoDoes(task: Task, isAssigned: boolean): Done<LanguageModel | null> | null {
    const asked = encodersOf[task];
    const own = asked && assignedEncoder(asked);
    if (own) return { model: own, reason: "assigned", from: null };
    const found = asked && automaticEncoder(asked);
    if (asked && found) {
      const others = files.list().filter(({ purpose, bundled }) => purpose === asked && !bundled);
      const reason = found.provenance.kind === "endpoint" ? "endpoint" : others.length > 1 ? "newest" : "only";
      return { model: found, reason, from: null };
    }
    const written = writtenOf[task];
    if (!written) return null;
    return task === "titles" && !isAssigned ? { model: null, reason: "writer", from: null } : usual(written);
  }

  /** What a person assigned to a task, and how each of them does. */
  function assignedIn(task: Task): AssignedModel[] {
    const [written, asked] = [writtenOf[task], encodersOf[task]];
    const members = written ? membersFor(written, task) : [];
    return (chains?.assigned()[task] ?? []).map(({ modelId, shares }) => {
      const found =
        members.find((member) => member.modelId === modelId) ??
        (asked && orProblem(() => encoderNamed(modelId, asked)));
      const failure = found?.model ? (chains?.standings.of(found.model.id).problem ?? null) : null;
      return {
        modelId,
        name: found?.model?.name ?? nameOf(modelId),
        shares,
        problem: (found?.problem ?? failure)?.toProblem() ?? null,
        isResting: failure !== null,
      };
    });
  }

  function nameOf(modelId: string): string | null {
    const named = readEndpointModelId(modelId);
    if (named) return remote.nameOf(named.endpointId, named.model) ?? named.model;
    return files.list().find(({ id }) => id === baseOfModelId(modelId))?.name ?? null;
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
      if (modelId === null) return usual(task).model;
      return alone(meteredModel(chosen(task, modelId), task, meter));
    },
    assigned: (task) => chainFor(task, task),
    isAllowed: (model, task) =>
      (model.members ?? [{ model }]).every(({ model: { id } }) => {
        const named = readEndpointModelId(id);
        return named === null || remote.allows(named.endpointId, task);
      }),
    installed(task) {
      const model = assignedEncoder(task) ?? automaticEncoder(task);
      return model && alone(meteredModel(model, task, meter));
    },
    encoder: (task, modelId) => alone(meteredModel(encoderNamed(modelId, task), task, meter)),
    uses: () => tasks.map(useOf),
  };
}

type Found =
  | { readonly model: LanguageModel; readonly problem: null }
  | { readonly model: null; readonly problem: AppError };

/** One of those that a person assigned. */
type Member = TaskModel & Found;

/** Who does a task, and why. */
type Done<Model> = Pick<TaskUse, "reason" | "from"> & { readonly model: Model };

function orProblem(find: () => LanguageModel): Found {
  try {
    return { model: find(), problem: null };
  } catch (thrown) {
    return { model: null, problem: toAppError(thrown) };
  }
}

function wrongTask(name: string, task: Task): AppError {
  return new AppError("MODEL_WRONG_TASK", { data: { name, task } });
}

/** What a trial must have found the default model good for, where that is not what it writes. */
function judgedFor(task: WrittenTask): "checking" | undefined {
  return task === "checking" ? "checking" : undefined;
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
