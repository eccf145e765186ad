import { describe, expect, it } from "vitest";
import { type HubFault, openFaultyHub, sha256 } from "../../helpers/faultyHub.ts";
import { openStand, someModel } from "./stand.ts";

const bytes = someModel(600_000);
const name = "Tiny-Q4_K_M.gguf";

describe("a download", () => {
  it("is fetched by its commit, checked by its hash and kept as a model", async () => {
    await using hub = await openFaultyHub({ files: { "README.md": { bytes: Buffer.from("x") }, [name]: { bytes } } });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    const done = await stand.ended(id);
    expect(done).toMatchObject({
      state: "done",
      modelId: sha256(bytes),
      commit: hub.commit,
      checkedBy: "sha256",
      quantization: "Q4_K_M",
      received: bytes.length,
      problem: null,
    });
    expect(stand.bytesOf(sha256(bytes))).toEqual(bytes);
    expect(hub.served()).toBe(bytes.length);
    expect(stand.partial()).toEqual([]);
  });

  const passing: [string, HubFault[]][] = [
    ["a cut in the middle", [{ kind: "cut", at: 0.5 }]],
    [
      "an address that is too old",
      [
        { kind: "expired", status: 403 },
        { kind: "cut", at: 0.3 },
        { kind: "expired", status: 410 },
      ],
    ],
    [
      "a hub that is busy",
      [
        { kind: "busy", status: 429, retryAfter: "7" },
        { kind: "busy", status: 503 },
      ],
    ],
    ["the page of a network", [{ kind: "cut", at: 0.4 }, { kind: "page" }, { kind: "page" }]],
    ["a trickle", [{ kind: "trickle", at: 1 }]],
    ["a range that begins elsewhere", [{ kind: "cut", at: 0.4 }, { kind: "shifted" }]],
    [
      "a length that is wrong once",
      [
        { kind: "length", by: -1000 },
        { kind: "cut", at: 0.2 },
        { kind: "length", by: 1000 },
      ],
    ],
  ];
  it.each(passing)("goes on after %s, and nothing comes twice", async (_, faults) => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    expect(await stand.ended(id)).toMatchObject({ state: "done", problem: null });
    expect(stand.bytesOf(sha256(bytes))).toEqual(bytes);
    expect(hub.served() - hub.lost()).toBeLessThan(bytes.length * 1.25);
  });

  const restarting: [string, HubFault[]][] = [
    ["the whole file where the rest was asked for", [{ kind: "cut", at: 0.5 }, { kind: "whole" }]],
    ["a range that is refused", [{ kind: "cut", at: 0.5 }, { kind: "416" }]],
    ["the rest of another file", [{ kind: "cut", at: 0.5 }, { kind: "other" }]],
    ["a bit that is another", [{ kind: "bit", at: 0.5 }]],
  ];
  it.each(restarting)("begins anew for %s", async (_, faults) => {
    await using hub = await openFaultyHub({ files: { [name]: { bytes } }, faults });
    const stand = openStand(hub.address);
    const { id } = await stand.start({ repo: hub.repo });
    expect(await stand.ended(id)).toMatchObject({ state: "done", problem: null });
    expect(stand.bytesOf(sha256(bytes))).toEqual(bytes);
  });
});
