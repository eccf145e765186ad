import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { blocksOf, readBytes } from "../../helpers/readBytes.ts";
import { drawn, element, relations } from "../../helpers/tinyOffice.ts";
import { tinyPdf } from "../../helpers/tinyPdf.ts";
import { tinyDocx, tinyZip, wordParagraph } from "../../helpers/tinyZip.ts";
import { words } from "../../helpers/words.ts";

describe("telling the format", () => {
  it("goes by the content and says so when the name says otherwise", async () => {
    const result = await readBytes(tinyPdf([[{ x: 72, y: 700, text: "A sentence." }]]), "letter.docx");
    expect(result.format).toBe("pdf");
    expect(result.notes.map(words.reason)).toEqual(["The name says DOCX, the content is PDF."]);
  });

  it.each([
    ["noise.txt", Buffer.from([1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 1, 1, 0, 9]), "binary"],
    ["files.zip", tinyZip({ "a.txt": "text" }), "zip"],
  ])("refuses %s", async (name, bytes, detected) => {
    await expect(readBytes(bytes, name)).rejects.toMatchObject({ code: "FORMAT_UNSUPPORTED", data: { detected } });
  });

  it("calls a ZIP without an end damaged", async () => {
    const bytes = tinyDocx(wordParagraph("Text.")).subarray(0, 300);
    await expect(readBytes(bytes, "cut.docx")).rejects.toMatchObject({ code: "DOCUMENT_DAMAGED" });
  });

  it("calls a file without bytes, or with white space alone, empty", async () => {
    await expect(readBytes("", "a.txt")).rejects.toMatchObject({ code: "DOCUMENT_EMPTY" });
    await expect(readBytes(" \n ", "a.txt")).rejects.toMatchObject({ code: "DOCUMENT_EMPTY" });
  });

  it("asks for the password of an encrypted office file", async () => {
    const bytes = Buffer.concat([
      Buffer.from("d0cf11e0a1b11ae1", "hex"),
      Buffer.alloc(600),
      Buffer.from("EncryptedPackage", "utf16le"),
    ]);
    await expect(readBytes(bytes, "a.docx")).rejects.toMatchObject({ code: "PASSWORD_REQUIRED" });
  });
});

describe("text", () => {
  const text = "Déjà vu : l’été coûte 5 € à Besançon, où naît la grève. Ça ira très bien là-bas.";
  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16 LE with a mark", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16 LE without", Buffer.from(text, "utf16le")],
    ["UTF-16 BE with a mark", Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
    ["Windows-1252", Buffer.from(text.replace("€", "\u0080").replace("’", "\u0092"), "latin1")],
  ])("in %s", async (_encoding, bytes) => {
    const result = await readBytes(bytes, "a.txt");
    expect(result.read[0]?.text).toBe(text);
    expect(result.language).toBe("fr");
  });

  it("joins lines that a program broke and keeps those the author broke", async () => {
    const wrapped =
      "The quick brown fox jumps over the lazy dog and\ngoes on to the next line, where at last it comes\nto rest.";
    const result = await readBytes(`${wrapped}\n\nRoses\nViolets\n\nCC: Go.`, "a.txt");
    expect(blocksOf(result.read[0])).toEqual([
      `paragraph: ${wrapped.replaceAll("\n", " ")}`,
      "paragraph: Roses",
      "paragraph: Violets",
      "paragraph: CC: Go.",
    ]);
  });

  it("makes pages of about 500 words that end at paragraphs, and new ones at form feeds", async () => {
    const paragraph = "word ".repeat(99) + "end.";
    const long = await readBytes(Array.from({ length: 12 }, () => paragraph).join("\n\n"), "a.txt");
    expect(long.read.map(({ blocks }) => blocks.length)).toEqual([5, 5, 2]);
    expect((await readBytes("One.\fTwo.", "a.txt")).read.map(({ text: page }) => page)).toEqual(["One.", "Two."]);
  });
});

describe("Markdown", () => {
  it("becomes headings, items, rows and code, without marks", async () => {
    const source =
      "# Title\n\nSome *text* with a [link](http://a.b).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx = 1\n```\n";
    const result = await readBytes(source, "a.md");
    expect(blocksOf(result.read[0])).toEqual([
      "heading: Title",
      "paragraph: Some text with a link.",
      "listItem: one",
      "listItem: two",
      "tableRow: a\tb",
      "tableRow: 1\t2",
      "code: x = 1",
    ]);
    expect(result.title).toBe("Title");
  });
});

describe("HTML", () => {
  it("leaves out what a browser does not show", async () => {
    const source = `<!doctype html><html lang="en"><head><title>The page</title><style>p{}</style></head><body>
      <nav>Menu</nav><script>alert(1)</script><h2>Head</h2><p>Shown <b>text</b>.<p hidden>Secret</p>
      <div style="display: none">Hidden</div><ul><li>One<li>Two</ul>
      <table><tr><th>A<th>B</tr><tr><td>1<td>2</tr></table></body></html>`;
    const result = await readBytes(source, "a.html");
    expect(result.title).toBe("The page");
    expect(blocksOf(result.read[0])).toEqual([
      "heading: Head",
      "paragraph: Shown text.",
      "listItem: One",
      "listItem: Two",
      "tableRow: A\tB",
      "tableRow: 1\t2",
    ]);
  });
});

describe("DOCX", () => {
  it("gives the text after all changes are accepted, and a page break where the author set one", async () => {
    const body =
      `${wordParagraph("Kept.")}<w:p><w:del w:id="1"><w:r><w:delText>Struck.</w:delText></w:r></w:del>` +
      '<w:ins w:id="2"><w:r><w:t>Added.</w:t></w:r></w:ins></w:p>' +
      `<w:p><w:r><w:br w:type="page"/></w:r></w:p>${wordParagraph("Next.")}`;
    const result = await readBytes(tinyDocx(body), "a.docx");
    expect(result.read.map(({ text }) => text)).toEqual(["Kept.\nAdded.", "Next."]);
  });

  it("sets in capitals what its style, or one that this is based on, shows so", async () => {
    const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
    const styles =
      `<w:styles ${namespace}><w:style w:type="paragraph" w:styleId="Loud"><w:rPr><w:caps/></w:rPr></w:style>` +
      '<w:style w:type="paragraph" w:styleId="Louder"><w:basedOn w:val="Loud"/></w:style>' +
      '<w:style w:type="paragraph" w:styleId="Quiet"><w:basedOn w:val="Loud"/><w:rPr><w:caps w:val="0"/></w:rPr></w:style>' +
      '<w:style w:type="character" w:styleId="Small"><w:rPr><w:smallCaps/></w:rPr></w:style></w:styles>';
    const styled = (style: string, text: string) =>
      `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
    const body =
      styled("Louder", "Loud") +
      styled("Quiet", "Quiet") +
      '<w:p><w:r><w:rPr><w:rStyle w:val="Small"/></w:rPr><w:t>Small</w:t></w:r></w:p>';
    const bytes = tinyDocx(body, undefined, {
      "word/_rels/document.xml.rels": relations({ s: "styles styles.xml" }),
      "word/styles.xml": styles,
    });
    expect((await readBytes(bytes, "a.docx")).read[0]?.text).toBe("LOUD\nQuiet\nSMALL");
  });

  it("reads the words of charts and diagrams where they stand, and leaves out a damaged one", async () => {
    const graphic = (data: string) =>
      `<w:r><w:drawing><wp:inline><a:graphic><a:graphicData>${data}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`;
    const chart = element(
      "c:chartSpace",
      `<c:chart><c:title><c:tx><c:rich>${drawn("Sales")}</c:rich></c:tx></c:title><c:plotArea><c:ser>` +
        `<c:cat><c:strLit><c:pt idx="0"><c:v>North</c:v></c:pt></c:strLit></c:cat>` +
        `<c:val><c:numLit><c:pt idx="0"><c:v>7</c:v></c:pt></c:numLit></c:val></c:ser></c:plotArea></c:chart>`,
    );
    const diagram = element(
      "dgm:dataModel",
      `<dgm:ptLst><dgm:pt modelId="0" type="doc"/><dgm:pt modelId="1"><dgm:t>${drawn("Plan")}</dgm:t></dgm:pt></dgm:ptLst>` +
        `<dgm:cxnLst><dgm:cxn srcId="0" destId="1" srcOrd="0"/></dgm:cxnLst>`,
    );
    const body =
      wordParagraph("Before.") +
      `<w:p><w:r><w:t>See here:</w:t></w:r>${graphic('<c:chart r:id="c"/>')}</w:p>` +
      `<w:p>${graphic('<dgm:relIds r:dm="d" r:lo="l"/>')}</w:p>` +
      `<w:p>${graphic('<c:chart r:id="bad"/>')}</w:p>` +
      `<w:p><w:del w:id="1">${graphic('<c:chart r:id="c"/>')}</w:del></w:p>` +
      wordParagraph("After.");
    const named = [
      'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
      'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
      'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"',
      'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"',
      'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
    ].join(" ");
    const bytes = tinyDocx(body.replaceAll("<w:drawing>", `<w:drawing ${named}>`), undefined, {
      "word/_rels/document.xml.rels": relations({
        c: "chart charts/chart1.xml",
        bad: "chart charts/chart2.xml",
        d: "diagramData diagrams/data1.xml",
      }),
      "word/charts/chart1.xml": chart,
      "word/charts/chart2.xml": "<c:chartSpace",
      "word/diagrams/data1.xml": diagram,
      "word/media/image1.png": "no part of the text",
    });
    expect(blocksOf((await readBytes(bytes, "a.docx")).read[0])).toEqual([
      "paragraph: Before.",
      "paragraph: See here:",
      "caption: Sales",
      "tableRow: North\t7",
      "listItem: Plan",
      "paragraph: After.",
    ]);
  });

  it("stops a bomb by the bytes it unpacks to, whatever its headers say", async () => {
    const bomb = tinyDocx(wordParagraph("A".repeat(3 * 2 ** 20)));
    await expect(readBytes(bomb, "a.docx", { limits: { inflatedMb: 1 } })).rejects.toMatchObject({
      code: "READ_INFLATED_LIMIT",
    });
    const liar = tinyDocx(wordParagraph("A".repeat(3 * 2 ** 20)), 1000);
    const error: unknown = await readBytes(liar, "a.docx", { limits: { inflatedMb: 1 } }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(AppError);
    expect(["READ_INFLATED_LIMIT", "DOCUMENT_DAMAGED"]).toContain((error as AppError).code);
  });
});
