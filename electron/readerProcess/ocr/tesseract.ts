import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import createModule, { type TesseractModule } from "tesseract.js-core/tesseract-core-relaxedsimd-lstm.js";
import * as z from "zod";
import { decodePicture } from "./decodePicture.ts";
import type { GrayImage } from "./grayImage.ts";
import type { OcrLanguage } from "./languages.ts";
import { joinTiles, tilesOf } from "./tiledTiff.ts";

const require = createRequire(import.meta.url);

/** A box in pixels: left, top, right, bottom. */
export type PixelBox = readonly [number, number, number, number];

export interface RecognizedWord {
  readonly text: string;
  /** 0 to 1, as the recogniser itself judges */
  readonly confidence: number;
  readonly box: PixelBox;
  /** the confidence of each of its letters, 0 to 1 */
  readonly letters: readonly { readonly text: string; readonly confidence: number }[];
  /** a number that two looks at its picture did not agree in */
  readonly doubtful?: true;
}

export interface RecognizedLine {
  readonly words: readonly RecognizedWord[];
  readonly box: PixelBox;
  /** from the lowest to the highest stroke of its letters, in pixels */
  readonly height: number;
}

/** Tesseract, kept with the languages it was asked for last. */
export interface Tesseract {
  /** Lines of each block of the page, in reading order. @throws where the memory it may take does not suffice */
  recognize(image: GrayImage, languages: readonly OcrLanguage[]): RecognizedLine[][];
  /**
   * The text of a picture of one line, in the languages that were asked for last.
   * @param only the characters that may come out; all where it is empty
   * @throws as `recognize`
   */
  recognizeLine(image: GrayImage, only: string): { readonly text: string; readonly confidence: number };
  /** The first picture of a PNG, JPEG or TIFF file; null where it is none. */
  decode(file: Uint8Array): GrayImage | null;
}

/** Neural networks only: the data that is shipped has no other. */
const lstmOnly = 1;
/** PSM_AUTO: looks for columns and blocks; the library's own default takes the page for one block. */
const automatic = 3;
/** PSM_SINGLE_LINE */
const singleLine = 7;

function isTiff(file: Uint8Array): boolean {
  return file[0] === file[1] && (file[0] === 0x49 || file[0] === 0x4d);
}

/** Tesseract's own files and language data are read from the packages; nothing is fetched. */
export async function loadTesseract(): Promise<Tesseract> {
  const { module, memory } = await instantiate();
  const { _malloc: allocate, _free: free } = module;
  const api = new module.TessBaseAPI();
  const loaded = new Set<OcrLanguage>();
  let current = "";

  return {
    recognize(image, languages) {
      speak(languages);
      setImage(image);
      try {
        if (api.Recognize(null) !== 0) throw new Error("Tesseract could not recognise the picture.");
        return linesOf(api.GetJSONText(0));
      } finally {
        api.Clear();
      }
    },
    recognizeLine(image, only) {
      api.SetPageSegMode(singleLine);
      api.SetVariable("tessedit_char_whitelist", only);
      setImage(image);
      try {
        if (api.Recognize(null) !== 0) throw new Error("Tesseract could not recognise the picture.");
        const words = linesOf(api.GetJSONText(0)).flatMap((lines) => lines.flatMap((line) => line.words));
        return {
          text: words.map(({ text }) => text).join(" "),
          confidence: Math.min(1, ...words.map(({ confidence }) => confidence)),
        };
      } finally {
        api.Clear();
        api.SetVariable("tessedit_char_whitelist", "");
        api.SetPageSegMode(automatic);
      }
    },
    decode(file) {
      const tiled = isTiff(file) ? tilesOf(file) : null;
      const decode = (each: Uint8Array) => decodePicture(module, memory, each);
      return tiled ? joinTiles(tiled, decode) : decode(file);
    },
  };

  function setImage({ width, height, data }: GrayImage): void {
    const at = allocate(data.length);
    if (at === 0) throw new Error("The picture does not fit the memory.");
    new Uint8Array(memory.buffer).set(data, at);
    api.SetImage(at, width, height, 1, width);
    // Tesseract has its own copy now.
    free(at);
  }

  function speak(languages: readonly OcrLanguage[]): void {
    const wanted = languages.join("+");
    if (wanted === current) return;
    for (const language of languages) {
      if (loaded.has(language)) continue;
      module.FS.writeFile(`/${language}.traineddata`, gunzipSync(readFileSync(dataFile(language))));
      loaded.add(language);
    }
    if (current !== "") api.End();
    current = "";
    if (api.Init("/", wanted, lstmOnly, "") !== 0) throw new Error(`Tesseract has no data for ${wanted}.`);
    api.SetPageSegMode(automatic);
    current = wanted;
  }
}

function dataFile(language: OcrLanguage): string {
  const folder = path.dirname(require.resolve(`@tesseract.js-data/${language}/package.json`));
  return path.join(folder, "4.0.0_best_int", `${language}.traineddata.gz`);
}

async function instantiate(): Promise<{ module: TesseractModule; memory: WebAssembly.Memory }> {
  const wasm = readFileSync(require.resolve("tesseract.js-core/tesseract-core-relaxedsimd-lstm.wasm"));
  let memory: WebAssembly.Memory | undefined;
  const module = await createModule({
    print() {},
    printErr() {},
    // The module keeps its memory to itself; pictures are read from it.
    instantiateWasm(imports, done) {
      const compiled = new WebAssembly.Module(wasm);
      const instance = new WebAssembly.Instance(compiled, imports);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      done(instance, compiled);
      return {};
    },
  });
  if (!memory) throw new Error("Tesseract has no memory.");
  return { module, memory };
}

const boxSchema = z.object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() });
const pageSchema = z.object({
  blocks: z.array(
    z.object({
      paragraphs: z.array(
        z.object({
          lines: z.array(
            z.object({
              bbox: boxSchema,
              rowAttributes: z.object({ rowHeight: z.number() }),
              words: z.array(
                z.object({
                  text: z.string(),
                  confidence: z.number(),
                  bbox: boxSchema,
                  symbols: z.array(z.object({ text: z.string(), confidence: z.number() })),
                }),
              ),
            }),
          ),
        }),
      ),
    }),
  ),
});

function linesOf(json: string): RecognizedLine[][] {
  return pageSchema.parse(JSON.parse(json)).blocks.map(({ paragraphs }) =>
    paragraphs
      .flatMap(({ lines }) => lines)
      .map(({ bbox, rowAttributes, words }) => ({
        box: toBox(bbox),
        height: rowAttributes.rowHeight,
        words: words
          .map(({ text, confidence, bbox: box, symbols }) => ({
            text: text.trim(),
            confidence: toShare(confidence),
            box: toBox(box),
            letters: symbols.map((symbol) => ({ text: symbol.text, confidence: toShare(symbol.confidence) })),
          }))
          .filter(({ text }) => text !== ""),
      }))
      .filter(({ words }) => words.length > 0),
  );
}

function toBox({ x0, y0, x1, y1 }: z.infer<typeof boxSchema>): PixelBox {
  return [x0, y0, x1, y1];
}

/** Per cent as Tesseract gives them, which may lie outside of their range. */
function toShare(percent: number): number {
  return Math.min(1, Math.max(0, percent / 100));
}
