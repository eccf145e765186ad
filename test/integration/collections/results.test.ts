import { createRouterClient } from "@orpc/server";
import mammoth from "mammoth";
import { expect, it, onTestFinished } from "vitest";
import { receivedFileSchema } from "../../../electron/contract/app.ts";
import { openApp } from "../../helpers/openApp.ts";

const lease =
  "# Lease of the mill\n\nThe tenant pays 900 euros a month to the owner of the old mill. The lease of the mill ends on 31 May 2027.\n";
const minutes =
  "# Minutes of the council\n\nThe council met on 3 March 2025 about the old mill. It will repair the roof of the mill for 48,000 euros.\n";

it("gives the summary of the set and every export, each quote word for word in the file that it names", async () => {
  const app = await openApp();
  onTestFinished(() => app.dispose());
  const client = createRouterClient(app.router, { context: {} });
  await client.settings.set({ summarizeOnOpen: false });
  const documentIds: string[] = [];
  for (const [name, text] of Object.entries({ "lease.md": lease, "=minutes.md": minutes })) {
    const request = new Request(`http://app/files?name=${encodeURIComponent(name)}`, { method: "POST", body: text });
    const answer = await app.handleFiles(request);
    const { documentId, jobId } = receivedFileSchema.parse(await answer?.json());
    for await (const _ of await client.jobs.attach({ jobId })) void _;
    documentIds.push(documentId ?? "");
  }
  const { id } = await client.collections.create({ title: "Mill: all/papers", documentIds });

  const summary = await client.collections.summary({ id });
  expect(summary.documents).toEqual({ covered: 2, total: 2 });
  const cited = [...summary.points, ...summary.parts.flatMap(({ points }) => points)];
  expect(cited.length).toBeGreaterThan(4);
  for (const { documentId, page, start, end, quote } of cited.flatMap(({ citations }) => citations)) {
    const [found] = await client.documents.pages({ id: documentId, from: page, to: page });
    expect(found?.text.slice(start, end)).toBe(quote);
  }

  const markdown = await client.collections.export({ id, format: "markdown" });
  expect(markdown.fileName).toBe("Mill all papers.md");
  expect(markdown.data).toContain("[^1]: lease.md, p. 1: “");
  expect(markdown.data).toContain("It will repair the roof of the mill for 48,000 euros.");

  const csv = await client.collections.export({ id, format: "csv" });
  const rows = csv.data.replace("\uFEFF", "").trim().split("\r\n");
  expect(rows[0]).toBe("file,page,kind,value,quote,due");
  expect(rows.some((row) => row.startsWith("lease.md,1,amount,900 euros"))).toBe(true);
  // A name that a spreadsheet would run as a formula is told to be a text.
  expect(rows.filter((row) => row.startsWith("=")).length).toBe(0);
  expect(rows.some((row) => row.startsWith("'=minutes.md,1,date,3 March 2025,"))).toBe(true);

  const json: unknown = JSON.parse((await client.collections.export({ id, format: "json" })).data);
  expect(json).toMatchObject({ format: "tramontane-collection", collection: { title: "Mill: all/papers" } });

  const docx = await client.collections.export({ id, format: "docx" });
  const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(docx.data, "base64") });
  expect(value).toContain("The tenant pays 900 euros a month");
  expect(value).toContain("footnote-ref");

  await client.collections.remove({ id });
  expect(await client.collections.list()).toEqual([]);
  expect(await client.documents.list()).toHaveLength(2);
  await client.collections.restore({ id });
  expect((await client.collections.get({ id })).members).toHaveLength(2);
});
