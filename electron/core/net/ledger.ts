import type { Connection, ConnectionReason } from "../../contract/connections.ts";
import type { Clock, Logger } from "../ports.ts";
import type { ConnectionQueries } from "../store/store.ts";

/** Where every attempt to connect is written down before it is made. */
export interface Ledger {
  /** @throws DISK_FULL and the like: what cannot be written down is not done */
  begin(attempt: Attempt): OpenAttempt;
  /** Writes down what is refused. */
  refuse(attempt: Attempt, reason: ConnectionReason): void;
}

export type Attempt = Pick<Connection, "party" | "purpose" | "method" | "scheme" | "host" | "port" | "path">;
export type AttemptEnd = Partial<Pick<Connection, "reason" | "status" | "peer" | "sentBytes" | "receivedBytes">> & {
  readonly end: Exclude<Connection["end"], "running" | "refused" | "unknown">;
};

export interface OpenAttempt {
  /** Only the first call counts. */
  end(what: AttemptEnd): void;
}

export function createLedger(deps: {
  queries: ConnectionQueries;
  clock: Clock;
  logger: Logger;
  changed: () => void;
}): Ledger {
  const { queries, clock, logger, changed } = deps;
  // A process that was killed could not write down how they ended.
  queries.markUnknown();
  return {
    begin(attempt) {
      const from = clock.monotonic();
      const id = queries.add({ ...attempt, at: clock.now(), end: "running", reason: null, durationMs: null });
      changed();
      let isOpen = true;
      return {
        end(what) {
          if (!isOpen) return;
          isOpen = false;
          try {
            queries.end(id, { ...what, durationMs: clock.monotonic() - from });
          } catch (thrown) {
            // What was answered is not lost for it; the attempt itself is in the ledger.
            logger.error("The end of a connection was not written into the ledger", { error: String(thrown) });
          }
          changed();
        },
      };
    },
    refuse(attempt, reason) {
      queries.add({ ...attempt, at: clock.now(), end: "refused", reason, durationMs: 0 });
      changed();
    },
  };
}
