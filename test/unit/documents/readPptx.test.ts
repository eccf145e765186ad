import { describe, expect, it } from "vitest";
import { blocksOf, readBytes } from "../../helpers/readBytes.ts";
import { drawn, element, relations, shape, slide, tinyPptx } from "../../helpers/tinyOffice.ts";
import { tinyZip } from "../../helpers/tinyZip.ts";
import { words } from "../../helpers/words.ts";

const bullet = '<a:pPr><a:buChar char="•"/></a:pPr>';
const plain = slide(shape(drawn("A slide.")));

describe("PPTX", () => {
  it("reads the title first, then what lies higher, and side by side from the left", async () => {
    const bytes = tinyPptx([
      slide(
        shape(drawn("Right."), { at: [500, 105, 200, 50] }) +
          shape(drawn("Below."), { at: [40, 300, 200, 50] }) +
          shape(drawn("Left."), { at: [40, 110, 200, 50] }) +
          shape(drawn("The title"), { at: [40, 400, 200, 50], type: "title" }) +
          shape(drawn("Page 1 of 9"), { at: [40, 500, 200, 20], type: "ftr" }),
      ),
    ]);
    const { read, title } = await readBytes(bytes, "a.pptx");
    expect(blocksOf(read[0])).toEqual([
      "heading: The title",
      "paragraph: Left.",
      "paragraph: Right.",
      "paragraph: Below.",
    ]);
    expect(read[0]?.size).toEqual({ width: 960, height: 540 });
    expect(title).toBe("The title");
  });

  it("reads columns one after the other, rows of a table across", async () => {
    const at = (text: string, x: number, y: number, height = 40) => shape(drawn(text), { at: [x, y, 250, height] });
    const columns = [
      at("Rent", 40, 100),
      at("Buy", 310, 100),
      at("No upkeep", 40, 140, 200),
      at("Wealth", 310, 140, 200),
    ];
    const table = ["Name", "Ann", "Age", "41", "Town", "Ely"].map((text, index) =>
      at(text, index % 2 === 0 ? 40 : 310, 100 + 50 * Math.floor(index / 2)),
    );
    const { read } = await readBytes(tinyPptx([slide(columns.join("")), slide(table.join(""))]), "a.pptx");
    expect(read.map(({ text }) => text.split("\n"))).toEqual([
      ["Rent", "No upkeep", "Buy", "Wealth"],
      ["Name", "Ann", "Age", "41", "Town", "Ely"],
    ]);
  });

  it("writes automatic numbers, and what is raised and lowered", async () => {
    const numbered = (type: string, start = "", level = 0) =>
      `<a:pPr lvl="${level}"><a:buAutoNum type="${type}" ${start}/></a:pPr>`;
    const run = (text: string, baseline = "") => `<a:r><a:rPr ${baseline}/><a:t>${text}</a:t></a:r>`;
    const paragraphs =
      drawn("Close", numbered("arabicPeriod", 'startAt="3"')) +
      drawn("left", numbered("alphaLcParenR", "", 1)) +
      drawn("right", numbered("alphaLcParenR", "", 1)) +
      drawn("Drain", numbered("arabicPeriod", 'startAt="3"')) +
      `<a:p>${run("10")}${run("6", 'baseline="30000"')}${run(" of CO")}${run("2", 'baseline="-25000"')}</a:p>` +
      drawn("Anew", numbered("romanUcPeriod"));
    const { read } = await readBytes(tinyPptx([slide(shape(paragraphs))]), "a.pptx");
    expect(blocksOf(read[0])).toEqual([
      "listItem: 3. Close",
      "listItem: a) left",
      "listItem: b) right",
      "listItem: 4. Drain",
      "paragraph: 10⁶ of CO₂",
      "listItem: I. Anew",
    ]);
  });

  it("reads from the right where the slide is written so", async () => {
    const rtl = '<a:pPr rtl="1"/>';
    const left = shape(drawn("שמאל", rtl), { at: [40, 100, 200, 50] });
    const right = shape(drawn("ימין", rtl), { at: [500, 100, 200, 50] });
    const { read } = await readBytes(tinyPptx([slide(left + right)]), "a.pptx");
    expect(read[0]?.text).toBe("ימין\nשמאל");
  });

  it("tells bullets from the paragraph, else from the layout and the master behind it", async () => {
    const body = shape(drawn("One") + drawn("Two") + drawn("None", "<a:pPr><a:buNone/></a:pPr>"), { type: "body" });
    const master = element(
      "p:sldMaster",
      `<p:cSld><p:spTree/></p:cSld><p:txStyles><p:bodyStyle><a:lvl1pPr><a:buChar char="•"/></a:lvl1pPr></p:bodyStyle></p:txStyles>`,
    );
    const bytes = tinyPptx([slide(body + shape(drawn("Free", bullet) + drawn("Text")))], {
      "ppt/slides/_rels/slide1.xml.rels": relations({ l: "slideLayout ../slideLayouts/slideLayout1.xml" }),
      "ppt/slideLayouts/slideLayout1.xml": element(
        "p:sldLayout",
        `<p:cSld><p:spTree>${shape("", { type: "body", at: [0, 0, 9, 9] })}</p:spTree></p:cSld>`,
      ),
      "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations({ m: "slideMaster ../slideMasters/slideMaster1.xml" }),
      "ppt/slideMasters/slideMaster1.xml": master,
    });
    expect(blocksOf((await readBytes(bytes, "a.pptx")).read[0])).toEqual([
      "listItem: One",
      "listItem: Two",
      "paragraph: None",
      "listItem: Free",
      "paragraph: Text",
    ]);
  });

  it("gives tables by their rows, a merged cell once, and an empty first cell its place", async () => {
    const cell = (text: string, attributes = "") =>
      `<a:tc ${attributes}><a:txBody>${text === "" ? "<a:p/>" : drawn(text)}</a:txBody></a:tc>`;
    const table =
      `<a:tbl><a:tr>${cell("")}${cell("Both", 'gridSpan="2"')}${cell("hidden", 'hMerge="1"')}</a:tr>` +
      `<a:tr>${cell("Row")}${cell("1")}${cell("2")}</a:tr></a:tbl>`;
    const frame = `<p:graphicFrame><a:graphic><a:graphicData>${table}</a:graphicData></a:graphic></p:graphicFrame>`;
    const { read } = await readBytes(tinyPptx([slide(frame)]), "a.pptx");
    expect(blocksOf(read[0])).toEqual(["tableRow: \tBoth", "tableRow: Row\t1\t2"]);
    expect(read[0]?.sentences[0]).toMatchObject({ start: 1, end: 5 });
  });

  it("reads charts from the values kept in them, and diagrams in the order of their points", async () => {
    const graphic = (data: string) =>
      `<p:graphicFrame><a:graphic><a:graphicData>${data}</a:graphicData></a:graphic></p:graphicFrame>`;
    const points = (kind: string, values: readonly string[], format = "") =>
      `<c:${kind}>${format}${values.map((value, index) => `<c:pt idx="${index}"><c:v>${value}</c:v></c:pt>`).join("")}</c:${kind}>`;
    const chart = element(
      "c:chartSpace",
      `<c:chart><c:title><c:tx><c:rich>${drawn("Sales")}</c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser>` +
        `<c:tx><c:strRef>${points("strCache", ["2024"])}</c:strRef></c:tx>` +
        `<c:cat><c:strRef>${points("strCache", ["North", "South"])}</c:strRef></c:cat>` +
        `<c:val><c:numRef>${points("numCache", ["0.25", "0.5"], "<c:formatCode>0%</c:formatCode>")}</c:numRef></c:val>` +
        `</c:ser></c:barChart></c:plotArea></c:chart>`,
    );
    const diagram = element(
      "dgm:dataModel",
      `<dgm:ptLst><dgm:pt modelId="0" type="doc"/>${["Second", "First"]
        .map((text, index) => `<dgm:pt modelId="${index + 1}"><dgm:t>${drawn(text)}</dgm:t></dgm:pt>`)
        .join(
          "",
        )}</dgm:ptLst><dgm:cxnLst><dgm:cxn srcId="0" destId="2" srcOrd="0"/><dgm:cxn srcId="0" destId="1" srcOrd="1"/></dgm:cxnLst>`,
    );
    const bytes = tinyPptx([slide(graphic('<c:chart r:id="c"/>') + graphic('<dgm:relIds r:dm="d"/>'))], {
      "ppt/slides/_rels/slide1.xml.rels": relations({
        c: "chart ../charts/chart1.xml",
        d: "diagramData ../diagrams/data1.xml",
      }),
      "ppt/charts/chart1.xml": chart,
      "ppt/diagrams/data1.xml": diagram,
    });
    expect(blocksOf((await readBytes(bytes, "a.pptx")).read[0])).toEqual([
      "caption: Sales",
      "tableRow: \t2024",
      "tableRow: North\t25%",
      "tableRow: South\t50%",
      "listItem: First",
      "listItem: Second",
    ]);
  });

  it("gives series over places of their own a table each, categories of two levels and titles from cells", async () => {
    const cache = (kind: string, values: readonly string[]) =>
      `<c:${kind}>${values.map((value, index) => (value === "" ? "" : `<c:pt idx="${index}"><c:v>${value}</c:v></c:pt>`)).join("")}</c:${kind}>`;
    const dot = (name: string, x: string, y: string, size: string) =>
      `<c:ser><c:tx>${cache("strCache", [name])}</c:tx><c:xVal>${cache("numCache", [x])}</c:xVal><c:yVal>${cache("numCache", [y])}</c:yVal><c:bubbleSize>${cache("numCache", [size])}</c:bubbleSize></c:ser>`;
    const title = `<c:title><c:tx><c:strRef>${cache("strCache", ["Firms"])}</c:strRef></c:tx></c:title>`;
    const levels = `<c:multiLvlStrCache>${cache("lvl", ["H1", "H2", "H1"])}${cache("lvl", ["2023", "", "2024"])}</c:multiLvlStrCache>`;
    const bars = `<c:ser><c:tx>${cache("strCache", ["Sales"])}</c:tx><c:cat>${levels}</c:cat><c:val>${cache("numCache", ["11", "12", "13"])}</c:val></c:ser>`;
    const chart = (content: string) => element("c:chartSpace", `<c:chart>${content}</c:chart>`);
    const frame = (id: string) =>
      `<p:graphicFrame><a:graphic><a:graphicData><c:chart r:id="${id}"/></a:graphicData></a:graphic></p:graphicFrame>`;
    const bytes = tinyPptx([slide(frame("c") + frame("d"))], {
      "ppt/slides/_rels/slide1.xml.rels": relations({
        c: "chart ../charts/chart1.xml",
        d: "chart ../charts/chart2.xml",
      }),
      "ppt/charts/chart1.xml": chart(
        `${title}<c:plotArea><c:bubbleChart>${dot("A", "1", "10", "300")}${dot("B", "5", "50", "400")}</c:bubbleChart></c:plotArea>`,
      ),
      "ppt/charts/chart2.xml": chart(`<c:plotArea><c:barChart>${bars}</c:barChart></c:plotArea>`),
    });
    expect((await readBytes(bytes, "a.pptx")).read[0]?.text.split("\n")).toEqual([
      "Firms",
      "\tA",
      "1\t10\t300",
      "\tB",
      "5\t50\t400",
      "\tSales",
      "2023 H1\t11",
      "2023 H2\t12",
      "2024 H1\t13",
    ]);
  });

  it("puts the speaker's notes below, and names hidden slides", async () => {
    const notes = element(
      "p:notes",
      `<p:cSld><p:spTree>${shape(drawn("Say hello."), { type: "body" })}</p:spTree></p:cSld>`,
    );
    const bytes = tinyPptx([plain, slide(shape(drawn("Kept back.")), 'show="0"')], {
      "ppt/slides/_rels/slide1.xml.rels": relations({ n: "notesSlide ../notesSlides/notesSlide1.xml" }),
      "ppt/notesSlides/notesSlide1.xml": notes,
    });
    const { read } = await readBytes(bytes, "a.pptx");
    expect(blocksOf(read[0])).toEqual(["paragraph: A slide.", "caption: Speaker notes", "paragraph: Say hello."]);
    expect(read.map(({ label }) => label)).toEqual([null, { code: "HIDDEN", data: { text: "2" } }]);
  });

  it("goes on after a damaged slide and says which it was", async () => {
    const { read } = await readBytes(tinyPptx([plain, "<p:sld", plain]), "a.pptx");
    expect(read.map(({ status, reason }) => [status, reason && words.reason(reason)])).toEqual([
      ["read", null],
      ["unread", "This slide is damaged."],
      ["read", null],
    ]);
  });

  it("reads the slides of a file whose list of them is lost", async () => {
    const bytes = tinyPptx([plain, plain], { "ppt/_rels/presentation.xml.rels": "<damaged" });
    const { read, notes } = await readBytes(bytes, "a.pptx");
    expect(read).toHaveLength(2);
    expect(notes.map(words.reason)).toEqual([
      "The list of slides is damaged; they are read in the order in which they were made.",
    ]);
  });

  it("follows nothing that leads out of the file", async () => {
    const bytes = tinyPptx([plain], {
      "ppt/slides/_rels/slide1.xml.rels": relations({
        n: "notesSlide !http://127.0.0.1/notes.xml",
        l: "slideLayout ../../../../etc/passwd",
      }),
    });
    expect((await readBytes(bytes, "a.pptx")).read[0]?.text).toBe("A slide.");
  });

  it.each([
    ["without a presentation", tinyZip({ "ppt/slides/slide1.xml": plain }), "DOCUMENT_DAMAGED"],
    ["without slides", tinyPptx([]), "DOCUMENT_NO_PAGES"],
    ["with damaged slides alone", tinyPptx(["<p:sld"]), "DOCUMENT_DAMAGED"],
    ["nested without end", tinyPptx([slide("<p:grpSp>".repeat(5000) + "</p:grpSp>".repeat(5000))]), "DOCUMENT_DAMAGED"],
  ])("refuses a file %s", async (_what, bytes, code) => {
    await expect(readBytes(bytes, "a.pptx")).rejects.toMatchObject({ code });
  });

  it("stops at the limit of what is unpacked, whatever the headers say", async () => {
    const bytes = tinyPptx([slide(shape(drawn("long ".repeat(400_000))))]);
    await expect(readBytes(bytes, "a.pptx", { limits: { inflatedMb: 1 } })).rejects.toMatchObject({
      code: "READ_INFLATED_LIMIT",
    });
  });
});
