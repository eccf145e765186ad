import { expect, it } from "vitest";
import { createHub } from "../../../electron/core/hub/createHub.ts";
import { systemClock } from "../../../electron/host/systemClock.ts";

it.each([
  ["https://hub.example", true],
  ["http://127.0.0.1:8080", true],
  ["http://localhost:8080", true],
  ["http://hub.example", false],
  ["http://192.168.1.20:8080", false],
])("shows its token to %s: %s", async (address, is) => {
  const shown: boolean[] = [];
  const hub = createHub({
    outlet: {
      fetch(_address, { headers = {} }) {
        shown.push("authorization" in headers);
        return Promise.resolve(new Response("[]", { headers: { "content-type": "application/json" } }));
      },
    },
    clock: systemClock,
    address: () => address,
    mirrors: () => [],
    token: () => Promise.resolve("hf_secret"),
  });
  expect(await hub.search("mill", 5)).toEqual([]);
  expect(shown).toEqual([is]);
});

it("waits for a busy hub until the date that it names", async () => {
  const date = new Date(0).toUTCString();
  const retryAfter = new Date(240_000).toUTCString();
  const hub = createHub({
    outlet: {
      fetch: () => Promise.resolve(new Response(null, { status: 429, headers: { date, "retry-after": retryAfter } })),
    },
    clock: systemClock,
    address: () => "https://hub.example",
    mirrors: () => [],
    token: () => Promise.resolve(null),
  });
  await expect(hub.search("mill", 5)).rejects.toMatchObject({ code: "HUB_BUSY", data: { seconds: 240 } });
});

it.each([
  [
    "a page",
    "<!doctype html><title>Sign in</title>",
    { code: "HUB_ANSWER", data: { reason: "PAGE", host: "hub.example" } },
  ],
  ["nothing", "", { code: "HUB_ANSWER", data: { host: "hub.example" } }],
  ["half an answer", '{"sha":', { code: "HUB_ANSWER" }],
  ["another answer", '{"sha":5}', { code: "HUB_ANSWER" }],
])("tells a hub that answers with %s", async (_, body, error) => {
  const hub = createHub({
    outlet: { fetch: () => Promise.resolve(new Response(body)) },
    clock: systemClock,
    address: () => "https://hub.example",
    mirrors: () => [],
    token: () => Promise.resolve(null),
  });
  await expect(hub.describe("owner/name", "main")).rejects.toMatchObject(error);
});
