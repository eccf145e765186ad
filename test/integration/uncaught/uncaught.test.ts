import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { uncaughtExitCode } from "../../../electron/core/uncaughtInChild.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";
import { injectUncaught, type RunningServer, startServer } from "../../helpers/runningServer.ts";
import { column, tinyPdf } from "../../helpers/tinyPdf.ts";

async function start(data: string): Promise<RunningServer> {
  const server = await startServer(data, injectUncaught);
  onTestFinished(() => server.stop());
  return server;
}
const logOf = (data: string, name: string) => readFileSync(path.join(data, "logs", `${name}.log`), "utf8");
const letter = "# A letter\n\nThe rent is due on the first day of the month.\n";

async function read({ client, origin, cookie }: RunningServer, name: string, body: string): Promise<string> {
  const answer = await fetch(`${origin}/files?name=${name}`, { method: "POST", body, headers: { cookie } });
  const received = (await answer.json()) as { documentId: string; jobId: string };
  for await (const _ of await client.jobs.attach({ jobId: received.jobId })) void _;
  return received.documentId;
}

it.skipIf(process.platform === "win32")(
  "the server logs and tells what nobody caught, goes on, and has what it acknowledged",
  async () => {
    const data = temporaryFolder();
    const server = await start(data);
    const { id } = await server.client.conversations.create({ documentIds: [], title: "Kept" });
    const documentId = await read(server, "letter.md", letter);
    process.kill(server.pid, "SIGUSR2");
    await vi.waitFor(
      async () => expect((await server.client.app.info()).notices.map(({ code }) => code)).toEqual(["INTERNAL"]),
      { timeout: 60_000 },
    );
    expect((await server.client.conversations.get({ id })).title).toBe("Kept");
    expect((await server.client.documents.get({ id: documentId })).status).toBe("ready");
    // Both are in the log, by their kind and place and without their words.
    await vi.waitFor(() => expect(logOf(data, "server").match(/Nobody caught an error/gu)).toHaveLength(2), {
      timeout: 60_000,
    });
    expect(logOf(data, "server")).not.toMatch(/the rent|the lease/u);
    await server.stop();
    const again = await start(data);
    expect((await again.client.conversations.list()).map(({ title }) => title)).toEqual(["Kept"]);
    expect((await again.client.documents.list()).map(({ status }) => status)).toEqual(["ready"]);
  },
);

it.skipIf(process.platform === "win32").each(["engine", "reader"] as const)(
  "the process of the %s says what it did not catch and ends with a code",
  async (entry) => {
    const child = builtSpawner().spawn(entry, { env: { NODE_OPTIONS: injectUncaught } });
    const lines: string[] = [];
    child.onStderr((line) => lines.push(line));
    const ended = new Promise<number | null>((resolve) => child.onExit(({ code }) => resolve(code)));
    await new Promise<void>((resolve) => child.onMessage(() => resolve()));
    process.kill(child.pid ?? 0, "SIGUSR2");
    expect(await ended).toBe(uncaughtExitCode);
    await vi.waitFor(() => expect(lines.join()).toMatch(/uncaught: (?:Type)?Error at /u), { timeout: 60_000 });
    expect(lines.join()).not.toMatch(/the rent|the lease/u);
  },
);

it.skipIf(process.platform === "win32")(
  "a reader that did not catch an error ends, and the next one reads",
  async () => {
    const data = temporaryFolder();
    const server = await start(data);
    await read(server, "letter.md", letter);
    const before = server.child("reader");
    expect(before).not.toBeNull();
    process.kill(before ?? 0, "SIGUSR2");
    await vi.waitFor(() => expect(server.child("reader")).toBeNull(), { timeout: 60_000 });
    const documentId = await read(server, "other.md", letter.replace("rent", "lease"));
    expect((await server.client.documents.get({ id: documentId })).status).toBe("ready");
    expect(server.child("reader")).not.toBe(before);
    expect(logOf(data, "server")).toContain("The reader process did not catch an error");
  },
);

it.skipIf(process.platform === "win32")("the command line tells what nobody caught and ends", async () => {
  const data = temporaryFolder();
  const file = path.join(data, "long.pdf");
  const pages = Array.from({ length: 3000 }, (_, index) => column(72, 700, [`Page ${index} has this text.`]));
  writeFileSync(file, tinyPdf(pages));
  const result = await runCli(["read", file, "--data-dir", path.join(data, "library")], {
    interruptAt: "Reading",
    interruptWith: "SIGUSR2",
    nodeOptions: injectUncaught,
  });
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('"code":"INTERNAL"');
  expect(result.stdout).toBe("");
});
