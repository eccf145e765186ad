import { execFileSync } from "node:child_process";
import type { Connection } from "../../electron/contract/connections.ts";

/** What strace is to write of a process and all its children into a file: whatever names another end of a line. */
export function straceArguments(file: string): string[] {
  return ["-f", "-qq", "-s", "0", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", file];
}

/** Whether this system has strace and lets it look. */
export function hasStrace(): boolean {
  try {
    execFileSync("strace", ["-qq", "-o", "/dev/null", process.execPath, "-e", "0"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** An end that a process of the application wanted to reach over the network. */
export interface Reached {
  readonly call: string;
  readonly address: string;
  readonly port: number;
}

const ends = [
  /sa_family=AF_INET, sin_port=htons\((?<port>\d+)\), sin_addr=inet_addr\("(?<address>[^"]+)"\)/u,
  /sa_family=AF_INET6, sin6_port=htons\((?<port>\d+)\).*?inet_pton\(AF_INET6, "(?<address>[^"]+)"/u,
];

/** The ends in what strace wrote, in order. Sockets of the file system and of the kernel lead to no network. */
export function reachedIn(trace: string): Reached[] {
  return trace.split("\n").flatMap((line) => {
    const call = /^\d+\s+(?<call>\w+)\(/u.exec(line)?.groups?.["call"];
    if (call === undefined) return [];
    for (const pattern of ends) {
      const { port, address } = pattern.exec(line)?.groups ?? {};
      if (port !== undefined && address !== undefined) return [{ call, address, port: Number(port) }];
    }
    // a kind of network that nobody here speaks of is one that must be seen
    const family = /sa_family=(?<family>\w+)/u.exec(line)?.groups?.["family"];
    const isOfSystem = family === undefined || ["AF_UNIX", "AF_NETLINK", "AF_UNSPEC"].includes(family);
    return isOfSystem ? [] : [{ call, address: family, port: 0 }];
  });
}

/** Each attempt that was seen, less one of the same end for each that is written down. */
export function outsideOf(
  connections: readonly Pick<Connection, "end" | "peer" | "host" | "port">[],
  reached: readonly Reached[],
): Reached[] {
  const written = connections
    .filter(({ end }) => end !== "refused")
    .map(({ peer, host, port }) => peer ?? `${host}:${port}`);
  return reached.filter(({ address, port }) => {
    const at = written.indexOf(`${address.includes(":") ? `[${address}]` : address}:${port}`);
    if (at < 0) return true;
    written.splice(at, 1);
    return false;
  });
}
