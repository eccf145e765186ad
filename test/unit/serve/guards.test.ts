import { describe, expect, it } from "vitest";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import { createRoutes } from "../../../electron/serve/createServing.ts";
import { isOwnHost } from "../../../electron/serve/guards.ts";
import { noClient, servedCore, servedModels, testToken } from "../../helpers/serveModels.ts";

const port = 11_999;
let admitted: string[] = [];
function routesOf({ isOllamaOn = false } = {}) {
  admitted = [];
  return createRoutes(
    {
      port: () => port,
      token: () => testToken,
      isOllamaOn: () => isOllamaOn,
      admitted: (client) => void admitted.push(client),
    },
    {
      core: servedCore(),
      models: servedModels([{ model: createFakeModel({ answer: () => ["yes"] }) }]),
      client: noClient,
    },
  );
}

const hosts = {
  [`127.0.0.1:${port}`]: true,
  [`localhost:${port}`]: true,
  [`[::1]:${port}`]: true,
  [`127.0.0.1:${port + 1}`]: false,
  "127.0.0.1": false,
  "evil.example": false,
  [`evil.example:${port}`]: false,
  [`127.0.0.1.evil.example:${port}`]: false,
  [`0.0.0.0:${port}`]: false,
};
const pages = [
  { origin: "null" },
  { origin: "https://evil.example" },
  { origin: `http://127.0.0.1:${port}` },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-origin" },
];
const tokens = [
  {},
  { authorization: "Bearer no-key" },
  { authorization: `Bearer ${testToken}x` },
  { authorization: `Basic ${testToken}` },
  { "x-api-key": "" },
  { cookie: `token=${testToken}` },
];
const right = [
  { authorization: `Bearer ${testToken}` },
  { "x-api-key": testToken },
  { authorization: "Bearer no-key", "x-api-key": testToken },
];
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Every path that there is, with something in the place of what it leaves open. */
const paths = [
  ...new Set(routesOf().routes.map(({ path }) => path.replaceAll(/:\w+(\{[^}]*\})?\??/gu, "x").replaceAll("*", "x"))),
  "/",
  "/nothing",
];

describe("the guards of the door for programs", () => {
  it("end the connection on which a body is too large, since the rest of it is not read", async () => {
    const answer = await routesOf().request(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: "POST",
      headers: { host: `127.0.0.1:${port}`, authorization: `Bearer ${testToken}` },
      body: "x".repeat(8 * 1024 * 1024 + 1),
    });
    expect(answer.status).toBe(413);
    expect(answer.headers.get("connection")).toBe("close");
  });

  it("know routes to guard", () => {
    expect(paths).toContain("/health");
    expect(paths.length).toBeGreaterThan(4);
  });

  it.each(paths)(
    "let nobody to %s without its host, from a page or without the token, whatever the method",
    async (path) => {
      for (const isOllamaOn of [false, true]) {
        const routes = routesOf({ isOllamaOn });
        const isOpen = isOllamaOn && path.startsWith("/api/");
        const passed: string[] = [];
        const ask = async (method: string, headers: Record<string, string>, status: number) => {
          const answer = await routes.request(`http://127.0.0.1:${port}${path}`, { method, headers });
          if (answer.status !== status) passed.push(`${method} ${JSON.stringify(headers)} ${answer.status}`);
        };
        for (const method of methods) {
          for (const [host, isOwn] of Object.entries(hosts)) {
            for (const token of [...tokens, ...right]) {
              if (!isOwn) await ask(method, { host, ...token }, 403);
              for (const page of pages) await ask(method, { host, ...token, ...page }, 403);
            }
            if (!isOwn || isOpen) continue;
            for (const token of tokens) await ask(method, { host, ...token }, 401);
          }
        }
        expect(passed).toEqual([]);
        expect(admitted).toEqual([]);
      }
    },
  );

  it("let in whoever has the token, in either header, and note what it calls itself", async () => {
    const routes = routesOf();
    for (const token of right) {
      const headers = { host: `localhost:${port}`, "user-agent": "OpenAI/JS 7.59.0", ...token };
      const answer = await routes.request("/health", { headers });
      expect(await answer.json()).toEqual({ status: "ok", version: "0.0.0-test" });
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
    expect(admitted).toEqual(right.map(() => "OpenAI/JS"));
  });

  it("say with which methods a path is asked", async () => {
    const headers = { host: `127.0.0.1:${port}`, authorization: `Bearer ${testToken}` };
    const answer = await routesOf().request("/v1/chat/completions", { headers });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST");
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining("POST") as string } });
    const kept = await routesOf().request("/v1/documents/x", { method: "PUT", headers });
    expect(kept.headers.get("allow")).toBe("GET, DELETE");
    expect((await routesOf().request("/v1/nothing", { headers })).status).toBe(404);
  });

  it("say what to do", async () => {
    const answer = await routesOf().request("/v1/models", { headers: { host: `127.0.0.1:${port}` } });
    expect(await answer.json()).toMatchObject({
      type: "error",
      error: {
        type: "authentication_error",
        code: "invalid_api_key",
        message: expect.stringContaining("x-api-key") as string,
      },
    });
  });

  it("refuse bodies that are larger than a request needs, told or not", async () => {
    const routes = routesOf();
    const headers = { host: `127.0.0.1:${port}`, authorization: `Bearer ${testToken}` };
    const post = (init: RequestInit & { duplex?: "half" }) => routes.request("/v1/models", { method: "POST", ...init });
    const told = await post({ headers: { ...headers, "content-length": String(2 ** 23 + 1) }, body: "x" });
    expect(told.status).toBe(413);
    const chunk = new Uint8Array(2 ** 22);
    const untold = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let sent = 0; sent < 3; sent += 1) controller.enqueue(chunk);
        controller.close();
      },
    });
    expect(
      (await post({ headers: { ...headers, "transfer-encoding": "chunked" }, body: untold, duplex: "half" })).status,
    ).toBe(413);
  });

  it("know their own host", () => {
    expect(isOwnHost(undefined, port)).toBe(false);
    expect(isOwnHost("", 0)).toBe(false);
    expect(isOwnHost(`LOCALHOST:${port}`, port)).toBe(true);
  });
});
