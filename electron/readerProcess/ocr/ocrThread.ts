import { parentPort, workerData } from "node:worker_threads";
import { closeNetwork } from "../closeNetwork.ts";
import { mirror, resize, turn } from "./grayImage.ts";
import type { OcrLanguage } from "./languages.ts";
import type { OcrAnswer, OcrLanguages, OcrTask, OcrThreadData } from "./ocrProtocol.ts";
import { openPdfRaster, type PdfRaster } from "./pdfRaster.ts";
import { type PictureFacts, withFirstPicture } from "./pictureFile.ts";
import { pictureSize } from "./pictureSize.ts";
import { type OcrOutcome, recognizePage } from "./recognizePage.ts";
import { loadTesseract, type Tesseract } from "./tesseract.ts";

/*
 * A thread of the reader that draws pages and recognises their text. Both are WebAssembly, whose memory is bounded here, so
 * that a page built to fill it fails alone. What goes wrong ends with this thread: the reader starts another one.
 */

closeNetwork();
const { file, password, memoryMb } = workerData as OcrThreadData;
boundMemory(memoryMb);

/** whether a module was refused memory for the page at hand */
let starved = false;
let tesseract: Promise<Tesseract> | undefined;
let raster: Promise<PdfRaster> | undefined;
let last: Promise<void> = Promise.resolve();

/** takes the reader's answer to the question for languages */
let tellLanguages: (languages: readonly OcrLanguage[]) => void = () => {};

parentPort?.on("message", (task: OcrTask | OcrLanguages) => {
  if (task.kind === "languages") {
    tellLanguages(task.languages);
    return;
  }
  const { number } = task;
  last = last.then(async () => {
    starved = false;
    try {
      const outcome = await recognize(task);
      answer({ type: "recognized", number, outcome, starved });
    } catch {
      answer({ type: "failed", number, starved });
    }
  });
});

function answer(message: OcrAnswer): void {
  parentPort?.postMessage(message);
}

function askLanguages(number: number): (lines: readonly string[]) => Promise<readonly OcrLanguage[]> {
  return (lines) => {
    const told = new Promise<readonly OcrLanguage[]>((resolve) => (tellLanguages = resolve));
    answer({ type: "lines", number, lines });
    return told;
  };
}

async function recognize(task: OcrTask): Promise<OcrOutcome> {
  if (task.kind === "picture") return recognizePicture(task);
  raster ??= openPdfRaster(file, password);
  const { draw, pictureShare } = await raster;
  if (task.leastPicture > 0 && pictureShare(task.number) < task.leastPicture) return { kind: "blank" };
  const scale = pageScale(task.width, task.height);
  const width = Math.max(1, Math.round(task.width * scale));
  const image = draw(task.number, width, Math.max(1, Math.round(task.height * scale)));
  if (!image) throw new Error("The page could not be drawn.");
  return recognizePage({ load, languagesOf: askLanguages(task.number) }, image, task.width / width, task.language);
}

function load(): Promise<Tesseract> {
  return (tesseract ??= loadTesseract());
}

async function recognizePicture({
  number,
  picture,
  language,
}: Extract<OcrTask, { kind: "picture" }>): Promise<OcrOutcome> {
  const bytes = picture.kind === "tiff" ? withFirstPicture(file, picture.offset) : file;
  const stored = (await load()).decode(bytes);
  if (!stored) throw new Error("The picture could not be decoded.");
  const smaller = resize(stored, pictureScale(picture));
  const image = turn(picture.mirrored ? mirror(smaller) : smaller, picture.turns);
  const pointsPerPixel = pictureSize(picture).width / image.width;
  return recognizePage({ load, languagesOf: askLanguages(number) }, image, pointsPerPixel, language);
}

/** Dots an inch at which letters of 8 points are still told apart with ease. */
const wantedDots = 300;
/** A4 at 300 dots an inch has 8.7 million pixels; what is larger is drawn coarser. */
const mostPixels = 9_000_000;
/** pixels of the longer side where a picture does not say its resolution: that of a screen enlarged, or a page at 220 dots an inch */
const wantedSide = 2500;

/** Pixels a point for a page of a size in points. */
function pageScale(width: number, height: number): number {
  return Math.min(wantedDots / 72, Math.sqrt(mostPixels / (width * height)));
}

/** Small pictures are enlarged: the recogniser was trained on letters of print. */
function pictureScale({ width, height, dotsPerInch }: PictureFacts): number {
  const wanted = dotsPerInch === null ? wantedSide / Math.max(width, height) : wantedDots / dotsPerInch;
  return Math.min(3, Math.max(1, wanted), Math.sqrt(mostPixels / (width * height)));
}

/** A module that asks for more is refused, as if the machine had none left. */
function boundMemory(limitMb: number): void {
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * 65_536 > limitMb * 2 ** 20) {
      starved = true;
      throw new RangeError("WebAssembly.Memory.grow(): the limit of the reader is reached.");
    }
    return grow.call(this, pages);
  };
}
