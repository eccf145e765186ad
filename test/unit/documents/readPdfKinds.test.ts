import { describe, expect, it } from "vitest";
import { reasonOf } from "../../../electron/contract/reasons.ts";
import { blocksOf, readBytes, sentencesOf } from "../../helpers/readBytes.ts";
import { column, type PdfText, tinyPdf, type TinyPdfOptions } from "../../helpers/tinyPdf.ts";

const readPages = async (lines: readonly PdfText[], options?: TinyPdfOptions) =>
  (await readBytes(tinyPdf([lines], options), "test.pdf")).read;
const read = async (lines: readonly PdfText[], options?: TinyPdfOptions) => (await readPages(lines, options))[0];

describe("raised and lowered figures of a PDF", () => {
  it("stay raised and lowered", async () => {
    const page = await read([
      { x: 72, y: 700, text: "The sample held 10" },
      { x: 156.5, y: 704, text: "6", size: 6 },
      { x: 162.5, y: 700, text: "cells of CO" },
      { x: 213, y: 698, text: "2", size: 6 },
      { x: 219, y: 700, text: "in the year 2019." },
      { x: 294.5, y: 704, text: "3", size: 6 },
    ]);
    expect(page?.text).toBe("The sample held 10⁶ cells of CO₂ in the year 2019.³");
  });

  it("leave ordinals and small print as they are", async () => {
    const page = await read([
      { x: 72, y: 700, text: "On the 1" },
      { x: 106.5, y: 703, text: "st", size: 6 },
      { x: 114, y: 700, text: "of May" },
    ]);
    expect(page?.text).toBe("On the 1st of May");
  });
});

describe("marks and form fields of a PDF", () => {
  it("read the marks of ZapfDingbats and Wingdings by what they show", async () => {
    const page = await read([{ x: 72, y: 700, text: "Smoker:" }], {
      fonts: { Z: "/Subtype /Type1 /BaseFont /ZapfDingbats" },
      content: "BT /Z 10 Tf 1 0 0 1 120 700 Tm (4) Tj ET BT /R 10 Tf 1 0 0 1 134 700 Tm (yes) Tj ET",
    });
    expect(page?.text.replace(/\s+/gu, " ")).toBe("Smoker: ✔ yes");
  });

  it("tell which box is ticked and the label that is chosen", async () => {
    const field = (rect: string, rest: string) => `/Subtype /Widget /Rect [${rect}] /F 4 ${rest}`;
    const appearance = "/AP << /N << /Yes 5 0 R /Off 5 0 R >> >>";
    const page = await read(
      [
        { x: 90, y: 700, text: "I agree" },
        { x: 90, y: 680, text: "Send letters" },
        { x: 72, y: 660, text: "Country" },
      ],
      {
        objects: ["<< /Type /XObject /Subtype /Form /BBox [0 0 10 10] /Length 0 >>\nstream\n\nendstream"],
        catalog: "/AcroForm << /Fields [] >>",
        annotations: [
          field("76 698 86 708", `/FT /Btn /T (a) /V /Yes /AS /Yes ${appearance}`),
          field("76 678 86 688", `/FT /Btn /T (b) /V /Off /AS /Off ${appearance}`),
          field("120 656 220 670", "/FT /Ch /Ff 131072 /T (c) /V (PT) /Opt [[(DE) (Germany)] [(PT) (Portugal)]]"),
        ],
      },
    );
    const text = page?.text.replace(/\s+/gu, " ");
    expect(text).toContain("☒ I agree");
    expect(text).toContain("☐ Send letters");
    expect(text).toContain("Country Portugal");
  });

  it("read what was typed on the page, not the notes that open", async () => {
    const page = await read([{ x: 72, y: 700, text: "Applicant:" }], {
      annotations: [
        "/Subtype /FreeText /Contents (Ada Byron, born 1815) /DA (/R 10 Tf 0 g) /Rect [130 696 330 712] /F 4",
        "/Subtype /Text /Contents (Please check) /Rect [400 696 420 714] /F 4",
      ],
    });
    expect(page?.text.replace(/\s+/gu, " ")).toBe("Applicant: Ada Byron, born 1815");
  });
});

describe("tables of a PDF", () => {
  const row = (y: number, cells: readonly (string | null)[]) =>
    cells.flatMap((text, index) => (text === null ? [] : [{ x: 72 + index * 110, y, text }]));

  it("keep the place of an empty cell", async () => {
    const page = await read([
      ...row(700, ["Item", "2022", "2023", "2024"]),
      ...row(684, ["Rent", "500", "520", "540"]),
      ...row(668, ["Heating", null, null, "90"]),
      ...row(652, ["Garden", null, "30", null]),
    ]);
    expect(blocksOf(page)).toEqual([
      "tableRow: Item\t2022\t2023\t2024",
      "tableRow: Rent\t500\t520\t540",
      "tableRow: Heating\t\t\t90",
      "tableRow: Garden\t\t30",
    ]);
  });

  it("join the lines of a cell that wraps, also where the others are set at its middle", async () => {
    const page = await read([
      ...row(700, ["Item", "How it is settled", "Euros"]),
      ...row(680, ["Rent", "Fixed until April", "1,240"]),
      { x: 72, y: 660, text: "Cold water and" },
      ...row(654, [null, "By residents", "48"]),
      { x: 72, y: 648, text: "waste" },
      ...row(628, ["Cleaning", "In equal shares of", "32"]),
      { x: 182, y: 616, text: "12 apartments" },
    ]);
    expect(blocksOf(page)).toEqual([
      "tableRow: Item\tHow it is settled\tEuros",
      "tableRow: Rent\tFixed until April\t1,240",
      "tableRow: Cold water and waste\tBy residents\t48",
      "tableRow: Cleaning\tIn equal shares of 12 apartments\t32",
    ]);
  });

  it("never join rows that have values of their own", async () => {
    const page = await read([
      ...row(700, ["Apples", "red", "12"]),
      ...row(688, ["Pears", "green", "7"]),
      ...row(660, ["Plums", "blue", "9"]),
      ...row(648, ["Figs", "brown", "3"]),
    ]);
    expect(page?.blocks).toHaveLength(4);
  });
});

const running = [
  "The tenant keeps the flat in good order and pays for small",
  "repairs. The landlord pays for everything else, in particular for",
  "the heating, the roof and the windows, as long as the damage was",
  "not caused by the tenant or by people whom the tenant has let into",
  "the house. Both sides may end the contract at the end of a month,",
  "with three months of notice, which has to be given in writing.",
];

describe("what a PDF draws beside or over its text", () => {
  it("reads text that is drawn twice once, and repeats twice", async () => {
    const page = await read([
      { x: 72, y: 700, text: "Total due: 1,250 euros" },
      { x: 72.4, y: 700, text: "Total due: 1,250 euros" },
      { x: 72, y: 660, text: "It was very very cold." },
      { x: 72, y: 620, text: "500" },
      { x: 172, y: 620, text: "500" },
    ]);
    expect(page?.text.replace(/\s/gu, " ")).toBe("Total due: 1,250 euros It was very very cold. 500 500");
  });

  it("reads letters that are drawn twice or set wide as words", async () => {
    const twice = [..."TOTAL"].flatMap((letter, index) =>
      [0, 0.3].map((off) => ({ x: 72 + index * 11 + off, y: 700, text: letter })),
    );
    const page = await read(twice, {
      content:
        "BT /R 10 Tf 3 Tc 1 0 0 1 72 660 Tm (1,200 euros) Tj ET BT /R 10 Tf 2.5 Tc 1 0 0 1 72 620 Tm (ANNUAL REPORT) Tj ET",
    });
    expect(page?.text.replace(/\s/gu, " ")).toBe("TOTAL 1,200 euros ANNUAL REPORT");
    const others = await read([], {
      content:
        "BT /R 12 Tf 10 Tc 1 0 0 1 72 660 Tm (STATEMENT OF COSTS) Tj ET " +
        "BT /R 10 Tf 0 Tc 1 0 0 1 72 620 Tm [(a) -333 (b) -333 (c) -333 (d)] TJ ET " +
        "BT /R 10 Tf 1 0 0 1 72 580 Tm (grades A B C D) Tj ET",
    });
    expect(others?.text.replace(/\s/gu, " ")).toBe("STATEMENT OF COSTS a b c d grades A B C D");
  });

  it("leaves out line numbers in the margin", async () => {
    for (const step of [1, 2]) {
      const numbers = running.flatMap((_, index) =>
        (index + 1) % step === 0 ? [{ x: 50, y: 700 - index * 14, text: String(index + 1) }] : [],
      );
      const page = await read(
        [...numbers, ...column(72, 700, running, 14), ...column(72, 616, running, 14)].concat(
          step === 1 ? [] : [4, 5].map((index) => ({ x: 47, y: 616 - (index * 2 - 7) * 14, text: String(index * 2) })),
        ),
      );
      if (step === 1) expect(sentencesOf(page)[2]).toMatch(/^Both sides may end .* in writing\.$/u);
      expect(page?.text).not.toMatch(/\d/u);
    }
  });

  it("joins a drop cap to its word", async () => {
    const page = await read([
      { x: 72, y: 688, text: "T", size: 30 },
      ...column(92, 700, [
        "he tenant keeps the flat in good order and pays for",
        "repairs of little cost, as was agreed between them",
      ]),
      ...column(72, 676, ["before the house was built and the first of them moved in."]),
    ]);
    expect(page?.text).toBe(
      "The tenant keeps the flat in good order and pays for repairs of little cost, as was agreed between them before the house was built and the first of them moved in.",
    );
  });

  it("leaves out layers that are switched off", async () => {
    const page = await read([{ x: 72, y: 700, text: "Shown." }], {
      objects: ["<< /Type /OCG /Name (French) >>"],
      catalog: "/OCProperties << /OCGs [5 0 R] /D << /OFF [5 0 R] >> >>",
      resources: "/Properties << /L 5 0 R >>",
      content: "/OC /L BDC BT /R 10 Tf 1 0 0 1 72 660 Tm (Cache.) Tj ET EMC",
    });
    expect(page?.text).toBe("Shown.");
  });
});

describe("line ends of a PDF", () => {
  const joined = async (...lines: string[]) => (await read(column(72, 700, lines)))?.text;

  it("keep the hyphens of numbers, codes and addresses", async () => {
    expect(await joined("The years 2020-", "2021 and COVID-", "19, see pages 10-", "20.")).toBe(
      "The years 2020-2021 and COVID-19, see pages 10-20.",
    );
    expect(await joined("See https://example.org/long-", "path/report.html for more.")).toBe(
      "See https://example.org/long-path/report.html for more.",
    );
  });

  it("keep the hyphen that stands for the end of a later word, and those of counts", async () => {
    expect(await joined("Die Miet-", "und Nebenkosten sind zu zahlen.")).toBe(
      "Die Miet- und Nebenkosten sind zu zahlen.",
    );
    expect(await joined("It was a four-", "week plan for a sous-", "ensemble.")).toBe(
      "It was a four-week plan for a sous-ensemble.",
    );
  });
});

it("measures gaps in the unit of the page", async () => {
  const lines = [
    { x: 72, y: 700, text: "One piece" },
    { x: 118, y: 700, text: "beside another." },
  ];
  expect((await read(lines, { page: "/UserUnit 2" }))?.text).toBe((await read(lines))?.text);
});

describe("the title of a PDF", () => {
  const text = column(72, 600, running, 14);
  const titleOf = async (lines: readonly PdfText[], options?: TinyPdfOptions & { name?: string }) =>
    (await readBytes(tinyPdf([[...lines, ...text]], options), options?.name ?? "test.pdf")).title;

  it("is the one it names, unless that is a file's or a program's", async () => {
    const head = [{ x: 72, y: 700, text: "Repairs of the flat", size: 20 }];
    expect(await titleOf(head, { info: "/Title (Repairs of the flat and the house)" })).toBe(
      "Repairs of the flat and the house",
    );
    for (const title of [
      "Microsoft Word - x.doc",
      "untitled",
      "PowerPoint Presentation",
      "flat_repairs-v2",
      "Another thing",
    ]) {
      expect(await titleOf(head, { info: `/Title (${title})` })).toBe("Repairs of the flat");
    }
  });

  it("is what stands largest on the first page, but for dates, parts, notices and watermarks", async () => {
    const besides = ["12 March 2024", "1. Introduction", "Abstract", "Event will begin at 1 pm", "DRAFT"];
    for (const other of besides) {
      const lines = [
        { x: 72, y: 740, text: other, size: 26 },
        { x: 72, y: 700, text: "Repairs of the flat", size: 20 },
      ];
      expect(await titleOf(lines)).toBe("Repairs of the flat");
    }
  });

  it("is no stamp in the margin and no slanted mark across the page", async () => {
    const marks = [
      "BT /B 20 Tf 0 1 -1 0 30 300 Tm (arXiv:2101.00001v1 [cs.CL] 1 Jan 2021) Tj ET",
      "BT /B 60 Tf 0.707 0.707 -0.707 0.707 150 300 Tm (NEVER COPY THIS) Tj ET",
    ];
    for (const content of marks) {
      const head = [{ x: 72, y: 700, text: "Repairs of the flat", size: 16 }];
      const { title, outline } = await readBytes(tinyPdf([[...head, ...text]], { content }), "test.pdf");
      expect(title).toBe("Repairs of the flat");
      expect(outline.map((entry) => entry.title)).toEqual(["Repairs of the flat"]);
    }
  });
});

describe("a PDF that is not whole", () => {
  const whole = Buffer.from(tinyPdf([column(72, 700, running), column(72, 700, ["The second page."])]));

  it("gives the pages that can be recovered, and says so", async () => {
    const cut = whole.subarray(0, whole.indexOf("xref\n") - 40);
    const { read: pages, notes, rendered } = await readBytes(cut, "cut.pdf");
    expect(pages[0]?.text).toContain("The tenant keeps the flat");
    expect(notes).toEqual([reasonOf("FILE_CUT_OFF")]);
    expect(rendered).toBe(false);
  });

  it("is refused where no page is left", async () => {
    await expect(readBytes(whole.subarray(0, 300), "cut.pdf")).rejects.toMatchObject({ code: "DOCUMENT_DAMAGED" });
  });
});

it("names the files that lie within a PDF", async () => {
  const files = "/Names << /EmbeddedFiles << /Names [(terms.docx) << /Type /Filespec /F (terms.docx) >>] >> >>";
  const { notes } = await readBytes(tinyPdf([column(72, 700, running)], { catalog: files }), "test.pdf");
  expect(notes).toEqual([reasonOf("FILES_NOT_READ", { names: ["terms.docx"] })]);
});

it("reads what marked letters stand for", async () => {
  const page = await read([], {
    content:
      "/Span << /ActualText (Efficient offices) >> BDC BT /R 10 Tf 1 0 0 1 72 660 Tm (E!cient o!ces) Tj ET EMC " +
      "BT /R 10 Tf 1 0 0 1 140 660 Tm (are cheaper to heat.) Tj ET",
  });
  expect(page?.text).toBe("Efficient offices are cheaper to heat.");
});

it("takes no date, author, caption or entry of a table of contents for a heading", async () => {
  const lines = [
    { x: 72, y: 740, text: "Repairs of the flat", size: 20 },
    { x: 72, y: 715, text: "12 March 2024", bold: true },
    { x: 72, y: 690, text: "Table A1. Repairs by year", bold: true },
    { x: 72, y: 665, text: "1. Roof and walls . . . . . . . . . 3", bold: true },
    { x: 72, y: 650, text: "2. Heating . . . . . . . . . . . . . 5", bold: true },
    { x: 72, y: 625, text: "Roof and walls", bold: true },
  ];
  const { outline } = await readBytes(tinyPdf([[...lines, ...column(72, 600, running, 14)]]), "test.pdf");
  expect(outline.map(({ title }) => title)).toEqual(["Repairs of the flat", "Roof and walls"]);
});
