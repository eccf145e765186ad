import { describe, expect, it } from "vitest";
import { blocksOf, readBytes, sentencesOf } from "../../helpers/readBytes.ts";
import { tinyEpub } from "../../helpers/tinyEpub.ts";

const page = (body: string) => `<!doctype html><html lang="en"><body>${body}</body></html>`;

async function blocks(body: string): Promise<string[]> {
  return blocksOf((await readBytes(page(body), "a.html")).read[0]);
}

describe("HTML", () => {
  it.each([
    ["10<sup>6</sup> t over 25 km<sup>2</sup>, 4 × 10<sup>−3</sup>", "10⁶ t over 25 km², 4 × 10⁻³"],
    ["in 2019<sup>3</sup> and 2<sup>n</sup>, 2<sup>a+b</sup>", "in 2019³ and 2^n, 2^(a+b)"],
    ["the 1<sup>st</sup>, le XIX<sup>e</sup>, 1<sup>a</sup> <b>x</b><sup>*</sup>", "the 1st, le XIXe, 1ª x*"],
    ["H<sub>2</sub>O, log<sub>10</sub>100, V<sub>max</sub>", "H₂O, log₁₀100, Vmax"],
    ['5<span style="vertical-align: super">2</span>', "5²"],
    ['in 1642<a epub:type="noteref" href="#n1"><sup>1</sup></a> he left', "in 1642[1] he left"],
    ['in 1642<sup class="reference"><a href="#cite-1">[2]</a></sup> he left', "in 1642[2] he left"],
    [
      'See <a id="footnote-ref-3" href="#footnote-3">3</a> and <span id="endnote-list">more</span>.',
      "See [3] and more.",
    ],
    ["<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>で", "東京で"],
    ["“It’s” – a\u200Cb c\u200Dd — ‘so’", "“It’s” – a\u200Cb c\u200Dd — ‘so’"],
    ["סעיף 12 של ABC", "סעיף 12 של ABC"],
    ["المادة 7 من القانون", "المادة 7 من القانون"],
  ])("reads %s", async (body, text) => {
    expect(await blocks(`<p>${body}</p>`)).toEqual([`paragraph: ${text}`]);
  });

  it("says what is ticked, typed and chosen in a form", async () => {
    expect(
      await blocks(
        '<p>Smoker: <input type="radio" checked> Yes <input type="radio"> No</p><p>Name: <input value="Ada"></p>' +
          "<p>Land: <select><option>France<option selected>Portugal</select></p><p>Remarks: <textarea>None.</textarea></p>" +
          '<p><span role="checkbox" aria-checked="true"></span>Paid <input type="hidden" value="token"></p>',
      ),
    ).toEqual(
      ["Smoker: ☒ Yes ☐ No", "Name: Ada", "Land: Portugal", "Remarks: None.", "☒ Paid"].map(
        (text) => `paragraph: ${text}`,
      ),
    );
  });

  it("numbers the items of lists as a browser does", async () => {
    expect(
      await blocks(
        '<ol start="3"><li>C<ol type="a"><li>first<li>second</ol><li>D<li value="9">I<li>J</ol><ol reversed><li>two<li>one</ol>' +
          '<ol style="list-style-type: upper-roman"><li>A<li>B</ol><ul><li>bullet</ul><ol style="list-style: none"><li>bare</ol><ol><li>1. said already</ol>',
      ),
    ).toEqual(
      [
        "3. C",
        "a. first",
        "b. second",
        "4. D",
        "9. I",
        "10. J",
        "2. two",
        "1. one",
        "I. A",
        "II. B",
        "bullet",
        "bare",
        "1. said already",
      ].map((text) => `listItem: ${text}`),
    );
  });

  it("keeps values in their columns where cells span rows and columns", async () => {
    const rows = await blocks(
      '<table><tfoot><tr><td>Sum<td><td>46<td>50</tfoot><tr><th rowspan="2">Region<th rowspan="2">Product<th colspan="2">Units<tr><th>2023<th>2024' +
        '<tr><td rowspan="0">Europe<td>Cable<td>12<td>15<tr><td>Hub<td>7<td>9</table>',
    );
    expect(rows).toEqual(
      ["Region\tProduct\tUnits", "\t\t2023\t2024", "Europe\tCable\t12\t15", "\tHub\t7\t9", "Sum\t\t46\t50"].map(
        (row) => `tableRow: ${row}`,
      ),
    );
    const wide = Array.from({ length: 300 }, (_, index) => `c${index}`);
    expect(await blocks(`<table><tr><td>${wide.join("<td>")}</table>`)).toEqual([`tableRow: ${wide.join("\t")}`]);
  });

  it("reads tables that arrange a page, or number the paragraphs of a law, as the texts in them", async () => {
    const long = "It shall keep a register. ".repeat(14).trim();
    const law =
      `<table><tr><td><p>(1)</p><td><p>${long}</p></table><table><tr><td>(2)<td><p>It shall:</p>` +
      "<table><tr><td>(a)<td>report fires;</table></table>";
    const result = await readBytes(page(law), "a.html");
    expect(blocksOf(result.read[0])).toEqual([
      `paragraph: (1) ${long}`,
      "paragraph: (2) It shall:",
      "paragraph: (a) report fires;",
    ]);
    expect(sentencesOf(result.read[0])[1]).toBe("It shall keep a register.");
    expect(await blocks("<table><tr><td><h2>A</h2><p>One.</p><td><h2>B</h2><p>Two.</p></table>")).toEqual([
      "heading: A",
      "paragraph: One.",
      "heading: B",
      "paragraph: Two.",
    ]);
    expect(
      await blocks(
        "<table><tr><th>Day<th>Hours<tr><td><p>Monday</p><td><ul><li>9 to 12<li>14 to 18</ul><tr><td>1<td>Rent</table>",
      ),
    ).toEqual(["tableRow: Day\tHours", "tableRow: Monday\t9 to 12 14 to 18", "tableRow: 1\tRent"]);
  });

  it("reads what a browser shows of newer elements, and nothing else", async () => {
    expect(
      await blocks(
        "<h2><button>Who pays?</button></h2><my-card><template shadowrootmode=open><p>Closed: <slot></slot></p></template>in May.</my-card>" +
          "<menu><li>Item</menu><dialog open>Shown.</dialog><dialog>Not shown.</dialog><template>Not shown.</template><div hidden=until-found>Found.</div>" +
          '<iframe srcdoc="&lt;p&gt;Framed.&lt;/p&gt;"></iframe><svg><title>T</title><text x=1 y=1>The first line</text><text x=1 y=9>goes on.</text></svg>' +
          '<div hidden>Not shown.</div><aside role="doc-footnote" hidden>A note.</aside><div><button>Send</button></div>',
      ),
    ).toEqual([
      "heading: Who pays?",
      "paragraph: Closed: in May.",
      "listItem: Item",
      "paragraph: Shown.",
      "paragraph: Found.",
      "paragraph: Framed.",
      "paragraph: The first line goes on.",
      "footnote: A note.",
    ]);
  });

  it.each([
    ["<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E=mc²"],
    ["<mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac>", "1/(a+b)"],
    ["<mi>sin</mi><mo>\u2061</mo><mi>x</mi><mo>+</mo><msqrt><mn>2</mn></msqrt>", "sin x+√2"],
    [
      "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><msub><mi>x</mi><mi>i</mi></msub>",
      "∑_(i=1)^nx_i",
    ],
    ['<semantics><mrow></mrow><annotation encoding="application/x-tex">x = 5</annotation></semantics>', "x = 5"],
  ])("reads the formula %s", async (math, text) => {
    expect(await blocks(`<p>At <math>${math}</math>.</p>`)).toEqual([`paragraph: At ${text}.`]);
  });

  it("reads a formula once that is drawn beside its MathML, or is a picture", async () => {
    expect(
      await blocks(
        '<p>So <span class="katex"><span class="katex-mathml"><math><mi>x</mi></math></span><span class="katex-html" aria-hidden="true">x</span></span> and ' +
          '<img alt="{\\displaystyle a=b}" src="f.svg"> <img alt="Our logo" src="l.png">here.</p>',
      ),
    ).toEqual(["paragraph: So x and a=b here."]);
  });

  it("keeps long lines whole", async () => {
    const line = `${"value ".repeat(400)}end`;
    expect(await blocks(`<pre>\n  ${line}\nnext</pre>`)).toEqual([`code:   ${line}\nnext`]);
  });

  it.each([
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="a.js"/></head><body><h1><a id="x"/>One</h1><div/><p>Two.</p></body></html>',
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html><head><script src="a.js"/></head><body><h1>One</h1><p>Two.</p></body></html>',
    '<?xml version="1.0"?><h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:body><h:h1>One</h:h1><h:p>Two.</h:p></h:body></h:html>',
  ])("reads XHTML as what it is", async (source) => {
    const result = await readBytes(source, "a.html");
    expect(blocksOf(result.read[0])).toEqual(["heading: One", "paragraph: Two."]);
    expect(result.title).toBe("One");
  });

  it("is told under the name of a spreadsheet, and as a page saved with its pictures", async () => {
    const table = await readBytes(
      "<table border=1><tr><th>Item<th>Sum</th></tr><tr><td>Rent<td>500</td></tr></table>",
      "report.xls",
    );
    expect(table.format).toBe("html");
    expect(table.read[0]?.text).toBe("Item\tSum\nRent\t500");
    const saved =
      "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Saved.</p>\n--b--\n";
    expect((await readBytes(saved, "report.xls")).read[0]?.text).toBe("Saved.");
  });
});

describe("Markdown", () => {
  const read = async (source: string) => {
    const result = await readBytes(source, "a.md");
    return { title: result.title, blocks: blocksOf(result.read[0]) };
  };

  it("keeps the numbers of lists, and HTML as a browser shows it", async () => {
    const { blocks: found } = await read(
      "3. Close *it*.\n4. Drain:\n   - slowly\n   1) twice\n\n- [x] done\n\nA load of 10<sup>6</sup> N.[^n]\n\n[^n]: A note.\n\n" +
        "<table><tr><td rowspan=2>\n\n**A**\n\n</td><td>1</td></tr><tr><td>2</td></tr></table>\n\nA `Vec<u8>` and <script> here.\n",
    );
    expect(found).toEqual([
      "listItem: 3. Close it.",
      "listItem: 4. Drain:",
      "listItem: slowly",
      "listItem: 1. twice",
      "listItem: [x] done",
      "paragraph: A load of 10⁶ N.[n]",
      "footnote: A note.",
      "tableRow: A\t1",
      "tableRow: \t2",
      "paragraph: A Vec<u8> and <script> here.",
    ]);
  });

  it("may begin with a rule", async () => {
    expect(await read("---\n\n# Minutes\n\nText.\n\n---\n\n# Annex\n")).toEqual({
      title: "Minutes",
      blocks: ["heading: Minutes", "paragraph: Text.", "heading: Annex"],
    });
  });

  it("takes title, author and date from its front matter", async () => {
    expect(
      await read(
        "---\ntitle: 'Rights of water'\nauthors:\n  - A. Lind\n  - B. Roth\ndate: 2024-05-02 # signed\ntags: [a, b]\n---\n\nText.\n",
      ),
    ).toEqual({
      title: "Rights of water",
      blocks: [
        "heading: Rights of water",
        "paragraph: authors: A. Lind, B. Roth",
        "paragraph: date: 2024-05-02",
        "paragraph: Text.",
      ],
    });
    expect((await read('+++\ntitle = "One"\n+++\n# One\n')).blocks).toEqual(["heading: One"]);
  });
});

describe("what stands in a text", () => {
  const lines = ["“It’s” – a\u200Cb c\u200Dd — ‘so’…", "סעיף 12 של החוק, ABC 3.", "المادة 7 من القانون."];
  it.each([
    ["a.html", page(lines.map((line) => `<p>${line}</p>`).join(""))],
    ["a.xhtml", `<?xml version="1.0"?><html><body>${lines.map((line) => `<p>${line}</p>`).join("")}</body></html>`],
    ["a.md", lines.join("\n\n")],
    ["a.txt", lines.join("\n\n")],
    ["a.ipynb", JSON.stringify({ nbformat: 4, cells: [{ cell_type: "markdown", source: lines.join("\n\n") }] })],
    ["a.eml", `From: a@b.c\nTo: d@e.f\nSubject: S\nContent-Type: text/plain; charset=utf-8\n\n${lines.join("\n\n")}`],
    ["a.vtt", `WEBVTT\n\n00:01.000 --> 00:02.000\n${lines.join("\n")}`],
    ["a.epub", tinyEpub([{ name: "1.xhtml", body: lines.map((line) => `<p>${line}</p>`).join("") }])],
  ])("is not changed in %s", async (name, bytes) => {
    const text = (await readBytes(bytes, name)).read[0]?.text ?? "";
    for (const line of lines) expect(text).toContain(line);
  });
});
