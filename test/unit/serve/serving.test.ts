import { afterEach, describe, expect, it } from "vitest";
import type { Settings } from "../../../electron/contract/settings.ts";
import { settingsSchema } from "../../../electron/contract/settings.ts";
import { createChanges } from "../../../electron/core/changes.ts";
import type { Core } from "../../../electron/core/createCore.ts";
import { createServing, type ServingDoor, tokenName } from "../../../electron/serve/createServing.ts";
import { listen } from "../../../electron/serve/listen.ts";
import { noClient, servedCore } from "../../helpers/serveModels.ts";

const doors: ServingDoor[] = [];
afterEach(async () => void (await Promise.all(doors.splice(0).map((door) => door.dispose()))));

function open({ follows = true, secret = null as string | null, api = {} } = {}) {
  let settings: Settings = settingsSchema.parse({ api: { port: 0, ...api } });
  const secrets = new Map<string, string>();
  if (secret !== null) secrets.set(tokenName, secret);
  const lines: string[] = [];
  const base = servedCore();
  const core = {
    ...base,
    ports: {
      ...base.ports,
      secrets: {
        get: (name: string) => Promise.resolve(secrets.get(name) ?? null),
        set: (name: string, value: string) => Promise.resolve(void secrets.set(name, value)),
      },
    },
    changes: createChanges(),
    store: { settings: { get: () => settings, set: (next: Settings) => void (settings = next) } },
    connections: {
      admit(name: string, { host, port }: { host: string; port: number }) {
        lines.push(`${name} ${host} ${port > 0}`);
        return { end: () => void lines.push(`${name} ended`) };
      },
    },
    models: { list: () => [] },
    endpoints: { list: () => Promise.resolve([]) },
  } as unknown as Core;
  const door = createServing(core, { follows, client: noClient });
  doors.push(door);
  return { door, secrets, lines, core, settings: () => settings };
}

const health = async (address: string | null, token: string): Promise<number> =>
  (await fetch(`${address}/health`, { headers: { authorization: `Bearer ${token}`, "user-agent": "probe/1 (x)" } }))
    .status;

describe("the door for programs", () => {
  it("is closed until a person opens it, and closed again", async () => {
    const { door, secrets, settings } = open();
    expect(door.state()).toMatchObject({ status: "off", address: null, on: false, clients: [] });
    const { address, status } = await door.set({ on: true });
    expect(status).toBe("on");
    expect(settings().api).toEqual({ on: true, port: 0, ollama: false });
    const token = await door.token();
    expect(secrets.get(tokenName)).toBe(token);
    expect(await health(address, token)).toBe(200);
    expect((await door.set({ on: false })).status).toBe("off");
    await expect(health(address, token)).rejects.toThrow();
  });

  it("opens by itself where the settings say so, with the token that is kept", async () => {
    const { door } = open({ secret: "kept", api: { on: true } });
    const { address } = await door.set({ ollama: true });
    expect(await health(address, "kept")).toBe(200);
    expect(await health(address, "another")).toBe(401);
  });

  it("lets nobody in any more with the token of before", async () => {
    const { door } = open({ api: { on: true } });
    const { address } = await door.set({});
    const before = await door.token();
    const now = await door.renewToken();
    expect(await health(address, before)).toBe(401);
    expect(await health(address, now)).toBe(200);
  });

  it("says when its port is taken, and opens once it is free", async () => {
    const taken = await listen(() => new Response("taken"), 0);
    const { door } = open();
    const failed = await door.set({ on: true, port: taken.port });
    expect(failed).toMatchObject({
      status: "failed",
      address: null,
      problem: { code: "SERVING_FAILED", data: { reason: "PORT_TAKEN", port: taken.port } },
    });
    await taken.close();
    expect(await door.set({ on: true })).toMatchObject({ status: "on", problem: null });
  });

  it("writes one line of the ledger for each program, and ends it when it closes", async () => {
    const { door, lines } = open({ api: { on: true } });
    const { address } = await door.set({});
    const token = await door.token();
    await health(address, token);
    await health(address, token);
    expect(lines).toEqual(["probe/1 127.0.0.1 true"]);
    expect(door.state().clients).toMatchObject([{ name: "probe/1", requests: 2 }]);
    await door.dispose();
    expect(lines).toEqual(["probe/1 127.0.0.1 true", "probe/1 ended"]);
  });

  it("is opened at a terminal where that is asked for, whatever the settings say", async () => {
    const { door, core } = open({ follows: false, api: { on: true } });
    core.changes.changed("settings", null);
    expect(door.state().status).toBe("off");
    const { api, token } = await door.open();
    expect(api).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
    expect(await health(api, token)).toBe(200);
  });

  it("listens on both addresses of the loopback interface, where the computer has both", async () => {
    const { door } = open({ api: { on: true } });
    const { address } = await door.set({});
    const { port } = new URL(address ?? "");
    const token = await door.token();
    const answer = await health(`http://[::1]:${port}`, token).catch(() => null);
    expect([200, null]).toContain(answer);
  });
});
