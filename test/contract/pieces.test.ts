import { safe } from "@orpc/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../electron/api/createApp.ts";
import { allDocuments, wholeCollection } from "../../renderer/lib/pieces.ts";
import { type Door, doors } from "../helpers/doors.ts";
import { openApp } from "../helpers/openApp.ts";
import { aCollection, aDocument } from "../unit/store/samples.ts";

const count = 1050;

describe.each(Object.entries(doors))("a long list through the %s", (_name, openDoor) => {
  let app: App;
  let door: Door;
  const { signal } = new AbortController();

  beforeAll(async () => {
    app = await openApp();
    door = await openDoor(app);
    const { store } = app.core;
    store.transaction(() => {
      store.collections.put(aCollection());
      for (let number = 0; number < count; number += 1) {
        const id = number.toString(16).padStart(64, "0");
        // Some at the same time, one pinned, in another order than they were added in.
        store.documents.put(
          aDocument({
            id,
            name: `${number}.pdf`,
            updatedAt: (number * 7) % 100,
            pinned: number === 3,
            status: "failed",
          }),
        );
        store.collections.addMember("collection", {
          documentId: id,
          path: `a/${number}.pdf`,
          state: "idle",
          problem: null,
        });
      }
      store.collections.order("collection", [(500).toString(16).padStart(64, "0")]);
      store.collections.skip("collection", { path: "a/x.exe", problem: { code: "FORMAT_UNSUPPORTED" } });
      store.documents.remove((7).toString(16).padStart(64, "0"), 1);
    });
  });
  afterAll(async () => {
    await door.close();
    await app.dispose();
  });

  it("comes to the same in pieces as at once", async () => {
    const { client } = door;
    const documents = await allDocuments(client, signal);
    expect(documents).toHaveLength(count - 1);
    expect(documents).toEqual(await client.documents.list());
    const collection = await wholeCollection(client, "collection", signal);
    expect(collection.members[0]?.path).toBe("a/500.pdf");
    expect(collection).toEqual(await client.collections.get({ id: "collection" }));
    const { error } = await safe(wholeCollection(client, "nothing", signal));
    expect(error).toMatchObject({ code: "NOT_FOUND" });
  });

  it("lets others get their turn between its pieces", async () => {
    const { client } = door;
    const order: string[] = [];
    const pieces = await client.documents.pieces();
    for await (const piece of pieces) {
      order.push(`piece of ${piece.length}`);
      if (order.length === 1) await client.settings.get().then(() => order.push("settings"));
    }
    expect(order.filter((each) => each !== "settings").length).toBeGreaterThan(2);
    expect(order[1]).toBe("settings");
  });

  it("is read no further when nobody wants it any more", async () => {
    const { some } = app.core.store.documents;
    let asked = 0;
    const documents = app.core.store.documents as { some: typeof some };
    documents.some = (ids) => {
      asked += 1;
      return some(ids);
    };
    try {
      for await (const piece of await door.client.documents.pieces()) if (piece.length > 0) break;
      // Another call goes through the same door behind it.
      await door.client.settings.get();
      expect(asked).toBeLessThan(count / 200);
    } finally {
      documents.some = some;
    }
  });
});
