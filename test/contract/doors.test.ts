import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isDefinedError, safe } from "@orpc/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../electron/api/createApp.ts";
import { AppError } from "../../electron/contract/errors.ts";
import type { JobEvent } from "../../electron/contract/jobs.ts";
import { type Door, doors } from "../helpers/doors.ts";
import { openApp, temporaryFolder } from "../helpers/openApp.ts";

const letter = `# Letter of the board

The board met on 3 March 2025 in the town hall. It decided to repair the roof for 48,000 euros.

## Next steps

Mrs Okafor will ask three builders for their offers before 1 May 2025.
`;

describe.each(Object.entries(doors))("the contract through the %s", (_name, openDoor) => {
  let app: App;
  let door: Door;
  let documentId: string;

  beforeAll(async () => {
    app = await openApp();
    door = await openDoor(app);
    // What nobody asked for would be told of while other things are waited for.
    await door.client.settings.set({ summarizeOnOpen: false });
    const file = path.join(temporaryFolder(), "letter.md");
    await writeFile(file, letter);
    const received = await app.receivePath(file);
    documentId = received.documentId ?? "";
    for await (const event of await door.client.jobs.attach({ jobId: received.jobId })) {
      if (event.type === "failed") throw new Error(event.problem.code);
    }
  });
  afterAll(async () => {
    await door.close();
    await app.dispose();
  });

  it("tells about the application", async () => {
    const info = await door.client.app.info();
    expect(info.version).toBe("0.0.0-test");
    expect(info.notices).toEqual([]);
  });

  it("puts away the notice that was meant, whatever was put away before", async () => {
    for (const code of ["DISK_FULL", "INTERNAL", "ENGINE_CRASHED"] as const) {
      app.core.notices.tell(new AppError(code).toProblem());
    }
    const { notices } = await door.client.app.info();
    for (const { id } of notices.slice(0, 2)) await door.client.app.dismissNotice({ id });
    expect((await door.client.app.info()).notices).toEqual([notices[2]]);
    await door.client.app.dismissNotice({ id: notices[2]?.id ?? "" });
    expect((await door.client.app.info()).notices).toEqual([]);
  });

  it("refuses what the offline lock does not let through, tells of it, and forgets it", async () => {
    const { client } = door;
    expect(await client.connections.lock()).toEqual({ isLocked: true, isForced: false });
    expect(await client.connections.setLock({ isLocked: false })).toEqual({ isLocked: false, isForced: false });
    expect((await client.settings.get()).offlineLock).toBe(false);
    await client.settings.set({ offlineLock: true });
    expect(await client.connections.lock()).toEqual({ isLocked: true, isForced: false });
    app.core.connections.refusePage("wss://tracker.invalid:8443/pixel?secret=1", "GET");
    const { connections, total } = await client.connections.list({});
    expect(total).toBe(1);
    expect(connections[0]).toMatchObject({
      party: { kind: "window", name: "" },
      purpose: "load",
      scheme: "wss",
      host: "tracker.invalid",
      port: 8443,
      path: "/pixel",
      end: "refused",
      reason: "WINDOW",
    });
    expect(await client.connections.totals()).toMatchObject([{ host: "tracker.invalid", attempts: 1, refused: 1 }]);
    await client.connections.clear();
    expect((await client.connections.list({})).total).toBe(0);
  });

  it("gives pages whose sentences stand in their text", async () => {
    const [page] = await door.client.documents.pages({ id: documentId, from: 1, to: 1 });
    const sentences = page?.sentences.map(({ start, end }) => page.text.slice(start, end));
    expect(sentences).toContain("It decided to repair the roof for 48,000 euros.");
  });

  it("gives a digest whose every line is a quote of its page", async () => {
    const digest = await door.client.summaries.digest({ documentId, length: "standard" });
    const pages = await door.client.documents.pages({ id: documentId, from: 1, to: 1 });
    expect(digest.lines.length).toBeGreaterThan(0);
    for (const { citations } of digest.lines) {
      for (const { page, start, end, quote } of citations) expect(pages[page - 1]?.text.slice(start, end)).toBe(quote);
    }
  });

  it("asks a table, shows a view of it, keeps a correction and saves it", async () => {
    const { tables } = door.client;
    const columns = [
      { name: "Sum", kind: "money" as const, question: "What does it cost?" },
      { name: "Decided on", kind: "date" as const },
    ];
    const { id } = await tables.create({ title: "Letters", columns, documentIds: [documentId], useModel: false });
    const twice = columns.map(() => ({ name: "Sum" }));
    const refused = await safe(tables.create({ title: "Letters", columns: twice }));
    expect(refused.error).toMatchObject({ code: "INVALID_INPUT" });
    expect(await tables.forecast({ id })).toMatchObject({ cells: 2, documents: 1 });
    await tables.run({ id });
    for (let jobId; (jobId = (await tables.get({ id })).queueJobId) !== null;)
      for await (const _ of await door.client.jobs.attach({ jobId })) void _;
    expect((await tables.get({ id })).queue).toBe("idle");
    const { counts, columns: made } = await tables.get({ id });
    expect(counts).toMatchObject({ waiting: 0, failed: 0, unreadable: 0 });
    const columnId = made[0]?.id ?? "";
    const corrected = await tables.correct({ id, documentId, columnId, text: "48,500 EUR" });
    expect(corrected.correction).toMatchObject({ value: { kind: "money", amount: 48_500, currency: "EUR" } });
    await tables.approve({ id, documentIds: [documentId], approved: true });
    const filters = [{ columnId, test: { op: "between" as const, least: 48_400, most: null } }];
    const { rows, total } = await tables.rows({ id, view: { filters }, from: 0, count: 50 });
    expect([rows.length, total]).toEqual([1, 1]);
    expect(await tables.totals({ id })).toMatchObject([{ columnId, unit: "EUR", count: 1, sum: 48_500 }]);
    expect(await tables.lines({ id })).toMatchObject([{ file: "letter.md", cells: { Sum: { by: "person" } } }]);
    expect((await tables.export({ id, format: "csv" })).data).toContain("48500");
    const missing = await safe(tables.get({ id: "none" }));
    expect(missing.error).toMatchObject({ code: "NOT_FOUND" });
    await tables.remove({ id });
    expect(await tables.list()).toEqual([]);
    await tables.restore({ id });
    expect((await tables.list()).map((table) => table.id)).toEqual([id]);
    await tables.remove({ id });
  });

  it("keeps templates of questions, and those that come with the application as they are", async () => {
    const { tableTemplates } = door.client;
    const [builtIn] = await tableTemplates.list();
    expect(builtIn).toMatchObject({ builtIn: true });
    const refused = await safe(tableTemplates.remove({ id: builtIn?.id ?? "" }));
    expect(refused.error).toMatchObject({ code: "INVALID_INPUT", data: { reason: "TEMPLATE_BUILT_IN" } });
    const own = await tableTemplates.duplicate({ id: builtIn?.id ?? "" });
    const file = await tableTemplates.export({ id: own.id });
    expect(JSON.parse(file.data)).toMatchObject({ name: own.name, columns: own.columns });
    await tableTemplates.update({ ...own, name: "Ours" });
    expect((await tableTemplates.list()).find(({ id }) => id === own.id)).toMatchObject({
      name: "Ours",
      builtIn: false,
    });
    await tableTemplates.remove({ id: own.id });
    expect((await tableTemplates.list()).every((template) => template.builtIn)).toBe(true);
  });

  it("tells what a summary will take, and why not", async () => {
    const options = { length: "short", focus: "" } as const;
    const input = { documentIds: [documentId], options, modelId: null, mayProbe: false };
    const forecast = await door.client.summaries.forecast(input);
    // Nothing was measured with the starter model on this new library, and it may not be tried.
    expect(forecast).toMatchObject({ basis: "estimated", measuredAt: null, calls: 1 });
    const { low, expected, high } = forecast.seconds ?? { low: NaN, expected: NaN, high: NaN };
    expect([low, expected, high]).toEqual([low, expected, high].toSorted((a, b) => a - b));
    expect(high).toBeGreaterThan(0);
    const [starter] = await door.client.models.list();
    expect(forecast.model.sha256).toBe(starter?.id);
    expect(forecast.memoryBytes).toBeGreaterThan(starter?.bytes ?? Infinity);
    for (const [wrong, code] of [
      [{ ...input, documentIds: ["0".repeat(64)] }, "NOT_FOUND"],
      [{ ...input, modelId: "nobody" }, "MODEL_NOT_FOUND"],
      [{ ...input, documentIds: [] }, "INVALID_INPUT"],
    ] as const) {
      const { error } = await safe(door.client.summaries.forecast({ ...wrong, documentIds: [...wrong.documentIds] }));
      expect(isDefinedError(error) && error.code).toBe(code);
    }
  });

  it("finds words in the library and marks them", async () => {
    const hits = await door.client.search.all({ query: "builders" });
    expect(hits[0]?.documentId).toBe(documentId);
    expect(hits[0]?.snippet.find((part) => part.hit)?.text).toBe("builders");
  });

  it("refuses bad input with a code and the field", async () => {
    const { error } = await safe(door.client.documents.rename({ id: documentId, title: "  " }));
    expect(isDefinedError(error) && error.code).toBe("INVALID_INPUT");
    expect(isDefinedError(error) && error.data?.["field"]).toBe("title");
  });

  it("carries the application's errors with code and sentence", async () => {
    const { error } = await safe(door.client.documents.get({ id: "0".repeat(64) }));
    expect(isDefinedError(error) && error.code).toBe("NOT_FOUND");
    expect(error?.message).toBe("This no longer exists.");
    const summary = await safe(
      door.client.summaries.start({ documentId, options: { length: "short", focus: "" }, modelId: "nobody" }),
    );
    expect(isDefinedError(summary.error) && summary.error.code).toBe("MODEL_NOT_FOUND");
  });

  it("replays a finished job from any event on", async () => {
    const [job] = await door.client.jobs.list();
    const jobId = job?.id ?? "";
    const events: JobEvent[] = [];
    for await (const event of await door.client.jobs.attach({ jobId })) events.push(event);
    expect(events[0]?.type).toBe("started");
    expect(events.at(-1)?.type).toBe("done");
    const rest: JobEvent[] = [];
    for await (const event of await door.client.jobs.attach({ jobId, after: events[0]?.seq ?? 0 })) rest.push(event);
    expect(rest).toEqual(events.slice(1));
    const { error } = await safe(
      (async () => {
        for await (const _ of await door.client.jobs.attach({ jobId: "nobody" })) void _;
      })(),
    );
    expect((error as { code?: string } | null)?.code).toBe("NOT_FOUND");
  });

  it("tells who watches what changed, and stops when the caller leaves", async () => {
    const leave = new AbortController();
    const events = await door.client.app.watch(undefined, { signal: leave.signal });
    const first = await events.next();
    expect(first.value).toMatchObject({ type: "engine" });
    const next = events.next();
    await door.client.settings.set({ theme: "dark" });
    expect((await next).value).toEqual({ type: "changed", what: "settings", id: null });
    expect((await door.client.settings.get()).theme).toBe("dark");
    await events.return?.(undefined);
    leave.abort();
    expect((await events.next()).done).toBe(true);
  });

  it("tells what may be asked next of a summary, in its report as well", async () => {
    const options = { length: "sentence", focus: "" } as const;
    const { summaryId, jobId } = await door.client.summaries.start({ documentId, options, modelId: null });
    for await (const event of await door.client.jobs.attach({ jobId })) {
      if (event.type === "failed") throw new Error(event.problem.code);
    }
    const questions = ["Who will ask three builders for their offers?"];
    const made = await door.client.summaries.get({ id: summaryId });
    expect(made.questions).toEqual([]);
    app.core.store.summaries.put({ ...made, questions });
    expect((await door.client.summaries.get({ id: summaryId })).questions).toEqual(questions);
    const { summary } = await door.client.summaries.report({ documentId, summaryId, length: "sentence" });
    expect(summary?.questions).toEqual(questions);
    await door.client.summaries.remove({ id: summaryId });
  });

  it("takes a removed summary back", async () => {
    const listed = async (): Promise<string[]> =>
      (await door.client.summaries.list({ documentId })).map(({ id }) => id);
    const options = { length: "short", focus: "" } as const;
    const { summaryId } = await door.client.summaries.start({ documentId, options, modelId: null });
    await door.client.summaries.remove({ id: summaryId });
    expect(await listed()).not.toContain(summaryId);
    const { error } = await safe(door.client.summaries.get({ id: summaryId }));
    expect(isDefinedError(error) && error.code).toBe("NOT_FOUND");
    await door.client.summaries.restore({ id: summaryId });
    expect(await listed()).toContain(summaryId);
  });

  it("puts a person's own words in the place of a point of a finished summary alone", async () => {
    const correct = (summaryId: string, text: string) =>
      safe(door.client.summaries.correct({ summaryId, pointId: "s.1", text }));
    const codeOf = ({ error }: Awaited<ReturnType<typeof correct>>) => isDefinedError(error) && error.code;
    expect(codeOf(await correct("nobody", "The rent is due."))).toBe("NOT_FOUND");
    expect(codeOf(await correct("nobody", "  "))).toBe("INVALID_INPUT");
    const options = { length: "sentence", focus: "" } as const;
    const { summaryId } = await door.client.summaries.start({ documentId, options, modelId: null, another: true });
    expect((await door.client.summaries.get({ id: summaryId })).recipe?.version).toBe(1);
    expect(codeOf(await correct(summaryId, "The rent is due."))).toBe("INVALID_INPUT");
    await door.client.summaries.remove({ id: summaryId });
  });

  it("takes a removed document back", async () => {
    await door.client.documents.remove({ id: documentId });
    expect(await door.client.documents.list()).toEqual([]);
    expect(await door.client.search.all({ query: "builders" })).toEqual([]);
    await door.client.documents.restore({ id: documentId });
    expect((await door.client.documents.list()).map(({ id }) => id)).toEqual([documentId]);
    // A summary of it may say the same.
    const found = await door.client.search.all({ query: "builders" });
    expect(found.filter(({ kind }) => kind !== "summary")).toHaveLength(1);
  });
});
