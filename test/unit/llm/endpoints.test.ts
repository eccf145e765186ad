import { X509Certificate } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { limitsOf, newEndpointSchema } from "../../../electron/contract/endpoints.ts";
import { toAppError } from "../../../electron/contract/errors.ts";
import { createEndpoints } from "../../../electron/core/llm/remote/createEndpoints.ts";
import { createIds, systemClock } from "../../../electron/host/nodePorts.ts";
import { type FaultyOptions, startFaultyEndpoint } from "../../helpers/faultyEndpoint.ts";
import { selfSigned } from "../../helpers/selfSigned.ts";
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
    expect(await problemOf(endpoints.look({ url: root, key: null, certificate: null }))).toMatchObject(problem);
    expect((await add(root)).problem).toMatchObject(problem);
  });

  it("lists a name once that its server lists several times", async () => {
    const { add, endpoints, root } = await open({ models: ["mill-7b", "mill-7b", "roof-1b", "mill-7b"] });
    expect((await endpoints.look({ url: root, key: null, certificate: null })).models).toEqual(["mill-7b", "roof-1b"]);
    expect((await add(root)).models.map(({ name }) => name)).toEqual(["mill-7b", "roof-1b"]);
  });

  it("with a certificate that nobody knows says whose it is, and is trusted by that alone", async () => {
    const { endpoints, problemOf } = await open();
    const keys: string[] = [];
    const secure = createServer(selfSigned, (request, response) => {
      keys.push(request.headers.authorization ?? "");
      response.writeHead(200, { "content-type": "application/json" }).end('{"data": [{"id": "mill-7b"}]}');
    });
    onTestFinished(() => secure.close().closeAllConnections());
    await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/v1`;
    const added = await endpoints.add(newEndpointSchema.parse({ name: "Cellar", url, key: "sk-1" }));
    const { fingerprint256: certificate } = new X509Certificate(selfSigned.cert);
    expect(added.problem).toEqual({
      code: "ENDPOINT_UNREACHABLE",
      data: { name: "Cellar", reason: "CERTIFICATE", fingerprint: certificate },
    });
    const asked = newEndpointSchema.parse({
      name: "Cellar 2",
      url,
      certificate: `sha256 Fingerprint=${certificate.toLowerCase()}\n`,
    });
    expect(await problemOf(endpoints.look({ ...asked, certificate: certificate.replaceAll("A", "B") }))).toMatchObject({
      data: { reason: "CERTIFICATE", fingerprint: certificate },
    });
    expect(keys).toEqual([]);
    expect((await endpoints.look(asked)).models).toEqual(["mill-7b"]);
    await endpoints.update({ id: added.id, certificate });
    expect(await endpoints.test(added.id)).toMatchObject({ certificate, models: [{ name: "mill-7b" }] });
    expect(keys).toContain("Bearer sk-1");
    expect(newEndpointSchema.safeParse({ name: "X", url, certificate: "AB:CD" }).success).toBe(false);
  });

  it("that does not speak TLS where it should is told of as that", async () => {
    const { endpoints, problemOf, root } = await open();
    const look = endpoints.look({ url: root.replace("http", "https"), key: null, certificate: null });
    expect(await problemOf(look)).toMatchObject({ code: "ENDPOINT_UNREACHABLE", data: { reason: "ENCRYPTION" } });
  });

  it("goes by what a person says, then by what was found, then by what is careful enough", async () => {
    const { known, endpoints, root } = await open({ kind: "vllm", contextTokens: 32_768 });
    const given = newEndpointSchema.parse({ name: "Cellar", url: root, parallel: 3 });
    const added = await endpoints.add(given);
    const modelId = added.models[0]?.id ?? "";
    const limits = async () => {
      const [endpoint] = await endpoints.list();
      if (!endpoint?.models[0]) throw new Error("It is gone");
      const session = await remoteModelsOf(known)
        .of(endpoint.id, "mill-7b", "summaries")
        .open("background", { signal: new AbortController().signal });
      return [limitsOf(endpoint, endpoint.models[0]), session.contextTokens, session.parallelism] as const;
    };
    await endpoints.test(added.id);
    expect(await limits()).toEqual([
      { context: { value: 32_768, basis: "found" }, parallel: { value: 3, basis: "said" } },
      32_768,
      3,
    ]);
    await endpoints.update({ id: added.id, contextTokens: 16_384, parallel: null });
    expect(await limits()).toEqual([
      { context: { value: 16_384, basis: "said" }, parallel: { value: 8, basis: "assumed" } },
      16_384,
      8,
    ]);
    await endpoints.setModel({ id: modelId, contextTokens: 8192, parallel: 2 });
    expect((await limits()).slice(1)).toEqual([8192, 2]);
  });

  it("of Ollama that says no context has an assumed one, not that which its model was trained for", async () => {
    const { known, endpoints, root, add } = await open({ kind: "ollama" });
    const { id } = await add(root);
    const [model] = (await endpoints.test(id)).models;
    expect(model?.found).toMatchObject({ contextTokens: null });
    const endpoint = known.get(id);
    expect(endpoint && model && limitsOf(endpoint, model).context).toEqual({ value: 4096, basis: "assumed" });
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
