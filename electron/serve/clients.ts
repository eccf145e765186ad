import type { ServedClient } from "../contract/serving.ts";
import type { OpenAttempt } from "../core/net/ledger.ts";
import type { Clock } from "../core/ports.ts";

/** Who asked since the door was opened, a line of the ledger each. */
export interface Clients {
  /** @throws what keeps the line from being written: who cannot be written down is not answered */
  admitted(name: string): void;
  /** The newest first. */
  list(): ServedClient[];
  /** The door is closed. */
  end(): void;
}

/** Programs that are told apart; what comes after them counts as one. */
const mostClients = 50;

export function createClients(deps: {
  readonly clock: Clock;
  readonly admit: (name: string) => OpenAttempt;
  readonly changed: () => void;
}): Clients {
  const clients = new Map<string, { requests: number; lastAt: number; readonly line: OpenAttempt }>();
  return {
    admitted(asked) {
      const name = clients.has(asked) || clients.size < mostClients ? asked : "";
      const known = clients.get(name);
      const client = known ?? { requests: 0, lastAt: 0, line: deps.admit(name) };
      client.requests += 1;
      client.lastAt = deps.clock.now();
      clients.set(name, client);
      if (!known) deps.changed();
    },
    list: () =>
      [...clients]
        .map(([name, { requests, lastAt }]) => ({ name, requests, lastAt }))
        .toSorted((a, b) => b.lastAt - a.lastAt),
    end() {
      for (const { line } of clients.values()) line.end({ end: "done" });
      clients.clear();
    },
  };
}
