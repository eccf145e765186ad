import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { afterAll, expect, it } from "vitest";
import { differenceOf, differs, filesOf, isBroken, type Outcome, tryFile, wordsOf } from "../../corpus/corpus.ts";

const folder = mkdtempSync(path.join(tmpdir(), "corpus-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Does with a file what its first line says, as a reader might. */
const program = path.join(folder, "reader.mjs");
writeFileSync(
  program,
  `import { readFileSync } from "node:fs";
const [first, ...lines] = readFileSync(process.argv[2], "utf8").split("\\n");
if (first === "hang") setInterval(() => {}, 1000);
else if (first === "crash") process.abort();
else if (first === "half") process.stdout.write('{"pages":[', () => process.abort());
else if (first === "throw") throw new Error("Nobody caught it.");
else if (first === "refuse") {
  process.stderr.write(JSON.stringify({ file: "x", code: "DOCUMENT_DAMAGED" }));
  process.exitCode = 3;
} else process.stdout.write(JSON.stringify({ pages: lines.map((text) => ({ text })) }));
`,
);

const files = path.join(folder, "files");
mkdirSync(path.join(files, "inner"), { recursive: true });
for (const [name, text] of [
  ["a.txt", "read\nThe rent is due.\nThe roof leaks."],
  ["b.txt", "refuse"],
  ["c.txt", "throw"],
  ["inner/d.txt", "crash"],
  ["inner/e.txt", "hang"],
  ["inner/f.txt", "half"],
] as const) {
  writeFileSync(path.join(files, name), text);
}

it("reads every file of a folder, and tells what is refused with a code from what crashes, hangs or gives none", async () => {
  const outcomes: Record<string, Outcome> = {};
  for (const file of filesOf(files)) {
    // Only the one that hangs may be stopped: any other has all the time it needs.
    const seconds = file.endsWith("e.txt") ? 1 : 240;
    outcomes[path.basename(file)] = await tryFile(file, { reader: [process.execPath, program], seconds });
  }
  expect(Object.keys(outcomes)).toEqual(["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt"]);
  expect(outcomes["a.txt"]).toMatchObject({ exit: 0, code: null, isHung: false, difference: null });
  expect(outcomes["a.txt"]?.words).toEqual(["the", "rent", "is", "due", "the", "roof", "leaks"]);
  expect(outcomes["b.txt"]).toMatchObject({ exit: 3, code: "DOCUMENT_DAMAGED" });
  expect(outcomes["e.txt"]).toMatchObject({ exit: null, isHung: true });
  const broken = Object.keys(outcomes).filter((name) => outcomes[name] !== undefined && isBroken(outcomes[name]));
  expect(broken).toEqual(["c.txt", "d.txt", "e.txt", "f.txt"]);
});

it("counts the words that are missing, and those that are beyond the reference, each as often as it stands there", () => {
  const reference = wordsOf("The rent of 900 euros is due on the first. The roof leaks.");
  const own = wordsOf("the RENT of 900 euros is due on the first the rent");
  const difference = differenceOf("tool", own, reference);
  expect(difference).toMatchObject({ of: 13, examples: { missing: ["roof", "leaks"], added: ["rent"] } });
  expect(difference.missing).toBeCloseTo(2 / 13);
  expect(difference.added).toBeCloseTo(1 / 13);
});

it("compares letters of scripts that set no spaces", () => {
  expect(wordsOf("OpenChain 1.2 仕様書 カード")).toEqual(["openchain", "1", "2", "仕", "様", "書", "カ", "ー", "ド"]);
});

it("names what differs by more than a tenth, but not where the reference has hardly a word", () => {
  const outcomeOf = (of: number, missing: number, added: number): Outcome => ({
    file: "a.pdf",
    exit: 0,
    code: null,
    isHung: false,
    seconds: 1,
    memoryMb: null,
    words: [],
    difference: { tool: "tool", of, missing, added, examples: { missing: [], added: [] } },
  });
  expect(differs(outcomeOf(100, 0.11, 0))).toBe(true);
  expect(differs(outcomeOf(100, 0, 0.11))).toBe(true);
  expect(differs(outcomeOf(100, 0.1, 0.1))).toBe(false);
  expect(differs(outcomeOf(3, 1, 1))).toBe(false);
});
