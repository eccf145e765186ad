import Database from "better-sqlite3-multiple-ciphers";
import { describe, expect, it } from "vitest";
import { type ConnectionFilter, connectionFilterSchema } from "../../../electron/contract/connections.ts";
import { mostConnections } from "../../../electron/core/store/connectionQueries.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { aConnection, openLibrary, type TestLibrary } from "./library.ts";

const filter = (given: Partial<ConnectionFilter> = {}) => connectionFilterSchema.parse(given);

describe("the ledger of connections", () => {
  it("tells the newest first, a page after the other, of one host or those that were refused", () => {
    const { connections } = openLibrary().store;
    const done = connections.add(aConnection());
    connections.end(done, { end: "done", status: 200, sentBytes: 10, receivedBytes: 20, durationMs: 3 });
    const refused = connections.add(aConnection({ end: "refused", reason: "LOCK", at: 2 }));
    const program = connections.add(aConnection({ host: null, scheme: null, at: 3, end: "running" }));
    const ids = (given?: Partial<ConnectionFilter>) => connections.list(filter(given)).map(({ id }) => id);
    expect(ids()).toEqual([program, refused, done]);
    expect(ids({ limit: 2 })).toEqual([program, refused]);
    expect(ids({ limit: 2, before: refused })).toEqual([done]);
    expect(ids({ host: "hub.example" })).toEqual([refused, done]);
    expect(ids({ host: "hub.example", refused: true })).toEqual([refused]);
    expect([connections.count(filter({ limit: 1 })), connections.count(filter({ refused: true }))]).toEqual([3, 1]);
    expect(connections.totals()).toEqual([
      { host: null, attempts: 1, refused: 0, sentBytes: 0, receivedBytes: 0, lastAt: 3 },
      { host: "hub.example", attempts: 2, refused: 1, sentBytes: 10, receivedBytes: 20, lastAt: 2 },
    ]);
  });

  it("forgets all that do not run, and counts on", () => {
    const { connections } = openLibrary().store;
    connections.add(aConnection({ end: "refused", reason: "LOCK" }));
    const running = connections.add(aConnection());
    connections.clear();
    expect(connections.list(filter()).map(({ id }) => id)).toEqual([running]);
    expect(connections.add(aConnection())).toBe(running + 1);
  });

  it("says of those that a process left that their end is not known", () => {
    const { connections } = openLibrary().store;
    connections.add(aConnection());
    expect(connections.markUnknown()).toBe(1);
    expect(connections.list(filter())[0]).toMatchObject({ end: "unknown", durationMs: null });
    expect(connections.markUnknown()).toBe(0);
  });

  it("keeps the newest alone", () => {
    const library = openLibrary();
    const first = library.store.connections.add(aConnection());
    const { connections } = changed(
      library,
      `UPDATE sqlite_sequence SET seq = ${mostConnections - 1} WHERE name = 'connections'`,
    );
    const second = connections.add(aConnection());
    expect(connections.list(filter()).map(({ id }) => id)).toEqual([second, first]);
    const third = connections.add(aConnection());
    expect(connections.list(filter()).map(({ id }) => id)).toEqual([third, second]);
  });

  it("shows the others where a row is damaged", () => {
    const library = openLibrary();
    const damaged = library.store.connections.add(aConnection());
    const whole = library.store.connections.add(aConnection());
    const { connections } = changed(library, `UPDATE connections SET purpose = 'mischief' WHERE row = ${damaged}`);
    expect(connections.list(filter()).map(({ id }) => id)).toEqual([whole]);
  });
});

/** The library after something else wrote into its file. */
function changed({ store, file, folder }: TestLibrary, statement: string): Store {
  store.close();
  const database = new Database(file);
  database.exec(statement);
  database.close();
  return openLibrary({ folder }).store;
}
