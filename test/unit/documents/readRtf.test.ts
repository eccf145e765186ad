import { describe, expect, it } from "vitest";
import { blocksOf, readBytes } from "../../helpers/readBytes.ts";

const read = async (body: string | Buffer, head = "\\ansi\\ansicpg1252\\deff0") =>
  readBytes(Buffer.concat([Buffer.from(`{\\rtf1${head} `), Buffer.from(body), Buffer.from("}")]), "a.rtf");

const blocks = async (body: string, head?: string) => blocksOf((await read(body, head)).read[0]);

const wingdings = "{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset2 Wingdings;}{\\f2\\fcharset2 ZapfDingbats;}}";
const field = (instruction: string, facts: string, result = "") =>
  `{\\field{\\*\\fldinst { ${instruction} }{\\*\\formfield{${facts}{\\*\\ffname C}}}}{\\fldrslt ${result}}}`;

describe("title and headings of RTF", () => {
  const prose = `\\plain\\fs22 ${"The tenants met in the yard and spoke about the stairs. ".repeat(5)}\\par `;

  it("are told by size and weight where no style says it", async () => {
    const { title, outline } = await read(
      `\\pard\\plain\\fs44 A Year in the Yard\\par ${prose}\\plain\\b\\fs22 The stairs\\b0\\par ${prose}\\plain\\fs22 The {\\b roof} leaks\\par ${prose}`,
    );
    expect(title).toBe("A Year in the Yard");
    expect(outline.map(({ level, title: name }) => `${level} ${name}`)).toEqual([
      "1 A Year in the Yard",
      "2 The stairs",
    ]);
  });

  it("are told by the size that letters of East Asia have of their own", async () => {
    const { title } = await read(
      `\\pard\\plain\\fs21{\\rtlch\\afs22 \\ltrch\\loch\\fs40\\dbch\\af1\\loch Open}{\\ltrch\\fs21\\dbch\\afs40\\dbch \\u20181?\\u27096?}\\par ${prose}${prose}`,
    );
    expect(title).toBe("Open仕様");
  });
});

describe("what RTF shows by signs", () => {
  it.each([
    ["exponents", "10{\\super 6} cells, 10\\up6 -4\\up0  of CO{\\sub 2}", "10⁶ cells, 10⁻⁴ of CO₂"],
    ["marks of notes as such", "In 2019{\\super 3} it was 1{\\super st}", "In 2019³ it was 1st"],
    ["formulas", "{\\*\\moMath{\\mr 10}{\\msSup{\\me{\\mr x}}{\\msup{\\mr 6}}}}", "10x⁶"],
    [
      "check boxes",
      `${field("FORMCHECKBOX", "\\fftype1\\ffres25\\ffdefres1")} Yes ${field("FORMCHECKBOX", "\\fftype1\\ffres0\\ffdefres1")} No`,
      "☒ Yes ☐ No",
    ],
    [
      "the chosen entry",
      `Town: ${field("FORMDROPDOWN", "\\fftype2\\ffres1{\\*\\ffl Ely}{\\*\\ffl Bath}")}`,
      "Town: Bath",
    ],
    [
      "an entry once",
      `Town: ${field("FORMDROPDOWN", "\\fftype2\\ffres1{\\*\\ffl Ely}{\\*\\ffl Bath}", "Bath")}`,
      "Town: Bath",
    ],
    ["typed text", `Name: ${field("FORMTEXT", "\\fftype0{\\*\\ffdeftext none}", "Ann")}`, "Name: Ann"],
    ["boxes of Wingdings", `${wingdings}{\\f1 \\'fe} yes {\\f1 \\'a8} no {\\f1 \\u61694?} up`, "☑ yes ☐ no ☑ up"],
    ["ticks of ZapfDingbats", `${wingdings}{\\f2 4} yes {\\f2 o} no`, "✔ yes ❏ no"],
    ["a sign of a field", '{\\field{\\*\\fldinst SYMBOL 254 \\\\f "Wingdings"}{\\fldrslt }} done', "☑ done"],
    ["boxes of a list", `${wingdings}{\\pntext\\f1 \\'a8\\tab}Milk`, "☐ Milk"],
  ])("keeps %s", async (_name, body, text) => {
    expect((await read(body)).read[0]?.text).toBe(text);
  });

  it.each([
    ["Lease of the mill", "The mill is let.", "Lease of the mill"],
    ["Microsoft Word - a.doc", "The mill is let.", null],
    ["Old subject", "{\\outlinelevel0 Lease of the mill\\par}\\pard The mill is let.", "Lease of the mill"],
  ])("takes the title %s with %s as %s", async (property, body, title) => {
    expect((await read(`{\\info{\\title ${property}}}${body}\\par`)).title).toBe(title);
  });
});

describe("characters of RTF", () => {
  it.each([
    ["the code page of the document", "\\ansi\\ansicpg1251", "\\'cf\\'f0\\'e8\\'e2\\'e5\\'f2", "Привет"],
    ["bytes as they stand", "\\ansi\\ansicpg1252", Buffer.from("d\xe9j\xe0 vu", "latin1"), "déjà vu"],
    ["the Macintosh", "\\mac", "caf\\'8e", "café"],
    ["two bytes for one sign", "\\ansi\\ansicpg932", "\\'93\\'fa\\'96\\'7b", "日本"],
    ["Unicode with a fallback of one byte", "\\ansi", "caf\\u233\\'e9 au lait \\u8364?", "café au lait €"],
    ["a fallback of two bytes", "\\ansi\\ansicpg932", "{\\uc2\\u26085\\'93\\'fa\\u26412\\'96\\'7b}", "日本"],
    ["no fallback", "\\ansi\\uc0", "\\u26085 \\u26412 !", "日本!"],
    ["negative numbers", "\\ansi", "a\\u-225?", "a\uFF1F"],
    ["two halves of one sign", "\\ansi", "a\\u-10179?\\u-8704?", "a😀"],
    ["named signs", "\\ansi", "\\ldblquote A\\rdblquote\\emdash B\\~C a\\-b", "“A”—B C ab"],
    ["a text in two versions", "\\ansi", "{\\upr{A?}{\\*\\ud{A\\u937?}}}", "AΩ"],
  ])("%s", async (_name, head, body, text) => {
    expect((await read(body, head)).read[0]?.text).toBe(text);
  });

  it("go by the character set of their font, until the group ends", async () => {
    const fonts =
      "{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fnil\\fcharset238{\\*\\panose 0202}Arial CE;}{\\f2\\fcharset2 Symbol;}}";
    const text = (await blocks(`${fonts}\\f0 \\'e8 {\\f1 \\'e8l\\'e1nek} \\'e8{\\f2 \\'b7\\'41}`))[0];
    expect(text).toBe("paragraph: è článek è•Α");
  });
});

describe("blocks of RTF", () => {
  it("are headings by style, by its name or by outline level, list items, captions and paragraphs", async () => {
    const styles =
      "{\\stylesheet{Normal;}{\\s1\\outlinelevel0 Kop;}{\\s2 heading 2;}{\\s3\\b caption;}{\\*\\cs1 heading 5;}}{\\info{\\title My {\\b Paper}}{\\author A. Nonymous}}";
    const body =
      "\\pard\\s1 One\\par\\pard\\s2 {\\listtext 1.1\\tab}Two\\par\\pard\\outlinelevel2 Three\\par\\pard Text\\par" +
      "\\pard\\s3 Figure 1\\par{\\pntext\\'b7\\tab}\\pard\\ls1 Item\\par\\pard{\\pntext 2.\\tab}Second\\par\\pard\\line After";
    const result = await read(styles + body);
    expect(result.title).toBe("My Paper");
    expect(blocksOf(result.read[0])).toEqual([
      "heading: One",
      "heading: 1.1 Two",
      "heading: Three",
      "paragraph: Text",
      "caption: Figure 1",
      "listItem: Item",
      "listItem: 2. Second",
      "paragraph: After",
    ]);
    expect(result.outline.map(({ level }) => level)).toEqual([1, 2, 3]);
  });

  it("are rows of a table with an empty first cell kept, and a frame around text is none", async () => {
    const row = (cells: string) => `\\trowd\\cellx1\\cellx2\\pard\\intbl ${cells}\\row`;
    const body = `Before\\par ${row("A\\cell B\\par C\\cell")}${row("\\cell D\\cell")}\\pard ${row("Alone\\par two\\cell")}\\pard After`;
    expect(await blocks(body)).toEqual([
      "paragraph: Before",
      "tableRow: A\tB C",
      "tableRow: \tD",
      "paragraph: Alone",
      "paragraph: two",
      "paragraph: After",
    ]);
  });

  it("have their notes after them, and text boxes before what goes on around them", async () => {
    const body =
      "One{\\super\\chftn}{\\footnote\\pard{\\super\\chftn} The first note.\\par} goes on.\\par " +
      "Two{\\chftn{\\footnote \\chftn  Second.}} here.{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}{\\shptxt In a box\\par}}{\\shprslt Old box\\par}}\\par";
    expect(await blocks(body)).toEqual([
      "paragraph: One[1] goes on.",
      "footnote: [1] The first note.",
      "paragraph: In a box",
      "paragraph: Two[2] here.",
      "footnote: [2] Second.",
    ]);
  });

  it("leave out what is hidden, struck, said about the text, or no text", async () => {
    const body =
      "A{\\v hidden}\\v too\\v0 B{\\deleted struck}{\\*\\annotation a comment}{\\header head\\par}{\\footer foot}" +
      '{\\pict\\pngblip 89504e47}{\\field{\\*\\fldinst HYPERLINK "http://a.b"}{\\fldrslt link}}{\\*\\unknown x}' +
      "{\\object{\\*\\objdata 0105}{\\result shown}}\\bin4 \u0000{}\\C{\\xe index}{\\caps small}\\par Still\\deleted\\par\\deleted0  joined";
    expect(await blocks(body)).toEqual(["paragraph: ABlinkshownCSMALL", "paragraph: Still joined"]);
  });

  it("begin a page where the author does", async () => {
    expect((await read("One\\page Two\\par\\pard\\pagebb Three")).read.map(({ text }) => text)).toEqual([
      "One",
      "Two",
      "Three",
    ]);
  });
});

describe("damaged RTF", () => {
  it("is read as far as it goes", async () => {
    const cut = await readBytes("{\\rtf1\\ansi One\\par\\trowd\\intbl A\\cell B\\cell{\\b Tw", "a.rtf");
    expect(blocksOf(cut.read[0])).toEqual(["paragraph: One", "tableRow: A\tB\tTw"]);
    const note = await readBytes("{\\rtf1 Mark{\\footnote{\\b A note that is cut", "a.rtf");
    expect(note.read[0]?.text).toBe("Mark\nA note that is cut");
  });

  it("may nest groups as deep as it likes", async () => {
    const deep = 200_000;
    const result = await readBytes(`{\\rtf1 A${"{".repeat(deep)}B${"}".repeat(deep)}C}`, "a.rtf");
    expect(result.read[0]?.text).toBe("ABC");
    const notes = await readBytes(`{\\rtf1 A${"{\\footnote x".repeat(5000)}`, "a.rtf");
    expect(notes.read[0]?.text).toContain("A");
  });

  it("with nothing to read is empty", async () => {
    await expect(readBytes("{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\par}", "a.rtf")).rejects.toMatchObject({
      code: "DOCUMENT_EMPTY",
    });
    await expect(readBytes("{\\rtf1", "a.rtf")).rejects.toMatchObject({ code: "DOCUMENT_EMPTY" });
  });

  it("with absurd numbers does no harm", async () => {
    expect((await read("A\\bin999999999999 B")).read[0]?.text).toBe("A");
    expect((await read("A\\u99999999999 ?\\uc999999999 B\\'zzC")).read[0]?.text).toContain("A");
  });
});
