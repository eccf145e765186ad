import { describe, expect, it } from "vitest";
import { blocksOf, readBytes, tablesOf } from "../../helpers/readBytes.ts";
import { shape, slide, tinyOdf, tinyPptx, tinyXlsx } from "../../helpers/tinyOffice.ts";
import { tinyPdf } from "../../helpers/tinyPdf.ts";
import { tinyDocx } from "../../helpers/tinyZip.ts";

const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

async function tables(bytes: Uint8Array | string, name: string): Promise<string[][]> {
  return tablesOf((await readBytes(bytes, name)).read[0]);
}

/** A table with headings over two rows, one of them over two columns, and a name over two rows. */
const spanned = [
  "# 0:Region↓2 1:Rent (EUR)→2",
  "# 1:2023 2:2024",
  "0:North↓2 1:100 2:120",
  "1:90 2:95",
  "0:South 2:80",
  "1 in EUR",
  "2 in EUR",
];

describe("a table with spans and header rows", () => {
  it("in HTML", async () => {
    const rows =
      "<thead><tr><th rowspan=2>Region<th colspan=2>Rent (EUR)</tr><tr><th>2023<th>2024</tr></thead>" +
      "<tr><td rowspan=2>North<td>100<td>120<tr><td>90<td>95<tr><td>South<td><td>80";
    expect(await tables(`<p>Rents</p><table>${rows}</table>`, "a.html")).toEqual([spanned]);
    // Without a head the rows of headings above the first row of data are the header rows.
    expect(await tables(`<table>${rows.replace(/<\/?thead>/gu, "")}</table>`, "a.html")).toEqual([spanned]);
  });

  it("in Word", async () => {
    const cell = (text: string, properties = "") =>
      `<w:tc><w:tcPr>${properties}</w:tcPr><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`;
    const row = (cells: string, properties = "") => `<w:tr><w:trPr>${properties}</w:trPr>${cells}</w:tr>`;
    const restart = '<w:vMerge w:val="restart"/>';
    const body =
      row(cell("Region", restart) + cell("Rent (EUR)", '<w:gridSpan w:val="2"/>'), "<w:tblHeader/>") +
      row(cell("", "<w:vMerge/>") + cell("2023") + cell("2024"), "<w:tblHeader/>") +
      row(cell("North", restart) + cell("100") + cell("120")) +
      row(cell("", "<w:vMerge/>") + cell("90") + cell("95")) +
      row(cell("South") + cell("") + cell("80"));
    expect(await tables(tinyDocx(`<w:tbl ${word}>${body}</w:tbl>`), "a.docx")).toEqual([spanned]);
  });

  it("in OpenDocument", async () => {
    const cell = (text: string, attributes = "") =>
      `<table:table-cell ${attributes}>${text === "" ? "" : `<text:p>${text}</text:p>`}</table:table-cell>`;
    const covered = "<table:covered-table-cell/>";
    const row = (cells: string) => `<table:table-row>${cells}</table:table-row>`;
    const high = 'table:number-rows-spanned="2"';
    const head =
      row(cell("Region", high) + cell("Rent (EUR)", 'table:number-columns-spanned="2"') + covered) +
      row(covered + cell("2023") + cell("2024"));
    const rows =
      row(cell("North", high) + cell("100") + cell("120")) +
      row(covered + cell("90") + cell("95")) +
      row(cell("South") + cell("") + cell("80"));
    const whole = `<table:table><table:table-header-rows>${head}</table:table-header-rows>${rows}</table:table>`;
    expect(await tables(tinyOdf("text", whole), "a.odt")).toEqual([spanned]);
    const sheet = tinyOdf("spreadsheet", `<table:table table:name="S">${head}${rows}</table:table>`);
    expect(await tables(sheet, "a.ods")).toEqual([spanned]);
  });

  it("in RTF, of whose cells the edges are told", async () => {
    const row = (edges: readonly string[], cells: readonly string[], more = "") =>
      `\\trowd${more}\\trleft-108 ${edges.map((edge) => `${edge} `).join("")}\\pard\\intbl ${cells.map((text) => `${text}\\cell `).join("")}\\row `;
    const narrow = ["\\cellx2000", "\\cellx4000", "\\cellx6000"];
    const above = ["\\clvmrg\\cellx2000", "\\cellx4010", "\\cellx6000"];
    const body =
      row(["\\clvmgf\\cellx2000", "\\cellx6000"], ["Region", "Rent (EUR)"], "\\trhdr") +
      row(above, ["", "2023", "2024"], "\\trhdr") +
      row(["\\clvmgf\\cellx2000", "\\cellx4000", "\\cellx6000"], ["North", "100", "120"]) +
      row(above, ["", "90", "95"]) +
      row(narrow, ["South", "", "80"]);
    expect(await tables(`{\\rtf1\\ansi Rents\\par ${body}\\pard Below.\\par}`, "a.rtf")).toEqual([spanned]);
    // Rows without an edge in common have their cells alone.
    const shifted = Array.from({ length: 300 }, (_, index) =>
      row([`\\cellx${2000 + 100 * index}`, `\\cellx${9000 + 50 * index}`], ["a", "b"]),
    );
    const { read } = await readBytes(`{\\rtf1\\ansi ${shifted.join("")}\\pard Below.\\par}`, "a.rtf");
    expect(new Set(blocksOf(read[0]))).toEqual(new Set(["tableRow: a\tb"]));
  });

  it("on a slide", async () => {
    const cell = (text: string, attributes = "") =>
      `<a:tc ${attributes}><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
    const row = (cells: string) => `<a:tr h="1">${cells}</a:tr>`;
    const table =
      row(cell("Region") + cell("Rent (EUR)", 'gridSpan="2"') + cell("", 'hMerge="1"')) +
      row(cell("North", 'rowSpan="2"') + cell("100") + cell("120")) +
      row(cell("", 'vMerge="1"') + cell("90") + cell("95"));
    const frame = `<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1" firstCol="1"/>${table}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
    expect(await tables(tinyPptx([slide(frame + shape(""))]), "a.pptx")).toEqual([
      ["# 0:Region 1:Rent (EUR)→2", "0:North↓2* 1:100 2:120", "1:90 2:95", "1 in EUR", "2 in EUR"],
    ]);
  });
});

describe("a cell of which the file says that it covers what it cannot", () => {
  it("covers whole columns up to the next cell, and no more than a table may have", async () => {
    const cell = (text: string, columns = "1") =>
      `<a:tc gridSpan="${columns}"><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
    const row = (...cells: string[]) => `<a:tr h="1">${cells.join("")}</a:tr>`;
    const table = row(cell("Item", "2.5"), cell("Rent", "100000000")) + row(cell("North", "9"), cell("100"));
    const frame = `<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/>${table}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
    expect(await tables(tinyPptx([slide(frame + shape(""))]), "a.pptx")).toEqual([
      ["# 0:Item 1:Rent→1000", "0:North 1:100"],
    ]);
    const sheet = '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>';
    const merged = `${sheet}</sheetData><mergeCells><mergeCell ref="A1:D1"/></mergeCells><sheetData>`;
    expect(await tables(tinyXlsx({ S: merged }), "a.xlsx")).toEqual([["0:1 1:2"]]);
  });
});

describe("a table of which the format says less", () => {
  it("has the header row that its numbers show", async () => {
    const html = "<table><tr><td>Item<td>2023<td>2024<tr><td>Rent<td>900<td>950<tr><td>Heat<td>80<td>75</table>";
    expect(await tables(html, "a.html")).toEqual([
      ["# 0:Item 1:2023 2:2024", "0:Rent 1:900 2:950", "0:Heat 1:80 2:75"],
    ]);
    const words = "<table><tr><td>Ann<td>Ely<tr><td>Ben<td>York</table>";
    expect(await tables(words, "a.html")).toEqual([["0:Ann 1:Ely", "0:Ben 1:York"]]);
  });

  it("may have a title above the names of its columns", async () => {
    const rows = "<tr><td>Item<td>Sum<tr><td>Rent<td>900<tr><td>Heat<td>80";
    expect(await tables(`<table><tr><td colspan=2>Costs of Ely${rows}</table>`, "a.html")).toEqual([
      ["# 0:Costs of Ely→2", "# 0:Item 1:Sum", "0:Rent 1:900", "0:Heat 1:80"],
    ]);
  });

  it("names rows by headings in them", async () => {
    const html = "<table><tr><th>Rent<td>900<tr><th>Heat<td>80</table>";
    expect(await tables(html, "a.html")).toEqual([["0:Rent* 1:900", "0:Heat* 1:80"]]);
  });

  it("in Markdown, and separated values on every page", async () => {
    expect(await tables("| Item | % |\n|---|---|\n| Rent | 60 |\n", "a.md")).toEqual([
      ["# 0:Item 1:%", "0:Rent 1:60", "1 in %"],
    ]);
    const lines = Array.from({ length: 250 }, (_, index) => `Item ${index},${index}`);
    const { read } = await readBytes(["Name,Weight in kg", ...lines].join("\n"), "a.csv");
    const [first, second] = read.map((page) => tablesOf(page)[0] ?? []);
    expect([first?.[0], first?.at(-1)]).toEqual(["# 0:Name 1:Weight in kg", "1 in kg"]);
    expect(second?.slice(0, 2)).toEqual(["# 0:Name 1:Weight in kg", "0:Item 199 1:199"]);
  });

  it("beside another one is one of its own", async () => {
    const html = "<table><tr><td>A<td>1<tr><td>B<td>2</table><table><tr><td>C<td>3<td>4</table>";
    expect(await tables(html, "a.html")).toEqual([["0:A 1:1", "0:B 1:2"], ["0:C 1:3 2:4"]]);
  });

  it("in a cell that arranges a page is one of its own", async () => {
    const html = "<table><tr><td><p>Left of it</p><td><table><tr><th>A<th>B<tr><td>1<td>2</table></table>";
    expect(await tables(html, "a.html")).toEqual([["# 0:A 1:B", "0:1 1:2"]]);
  });
});

it("is told in a PDF by where its cells stand", async () => {
  const row = (y: number, ...cells: readonly (readonly [x: number, text: string])[]) =>
    cells.map(([x, text]) => ({ x, y: 700 - y, text, size: 10 }));
  const page = [
    ...row(100, [200, "Rent of the years before (EUR)"], [400, "Note"]),
    ...row(114, [72, "Region"], [200, "2023"], [300, "2024"], [400, "of what"]),
    ...row(128, [72, "North"], [200, "100.00"], [300, "120.00"], [400, "paid"]),
    ...row(142, [72, "South"], [300, "80.00"], [400, "paid"]),
    ...row(156, [72, "West"], [200, "70.00"], [300, "75.00"], [400, "open"]),
  ];
  expect(await tables(tinyPdf([page]), "a.pdf")).toEqual([
    [
      "# 1:Rent of the years before (EUR)→2 3:Note",
      "# 0:Region 1:2023 2:2024 3:of what",
      "0:North 1:100.00 2:120.00 3:paid",
      "0:South 2:80.00 3:paid",
      "0:West 1:70.00 2:75.00 3:open",
      "1 in EUR",
      "2 in EUR",
    ],
  ]);
});

describe("a table of contents", () => {
  it("is told from its text in HTML", async () => {
    const html =
      '<nav><ul><li>Home</ul></nav><nav role="doc-toc"><h2>Contents</h2><ol><li>Scope<li>Rent</ol></nav><h2>Scope</h2><p>All rooms.</p>';
    expect(blocksOf((await readBytes(html, "a.html")).read[0])).toEqual([
      "heading: Contents",
      "tableOfContents: 1. Scope",
      "tableOfContents: 2. Rent",
      "heading: Scope",
      "paragraph: All rooms.",
    ]);
  });

  it("is told in HTML and Markdown by its links or by what programs call it", async () => {
    const html = '<div id="toc" class="toc"><p>Scope</p></div><p>All rooms are let.</p>';
    expect(blocksOf((await readBytes(html, "a.html")).read[0])).toEqual([
      "tableOfContents: Scope",
      "paragraph: All rooms are let.",
    ]);
    const markdown =
      "- [Scope](#scope)\n- [Rent](#rent)\n  - [Heat](#heat)\n\nSee:\n\n- [Rent](#rent) is due\n- [Heat](#heat)\n- [Scope](#scope)\n";
    expect(blocksOf((await readBytes(markdown, "a.md")).read[0])).toEqual([
      "tableOfContents: Scope",
      "tableOfContents: Rent",
      "tableOfContents: Heat",
      "paragraph: See:",
      "listItem: Rent is due",
      "listItem: Heat",
      "listItem: Scope",
    ]);
  });

  it("is not the whole page, where the class of its body or main part says that there is one", async () => {
    const text = "<p>All rooms are let.</p><p>Heat is paid.</p>";
    for (const html of [`<body class="toc">${text}`, `<main class="wide toc">${text}</main>`]) {
      expect(blocksOf((await readBytes(`<!doctype html>${html}`, "a.html")).read[0])).toEqual([
        "paragraph: All rooms are let.",
        "paragraph: Heat is paid.",
      ]);
    }
  });

  it("is told in a PDF by the pages that its lines name", async () => {
    const lines = (texts: readonly string[]) =>
      texts.map((text, index) => ({ x: 72, y: 700 - 30 * index, text, size: 11 }));
    const led = lines([
      "Scope ............ 2",
      "Rent .......... 3",
      "What is paid beside it",
      "and when .......... 3",
      "Heat ..... 5",
    ]);
    expect(blocksOf((await readBytes(tinyPdf([led]), "a.pdf")).read[0]).map((block) => block.split(":")[0])).toEqual(
      led.map(() => "tableOfContents"),
    );
    const titled = [
      { x: 72, y: 700, text: "Contents", size: 11 },
      ...["Scope", "Rent", "Heat", "Water"].flatMap((text, index) => [
        { x: 72, y: 670 - 14 * index, text, size: 11 },
        { x: 500, y: 670 - 14 * index, text: String(index + 2), size: 11 },
      ]),
    ];
    expect(blocksOf((await readBytes(tinyPdf([titled]), "a.pdf")).read[0])).toContain("tableOfContents: Water\t5");
    const prices = lines(["Coffee ............ 4", "Tea .......... 3", "Soup .......... 6"]);
    expect(blocksOf((await readBytes(tinyPdf([prices]), "a.pdf")).read[0]).join(" ")).not.toContain("tableOfContents");
  });

  it("is told in plain text by dots that lead to pages", async () => {
    const text =
      "Rules of the house\n\nTable of Contents\n\n   1.  Scope . . . . . . . . . .  2\n   2.  Rent  . . . . . . . . . .  3\n" +
      "     2.1.  Heat  . . . . . . . .  3\n   3.  Water . . . . . . . . . .  5\n\n1.  Scope\n\n   All rooms are let for a year and no longer than that.\n";
    const blocks = blocksOf((await readBytes(text, "a.txt")).read[0]);
    expect(blocks.filter((block) => block.startsWith("tableOfContents"))).toHaveLength(4);
    expect(blocks.at(-1)).toBe("paragraph: All rooms are let for a year and no longer than that.");
  });

  it("keeps the ends of pages within it", async () => {
    const { read } = await readBytes(
      "Contents\n\nScope .... 2\n\nRent .... 3\n\fHeat .... 3\n\nWater .... 4\n",
      "a.txt",
    );
    expect(read.map((page) => blocksOf(page).map((block) => block.split(":")[0]))).toEqual([
      ["paragraph", "tableOfContents", "tableOfContents"],
      ["tableOfContents", "tableOfContents"],
    ]);
  });

  it("is told in Word by its field or its styles", async () => {
    const field = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
    const paragraph = (runs: string, properties = "") => `<w:p ${word}><w:pPr>${properties}</w:pPr>${runs}</w:p>`;
    const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`;
    const body =
      paragraph(
        `${field("begin")}<w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>${field("separate")}${run("Scope 2")}`,
      ) +
      paragraph(run("Rent 3")) +
      paragraph(field("end")) +
      paragraph(run("All rooms."));
    expect(blocksOf((await readBytes(tinyDocx(body), "a.docx")).read[0])).toEqual([
      "tableOfContents: Scope 2",
      "tableOfContents: Rent 3",
      "paragraph: All rooms.",
    ]);
  });

  it("is told in OpenDocument and RTF", async () => {
    const odf =
      "<text:table-of-content><text:index-body><text:index-title><text:p>Contents</text:p></text:index-title>" +
      "<text:p>Scope<text:tab/>2</text:p></text:index-body></text:table-of-content><text:p>All rooms.</text:p>";
    expect(blocksOf((await readBytes(tinyOdf("text", odf), "a.odt")).read[0])).toEqual([
      "paragraph: Contents",
      "tableOfContents: Scope 2",
      "paragraph: All rooms.",
    ]);
    const rtf = "{\\rtf1{\\stylesheet{\\s1 toc 1;}}\\pard\\s1 Scope\\tab 2\\par\\pard\\s0 All rooms.\\par}";
    expect(blocksOf((await readBytes(rtf, "a.rtf")).read[0])).toEqual([
      "tableOfContents: Scope 2",
      "paragraph: All rooms.",
    ]);
  });
});

it("names columns over joined cells of a workbook", async () => {
  const text = (address: string, words: string) => `<c r="${address}" t="inlineStr"><is><t>${words}</t></is></c>`;
  const number = (address: string, value: number) => `<c r="${address}"><v>${value}</v></c>`;
  const sheet =
    `<row r="2">${text("B2", "Region")}${text("C2", "Rent (EUR)")}</row>` +
    `<row r="3">${text("C3", "Warm")}${text("D3", "Cold")}</row>` +
    `<row r="4">${text("B4", "North")}${number("C4", 100)}${number("D4", 120)}</row></sheetData>` +
    '<mergeCells><mergeCell ref="B2:B3"/><mergeCell ref="C2:D2"/></mergeCells><sheetData>';
  const { read } = await readBytes(tinyXlsx({ S: sheet }), "a.xlsx");
  expect(tablesOf(read[0])).toEqual([
    ["# 0:Region↓2 1:Rent (EUR)→2", "# 1:Warm 2:Cold", "0:North 1:100 2:120", "1 in EUR", "2 in EUR"],
  ]);
});
