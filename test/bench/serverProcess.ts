import { execFile, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import { createRouterClient } from "@orpc/server";
import { createApp } from "../../electron/api/createApp.ts";
import { type ReceivedFile, receivedFileSchema } from "../../electron/contract/app.ts";
import type { SettingsPatch } from "../../electron/contract/settings.ts";
import { applicationFolder, applicationVersion } from "../../electron/host/applicationFolder.ts";
import { createNodePorts } from "../../electron/host/nodePorts.ts";
import { openOneTimeAddress, type Client } from "../helpers/doors.ts";
import { endWithUs } from "./ownChildren.ts";

const checkout = path.resolve(import.meta.dirname, "../..");

/** Builds what is stale of `dist`: the built application is measured, as it is started by people. */
export async function buildApplication(): Promise<void> {
  await promisify(execFile)(process.execPath, [path.join(checkout, "scripts/build.mjs")], { cwd: checkout });
}

/** A data folder in which this model is registered where it lies, and chosen. */
export async function prepareData(data: string, model: string, settings: SettingsPatch): Promise<void> {
  mkdirSync(data, { recursive: true });
  const ports = createNodePorts({ data, resources: path.join(applicationFolder(), "resources") }, "bench");
  const app = await createApp({ ports, version: applicationVersion(), door: "terminal" });
  try {
    const client = createRouterClient(app.router, { context: {} });
    const { jobId } = await app.receivePath(model);
    let id: string | null = null;
    for await (const event of await client.jobs.attach({ jobId })) {
      if (event.type === "failed") throw new Error(event.problem.code);
      if (event.type === "item" && event.item.kind === "result") id = event.item.id;
    }
    await client.settings.set({ ...settings, defaultModelId: id });
  } finally {
    await app.dispose();
  }
}

/** The built application as a process of its own. */
export interface LaunchedServer {
  /** opens the interface once */
  readonly address: string;
  /** by `performance.now()`, just before the process was started */
  readonly startedAt: number;
  /** when it had printed its address */
  readonly readyAt: number;
  signal(name: NodeJS.Signals): void;
  /** resolves when it has ended, for whatever reason */
  readonly ended: Promise<void>;
  /** Asks it to end, which keeps what it read of conversations; resolves when it has ended. */
  stop(): Promise<void>;
}

/** How a server is started that is to be looked at from outside. */
export interface LaunchOptions {
  /** the checkout whose built application it is; by default this one */
  readonly checkout?: string;
  /** options of Node before the program */
  readonly nodeOptions?: readonly string[];
}

/** @param env beside the variables of this process */
export async function launchServer(
  data: string,
  env: Readonly<Record<string, string>> = {},
  options: LaunchOptions = {},
): Promise<LaunchedServer> {
  const startedAt = performance.now();
  const program = path.join(options.checkout ?? checkout, "dist/electron/server.js");
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), program, "--headless", "--data-dir", data], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  endWithUs(child);
  let said = "";
  child.stderr.on("data", (data: Buffer) => (said = (said + data.toString()).slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const address = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve)),
    ended.then(() => {
      throw new Error(`The application ended: ${said.trim()}`);
    }),
  ]);
  return {
    address,
    startedAt,
    readyAt: performance.now(),
    signal: (name) => void child.kill(name),
    ended,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

export interface ServerDoor {
  readonly origin: string;
  readonly cookie: string;
}

export function serverClient({ origin, cookie }: ServerDoor): Client {
  return createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers: { cookie } }));
}

/** Its contract through the local server, as a browser has it. */
export interface ServerProcess extends LaunchedServer {
  readonly client: Client;
  /** by which others come in as the same browser */
  readonly door: ServerDoor;
  /** Sends a file as a browser does. */
  upload(name: string, bytes: Uint8Array): Promise<ReceivedFile>;
}

export async function startServerProcess(
  data: string,
  env: Readonly<Record<string, string>> = {},
  options: LaunchOptions = {},
): Promise<ServerProcess> {
  const launched = await launchServer(data, env, options);
  const cookie = await openOneTimeAddress(launched.address);
  const { origin } = new URL(launched.address);
  return {
    ...launched,
    client: serverClient({ origin, cookie }),
    door: { origin, cookie },
    async upload(name, bytes) {
      const body = new Blob([new Uint8Array(bytes)]);
      const url = `${origin}/files?name=${encodeURIComponent(name)}`;
      const response = await fetch(url, { method: "POST", headers: { cookie }, body });
      if (!response.ok) throw new Error(`${name} was not taken: ${await response.text()}`);
      return receivedFileSchema.parse(await response.json());
    },
  };
}

export interface FirstToken {
  /** by `performance.now()`, when the first text of the answer arrived */
  readonly at: number;
  /** of the whole prompt, as the application states it */
  readonly promptTokens: number;
  readonly replyId: string;
}

/** Sends a message and stops the answer at its first text. */
export async function firstTokenOf(
  client: Client,
  message: { readonly conversationId: string; readonly parentId: string | null; readonly text: string },
): Promise<FirstToken> {
  const { replyId, jobId } = await client.chat.send(message);
  let at: number | null = null;
  let promptTokens = 0;
  for await (const event of await client.jobs.attach({ jobId })) {
    if (event.type === "failed") throw new Error(`${event.problem.code} ${JSON.stringify(event.problem.data)}`);
    if (event.type === "progress" && event.stage === "prompt") promptTokens = event.total;
    if (event.type !== "delta" || event.text === "" || at !== null) continue;
    at = performance.now();
    await client.jobs.cancel({ jobId });
  }
  if (at === null) throw new Error("The answer ended without any text.");
  return { at, promptTokens, replyId };
}
