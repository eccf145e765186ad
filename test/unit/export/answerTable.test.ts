import { read, utils } from "@e965/xlsx";
import { describe, expect, it } from "vitest";
import { answerTableExportSchema } from "../../../electron/contract/answerTables.ts";
import type { AnswerTableMaterial } from "../../../electron/core/export/answerTable.ts";
import { toIcs } from "../../../electron/core/export/ics.ts";
import { moneyCell, numberCell, dayCell } from "../../../electron/core/export/workbook.ts";
import { openArchive } from "../../../electron/readerProcess/zip.ts";
import { exporter } from "../../helpers/exporter.ts";
import { answerOf, columnOf, documentOf, rowOf, silentOf, statedOf, tableOf } from "./answerTableMaterial.ts";

const mill = documentOf("a", "mill.pdf", "Lease of the mill");
const barn = documentOf("b", "barn.docx", "Lease of the barn, with yard; 2025");

const columns = [
  columnOf("Tenant", "party"),
  columnOf("Rent", "money"),
  columnOf("Area", "number"),
  columnOf("End", "date"),
  columnOf("Notice", "period"),
  columnOf("Pets", "boolean"),
  columnOf("Remarks", "list", { hidden: true }),
];

const material: AnswerTableMaterial = {
  table: tableOf(columns),
  rows: [
    rowOf(mill, {
      tenant: statedOf(
        answerOf({ kind: "party", party: "=Mill & Sons" }, "=Mill & Sons", { quote: "the tenant =Mill\n& Sons" }),
      ),
      rent: statedOf(
        answerOf({ kind: "money", amount: 1234.5, currency: "EUR" }, "1.234,50 €", {
          page: 2,
          quote: "Die Miete beträgt 1.234,50 €.",
          support: "weak",
          by: null,
          findings: [{ code: "NUMBER_HARD_TO_READ", data: { text: "1.234,50" } }],
        }),
      ),
      area: statedOf(answerOf({ kind: "number", number: 85.5, unit: "m²" }, "85,5 m²")),
      end: statedOf(answerOf({ kind: "date", date: "2027-02-28" }, "28 February 2027", { page: 3 })),
      notice: statedOf(answerOf({ kind: "period", period: "P3M" }, "three months to the end of a quarter")),
      pets: statedOf(answerOf({ kind: "boolean", boolean: false }, "Pets are not allowed.")),
      remarks: statedOf(
        answerOf({ kind: "text", text: "No garden" }, "No garden"),
        answerOf({ kind: "text", text: "One key" }, "One key"),
      ),
    }),
    rowOf(barn, {
      tenant: silentOf("unreadable"),
      rent: statedOf(
        answerOf({ kind: "money", amount: 500, currency: "GBP" }, "£500"),
        answerOf({ kind: "money", amount: 550, currency: "GBP" }, "£550", { condition: "from the second year on" }),
      ),
      area: silentOf("notStated"),
      end: {
        ...statedOf(answerOf({ kind: "date", date: "2026" }, "2026")),
        correction: { text: "31.12.2026", value: { kind: "date", date: "2026-12-31" }, at: 86_400_000, by: "ida" },
      },
      notice: silentOf("waiting"),
      pets: { ...silentOf("failed"), problem: { code: "GENERATION_FAILED" } },
    }),
  ],
};

async function workbookOf(of: AnswerTableMaterial) {
  const { fileName, encoding, data } = await exporter("answerTable", "xlsx", of);
  expect([fileName, encoding]).toEqual(["Leases.xlsx", "base64"]);
  const bytes = Buffer.from(data, "base64");
  return { bytes, book: read(bytes, { cellNF: true, cellStyles: true }) };
}

describe("an answer table as a workbook", () => {
  it("quotes the line that holds the answer where its label stands in another one", async () => {
    const label = { documentId: mill.id, page: 1, start: 0, end: 11, quote: "Date\tAuthor" };
    const row = { documentId: mill.id, page: 2, start: 12, end: 34, quote: "7 January 2021\tAda\nKing" };
    const author = answerOf({ kind: "party", party: "Ada King" }, "Ada King", { citations: [label, row] });
    const rows = [rowOf(mill, { author: statedOf(author) })];
    const of = { table: tableOf([columnOf("Author", "party")]), rows };
    const { data } = await exporter("answerTable", "json", of);
    expect(JSON.parse(data)).toMatchObject({ rows: [{ cells: { Author: { quote: row.quote, page: 2 } } }] });
    expect((await exporter("answerTable", "csv", of)).data).toContain("verified,2,7 January 2021 Ada King");
    const { book } = await workbookOf(of);
    const sources = utils.sheet_to_json<unknown[]>(book.Sheets["Sources"] ?? {}, { header: 1 });
    expect(sources[1]?.slice(5, 7)).toEqual(["7 January 2021 Ada King", 2]);
  });

  it("has cells of their types, in the words of the document where there is no type", async () => {
    const { book } = await workbookOf(material);
    expect(book.SheetNames).toEqual(["Table", "Sources"]);
    const rows = utils.sheet_to_json<unknown[]>(book.Sheets["Table"] ?? {}, { header: 1, raw: true });
    expect(rows).toEqual([
      ["Document", "Tenant", "Rent", "Area", "End", "Notice", "Pets", "Remarks"],
      [
        "mill.pdf",
        "=Mill & Sons",
        1234.5,
        85.5,
        new Date(Date.UTC(2027, 1, 28)),
        "three months to the end of a quarter",
        false,
        "No garden\nOne key",
      ],
      [
        "barn.docx",
        "not readable",
        "500 GBP\n550 GBP (from the second year on)",
        "not stated",
        new Date(Date.UTC(2026, 11, 31)),
        "not asked yet",
        "failed",
        "not asked yet",
      ],
    ]);
  });

  it("shows amounts with their currency, numbers with their unit, dates as dates, and what is doubtful with a mark", async () => {
    const { book } = await workbookOf(material);
    const shown = utils.sheet_to_json<unknown[]>(book.Sheets["Table"] ?? {}, { header: 1, raw: false });
    expect(shown[1]?.slice(2, 5)).toEqual(["1,234.50 EUR ?", "85.5 m²", "2027-02-28"]);
    expect(shown[2]?.[4]).toBe("2026-12-31");
    expect(book.Sheets["Table"]?.["G2"]).toMatchObject({ t: "b", v: false, z: '"yes";"yes";"no"' });
  });

  it("has no formula, and what begins like one is text however it is touched", async () => {
    const { book } = await workbookOf(material);
    expect(book.Sheets["Table"]?.["B2"]).toMatchObject({ t: "s", v: "=Mill & Sons", z: "@" });
    for (const sheet of Object.values(book.Sheets)) {
      expect(
        Object.values(sheet).some((cell: unknown) => typeof cell === "object" && cell !== null && "f" in cell),
      ).toBe(false);
    }
  });

  it("tells at each cell its quote, file and page, and why it is to be taken with care", async () => {
    const { book } = await workbookOf(material);
    const comment = (place: string): unknown =>
      (book.Sheets["Table"]?.[place] as { c?: { t: string }[] } | undefined)?.c?.[0]?.t;
    expect(comment("B2")).toBe("mill.pdf, p. 1: “the tenant =Mill & Sons”");
    expect(comment("C2")).toMatch(/^\?\nmill\.pdf, p\. 2: “Die Miete beträgt 1\.234,50 €\.”\nweak: /u);
    expect(comment("C3")).toContain("£550\nbarn.docx, p. 1: “£550”\nCondition: from the second year on");
    expect(comment("E3")).toBe("corrected by ida on 1970-01-02");
    expect(comment("D3")).toBeUndefined();
    expect(comment("G3")).toMatch(/\S/u);
  });

  it("keeps its head in sight, can be filtered, hides what is hidden, and sets off what is doubtful", async () => {
    const { bytes, book } = await workbookOf(material);
    const archive = await openArchive(bytes, 100);
    const part = async (name: string) => Buffer.from(await archive.read(name)).toString("utf8");
    const sheet = await part("xl/worksheets/sheet1.xml");
    expect(sheet).toContain('<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>');
    expect(sheet).toContain('<autoFilter ref="A1:H3"/>');
    expect(sheet).toContain('<pageSetup orientation="landscape" fitToHeight="0"/><ignoredErrors>');
    // Two lines of a cell are seen.
    expect(sheet).toMatch(/<row r="2" ht="31\.5" customHeight="1">/u);
    expect(book.Sheets["Table"]?.["!cols"]?.map((column) => column.hidden === true)).toEqual([
      ...Array.from({ length: 7 }, () => false),
      true,
    ]);
    const styles = await part("xl/styles.xml");
    const xfs = [...styles.slice(styles.indexOf("<cellXfs")).matchAll(/<xf [^>]*>/gu)].map(([xf]) => xf);
    const styleOf = (place: string) => xfs[Number(new RegExp(`<c r="${place}" s="(\\d+)"`, "u").exec(sheet)?.[1])];
    expect(styleOf("A1")).toContain('fontId="1"');
    expect(styleOf("C2")).toContain('fillId="2"');
    expect(styleOf("D2")).toContain('fillId="0"');
  });

  it("has a row for each answer among its sources, with who found it and who corrected it", async () => {
    const { book } = await workbookOf(material);
    const rows = utils.sheet_to_json<Record<string, unknown>>(book.Sheets["Sources"] ?? {});
    expect(rows).toHaveLength(12);
    expect(rows.find(({ Column: column }) => column === "Rent")).toMatchObject({
      Document: "mill.pdf",
      Value: "1234.5 EUR",
      "In the document": "1.234,50 €",
      Quote: "Die Miete beträgt 1.234,50 €.",
      Page: 2,
      Verdict: "weak",
      "Found by": "code",
    });
    expect(rows.filter((row) => row["Document"] === "barn.docx" && row["Column"] === "End")).toMatchObject([
      {
        Value: "2026-12-31",
        Verdict: "corrected by hand",
        "Found by": "person",
        Corrected: "corrected by ida on 1970-01-02",
      },
      { Value: "2026", Verdict: "replaced", "Found by": "code" },
    ]);
  });

  it("holds what no cell can hold as far as one can", async () => {
    const long = answerOf({ kind: "text", text: "x".repeat(40_000) }, "x".repeat(40_000));
    const odd = answerOf({ kind: "text", text: "a\u0000b\uD800c" }, "a");
    const rows = [rowOf(mill, { note: statedOf(long) }), rowOf(barn, { note: statedOf(odd) })];
    const { book } = await workbookOf({ table: tableOf([columnOf("Note", "text")]), rows });
    const notes = utils.sheet_to_json<{ Note: string }>(book.Sheets["Table"] ?? {}).map(({ Note: note }) => note);
    expect(notes[0]).toHaveLength(32_767);
    expect(notes[1]).toBe("a b\uFFFDc");
  });

  it("writes further units as text where there are more than a workbook has formats for", async () => {
    const rows = Array.from({ length: 120 }, (_, index) =>
      rowOf(mill, { area: statedOf(answerOf({ kind: "number", number: 5, unit: `u${String(index)}` }, "5")) }),
    );
    const { book } = await workbookOf({ table: tableOf([columnOf("Area", "number")]), rows });
    const shown = utils.sheet_to_json<string[]>(book.Sheets["Table"] ?? {}, { header: 1, raw: false });
    expect(shown.slice(1).map((row) => row[1])).toEqual(rows.map((_, index) => `5 u${String(index)}`));
  });

  it("keeps words that look like the number of a character", async () => {
    const text = answerOf({ kind: "text", text: "part_x0041_B" }, "part_x0041_B");
    const { book } = await workbookOf({
      table: tableOf([columnOf("Part", "text")]),
      rows: [rowOf(mill, { part: statedOf(text) })],
    });
    expect(book.Sheets["Table"]?.["B2"]).toMatchObject({ v: "part_x0041_B" });
  });

  it("is a workbook without rows too", async () => {
    const { book } = await workbookOf({ ...material, rows: [] });
    expect(utils.sheet_to_json(book.Sheets["Table"] ?? {}, { header: 1 })).toHaveLength(1);
  });
});

it("has as many decimals as a currency, more where the amount has, and no date that a spreadsheet counts otherwise", () => {
  expect(moneyCell(1000, "JPY").format).toBe('#,##0 "JPY"');
  expect(moneyCell(0.0345, "EUR").format).toBe('#,##0.0000 "EUR"');
  expect(moneyCell(5, null).format).toBe("#,##0.00");
  expect(numberCell(12, "%").format).toBe('#,##0"%"');
  expect(numberCell(6.67e-11, "m").format).toBe('General" m"');
  expect(dayCell("1900-03-01")?.value).toBe(61);
  for (const date of ["1899-12-31", "1900-02-28", "2027-02-31", "2027-02", "2027"]) expect(dayCell(date)).toBeNull();
});

describe("an answer table as CSV", () => {
  it("has the answers first, then how far each can be relied on and where it stands", async () => {
    const lines = (await exporter("answerTable", "csv", material)).data.split("\r\n");
    expect(lines[0]).toMatch(/^\uFEFFfile,title,Tenant,Rent,Area,End,Notice,Pets,Tenant: verdict,Tenant: page,/u);
    expect(lines[1]).toMatch(
      /^mill\.pdf,Lease of the mill,'=Mill & Sons,1234\.5 EUR,85\.5 m²,2027-02-28,P3M,no,verified,1,/u,
    );
    expect(lines[1]).toContain('weak,2,"Die Miete beträgt 1.234,50 €."');
    expect(lines[2]).toContain("500 GBP | 550 GBP");
    expect(lines[2]).toContain(
      ",2026-12-31,,,unreadable,,,verified | verified,1 | 1,£500 | £550,notStated,,,corrected,,,waiting,,,failed,,",
    );
  });

  it("keeps a negative amount a number", async () => {
    const rows = [
      rowOf(mill, { rent: statedOf(answerOf({ kind: "money", amount: -12.5, currency: "EUR" }, "-12,50 €")) }),
    ];
    const { data } = await exporter("answerTable", "csv", { table: tableOf([columnOf("Rent", "money")]), rows });
    expect(data).toContain("Lease of the mill,-12.5 EUR,");
  });
});

describe("an answer table for programs and readers", () => {
  it("is JSON by its schema, with values as the command line tells them", async () => {
    const { data } = await exporter("answerTable", "json", material);
    const { rows, format } = answerTableExportSchema.parse(JSON.parse(data));
    expect(format).toBe("tramontane-answer-table");
    const cells = rows.map((row) => row.cells);
    expect(cells[0]?.["Rent"]).toMatchObject({
      value: { amount: 1234.5, currency: "EUR" },
      text: "1.234,50 €",
      quote: "Die Miete beträgt 1.234,50 €.",
      page: 2,
      support: "weak",
      by: "code",
    });
    expect(cells[0]?.["Remarks"]).toMatchObject({ value: ["No garden", "One key"] });
    expect(cells[1]?.["End"]).toMatchObject({ value: "2026-12-31", by: "person", quote: null });
    expect(cells[1]?.["Rent"]?.answers?.[1]).toMatchObject({ condition: "from the second year on" });
    expect(cells[1]?.["Tenant"]).toMatchObject({ state: "unreadable", value: null });
    expect(data).toContain("hard to read");
  });

  it("is a Markdown table with pages, and quotes as notes", async () => {
    const { data } = await exporter("answerTable", "markdown", material);
    const torn = { table: tableOf([columnOf("One\n|two", "text")], "Leases\n# of 2025"), rows: [] };
    const lines = (await exporter("answerTable", "markdown", torn)).data.split("\n");
    expect(lines[0]).toBe("# Leases \\# of 2025");
    expect(lines).toContain("| Document | One \\|two |");
    expect(data).toContain("| Document | Tenant | Rent | Area | End | Notice | Pets |");
    expect(data).toContain("| 1234.5 EUR *(p. 2; weak: ");
    expect(data).toContain("mill.pdf, p. 2: “Die Miete beträgt 1.234,50 €.”");
    expect(data).toContain("*not stated*");
    expect(data.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(4);
  });
});

describe("the dates of an answer table as a calendar", () => {
  it("are events of whole days, with the quote, the periods beside them, and names that stay", async () => {
    const { fileName, data } = await exporter("answerTable", "ics", material);
    expect(fileName).toBe("Leases.ics");
    const lines = data.replaceAll("\r\n ", "").split("\r\n");
    expect(lines.filter((line) => line === "BEGIN:VEVENT")).toHaveLength(2);
    expect(lines).toEqual(
      expect.arrayContaining([
        `UID:${"a".repeat(32)}-end-0@tramontane`,
        "DTSTAMP:20260503T123000Z",
        "DTSTART;VALUE=DATE:20270228",
        "DTEND;VALUE=DATE:20270301",
        "SUMMARY:End: Lease of the mill",
        "SUMMARY:End: Lease of the barn\\, with yard\\; 2025",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
      ]),
    );
    expect(lines.find((line) => line.startsWith("DESCRIPTION"))).toBe(
      "DESCRIPTION:mill.pdf\\, p. 3: “28 February 2027”\\nNotice: three months to the end of a quarter",
    );
  });

  it("tells a month as all its days, a doubtful one as tentative, and leaves out a year and days there are not", async () => {
    const date = (text: string, support: "verified" | "weak" = "verified") =>
      rowOf(mill, { end: statedOf(answerOf({ kind: "date", date: text }, text, { support })) });
    const rows = [date("2027-12", "weak"), date("2027"), date("2027-02-30")];
    const { data } = await exporter("answerTable", "ics", { table: tableOf([columnOf("End", "date")]), rows });
    expect(data.match(/BEGIN:VEVENT/gu)).toHaveLength(1);
    expect(data).toContain("DTSTART;VALUE=DATE:20271201\r\nDTEND;VALUE=DATE:20280101\r\nSUMMARY:? End:");
    expect(data).toContain("STATUS:TENTATIVE");
  });

  it("folds lines at 75 octets and cuts no character", () => {
    const event = { uid: "x", start: "2027-01-01", end: "2027-01-02", isTentative: false };
    const summary = "Kündigungsfrist 三か月 🏠 ".repeat(20);
    const data = toIcs({ name: "a\r\nb", madeAt: 0, events: [{ ...event, summary, description: "" }] });
    for (const line of data.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(data.replaceAll("\r\n ", "")).toContain(`SUMMARY:${summary}`);
    expect(data).toContain("X-WR-CALNAME:a\\nb");
    expect(data).not.toMatch(/(?<!\r)\n/u);
  });
});
