import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createRoutes } from "../../../electron/serve/createServing.ts";
import { answerSchemas, openApi, operations, requestSchemas } from "../../../electron/serve/own/openApi.ts";
import { noClient, servedCore, servedModels, testToken } from "../../helpers/serveModels.ts";

const routes = createRoutes(
  { port: () => 80, token: () => testToken, isOllamaOn: () => true, admitted() {} },
  { core: servedCore(), models: servedModels([]), client: noClient },
);

/** What the specification of OpenAPI 3.1 says of the objects that the description uses, with no field that it does not name. */
const reference = z.strictObject({ $ref: z.string().regex(/^#\/components\/schemas\/[A-Za-z0-9._-]+$/u) });
const schemaObject = z.record(z.string(), z.unknown());
const mediaTypes = z.record(
  z.string().regex(/^[a-z]+\/[a-z.+-]+$/u),
  z.strictObject({ schema: z.union([reference, schemaObject]).optional() }),
);
const securityRequirements = z.array(z.partialRecord(z.enum(["bearer", "apiKey"]), z.array(z.string())));
const operation = z.strictObject({
  tags: z.array(z.string()),
  summary: z.string(),
  operationId: z.string().regex(/^[A-Za-z0-9]+$/u),
  parameters: z
    .array(
      z.strictObject({
        name: z.string(),
        in: z.enum(["path", "query", "header", "cookie"]),
        required: z.boolean(),
        description: z.string().optional(),
        schema: schemaObject,
      }),
    )
    .optional(),
  requestBody: z.strictObject({ required: z.boolean(), content: mediaTypes }).optional(),
  security: securityRequirements.optional(),
  responses: z.record(
    z.string().regex(/^([1-5]\d\d|default)$/u),
    z.strictObject({ description: z.string(), content: mediaTypes }),
  ),
});
const documentObject = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/u),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.string() })),
  security: securityRequirements,
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  paths: z.record(z.string().startsWith("/"), z.partialRecord(z.enum(["get", "post", "delete"]), operation)),
  components: z.strictObject({
    securitySchemes: z.record(
      z.string(),
      z.union([
        z.strictObject({ type: z.literal("http"), scheme: z.string() }),
        z.strictObject({ type: z.literal("apiKey"), in: z.enum(["query", "header", "cookie"]), name: z.string() }),
      ]),
    ),
    schemas: z.record(z.string().regex(/^[A-Za-z0-9._-]+$/u), schemaObject),
  }),
});

async function described() {
  const headers = { host: "127.0.0.1:80", authorization: `Bearer ${testToken}` };
  const answer = await routes.request("/v1/openapi.json", { headers });
  expect(answer.status).toBe(200);
  return documentObject.parse(await answer.json());
}

/** The schema with what it refers to put where it refers to it from. */
function resolvable(name: string, schemas: Readonly<Record<string, unknown>>): Parameters<typeof z.fromJSONSchema>[0] {
  const text = JSON.stringify({ $ref: `#/$defs/${name}`, $defs: schemas });
  return JSON.parse(text.replaceAll("#/components/schemas/", "#/$defs/")) as Parameters<typeof z.fromJSONSchema>[0];
}

describe("the description in OpenAPI", () => {
  it("has the form of OpenAPI 3.1, and refers to nothing that it does not have", async () => {
    const description = await described();
    const { schemas } = description.components;
    const referred = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]*)"/gu)].map(([, to = ""]) => to);
    expect(referred.length).toBeGreaterThan(20);
    expect(referred.filter((to) => !((/^#\/components\/schemas\/(.*)$/u.exec(to)?.[1] ?? "") in schemas))).toEqual([]);
    const all = Object.values(description.paths).flatMap((path) => Object.values(path));
    const ids = all.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = description.tags.map(({ name }) => name);
    expect(all.filter((each) => each.tags.some((tag) => !tags.includes(tag)))).toEqual([]);
  });

  it("names the parts of each path as parameters", async () => {
    for (const [path, methods] of Object.entries((await described()).paths)) {
      const parts = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
      for (const { parameters = [] } of Object.values(methods))
        expect(parameters.filter((each) => each.in === "path").map(({ name }) => name)).toEqual(parts);
    }
  });

  it("has every route of the door, and no other", async () => {
    const { paths } = await described();
    const told = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const there = routes.routes.flatMap(({ method, path }) => {
      if (path.endsWith("*")) return [];
      const named = path.replaceAll(/:(\w+)(\{[^}]*\})?/gu, "{$1}");
      // Where a route takes any method, those are told that the protocol has.
      return method === "ALL" ? ["GET", "POST", "DELETE"].map((each) => `${each} ${named}`) : [`${method} ${named}`];
    });
    expect(told.toSorted()).toEqual([...new Set(there)].toSorted());
  });

  it("has schemas that can be read again, and say of requests what the routes take", async () => {
    const { schemas } = (await described()).components;
    const read = (name: string) => z.fromJSONSchema(resolvable(name, schemas));
    for (const name of Object.keys(schemas)) expect(() => read(name)).not.toThrow();
    const document = "a".repeat(64);
    for (const [name, right, wrong] of [
      ["SummaryRequest", { document, options: { length: "short" } }, { document: "nothing" }],
      ["TableRequest", { documents: [document], columns: [{ name: "Rent", kind: "money" }] }, { columns: [] }],
      ["VerifyRequest", { claims: ["It rains."], texts: ["It rains."] }, { claims: [] }],
      ["ChatCompletionRequest", { messages: [{ role: "user", content: "Hello" }] }, { messages: [] }],
      [
        "MessageRequest",
        { model: "local", max_tokens: 9, messages: [{ role: "user", content: "Hello" }] },
        { model: "local", max_tokens: 9, messages: [{ role: "user", content: [{ type: "image" }] }] },
      ],
      ["SystemOneRequest", { state: "x", questions: { a: { type: "noul", instructions: "Is it?" } } }, { state: "" }],
    ] as const) {
      for (const [body, isRight] of [
        [right, true],
        [wrong, false],
      ] as const) {
        expect([name, read(name).safeParse(body).success]).toEqual([name, isRight]);
        expect([name, requestSchemas[name].safeParse(body).success]).toEqual([name, isRight]);
      }
    }
    expect(read("Quote").safeParse({ quote: "x", page: 0, start: 0, end: 1 }).success).toBe(false);
    expect(read("Quote").safeParse({ quote: "x", page: 1, start: 0, end: 1, more: true }).success).toBe(true);
  });

  it("knows the form of each request and answer that it names", () => {
    for (const { request, answer } of operations) {
      if (request !== undefined) expect(Object.keys(requestSchemas)).toContain(request);
      if (answer !== undefined) expect(Object.keys(answerSchemas)).toContain(answer);
    }
    expect(Object.keys(openApi("1.2.3").components.schemas)).toHaveLength(
      Object.keys(requestSchemas).length + Object.keys(answerSchemas).length,
    );
  });
});
