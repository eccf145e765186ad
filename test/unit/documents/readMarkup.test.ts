import { describe, expect, it } from "vitest";
import type { Markup, Page } from "../../../electron/contract/documents.ts";
import { composePage } from "../../../electron/readerProcess/pageText.ts";
import { withComments } from "../../../electron/readerProcess/pdf/comments.ts";
import { blocksOf, readBytes } from "../../helpers/readBytes.ts";
import { drawn, relations, shape, slide, tinyOdf, tinyPptx, tinyXlsx } from "../../helpers/tinyOffice.ts";
import { tinyPdf } from "../../helpers/tinyPdf.ts";
import { tinyDocx, wordParagraph } from "../../helpers/tinyZip.ts";

const date = "2024-05-06T07:08:00Z";

/** What stands beside a page: `kind author [words of the page]: text`. */
function beside(page: Page | undefined): string[] {
  return (page?.markup ?? []).map(({ kind, author, start, end, text, resolved, replies = [] }: Markup) =>
    [
      `${kind} ${author ?? "?"} [${page?.text.slice(start, end)}]`,
      ...(text === "" ? [] : [`: ${text}`]),
      ...(resolved === true ? [" (resolved)"] : []),
      ...replies.map((reply) => ` < ${reply.author ?? "?"}: ${reply.text}`),
    ].join(""),
  );
}

/** What stands before the place of what was deleted. */
function beforeOf(page: Page | undefined, kind: Markup["kind"]): string[] {
  return (page?.markup ?? []).filter((one) => one.kind === kind).map(({ start }) => page?.text.slice(0, start) ?? "");
}

describe("comments and tracked changes of Word", () => {
  const w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"';
  const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
  const by = (author: string) => `w:id="9" w:author="${author}" w:date="${date}"`;
  const inserted = (text: string, author = "Ann") => `<w:ins ${by(author)}>${run(text)}</w:ins>`;
  const deleted = (text: string, author = "Ann") =>
    `<w:del ${by(author)}><w:r><w:delText xml:space="preserve">${text}</w:delText></w:r></w:del>`;
  const paragraph = (content: string, properties = "") => `<w:p><w:pPr>${properties}</w:pPr>${content}</w:p>`;
  const endDeleted = `<w:rPr><w:del ${by("Ann")}/></w:rPr>`;
  const start = (id: number) => `<w:commentRangeStart w:id="${id}"/>`;
  const end = (id: number) => `<w:commentRangeEnd w:id="${id}"/>${reference(id)}`;
  const reference = (id: number) => `<w:r><w:commentReference w:id="${id}"/></w:r>`;
  const comment = (id: number, author: string, text: string, paraId = "") =>
    `<w:comment w:id="${id}" w:author="${author}" w:date="${date}"><w:p ${paraId && `w14:paraId="${paraId}"`}>${run(text)}</w:p></w:comment>`;

  async function read(body: string, parts: Readonly<Record<string, string>> = {}): Promise<Page[]> {
    const bytes = tinyDocx(body, undefined, {
      "word/_rels/document.xml.rels": relations(
        Object.fromEntries(Object.keys(parts).map((part) => [part, `${part} ${part}.xml`])),
      ),
      ...Object.fromEntries(Object.entries(parts).map(([part, xml]) => [`word/${part}.xml`, xml])),
    });
    return (await readBytes(bytes, "a.docx")).read;
  }
  const comments = (...all: string[]) => `<w:comments ${w} ${w14}>${all.join("")}</w:comments>`;

  it("stand beside the text after the changes, with their author, date and place", async () => {
    const [page] = await read(
      paragraph(run("The rent is ") + deleted("500", "Bob") + inserted("550") + run(" a  month.")) +
        paragraph(run("It is due ") + deleted("at once ") + run("on Monday.")),
    );
    expect(page?.text).toBe("The rent is 550 a month.\nIt is due on Monday.");
    expect(page?.markup).toEqual([
      { kind: "deletion", author: "Bob", date, start: 12, end: 12, text: "500" },
      { kind: "insertion", author: "Ann", date, start: 12, end: 15, text: "" },
      { kind: "deletion", author: "Ann", date, start: 35, end: 35, text: "at once " },
    ]);
  });

  it("say where a passage was moved from and to", async () => {
    const [page] = await read(
      paragraph(`<w:moveFrom ${by("Ann")}>${run("Last.")}</w:moveFrom>${run("First.")}`) +
        paragraph(`<w:moveTo ${by("Ann")}>${run("Last.")}</w:moveTo>`),
    );
    expect(page?.text).toBe("First.\nLast.");
    expect(beside(page)).toEqual(["moveFrom Ann []: Last.", "moveTo Ann [Last.]"]);
  });

  it("join paragraphs whose end was deleted, and deleted paragraphs with what follows", async () => {
    const [page] = await read(
      paragraph(run("One "), endDeleted) +
        paragraph(run("two.")) +
        paragraph(deleted("Gone."), endDeleted) +
        wordParagraph("Three."),
    );
    expect(page?.text).toBe("One two.\nThree.");
    expect(beside(page)).toEqual(["deletion Ann []: \n", "deletion Ann []: Gone.\n"]);
    expect(beforeOf(page, "deletion")).toEqual(["One ", "One two.\n"]);
  });

  it("are one where they go on over runs and paragraphs, of one author and time", async () => {
    const [page] = await read(
      paragraph(run("Old. ") + inserted("New ") + inserted("words.")) +
        paragraph(inserted("A paragraph.")) +
        paragraph(inserted("Another.", "Bob")),
    );
    expect(beside(page)).toEqual(["insertion Ann [New words.\nA paragraph.]", "insertion Bob [Another.]"]);
  });

  it("have no part in the text where what was inserted was deleted again", async () => {
    const [page] = await read(paragraph(`${run("Kept.")}<w:ins ${by("Ann")}>${deleted("Gone.", "Bob")}</w:ins>`));
    expect(page?.text).toBe("Kept.");
    expect(beside(page)).toEqual(["deletion Bob []: Gone."]);
  });

  it("stand at their place in numbered paragraphs, cells, rows that were deleted, and notes", async () => {
    const cell = (content: string) => `<w:tc>${paragraph(content)}</w:tc>`;
    const gone = `<w:tr><w:trPr><w:del ${by("Bob")}/></w:trPr>${cell(run("Old"))}${cell(run("1"))}</w:tr>`;
    const numbering = `<w:numbering ${w}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>`;
    const footnotes = `<w:footnotes ${w}><w:footnote w:id="2">${paragraph(run("See ") + inserted("page 7") + run("."))}</w:footnote></w:footnotes>`;
    const [page] = await read(
      paragraph(
        run("The ") + inserted("whole ") + run("rent"),
        '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
      ) +
        `<w:tbl>${gone}<w:tr>${cell(run("Rent"))}${cell(run("5") + inserted("50"))}</w:tr></w:tbl>` +
        paragraph(`${run("Noted")}<w:r><w:footnoteReference w:id="2"/></w:r>`),
      { numbering, footnotes },
    );
    expect(blocksOf(page)).toEqual([
      "listItem: 1. The whole rent",
      "tableRow: Rent\t550",
      "paragraph: Noted[1]",
      "footnote: [1] See page 7.",
    ]);
    expect(beside(page)).toEqual([
      "insertion Ann [whole ]",
      "deletion Bob []: Old\t1\n",
      "insertion Ann [50]",
      "insertion Ann [page 7]",
    ]);
    expect(beforeOf(page, "deletion")).toEqual(["1. The whole rent\n"]);
  });

  it("say what a comment is about, what was answered and what is done", async () => {
    const extended = `<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:commentEx w15:paraId="A1" w15:done="1"/><w15:commentEx w15:paraId="A2" w15:paraIdParent="A1" w15:done="1"/></w15:commentsEx>`;
    const [page] = await read(
      paragraph(run("We pay ") + start(1) + start(2) + run("EUR 500") + end(1) + end(2) + run(" each month.")) +
        start(3) +
        wordParagraph("Two ") +
        paragraph(run("paragraphs") + end(3) + run(".")) +
        paragraph(run("No words.") + reference(4)),
      {
        comments: comments(
          comment(1, "Ann", "Too much?", "A1"),
          comment(2, "Bob", "No.", "A2"),
          comment(3, "Bob", "Join these."),
          comment(4, "Cy", "Really?"),
          comment(5, "Cy", "Tied to nothing."),
        ),
        commentsExtended: extended,
      },
    );
    expect(beside(page)).toEqual([
      "comment Ann [EUR 500]: Too much? (resolved) < Bob: No.",
      "comment Bob [Two\nparagraphs]: Join these.",
      "comment Cy []: Really?",
    ]);
    expect(beforeOf(page, "comment").at(-1)).toMatch(/No words\.$/u);
  });

  it("gather what was answered to answers too, and none is lost that answers itself in a circle", async () => {
    const reply = (id: string, parent: string) => `<w15:commentEx w15:paraId="${id}" w15:paraIdParent="${parent}"/>`;
    const [page] = await read(paragraph(run("Due.") + [1, 2, 3, 4, 5].map(reference).join("")), {
      comments: comments(
        comment(1, "Ann", "When?", "A1"),
        comment(2, "Bob", "Now.", "A2"),
        comment(3, "Cy", "Really?", "A3"),
        comment(4, "Di", "First.", "A4"),
        comment(5, "Ed", "Second.", "A5"),
      ),
      commentsExtended: `<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">${reply("A2", "A1")}${reply("A3", "A2")}${reply("A4", "A5")}${reply("A5", "A4")}</w15:commentsEx>`,
    });
    expect(beside(page)).toEqual([
      "comment Ann []: When? < Bob: Now. < Cy: Really?",
      "comment Di []: First.",
      "comment Ed []: Second.",
    ]);
  });

  it("leave the text of a cell, a note and a box there where the end of its last paragraph was deleted", async () => {
    const cell = (content: string) => `<w:tc>${paragraph(run(content), endDeleted)}</w:tc>`;
    const box = `<w:r><w:txbxContent>${paragraph(run("In a box"), endDeleted)}</w:txbxContent></w:r>`;
    const footnotes = `<w:footnotes ${w}><w:footnote w:id="2">${paragraph(run("Below"), endDeleted)}</w:footnote></w:footnotes>`;
    const [page] = await read(
      `<w:tbl><w:tr>${cell("10")}${cell("20")}</w:tr><w:tr>${cell("30")}${cell("40")}</w:tr></w:tbl>` +
        paragraph(`${run("Noted")}<w:r><w:footnoteReference w:id="2"/></w:r>`) +
        paragraph(run("Beside") + box) +
        wordParagraph("After."),
      { footnotes },
    );
    expect(blocksOf(page)).toEqual([
      "tableRow: 10\t20",
      "tableRow: 30\t40",
      "paragraph: Noted[1]",
      "footnote: [1] Below",
      "paragraph: Beside",
      "paragraph: In a box",
      "paragraph: After.",
    ]);
  });

  it("are kept of rows and cells that were deleted, with the comments in them", async () => {
    const cell = (content: string, properties = "") => `<w:tc><w:tcPr>${properties}</w:tcPr>${content}</w:tc>`;
    const gone = `<w:tr><w:trPr><w:del ${by("Bob")}/></w:trPr>${cell(paragraph(run("Old") + reference(1)) + paragraph(run("rent")))}${cell(paragraph(run("1")))}</w:tr>`;
    const kept = `<w:tr>${cell(paragraph(run("2") + reference(2)), `<w:cellDel ${by("Cy")}/>`)}${cell(paragraph(run("Rent")))}${cell(paragraph(run("3")))}</w:tr>`;
    const [page] = await read(`<w:tbl>${gone}${kept}</w:tbl>`, {
      comments: comments(comment(1, "Ann", "Why?"), comment(2, "Ann", "Who?")),
    });
    expect(blocksOf(page)).toEqual(["tableRow: Rent\t3"]);
    expect(beside(page)).toEqual([
      "deletion Bob []: Old\nrent\t1\n",
      "comment Ann []: Why?",
      "deletion Cy []: 2",
      "comment Ann []: Who?",
    ]);
  });

  it("are kept where no text comes behind them, or the text that a comment was about was deleted", async () => {
    const [page] = await read(
      paragraph(
        run("Kept.") + `<w:del ${by("Bob")}>${start(1)}<w:r><w:delText> Gone.</w:delText></w:r>${end(1)}</w:del>`,
      ) + paragraph(deleted("The end.")),
      { comments: comments(comment(1, "Ann", "Why?")) },
    );
    expect(page?.text).toBe("Kept.");
    expect(beside(page)).toEqual(["deletion Bob []:  Gone.", "comment Ann []: Why?", "deletion Ann []: The end."]);
    expect(beforeOf(page, "comment")).toEqual(["Kept."]);
  });

  it("are counted in a note", async () => {
    const bytes = tinyDocx(paragraph(run("The rent") + inserted(" is due.") + deleted("was due.")));
    expect((await readBytes(bytes, "a.docx")).notes).toEqual([{ code: "CHANGES_BESIDE", data: { count: 2 } }]);
    expect((await readBytes(tinyDocx(wordParagraph("The rent.")), "a.docx")).read[0]).not.toHaveProperty("markup");
  });
});

describe("comments and tracked changes of OpenDocument", () => {
  const dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"';
  const loext = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"';
  const info = (author: string) =>
    `<office:change-info><dc:creator ${dc}>${author}</dc:creator><dc:date ${dc}>2024-05-06T07:08:09.123456789</dc:date></office:change-info>`;
  const region = (id: string, kind: string, author: string, content = "") =>
    `<text:changed-region xml:id="${id}" text:id="${id}"><text:${kind}>${info(author)}${content}</text:${kind}></text:changed-region>`;
  const annotation = (text: string, author: string, attributes = "") =>
    `<office:annotation ${loext} ${attributes}><dc:creator ${dc}>${author}</dc:creator><dc:date ${dc}>2024-05-06T07:08:09</dc:date><text:p>${text}</text:p></office:annotation>`;
  const read = async (body: string) => (await readBytes(tinyOdf("text", body), "a.odt")).read;

  it("stand beside the text after the changes, with their author, date and place", async () => {
    const changes =
      region("c1", "deletion", "Bob", "<text:p>500</text:p>") +
      region("c2", "insertion", "Ann") +
      region("c3", "format-change", "Ann") +
      region("c4", "deletion", "Ann", "<text:p/><text:p>Gone<text:s/> there.</text:p><text:p/>");
    const cell = (content: string) => `<table:table-cell><text:p>${content}</text:p></table:table-cell>`;
    const change = (kind: string, id: string) => `<text:change${kind} text:change-id="${id}"/>`;
    const [page] = await read(
      `<text:tracked-changes>${changes}</text:tracked-changes>` +
        `<text:p>The <text:span>rent is ${change("", "c1")}${change("-start", "c2")}550${change("-end", "c2")}</text:span> a month.</text:p>` +
        `<text:p>${change("-start", "c3")}Form${change("-end", "c3")} alone.${change("", "c4")}</text:p>` +
        `<table:table><table:table-row>${cell("Rent")}${cell(`${change("-start", "c2")}5${change("-end", "c2")}`)}</table:table-row></table:table>`,
    );
    expect(page?.text).toBe("The rent is 550 a month.\nForm alone.\nRent\t5");
    expect(page?.markup?.[0]).toEqual({
      kind: "deletion",
      author: "Bob",
      date: "2024-05-06T07:08:09.123456789",
      start: 12,
      end: 12,
      text: "500",
    });
    expect(beside(page)).toContain("deletion Ann []: \nGone  there.\n");
    expect(beforeOf(page, "deletion").at(-1)).toMatch(/Form alone\.$/u);
  });

  it("say what a comment is about, what was answered and what is done", async () => {
    const [page] = await read(
      `<text:p>We pay ${annotation("Too much?", "Ann", 'office:name="a" loext:resolved="true"')}EUR 500<office:annotation-end office:name="a"/>` +
        `${annotation("No.", "Bob", 'loext:parent-name="a"')} each month${annotation("Really?", "Cy")}.</text:p>`,
    );
    expect(page?.text).toBe("We pay EUR 500 each month.");
    expect(beside(page)).toEqual(["comment Ann [EUR 500]: Too much? (resolved) < Bob: No.", "comment Cy []: Really?"]);
    expect(beforeOf(page, "comment").at(-1)).toBe("We pay EUR 500 each month");
  });

  it("of a paragraph that is hidden stand before the next one", async () => {
    const hidden =
      '<style:style style:name="H" style:family="paragraph"><style:text-properties text:display="none"/></style:style>';
    const body = `<text:p text:style-name="H">Nobody sees ${annotation("Why?", "Ann")}this.</text:p><text:p>The rent is due.</text:p>`;
    const { read: pages } = await readBytes(tinyOdf("text", body, hidden), "a.odt");
    expect(pages[0]?.text).toBe("The rent is due.");
    expect(beforeOf(pages[0], "comment")).toEqual([""]);
  });

  it("span paragraphs where an insertion does", async () => {
    const [page] = await read(
      `<text:tracked-changes>${region("c", "insertion", "Ann")}</text:tracked-changes>` +
        '<text:p>Old.<text:change-start text:change-id="c"/></text:p><text:p>New.</text:p><text:p><text:change-end text:change-id="c"/>Old too.</text:p>',
    );
    expect(beside(page)).toEqual(["insertion Ann [New.]"]);
  });
});

describe("comments of workbooks", () => {
  const threadNames = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"';
  const sheetNames = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const cell = (address: string, value: number) => `<c r="${address}"><v>${value}</v></c>`;

  it("stand at their cells, notes and threads with what was answered", async () => {
    const note = (ref: string, author: number, text: string) =>
      `<comment ref="${ref}" authorId="${author}"><text><r><t>${text}</t></r></text></comment>`;
    const thread = (ref: string, id: string, text: string, more = "") =>
      `<threadedComment ref="${ref}" id="${id}" personId="p1" dT="2024-05-06T07:08:00.00" ${more}><text>${text}</text></threadedComment>`;
    const bytes = tinyXlsx(
      { Rent: `<row r="1">${cell("A1", 5)}${cell("B1", 500)}</row><row r="2">${cell("B2", 550)}</row>` },
      {
        more: {
          "xl/worksheets/_rels/sheet1.xml.rels": relations({
            c: "comments ../comments1.xml",
            t: "threadedComment ../threadedComments/threadedComment1.xml",
          }),
          "xl/_rels/workbook.xml.rels": relations({
            s1: "worksheet worksheets/sheet1.xml",
            p: "person persons/person.xml",
          }),
          "xl/persons/person.xml": `<personList ${threadNames}><person displayName="Ann" id="p1"/></personList>`,
          "xl/comments1.xml": `<comments ${sheetNames}><authors><author>Bob</author><author>tc={1}</author></authors><commentList>${note("B1", 0, "Too much?")}${note("B2", 1, "[Threaded comment]")}${note("C9", 0, "Nothing here.")}</commentList></comments>`,
          "xl/threadedComments/threadedComment1.xml": `<ThreadedComments ${threadNames}>${thread("B2", "1", "Why?", 'done="1"')}${thread("B2", "2", "So.", 'parentId="1"')}</ThreadedComments>`,
        },
      },
    );
    const [page] = (await readBytes(bytes, "a.xlsx")).read;
    expect(page?.text).toBe("5\t500\n\t550");
    expect(beside(page)).toEqual([
      "comment Bob [500]: Too much?",
      "comment Ann [550]: Why? (resolved) < Ann: So.",
      "comment Bob []: Nothing here.",
    ]);
  });

  it("stand at their cells in OpenDocument", async () => {
    const note = (text: string) => `<office:annotation><text:p>${text}</text:p></office:annotation>`;
    const of = (content: string) => `<table:table-cell>${content}</table:table-cell>`;
    const body = `<table:table table:name="Rent"><table:table-row>${of("<text:p>A</text:p>")}${of(`${note("Too much?")}<text:p>500</text:p>`)}${of(note("Nothing here."))}</table:table-row></table:table>`;
    const [page] = (await readBytes(tinyOdf("spreadsheet", body), "a.ods")).read;
    expect(page?.text).toBe("A\t500");
    expect(beside(page)).toEqual(["comment ? [500]: Too much?", "comment ? []: Nothing here."]);
  });
});

describe("comments of presentations", () => {
  const modern =
    'xmlns:p188="http://schemas.microsoft.com/office/powerpoint/2018/8/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
  const p = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';
  const body = (text: string) => `<p188:txBody>${drawn(text)}</p188:txBody>`;

  it.each([
    [
      "comments",
      `<p:cmLst ${p}><p:cm authorId="1" idx="1" dt="2024-05-06T07:08:09.000"><p:pos x="1" y="1"/><p:text>Too much?</p:text></p:cm>` +
        '<p:cm authorId="2" idx="1"><p:text>No.</p:text><p:extLst><p:ext><p15:threadingInfo xmlns:p15="http://schemas.microsoft.com/office/powerpoint/2012/main"><p15:parentCm authorId="1" idx="1"/></p15:threadingInfo></p:ext></p:extLst></p:cm></p:cmLst>',
      "comment Ann []: Too much? < ?: No.",
    ],
    [
      "threads",
      `<p188:cmLst ${modern}><p188:cm authorId="1" created="2024-05-06T07:08:09.000" status="resolved"><p188:replyLst><p188:reply authorId="2">${body("No.")}</p188:reply></p188:replyLst>${body("Too much?")}</p188:cm></p188:cmLst>`,
      "comment Ann []: Too much? (resolved) < ?: No.",
    ],
  ])("stand at their slide: %s", async (_, xml, said) => {
    const bytes = tinyPptx([slide(shape(drawn("The rent is 500.")))], {
      "ppt/slides/_rels/slide1.xml.rels": relations({ c: "comments ../comments/comment1.xml" }),
      "ppt/_rels/presentation.xml.rels": relations({
        s1: "slide slides/slide1.xml",
        a: "commentAuthors commentAuthors.xml",
      }),
      "ppt/commentAuthors.xml": `<p:cmAuthorLst ${p}><p:cmAuthor id="1" name="Ann"/></p:cmAuthorLst>`,
      "ppt/comments/comment1.xml": xml,
    });
    const [page] = (await readBytes(bytes, "a.pptx")).read;
    expect(page?.text).toBe("The rent is 500.");
    expect(beside(page)).toEqual([said]);
  });

  it("stand at their slide in OpenDocument", async () => {
    const body =
      "<draw:page><office:annotation><text:p>Too much?</text:p></office:annotation>" +
      "<draw:frame><draw:text-box><text:p>The rent is 500.</text:p></draw:text-box></draw:frame></draw:page>";
    const [page] = (await readBytes(tinyOdf("presentation", body), "a.odp")).read;
    expect(page?.text).toBe("The rent is 500.");
    expect(beside(page)).toEqual(["comment ? []: Too much?"]);
  });
});

describe("comments of PDF", () => {
  it("stand at the words and lines that they lie on, with what was answered", async () => {
    const quads = "/QuadPoints [72 712 127 712 72 698 127 698]";
    const bytes = tinyPdf(
      [
        [
          { x: 72, y: 730, text: "Lease" },
          { x: 72, y: 700, text: "The rent is 500 euros each month." },
        ],
      ],
      {
        objects: [
          `<< /Type /Annot /Subtype /Highlight /T (Ann) /Contents (Too much?) /CreationDate (D:20240506070809+02'00') /Rect [72 698 127 712] ${quads} /F 4 >>`,
        ],
        page: `/Annots [5 0 R ${[
          "/Subtype /Text /T (Bob) /Contents (No.) /IRT 5 0 R /Rect [72 698 92 718] /F 4",
          "/Subtype /Text /T (Cy) /Contents (Whose mill?) /Rect [400 728 420 746] /F 4",
          `/Subtype /Underline /T (Cy) /Rect [72 698 127 712] ${quads} /F 4`,
        ]
          .map((body) => `<< /Type /Annot ${body} >>`)
          .join(" ")}]`,
      },
    );
    const { read, notes } = await readBytes(bytes, "a.pdf");
    expect(read[0]?.text).toBe("Lease The rent is 500 euros each month.");
    expect(beside(read[0])).toEqual(["comment Cy []: Whose mill?", "comment Ann [The rent is]: Too much? < Bob: No."]);
    expect(read[0]?.markup?.[1]?.date).toBe("2024-05-06T07:08:09+02:00");
    expect(notes).toContainEqual({ code: "COMMENTS_BESIDE", data: { count: 2 } });
  });

  it("stand at the words that are written from right to left", () => {
    const of = { kind: "comment", author: null, date: null, text: "Which?" } as const;
    const facts = { number: 1, label: null, status: "read", reason: null, size: null } as const;
    const page = composePage(facts, [{ kind: "paragraph", pieces: [{ text: "שלום עולם", box: [100, 50, 90, 10] }] }]);
    expect(beside(withComments(page, [{ of, boxes: [[98, 48, 42, 14]], isOnWords: true }]))).toEqual([
      "comment ? [עולם]: Which?",
    ]);
  });

  it("gather what was answered to answers too, whatever comes first in the file", async () => {
    const note = (text: string, more = "") =>
      `<< /Type /Annot /Subtype /Text /Rect [72 695 90 710] /T (Ann) /Contents (${text}) ${more} >>`;
    const bytes = tinyPdf([[{ x: 72, y: 700, text: "The rent is 500." }]], {
      objects: [note("When?"), note("Really?", "/IRT 7 0 R"), note("Now.", "/IRT 5 0 R"), note("I.", "/IRT 8 0 R")],
      page: "/Annots [5 0 R 6 0 R 7 0 R 8 0 R]",
    });
    expect(beside((await readBytes(bytes, "a.pdf")).read[0])).toEqual([
      "comment Ann []: When? < Ann: Really? < Ann: Now.",
      "comment Ann []: I.",
    ]);
  });
});
