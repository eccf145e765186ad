import { describe, expect, it } from "vitest";
import { type GrayImage, resize } from "../../../electron/readerProcess/ocr/grayImage.ts";
import { lookAgain } from "../../../electron/readerProcess/ocr/lookAgain.ts";
import { marksOf } from "../../../electron/readerProcess/ocr/numberMarks.ts";
import type { PixelBox, RecognizedLine } from "../../../electron/readerProcess/ocr/tesseract.ts";
import { readBytes } from "../../helpers/readBytes.ts";
import { drawPages, toPng } from "../../helpers/tinyPicture.ts";

const fonts = ["Helvetica", "Times-Roman", "Courier"] as const;

/** Numbers below each other in a font, 30 points apart, drawn at `dotsPerInch` and enlarged as a reader does; `lean` in degrees. */
async function drawNumbers(
  numbers: readonly string[],
  { font = "Helvetica", size = 10, dotsPerInch = 200, lean = 0 }: Partial<Drawn> = {},
): Promise<GrayImage> {
  const [cosine, sine] = [Math.cos((lean * Math.PI) / 180), Math.sin((lean * Math.PI) / 180)];
  const lines = numbers.map((text, index) => `BT /F ${size} Tf 1 0 0 1 100 ${740 - 30 * index} Tm (${text}) Tj ET`);
  const [image] = await drawPages([[]], dotsPerInch, {
    content: `q ${cosine} ${sine} ${-sine} ${cosine} 0 0 cm ${lines.join(" ")} Q`,
    fonts: { F: `/Subtype /Type1 /BaseFont /${font} /Encoding /WinAnsiEncoding` },
  });
  if (!image) throw new Error("No page was drawn.");
  return resize(image, Math.max(1, 300 / dotsPerInch));
}
interface Drawn {
  readonly font: string;
  readonly size: number;
  readonly dotsPerInch: number;
  readonly lean: number;
}

/** The box of the letters and digits of each line: the minus sign before them is looked for outside. */
function boxesOf(image: GrayImage, numbers: readonly string[]): PixelBox[] {
  const scale = image.width / 612;
  return numbers.map((text, index) => {
    const foot = Math.round((792 - 740 + 30 * index) * scale);
    const dark = { left: image.width, right: 0, top: image.height, bottom: 0 };
    for (let y = Math.round(foot - 14 * scale); y < foot + 8 * scale; y++) {
      for (let x = 0; x < image.width; x++) {
        if ((image.data[y * image.width + x] ?? 255) > 128) continue;
        dark.left = Math.min(dark.left, x);
        dark.right = Math.max(dark.right, x + 1);
        dark.top = Math.min(dark.top, y);
        dark.bottom = Math.max(dark.bottom, y + 1);
      }
    }
    const below = text.includes(",") ? Math.round(0.15 * (dark.bottom - dark.top)) : 0;
    return [dark.left, dark.top, dark.right, dark.bottom - below];
  });
}

const samples = [
  "2.4",
  "24",
  "0.17",
  "13.75",
  "4,5",
  "7,811",
  "1.234,50",
  "12,345.60",
  "71%",
  "48.2%",
  "1.5-2.9",
  "640",
  "1057",
];

describe("the marks of a number", () => {
  it("are seen in its picture in three fonts, at several sizes and resolutions, on pages that lean", async () => {
    const all: { drawn: string; seen: string }[] = [];
    for (const font of fonts) {
      for (const [size, dotsPerInch, lean] of [
        [10, 300, 0],
        [12, 150, 0.4],
        [9, 200, 0.3],
      ] as const) {
        const image = await drawNumbers(samples, { font, size, dotsPerInch, lean });
        for (const [index, box] of boxesOf(image, samples).entries()) {
          all.push({
            drawn: (samples[index] ?? "").replaceAll(/[\d%]/gu, ""),
            seen: marksOf(image, box, 0)?.marks ?? "none",
          });
        }
      }
    }
    for (const { drawn, seen } of all) {
      expect([...seen].map((mark, index) => (mark === "?" ? drawn[index] : mark)).join("")).toBe(drawn);
    }
    expect(all.filter(({ drawn, seen }) => drawn === seen).length).toBeGreaterThan(0.95 * all.length);
  });
});

/** One line of a word that was recognised so; alone it is recognised as `second`. */
async function lookedAt(
  drawn: string,
  first: string,
  second: string,
  { cut = false, confidence = 0.99 }: { readonly cut?: boolean; readonly confidence?: number } = {},
): Promise<{ text: string; doubtful: boolean; times: number }> {
  const image = await drawNumbers([drawn]);
  const [box = [0, 0, 0, 0]] = boxesOf(image, [drawn]);
  const height = box[3] - box[1];
  const own: PixelBox = cut ? [box[0] + Math.round(0.6 * height), box[1], box[2], box[3]] : box;
  const word = { text: first, confidence: 0.9, box: own, letters: [...first].map((text) => ({ text, confidence })) };
  const line: RecognizedLine = { words: [word], box: own, height };
  let times = 0;
  const recognizeLine = () => {
    times++;
    return { text: second, confidence: 0.9 };
  };
  const [looked] = lookAgain({ recognizeLine }, image, [[line]])
    .flat(2)
    .flatMap(({ words }) => words);
  return { text: looked?.text ?? "", doubtful: looked?.doubtful ?? false, times };
}

describe("a number of a scan", () => {
  it("whose marks are those of its picture is not looked at again", async () => {
    for (const text of ["2.4", "24", "1.234,50", "48.2%", "1.5-2.9"]) {
      expect(await lookedAt(text, text, "0")).toEqual({ text, doubtful: false, times: 0 });
    }
  });

  it("gets back the point, comma or minus sign that recognition lost, where the second pass reads it", async () => {
    for (const [drawn, first] of [
      ["2.4", "24"],
      ["4,5", "45"],
      ["1,234.50", "1234.50"],
      ["13.75%", "1375%"],
    ] as const) {
      expect(await lookedAt(drawn, first, drawn)).toMatchObject({ text: drawn, doubtful: false });
    }
    expect(await lookedAt("-5.4", "5.4", "-5.4", { cut: true })).toMatchObject({ text: "-5.4", doubtful: false });
  });

  it("has the comma that its picture shows, and no point", async () => {
    expect(await lookedAt("7,811", "7.811", "7,811")).toMatchObject({ text: "7,811", doubtful: false });
    // Both passes may prefer the point of English: they agree in the digits, and the picture in the rest.
    expect(await lookedAt("7,811", "7.811", "7.811")).toMatchObject({ text: "7,811", doubtful: false });
  });

  it("stays as it was read and is doubtful where its passes do not agree, or its picture says otherwise", async () => {
    expect(await lookedAt("2.4", "24", "24")).toMatchObject({ text: "24", doubtful: true });
    expect(await lookedAt("2.4", "24", "2.1")).toMatchObject({ text: "24", doubtful: true });
    expect(await lookedAt("77", "17", "77", { confidence: 0.8 })).toMatchObject({ text: "17", doubtful: true });
    expect(await lookedAt("77", "77", "77", { confidence: 0.8 })).toMatchObject({ text: "77", doubtful: false });
  });

  it("never loses a mark that was read", async () => {
    expect(await lookedAt("24", "2.4", "24")).toMatchObject({ text: "2.4", doubtful: true });
  });

  it("never loses what stands around or between its digits, nor gains it from the second pass alone", async () => {
    const lookedUnsurely = (drawn: string, first: string, second: string) =>
      lookedAt(drawn, first, second, { confidence: 0.8 });
    for (const [first, second] of [
      ["(500)", "500"],
      ["<50", "50"],
      ["$500.", "500"],
      ["“77", "77"],
    ] as const) {
      expect(await lookedUnsurely(first.replace(/[“.]/u, ""), first, second)).toMatchObject({ text: first });
    }
    expect(await lookedUnsurely("(4,5)", "(45)", "4,5")).toMatchObject({ text: "(4,5)", doubtful: false });
    for (const [first, second] of [
      ["1/2", "12"],
      ["500", "(500)"],
    ] as const) {
      expect(await lookedUnsurely(first, first, second)).toMatchObject({ text: first, doubtful: true });
    }
  });

  it("has no letters among its digits", async () => {
    expect(await lookedAt("1.05", "1.O5", "1.05")).toMatchObject({ text: "1.05", doubtful: false });
    expect(await lookedAt("1.05", "l.05", "1.05")).toMatchObject({ text: "1.05", doubtful: false });
    expect(await lookedAt("1.05", "1.O5", "1.O5")).toMatchObject({ text: "1.O5", doubtful: true });
    expect(await lookedAt("HbA1c", "HbAlc", "HbAlc")).toMatchObject({ text: "HbAlc", doubtful: true });
    expect(await lookedAt("HbA1c", "HbAlc", "HbA1c")).toMatchObject({ text: "HbA1c", doubtful: false });
    for (const text of ["B12", "10l", "CO2", "A4"]) expect((await lookedAt(text, text, "")).times).toBe(0);
  });
});

describe("a scanned report", () => {
  it("keeps its German numbers, in a face whose commas recognition takes for points", async () => {
    const rows = ["Kalium 0,22 mmol", "Natrium 44,4 mmol", "Kalzium 7,17 mmol", "Eisen 8,1 mmol", "Zink 6,9 mmol"];
    const image = await drawNumbers(rows, { font: "Times-Roman", size: 10, dotsPerInch: 200, lean: 0.3 });
    const { read } = await readBytes(toPng(image, 300), "befund.png");
    const text = read[0]?.text ?? "";
    for (const number of ["0,22", "44,4", "7,17", "8,1", "6,9"]) expect(text).toContain(` ${number} `);
    for (const [start, end] of read[0]?.doubtful ?? []) expect(text.slice(start, end)).toMatch(/\d/u);
  });
});
