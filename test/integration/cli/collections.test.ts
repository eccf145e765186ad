import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { collectionReportSchema } from "../../../electron/contract/collections.ts";
import { reportSchema } from "../../../electron/contract/summaries.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";
import { tinyZip } from "../../helpers/tinyZip.ts";

const lease =
  "# Lease\n\nThe tenant pays 900 euros a month for the old mill. The lease of the mill ends on 31 May 2027.\n";
const minutes =
  "# Minutes\n\nThe council met about the old mill. It will repair the roof of the mill for 48,000 euros.\n";

function check(stdout: string) {
  const lines = stdout.trim().split("\n");
  const reports = lines.slice(0, -1).map((line) => reportSchema.parse(JSON.parse(line)));
  return { reports, set: collectionReportSchema.parse(JSON.parse(lines.at(-1) ?? "")).collection };
}

it("summarizes a folder: each document on a line, then the set, and on stderr what it did not read", async () => {
  const folder = path.join(temporaryFolder(), "The mill");
  mkdirSync(path.join(folder, "2025"), { recursive: true });
  writeFileSync(path.join(folder, "lease.md"), lease);
  writeFileSync(path.join(folder, "2025", "march.md"), minutes);
  writeFileSync(path.join(folder, "film.mp4"), "x");
  const result = await runCli(["summarize", folder, "--json", "--no-model", "--data-dir", temporaryFolder()]);
  expect(result.code).toBe(0);
  const { reports, set } = check(result.stdout);
  expect(reports.map(({ document }) => document.name)).toEqual(["march.md", "lease.md"]);
  expect(set.title).toBe("The mill");
  expect(set.documents.map((document) => document.path)).toEqual(["2025/march.md", "lease.md"]);
  expect(set.points.length).toBeGreaterThan(1);
  const known = new Set(set.documents.map(({ sha256 }) => sha256));
  for (const { citations } of set.points) expect(known.has(citations[0]?.documentId ?? "")).toBe(true);
  expect(result.stderr).toContain('{"file":"film.mp4","code":"FORMAT_UNSUPPORTED"');
});

it("summarizes an archive, and tells by its exit code where nothing in it could be read", async () => {
  const folder = temporaryFolder();
  const good = path.join(folder, "papers.zip");
  const bad = path.join(folder, "films.zip");
  writeFileSync(good, tinyZip({ "papers/lease.md": lease }));
  writeFileSync(bad, tinyZip({ "film.mp4": "x" }));
  const data = temporaryFolder();
  const result = await runCli(["summarize", good, "--json", "--no-model", "--data-dir", data]);
  expect(result.code).toBe(0);
  expect(check(result.stdout).set.documents.map((document) => document.path)).toEqual(["papers/lease.md"]);
  const failed = await runCli(["summarize", bad, "--json", "--no-model", "--data-dir", data]);
  expect(failed.code).toBe(3);
});

it("has the model write the set after the documents, and names it", async () => {
  const folder = path.join(temporaryFolder(), "The mill");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "lease.md"), lease);
  writeFileSync(path.join(folder, "march.md"), minutes);
  const result = await runCli(["summarize", folder, "--json", "--data-dir", temporaryFolder()]);
  expect(result.code).toBe(0);
  const { reports, set } = check(result.stdout);
  expect(reports.every(({ summary }) => summary !== null)).toBe(true);
  expect(set).toMatchObject({ source: "model", recipe: { pipeline: expect.stringContaining("merge") as string } });
  expect(set.recipe?.model.sha256).toBe(reports[0]?.recipe?.model.sha256);
  expect(new Set(set.points.flatMap(({ citations }) => citations.map(({ documentId }) => documentId))).size).toBe(2);
  expect(result.stderr).toContain("The mill: Choosing the points");
});
