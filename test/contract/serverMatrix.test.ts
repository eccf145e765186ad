import { Agent, request } from "node:http";
import { isContractProcedure } from "@orpc/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../electron/api/createApp.ts";
import { contract } from "../../electron/contract/contract.ts";
import { createServer, type LocalServer } from "../../electron/server/createServer.ts";
import { openOneTimeAddress } from "../helpers/doors.ts";
import { openApp, temporaryFolder } from "../helpers/openApp.ts";

type Headers = Readonly<Record<string, string>>;

/** Every call of the contract, as a path. */
function callsOf(router: object, at: readonly string[] = []): string[] {
  return Object.entries(router).flatMap(([name, part]: [string, object]) =>
    isContractProcedure(part) ? [`/rpc/${[...at, name].join("/")}`] : callsOf(part, [...at, name]),
  );
}

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const paths = ["/", "/index.html", "/nothing", "/rpc/app/info", "/files", `/files/${"0".repeat(64)}`];

describe("the guards of the window's local server", () => {
  const agent = new Agent({ keepAlive: true });
  let app: App;
  let server: LocalServer;
  let port: string;
  let cookie: string;
  let hosts: Readonly<Record<string, boolean>>;
  /** what a page says of itself, and whether it may call */
  let pages: readonly (readonly [Headers, boolean])[];

  beforeAll(async () => {
    app = await openApp();
    server = await createServer(() => app, { port: 0, rendererFolder: temporaryFolder() });
    cookie = await openOneTimeAddress(server.address);
    ({ port } = new URL(server.origin));
    hosts = {
      [`127.0.0.1:${port}`]: true,
      [`localhost:${port}`]: true,
      [`127.0.0.1:${Number(port) - 1}`]: false,
      "127.0.0.1": false,
      localhost: false,
      "evil.example": false,
      [`evil.example:${port}`]: false,
      [`127.0.0.1.evil.example:${port}`]: false,
      [`0.0.0.0:${port}`]: false,
    };
    pages = [
      [{}, true],
      [{ "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" }, true],
      [{ origin: "null" }, false],
      [{ origin: "https://evil.example" }, false],
      [{ origin: `http://127.0.0.1:${Number(port) - 1}` }, false],
      [{ origin: "https://evil.example", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, false],
      [{ "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }, false],
      [{ "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" }, false],
    ];
  });
  afterAll(async () => {
    agent.destroy();
    await server.close();
    await app.dispose();
  });

  const statusOf = (method: string, path: string, headers: Headers) =>
    new Promise<number | undefined>((resolve, reject) => {
      const call = request({ agent, host: "127.0.0.1", port, method, path, headers }, (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode));
      });
      call.on("error", reject);
      call.end();
    });
  const keys = (): readonly (readonly [Headers, boolean])[] => [
    [{ cookie }, true],
    [{}, false],
    [{ cookie: `${cookie}x` }, false],
    [{ cookie: `other=${cookie.split("=")[1] ?? ""}` }, false],
    [{ authorization: `Bearer ${cookie.split("=")[1] ?? ""}` }, false],
  ];

  it.each(paths)("let nobody to %s under another host, from another page or without the key", async (path) => {
    const wrong: string[] = [];
    for (const method of methods) {
      for (const [host, isOwn] of Object.entries(hosts)) {
        for (const [page, isOwnPage] of pages) {
          for (const [key, isKnown] of keys()) {
            // What is let in is tried once below: it does things.
            if (isOwn && isOwnPage && isKnown) continue;
            const status = await statusOf(method, path, { host, ...page, ...key });
            if (status !== 401) wrong.push(`${method} ${JSON.stringify({ host, ...page, ...key })}: ${String(status)}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("hold for every call of the contract", async () => {
    const calls = callsOf(contract);
    expect(calls.length).toBeGreaterThan(100);
    const own = { host: `127.0.0.1:${port}` };
    const wrong: string[] = [];
    for (const path of calls) {
      for (const headers of [
        own,
        { ...own, cookie, origin: "https://evil.example" },
        { host: "evil.example", cookie },
      ]) {
        const status = await statusOf("POST", path, headers);
        if (status !== 401) wrong.push(`${path} ${JSON.stringify(headers)}: ${String(status)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("let the application's own page in", async () => {
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const headers = { host, cookie, origin: `http://${host}`, "sec-fetch-site": "same-origin" };
      expect(await statusOf("POST", "/rpc/app/info", headers)).toBe(200);
    }
  });

  it("keep the one-time address for its own host", async () => {
    const second = await createServer(() => app, { port: 0, rendererFolder: temporaryFolder() });
    try {
      const { search, port: own } = new URL(second.address);
      const rebound = await new Promise<number | undefined>((resolve, reject) => {
        const call = request(
          { host: "127.0.0.1", port: own, path: `/${search}`, headers: { host: `evil.example:${own}` } },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          },
        );
        call.on("error", reject);
        call.end();
      });
      expect(rebound).toBe(401);
      await openOneTimeAddress(second.address);
    } finally {
      await second.close();
    }
  });

  it("read no call that is larger than calls are", async () => {
    const answer = await fetch(`${server.origin}/rpc/app/info`, {
      method: "POST",
      headers: { cookie, "content-type": "application/json" },
      body: `{"json":"${"x".repeat(32 * 1024 * 1024)}"}`,
    });
    expect(answer.status).toBe(413);
  });
});
