import {
  type Endpoint,
  type EndpointColour,
  endpointColours,
  type EndpointModelPatch,
  endpointModelId,
  type EndpointPatch,
  type KeyStore,
  type LookedAt,
  type NewEndpoint,
  reachOf,
  readEndpointModelId,
} from "../../../contract/endpoints.ts";
import { AppError, toAppError } from "../../../contract/errors.ts";
import { tasks } from "../../../contract/tasks.ts";
import type { Changes } from "../../changes.ts";
import { givenAddress } from "../../net/givenAddress.ts";
import type { Outlet } from "../../net/outlet.ts";
import { neverAborted } from "../../async/waiting.ts";
import type { Clock, IdSource, Logger, SecretStore } from "../../ports.ts";
import { clientsOf, secretOf } from "./clients.ts";
import { isMissing } from "./endpointClient.ts";
import { type KnownEndpoint, type KnownEndpoints, offeredModels, rootOf, untried } from "./knownEndpoint.ts";
import { type FoundServer, probeModel, probeServer } from "./probe.ts";

/** The servers that a person added, whose models are models among all others. Nothing is asked of any before one is added. */
export interface Endpoints {
  list(): Promise<Endpoint[]>;
  /** Looks what stands at an address, and keeps nothing of it. @throws INVALID_INPUT, OFFLINE_LOCKED, ENDPOINT_… */
  look(address: Pick<NewEndpoint, "url" | "key" | "certificate">, signal?: AbortSignal): Promise<LookedAt>;
  /**
   * Adds one and asks for its list of models; one that does not answer is added all the same, and says so.
   * @throws INVALID_INPUT
   */
  add(endpoint: NewEndpoint, signal?: AbortSignal): Promise<Endpoint>;
  /** @throws ENDPOINT_UNKNOWN, INVALID_INPUT */
  update(patch: EndpointPatch): Promise<Endpoint>;
  /** What a person says of a model. @throws ENDPOINT_UNKNOWN */
  setModel(patch: EndpointModelPatch): Promise<Endpoint>;
  /** With its key. What its models wrote stays. @throws ENDPOINT_UNKNOWN */
  remove(id: string): Promise<void>;
  /** Finds out anew what it is and what its models can do; what goes wrong stands in it. @throws ENDPOINT_UNKNOWN, CANCELLED */
  test(id: string, signal?: AbortSignal): Promise<Endpoint>;
  /** where keys are kept */
  keyStore(): Promise<KeyStore>;
}

/** Of a list that is longer only those are tried that were chosen, or tried before. */
const fewModels = 4;

export function createEndpoints(deps: {
  readonly endpoints: KnownEndpoints;
  readonly secrets: SecretStore;
  readonly outlet: Outlet;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changed: Changes["changed"];
}): Endpoints {
  const { endpoints: kept, secrets, clock, ids, changed } = deps;

  function requireEndpoint(id: string): KnownEndpoint {
    const endpoint = kept.get(id);
    if (!endpoint) throw new AppError("ENDPOINT_UNKNOWN");
    return endpoint;
  }

  function put(endpoint: KnownEndpoint): void {
    kept.put(endpoint);
    changed("endpoints", endpoint.id);
  }

  async function told(id: string): Promise<Endpoint> {
    const endpoint = requireEndpoint(id);
    return {
      ...endpoint,
      tasks: [...endpoint.tasks],
      offered: endpoint.offered && [...endpoint.offered],
      kind: endpoint.testedAt === null ? null : endpoint.kind,
      reach: reachOf(endpoint.url),
      hasKey: await secrets.has(secretOf(id)),
      models: offeredModels(endpoint).map((model) => ({ ...model, id: endpointModelId(id, model.name) })),
    };
  }

  /** Asks at the address, and where the API of servers is that have it at the other of both usual places: with `/v1` or without. */
  async function find(
    endpoint: KnownEndpoint,
    key: string | null,
    signal: AbortSignal,
  ): Promise<{ readonly url: string; readonly server: FoundServer }> {
    const at = async (url: string) => {
      const there = { ...endpoint, url };
      const clients = clientsOf({ ...deps, secrets: { get: () => Promise.resolve(key) } }, there);
      return { url, server: await probeServer(clients, there, signal) };
    };
    try {
      return await at(endpoint.url);
    } catch (thrown) {
      if (!isMissing(thrown)) throw thrown;
      // An address without a path was taken for that of a server.
      const other = endpoint.url.endsWith("/v1") ? rootOf(endpoint.url) : `${endpoint.url}/v1`;
      try {
        return await at(other);
      } catch (below) {
        throw isMissing(below) ? thrown : below;
      }
    }
  }

  function draft(url: string, name: string): KnownEndpoint {
    return {
      id: ids.next(),
      name,
      url: apiAddress(url),
      colour: leastUsed(kept.list()),
      tasks,
      enabled: true,
      waitSeconds: 120,
      offered: null,
      kind: "other",
      version: null,
      testedAt: null,
      problem: null,
      models: [],
      addedAt: clock.now(),
      contextTokens: null,
      parallel: null,
      certificate: null,
    };
  }

  function requireFreeName(name: string, id: string | null): void {
    const isTaken = kept.list().some((other) => other.id !== id && fold(other.name) === fold(name));
    if (isTaken) throw new AppError("INVALID_INPUT", { data: { reason: "ENDPOINT_NAME_TAKEN", name } });
  }

  /** Keeps the list of models as it is now. */
  function keepList(id: string, { models }: FoundServer): void {
    const before = new Map(requireEndpoint(id).models.map((model) => [model.name, model]));
    const listed = new Set(models.map(({ name }) => name));
    const names = new Set([...listed, ...(requireEndpoint(id).offered ?? []), ...before.keys()]);
    kept.putModels(
      id,
      Array.from(names, (name) => ({ ...(before.get(name) ?? untried(name)), isListed: listed.has(name) })),
    );
  }

  async function ask(id: string, signal: AbortSignal): Promise<void> {
    const before = requireEndpoint(id);
    try {
      const { url, server } = await find(before, await clientsOf(deps, before).key(), signal);
      const { kind, version } = server;
      put({ ...requireEndpoint(id), url, kind, version, testedAt: clock.now(), problem: null });
      keepList(id, server);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      put({ ...requireEndpoint(id), problem: toAppError(thrown).toProblem() });
    }
    changed("endpoints", id);
  }

  return {
    list: () => Promise.all(kept.list().map(({ id }) => told(id))),

    async look({ url: address, key, certificate }, signal = neverAborted()) {
      const endpoint = { ...draft(address, new URL(apiAddress(address)).host), certificate };
      const { url, server } = await find(endpoint, key, signal);
      const { kind, version, models } = server;
      return { url, kind, version, reach: reachOf(url), models: models.map(({ name }) => name) };
    },

    async add({ name, url, key, colour, ...rest }, signal = neverAborted()) {
      requireFreeName(name, null);
      const made = draft(url, name);
      const endpoint = { ...made, ...rest, colour: colour ?? made.colour };
      if (key !== null) await secrets.set(secretOf(endpoint.id), key);
      put(endpoint);
      await ask(endpoint.id, signal);
      return await told(endpoint.id);
    },

    async update({ id, key, ...patch }) {
      const before = requireEndpoint(id);
      if (patch.name !== undefined) requireFreeName(patch.name, id);
      if (key !== undefined) await secrets.set(secretOf(id), key);
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      put({ ...before, ...given });
      const known = new Set(before.models.map((model) => model.name));
      kept.putModels(id, (patch.offered ?? []).filter((name) => !known.has(name)).map(untried));
      return await told(id);
    },

    async setModel({ id: modelId, contextTokens, parallel }) {
      const { endpointId, model: name } = readEndpointModelId(modelId) ?? { endpointId: "", model: "" };
      const model = requireEndpoint(endpointId).models.find((each) => each.name === name);
      if (!model) throw new AppError("ENDPOINT_UNKNOWN");
      kept.putModel(endpointId, {
        ...model,
        ...(contextTokens !== undefined && { contextTokens }),
        ...(parallel !== undefined && { parallel }),
      });
      changed("endpoints", endpointId);
      return await told(endpointId);
    },

    async remove(id) {
      requireEndpoint(id);
      kept.remove(id);
      await secrets.set(secretOf(id), null);
      changed("endpoints", id);
    },

    async test(id, signal = neverAborted()) {
      await ask(id, signal);
      const endpoint = requireEndpoint(id);
      const offered = offeredModels(endpoint);
      const few = endpoint.offered !== null || offered.length <= fewModels;
      const tried = endpoint.problem === null ? offered.filter(({ found }) => few || found !== null) : [];
      for (const model of tried) {
        try {
          const found = await probeModel({ ...clientsOf(deps, endpoint), clock, endpoint, model: model.name }, signal);
          const now = requireEndpoint(id).models.find(({ name }) => name === model.name);
          kept.putModel(id, { ...(now ?? model), found });
        } catch (thrown) {
          if (signal.aborted) throw new AppError("CANCELLED", { cause: thrown });
          put({ ...requireEndpoint(id), problem: toAppError(thrown).toProblem() });
        }
        changed("endpoints", id);
      }
      return await told(id);
    },

    keyStore: () => secrets.kind(),
  };
}

function fold(name: string): string {
  return name.trim().toLowerCase();
}

function leastUsed(endpoints: readonly KnownEndpoint[]): EndpointColour {
  const uses = (colour: EndpointColour): number => endpoints.filter((endpoint) => endpoint.colour === colour).length;
  return endpointColours.reduce((best, colour) => (uses(colour) < uses(best) ? colour : best));
}

/**
 * The address of an API as it is kept, from what a person writes or copies: that of a server, of its API or of a route of it.
 * @throws INVALID_INPUT for what is no such address, or goes into the world in plain text
 */
export function apiAddress(written: string): string {
  const url = givenAddress(written);
  if (url === "wrong") throw new AppError("INVALID_INPUT", { data: { reason: "ENDPOINT_ADDRESS" } });
  if (url === "plain") throw new AppError("INVALID_INPUT", { data: { reason: "ENDPOINT_PLAIN" } });
  const path = url.pathname.replace(/\/+$/u, "").replace(/\/(?:chat\/completions|completions|models|embeddings)$/u, "");
  return `${url.origin}${path === "" ? "/v1" : path}`;
}
