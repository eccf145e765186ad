import { wholeFile } from "../../../electron/core/library/bytesOfFile.ts";
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Page } from "../../../electron/contract/documents.ts";
import { type ReadLimits, readLimitsSchema } from "../../../electron/contract/settings.ts";
import type { Child, ProcessSpawner } from "../../../electron/core/ports.ts";
import type { Reader } from "../../../electron/core/library/reading/reader.ts";
import { createReader } from "../../../electron/core/library/reading/readerClient.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { column, tinyPdf } from "../../helpers/tinyPdf.ts";
import { tinyDocx, wordParagraph } from "../../helpers/tinyZip.ts";

const silent = { info() {}, warn() {}, error() {} };
const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-limits-"));
const file = (name: string, bytes: Uint8Array | string) => {
  const place = path.join(folder, name);
  writeFileSync(place, bytes);
  return place;
};
const manyPages = (count: number) =>
  tinyPdf(Array.from({ length: count }, (_, index) => column(72, 700, [`This is the text of page ${index + 1}.`])));

let reader: Reader;
let children: Child[];

function open(): Reader {
  const real = builtSpawner();
  children = [];
  const spawner: ProcessSpawner = {
    spawn(entry, options) {
      const child = real.spawn(entry, options);
      children.push(child);
      return child;
    },
  };
  reader = createReader({ spawner, clock: systemClock, logger: silent });
  return reader;
}

const read = (
  name: string,
  place: string,
  limits: Partial<ReadLimits> = {},
  signal?: AbortSignal,
  onPages?: (pages: readonly Page[]) => void,
) =>
  reader.read(
    {
      load: () => wholeFile(place, readLimitsSchema.parse(limits).fileMb),
      name,
      limits: readLimitsSchema.parse(limits),
    },
    { onPages: onPages ?? (() => {}), ...(signal ? { signal } : {}) },
  );

afterEach(() => reader.dispose());

describe("the reader process", () => {
  it("reads one document after another in one child and hands the pages over in order", async () => {
    open();
    const place = file("many.pdf", manyPages(80));
    const numbers: number[] = [];
    const result = await read("many.pdf", place, {}, undefined, (pages) =>
      numbers.push(...pages.map(({ number }) => number)),
    );
    await read("many.pdf", place);
    expect(result.pages).toBe(80);
    expect(numbers).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
    expect(children).toHaveLength(1);
  });

  it("stops where it does not get on within the limit of seconds and reads the next document in a new child", async () => {
    open();
    const one = file("endless.docx", tinyDocx(wordParagraph("word ".repeat(1000)).repeat(16_000)));
    await expect(read("endless.docx", one, { seconds: 1, memoryMb: 8192 })).rejects.toMatchObject({
      code: "READ_TIMEOUT",
      data: { limitSeconds: 1 },
    });
    expect((await read("small.txt", file("small.txt", "A small text."))).pages).toBe(1);
    expect(children).toHaveLength(2);
  });

  it("stops at the limit of memory", async () => {
    open();
    const swelling = file("swelling.docx", tinyDocx(wordParagraph("word ".repeat(1000)).repeat(16_000)));
    await expect(read("swelling.docx", swelling, { memoryMb: 200 })).rejects.toMatchObject({
      code: "READ_MEMORY_LIMIT",
    });
    expect((await read("small.txt", file("small.txt", "A small text."))).pages).toBe(1);
  });

  it("refuses what unpacks to more than the limit, a file over the size, and too many pages", async () => {
    open();
    const bomb = file("bomb.docx", tinyDocx(wordParagraph("A".repeat(8 * 2 ** 20))));
    await expect(read("bomb.docx", bomb, { inflatedMb: 2 })).rejects.toMatchObject({ code: "READ_INFLATED_LIMIT" });
    await expect(read("big.txt", file("big.txt", "word ".repeat(2 ** 18)), { fileMb: 1 })).rejects.toMatchObject({
      code: "FILE_TOO_LARGE",
    });
    await expect(read("three.pdf", file("three.pdf", manyPages(3)), { pages: 2 })).rejects.toMatchObject({
      code: "READ_PAGE_LIMIT",
    });
    expect(children).toHaveLength(1);
  });

  it("stops when asked to", async () => {
    open();
    const abort = new AbortController();
    const reading = read("long.pdf", file("long.pdf", manyPages(3000)), {}, abort.signal, () => abort.abort());
    await expect(reading).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(read("long.pdf", file("long.pdf", manyPages(3)), {}, abort.signal)).rejects.toMatchObject({
      code: "CANCELLED",
    });
  });

  it("says so when its child dies, and goes on with the next", async () => {
    open();
    const reading = read("long.pdf", file("long.pdf", manyPages(3000)), {}, undefined, () =>
      process.kill(children[0]?.pid ?? 0, "SIGKILL"),
    );
    await expect(reading).rejects.toMatchObject({ code: "READER_CRASHED" });
    expect((await read("small.txt", file("small.txt", "A small text."))).pages).toBe(1);
  });

  it("ends a reading with the error of the one who takes the pages", async () => {
    open();
    const failure = new Error("no room");
    const reading = read("long.pdf", file("long.pdf", manyPages(300)), {}, undefined, () => {
      throw failure;
    });
    await expect(reading).rejects.toBe(failure);
  });
});
