import { createCipheriv, createHash, pbkdf2Sync } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { printedLabel } from "../../../electron/contract/pageLabels.ts";
import { blocksOf, readBytes } from "../../helpers/readBytes.ts";
import { flatOdf, odfStyles, tinyOdf } from "../../helpers/tinyOffice.ts";
import { tinyZip } from "../../helpers/tinyZip.ts";

const row = (...cells: readonly string[]) =>
  `<table:table-row>${cells.map((text) => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`).join("")}</table:table-row>`;

describe("ODT", () => {
  it("becomes headings, paragraphs, items, rows and notes", async () => {
    const body =
      '<text:h text:outline-level="2">Head</text:h>' +
      "<text:p>One<text:s/>two<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>The note.</text:p></text:note-body></text:note><text:line-break/>three.<office:annotation><text:p>Comment.</text:p></office:annotation></text:p>" +
      "<text:list><text:list-item><text:p>Item</text:p><text:list><text:list-item><text:p>Below</text:p></text:list-item></text:list></text:list-item></text:list>" +
      `<table:table><table:table-header-rows>${row("A", "B")}</table:table-header-rows>${row("", "2")}</table:table>` +
      "<text:p>With a <draw:frame><draw:text-box><text:p>Boxed.</text:p></draw:text-box></draw:frame>box.</text:p>";
    const { read, format } = await readBytes(tinyOdf("text", body), "a.odt");
    expect(format).toBe("odt");
    expect(blocksOf(read[0])).toEqual([
      "heading: Head",
      "paragraph: One two three.",
      "footnote: The note.",
      "listItem: Item",
      "listItem: Below",
      "tableRow: A\tB",
      "tableRow: \t2",
      "paragraph: With a box.",
      "paragraph: Boxed.",
    ]);
    expect(read[0]?.blocks[0]?.level).toBe(2);
  });

  it("numbers lists and headings by their styles", async () => {
    const level = (kind: string, number: number, more: string) =>
      `<text:${kind} text:level="${number}" style:num-suffix="." ${more}/>`;
    const styles =
      `<text:list-style style:name="L">${level("list-level-style-number", 1, 'style:num-format="1" text:start-value="2"')}` +
      `${level("list-level-style-number", 2, 'style:num-format="a" text:display-levels="2"')}</text:list-style>` +
      '<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>' +
      `<text:outline-style>${level("outline-level-style", 1, 'style:num-format="I"')}${level("outline-level-style", 2, 'style:num-format="1" text:display-levels="2"')}</text:outline-style>` +
      '<style:style style:name="Sub" style:family="paragraph" style:default-outline-level="3"/>';
    const item = (content: string, more = "") => `<text:list-item ${more}>${content}</text:list-item>`;
    const p = (text: string) => `<text:p>${text}</text:p>`;
    const h = (text: string, depth: number) => `<text:h text:outline-level="${depth}">${text}</text:h>`;
    const body =
      h("Duties", 1) +
      h("Rent", 2) +
      `<text:list text:style-name="L">${item(`${p("Close")}${p("the valve")}<text:list>${item(p("left"))}${item(p("right"))}</text:list>`)}${item(p("Drain"))}</text:list>` +
      p("Between") +
      `<text:list text:style-name="L" text:continue-numbering="true">${item(p("Fill"))}${item(p("Test"), 'text:start-value="9"')}</text:list>` +
      `<text:list text:style-name="L">${item(p("Anew"))}</text:list><text:list text:style-name="B">${item(p("Dot"))}</text:list>` +
      h("Rights", 1) +
      h("Use", 2) +
      '<text:p text:style-name="Sub">Below</text:p>';
    const { read } = await readBytes(tinyOdf("text", body, styles), "a.odt");
    expect(blocksOf(read[0])).toEqual([
      "heading: I. Duties",
      "heading: I.1. Rent",
      "listItem: 2. Close",
      "listItem: the valve",
      "listItem: 2.a. left",
      "listItem: 2.b. right",
      "listItem: 3. Drain",
      "paragraph: Between",
      "listItem: 4. Fill",
      "listItem: 9. Test",
      "listItem: 2. Anew",
      "listItem: Dot",
      "heading: II. Rights",
      "heading: II.1. Use",
      "heading: Below",
    ]);
    expect(read[0]?.blocks.at(-1)?.level).toBe(3);
  });

  it("keeps what is raised and lowered, the letters of formulas, and what forms hold", async () => {
    const styles = ["super 58%", "-33% 58%"]
      .map(
        (place, index) =>
          `<style:style style:name="T${index}" style:family="text"><style:text-properties style:text-position="${place}"/></style:style>`,
      )
      .join("");
    const span = (style: string, text: string) => `<text:span text:style-name="${style}">${text}</text:span>`;
    const names =
      'xmlns:math="http://www.w3.org/1998/Math/MathML" xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0" xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"';
    const formula = (content: string) =>
      `<draw:frame><draw:object><math:math ${names}><math:semantics>${content}</math:semantics></math:math></draw:object></draw:frame>`;
    const forms =
      `<office:forms ${names}><form:form><form:checkbox form:id="c1" form:current-state="checked" form:label="Yes"/><form:checkbox form:id="c2" form:label="No"/>` +
      '<form:listbox form:id="c3"><form:option form:label="Ely"/><form:option form:label="Bath" form:current-selected="true"/></form:listbox><form:text form:id="c4" form:current-value="Ann"/></form:form></office:forms>';
    const control = (id: string) => `<draw:control draw:control="${id}"/>`;
    const body =
      `${forms}<text:p>10${span("T0", "6")} of CO${span("T1", "2")}</text:p>` +
      `<text:p>It is ${formula("<math:mrow><math:mi>E</math:mi><math:mo>=</math:mo><math:mi>m</math:mi><math:msup><math:mi>c</math:mi><math:mn>2</math:mn></math:msup></math:mrow>")} here, or ${formula('<math:mrow/><math:annotation encoding="StarMath 5.0">a over b</math:annotation>')}.</text:p>` +
      `<text:p>${control("c1")} ${control("c2")}, town ${control("c3")}, name ${control("c4")}</text:p>` +
      `<text:p><field:fieldmark ${names} field:type="vnd.oasis.opendocument.field.FORMCHECKBOX"><field:param field:name="Checkbox_Checked" field:value="true"/></field:fieldmark> Paid</text:p>`;
    const { read } = await readBytes(tinyOdf("text", body, styles), "a.odt");
    expect(read[0]?.text.split("\n")).toEqual([
      "10⁶ of CO₂",
      "It is E=mc² here, or a over b.",
      "☒ Yes ☐ No, town Bath, name Ann",
      "☒ Paid",
    ]);
  });

  it.each([
    ["Lease of the mill", "Lease of the mill"],
    ["Untitled 1", null],
  ])("takes the title %s of its properties as %s", async (title, taken) => {
    const meta = `<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>${title}</dc:title></office:meta></office:document-meta>`;
    const bytes = tinyOdf("text", "<text:p>The mill is let.</text:p>", "", { "meta.xml": meta });
    expect((await readBytes(bytes, "a.odt")).title).toBe(taken);
    const damaged = tinyOdf("text", "<text:p>The mill is let.</text:p>", "", { "meta.xml": "<office" });
    expect((await readBytes(damaged, "a.odt")).read[0]?.text).toBe("The mill is let.");
  });

  it("gives the text after all changes are accepted, without hidden text", async () => {
    const styles =
      '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>';
    const body =
      "<text:tracked-changes><text:changed-region><text:deletion><text:p>Struck.</text:p></text:deletion></text:changed-region></text:tracked-changes>" +
      '<text:p>Kept<text:change-start/>, added<text:change-end/>.<text:span text:style-name="H">Hidden.</text:span></text:p>' +
      '<text:section text:display="none"><text:p>Hidden.</text:p></text:section>';
    expect((await readBytes(tinyOdf("text", body, styles), "a.odt")).read[0]?.text).toBe("Kept, added.");
  });

  it("tells title and headings by how they are set where no style says what they are", async () => {
    const styles =
      '<style:default-style style:family="paragraph"><style:text-properties fo:font-size="10pt"/></style:default-style>' +
      '<style:style style:name="P1" style:family="paragraph"><style:text-properties fo:font-size="22pt"/></style:style>' +
      '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>';
    const prose = `<text:p>${"The tenants met in the yard and spoke about the stairs. ".repeat(5)}</text:p>`;
    const part = (heading: string) => `<text:p>${heading}</text:p>${prose}`;
    const body =
      `<text:p text:style-name="P1">A Year in the Yard</text:p>${prose}` +
      part('1. <text:span text:style-name="T1">The stairs</text:span>') +
      part('2. <text:span text:style-name="T1">The roof</text:span>') +
      part('This <text:span text:style-name="T1">word</text:span> is bold');
    const result = await readBytes(tinyOdf("text", body, styles), "a.odt");
    expect(result.title).toBe("A Year in the Yard");
    expect(result.outline.map(({ level, title }) => `${level} ${title}`)).toEqual([
      "1 A Year in the Yard",
      "2 1. The stairs",
      "2 2. The roof",
    ]);
  });

  it("breaks pages where the author did, sets capitals as the style shows them, and knows a title by its style", async () => {
    const styles =
      '<style:style style:name="Base" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>' +
      '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Base"><style:text-properties fo:text-transform="uppercase"/></style:style>' +
      '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Title"/>' +
      '<style:style style:name="Title" style:family="paragraph" style:parent-style-name="P2"/>';
    const body = '<text:p text:style-name="P2">Name</text:p><text:p text:style-name="P1">Loud</text:p>';
    const { read } = await readBytes(tinyOdf("text", body, styles), "a.odt");
    expect(read.flatMap(blocksOf)).toEqual(["heading: Name", "paragraph: LOUD"]);
    expect(read).toHaveLength(2);
  });
});

describe("charts", () => {
  const chart =
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" ' +
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0"><office:body><office:chart><chart:chart>' +
    "<chart:title><text:p>Sales</text:p></chart:title><chart:plot-area><chart:axis><chart:title><text:p>Tons</text:p></chart:title></chart:axis></chart:plot-area>" +
    `<table:table table:name="local-table"><table:table-header-rows>${row("", "2024")}</table:table-header-rows>${row("North", "7")}</table:table>` +
    "</chart:chart></office:chart></office:body></office:document-content>";
  const frame = (name: string) =>
    `<draw:frame><draw:object xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="./${name}"/></draw:frame>`;
  const read = ["caption: Sales", "caption: Tons", "tableRow: \t2024", "tableRow: North\t7"];

  it("are read where they stand in a text, and a damaged one is left out", async () => {
    const body = `<text:p>Before. ${frame("Object 1")}</text:p><text:p>${frame("Object 2")}After.${frame("Object 3")}</text:p>`;
    const bytes = tinyOdf("text", body, "", {
      "Object 1/content.xml": chart,
      "Object 2/content.xml": "<office:document",
    });
    expect(blocksOf((await readBytes(bytes, "a.odt")).read[0])).toEqual([
      "paragraph: Before.",
      ...read,
      "paragraph: After.",
    ]);
  });

  it("stand behind the row of the cell that they are fixed to", async () => {
    const cell = `<table:table-cell><text:p>Here</text:p>${frame("Object 1")}</table:table-cell>`;
    const sheet = `<table:table table:name="A"><table:table-row>${cell}</table:table-row>${row("Next")}</table:table>`;
    const { read: pages } = await readBytes(
      tinyOdf("spreadsheet", sheet, "", { "Object 1/content.xml": chart }),
      "a.ods",
    );
    const blocks = blocksOf(pages[0]);
    expect(blocks).toEqual(expect.arrayContaining(read));
    expect(blocks.filter((block) => block.includes("Here"))).toEqual([expect.not.stringContaining("Sales")]);
  });
});

describe("ODP", () => {
  const at = (y: string, x: string) => `svg:x="${x}" svg:y="${y}" svg:width="5cm" svg:height="1cm"`;

  it("makes a page of each slide, its title first and the speaker's notes below", async () => {
    const page =
      '<draw:page draw:master-page-name="M">' +
      `<draw:custom-shape ${at("5cm", "1cm")}><text:p>Below.</text:p></draw:custom-shape>` +
      `<draw:frame ${at("20mm", "4in")}><draw:text-box><text:p>Right.</text:p></draw:text-box></draw:frame>` +
      `<draw:frame ${at("2cm", "1cm")}><draw:text-box><text:list><text:list-item><text:p>Left</text:p></text:list-item></text:list></draw:text-box></draw:frame>` +
      `<draw:frame presentation:class="title" ${at("9cm", "1cm")}><draw:text-box><text:p>Title</text:p></draw:text-box></draw:frame>` +
      `<draw:frame presentation:class="footer" ${at("15cm", "1cm")}><draw:text-box><text:p>Foot</text:p></draw:text-box></draw:frame>` +
      '<presentation:notes><draw:frame presentation:class="notes"><draw:text-box><text:p>Say it.</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>';
    const styles = odfStyles(
      '<style:master-page style:name="M" style:page-layout-name="L"/>',
      '<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="10in" fo:page-height="14.29cm"/></style:page-layout>',
    );
    const hidden =
      '<style:style style:name="h" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>';
    const second = '<draw:page draw:style-name="h"><draw:rect><text:p>Kept back.</text:p></draw:rect></draw:page>';
    const bytes = tinyOdf("presentation", page + second, hidden, { "styles.xml": styles });
    const { read } = await readBytes(bytes, "a.odp");
    expect(blocksOf(read[0])).toEqual([
      "heading: Title",
      "listItem: Left",
      "paragraph: Right.",
      "paragraph: Below.",
      "caption: Speaker notes",
      "paragraph: Say it.",
    ]);
    expect(read[0]?.size).toEqual({ width: 720, height: 405.1 });
    expect(read.map(({ label }) => label)).toEqual([null, { code: "HIDDEN", data: { text: "2" } }]);
  });
});

describe("ODS", () => {
  it("makes a page of each sheet and writes cells as they are shown", async () => {
    const cells =
      '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/>' +
      '<table:table-cell office:value-type="float" office:value="0.5"><text:p>50 %</text:p></table:table-cell>' +
      '<table:table-cell office:value-type="date" office:date-value="2024-02-29"/></table:table-row>' +
      '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>';
    const hidden =
      '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>';
    const body =
      `<table:table table:name="One">${cells}</table:table>` +
      `<table:table table:name="Two" table:style-name="h">${row("x", "y")}</table:table>`;
    const { read, format } = await readBytes(tinyOdf("spreadsheet", body, hidden), "a.ods");
    expect(format).toBe("ods");
    expect(read.map(({ label, text }) => [label, text])).toEqual([
      [printedLabel("One"), "50 %\t2024-02-29\n50 %\t2024-02-29"],
      [{ code: "HIDDEN", data: { text: "Two" } }, "x\ty"],
    ]);
  });

  it("refuses a row that repeats itself past the limit", async () => {
    const endless = row("long text").replace("<table:table-row", '$& table:number-rows-repeated="1000000"');
    const body = `<table:table table:name="A">${endless}</table:table>`;
    await expect(readBytes(tinyOdf("spreadsheet", body), "a.ods", { limits: { inflatedMb: 1 } })).rejects.toMatchObject(
      { code: "READ_INFLATED_LIMIT" },
    );
  });
});

describe("OpenDocument files", () => {
  it("are read flat as well", async () => {
    const text = await readBytes(flatOdf("text", "<text:p>Flat text.</text:p>"), "a.fodt");
    expect([text.format, text.read[0]?.text, text.notes]).toEqual(["odt", "Flat text.", []]);
    const sheet = `<table:table table:name="A">${row("x")}</table:table>`;
    expect((await readBytes(flatOdf("spreadsheet", sheet), "a.fods")).format).toBe("ods");
  });

  it.each([
    ["without content", tinyZip({ mimetype: "application/vnd.oasis.opendocument.text", "content.xml/": "" })],
    ["cut in its content", tinyZip({ "content.xml": "<office:document-content" })],
    [
      "with a document type that defines entities",
      tinyZip({ "content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' }),
    ],
    ["of another kind", tinyZip({ "content.xml": "<a/>" })],
  ])("are called damaged %s", async (_what, bytes) => {
    await expect(readBytes(bytes, "a.odt")).rejects.toMatchObject({ code: "DOCUMENT_DAMAGED" });
  });

  const sealed = (algorithm: string) => {
    const salt = Buffer.alloc(16, 1);
    const vector = Buffer.alloc(16, 2);
    const packed = deflateRawSync(
      Buffer.from(
        flatOdf("text", "<text:p>Sealed.</text:p>")
          .replaceAll("office:document ", "office:document-content ")
          .replace("/office:document>", "/office:document-content>"),
      ),
    );
    const key = pbkdf2Sync(createHash("sha256").update("Gruß").digest(), salt, 1000, 32, "sha1");
    const cipher = createCipheriv("aes-256-cbc", key, vector);
    const checksum = createHash("sha256").update(packed.subarray(0, 1024)).digest("base64");
    const manifest =
      '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="content.xml">' +
      `<m:encryption-data m:checksum-type="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0#sha256-1k" m:checksum="${checksum}">` +
      `<m:algorithm m:algorithm-name="${algorithm}" m:initialisation-vector="${vector.toString("base64")}"/>` +
      `<m:key-derivation m:key-derivation-name="PBKDF2" m:key-size="32" m:iteration-count="1000" m:salt="${salt.toString("base64")}"/>` +
      '<m:start-key-generation m:start-key-generation-name="http://www.w3.org/2000/09/xmldsig#sha256" m:key-size="32"/>' +
      "</m:encryption-data></m:file-entry></m:manifest>";
    return tinyZip({
      "content.xml": Buffer.concat([cipher.update(packed), cipher.final()]),
      "META-INF/manifest.xml": manifest,
    });
  };

  it("open with their password", async () => {
    const bytes = sealed("http://www.w3.org/2001/04/xmlenc#aes256-cbc");
    expect((await readBytes(bytes, "a.odt", { password: "Gruß" })).read[0]?.text).toBe("Sealed.");
    await expect(readBytes(bytes, "a.odt", { password: "Gruss" })).rejects.toMatchObject({ code: "PASSWORD_WRONG" });
    await expect(readBytes(bytes, "a.odt")).rejects.toMatchObject({ code: "PASSWORD_REQUIRED", data: undefined });
  });

  it("say so where no password would help", async () => {
    await expect(readBytes(sealed("Blowfish CFB"), "a.odt", { password: "Gruß" })).rejects.toMatchObject({
      code: "PASSWORD_REQUIRED",
      data: { canUnlock: false },
    });
  });
});
