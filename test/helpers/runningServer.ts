import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { createORPCClient } from "@orpc/client";
import { RPCLink as HttpLink } from "@orpc/client/fetch";
import type { Client } from "./doors.ts";
import { openOneTimeAddress } from "./doors.ts";
import { builtPrograms } from "./builtPrograms.ts";

export interface RunningServer {
  readonly pid: number;
  readonly client: Client;
  readonly origin: string;
  readonly cookie: string;
  /** the process of a kind that it has started; null where there is none */
  child(kind: "engine" | "reader"): number | null;
  stop(): Promise<void>;
  /** null while it runs, and where it was killed */
  exitCode(): number | null;
}

/**
 * Lets every process of the application lose an error that nobody catches when it gets SIGUSR2: in the server, the command line, the
 * engine and the reader.
 */
export const injectUncaught = `--import=data:text/javascript,${encodeURIComponent(
  'process.on("SIGUSR2",()=>{void Promise.reject(new Error(["the","rent"].join(" ")));setImmediate(()=>{throw new TypeError(["the","lease"].join(" "))})})',
)}`;

/** Starts the built local server. @param options for all of its processes */
export async function startServer(data: string, options = ""): Promise<RunningServer> {
  const child = spawn(process.execPath, [path.join(builtPrograms, "server.js"), "--headless", "--data-dir", data], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: options },
  });
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}.`)));
  });
  const cookie = await openOneTimeAddress(address);
  const { origin } = new URL(address);
  const pid = child.pid ?? 0;
  return {
    pid,
    origin,
    cookie,
    client: createORPCClient(new HttpLink({ url: `${origin}/rpc`, headers: { cookie } })),
    child: (kind) => childrenOf(pid).find(({ args }) => args.includes(`${kind}Process`))?.pid ?? null,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
    exitCode: () => child.exitCode,
  };
}

/** Processes that a process has started and that have not ended. */
export function childrenOf(parent: number): { pid: number; args: string }[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, pid, ppid, state = "", args = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/u.exec(line) ?? [];
      return Number(ppid) === parent && !state.startsWith("Z") ? [{ pid: Number(pid), args }] : [];
    });
}
