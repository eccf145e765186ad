import { request } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../electron/api/createApp.ts";
import { receivedFileSchema } from "../../electron/contract/app.ts";
import { applicationFolder } from "../../electron/host/applicationFolder.ts";
import { createServer, type LocalServer } from "../../electron/server/createServer.ts";
import { openOneTimeAddress } from "../helpers/doors.ts";
import { openApp, temporaryFolder } from "../helpers/openApp.ts";
import { pngHead } from "../helpers/tinyPicture.ts";

describe("the local server", () => {
  let app: App;
  let server: LocalServer;
  let cookie: string;

  beforeAll(async () => {
    app = await openApp();
    server = await createServer(() => app, { port: 0, rendererFolder: temporaryFolder() });
    cookie = await openOneTimeAddress(server.address);
  });
  afterAll(async () => {
    await server.close();
    await app.dispose();
  });

  const status = async (pathname: string, init: RequestInit = {}) =>
    (await fetch(`${server.origin}${pathname}`, { redirect: "manual", ...init })).status;

  it("opens its one-time address once", async () => {
    expect(await status(new URL(server.address).search)).toBe(401);
  });

  it("serves nothing without the cookie", async () => {
    expect(await status("/rpc/app/info", { method: "POST" })).toBe(401);
    expect(await status("/files?name=a.txt", { method: "POST", body: "text" })).toBe(401);
    expect(await status("/")).toBe(401);
  });

  it("refuses a page of another origin and a host that is not loopback", async () => {
    expect(await status("/rpc/app/info", { method: "POST", headers: { cookie, origin: "http://evil.example" } })).toBe(
      401,
    );
    const { port } = new URL(server.origin);
    const rebound = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(
        { host: "127.0.0.1", port, path: "/", headers: { host: "evil.example", cookie } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      call.on("error", reject);
      call.end();
    });
    expect(rebound).toBe(401);
  });

  it("sends the content security policy with every answer, refusals included", async () => {
    for (const headers of [{ cookie }, {}]) {
      const answer = await fetch(`${server.origin}/`, { headers, redirect: "manual" });
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("takes a file in and gives it back whole and in ranges", async () => {
    const samples = await readFile(path.join(applicationFolder(), "package.json"));
    const answer = await fetch(`${server.origin}/files?name=manifest.txt`, {
      method: "POST",
      headers: { cookie },
      body: samples,
    });
    expect(answer.status).toBe(202);
    const received = receivedFileSchema.parse(await answer.json());
    const url = `${server.origin}/files/${received.documentId}`;
    const whole = Buffer.from(await (await fetch(url, { headers: { cookie } })).arrayBuffer());
    expect(whole.equals(samples)).toBe(true);
    const part = await fetch(url, { headers: { cookie, range: "bytes=2-5" } });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 2-5/${samples.length}`);
    expect(await part.text()).toBe(samples.subarray(2, 6).toString());
    const tail = await fetch(url, { headers: { cookie, range: "bytes=-3" } });
    expect(await tail.text()).toBe(samples.subarray(-3).toString());
    expect(await status(`/files/${received.documentId}`, { headers: { cookie, range: "bytes=9999999-" } })).toBe(416);
  });

  it("gives a picture a type of its own by its content, whatever its name says", async () => {
    const typeOf = async (name: string, body: Buffer) => {
      const answer = await fetch(`${server.origin}/files?name=${name}`, {
        method: "POST",
        headers: { cookie },
        body: new Uint8Array(body),
      });
      const { documentId } = receivedFileSchema.parse(await answer.json());
      return (await fetch(`${server.origin}/files/${documentId}`, { headers: { cookie } })).headers.get("content-type");
    };
    expect(await typeOf("stamp.jpg", pngHead(10, 10))).toBe("image/png");
    expect(await typeOf("page.png", Buffer.from("<svg onload='alert(1)'/>"))).toBe("application/octet-stream");
    expect(await typeOf("page.html", Buffer.from("<p>Hello</p>"))).toBe("application/octet-stream");
  });

  it("names what is wrong with a file as a problem with a code", async () => {
    const answer = await fetch(`${server.origin}/files`, { method: "POST", headers: { cookie }, body: "x" });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "INVALID_INPUT" });
    expect(await status(`/files/${"0".repeat(64)}`, { headers: { cookie } })).toBe(404);
    expect(await status("/files/..%2f..%2fpackage.json", { headers: { cookie } })).toBe(404);
  });
});
