import { writeFileSync } from "node:fs";
import path from "node:path";
import { createRouterClient } from "@orpc/server";
import { expect, it, onTestFinished } from "vitest";
import type { App } from "../../../electron/api/createApp.ts";
import type { JobEvent } from "../../../electron/contract/jobs.ts";
import { talkative } from "../../fixtures/gguf/talkativeModel.ts";
import { type TinyModelOptions, writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";

const papers = {
  "lease.md":
    "# Lease of the mill\n\nThe tenant pays 900 euros a month to the owner of the old mill. The lease of the mill ends on 31 May 2027.\n",
  "minutes.md":
    "# Minutes of the council\n\nThe council met on 3 March 2025 about the old mill. It will repair the roof of the mill for 48,000 euros.\n",
};

async function open(data: string) {
  const app = await openApp(data);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await app.dispose();
    isOpen = false;
  };
  onTestFinished(close);
  return { app, close, client: createRouterClient(app.router, { context: {} }) };
}
type Client = Awaited<ReturnType<typeof open>>["client"];

async function ended(client: Client, jobId: string): Promise<JobEvent | undefined> {
  let last: JobEvent | undefined;
  for await (const event of await client.jobs.attach({ jobId })) last = event;
  return last;
}

/** A collection of two documents and a (tiny, random) model that is guided by rules. */
async function prepare({ app, client }: { app: App; client: Client }, model: TinyModelOptions): Promise<string> {
  await client.settings.set({ summarizeOnOpen: false, gpu: "cpu", contextSize: 2048 });
  const folder = temporaryFolder();
  const { path: file } = writeTinyModel(path.join(folder, "tiny.gguf"), model);
  const added = await app.receivePath(file);
  expect((await ended(client, added.jobId))?.type).toBe("done");
  const found = (await client.models.list()).find(({ name }) => name === model.name);
  await client.models.setDefault({ id: found?.id ?? "" });
  const documentIds: string[] = [];
  for (const [name, text] of Object.entries(papers)) {
    writeFileSync(path.join(folder, name), text);
    const { documentId, jobId } = await app.receivePath(path.join(folder, name));
    await ended(client, jobId);
    documentIds.push(documentId ?? "");
  }
  return (await client.collections.create({ title: "The mill", documentIds })).id;
}

it("shows the chosen sentences where a model writes what cannot be verified, and says so", async () => {
  const room = await open(temporaryFolder());
  const id = await prepare(room, { name: "Babbling Mistral" });
  const before = await room.client.collections.summary({ id });
  const { jobId } = await room.client.collections.writeSet({ id });
  expect((await ended(room.client, jobId))?.type).toBe("done");
  const { source, points, writing } = await room.client.collections.summary({ id });
  expect([source, writing?.status, writing?.worse]).toEqual(["chosen", "done", true]);
  expect(points).toEqual(before.points);
  expect((await room.client.collections.report({ id })).collection).toMatchObject({ source: "chosen", recipe: null });
});

it("is interrupted by the end of the application, said at the next start, and stopped by who asks", async () => {
  const data = temporaryFolder();
  const first = await open(data);
  const id = await prepare(first, talkative);
  const { jobId } = await first.client.collections.writeSet({ id });
  for await (const event of await first.client.jobs.attach({ jobId })) {
    if (event.type === "progress" && event.stage === "merging") break;
  }
  await first.close();
  const second = await open(data);
  const stopped = await second.client.collections.summary({ id });
  expect(stopped).toMatchObject({ source: "chosen", writing: { status: "interrupted", jobId: null, problem: null } });

  const again = await second.client.collections.writeSet({ id });
  for await (const event of await second.client.jobs.attach({ jobId: again.jobId })) {
    if (event.type === "progress" && event.stage === "merging") break;
  }
  expect((await second.client.collections.summary({ id })).writing).toMatchObject({
    status: "running",
    jobId: again.jobId,
  });
  await second.client.jobs.cancel({ jobId: again.jobId });
  expect((await ended(second.client, again.jobId))?.type).toBe("cancelled");
  expect((await second.client.collections.summary({ id })).writing?.status).toBe("interrupted");
});

it("waits, with every document still asked for, where the model is taken out of memory while it is summarized", async () => {
  const opened = await open(temporaryFolder());
  const { app, client } = opened;
  const id = await prepare(opened, talkative);
  await client.collections.summarize({ id });
  const queueJobId = (await client.collections.get({ id })).queueJobId ?? "";
  for await (const _ of await client.jobs.attach({ jobId: queueJobId })) {
    const summary = (await client.jobs.list()).find(({ kind }) => kind === "summarize");
    if (!summary) continue;
    for await (const event of await client.jobs.attach({ jobId: summary.id })) {
      if (event.type === "progress" && event.stage === "mapping") break;
    }
    break;
  }
  await client.models.unload();
  expect(app.core.engine.state.status).toBe("stopped");
  const collection = await client.collections.get({ id });
  expect(collection).toMatchObject({ queue: "paused", queueJobId: null });
  expect(collection.members.map(({ state }) => state)).toEqual(["waiting", "waiting"]);
  expect((await client.jobs.list()).filter(({ status }) => status === "running")).toEqual([]);
});
