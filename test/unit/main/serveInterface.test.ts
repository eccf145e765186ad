import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { serveInterface } from "../../../electron/main/serveInterface.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";

let serve: (request: Request) => Promise<Response>;
beforeAll(() => {
  const parent = temporaryFolder();
  const folder = path.join(parent, "renderer");
  mkdirSync(path.join(folder, "assets"), { recursive: true });
  writeFileSync(path.join(folder, "index.html"), "<!doctype html><title>Tramontane</title>");
  writeFileSync(path.join(folder, "assets/main.js"), "export {};");
  writeFileSync(path.join(folder, "assets/decoder.wasm"), Buffer.from([0, 0x61, 0x73, 0x6d]));
  writeFileSync(path.join(parent, "secret.txt"), "secret");
  symlinkSync(path.join(parent, "secret.txt"), path.join(folder, "assets/link.txt"));
  serve = serveInterface({
    folder,
    handleFiles: (request) =>
      Promise.resolve(new URL(request.url).pathname.startsWith("/files") ? new Response("original") : null),
  });
});
const get = (address: string, headers: Record<string, string> = {}) => serve(new Request(address, { headers }));

describe("the application's own scheme", () => {
  it("serves the interface with its types", async () => {
    const page = await get("tramontane://app/");
    expect(page.status).toBe(200);
    expect(page.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(await page.text()).toContain("<title>Tramontane</title>");
    expect((await get("tramontane://app/assets/main.js")).headers.get("Content-Type")).toMatch(/^text\/javascript/);
    expect((await get("tramontane://app/assets/decoder.wasm")).headers.get("Content-Type")).toBe("application/wasm");
  });

  it.each(["tramontane://app/", "tramontane://app/files/1", "tramontane://app/nothing", "tramontane://other/"])(
    "%s carries the security headers",
    async (address) => {
      const { headers } = await get(address);
      const policy = headers.get("Content-Security-Policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:|\*|script-src[^;]*'unsafe-(inline|eval)'/);
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    },
  );

  it("passes /files on to the application", async () => {
    expect(await (await get("tramontane://app/files/1")).text()).toBe("original");
  });

  it.each([
    "tramontane://app/../secret.txt",
    "tramontane://app/%2e%2e/secret.txt",
    "tramontane://app/..%2fsecret.txt",
    "tramontane://app/assets/..%2f..%2fsecret.txt",
    "tramontane://app/assets/link.txt",
    "tramontane://app/assets",
    "tramontane://app/%00",
    "tramontane://app/%",
  ])("%s is not found", async (address) => {
    expect((await get(address)).status).toBe(404);
  });

  it("answers its own origin only", async () => {
    expect((await get("tramontane://app/", { Origin: "https://example.org" })).status).toBe(403);
    expect((await get("tramontane://other/")).status).toBe(403);
    expect((await get("tramontane://app/", { Origin: "tramontane://app" })).status).toBe(200);
  });

  it("takes no writing outside /files", async () => {
    expect((await serve(new Request("tramontane://app/index.html", { method: "PUT", body: "x" }))).status).toBe(405);
  });
});
