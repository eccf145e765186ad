import { readFile } from "node:fs/promises";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { afterAll, describe, expect, it } from "vitest";
import { type Page, pageSchema } from "../../../electron/contract/documents.ts";
import { AppError, errorTable } from "../../../electron/contract/errors.ts";
import { readLimitsSchema } from "../../../electron/contract/settings.ts";
import { createReader } from "../../../electron/core/library/reading/readerClient.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { documentsFolder, flat, formats, hasRealDocuments, type Known } from "../../helpers/realDocuments.ts";

if (!hasRealDocuments) console.warn("SKIPPED: the collection of real documents is not beside this checkout");

/** `npm run long` reads them all. */
const all = process.env.TRAMONTANE_LONG === "1";
/** Bytes up to which a document is read by every run of the tests: those of every kind and format, but for the long. */
const shortBytes = { scanned: 64 * 1024, other: 160 * 1024 };

const known = hasRealDocuments
  ? (JSON.parse(readFileSync(path.join(documentsFolder, "index.json"), "utf8")) as Known[])
      .filter(({ file }) => formats.test(file))
      .filter((entry) => all || isShort(entry))
  : [];

function isShort({ file, kind }: Known): boolean {
  return statSync(path.join(documentsFolder, file)).size <= shortBytes[kind === "scanned" ? "scanned" : "other"];
}

const silent = { info() {}, warn() {}, error() {} };
const reader = createReader({ spawner: builtSpawner(), clock: systemClock, logger: silent });
afterAll(() => reader.dispose());
/** Of scans one letter in a hundred may be wrong, so that their phrases are counted. */
const scanned = { found: 0, all: 0 };

describe.skipIf(!hasRealDocuments)("real documents", () => {
  it.each(known.map((entry) => [entry.file, entry] as const))("%s", async (file, entry) => {
    const pages: Page[] = [];
    const limits = readLimitsSchema.parse({ seconds: 110 });
    const request = { load: () => readFile(path.join(documentsFolder, file)), name: path.basename(file), limits };
    const outcome = await reader
      .read(
        { ...request, ...(entry.password ? { password: entry.password } : {}) },
        { onPages: (batch) => pages.push(...batch) },
      )
      .catch((error: unknown) => error);

    if (outcome instanceof Error) {
      const code = outcome instanceof AppError ? outcome.code : String(outcome);
      expect(["INTERNAL", "READER_CRASHED", "READ_TIMEOUT", "READ_MEMORY_LIMIT"]).not.toContain(code);
      expect(Object.keys(errorTable)).toContain(code);
      const mayFail = entry.kind !== "good" && entry.expect !== "text";
      expect(mayFail, `${file}: ${outcome.message}`).toBe(true);
      return;
    }
    expect(pages.map(({ number }) => number)).toEqual(pages.map((_, index) => index + 1));
    for (const page of pages) {
      if (page.number % 50 === 1) pageSchema.parse(page);
      for (const { start, end } of [...page.blocks, ...page.sentences]) {
        if (start >= end || end > page.text.length) expect.fail(`page ${page.number}: a range outside its text`);
      }
    }
    const whole = flat(pages.map(({ text }) => text).join("\n"));
    for (const { text, page, hard } of entry.phrases) {
      if (hard) continue;
      const place = page === null ? whole : flat(pages[page - 1]?.text ?? "");
      if (entry.kind === "scanned") {
        scanned.all++;
        if (place.toLowerCase().includes(flat(text).toLowerCase())) scanned.found++;
        continue;
      }
      expect(place.includes(flat(text)), `${file}, page ${page}: ${text}`).toBe(true);
    }
    for (const absent of entry.absent ?? []) expect(whole).not.toContain(flat(absent));
  });

  it("finds nine of ten phrases of the scans", () => {
    expect(scanned.all).toBeGreaterThan(all ? 30 : 2);
    expect(scanned.found / scanned.all).toBeGreaterThan(0.9);
  });
});
