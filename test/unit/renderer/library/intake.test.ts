import { expect, it } from "vitest";
import { AppError } from "../../../../electron/contract/errors.ts";
import { createIntake, type Intake, isActive, problemOf } from "../../../../renderer/features/library/intake.ts";
import type { sendFile } from "../../../../renderer/lib/files.ts";
import { attaching, type JobFeeds, type JobView } from "../../../../renderer/lib/jobs.ts";

const file = (name: string) => new File(["text"], name);

/** Jobs that end as told. */
function createFeeds() {
  const views = new Map<string, JobView>();
  const listeners = new Map<string, () => void>();
  const feeds: JobFeeds = {
    view: (jobId) => views.get(jobId) ?? attaching,
    subscribe(jobId, listener) {
      listeners.set(jobId, listener);
      return () => listeners.delete(jobId);
    },
  };
  const end = (jobId: string, change: Partial<JobView>) => {
    views.set(jobId, { ...attaching, ...change });
    listeners.get(jobId)?.();
  };
  return { feeds, end };
}

function until(intake: Intake, isReached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => isReached() && (resolve(), leave());
    const leave = intake.subscribe(look);
    look();
  });
}

const idOf = (name: string) => name.padEnd(64, "0");
const receive: typeof sendFile = async ({ name }) => ({
  kind: "document",
  documentId: idOf(name),
  collectionId: null,
  jobId: name,
});
const api = { jobs: { cancel: async () => {} }, collections: { create: async () => ({ id: "collection" }) } };

it("sends files one after the other and tells of each document at once", async () => {
  const order: string[] = [];
  const { feeds } = createFeeds();
  const intake = createIntake(api, feeds, async (sent, options) => {
    order.push(`begin ${sent.name}`);
    options?.onProgress?.(0.5);
    await Promise.resolve();
    order.push(`end ${sent.name}`);
    return receive(sent);
  });
  const told: string[] = [];
  expect(await intake.add([file("a"), file("b")], (id) => told.push(id))).toBe(true);
  expect(order).toEqual(["begin a", "end a", "begin b", "end b"]);
  expect(told).toEqual([idOf("a"), idOf("b")]);
});

it("keeps the refusal of one file beside the success of the next", async () => {
  const { feeds, end } = createFeeds();
  const intake = createIntake(api, feeds, async (sent) => {
    if (sent.name === "bad") throw new AppError("FILE_TOO_LARGE");
    return receive(sent);
  });
  expect(await intake.add([file("bad"), file("good")], () => {})).toBe(false);
  end("good", { status: "done" });
  const [bad, good] = intake.entries;
  expect(bad && problemOf(bad)?.code).toBe("FILE_TOO_LARGE");
  expect(good && problemOf(good)).toBeNull();
  expect(intake.entries.some(isActive)).toBe(false);
});

it("shows the problem of the job that reads the file", async () => {
  const { feeds, end } = createFeeds();
  const intake = createIntake(api, feeds, receive);
  void intake.add([file("a")], () => {});
  await until(intake, () => intake.entries[0]?.received !== null);
  end("a", { status: "failed", problem: { code: "DOCUMENT_DAMAGED" } });
  const [entry] = intake.entries;
  expect(entry && problemOf(entry)?.code).toBe("DOCUMENT_DAMAGED");
});

it("does not begin a file that was stopped while it waited", async () => {
  const { feeds } = createFeeds();
  const begun: string[] = [];
  const first = Promise.withResolvers<void>();
  const intake = createIntake(api, feeds, async (sent) => {
    begun.push(sent.name);
    if (sent.name === "a") await first.promise;
    return receive(sent);
  });
  void intake.add([file("a"), file("b")], () => {});
  intake.stop(intake.entries[1]?.id ?? 0);
  first.resolve();
  await until(intake, () => intake.entries[0]?.received !== null);
  await Promise.resolve();
  expect(begun).toEqual(["a"]);
  expect(intake.entries[1]?.isStopped).toBe(true);
});

it("hands a drop to the view that asked last, and adds it when none does", async () => {
  const { feeds } = createFeeds();
  const intake = createIntake(api, feeds, receive);
  const got: string[] = [];
  const leave = intake.receiveWith((files) => got.push(...files.map(({ name }) => name)));
  intake.drop([file("to the chat")]);
  leave();
  intake.drop([file("to the library")]);
  expect(got).toEqual(["to the chat"]);
  expect(intake.entries.map(({ name }) => name)).toEqual(["to the library"]);
});

it("takes the parts of a model in as one, in their order, whatever else comes between", async () => {
  const { feeds } = createFeeds();
  const sent: (readonly [string, readonly string[]])[] = [];
  const intake = createIntake(api, feeds, async (one, options) => {
    sent.push([one.name, (options?.parts ?? []).map(({ name }) => name)]);
    return receive(one);
  });
  const part = (number: number) => `m-0000${number}-of-00003.gguf`;
  void intake.add([file(part(3)), file("a"), file(part(1)), file(part(2))], () => {});
  await until(intake, () => intake.entries.every(({ received }) => received !== null));
  expect(sent).toEqual([
    [part(1), [part(1), part(2), part(3)]],
    ["a", []],
  ]);
  expect(intake.entries[0]?.bytes).toBe(12);
});

it("sends nothing of a model whose parts are not all there, and names those that are missing", async () => {
  const { feeds } = createFeeds();
  const sent: string[] = [];
  const intake = createIntake(api, feeds, async (one) => {
    sent.push(one.name);
    return receive(one);
  });
  const part = (number: number) => file(`m-0000${number}-of-00003.gguf`);
  const refused = (files: readonly File[]) => {
    void intake.add(files, () => {});
    return intake.entries.map((entry) => problemOf(entry));
  };
  expect(refused([part(3), part(1)])).toEqual([
    { code: "MODEL_PARTS_MISSING", data: { parts: 3, missing: ["m-00002-of-00003.gguf"] } },
  ]);
  expect(refused([part(1)])).toMatchObject([{ data: { missing: ["m-00002-of-00003.gguf", "m-00003-of-00003.gguf"] } }]);
  expect(refused([part(2)])).toEqual([{ code: "MODEL_UNUSABLE", data: { reason: "PART", part: 2, parts: 3 } }]);
  await Promise.resolve();
  expect(sent).toEqual([]);
});
