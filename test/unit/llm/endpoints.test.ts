import { describe, expect, it, onTestFinished } from "vitest";
import { newEndpointSchema } from "../../../electron/contract/endpoints.ts";
import { toAppError } from "../../../electron/contract/errors.ts";
import { createEndpoints } from "../../../electron/core/llm/remote/createEndpoints.ts";
import { createIds, systemClock } from "../../../electron/host/nodePorts.ts";
import { type FaultyOptions, startFaultyEndpoint } from "../../helpers/faultyEndpoint.ts";
import { endpointsInMemory, openOutlet, remoteModelsOf, secretsInMemory } from "../../helpers/remoteModels.ts";

async function open(options: Partial<FaultyOptions> = {}) {
  const server = await startFaultyEndpoint(options);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const known = endpointsInMemory();
  const outlet = openOutlet();
  const endpoints = createEndpoints({
    endpoints: known,
    secrets: secretsInMemory(),
    outlet,
    ids: createIds(systemClock),
    clock: systemClock,
    logger: { info() {}, warn() {}, error() {} },
    changed() {},
  });
  const add = (url: string) => endpoints.add(newEndpointSchema.parse({ name: "Cellar", url }));
  const problemOf = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (thrown: unknown) => toAppError(thrown).toProblem(),
    );
  return { server, endpoints, known, outlet, add, problemOf, root: `http://127.0.0.1:${server.port}` };
}

describe("an endpoint", () => {
  it.each([
    [false, "", "/v1"],
    [false, "/", "/v1"],
    [false, "/v1/", "/v1"],
    [false, "/v1/models", "/v1"],
    [true, "", ""],
    [true, "/v1", ""],
    [true, "/chat/completions", ""],
  ])("is found with and without /v1 in its address (API at the root: %s, written %j)", async (isBare, path, found) => {
    const { add, root } = await open({ isBare });
    expect(await add(`${root}${path}`)).toMatchObject({ url: `${root}${found}`, problem: null });
  });

  it("that is a page of the web is told of as that", async () => {
    const { add, endpoints, problemOf, root } = await open({ isPage: true });
    const problem = { code: "ENDPOINT_NOT_AN_API", data: { reason: "PAGE" } };
    expect(await problemOf(endpoints.look({ url: root, key: null }))).toMatchObject(problem);
    expect((await add(root)).problem).toMatchObject(problem);
  });

  it("lists a name once that its server lists several times", async () => {
    const { add, endpoints, root } = await open({ models: ["mill-7b", "mill-7b", "roof-1b", "mill-7b"] });
    expect((await endpoints.look({ url: root, key: null })).models).toEqual(["mill-7b", "roof-1b"]);
    expect((await add(root)).models.map(({ name }) => name)).toEqual(["mill-7b", "roof-1b"]);
  });

  it("may list ten thousand models, of which none is tried that nobody chose", async () => {
    const models = Array.from({ length: 10_000 }, (_, index) => `model-${index}`);
    const { server, add, known, endpoints, root } = await open({ models });
    const { id, models: listed } = await add(root);
    expect(listed).toHaveLength(10_000);
    expect(remoteModelsOf(known).list("chat")).toHaveLength(10_000);
    await endpoints.test(id);
    expect(server.requests.filter(({ route }) => route.endsWith("/chat/completions"))).toEqual([]);
    await endpoints.update({ id, offered: ["model-77"] });
    const { models: offered } = await endpoints.test(id);
    expect(offered).toMatchObject([{ name: "model-77", found: { purpose: "chat", parallel: null } }]);
  });
});
