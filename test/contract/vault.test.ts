import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import { afterEach, describe, expect, it } from "vitest";
import { createApp } from "../../electron/api/createApp.ts";
import { createLibraryHost, type LibraryHost } from "../../electron/api/createLibraryHost.ts";
import type { VaultState } from "../../electron/contract/vault.ts";
import { applicationFolder } from "../../electron/host/applicationFolder.ts";
import { createNodePorts } from "../../electron/host/nodePorts.ts";
import { createServer, type LocalServer } from "../../electron/server/createServer.ts";
import { builtSpawner, builtThreads } from "../helpers/builtPrograms.ts";
import { type Client, openOneTimeAddress } from "../helpers/doors.ts";
import { temporaryFolder } from "../helpers/openApp.ts";

const passphrase = "correct horse battery";
const secret = "zygomorphic";
const coded = (code: string): unknown => expect.objectContaining({ code });

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** The local server on a folder, as the application starts it; with a clock that can be moved on. */
async function serve(data: string) {
  const ports = createNodePorts(
    { data, resources: path.join(applicationFolder(), "resources") },
    "test",
    builtSpawner(),
    builtThreads(),
  );
  const timers = new Set<() => void>();
  let monotonic = 0;
  const host: LibraryHost = await createLibraryHost({
    vault: ports.vault,
    clock: {
      now: ports.clock.now,
      monotonic: () => monotonic,
      setTimeout(run) {
        timers.add(run);
        return { clear: () => void timers.delete(run) };
      },
    },
    logger: ports.logger,
    hasKeychain: () => Promise.resolve(false),
    open: (keys, vault) => createApp({ ports, version: "0.0.0-test", door: "browser", keys, vault }),
  });
  const server: LocalServer = await createServer(host.current, { port: 0, rendererFolder: temporaryFolder() });
  const cookie = await openOneTimeAddress(server.address);
  const client: Client = createORPCClient(new RPCLink({ url: `${server.origin}/rpc`, headers: { cookie } }));
  let isEnded = false;
  const end = async (): Promise<void> => {
    if (isEnded) return;
    isEnded = true;
    await server.close();
    await host.dispose();
  };
  ends.push(end);
  return {
    client,
    host,
    end,
    files: (address: string, init: RequestInit = {}) =>
      fetch(`${server.origin}${address}`, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), cookie, origin: server.origin },
      }),
    /** Lets time pass in which nobody is there. */
    pass(minutes: number) {
      monotonic += minutes * 60_000;
      const due = Array.from(timers);
      timers.clear();
      for (const run of due) run();
    },
  };
}

const text = `The ${secret} flower opens in May. Its leaves are green.`;

async function takeIn({ client, files }: Awaited<ReturnType<typeof serve>>): Promise<string> {
  const response = await files("/files?name=flower.txt", { method: "POST", body: text });
  const { documentId, jobId } = (await response.json()) as { documentId: string; jobId: string };
  for await (const event of await client.jobs.attach({ jobId })) void event;
  return documentId;
}

function holding(data: string): string[] {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(secret))
    .map((file) => path.relative(data, file));
}

describe("the library behind the local server", () => {
  it("is encrypted while it is open, locked, and opened again by nothing but the passphrase", async () => {
    const data = temporaryFolder();
    const served = await serve(data);
    const { client, files } = served;
    const id = await takeIn(served);
    expect(await client.vault.state()).toMatchObject({ status: "off", by: null, switching: null });
    expect(holding(data).length).toBeGreaterThan(0);

    await expect(client.vault.turnOn({ passphrase: "short" })).rejects.toEqual(coded("PASSPHRASE_SHORT"));
    expect((await client.vault.state()).status).toBe("off");
    await client.vault.turnOn({ passphrase });
    expect(await client.vault.state()).toMatchObject({ status: "open", by: "passphrase", switching: null });
    expect((await client.documents.get({ id })).title).toBe("flower");
    expect(await (await files(`/files/${id}`)).text()).toBe(text);
    expect(await (await files(`/files/${id}`, { headers: { Range: "bytes=4-14" } })).text()).toBe(secret);
    expect(holding(data)).toEqual([]);

    await client.vault.lock();
    expect(await client.vault.state()).toMatchObject({ status: "locked", by: "passphrase" });
    await expect(client.documents.list()).rejects.toEqual(coded("LIBRARY_LOCKED"));
    await expect(client.documents.get({ id })).rejects.toEqual(coded("LIBRARY_LOCKED"));
    expect((await files(`/files/${id}`)).status).toBe(423);
    await expect(client.vault.unlock({ passphrase: "correct horse batterz" })).rejects.toEqual(
      coded("PASSPHRASE_WRONG"),
    );
    await expect(client.vault.unlock({ passphrase: null })).rejects.toEqual(coded("LIBRARY_LOCKED"));
    await client.vault.unlock({ passphrase });
    expect((await client.search.all({ query: "flower", limit: 5 })).length).toBeGreaterThan(0);

    // What comes in from now on is encrypted too.
    const other = await files("/files?name=other.txt", { method: "POST", body: `${text} Another.` });
    const { documentId, jobId } = (await other.json()) as { documentId: string; jobId: string };
    for await (const event of await client.jobs.attach({ jobId })) void event;
    expect(await (await files(`/files/${documentId}`)).text()).toBe(`${text} Another.`);
    expect(holding(data)).toEqual([]);

    await served.end();
    const again = await serve(data);
    expect((await again.client.vault.state()).status).toBe("locked");
    await again.client.vault.unlock({ passphrase });
    await expect(again.client.vault.turnOff({ passphrase: "not the passphrase" })).rejects.toEqual(
      coded("PASSPHRASE_WRONG"),
    );
    await again.client.vault.turnOff({ passphrase });
    expect((await again.client.vault.state()).status).toBe("off");
    expect(await (await again.files(`/files/${id}`)).text()).toBe(text);
    expect(holding(data).length).toBeGreaterThan(0);
  });

  it("tells of each change, and goes on with what was broken off, or takes it back", async () => {
    const data = temporaryFolder();
    const served = await serve(data);
    const id = await takeIn(served);
    const states: VaultState["status"][] = [];
    const leaving = new AbortController();
    const watching = (async () => {
      for await (const state of await served.client.vault.watch(undefined, { signal: leaving.signal }))
        states.push(state.status);
    })().catch(() => {});
    await served.client.vault.turnOn({ passphrase });
    await served.end();
    leaving.abort();
    await watching;
    expect(states[0]).toBe("off");
    expect(states).toContain("switching");

    // As a process that was ended in the middle leaves it.
    const broken = (state: "sealing" | "opening"): void => {
      const file = path.join(data, "vault.json");
      writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, "utf8")) as object), state }));
    };
    broken("opening");
    const second = await serve(data);
    expect(await second.client.vault.state()).toMatchObject({ status: "locked", switching: { to: "off" } });
    await second.client.vault.unlock({ passphrase, undo: true });
    expect((await second.client.vault.state()).status).toBe("open");
    expect(holding(data)).toEqual([]);
    await second.end();

    broken("opening");
    const third = await serve(data);
    await third.client.vault.unlock({ passphrase });
    expect((await third.client.vault.state()).status).toBe("off");
    expect(await (await third.files(`/files/${id}`)).text()).toBe(text);
  });

  it("locks itself when nobody was there for a while, unless there never was a lock", async () => {
    const data = temporaryFolder();
    const served = await serve(data);
    const { client, pass } = served;
    await client.settings.set({ lockAfterMinutes: 15 });
    pass(60);
    expect((await client.vault.state()).status).toBe("off");
    await client.vault.turnOn({ passphrase });
    pass(14);
    await client.vault.seen();
    pass(14);
    expect((await client.vault.state()).status).toBe("open");
    pass(2);
    await expect.poll(async () => (await client.vault.state()).status).toBe("locked");
    await client.vault.unlock({ passphrase });
    await client.settings.set({ lockAfterMinutes: 0 });
    pass(1000);
    expect((await client.vault.state()).status).toBe("open");
  });

  it("keeps tokens of servers encrypted too", async () => {
    const data = temporaryFolder();
    const { client } = await serve(data);
    const key = `sk-${secret}-${createHash("sha256").update(randomUUID()).digest("hex")}`;
    await client.vault.turnOn({ passphrase });
    await client.endpoints.add({ name: "Far", url: "http://127.0.0.1:9/v1", key }).catch(() => {});
    expect(holding(data)).toEqual([]);
  });
});
