import type { Outlet, OutletRequest } from "../../electron/core/net/outlet.ts";
import { createOutlet } from "../../electron/core/net/createOutlet.ts";
import { createRemoteModels, type RemoteModels } from "../../electron/core/llm/remote/createRemoteModels.ts";
import type { KnownEndpoint, KnownEndpoints } from "../../electron/core/llm/remote/knownEndpoint.ts";
import { tasks } from "../../electron/contract/tasks.ts";
import type { SecretStore } from "../../electron/core/ports.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";

/** An outlet whose lock is open, and what was asked of it. */
export function openOutlet(): Outlet & { readonly asked: { address: string; request: OutletRequest }[] } {
  const asked: { address: string; request: OutletRequest }[] = [];
  const outlet = createOutlet({
    clock: systemClock,
    lock: { state: () => ({ isLocked: false, isForced: false }), set() {}, look() {}, onClose: () => () => {} },
    ledger: { begin: () => ({ end() {} }), refuse() {} },
    ending: new AbortController().signal,
    proxies: {},
  });
  return {
    asked,
    fetch(address, request) {
      asked.push({ address: String(address), request });
      return outlet.fetch(address, request);
    },
  };
}

/** Secrets that are kept in memory. */
export function secretsInMemory(): SecretStore {
  const kept = new Map<string, string>();
  return {
    kind: () => Promise.resolve("file"),
    has: (name) => Promise.resolve(kept.has(name)),
    get: (name) => Promise.resolve(kept.get(name) ?? null),
    set(name, secret) {
      if (secret === null) kept.delete(name);
      else kept.set(name, secret);
      return Promise.resolve();
    },
    tellTo() {},
  };
}

/** Endpoints that are kept in memory. */
export function endpointsInMemory(...first: readonly KnownEndpoint[]): KnownEndpoints {
  const kept = new Map(first.map((endpoint) => [endpoint.id, endpoint]));
  return {
    list: () => [...kept.values()],
    get: (id) => kept.get(id) ?? null,
    put: (endpoint) => void kept.set(endpoint.id, { ...endpoint, models: kept.get(endpoint.id)?.models ?? [] }),
    putModel(id, model) {
      const endpoint = kept.get(id);
      if (!endpoint) throw new Error(`There is no endpoint ${id}`);
      const others = endpoint.models.filter(({ name }) => name !== model.name);
      kept.set(id, { ...endpoint, models: [...others, model] });
    },
    putModels(id, models) {
      const endpoint = kept.get(id);
      if (!endpoint) throw new Error(`There is no endpoint ${id}`);
      const all = new Map([...endpoint.models, ...models].map((model) => [model.name, model]));
      kept.set(id, { ...endpoint, models: [...all.values()] });
    },
    remove: (id) => void kept.delete(id),
  };
}

export function endpointAt(url: string, changed: Partial<KnownEndpoint> = {}): KnownEndpoint {
  return {
    id: "e1",
    name: "Cellar",
    url,
    colour: "amber",
    tasks,
    enabled: true,
    waitSeconds: 20,
    offered: null,
    kind: "other",
    version: null,
    testedAt: null,
    problem: null,
    models: [],
    addedAt: 1,
    contextTokens: null,
    parallel: null,
    certificate: null,
    ...changed,
  };
}

/** Models of endpoints as the application makes them. */
export function remoteModelsOf(
  endpoints: KnownEndpoints,
  {
    key = null,
    outlet = openOutlet(),
    changes = [],
  }: { readonly key?: string | null; readonly outlet?: Outlet; readonly changes?: string[] } = {},
): RemoteModels {
  return createRemoteModels({
    outlet,
    secrets: { get: () => Promise.resolve(key) },
    endpoints,
    clock: systemClock,
    logger: { info() {}, warn() {}, error() {} },
    changed: (what, id) => void changes.push(`${what} ${id ?? ""}`),
  });
}

/** Where no endpoint was added. */
export const noRemoteModels: RemoteModels = {
  of: unknown,
  offered: unknown,
  nameOf: () => null,
  allows: () => false,
  list: () => [],
};

function unknown(): never {
  throw new Error("There is no endpoint");
}
