import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../electron/api/createApp.ts";
import { folderRulesSchema } from "../../electron/contract/watchedFolders.ts";
import { type Door, doors } from "../helpers/doors.ts";
import { openApp, temporaryFolder } from "../helpers/openApp.ts";
import { tinyZip } from "../helpers/tinyZip.ts";

const lease =
  "# Lease\n\nThe tenant pays 900 euros a month for the old mill. The lease of the mill ends on 31 May 2027. Nobody may sublet the mill.\n";
const minutes =
  "# Minutes\n\nThe council met about the old mill. It will repair the roof of the mill for 48,000 euros. The work begins in April.\n";

describe.each(Object.entries(doors))("a folder that is followed through the %s", (_name, openDoor) => {
  let app: App;
  let door: Door;
  let folder: string;

  beforeAll(async () => {
    app = await openApp();
    door = await openDoor(app);
    await door.client.settings.set({ summarizeOnOpen: false });
    folder = temporaryFolder();
    await mkdir(path.join(folder, "2026"));
    await writeFile(path.join(folder, "2026", "lease.md"), lease);
    await writeFile(path.join(folder, "letters.zip"), tinyZip({ "minutes.md": minutes }));
  });
  afterAll(async () => {
    await door.close();
    await app.dispose();
  });

  const paths = async (id: string): Promise<string[]> =>
    (await door.client.collections.get({ id })).members.map((member) => member.path).sort();

  it("is a collection that holds what stands there, also what is found by itself", { timeout: 60_000 }, async () => {
    const { client } = door;
    const { id, path: followed } = await client.watchedFolders.add({ path: folder });
    expect(followed).toBe(folder);
    await client.watchedFolders.scan({ id });
    expect(await paths(id)).toEqual(["2026/lease.md", "letters.zip/minutes.md"]);
    await rename(path.join(folder, "2026", "lease.md"), path.join(folder, "old-lease.md"));
    await rm(path.join(folder, "letters.zip"));
    // The system tells of it.
    await expect.poll(() => paths(id), { timeout: 30_000 }).toEqual(["old-lease.md"]);
    expect((await client.documents.list()).map(({ status }) => status)).toEqual(["ready", "ready"]);
    const { events } = await client.watchedFolders.day({ id });
    expect(events.map(({ kind, path: inner }) => `${kind} ${inner}`)).toEqual([
      "new 2026/lease.md",
      "new letters.zip",
      "moved old-lease.md",
      "deleted letters.zip",
    ]);
    expect(events[2]).toMatchObject({ before: "2026/lease.md", title: "Lease" });
    await client.watchedFolders.remove({ id });
  });

  it("gets its summaries beside the files, which are no documents themselves", { timeout: 60_000 }, async () => {
    const { client } = door;
    const rules = folderRulesSchema.parse({ summarize: true, result: "beside", options: { length: "short" } });
    const { id } = await client.watchedFolders.add({ path: folder, rules });
    await client.watchedFolders.scan({ id });
    await expect
      .poll(() => readdir(folder), { timeout: 30_000 })
      .toEqual(["2026", "old-lease.md", "old-lease.md.summary.md"]);
    const text = await readFile(path.join(folder, "old-lease.md.summary.md"), "utf8");
    expect(text).toMatch(/^<!-- tramontane:summary document=[0-9a-f]{64} text=[0-9a-f]{64} -->\n/u);
    expect(text).toContain("900 euros");
    const [member] = (await client.collections.get({ id })).members;
    const [summary] = await client.summaries.list({ documentId: member?.document.id ?? "" });
    expect(summary).toMatchObject({ status: "done", options: { length: "short" } });
    await client.watchedFolders.scan({ id });
    expect(await paths(id)).toEqual(["old-lease.md"]);
  });
});
