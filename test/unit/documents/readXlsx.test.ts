import { describe, expect, it } from "vitest";
import { printedLabel } from "../../../electron/contract/pageLabels.ts";
import { blocksOf, readBytes } from "../../helpers/readBytes.ts";
import { relations, tinyXlsx } from "../../helpers/tinyOffice.ts";
import { tinyZip } from "../../helpers/tinyZip.ts";
import { words } from "../../helpers/words.ts";

const word = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const row = (...cells: readonly string[]) => `<row>${cells.join("")}</row>`;
const dates =
  '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/>' +
  '<xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="4"/><xf numFmtId="14"/></cellXfs>';

describe("XLSX", () => {
  it("makes a page of each sheet, empty and hidden ones too, and names it", async () => {
    const bytes = tinyXlsx({ Income: row(word("A1", "Rent")), Empty: "", "!Salaries": row(word("A1", "Secret")) });
    const { read, notes } = await readBytes(bytes, "a.xlsx");
    expect(read.map(({ number, label, text }) => [number, label, text])).toEqual([
      [1, printedLabel("Income"), "Rent"],
      [2, printedLabel("Empty"), ""],
      [3, { code: "HIDDEN", data: { text: "Salaries" } }, "Secret"],
    ]);
    expect(notes.map(words.reason)).toEqual(["Sheets that the workbook hides are read too: Salaries."]);
  });

  it("keeps cells under their headings and leaves out columns that are empty throughout", async () => {
    const rows = row(word("B2", "Year"), word("E2", "Sum")) + row('<c r="E3"><v>7</v></c>');
    expect(blocksOf((await readBytes(tinyXlsx({ A: rows }), "a.xlsx")).read[0])).toEqual([
      "tableRow: Year\tSum",
      "tableRow: \t7",
    ]);
  });

  it("writes numbers and dates as their cells show them, and takes formulas at their last value", async () => {
    const rows = row(
      '<c r="A1"><v>0.30000000000000004</v></c>',
      '<c r="B1" s="1"><v>45351</v></c>',
      '<c r="C1" s="2"><v>0.125</v></c>',
      '<c r="D1" s="3"><v>1234567.891</v></c>',
      '<c r="E1" s="4"><v>45351.5</v></c>',
      '<c r="F1"><f>1+1</f><v>2</v></c>',
      '<c r="G1" t="b"><v>1</v></c>',
      '<c r="H1" t="e"><v>#REF!</v></c>',
      '<c r="I1" t="str"><f>A1</f><v>joined</v></c>',
    );
    const { read } = await readBytes(tinyXlsx({ A: rows }, { styles: dates }), "a.xlsx");
    expect(read[0]?.text.split("\t")).toEqual([
      "0.3",
      "29/02/2024",
      "12.50%",
      "1,234,567.89",
      "2024-02-29",
      "2",
      "TRUE",
      "#REF!",
      "joined",
    ]);
  });

  it("counts days from 1904 where the workbook does", async () => {
    const rows = row('<c r="A1" s="1"><v>43889</v></c>');
    const bytes = tinyXlsx({ A: rows }, { styles: dates, workbook: '<workbookPr date1904="1"/>' });
    expect((await readBytes(bytes, "a.xlsx")).read[0]?.text).toBe("29/02/2024");
  });

  it("joins the runs of a shared text without how it is pronounced", async () => {
    const strings = ["<r><t>東</t></r><r><t>京_x000D_ </t></r><rPh><t>トウキョウ</t></rPh>"];
    const bytes = tinyXlsx({ A: row('<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>99</v></c>') }, { strings });
    expect((await readBytes(bytes, "a.xlsx")).read[0]?.text).toBe("東京");
  });

  it("keeps what is raised and lowered in a text", async () => {
    const raised = (place: string, text: string) => `<r><rPr><vertAlign val="${place}"/></rPr><t>${text}</t></r>`;
    const strings = [
      `<r><t>10</t></r>${raised("superscript", "6")}<r><t xml:space="preserve"> of CO</t></r>${raised("subscript", "2")}`,
    ];
    const bytes = tinyXlsx({ A: row('<c t="s"><v>0</v></c>') }, { strings });
    expect((await readBytes(bytes, "a.xlsx")).read[0]?.text).toBe("10⁶ of CO₂");
  });

  it("tells of hidden rows and of formulas that no program has computed", async () => {
    const rows = `<row hidden="1">${word("A1", "Secret")}</row>${row("<c><f>A1+1</f></c>", "<c><f>1+1</f><v>2</v></c>")}`;
    const { read, notes } = await readBytes(tinyXlsx({ Pay: rows }), "a.xlsx");
    expect(read[0]?.text).toBe("Secret\n\t2");
    expect(notes.map(words.reason)).toEqual([
      "Rows or columns that the workbook hides are read too, on: Pay.",
      "1 formula has no value in the file, so its cell is read as empty.",
    ]);
  });

  it.each([
    ["Budget of the town", "Budget of the town"],
    ["Book1", null],
    ["Tabelle1", null],
    ["Microsoft Excel - plan.xls", null],
  ])("takes the title %s of its properties as %s", async (title, taken) => {
    const types = "http://schemas.openxmlformats.org";
    const more = {
      "_rels/.rels": relations({ r1: "officeDocument xl/workbook.xml", r2: "core-properties docProps/core.xml" }),
      "docProps/core.xml": `<cp:coreProperties xmlns:cp="${types}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${title}</dc:title></cp:coreProperties>`,
    };
    expect((await readBytes(tinyXlsx({ A: row(word("A1", "x y")) }, { more }), "a.xlsx")).title).toBe(taken);
  });

  it("reads a newer chart, not the excuse for programs that do not know it", async () => {
    const names =
      'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
    const more = {
      "xl/worksheets/_rels/sheet1.xml.rels": relations({ d: "drawing ../drawings/drawing1.xml" }),
      "xl/drawings/_rels/drawing1.xml.rels": relations({ c: "chartEx ../charts/chartEx1.xml" }),
      "xl/drawings/drawing1.xml": `<xdr:wsDr ${names}><mc:AlternateContent><mc:Choice Requires="cx1"><xdr:graphicFrame><cx:chart r:id="c"/></xdr:graphicFrame></mc:Choice><mc:Fallback><xdr:sp><xdr:txBody><a:p><a:r><a:t>Not available.</a:t></a:r></a:p></xdr:txBody></xdr:sp></mc:Fallback></mc:AlternateContent></xdr:wsDr>`,
      "xl/charts/chartEx1.xml": `<cx:chartSpace ${names}><cx:chartData><cx:data id="0"><cx:strDim type="cat"><cx:lvl><cx:pt idx="0">Start</cx:pt></cx:lvl></cx:strDim><cx:numDim type="val"><cx:lvl formatCode="0.0"><cx:pt idx="0">100</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData><cx:chart><cx:title><cx:tx><cx:rich><a:p><a:r><a:t>Profit</a:t></a:r></a:p></cx:rich></cx:tx></cx:title><cx:plotArea><cx:plotAreaRegion><cx:series><cx:tx><cx:txData><cx:v>Sum</cx:v></cx:txData></cx:tx><cx:dataId val="0"/></cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart></cx:chartSpace>`,
    };
    const { read } = await readBytes(tinyXlsx({ A: row(word("A1", "Cell")) }, { more }), "a.xlsx");
    expect(blocksOf(read[0])).toEqual([
      "tableRow: Cell",
      "caption: Profit",
      "tableRow: \tSum",
      "tableRow: Start\t100.0",
    ]);
  });

  it("divides a long sheet and repeats its headings on each page", async () => {
    const rows = Array.from({ length: 600 }, (_, index) =>
      row(`<c r="A${index + 2}"><v>${index}</v></c><c><v>1</v></c>`),
    );
    const bytes = tinyXlsx({ A: row(word("A1", "Number"), word("B1", "Unit")) + rows.join("") });
    const { read } = await readBytes(bytes, "a.xlsx");
    expect(read.map(({ label, blocks }) => [label, blocks.length])).toEqual([
      [printedLabel("A"), 500],
      [printedLabel("A"), 102],
    ]);
    expect(read[1]?.text.startsWith("Number\tUnit\n499\t1\n")).toBe(true);
  });

  it("reads the text of charts and boxes that lie on a sheet", async () => {
    const box =
      '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">' +
      "<xdr:sp><xdr:txBody><a:p><a:r><a:t>Mind the sum.</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>";
    const more = {
      "xl/worksheets/_rels/sheet1.xml.rels": relations({ d: "drawing ../drawings/drawing1.xml" }),
      "xl/drawings/drawing1.xml": box,
    };
    const { read } = await readBytes(tinyXlsx({ A: row(word("A1", "Cell")) }, { more }), "a.xlsx");
    expect(blocksOf(read[0])).toEqual(["tableRow: Cell", "paragraph: Mind the sum."]);
  });

  it("keeps what stands before the damage and says that the rest is missing", async () => {
    const more = {
      "xl/worksheets/sheet1.xml":
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c><v>1</v></c></row><row',
    };
    const { read } = await readBytes(tinyXlsx({ A: "", B: row(word("A1", "Whole")) }, { more }), "a.xlsx");
    expect(read.map(({ text, reason }) => [text, reason && words.reason(reason)])).toEqual([
      ["1", null],
      ["", "The rest of this sheet is damaged."],
      ["Whole", null],
    ]);
  });

  it("expands no entities", async () => {
    const bomb =
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c SYSTEM "file:///etc/passwd">]>' +
      '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;&c;</t></si></sst>';
    const bytes = tinyXlsx({ A: row('<c t="s"><v>0</v></c>') }, { more: { "xl/sharedStrings.xml": bomb } });
    await expect(readBytes(bytes, "a.xlsx")).rejects.toMatchObject({ code: "DOCUMENT_DAMAGED" });
  });

  it("refuses a long text that many cells name, before a page is made of it", async () => {
    const cells = '<c t="s"><v>0</v></c>'.repeat(40);
    const bytes = tinyXlsx({ A: row(cells).repeat(10) }, { strings: [`<t>${"x".repeat(30_000)}</t>`] });
    await expect(readBytes(bytes, "a.xlsx", { limits: { inflatedMb: 1 } })).rejects.toMatchObject({
      code: "READ_INFLATED_LIMIT",
    });
  });

  it.each([
    ["without a workbook", tinyZip({ "xl/styles.xml": "<a/>" }), "DOCUMENT_DAMAGED"],
    ["without sheets", tinyXlsx({}), "DOCUMENT_NO_PAGES"],
    ["with empty sheets alone", tinyXlsx({ A: "" }), "DOCUMENT_NO_TEXT"],
  ])("refuses a file %s", async (_what, bytes, code) => {
    await expect(readBytes(bytes, "a.xlsx")).rejects.toMatchObject({ code });
  });
});
