import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createLibrary } from "../../../electron/core/library/library.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import { createNodePorts } from "../../../electron/host/nodePorts.ts";
import { countingSpawner } from "../../helpers/countingSpawner.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { tinyZip } from "../../helpers/tinyZip.ts";
import { aCollection } from "../../unit/store/samples.ts";

/** A real library whose processes are counted. While `hold` is not called off, no import gets its turn. */
function room() {
  const data = temporaryFolder();
  const spawner = countingSpawner();
  const ports = createNodePorts({ data, resources: data }, "test", spawner);
  const store = openStore(ports);
  const jobs = createJobs(ports);
  let made = 0;
  const library = createLibrary({
    ...ports,
    store,
    jobs,
    settings: () => store.settings.get(),
    changed() {},
    collections: {
      create(title) {
        const id = `collection${++made}`;
        store.collections.put(aCollection({ id, title }));
        return id;
      },
      discard: (id) => store.collections.remove(id, 1),
      added() {},
      changed() {},
    },
  });
  onTestFinished(async () => {
    await jobs.dispose();
    await library.dispose();
    store.close();
  });
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { id } = jobs.start({
      kind: "collect",
      subject: "s",
      lane: "collect",
      usesModel: false,
      onShutdown: "cancel",
      run: () => promise,
    });
    return async () => {
      resolve();
      await jobs.finished(id);
    };
  };
  return { data, spawner, store, jobs, hold, ...library, files: () => readdirSync(path.join(data, "documents")) };
}

async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
const archive = (name: string) =>
  tinyZip({ [`${name}.md`]: `# Letter ${name}\n\nThe rent of house ${name} is due.\n` });

it("a damaged archive leaves no process, as bytes or as a file", async () => {
  const { data, spawner, intake, jobs, files } = room();
  const damaged = Buffer.from(archive("a")).subarray(0, 60);
  const received = await intake.archive("bad.zip", bytesOf(damaged));
  expect(received.collectionId).toBeNull();
  await expect(jobs.finished(received.jobId)).rejects.toMatchObject({ code: "DOCUMENT_DAMAGED" });
  const file = path.join(data, "bad.zip");
  writeFileSync(file, damaged);
  const again = await intake.archivePath(file);
  await expect(jobs.finished(again.jobId)).rejects.toMatchObject({ code: "DOCUMENT_DAMAGED" });
  // The reader of documents alone is kept.
  expect(spawner.started).toBe(3);
  expect(spawner.alive).toBe(1);
  expect(files()).toEqual([received.documentId]);
});

it("archives that wait hold no process, and one that is cancelled leaves nothing", async () => {
  const { spawner, store, intake, jobs, hold, files } = room();
  const goOn = hold();
  const received = await Promise.all(
    ["a", "b", "c", "d"].map((name) => intake.archive(`${name}.zip`, bytesOf(archive(name)))),
  );
  expect(spawner.alive).toBe(0);
  expect(spawner.most).toBe(1);
  expect(files()).toHaveLength(4);
  const [first, ...others] = received;
  await jobs.cancel(first?.jobId ?? "");
  expect(files()).toHaveLength(3);
  expect(store.collections.get(first?.collectionId ?? "")).toBeNull();
  await goOn();
  for (const { jobId, collectionId } of others) {
    await jobs.finished(jobId);
    expect(store.collections.get(collectionId ?? "")?.documentIds).toHaveLength(1);
  }
  expect(files().filter((name) => name.startsWith("incoming-"))).toEqual([]);
});

it("an archive without files does not take the collection with it that it was put into", async () => {
  const { store, intake, jobs } = room();
  store.collections.put(aCollection({ id: "mine" }));
  const { jobId } = await intake.file("mine", "none.zip", bytesOf(tinyZip({ "folder/": "" })));
  await expect(jobs.finished(jobId)).rejects.toMatchObject({ code: "DOCUMENT_EMPTY" });
  expect(store.collections.get("mine")).not.toBeNull();
});

it("closing while archives wait, are looked at and are unpacked leaves no process and no file", async () => {
  const { spawner, intake, jobs, dispose, files } = room();
  await intake.archive("a.zip", bytesOf(archive("a")));
  const looked = intake.archive("b.zip", bytesOf(archive("b"))).catch((error: unknown) => error);
  await jobs.dispose();
  await dispose();
  await looked;
  expect(spawner.alive).toBe(0);
  expect(files().filter((name) => name.startsWith("incoming-"))).toEqual([]);
});
