import type { RealServer } from "./realServer.ts";

/** What happens to a server in the middle of a summary, and is over after a while. */
export const faultKinds = ["killed", "stopped", "slowed", "in slices"] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly server: number;
  /** parts that are done when it begins */
  readonly after: number;
  readonly ms: number;
}

/** Each kind once and one of them twice, whenever and on whichever server it happens, also on both at a time. */
export function planFaults(random: () => number, { servers, parts }: { servers: number; parts: number }): Fault[] {
  const again = faultKinds[Math.floor(random() * faultKinds.length)] ?? "killed";
  return [...faultKinds, again]
    .map((kind): Fault => {
      const server = Math.floor(random() * servers);
      const after = Math.floor(parts * (0.05 + 0.6 * random()));
      return { kind, server, after, ms: 500 + Math.floor(9500 * random()) };
    })
    .toSorted((a, b) => a.after - b.after);
}

export interface FaultsAtWork {
  /** To be told whenever a part is done. */
  onPart(done: number): void;
  /** when a server was well again, by `performance.now()` */
  readonly back: readonly { readonly server: number; readonly at: number }[];
  /** Resolves when all that began are over; what has not begun by then never does. */
  end(): Promise<void>;
}

/** Faults of one server come one after the other. */
export function startFaults(servers: readonly RealServer[], faults: readonly Fault[]): FaultsAtWork {
  const left = [...faults];
  const busy = servers.map(() => Promise.resolve());
  const back: { server: number; at: number }[] = [];
  let isOver = false;
  return {
    back,
    onPart(done) {
      while (left[0] && left[0].after <= done) {
        const fault = left.shift();
        const server = fault && servers[fault.server];
        if (!fault || !server) continue;
        const run = async (): Promise<void> => {
          if (isOver) return;
          await happen(server, fault);
          back.push({ server: fault.server, at: performance.now() });
        };
        busy[fault.server] = (busy[fault.server] ?? Promise.resolve()).then(run);
      }
    },
    async end() {
      isOver = true;
      await Promise.all(busy);
    },
  };
}

async function happen(server: RealServer, { kind, ms }: Fault): Promise<void> {
  switch (kind) {
    case "killed":
      await server.kill();
      await wait(ms);
      await server.start();
      return;
    case "stopped":
      server.stop();
      await wait(ms);
      server.resume();
      return;
    case "slowed":
      server.trickle(150);
      await wait(ms);
      server.trickle(0);
      return;
    case "in slices": {
      const until = performance.now() + ms;
      while (performance.now() < until) {
        server.stop();
        await wait(270);
        server.resume();
        await wait(30);
      }
    }
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
