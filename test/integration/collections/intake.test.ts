import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRouterClient } from "@orpc/server";
import { expect, it, onTestFinished } from "vitest";
import type { App } from "../../../electron/api/createApp.ts";
import { receivedFileSchema, type ReceivedFile } from "../../../electron/contract/app.ts";
import { problemSchema } from "../../../electron/contract/errors.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { tinyDocx, tinyZip, wordParagraph } from "../../helpers/tinyZip.ts";

const lease =
  "# Lease of the mill\n\nThe tenant pays 900 euros a month to the owner of the old mill. The lease ends on 31 May 2027.\n";
const minutes =
  "# Minutes of the council\n\nThe council met on 3 March 2025 about the old mill. It will repair the roof of the mill for 48,000 euros.\n";

async function open(data = temporaryFolder()) {
  const app = await openApp(data);
  onTestFinished(() => app.dispose());
  return { app, client: createRouterClient(app.router, { context: {} }) };
}
type Client = Awaited<ReturnType<typeof open>>["client"];

async function send(app: App, name: string, bytes: Uint8Array | string, query = ""): Promise<ReceivedFile> {
  const request = new Request(`http://app/files?name=${encodeURIComponent(name)}${query}`, {
    method: "POST",
    body: new Blob([bytes as BlobPart]),
  });
  const answer = await app.handleFiles(request);
  const body: unknown = await answer?.json();
  if (answer?.status !== 202) throw new Error(problemSchema.parse(body).code);
  return receivedFileSchema.parse(body);
}

/** Follows a job to its end, then the readings it has started. */
async function settled(client: Client, jobId: string): Promise<string | null> {
  let code: string | null = null;
  for await (const event of await client.jobs.attach({ jobId })) if (event.type === "failed") code = event.problem.code;
  for (const job of await client.jobs.list()) {
    if (job.kind === "read") for await (const _ of await client.jobs.attach({ jobId: job.id })) void _;
  }
  return code;
}

async function detailOf(client: Client, received: ReceivedFile) {
  const detail = await client.collections.get({ id: received.collectionId ?? "" });
  return {
    ...detail,
    paths: detail.members.map((member) => member.path),
    reasons: Object.fromEntries(detail.skipped.map((file) => [file.path, file.problem.code])),
  };
}

it("makes a collection of an archive, with the paths in it, and says what it did not take and why", async () => {
  const { app, client } = await open();
  const zip = tinyZip({
    "papers/lease.md": lease,
    "papers/minutes/march.md": minutes,
    "letter.docx": tinyDocx(wordParagraph("The owner of the mill writes to the council about the roof.")),
    "papers/second copy.md": lease,
    "sound.mp3": "ID3",
    "tool.bin": Buffer.from([0, 1, 2, 3, 255, 254, 0, 0, 1, 7, 8, 9]),
    "empty.txt": "",
    ".DS_Store": "x",
    "__MACOSX/papers/._lease.md": "x",
    "papers/Thumbs.db": "x",
    "papers/~$lease.docx": "x",
  });
  const received = await send(app, "Mill.zip", zip);
  expect(received).toMatchObject({ kind: "collection", documentId: null });
  expect(await settled(client, received.jobId)).toBeNull();
  const detail = await detailOf(client, received);
  expect(detail.title).toBe("Mill");
  expect(detail.paths).toEqual(["letter.docx", "papers/lease.md", "papers/minutes/march.md"]);
  expect(detail.members.map(({ document }) => document.status)).toEqual(["ready", "ready", "ready"]);
  expect(detail.reasons).toEqual({
    "papers/second copy.md": "FILE_DUPLICATE",
    "sound.mp3": "FORMAT_UNSUPPORTED",
    "tool.bin": "FORMAT_UNSUPPORTED",
    "empty.txt": "DOCUMENT_EMPTY",
  });
  // What is no document did not stay in the library, and the archive itself is none.
  expect(await client.documents.list()).toHaveLength(3);
  expect((await client.search.all({ query: "council roof" })).length).toBeGreaterThan(0);
});

it("unpacks archives in archives two deep, and no deeper", async () => {
  const { app, client } = await open();
  const three = tinyZip({ "deep.md": minutes });
  const two = tinyZip({ "inner.md": minutes, "three.zip": three });
  const one = tinyZip({ "lease.md": lease, "two.zip": two });
  const received = await send(app, "outer.zip", tinyZip({ "one.zip": one }));
  await settled(client, received.jobId);
  const detail = await detailOf(client, received);
  expect(detail.paths).toEqual(["one.zip/lease.md", "one.zip/two.zip/inner.md"]);
  expect(detail.reasons).toEqual({ "one.zip/two.zip/three.zip": "READ_NESTING_LIMIT" });
});

it("stops unpacking at the limit, counting bytes and not believing headers, and keeps what came before", async () => {
  const { app, client } = await open();
  const settings = await client.settings.get();
  await client.settings.set({ readLimits: { ...settings.readLimits, inflatedMb: 1 } });
  const bomb = tinyZip({ "lease.md": lease, "many.txt": Buffer.alloc(8 * 2 ** 20, "a"), "minutes.md": minutes }, 10);
  const received = await send(app, "bomb.zip", bomb);
  await settled(client, received.jobId);
  const lying = await detailOf(client, received);
  expect(lying.paths).toEqual([]);
  expect(Object.keys(lying.reasons)).toEqual(["lease.md", "many.txt", "minutes.md"]);
  expect(new Set(Object.values(lying.reasons))).toEqual(new Set(["DOCUMENT_DAMAGED"]));

  const honest = tinyZip({ "lease.md": lease, "many.txt": Buffer.alloc(8 * 2 ** 20, "a"), "minutes.md": minutes });
  const again = await send(app, "honest.zip", honest);
  await settled(client, again.jobId);
  const counted = await detailOf(client, again);
  expect(counted.paths).toEqual(["lease.md"]);
  expect(counted.reasons).toEqual({ "many.txt": "READ_INFLATED_LIMIT", "minutes.md": "READ_INFLATED_LIMIT" });
});

it("makes names that lead out of the archive harmless, and refuses encrypted entries by themselves", async () => {
  const { app, client } = await open();
  const zip = Buffer.from(
    tinyZip({ "../../etc/lease.md": lease, "C:\\papers\\minutes.md": minutes, "secret.md": "x".repeat(40) }),
  );
  // Bit 0 of the flags says encrypted: in the local header and in the directory.
  for (let at = zip.indexOf("secret.md"); at >= 0; at = zip.indexOf("secret.md", at + 1)) {
    const isLocal = zip.toString("latin1", at - 30, at - 28) === "PK";
    zip.writeUInt16LE(1, isLocal ? at - 24 : at - 38);
  }
  const received = await send(app, "odd.zip", zip);
  await settled(client, received.jobId);
  const detail = await detailOf(client, received);
  expect(detail.paths).toEqual(["etc/lease.md", "papers/minutes.md"]);
  expect(detail.reasons).toEqual({ "secret.md": "PASSWORD_REQUIRED" });
});

it("reads an office document or a damaged file named as an archive as the document it is", async () => {
  const { app, client } = await open();
  const office = await send(app, "letter.zip", tinyDocx(wordParagraph("The owner of the mill writes to the council.")));
  expect(office).toMatchObject({ kind: "document", collectionId: null });
  expect(await settled(client, office.jobId)).toBeNull();
  const damaged = await send(app, "broken.zip", Buffer.from(tinyZip({ "a.md": lease })).subarray(0, 60));
  expect(damaged.kind).toBe("document");
  expect(await settled(client, damaged.jobId)).toBe("DOCUMENT_DAMAGED");
  expect(await client.collections.list()).toEqual([]);
});

it("fails where there is nothing at all in the archive, and leaves no collection behind", async () => {
  const { app, client } = await open();
  const received = await send(app, "none.zip", tinyZip({ ".DS_Store": "x", "folder/": "" }));
  expect(await settled(client, received.jobId)).toBe("DOCUMENT_EMPTY");
  expect(await client.collections.list()).toEqual([]);
});

it("takes a folder of this machine with what is in it, but follows no links", async () => {
  const { app, client } = await open();
  const folder = path.join(temporaryFolder(), "The mill");
  mkdirSync(path.join(folder, "2025"), { recursive: true });
  writeFileSync(path.join(folder, "lease.md"), lease);
  writeFileSync(path.join(folder, "2025", "march.md"), minutes);
  writeFileSync(
    path.join(folder, "2025", "more.zip"),
    tinyZip({ "more.md": `${minutes}\nIt will meet again in May.` }),
  );
  writeFileSync(path.join(folder, ".hidden.md"), lease);
  symlinkSync(folder, path.join(folder, "again"));
  const received = await app.receivePath(folder);
  await settled(client, received.jobId);
  const detail = await detailOf(client, received);
  expect(detail.title).toBe("The mill");
  expect(detail.paths).toEqual(["2025/march.md", "2025/more.zip/more.md", "lease.md"]);
  expect(detail.skipped).toEqual([]);
});

it("takes files one by one into a collection that is there, and lists what it refuses", async () => {
  const { app, client } = await open();
  const { id } = await client.collections.create({ title: "Papers" });
  const into = (inner: string) => `&collection=${id}&path=${encodeURIComponent(inner)}`;
  const first = await send(app, "lease.md", lease, into("Papers/lease.md"));
  expect(first).toMatchObject({ kind: "document", collectionId: id });
  await expect(send(app, "film.mp4", "x", into("Papers/film.mp4"))).rejects.toThrow("FORMAT_UNSUPPORTED");
  const archive = await send(app, "more.zip", tinyZip({ "march.md": minutes }), into("Papers/more.zip"));
  await settled(client, archive.jobId);
  const detail = await detailOf(client, first);
  expect(detail.paths).toEqual(["Papers/lease.md", "Papers/more.zip/march.md"]);
  expect(detail.reasons).toEqual({ "Papers/film.mp4": "FORMAT_UNSUPPORTED" });
  await expect(send(app, "a.md", lease, "&collection=none&path=a.md")).rejects.toThrow("NOT_FOUND");
});
