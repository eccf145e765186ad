import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRouterClient } from "@orpc/server";
import { afterEach, describe, expect, it } from "vitest";
import type { App } from "../../../electron/api/createApp.ts";
import { promptCacheName } from "../../../electron/core/llm/local/promptCache/promptCacheFolder.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { addReadDocument, aDocument, documentId } from "../../unit/store/library.ts";
import { someMetadata } from "../../unit/chat/chatRoom.ts";

/** The whole application: what was read of conversations goes wherever they go. */

const modelId = "a".repeat(64);
let app: App | null = null;

afterEach(async () => {
  await app?.dispose();
  app = null;
});

async function open(data: string) {
  app = await openApp(data);
  return { store: app.core.store, client: createRouterClient(app.router, { context: {} }) };
}

/** A library of a model, a document and two conversations, and as many prompt caches; gives the names of their files. */
async function fill(data: string) {
  const { store, client } = await open(data);
  const metadata = someMetadata(4);
  const file = path.join(data, "model.gguf");
  writeFileSync(file, "GGUF");
  store.models.put({ id: modelId, name: "Tiny", path: file, bundled: false, owned: false, metadata, addedAt: 1 });
  addReadDocument(store, aDocument({ id: documentId("d") }), ["The mill was sold in May."]);
  const first = await client.conversations.create({ documentIds: [documentId("d")], title: "The mill" });
  const second = await client.conversations.create({ documentIds: [], title: "The sea" });
  const names = [first, second].map(({ id }) => promptCacheName(id, modelId) ?? "");
  const folder = path.join(data, "states");
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(path.join(folder, name), "what was read");
  return { client, store, folder, first: first.id, names };
}

describe("what was read of conversations", () => {
  it("outlives the application, its key with it, and nothing of it is told", async () => {
    const data = temporaryFolder();
    const { store, folder, first, names } = await fill(data);
    const key = Buffer.from(store.settings.promptCacheKey()).toString("base64");
    expect(Buffer.from(key, "base64")).toHaveLength(32);
    await app?.dispose();

    const again = await open(data);
    expect(Buffer.from(again.store.settings.promptCacheKey()).toString("base64")).toBe(key);
    expect(readdirSync(folder).toSorted()).toEqual(names.toSorted());
    expect(JSON.stringify(await again.client.settings.get())).not.toContain(key);
    expect((await again.client.conversations.export({ id: first, format: "json" })).data).not.toContain(key);
  });

  it("goes with its conversation, into the bin already", async () => {
    const data = temporaryFolder();
    const { client, folder, first, names } = await fill(data);
    await client.conversations.remove({ id: first });
    expect(readdirSync(folder)).toEqual(names.slice(1));
    await client.conversations.restore({ id: first });
    expect(existsSync(path.join(folder, names[0] ?? ""))).toBe(false);
  });

  it("goes with a document that its conversation reads, with its model, and when the settings forbid it", async () => {
    type Calls = Awaited<ReturnType<typeof fill>>["client"];
    const ends: readonly (readonly [end: (client: Calls) => Promise<unknown>, kept: number])[] = [
      // The other conversation never read the document.
      [(client) => client.documents.remove({ id: documentId("d") }), 1],
      [(client) => client.models.remove({ id: modelId }), 0],
      [(client) => client.settings.set({ keepStates: false }), 0],
    ];
    for (const [end, kept] of ends) {
      const { client, folder, names } = await fill(temporaryFolder());
      expect(readdirSync(folder).toSorted()).toEqual(names.toSorted());
      await end(client);
      expect(readdirSync(folder)).toEqual(kept === 0 ? [] : names.slice(-kept));
      await app?.dispose();
    }
  });

  it("is not there any more at the next start where it was forbidden or its conversation is gone", async () => {
    const data = temporaryFolder();
    const { client, folder, first, names } = await fill(data);
    await client.conversations.remove({ id: first });
    await app?.dispose();
    for (const name of names) writeFileSync(path.join(folder, name), "from a backup of the folder");
    const again = await open(data);
    expect(readdirSync(folder)).toEqual(names.slice(1));
    await again.client.settings.set({ keepStates: false });
    await app?.dispose();
    for (const name of names) writeFileSync(path.join(folder, name), "from a backup of the folder");
    await open(data);
    expect(readdirSync(folder)).toEqual([]);
  });
});
