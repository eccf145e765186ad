import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { checkVulnerabilities, readAudit, readSignatures } from "../../../scripts/supply.mjs";
import { temporaryFolder } from "../../helpers/openApp.ts";

async function withRegistry(answer: RequestListener, task: () => Promise<void>): Promise<void> {
  const registry = createServer(answer).listen(0, "127.0.0.1");
  await once(registry, "listening");
  const bound = registry.address();
  vi.stubEnv("npm_config_registry", `http://127.0.0.1:${typeof bound === "object" ? bound?.port : 0}`);
  vi.stubEnv("npm_config_cache", path.join(temporaryFolder(), "cache"));
  try {
    await task();
  } finally {
    vi.unstubAllEnvs();
    registry.close();
    registry.closeAllConnections();
  }
}

const advisory = {
  id: 1,
  url: "https://example.org/advisory",
  title: "reads what it must not",
  severity: "high",
  vulnerable_versions: "<99.0.0",
};

/** A registry that knows of a vulnerability in one package. */
const knowing =
  (name: string): RequestListener =>
  (request, response) => {
    // npm also looks whether what depends on it can be had without it.
    const asked = decodeURIComponent(request.url?.slice(1) ?? "");
    const versions = { "1.0.0": { name: asked, version: "1.0.0" } };
    const answer = request.method === "POST" ? { [name]: [advisory] } : { name: asked, versions };
    response.setHeader("content-type", "application/json");
    request.resume().on("end", () => response.end(JSON.stringify(answer)));
  };

/** A verdict in one line. */
const said = ({ state, text }: { state: string; text: string }) => `${state}: ${text}`;

describe("what is known of the packages", () => {
  it("fails where the registry knows of a vulnerability in what is shipped, also in what the interface is made of", async () => {
    for (const name of ["yauzl", "react-dom", "electron"]) {
      await withRegistry(knowing(name), async () => {
        const { state, text } = await checkVulnerabilities();
        expect(state).toBe("FAILED");
        expect(text).toBe(`${name}: reads what it must not (high, https://example.org/advisory)`);
      });
    }
  });

  it("is told, and no failure, where development alone uses what is vulnerable", async () => {
    await withRegistry(knowing("jsdom"), async () => {
      expect(said(await checkVulnerabilities())).toMatch(/^ok: .*1 of what only/u);
    });
  });

  it("is fine where the registry knows of nothing, and skipped with the reason where it cannot be asked", async () => {
    const nothing: RequestListener = (request, response) => request.resume().on("end", () => response.end("{}"));
    await withRegistry(nothing, async () => expect((await checkVulnerabilities()).state).toBe("ok"));
    const refusing: RequestListener = (_request, response) => response.writeHead(405).end();
    await withRegistry(refusing, async () => expect(said(await checkVulnerabilities())).toMatch(/^SKIPPED: .*405/u));
    expect(readAudit(null, () => true).state).toBe("SKIPPED");
  });
});

describe("the signatures of the packages", () => {
  it("fail where one is not valid or is missing, and are skipped where nobody could be asked", () => {
    const one = { name: "zod", version: "4.0.0" };
    expect(readSignatures({ invalid: [], missing: [] }).state).toBe("ok");
    expect(said(readSignatures({ invalid: [one], missing: [] }))).toMatch(/^FAILED: .*zod@4.0.0/u);
    expect(readSignatures({ invalid: [], missing: [one] }).state).toBe("FAILED");
    const unreachable = { error: { code: "ENOTFOUND", summary: "getaddrinfo ENOTFOUND" } };
    expect(said(readSignatures(unreachable))).toMatch(/^SKIPPED: .*ENOTFOUND/u);
  });
});
