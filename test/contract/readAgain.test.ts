import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Citation, readingVersion } from "../../electron/contract/documents.ts";
import { openApp, temporaryFolder } from "../helpers/openApp.ts";
import { doors } from "../helpers/doors.ts";
import { makePassages } from "../../electron/core/library/passages.ts";
import { aConversation, aMessage, aPoint, aSummary, openLibrary } from "../unit/store/library.ts";
import { textDocument } from "../unit/summarize/textDocument.ts";

const file = `# Letter of the board

The board met on 3 March 2025 in the town hall. It decided to repair the roof for 48,000 euros.

Mrs Okafor will ask three builders for their offers before 1 May 2025.
`;
/** As an earlier version read it: a sum torn, a sentence that nobody wrote, and one that was not read. */
const oldText = `# Letter of the board
It decided to repair the roof for 4 8 , 0 0 0 euros. The clerk drew a line here.
The board met on 3 March 2025 in the town hall.`;

const id = createHash("sha256").update(file).digest("hex");
const old = textDocument([oldText]);

function quoted(quote: string): Citation {
  const start = old.pages[0]?.text.indexOf(quote) ?? -1;
  return { documentId: id, page: 1, start, end: start + quote.length, quote };
}
const torn = quoted("It decided to repair the roof for 4 8 , 0 0 0 euros.");
const gone = quoted("The clerk drew a line here.");
const moved = quoted("The board met on 3 March 2025 in the town hall.");

/** A library that an earlier version left. */
function oldLibrary(): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "documents"), { recursive: true });
  writeFileSync(path.join(folder, "documents", id), file);
  const { store } = openLibrary({ folder });
  const document = { ...old.document, id, name: "letter.md", title: "My letter", pinned: true };
  store.documents.put(document);
  store.documents.addPages(id, old.pages);
  store.documents.finish(id, { ...document, outline: old.outline });
  store.documents.setPassages(id, makePassages(old.pages, old.outline));
  store.documents.put({ ...document, reading: { version: 1, problem: null } });
  const points = [aPoint("roof", { citations: [torn] }), aPoint("line", { citations: [gone] })];
  store.summaries.put(aSummary({ documentId: id, status: "done", jobId: null, points }));
  store.conversations.put(aConversation({ documentIds: [id], leafId: null }));
  store.messages.put(aMessage({ role: "assistant", text: "They met. [1]", citations: [moved] }));
  store.close();
  return folder;
}

describe.each(Object.entries(doors))("a library of an earlier reading, opened through the %s,", (_name, openDoor) => {
  it("is read again: citations stand in the new text, what is lost is told, full text follows", async () => {
    const app = await openApp(oldLibrary());
    const door = await openDoor(app);
    const { client } = door;
    try {
      const job = (await client.jobs.list()).find(({ kind }) => kind === "reread");
      const stages: string[] = [];
      for await (const event of await client.jobs.attach({ jobId: job?.id ?? "" })) {
        stages.push(event.type === "progress" ? `${event.stage} ${event.done}/${event.total}` : event.type);
      }
      expect(stages).toEqual(["started", "reading 0/1", "done"]);

      const document = await client.documents.get({ id });
      expect(document).toMatchObject({
        status: "ready",
        title: "My letter",
        pinned: true,
        reading: { version: readingVersion, problem: null },
      });
      const pages = await client.documents.pages({ id, from: 1, to: 9 });
      const stands = ({ page, start, end, quote }: Citation): boolean =>
        pages[page - 1]?.text.slice(start, end) === quote;
      const [summary] = await client.summaries.list({ documentId: id });
      const [roof, line] = summary?.points.flatMap(({ citations }) => citations) ?? [];
      expect(roof).toMatchObject({ quote: "It decided to repair the roof for 48,000 euros." });
      expect(roof && stands(roof)).toBe(true);
      expect(line).toEqual({ ...gone, lost: true });
      const { messages } = await client.conversations.get({ id: "conversation" });
      const [met] = messages[0]?.citations ?? [];
      expect(met).toMatchObject({ quote: moved.quote });
      expect(met && stands(met)).toBe(true);
      expect(met?.start).not.toBe(moved.start);

      expect((await client.search.all({ query: "builders" }))[0]?.documentId).toBe(id);
      expect(await client.search.all({ query: "clerk" })).toEqual([]);
      const digest = await client.summaries.digest({ documentId: id, length: "standard" });
      for (const citation of digest.lines.flatMap(({ citations }) => citations)) expect(stands(citation)).toBe(true);
    } finally {
      await door.close();
      await app.dispose();
    }
  });
});
