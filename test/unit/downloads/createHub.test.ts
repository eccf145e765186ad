import { expect, it } from "vitest";
import { createHub } from "../../../electron/core/hub/createHub.ts";

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
    address: () => address,
    mirrors: () => [],
    token: () => Promise.resolve("hf_secret"),
  });
  expect(await hub.search("mill", 5)).toEqual([]);
  expect(shown).toEqual([is]);
});
