import { describe, expect, it } from "vitest";
import type { Page } from "../../../electron/contract/documents.ts";
import { pageSchema } from "../../../electron/contract/documents.ts";
import { type GrayImage, turn } from "../../../electron/readerProcess/ocr/grayImage.ts";
import { readBytes } from "../../helpers/readBytes.ts";
import { drawPages, pngHead, scannedPdf, toPng, toTiff } from "../../helpers/tinyPicture.ts";
import { column } from "../../helpers/tinyPdf.ts";
import { reasonOf } from "../../../electron/contract/reasons.ts";

const english = [
  "The lessor shall repair the heating within two days",
  "of the notice. The lessee shall pay the rent on the",
  "first day of each month to the account named below.",
];
const german = [
  "Der Vermieter hat die Heizung innerhalb von zwei",
  "Tagen nach der Anzeige zu reparieren. Die Miete ist",
  "am ersten Werktag für jeden Monat zu überweisen.",
];
const page = (lines: readonly string[]) => column(72, 680, lines, 16).map((line) => ({ ...line, size: 12 }));

async function onePage(lines: readonly string[]): Promise<GrayImage> {
  const [image] = await drawPages([page(lines)]);
  if (!image) throw new Error("No page was drawn.");
  return image;
}

/** Where a word is lit: the boxes of the runs it stands in. */
function boxesOf(read: Page | undefined, word: string) {
  const start = read?.text.indexOf(word) ?? -1;
  expect(start).toBeGreaterThanOrEqual(0);
  return (read?.runs ?? [])
    .filter(([from, to]) => from < start + word.length && to > start)
    .map(([, , x, y, width, height]) => ({ x, y, width, height }));
}

describe("a picture", () => {
  it("becomes a page of recognised text whose words can be lit on it", async () => {
    const { read, format, rendered, language } = await readBytes(toPng(await onePage(english)), "lease.png");
    expect({ format, rendered, language }).toEqual({ format: "image", rendered: true, language: "en" });
    expect(read).toHaveLength(1);
    const [first] = read;
    pageSchema.parse(first);
    expect(first).toMatchObject({ status: "ocr", reason: null });
    expect(first?.confidence).toBeGreaterThan(0.85);
    expect(first?.size?.width).toBeCloseTo(612, 0);
    expect(first?.text).toBe(english.join(" "));
    // Its base line is 680 points from the foot of a page of 792.
    const [box, ...others] = boxesOf(first, "lessor");
    expect(others).toEqual([]);
    expect(box?.x).toBeGreaterThan(90);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan(140);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeCloseTo(112, -1);
  });

  it("is read whichever way it lies, with its words where they are seen", async () => {
    const image = await onePage(english);
    for (const turns of [1, 2, 3] as const) {
      const { read } = await readBytes(toPng(turn(image, turns)), "turned.png");
      expect(read[0]?.text).toBe(english.join(" "));
      const [box] = boxesOf(read[0], "lessor");
      const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2];
      // Upright it stands about 113 points from the left and 108 from the top of 612 × 792.
      const [across, down] = turns === 1 ? [792 - 108, 113] : turns === 2 ? [612 - 113, 792 - 108] : [108, 612 - 113];
      expect(Math.hypot(x - across, y - down)).toBeLessThan(15);
    }
  });

  it("is recognised in the language it is found to be in", async () => {
    const { read, language } = await readBytes(toPng(await onePage(german)), "mietvertrag.png");
    expect(language).toBe("de");
    expect(read[0]?.text).toBe(german.join(" "));
  });

  it("in several in a TIFF file are as many pages, which no browser shows", async () => {
    const images = await drawPages([page(english), page(german)]);
    const { read, rendered } = await readBytes(toTiff(images), "two.tif");
    expect(rendered).toBe(false);
    expect(read.map(({ status }) => status)).toEqual(["ocr", "ocr"]);
    expect(read[0]?.text).toContain("The lessor shall repair");
    expect(read[1]?.text).toContain("innerhalb von zwei Tagen");
  });

  it("of no text is none: nothing is made up", async () => {
    const [width, height] = [160, 200];
    let state = 1;
    const noise = new Uint8Array(width * height).map(() => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 24;
    });
    for (const data of [noise, new Uint8Array(width * height).fill(255)]) {
      await expect(readBytes(toPng({ width, height, data }), "photo.png")).rejects.toMatchObject({
        code: "DOCUMENT_NO_TEXT",
      });
    }
  });

  it("that is damaged or too large is refused with its code before it takes any memory", async () => {
    const whole = toPng(await onePage(english));
    await expect(readBytes(whole.subarray(0, 60), "cut.png")).rejects.toMatchObject({ code: "DOCUMENT_DAMAGED" });
    await expect(readBytes(whole.subarray(0, 20), "cut.png")).rejects.toMatchObject({ code: "DOCUMENT_DAMAGED" });
    await expect(readBytes(pngHead(30_000, 30_000), "large.png")).rejects.toMatchObject({
      code: "READ_PICTURE_LIMIT",
      data: { megapixels: 900, limitMegapixels: 50 },
    });
    await expect(readBytes(Buffer.from("\u00FF\u00D8\u00FF\u00E0", "latin1"), "cut.jpg")).rejects.toMatchObject({
      code: "DOCUMENT_DAMAGED",
    });
    await expect(readBytes(Buffer.from("II*\0\u0008\0\0\0", "latin1"), "cut.tif")).rejects.toMatchObject({
      code: "DOCUMENT_DAMAGED",
    });
  });
});

describe("a scanned PDF", () => {
  it("gives recognised pages beside a blank one, which is named", async () => {
    const [one, two] = await drawPages([page(english), page(german)]);
    if (!one || !two) throw new Error("Pages are missing.");
    const stages: string[] = [];
    const { read } = await readBytes(scannedPdf([{ image: one }, null, { image: two }]), "scan.pdf", {
      onProgress: (done, total, stage) => stages.push(`${stage} ${done}/${total}`),
    });
    expect(read.map(({ status }) => status)).toEqual(["ocr", "unread", "ocr"]);
    expect(read[0]?.text).toBe(english.join(" "));
    expect(read[1]?.reason).toEqual(reasonOf("PAGE_BLANK"));
    expect(read[2]?.text).toBe(german.join(" "));
    expect(stages).toContain("recognizing 0/3");
    expect(stages.at(-1)).toBe("recognizing 3/3");
  });

  it("keeps the pages that an earlier reading recognised as they are", async () => {
    const [one, two] = await drawPages([page(english), page(english)]);
    if (!one || !two) throw new Error("Pages are missing.");
    const file = scannedPdf([{ image: one }, { image: two }]);
    const known: Page = {
      number: 1,
      label: null,
      text: "Recognised before.",
      blocks: [{ kind: "paragraph", start: 0, end: 18 }],
      tables: [],
      sentences: [{ id: "p1.s1", start: 0, end: 18 }],
      status: "ocr",
      reason: null,
      confidence: 0.9,
      size: { width: 612, height: 792 },
      runs: [],
    };
    const { read } = await readBytes(file, "scan.pdf", { recognized: [known] });
    expect(read[0]).toEqual(known);
    expect(read[1]?.text).toBe(english.join(" "));
  });

  it("is recognised anew where its text layer is none of any language, and only there", async () => {
    const image = await onePage(english);
    // Letters moved by one, as a wrong table of a font gives them.
    const moved = (text: string) => text.replace(/[a-y]/gu, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1));
    const junk = [...english, ...english, ...english].map(moved);
    const good = [1, 2, 3].map(
      (number) => `${number}. The tenant keeps a copy of this paper, which was read by a person.`,
    );
    const { read } = await readBytes(
      scannedPdf([
        { image, text: junk },
        { image, text: good },
      ]),
      "layers.pdf",
    );
    expect(read.map(({ status }) => status)).toEqual(["ocr", "read"]);
    expect(read[0]?.text).toBe(english.join(" "));
    expect(read[1]?.text).toContain("The tenant keeps a copy");
  });

  it("with nothing but a stamp in its text layer is recognised", async () => {
    const { read } = await readBytes(
      scannedPdf([{ image: await onePage(english), text: ["EXHIBIT 000123"] }]),
      "bates.pdf",
    );
    expect(read[0]?.status).toBe("ocr");
    expect(read[0]?.text).toContain("The lessor shall repair the heating");
  });
});
