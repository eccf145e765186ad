import type { Connection, ConnectionFilter, ConnectionParty, ConnectionTotal } from "../../contract/connections.ts";
import { AppError } from "../../contract/errors.ts";
import type { Clock, Logger } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { hostOf } from "./addresses.ts";
import { createOutlet, type OutletOptions } from "./createOutlet.ts";
import { type Attempt, createLedger, type OpenAttempt } from "./ledger.ts";
import { createLock, type Lock } from "./offlineLock.ts";
import type { Outlet, ProgramGate } from "./outlet.ts";

/** All that connects to anything, what may, and what did. */
export interface Connections {
  readonly outlet: Outlet;
  readonly programs: ProgramGate;
  readonly lock: Lock;
  list(filter: ConnectionFilter): { connections: Connection[]; total: number };
  totals(): ConnectionTotal[];
  clear(): void;
  /** Writes down what the window was kept from loading. */
  refusePage(address: string, method: string): void;
  /** Writes down that a program asks the server of this application, before it is answered. @throws DISK_FULL and the like */
  admit(client: string, address: { readonly host: string; readonly port: number }): OpenAttempt;
  /** Cuts what still runs. */
  dispose(): void;
}

export function createConnections(deps: {
  store: Store;
  clock: Clock;
  logger: Logger;
  /** whoever administers this computer wants nothing connected */
  isForced: boolean;
  changed: (what: "connections" | "settings", id: null) => void;
  options?: OutletOptions;
}): Connections {
  const { store, clock, logger, changed } = deps;
  const { connections: queries, settings } = store;
  const lock = createLock({
    isForced: deps.isForced,
    read: () => settings.get().offlineLock,
    write(offlineLock) {
      settings.set({ ...settings.get(), offlineLock });
      changed("settings", null);
      changed("connections", null);
    },
  });
  const ledger = createLedger({ queries, clock, logger, changed: () => changed("connections", null) });
  const ending = new AbortController();
  const outlet = createOutlet({ clock, lock, ledger, ending: ending.signal, ...deps.options });
  return {
    outlet,
    lock,
    programs: {
      allow(name) {
        const attempt = programAttempt(name);
        if (lock.state().isLocked) {
          ledger.refuse(attempt, "LOCK");
          throw new AppError("OFFLINE_LOCKED", { data: { reason: "PROGRAM", name } });
        }
        const opened = ledger.begin(attempt);
        const closing = new AbortController();
        const stopListening = lock.onClose(() => closing.abort());
        return {
          signal: closing.signal,
          ended(how) {
            stopListening();
            opened.end(how === "done" ? { end: "done" } : { end: "failed" });
          },
        };
      },
    },
    list: (filter) => ({ connections: queries.list(filter), total: queries.count(filter) }),
    totals: () => queries.totals(),
    clear() {
      queries.clear();
      changed("connections", null);
    },
    refusePage(address, method) {
      ledger.refuse({ ...addressOf(address), party: { kind: "window", name: "" }, purpose: "load", method }, "WINDOW");
    },
    admit: (name, { host, port }) =>
      ledger.begin({
        party: { kind: "client", name },
        purpose: "serve",
        method: null,
        scheme: "http",
        host,
        port,
        path: null,
      }),
    dispose: () => ending.abort(),
  };
}

function programAttempt(name: string): Attempt {
  const party: ConnectionParty = { kind: "program", name };
  return { party, purpose: "start", method: null, scheme: null, host: null, port: null, path: null };
}

function addressOf(address: string): Pick<Attempt, "scheme" | "host" | "port" | "path"> {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url) return { scheme: null, host: null, port: null, path: null };
  return {
    scheme: url.protocol.slice(0, -1),
    host: hostOf(url),
    port: url.port === "" ? null : Number(url.port),
    // A data: address carries what it shows.
    path: url.host === "" ? null : url.pathname,
  };
}
