import { AppError } from "../../../contract/errors.ts";
import { endpointModelId, type FoundModel, limitsOf } from "../../../contract/endpoints.ts";
import type { Task } from "../../../contract/tasks.ts";
import { neverAborted, untilAborted } from "../../async/waiting.ts";
import type { Outlet } from "../../net/outlet.ts";
import type { Changes } from "../../changes.ts";
import type { Clock, Logger, SecretStore } from "../../ports.ts";
import type { LanguageModel, ModelUse, OpenOptions } from "../languageModel.ts";
import { clientsOf } from "./clients.ts";
import {
  type KnownEndpoint,
  type KnownEndpointModel,
  type KnownEndpoints,
  offeredModels,
  untried,
} from "./knownEndpoint.ts";
import { probeModel, probeServer } from "./probe.ts";
import { remoteSession } from "./remoteModel.ts";

/** Models of servers that speak the protocol of OpenAI, as models among all others. */
export interface RemoteModels {
  /**
   * The model of this name of an endpoint, whether it was tried yet or not. What it can do is as found when it was tried; opening it
   * tries it where that was not done.
   * @param model as the server names it
   * @throws ENDPOINT_UNKNOWN; ENDPOINT_NOT_ALLOWED where it may not be used for the task
   */
  of(endpointId: string, model: string, task: Task): LanguageModel;
  /** As `of`, of what it offers alone. @throws as `of`, ENDPOINT_OFF; ENDPOINT_MODEL_GONE where it does not offer the model */
  offered(endpointId: string, model: string, task: Task): LanguageModel;
  /** What a model is called, also where it is not offered or may not be used; null where the endpoint is not known. */
  nameOf(endpointId: string, model: string): string | null;
  /** False where the endpoint is gone or switched off, or a person does not let it do this. */
  allows(endpointId: string, task: Task): boolean;
  /** All that are offered by endpoints that are switched on, and may be used for the task where one is named. */
  list(task?: Task): LanguageModel[];
}

export interface RemoteModelsDeps {
  readonly outlet: Outlet;
  readonly secrets: Pick<SecretStore, "get">;
  readonly endpoints: KnownEndpoints;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changed: Changes["changed"];
}

/** milliseconds after which it is looked whether a server is still the one that was tried */
const looksAgainAfter = 10 * 60 * 1000;

export function createRemoteModels(deps: RemoteModelsDeps): RemoteModels {
  const { endpoints, clock, logger, changed } = deps;
  const lookedAt = new Map<string, number>();
  /** trials under way, by the id of the model */
  const trials = new Map<string, Promise<FoundModel>>();

  function requireEndpoint(id: string): KnownEndpoint {
    const endpoint = endpoints.get(id);
    if (!endpoint) throw new AppError("ENDPOINT_UNKNOWN");
    return endpoint;
  }

  function modelOf(endpoint: KnownEndpoint, name: string) {
    return endpoint.models.find((each) => each.name === name) ?? untried(name);
  }

  /** A server of another version may be able to do other things, and of another kind is another server. */
  async function isStillTheSame(endpoint: KnownEndpoint, signal: AbortSignal): Promise<boolean> {
    const at = clock.monotonic();
    const since = at - (lookedAt.get(endpoint.id) ?? -Infinity);
    if (since < looksAgainAfter || endpoint.version === null) return true;
    lookedAt.set(endpoint.id, at);
    const { kind, version } = await probeServer(clientsOf(deps, endpoint), endpoint, signal);
    if (kind === endpoint.kind && version === endpoint.version) return true;
    logger.info("An endpoint has another version and its models are tried again", { kind });
    endpoints.put({ ...endpoint, kind, version });
    return false;
  }

  /** What is known of a model, by trying it where nothing is. */
  async function find(endpointId: string, name: string, signal: AbortSignal): Promise<FoundModel> {
    const endpoint = requireEndpoint(endpointId);
    const isSame = await isStillTheSame(endpoint, signal);
    const { found } = modelOf(endpoint, name);
    if (found && isSame) return found;
    const id = endpointModelId(endpointId, name);
    let trial = trials.get(id);
    if (!trial) {
      // Others may wait for it who go on when this one is stopped.
      trial = tryModel(endpointId, name, neverAborted()).finally(() => trials.delete(id));
      trials.set(id, trial);
      trial.catch(() => {});
    }
    return await untilAborted(trial, signal);
  }

  async function tryModel(endpointId: string, name: string, signal: AbortSignal): Promise<FoundModel> {
    const endpoint = requireEndpoint(endpointId);
    const found = await probeModel({ ...clientsOf(deps, endpoint), clock, endpoint, model: name }, signal);
    endpoints.putModel(endpointId, { ...modelOf(requireEndpoint(endpointId), name), found });
    changed("endpoints", endpointId);
    return found;
  }

  /** What may be asked at this moment. @throws ENDPOINT_UNKNOWN, ENDPOINT_OFF, ENDPOINT_NOT_ALLOWED */
  function usable(endpointId: string, task: Task | undefined): KnownEndpoint {
    const endpoint = task === undefined ? requireEndpoint(endpointId) : allowed(endpointId, task);
    if (endpoint.enabled) return endpoint;
    throw new AppError("ENDPOINT_OFF", { data: { name: endpoint.name } });
  }

  async function open(endpointId: string, name: string, task: Task | undefined, { signal, onLoading }: OpenOptions) {
    usable(endpointId, task);
    let found = await find(endpointId, name, signal);
    onLoading?.(1);
    const endpoint = requireEndpoint(endpointId);
    // Asked for before each request: a person may have removed it meanwhile, or taken the task from it.
    const secrets = {
      get: async (key: string) => {
        usable(endpointId, task);
        return await deps.secrets.get(key);
      },
    };
    const limits = () => limitsOf(endpoint, { ...modelOf(endpoint, name), found });
    return remoteSession(
      {
        clock,
        ...clientsOf({ ...deps, secrets }, endpoint),
        endpoint,
        model: name,
        found: () => found,
        keep(patch) {
          const { tools } = found;
          found = { ...found, ...patch };
          const now = endpoints.get(endpointId);
          // It may have been removed meanwhile.
          if (!now) return;
          endpoints.putModel(endpointId, { ...modelOf(now, name), found });
          // What is shown beside a chat.
          if (found.tools !== tools) changed("endpoints", endpointId);
        },
        outdated() {
          const now = endpoints.get(endpointId);
          if (now) endpoints.putModel(endpointId, { ...modelOf(now, name), found: null });
        },
        contextTokens: limits().context.value,
        parallelism: () => limits().parallel.value,
      },
      { signal },
    );
  }

  /** @throws ENDPOINT_UNKNOWN, ENDPOINT_NOT_ALLOWED */
  function allowed(endpointId: string, task: Task): KnownEndpoint {
    const endpoint = requireEndpoint(endpointId);
    if (endpoint.tasks.includes(task)) return endpoint;
    throw new AppError("ENDPOINT_NOT_ALLOWED", { data: { name: endpoint.name, task } });
  }

  function languageModel(endpoint: KnownEndpoint, model: KnownEndpointModel, task: Task | undefined): LanguageModel {
    const { name, found } = model;
    const purpose = found?.purpose ?? "chat";
    const { context } = limitsOf(endpoint, model);
    const contextTokens = context.basis === "assumed" ? null : context.value;
    return {
      id: endpointModelId(endpoint.id, name),
      name: nameAt(endpoint, name),
      provenance: { kind: "endpoint", url: endpoint.url, model: name, endpoint: endpoint.name },
      style: "instruct",
      preferredChunkTokens: null,
      waitMs: endpoint.waitSeconds * 1000,
      capabilities: {
        generate: purpose === "chat",
        decide: purpose === "chat" && (found?.logprobs ?? false),
        embed: purpose === "embedding",
        rerank: purpose === "reranking",
        entail: false,
        tools: purpose === "chat" && found?.tools !== false,
      },
      open: (_use: ModelUse, options) => open(endpoint.id, name, task, options),
      standing: () => ({
        isReady: found !== null,
        // To try it would be to send something that nobody asked to be sent.
        isFree: false,
        contextTokens,
        contextRange: { least: context.value, most: context.value },
        bytes: 0,
        bytesPerContextToken: 0,
        device: new URL(endpoint.url).host,
      }),
    };
  }

  return {
    of(endpointId, name, task) {
      const endpoint = allowed(endpointId, task);
      return languageModel(endpoint, modelOf(endpoint, name), task);
    },
    offered(endpointId, name, task) {
      const endpoint = usable(endpointId, task);
      const model = offeredModels(endpoint).find((each) => each.name === name);
      if (model) return languageModel(endpoint, model, task);
      throw new AppError("ENDPOINT_MODEL_GONE", { data: { name: endpoint.name, model: name } });
    },
    nameOf(endpointId, name) {
      const endpoint = endpoints.get(endpointId);
      return endpoint && nameAt(endpoint, name);
    },
    allows(endpointId, task) {
      const endpoint = endpoints.get(endpointId);
      return endpoint !== null && endpoint.enabled && endpoint.tasks.includes(task);
    },
    list: (task) =>
      endpoints
        .list()
        .filter(({ enabled, tasks }) => enabled && (task === undefined || tasks.includes(task)))
        .flatMap((endpoint) => offeredModels(endpoint).map((model) => languageModel(endpoint, model, task))),
  };
}

function nameAt({ name }: KnownEndpoint, model: string): string {
  return `${shortName(model)} (${name})`;
}

/** Some servers call a model by the path of its file. */
function shortName(name: string): string {
  return /\.gguf$/iu.test(name) ? name.replace(/^.*[/\\]/u, "").replace(/\.gguf$/iu, "") : name;
}
