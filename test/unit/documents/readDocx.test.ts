import { describe, expect, it } from "vitest";
import { blocksOf, readBytes, sentencesOf } from "../../helpers/readBytes.ts";
import { tinyDocx, wordParagraph } from "../../helpers/tinyZip.ts";

const office = "http://schemas.openxmlformats.org/officeDocument/2006";
const namespaces = [
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
  `xmlns:r="${office}/relationships"`,
  `xmlns:m="${office}/math"`,
  'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"',
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
  'xmlns:v="urn:schemas-microsoft-com:vml"',
  'xmlns:o="urn:schemas-microsoft-com:office:office"',
].join(" ");

/** The parts of a DOCX by their kind: `header1` is a header. */
async function read(body: string, parts: Readonly<Record<string, string>> = {}, name = "a.docx") {
  const relations = Object.keys(parts).map(
    (part) =>
      `<Relationship Id="${part}" Type="${office}/relationships/${part.replace(/\d+|\..*/gu, "")}" Target="${part.includes(".") ? part : `${part}.xml`}"/>`,
  );
  const bytes = tinyDocx(
    body.replaceAll(/<(w:(?:p|tbl|sdt|sectPr|r|altChunk)|m:oMathPara)(?=[ >/])/gu, `<$1 ${namespaces}`),
    undefined,
    {
      "word/_rels/document.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relations.join("")}</Relationships>`,
      ...Object.fromEntries(
        Object.entries(parts).map(([part, content]) => [
          `word/${part.includes(".") ? part : `${part}.xml`}`,
          part.includes(".") ? content : content.replace(/^<[\w:]+/u, `$& ${namespaces}`),
        ]),
      ),
    },
  );
  return readBytes(bytes, name);
}

async function blocks(body: string, parts: Readonly<Record<string, string>> = {}): Promise<string[]> {
  return (await read(body, parts)).read.flatMap(blocksOf);
}

const paragraph = (content: string, properties = "") => `<w:p><w:pPr>${properties}</w:pPr>${content}</w:p>`;
const run = (text: string, properties = "") =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
const styled = (style: string, text: string) => paragraph(run(text), `<w:pStyle w:val="${style}"/>`);
const listed = (list: number, level: number, text: string) =>
  paragraph(run(text), `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`);
const field = (instruction: string, form = "", result = "") =>
  `<w:r><w:fldChar w:fldCharType="begin">${form}</w:fldChar></w:r><w:r><w:instrText>${instruction}</w:instrText></w:r>` +
  `<w:r><w:fldChar w:fldCharType="separate"/></w:r>${result}<w:r><w:fldChar w:fldCharType="end"/></w:r>`;

describe("notes of Word", () => {
  const parts = {
    footnotes: `<w:footnotes><w:footnote w:id="2">${wordParagraph("Some say 1643.")}</w:footnote></w:footnotes>`,
    endnotes: `<w:endnotes><w:endnote w:id="2">${wordParagraph("See the minutes.")}</w:endnote></w:endnotes>`,
  };
  const mark = (kind: string) =>
    `<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:${kind}Reference w:id="2"/></w:r>`;

  it("are tied to marks that stay in their sentence", async () => {
    const body =
      paragraph(run("The king left in 1642") + mark("footnote") + run(" for the north.")) +
      wordParagraph("He came back.");
    const { read: pages } = await read(body, parts);
    expect(blocksOf(pages[0])).toEqual([
      "paragraph: The king left in 1642[1] for the north.",
      "footnote: [1] Some say 1643.",
      "paragraph: He came back.",
    ]);
    expect(sentencesOf(pages[0])[0]).toBe("The king left in 1642[1] for the north.");
  });

  it("stand at the end where they are endnotes, and behind the row where they are marked in a table", async () => {
    const cell = `<w:tc>${paragraph(run("Rent") + mark("footnote"))}</w:tc><w:tc>${wordParagraph("500")}</w:tc>`;
    const body =
      paragraph(run("It was not") + mark("endnote") + run(" approved.")) + `<w:tbl><w:tr>${cell}</w:tr></w:tbl>`;
    expect(await blocks(body, parts)).toEqual([
      "paragraph: It was not[i] approved.",
      "tableRow: Rent[1]\t500",
      "footnote: [1] Some say 1643.",
      "footnote: [i] See the minutes.",
    ]);
  });
});

describe("text of Word", () => {
  const raised = '<w:vertAlign w:val="superscript"/>';
  const lowered = '<w:vertAlign w:val="subscript"/>';
  const check = (state: 0 | 1) =>
    `<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="${state}"/></w14:checkbox></w:sdtPr><w:sdtContent>${run(state ? "☒" : "☐")}</w:sdtContent></w:sdt>`;
  const ruby = `<w:r><w:ruby><w:rt>${run("とうきょう")}</w:rt><w:rubyBase>${run("東京")}</w:rubyBase></w:ruby></w:r>`;
  const box = `<wps:wsp><wps:txbx><w:txbxContent>${wordParagraph("In the box.")}</w:txbxContent></wps:txbx></wps:wsp>`;

  it.each<[what: string, content: string, text: string]>([
    ["raised figures", run("10") + run("-6", raised) + run(" m") + run("2", raised), "10⁻⁶ m²"],
    ["lowered figures", run("CO") + run("2", lowered) + run(" and H") + run("2", lowered) + run("O"), "CO₂ and H₂O"],
    ["ordinals", run("the 1") + run("st", raised) + run(" of May"), "the 1st of May"],
    ["check boxes", `${check(1)}${run(" yes ")}${check(0)}${run(" no")}`, "☒ yes ☐ no"],
    [
      "boxes and lists of old forms",
      field(" FORMCHECKBOX ", "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>") +
        field(
          " FORMCHECKBOX ",
          '<w:ffData><w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox></w:ffData>',
        ) +
        field(
          " FORMDROPDOWN ",
          '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="May"/><w:listEntry w:val="June"/></w:ddList></w:ffData>',
        ),
      "☒☐June",
    ],
    [
      "symbol fonts",
      `<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>${run("x", '<w:rFonts w:ascii="Wingdings"/>')}`,
      "☑☐☒",
    ],
    ["readings above words", run("会議は") + ruby + run("で"), "会議は東京で"],
    [
      "readings above words, as fields",
      run("会議は") +
        field(' EQ \\* jc2 \\* "Font:MS Mincho" \\* hps10 \\o\\ad(\\s\\up 9(とうきょう),東京)') +
        run("で"),
      "会議は東京で",
    ],
    ["simple fields", `<w:fldSimple w:instr="DOCPROPERTY V">${run("EUR 40,000")}</w:fldSimple>`, "EUR 40,000"],
    [
      "fields in the instruction of fields",
      field(
        `IF</w:instrText></w:r>${field(" MERGEFIELD x ", "", run("no text"))}<w:r><w:instrText>`,
        "",
        run("Result"),
      ),
      "Result",
    ],
    ["directions", `<w:bdo w:val="rtl">${run("שלום")}</w:bdo><w:dir w:val="rtl">${run(" עולם")}</w:dir>`, "שלום עולם"],
    ["line ends and tabs", "<w:r><w:t>one</w:t><w:cr/><w:t>two</w:t><w:ptab/><w:t>three</w:t></w:r>", "one two three"],
    ["hidden text", run("Shown.") + run(" Secret.", "<w:vanish/>"), "Shown."],
    [
      "prompts of empty controls",
      `${run("Name: ")}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>${run("Click here")}</w:sdtContent></w:sdt>`,
      "Name:",
    ],
    [
      "boxes without a form for older programs",
      `<w:r><mc:AlternateContent><mc:Choice Requires="wps">${box}</mc:Choice></mc:AlternateContent></w:r>`,
      "In the box.",
    ],
    [
      "formulas",
      `${run("E is ")}<m:oMath><m:r><m:t>m</m:t></m:r><m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>${run(" here")}`,
      "E is mc² here",
    ],
    [
      "fractions",
      "<m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
      "(a+b)/2",
    ],
    [
      "powers of fractions, and formulas apart",
      "<m:oMath><m:sSup><m:e><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath><m:oMath><m:r><m:t>b=1</m:t></m:r></m:oMath>",
      "(a/2)² b=1",
    ],
  ])("keeps %s", async (_, content, text) => {
    expect((await read(paragraph(content) + wordParagraph("End."))).read[0]?.text).toBe(`${text}\nEnd.`);
  });

  it("joins a drop cap with its word", async () => {
    const cap = paragraph(run("T"), '<w:framePr w:dropCap="drop" w:lines="3"/>');
    expect(await blocks(cap + wordParagraph("he tenant pays."))).toEqual(["paragraph: The tenant pays."]);
  });

  it("reads an imported chapter where it stands", async () => {
    const body = `${wordParagraph("Before.")}<w:altChunk r:id="aFChunk.html"/>${wordParagraph("After.")}`;
    const html = "<html><body><h2>Chapter</h2><p>5,000 euros.</p></body></html>";
    expect(await blocks(body, { "aFChunk.html": html })).toEqual([
      "paragraph: Before.",
      "heading: Chapter",
      "paragraph: 5,000 euros.",
      "paragraph: After.",
    ]);
  });

  it("tells of objects that it cannot read", async () => {
    const { notes } = await read(
      `${wordParagraph("Text.")}${paragraph('<w:r><w:object><o:OLEObject r:id="x"/></w:object></w:r>')}`,
    );
    expect(notes).toEqual([{ code: "OBJECTS_UNREAD", data: { count: 1 } }]);
  });

  it("keeps a place for each column that a cell covers", async () => {
    const cell = (text: string, properties = "") => `<w:tc><w:tcPr>${properties}</w:tcPr>${wordParagraph(text)}</w:tc>`;
    const row = (cells: string, properties = "") => `<w:tr><w:trPr>${properties}</w:trPr>${cells}</w:tr>`;
    const [begins, goesOn] = ['<w:vMerge w:val="restart"/>', "<w:vMerge/>"];
    const body =
      row(cell("Region", begins) + cell("Units", '<w:gridSpan w:val="2"/>')) +
      row(cell("", goesOn) + cell("2023") + cell("2024")) +
      row(cell("12") + cell("15"), '<w:gridBefore w:val="1"/>');
    expect(await blocks(`<w:tbl>${body}</w:tbl>`)).toEqual([
      "tableRow: Region\tUnits",
      "tableRow: \t2023\t2024",
      "tableRow: \t12\t15",
    ]);
  });
});

describe("numbers of Word", () => {
  const level = (at: number, format: string, text: string, more = "") =>
    `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`;
  const numbering =
    `<w:numbering><w:abstractNum w:abstractNumId="0">${level(0, "upperRoman", "Article %1.", '<w:pStyle w:val="Article"/>')}` +
    `${level(1, "decimal", "%1.%2", "<w:isLgl/>")}${level(2, "lowerLetter", "%1.%2(%3)", "<w:isLgl/>").replace("<w:isLgl/>", "")}</w:abstractNum>` +
    `<w:abstractNum w:abstractNumId="1">${level(0, "bullet", "\uF0B7")}</w:abstractNum>` +
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>' +
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>';
  const styles =
    '<w:styles><w:style w:type="paragraph" w:styleId="Article"><w:name w:val="Article"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>' +
    '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="Article"/></w:style></w:styles>';

  it("are counted by their lists, levels and styles", async () => {
    const body =
      styled("Article", "Parties") +
      listed(1, 1, "The tenant.") +
      listed(1, 2, "Heirs.") +
      listed(1, 2, "Guests.") +
      listed(2, 0, "No number.") +
      styled("Sub", "Rent") +
      listed(1, 1, "The rent.") +
      listed(3, 1, "Begins anew.") +
      listed(3, 1, "Goes on.") +
      listed(0, 0, "None.");
    expect(await blocks(body, { numbering, styles })).toEqual([
      "heading: Article I. Parties",
      "listItem: 1.1 The tenant.",
      "listItem: I.1(a) Heirs.",
      "listItem: I.1(b) Guests.",
      "listItem: No number.",
      "heading: Article II. Rent",
      "listItem: 2.1 The rent.",
      "listItem: 2.7 Begins anew.",
      "listItem: 2.8 Goes on.",
      "paragraph: None.",
    ]);
  });

  it("are not counted for what was deleted or is hidden", async () => {
    const gone = paragraph(
      `<w:del>${run("Gone.")}</w:del>`,
      '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr>',
    );
    const hidden = paragraph(
      run("Hidden.", "<w:vanish/>"),
      '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr>',
    );
    expect(await blocks(listed(1, 1, "One.") + hidden + gone + listed(1, 1, "Two."), { numbering })).toEqual([
      "listItem: 1.1 One.",
      "listItem: 1.2 Two.",
    ]);
  });

  it.each([
    ["lowerRoman", "iii"],
    ["upperLetter", "C"],
    ["decimalZero", "03"],
    ["ordinal", "3rd"],
    ["russianLower", "в"],
    ["hebrew1", "ג"],
    ["japaneseCounting", "三"],
    ["decimalEnclosedCircle", "③"],
    ["ganada", "다"],
    ["arabicAbjad", "ج"],
    ["unknown", "3"],
  ])("are written as %s", async (format, text) => {
    const one = `<w:numbering><w:abstractNum w:abstractNumId="0">${level(0, format, "%1)").replace('w:start w:val="1"', 'w:start w:val="3"')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`;
    expect(await blocks(listed(1, 0, "Text."), { numbering: one })).toEqual([`listItem: ${text}) Text.`]);
  });
});

describe("headings and titles of Word", () => {
  const bold = "<w:b/>";
  const large = '<w:sz w:val="36"/>';
  const text = wordParagraph(
    "The tenant pays the rent on the first day of every month, and the landlord keeps the house in good order.",
  );

  it("are told by outline levels, and by styles based on those of headings", async () => {
    const styles =
      '<w:styles><w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/></w:style>' +
      '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H"/></w:style></w:styles>';
    const { outline, title } = await read(
      styled("Own", "Duties") + text + paragraph(run("Repairs"), '<w:outlineLvl w:val="2"/>') + text,
      { styles },
    );
    expect(outline.map(({ title: name, level }) => [name, level])).toEqual([
      ["Duties", 2],
      ["Repairs", 3],
    ]);
    expect(title).toBe("Duties");
  });

  it("are told by size and weight where no style says it", async () => {
    const styles =
      '<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>';
    const body =
      paragraph(run("Lease of a flat", bold + large)) +
      text +
      paragraph(run("Rent", bold)) +
      text +
      paragraph(run("Note: ", bold) + run("no heading")) +
      text;
    const { outline, title } = await read(body, { styles });
    expect(outline.map(({ title: name, level }) => [name, level])).toEqual([
      ["Lease of a flat", 1],
      ["Rent", 2],
    ]);
    expect(title).toBe("Lease of a flat");
  });

  it("nest without gaps, however many sizes the cover has", async () => {
    const sized = (size: number, words: string) => paragraph(run(words, `${bold}<w:sz w:val="${size}"/>`));
    const styles =
      '<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>';
    const body =
      sized(60, "Lease of a flat") +
      text +
      sized(50, "Harbour Street") +
      sized(44, "Second floor") +
      text +
      sized(36, "Rent") +
      text +
      sized(24, "Due dates") +
      text +
      sized(50, "Mill Lane") +
      sized(24, "Repairs") +
      text;
    const { outline } = await read(body, { styles });
    expect(outline.map(({ title: name, level }) => `${level} ${name}`)).toEqual([
      "1 Lease of a flat",
      "2 Harbour Street",
      "3 Second floor",
      "4 Rent",
      "5 Due dates",
      "2 Mill Lane",
      "3 Repairs",
    ]);
  });

  it("take of headers and footers the number that stands nowhere else, once", async () => {
    const sections =
      '<w:sectPr><w:headerReference w:type="default" r:id="header1"/><w:footerReference w:type="default" r:id="footer1"/></w:sectPr>';
    const parts = {
      header1: `<w:hdr>${wordParagraph("Offer 2024-117 of 3 May 2024")}${wordParagraph("Miller Ltd")}</w:hdr>`,
      footer1: `<w:ftr>${paragraph(run("Page ") + field("PAGE", "", run("12")) + run(" of ") + field("NUMPAGES", "", run("30")))}</w:ftr>`,
    };
    expect(await blocks(wordParagraph("We offer.") + sections, parts)).toEqual([
      "paragraph: Offer 2024-117 of 3 May 2024",
      "paragraph: We offer.",
    ]);
    expect(await blocks(wordParagraph("This is offer 2024-117 of 3 May 2024.") + sections, parts)).toHaveLength(1);
  });
});
