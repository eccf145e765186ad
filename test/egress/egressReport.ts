import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import * as z from "zod";
import { connectionSchema, offlineLockSchema } from "../../electron/contract/connections.ts";
import { nearnessOf } from "../../electron/core/net/addresses.ts";
import { writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { type Client, openOneTimeAddress } from "../helpers/doors.ts";
import { startFaultyEndpoint } from "../helpers/faultyEndpoint.ts";
import { type FaultyHub, openFaultyHub } from "../helpers/faultyHub.ts";
import { childrenOf } from "../helpers/runningServer.ts";
import { hasStrace, outsideOf, type Reached, reachedIn, straceArguments } from "./strace.ts";

// npm run egress: goes through the built application (local server and command line) under strace, and holds every attempt to reach
// another program against the ledger of connections. Ends with 1 where one stands outside it, with 77 where this system has no strace.

const root = path.resolve(import.meta.dirname, "../..");
const sample = path.join(root, "resources/samples/harbour-street-lease.pdf");
const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-egress-"));
const data = path.join(folder, "library");
let traces = 0;

/** On the local network, at no address of anybody (RFC 5737), and at a name that there is not (RFC 2606). */
const elsewhere = ["http://192.168.255.254:8080/v1", "https://192.0.2.1/v1", "https://models.invalid/v1"] as const;

/** An address of this computer in its local network, which the lock keeps from being connected to; undefined where it is in none. */
const ownAddress = Object.values(os.networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .map(({ address }) => address)
  .find((address) => nearnessOf(address) === 1 && !address.startsWith("fe80:"));

const ledgerSchema = z.object({ lock: offlineLockSchema, connections: z.array(connectionSchema) });

if (!hasStrace()) {
  console.error("This system has no strace, or does not let it look: nothing was measured.");
  process.exit(77);
}
try {
  process.exitCode = await report();
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function report(): Promise<number> {
  const steps = new Map<string, Reached[]>();
  // Three hubs and a server of models: on the loopback address, where the lock does not matter, and where it does.
  await using hub = await openFaultyHub({ files: { "first-F16.gguf": modelFile("first") } });
  await using farHub = await openFaultyHub({
    files: { "second-F16.gguf": modelFile("second") },
    ...(ownAddress === undefined ? {} : { host: ownAddress }),
  });
  await using terminalHub = await openFaultyHub({ files: { "third-F16.gguf": modelFile("third") } });
  await using endpoint = await startFaultyEndpoint({}, ownAddress);
  steps.set("server", await serverTour(hub, farHub, endpoint.url));
  const chat = writeTinyModel(path.join(folder, "tiny.gguf"), { name: "Tiny" }).path;
  for (const args of [
    ["read", sample],
    ["summarize", sample],
    ["check", sample, "The rent is 1,190 euros a month."],
    ["ask", sample, "What is the rent?", "--model", chat],
    ["models"],
    ["models", "list"],
    ["models", "get", terminalHub.repo],
    ["connections", "lock"],
  ]) {
    steps.set(args[0] ?? "", [
      ...(steps.get(args[0] ?? "") ?? []),
      ...(await commandLine(args, terminalHub.address)).reached,
    ]);
  }
  const { output } = await commandLine(["connections", "--json"], terminalHub.address);
  const { connections } = ledgerSchema.parse(JSON.parse(output));
  const outside = outsideOf(connections, [...steps.values()].flat());
  for (const [name, reached] of steps) {
    console.log(`${name.padEnd(12)} ${reached.length} attempts to reach something over the network`);
  }
  const refused = connections.filter(({ end }) => end === "refused");
  console.log(`ledger       ${connections.length} attempts, ${refused.length} of them refused`);
  for (const [purpose, attempts = []] of Object.entries(Object.groupBy(connections, (each) => each.purpose))) {
    console.log(`  ${purpose.padEnd(10)} ${attempts.length}`);
  }
  console.log(`elsewhere    ${ownAddress ?? "this computer is in no local network: all was on the loopback address"}`);
  for (const { call, address, port } of outside) console.log(`OUTSIDE      ${call} ${address} port ${port}`);
  console.log(`outside      ${outside.length}`);
  // What was not gone through proves nothing.
  const missing = ["download", "generate"].filter((wanted) => !connections.some(({ purpose }) => purpose === wanted));
  if (missing.length > 0) console.log(`The tour did not come to: ${missing.join(", ")}`);
  if (refused.length < elsewhere.length) console.log("The lock refused less than it was asked for.");
  return outside.length > 0 || missing.length > 0 || refused.length < elsewhere.length ? 1 : 0;
}

/**
 * A document read, summarized, asked about in a chat and in a table; servers of models looked at elsewhere, and a model fetched from a
 * mirror on this computer, all under the lock; then, without it, a model fetched and one of an endpoint asked over the local network.
 */
async function serverTour(hub: FaultyHub, farHub: FaultyHub, endpointUrl: string): Promise<Reached[]> {
  const traced = start("server.js", ["--headless", "--data-dir", data], farHub.address);
  const address = await traced.firstLine;
  const { origin } = new URL(address);
  const cookie = await openOneTimeAddress(address);
  const client: Client = createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers: { cookie } }));
  const model = writeTinyModel(path.join(folder, "chat.gguf"), { name: "Chat", shape: { context: 2048 } }).path;
  const documentId = (await send(client, origin, cookie, sample)).documentId ?? "";
  await send(client, origin, cookie, model);
  await client.summaries.digest({ documentId, length: "standard" });
  const modelId = (await client.models.list()).find(({ name }) => name === "Chat")?.id ?? null;
  const conversation = await client.conversations.create({ documentIds: [documentId] });
  const { jobId } = await client.chat.send({
    conversationId: conversation.id,
    parentId: null,
    text: "What is the rent?",
    modelId,
  });
  await followed(client, jobId);
  await client.search.all({ query: "rent", limit: 10 });
  const [template] = await client.tableTemplates.list();
  if (template) {
    const { columns } = template;
    const table = await client.tables.create({ title: "Rents", documentIds: [documentId], columns, useModel: false });
    await client.tables.run({ id: table.id });
  }
  for (const url of elsewhere) await client.endpoints.look({ url, key: null }).catch(() => {});
  await client.settings.set({ hubMirrors: [hub.address] });
  await fetched(client, hub.repo);
  await client.settings.set({ hubMirrors: [] });
  await client.connections.setLock({ isLocked: false });
  await fetched(client, farHub.repo);
  const { models } = await client.endpoints.add({ name: "Far", url: endpointUrl });
  const answer = await client.chat.send({
    conversationId: conversation.id,
    parentId: null,
    text: "And the deposit?",
    modelId: models[0]?.id ?? "",
  });
  await followed(client, answer.jobId);
  await client.connections.setLock({ isLocked: true });
  for (const { id } of await client.jobs.list()) await followed(client, id);
  return traced.stop();
}

async function send(
  client: Client,
  origin: string,
  cookie: string,
  file: string,
): Promise<{ documentId: string | null }> {
  const response = await fetch(`${origin}/files?name=${encodeURIComponent(path.basename(file))}`, {
    method: "POST",
    headers: { cookie, origin },
    body: readFileSync(file),
  });
  const received = z.object({ documentId: z.string().nullable(), jobId: z.string() }).parse(await response.json());
  await followed(client, received.jobId);
  return received;
}

async function followed(client: Client, jobId: string): Promise<void> {
  try {
    for await (const event of await client.jobs.attach({ jobId })) void event;
  } catch {
    // It is over.
  }
}

/** A model of the hub, until it is in the list. */
async function fetched(client: Client, repo: string): Promise<void> {
  const { id } = await client.downloads.start({ repo });
  for (;;) {
    const download = (await client.downloads.list()).find((each) => each.id === id);
    if (download?.state === "done") return;
    if (download?.state === "failed") throw new Error(`The download failed: ${JSON.stringify(download.problem)}`);
    await wait(100);
  }
}

function modelFile(name: string): { bytes: Buffer } {
  return { bytes: readFileSync(writeTinyModel(path.join(folder, `${name}.gguf`), { name }).path) };
}

async function commandLine(
  args: readonly string[],
  hubAddress: string,
): Promise<{ output: string; reached: Reached[] }> {
  const traced = start("cli.js", [...args, "--data-dir", data], hubAddress);
  return { output: await traced.output, reached: await traced.stop() };
}

/** Starts one of the built programs under strace. */
function start(program: string, args: readonly string[], hubAddress: string) {
  const file = path.join(folder, `trace-${(traces += 1)}`);
  const command = [process.execPath, path.join(root, "dist/electron", program), ...args];
  const child = spawn("strace", [...straceArguments(file), ...command], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, HF_ENDPOINT: hubAddress, HF_TOKEN: "" },
  });
  const exited = once(child, "exit");
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return {
    firstLine: new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve)),
    output: exited.then(() => output),
    async stop(): Promise<Reached[]> {
      // strace itself would only let go of it
      if (child.exitCode === null) for (const { pid } of childrenOf(child.pid ?? 0)) process.kill(pid, "SIGTERM");
      await exited;
      return existsSync(file) ? reachedIn(readFileSync(file, "utf8")) : [];
    },
  };
}
