import { describe, expect, it, onTestFinished } from "vitest";
import { readLimitsSchema } from "../../../electron/contract/settings.ts";
import { createOcrThreads, type OcrResult } from "../../../electron/readerProcess/ocr/ocrThreads.ts";
import { drawPages, scannedPdf } from "../../helpers/tinyPicture.ts";
import { column } from "../../helpers/tinyPdf.ts";

const lines = (number: number) => [
  `Clause ${number} of the lease begins on this page and says`,
  "that the rent is paid on the first day of the month.",
];
const textOf = (result: OcrResult) =>
  result.kind === "text"
    ? result.text.columns.flat().map(({ words }) => words.map(({ text }) => text).join(" "))
    : null;
const request = (number: number) => ({ kind: "page", number, width: 612, height: 792, leastPicture: 0 }) as const;

async function threadsOn(pages: number) {
  const images = await drawPages(
    Array.from({ length: pages }, (_, index) =>
      column(72, 680, lines(index + 1), 16).map((line) => ({ ...line, size: 12 })),
    ),
  );
  const file = scannedPdf(images.map((image) => ({ image })));
  const limits = readLimitsSchema.parse({ memoryMb: 4096 });
  const threads = createOcrThreads({ file, password: null, limits, language: null, threads: 2 });
  onTestFinished(() => threads.close());
  return threads;
}

describe("the threads that recognise", () => {
  it("work at several pages together and answer each for its own", async () => {
    const threads = await threadsOn(5);
    const results = await Promise.all([1, 2, 3, 4, 5].map((number) => threads.recognize(request(number))));
    expect(results.map(textOf)).toEqual([1, 2, 3, 4, 5].map(lines));
  });

  it("give up a page that cannot be drawn and go on with the next", async () => {
    const threads = await threadsOn(2);
    const results = await Promise.all([99, 1, 98, 2].map((number) => threads.recognize(request(number))));
    expect(results.map(({ kind }) => kind)).toEqual(["failed", "text", "failed", "text"]);
    expect(results[0]).toEqual({ kind: "failed", cause: "picture" });
  });

  it("end what is asked of them when they are closed", async () => {
    const threads = await threadsOn(2);
    const asked = [1, 2].map((number) => threads.recognize(request(number)));
    await threads.close();
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(["failed", "failed"]);
  });

  it("start none where the memory of the reader is used up, and say so", async () => {
    const limits = readLimitsSchema.parse({ memoryMb: 64 });
    const threads = createOcrThreads({ file: scannedPdf([null]), password: null, limits, language: null });
    expect(await threads.recognize(request(1))).toEqual({ kind: "failed", cause: "memory" });
    await threads.close();
  });
});
