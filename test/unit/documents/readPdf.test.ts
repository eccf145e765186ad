import { describe, expect, it } from "vitest";
import { blocksOf, readBytes, sentencesOf } from "../../helpers/readBytes.ts";
import { column, type PdfText, tinyPdf } from "../../helpers/tinyPdf.ts";
import { reasonOf } from "../../../electron/contract/reasons.ts";

const read = async (pages: readonly (readonly PdfText[])[], options?: { rotate?: number }) =>
  (await readBytes(tinyPdf(pages, options), "test.pdf")).read;

const prose = (word: string) => [
  `${word} begins the first line of the text that`,
  "goes on over several lines of nearly equal width",
  "as the prose of a printed column does when it is",
  "set in a narrow measure, and it ends at last here.",
];

describe("reading a PDF", () => {
  it("joins the lines of a paragraph and numbers its sentences", async () => {
    const [page] = await read([
      column(72, 700, ["The first sentence is here. The second one runs", "over the end of a line. The third ends."]),
    ]);
    expect(page?.text).toBe("The first sentence is here. The second one runs over the end of a line. The third ends.");
    expect(sentencesOf(page)).toEqual([
      "The first sentence is here.",
      "The second one runs over the end of a line.",
      "The third ends.",
    ]);
    expect(page?.sentences.map(({ id }) => id)).toEqual(["p1.s1", "p1.s2", "p1.s3"]);
  });

  it("keeps words set in a slanted font on their line", async () => {
    const [page] = await read([
      [
        { x: 72, y: 700, text: "The lessor shall repair the" },
        { x: 196, y: 700, text: "heating", slanted: true },
        { x: 233, y: 700, text: "within two days of the notice." },
        { x: 72, y: 688, text: "The lessee shall pay the rent on the" },
        { x: 236, y: 688, text: "first", slanted: true },
        { x: 256, y: 688, text: "day of each month." },
      ],
    ]);
    expect(sentencesOf(page)).toEqual([
      "The lessor shall repair the heating within two days of the notice.",
      "The lessee shall pay the rent on the first day of each month.",
    ]);
  });

  it("makes words divided at a line end whole and keeps hyphens that belong to a word", async () => {
    const [page] = await read([
      column(72, 700, [
        "A long-term plan is a good plan for every commu-",
        "nity that thinks of itself in a long-",
        "term way, as Hartree-",
        "Fock did.",
      ]),
    ]);
    expect(page?.text).toContain("every community that");
    expect(page?.text).toContain("in a long-term way, as Hartree-Fock did.");
  });

  it("reads columns one after the other below a headline that runs over both", async () => {
    const lines = (x: number, word: string) => column(x, 660, prose(word));
    const left = lines(72, "Leftmost");
    const right = lines(330, "Rightmost");
    // The content has them line by line, as some programs write it.
    const mixed = left.flatMap((line, index) => [line, ...right.slice(index, index + 1)]);
    const [page] = await read([
      [{ x: 150, y: 700, text: "A headline that runs over the two columns", size: 18 }, ...mixed],
    ]);
    expect(page?.blocks[0]?.kind).toBe("heading");
    const text = page?.text ?? "";
    expect(text.indexOf("Leftmost")).toBeLessThan(text.indexOf("Rightmost"));
    expect(text).toContain("ends at last here.\nRightmost begins the first line of the text that goes on");
  });

  it("keeps the cells of a table row together", async () => {
    const row = (y: number, cells: readonly string[]) => cells.map((text, index) => ({ x: 72 + index * 150, y, text }));
    const [page] = await read([
      [
        ...row(700, ["Year", "Births", "Deaths"]),
        ...row(686, ["2001", "1,204", "998"]),
        ...row(672, ["2002", "1,310", "1,001"]),
      ],
    ]);
    expect(blocksOf(page)).toEqual([
      "tableRow: Year\tBirths\tDeaths",
      "tableRow: 2001\t1,204\t998",
      "tableRow: 2002\t1,310\t1,001",
    ]);
  });

  it("leaves out running heads and page numbers, and nothing else", async () => {
    const pages = [1, 2, 3, 4].map((number) => [
      { x: 72, y: 760, text: `Annual report of the society - ${number}` },
      ...column(72, 700, prose(`Chapter${"abcd"[number - 1]}`)),
      { x: 300, y: 30, text: String(number) },
    ]);
    const texts = (await read(pages)).map(({ text }) => text);
    expect(texts.join("\n")).not.toContain("Annual report");
    for (const text of texts) expect(text).toMatch(/^Chapter[abcd] begins.*here\.$/u);
  });

  it("tells headings by size and by weight", async () => {
    const [page] = await read([
      [
        { x: 72, y: 720, text: "The great title", size: 24 },
        ...column(72, 680, prose("Opening")),
        { x: 72, y: 610, text: "A section in bold", bold: true },
        ...column(72, 595, prose("Closing")),
      ],
    ]);
    expect(page?.blocks.map(({ kind, level }) => [kind, level])).toEqual([
      ["heading", 1],
      ["paragraph", undefined],
      ["heading", 2],
      ["paragraph", undefined],
    ]);
  });

  it("nests headings by how large they are, whatever stands on the cover", async () => {
    const pages = await read([
      [
        { x: 72, y: 600, text: "The great title", size: 30 },
        { x: 72, y: 560, text: "A subtitle of it", size: 20 },
        { x: 72, y: 500, text: "12 March 2021", size: 16 },
      ],
      [
        { x: 72, y: 720, text: "Contents", size: 18 },
        { x: 72, y: 690, text: "A part ........................ 3" },
        { x: 72, y: 678, text: "Another part .................. 4" },
      ],
      [
        { x: 72, y: 720, text: "A part", size: 14 },
        ...column(72, 690, [...prose("Opening"), ...prose("Going on"), ...prose("Leaving")]),
        { x: 72, y: 530, text: "A smaller part", size: 12 },
        ...column(72, 505, prose("Closing")),
      ],
    ]);
    const levels = pages.flatMap(({ blocks, text }) =>
      blocks.flatMap(({ kind, level, start, end }) => (kind === "heading" ? `${level} ${text.slice(start, end)}` : [])),
    );
    expect(levels).toEqual(["1 The great title", "2 A subtitle of it", "2 Contents", "2 A part", "3 A smaller part"]);
  });

  it("ends a numbered heading at its line, though it is hardly larger than the text", async () => {
    const [page] = await read([
      [
        ...column(72, 700, prose("Opening")),
        { x: 72, y: 640, text: "1.1 Rooms", size: 10.8 },
        ...column(72, 628, prose("Closing")),
        { x: 72, y: 560, text: "Goal 2: Repairs", size: 10.8 },
        ...column(72, 548, prose("Going on")),
      ],
    ]);
    const kinds = blocksOf(page).map((block) => block.slice(0, 24));
    expect(kinds).toEqual(
      [
        "paragraph: Opening begins the",
        "heading: 1.1 Rooms",
        "paragraph: Closing begins the",
        "heading: Goal 2: Repairs",
        "paragraph: Going on begins th".slice(0, 24),
      ].map((block) => block.slice(0, 24)),
    );
  });

  it.each(
    [
      ["a caption", "Table A1: What was read in the yard"],
      ["names", "Anna Berg, Paul Smith, Lea Roth, Ida Vos, Max Orth"],
      ["a line that goes on", "What is paid to those who look after"],
      ["a date", "12 March 2021"],
      ["a sentence", "All of the rooms must be empty by the end."],
    ].map(([what = "", text = ""]) => [what, text.replace(/after$/u, "the")] as const),
  )("takes %s in bold for no heading", async (_, text) => {
    const [page] = await read([
      [...column(72, 700, prose("Opening")), { x: 72, y: 630, text, bold: true }, ...column(72, 600, prose("Closing"))],
    ]);
    expect(page?.blocks.map(({ kind }) => kind)).not.toContain("heading");
  });

  it("takes the labels of a drawing for no headings", async () => {
    const labels = ["Core", "Bus", "Cache", "Port", "Timer"].map((text, index) => ({
      x: 72,
      y: 600 - index * 40,
      text,
      size: 14,
    }));
    const [page] = await read([
      [...column(72, 700, prose("Opening")), ...labels, ...column(72, 300, prose("Closing"))],
    ]);
    expect(page?.blocks.map(({ kind }) => kind)).not.toContain("heading");
  });

  it("keeps the headline that slides have in common", async () => {
    const slides = [1, 2, 3, 4].map((number) => [
      { x: 40, y: 500, text: "Questions", size: 24 },
      ...column(40, 400, prose(`Slide${"abcd"[number - 1]}`)),
    ]);
    const pages = (await readBytes(tinyPdf(slides, { page: "/CropBox [0 0 612 540]" }), "slides.pdf")).read;
    expect(pages.map(({ text }) => text.split("\n")[0])).toEqual(slides.map(() => "Questions"));
  });

  it("makes list items blocks of their own", async () => {
    const [page] = await read([
      column(72, 700, ["These are needed:", "1. A pot of water from", "the well.", "2. A stone.", "3. Salt."]),
    ]);
    expect(blocksOf(page)).toEqual([
      "paragraph: These are needed:",
      "listItem: 1. A pot of water from the well.",
      "listItem: 2. A stone.",
      "listItem: 3. Salt.",
    ]);
  });

  it("gives boxes on the page as shown, from its top left", async () => {
    const [page] = await read([[{ x: 100, y: 700, text: "Word", size: 20 }]]);
    expect(page?.size).toEqual({ width: 612, height: 792 });
    const [start, end, x, y, width, height] = page?.runs[0] ?? [];
    expect([start, end]).toEqual([0, 4]);
    expect(x).toBeCloseTo(100, 0);
    expect(y).toBeGreaterThan(792 - 700 - 22);
    expect((y ?? 0) + (height ?? 0)).toBeGreaterThan(92);
    expect(width).toBeCloseTo(48, -1);
  });

  it("turns the boxes with a rotated page", async () => {
    const [page] = await read([[{ x: 100, y: 700, text: "Word", size: 20 }]], { rotate: 90 });
    expect(page?.size).toEqual({ width: 792, height: 612 });
    const [, , x, y, width, height] = page?.runs[0] ?? [];
    // What ran to the right now runs down, 100 points from the top, near the right edge.
    expect(y).toBeCloseTo(100, 0);
    expect(height).toBeCloseTo(48, -1);
    expect(x).toBeGreaterThan(690);
    expect((x ?? 0) + (width ?? 0)).toBeLessThan(725);
  });

  it("marks a page without text as unread and reads the others", async () => {
    const pages = await read([column(72, 700, ["Some text."]), []]);
    expect(pages.map(({ status }) => status)).toEqual(["read", "unread"]);
    expect(pages[1]?.reason).toEqual(reasonOf("PAGE_BLANK"));
  });

  it("refuses a document in which no page has text", async () => {
    await expect(readBytes(tinyPdf([[], []]), "scan.pdf")).rejects.toMatchObject({ code: "DOCUMENT_NO_TEXT" });
  });

  it("refuses a document with no pages", async () => {
    await expect(readBytes(tinyPdf([]), "none.pdf")).rejects.toMatchObject({ code: "DOCUMENT_NO_PAGES" });
  });

  it("stops at the limit of pages", async () => {
    const bytes = tinyPdf([column(72, 700, ["One."]), column(72, 700, ["Two."])]);
    await expect(readBytes(bytes, "two.pdf", { limits: { pages: 1 } })).rejects.toMatchObject({
      code: "READ_PAGE_LIMIT",
    });
  });
});
