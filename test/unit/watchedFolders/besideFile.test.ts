import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { isResult, writeBeside } from "../../../electron/core/watchedFolders/besideFile.ts";

let folder: string;
let base: string;
const [one, two] = ["a".repeat(64), "b".repeat(64)] as const;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "tramontane-beside-"));
  base = path.join(folder, "lease.pdf");
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const names = (): string[] => readdirSync(folder).sort();

it("stands next to its file under a name of its own, marked, and gives way to its next", async () => {
  expect(await writeBeside(base, one, "# First\n")).toBe(`${base}.summary.md`);
  expect(await isResult(`${base}.summary.md`)).toBe(true);
  expect(await writeBeside(base, two, "# Second\n")).toBe(`${base}.summary.md`);
  expect(readFileSync(`${base}.summary.md`, "utf8")).toMatch(
    /^<!-- tramontane:summary document=b{64} .*-->\n# Second\n$/u,
  );
  expect(names()).toEqual(["lease.pdf.summary.md"]);
});

it("never takes the place of somebody's file", async () => {
  writeFileSync(`${base}.summary.md`, "mine");
  expect(await isResult(`${base}.summary.md`)).toBe(false);
  expect(await writeBeside(base, one, "# First\n")).toBe(`${base}.summary (2).md`);
  expect(readFileSync(`${base}.summary.md`, "utf8")).toBe("mine");
});

it("leaves what a person has changed in it", async () => {
  await writeBeside(base, one, "# First\n");
  appendFileSync(`${base}.summary.md`, "my own line\n");
  expect(await writeBeside(base, one, "# First, again\n")).toBeNull();
  expect(readFileSync(`${base}.summary.md`, "utf8")).toContain("my own line");
  expect(await isResult(`${base}.summary.md`)).toBe(true);
  expect(await writeBeside(base, two, "# Second\n")).toBe(`${base}.summary (2).md`);
});
