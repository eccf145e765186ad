import { expect, it } from "vitest";
import type { AppEvent } from "../../../../electron/contract/app.ts";
import { AppError } from "../../../../electron/contract/errors.ts";
import type { EngineState } from "../../../../electron/contract/models.ts";
import type { Api } from "../../../../renderer/lib/client.ts";
import { type Connection, watch } from "../../../../renderer/lib/connection.ts";
import { createQueryClient, keys } from "../../../../renderer/lib/queries.ts";

const engine: EngineState = {
  status: "ready",
  modelId: "m",
  modelName: "Model",
  loadProgress: null,
  gpu: null,
  threads: null,
  memory: null,
  contextSize: 4096,
  prompt: null,
  tokensPerSecond: null,
  problem: null,
};
const engineEvent: AppEvent = { type: "engine", engine };

async function* stream(list: readonly AppEvent[], end?: Error): AsyncGenerator<AppEvent> {
  yield* list;
  if (end) throw end;
}

/** Runs the watch over the scripts, one a connection, and gives what it told; it ends after the last. */
async function run(scripts: readonly (() => AsyncIterable<AppEvent>)[], queries = createQueryClient()) {
  const told: Connection[] = [];
  const pauses: number[] = [];
  const leaving = new AbortController();
  let index = 0;
  const api = {
    app: {
      watch: async () => {
        const script = scripts[index++];
        if (script) return script();
        leaving.abort();
        throw new TypeError("network");
      },
    },
  } as unknown as Api;
  await watch(
    api,
    queries,
    (connection) => told.push(connection),
    leaving.signal,
    async (ms) => void pauses.push(ms),
  );
  return { told, pauses };
}

const isStale = (queries: ReturnType<typeof createQueryClient>, key: readonly string[]) =>
  queries.getQueryState(key)?.isInvalidated;

it("keeps the engine's state and makes stale what changed, nothing else", async () => {
  const queries = createQueryClient();
  for (const key of [keys.documentList, keys.document("d"), keys.document("e"), keys.models]) {
    queries.setQueryData(key, []);
  }
  await run([() => stream([engineEvent, { type: "changed", what: "documents", id: "d" }])], queries);
  expect(queries.getQueryData(keys.engine)).toEqual(engine);
  expect(isStale(queries, keys.documentList)).toBe(true);
  expect(isStale(queries, keys.document("d"))).toBe(true);
  expect(isStale(queries, keys.document("e"))).toBe(false);
  expect(isStale(queries, keys.models)).toBe(false);
});

it("comes back after a lost connection with growing pauses and asks everything again", async () => {
  const queries = createQueryClient();
  queries.setQueryData(keys.models, []);
  const fails = () => {
    throw new TypeError("network");
  };
  const { told, pauses } = await run([fails, fails, fails, () => stream([engineEvent])], queries);
  expect(told).toEqual(["lost", "lost", "connected"]);
  expect(pauses.slice(0, 3)).toEqual([250, 500, 1000]);
  expect(isStale(queries, keys.models)).toBe(true);
});

it("says nothing of a stream that ends and comes back at once", async () => {
  const { told } = await run([() => stream([engineEvent]), () => stream([engineEvent])]);
  expect(told).toEqual(["connected", "connected"]);
});

it("gives up where the page is not let in", async () => {
  const { told } = await run([
    () => {
      throw new AppError("UNAUTHORIZED");
    },
  ]);
  expect(told).toEqual(["unauthorized"]);
});
