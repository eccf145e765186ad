import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isDefinedError, safe } from "@orpc/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../electron/api/createApp.ts";
import { comparisonSchema } from "../../electron/contract/compare.ts";
import { type Door, doors } from "../helpers/doors.ts";
import { openApp, temporaryFolder } from "../helpers/openApp.ts";

const letter = `# Letter of the board

The board met on 3 March 2025 in the town hall. It decided to repair the roof for 48,000 euros.
The work shall begin before the rains of autumn. The north wall stays as it is until the next meeting.

## Next steps

Mrs Okafor will ask three builders for their offers before 1 May 2025. She reports to the board in June.
`;

describe.each(Object.entries(doors))("comparing through the %s", (_name, openDoor) => {
  let app: App;
  let door: Door;
  let before = "";
  let after = "";

  beforeAll(async () => {
    app = await openApp();
    door = await openDoor(app);
    const folder = temporaryFolder();
    const add = async (name: string, text: string): Promise<string> => {
      const file = path.join(folder, name);
      await writeFile(file, text);
      const received = await app.receivePath(file);
      for await (const event of await door.client.jobs.attach({ jobId: received.jobId })) {
        if (event.type === "failed") throw new Error(event.problem.code);
      }
      return received.documentId ?? "";
    };
    before = await add("letter.md", letter);
    after = await add("letter v2.md", letter.replace("48,000", "52,000").replace("shall begin", "may begin"));
  });
  afterAll(async () => {
    await door.close();
    await app.dispose();
  });

  it("lists the changes with quotes that stand in both documents", async () => {
    const comparison = comparisonSchema.parse(await door.client.compare.run({ before, after }));
    expect(comparison.changes.map(({ importance }) => importance)).toEqual(["amount", "obligation"]);
    for (const change of comparison.changes) {
      for (const { documentId, page, start, end, quote } of [...change.before, ...change.after]) {
        const [found] = await door.client.documents.pages({ id: documentId, from: page, to: page });
        expect(found?.text.slice(start, end)).toBe(quote);
      }
    }
    const { fileName, data: text } = await door.client.compare.export({ before, after, format: "markdown" });
    expect(fileName).toMatch(/\.md$/u);
    expect(text).toContain("~~48,000~~");
  });

  it("recognises the new version, and lets a person say otherwise", async () => {
    expect(await door.client.compare.previous({ id: after })).toMatchObject({ id: before, changes: 2, meaning: 2 });
    expect(await door.client.compare.previous({ id: before })).toBeNull();
    await door.client.compare.setPrevious({ id: after, previousId: null });
    expect(await door.client.compare.previous({ id: after })).toBeNull();
    await door.client.compare.setPrevious({ id: after, previousId: before });
    const { error } = await safe(door.client.compare.setPrevious({ id: before, previousId: after }));
    expect(isDefinedError(error) && error.code).toBe("INVALID_INPUT");
  });

  it("refuses to compare a document with itself or with one that is not there", async () => {
    const same = await safe(door.client.compare.run({ before, after: before }));
    expect(isDefinedError(same.error) && same.error.code).toBe("INVALID_INPUT");
    const gone = await safe(door.client.compare.run({ before, after: "0".repeat(64) }));
    expect(isDefinedError(gone.error) && gone.error.code).toBe("NOT_FOUND");
  });
});
