import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isDefinedError, safe } from "@orpc/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../electron/api/createApp.ts";
import { collectionSummarySchema } from "../../electron/contract/collections.ts";
import type { JobEvent } from "../../electron/contract/jobs.ts";
import { type Door, doors } from "../helpers/doors.ts";
import { openApp, temporaryFolder } from "../helpers/openApp.ts";

const lease =
  "# Lease\n\nThe tenant pays 900 euros a month for the old mill. The lease of the mill ends on 31 May 2027. Nobody may sublet the mill.\n";
const minutes =
  "# Minutes\n\nThe council met about the old mill. It will repair the roof of the mill for 48,000 euros. The work begins in April.\n";

/** Written by the starter model, which chooses among the sentences of all documents. */
describe.each(Object.entries(doors))("the summary of a set through the %s", (_name, openDoor) => {
  let app: App;
  let door: Door;
  let documentIds: string[];

  beforeAll(async () => {
    app = await openApp();
    door = await openDoor(app);
    await door.client.settings.set({ summarizeOnOpen: false });
    const folder = temporaryFolder();
    documentIds = [];
    for (const [name, text] of Object.entries({ "lease.md": lease, "minutes.md": minutes })) {
      const file = path.join(folder, name);
      await writeFile(file, text);
      const received = await app.receivePath(file);
      for await (const event of await door.client.jobs.attach({ jobId: received.jobId })) {
        if (event.type === "failed") throw new Error(event.problem.code);
      }
      documentIds.push(received.documentId ?? "");
    }
  });
  afterAll(async () => {
    await door.close();
    await app.dispose();
  });

  it("is chosen by code until a model is asked, and then written, every quote in the file it names", async () => {
    const { client } = door;
    const { id } = await client.collections.create({ title: "The mill", documentIds });
    expect(await client.collections.summary({ id })).toMatchObject({ source: "chosen", writing: null });
    const { jobId } = await client.collections.writeSet({ id });
    const events: JobEvent[] = [];
    for await (const event of await client.jobs.attach({ jobId })) events.push(event);
    expect(events.at(0)).toMatchObject({ type: "started", kind: "merge", subject: id });
    expect(events.at(-1)?.type).toBe("done");
    const stages = new Set(events.flatMap((event) => (event.type === "progress" ? [event.stage] : [])));
    expect([...stages]).toEqual(expect.arrayContaining(["loading", "merging", "verifying"]));

    const summary = collectionSummarySchema.parse(await client.collections.summary({ id }));
    expect(summary).toMatchObject({
      source: "model",
      writing: { status: "done", jobId: null, stale: false, worse: false, problem: null },
    });
    const cited = summary.points.flatMap(({ citations }) => citations);
    expect(new Set(cited.map(({ documentId }) => documentId))).toEqual(new Set(documentIds));
    for (const { documentId, page, start, end, quote } of cited) {
      const [found] = await client.documents.pages({ id: documentId, from: page, to: page });
      expect(found?.text.slice(start, end)).toBe(quote);
    }
    const report = await client.collections.report({ id });
    expect(report.collection).toMatchObject({ source: "model", recipe: { model: summary.writing?.recipe.model } });
    const markdown = await client.collections.export({ id, format: "markdown" });
    expect(markdown.data).toContain("Sentences of the documents, chosen by Starter");
  });

  it("answers bad input with a code", async () => {
    const { client } = door;
    const { id } = await client.collections.create({ title: "One", documentIds: documentIds.slice(0, 1) });
    const codeOf = async (input: Parameters<typeof client.collections.writeSet>[0]): Promise<string | null> => {
      const { error } = await safe(client.collections.writeSet(input));
      return error && isDefinedError(error) ? error.code : null;
    };
    expect(await codeOf({ id })).toBe("INVALID_INPUT");
    expect(await codeOf({ id: "nobody" })).toBe("NOT_FOUND");
    expect(await codeOf({ id, modelId: "no such model" })).toBe("MODEL_NOT_FOUND");
  });
});
