import { describe, expect, it, onTestFinished } from "vitest";
import { readLimitsSchema } from "../../../electron/contract/settings.ts";
import { createOcrThreads, type OcrResult, threadsFor } from "../../../electron/readerProcess/ocr/ocrThreads.ts";
import type { GrayImage } from "../../../electron/readerProcess/ocr/grayImage.ts";
import { listPictures } from "../../../electron/readerProcess/ocr/pictureFile.ts";
import { drawPages, scannedPdf, toPng } from "../../helpers/tinyPicture.ts";
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

function enlarge({ width, height, data }: GrayImage, times: number): GrayImage {
  const large = new Uint8Array(width * times * height * times);
  for (let y = 0; y < height * times; y++) {
    const row = Math.floor(y / times) * width;
    for (let x = 0; x < width * times; x++) large[y * width * times + x] = data[row + Math.floor(x / times)] ?? 255;
  }
  return { width: width * times, height: height * times, data: large };
}

/** @param memoryMb asked when the pages are drawn, which takes memory as well */
async function threadsOn(pages: number, memoryMb = () => 4096) {
  const images = await drawPages(
    Array.from({ length: pages }, (_, index) =>
      column(72, 680, lines(index + 1), 16).map((line) => ({ ...line, size: 12 })),
    ),
  );
  const file = scannedPdf(images.map((image) => ({ image })));
  const limits = readLimitsSchema.parse({ memoryMb: memoryMb() });
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

  it("answer for every page where the memory holds one of them only", async () => {
    // Between what the first thread asks for and what a second one does.
    const threads = await threadsOn(3, () => Math.ceil(process.memoryUsage.rss() / 2 ** 20) + 135);
    const results = await Promise.all([1, 2, 3].map((number) => threads.recognize(request(number))));
    expect(results.map(textOf)).toEqual([1, 2, 3].map(lines));
  });

  it("read a page that is too large for its share of the memory one at a time with all of it", async () => {
    const [image] = await drawPages([column(72, 680, lines(1), 16).map((line) => ({ ...line, size: 12 }))]);
    if (!image) throw new Error("Nothing was drawn.");
    const file = toPng(enlarge(image, 7));
    const [picture] = listPictures(file, 1);
    if (!picture) throw new Error("There is no picture in the file.");
    // A hundred million pixels: of twelve threads each has 96 MB.
    const limits = readLimitsSchema.parse({ memoryMb: 2048 });
    const threads = createOcrThreads({ file, password: null, limits, language: null, threads: 12 });
    onTestFinished(() => threads.close());
    expect(textOf(await threads.recognize({ kind: "picture", number: 1, picture }))).toEqual(lines(1));
  });

  it("are two within the usual memory on a machine with cores to spare, one for a large file, more where the limit is raised", () => {
    const usual = readLimitsSchema.parse({});
    expect(threadsFor(usual, 2e6, 8, true)).toBe(2);
    expect(threadsFor(usual, 2e6, 3, true)).toBe(2);
    expect(threadsFor(usual, 2e6, 2, true)).toBe(1);
    expect(threadsFor(usual, 2e6, 1, true)).toBe(1);
    expect(threadsFor(usual, 40e6, 8, true)).toBe(1);
    expect(threadsFor({ memoryMb: 1024 }, 2e6, 8, true)).toBe(4);
    // An allocator that keeps what is freed leaves room for one.
    expect(threadsFor(usual, 2e6, 8, false)).toBe(1);
    expect(threadsFor({ memoryMb: 1024 }, 2e6, 8, false)).toBe(4);
  });

  it("start none where the memory of the reader is used up, and say so", async () => {
    const limits = readLimitsSchema.parse({ memoryMb: 64 });
    const threads = createOcrThreads({ file: scannedPdf([null]), password: null, limits, language: null });
    expect(await threads.recognize(request(1))).toEqual({ kind: "failed", cause: "memory" });
    await threads.close();
  });
});
