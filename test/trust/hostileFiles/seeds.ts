import { inflateRawSync } from "node:zlib";
import { tinyEpub } from "../../helpers/tinyEpub.ts";
import { drawn, element, flatOdf, shape, slide, tinyOdf, tinyPptx, tinyXlsx } from "../../helpers/tinyOffice.ts";
import { column, tinyPdf } from "../../helpers/tinyPdf.ts";
import { pngHead } from "../../helpers/tinyPicture.ts";
import { tinyDocx, wordParagraph } from "../../helpers/tinyZip.ts";

/** A small valid file. */
export interface Seed {
  readonly name: string;
  readonly kind: "binary" | "zip" | "text";
  readonly bytes: Buffer;
  /** of a ZIP file, by their names */
  readonly entries: ReadonlyMap<string, Buffer>;
}

const lines = [
  "The rent is 1,190 euros a month.",
  "It is paid on the third working day.",
  "The deposit is three rents.",
];

/** One of each format that is read. */
export const seeds: readonly Seed[] = [
  binary(
    "lease.pdf",
    tinyPdf([column(72, 700, lines), column(72, 700, ["Second page."])], {
      catalog: "/Outlines << /Count 0 >>",
      annotations: ["/Subtype /Text /Rect [10 10 30 30] /Contents (A note)"],
    }),
  ),
  zip(
    "lease.docx",
    tinyDocx(
      `${lines.map(wordParagraph).join("")}<w:tbl><w:tr><w:tc>${wordParagraph("Cell")}</w:tc><w:tc>${wordParagraph("Other")}</w:tc></w:tr></w:tbl>`,
    ),
  ),
  zip("slides.pptx", tinyPptx([slide(shape(drawn(lines[0] ?? ""))), slide(shape(drawn("Second slide.")))])),
  zip(
    "sheet.xlsx",
    tinyXlsx(
      { Rents: '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1190</v></c></row>', "!Hidden": "" },
      { strings: ["<t>Rent</t>"] },
    ),
  ),
  zip("text.odt", tinyOdf("text", lines.map((line) => element("text:p", line)).join(""))),
  zip(
    "sheet.ods",
    tinyOdf(
      "spreadsheet",
      '<table:table table:name="Rents"><table:table-row><table:table-cell office:value-type="float" office:value="1190"><text:p>1190</text:p></table:table-cell></table:table-row></table:table>',
    ),
  ),
  zip(
    "slides.odp",
    tinyOdf(
      "presentation",
      `<draw:page><draw:frame><draw:text-box>${element("text:p", lines[0] ?? "")}</draw:text-box></draw:frame></draw:page>`,
    ),
  ),
  text("flat.fodt", flatOdf("text", lines.map((line) => element("text:p", line)).join(""))),
  zip("book.epub", tinyEpub([{ name: "one.xhtml", body: `<h1>One</h1><p>${lines.join(" ")}</p>` }])),
  text(
    "lease.rtf",
    `{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}{\\info{\\title Lease}}\\pard ${lines.join("\\par ")}\\par\\trowd\\cellx2000\\cellx4000 One\\cell Two\\cell\\row}`,
  ),
  text(
    "page.html",
    `<!doctype html><html lang="en"><title>Lease</title><body><h1>Lease</h1><ul><li>One<li>Two</ul><table><tr><td rowspan="2">A<td>B</table><p>${lines.join("</p><p>")}</p><math><mfrac><mn>1</mn><mn>2</mn></mfrac></math></body></html>`,
  ),
  text(
    "notes.md",
    `---\ntitle: Lease\n---\n# Lease\n\n- one\n  - two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n${lines.join("\n\n")}\n`,
  ),
  text("rents.csv", `month;rent\nMay;"1,190"\nJune;1190\n`),
  text("plain.txt", lines.join("\n")),
  text("talk.srt", `1\n00:00:01,000 --> 00:00:02,500\n${lines[0]}\n\n2\n00:00:03,000 --> 00:00:04,000\n${lines[1]}\n`),
  text("talk.vtt", `WEBVTT\n\n00:01.000 --> 00:02.500\n<v Anna>${lines[0]}\n`),
  text(
    "work.ipynb",
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { language_info: { name: "python" } },
      cells: [
        { cell_type: "markdown", source: ["# Lease\n", lines[0]], metadata: {} },
        { cell_type: "code", source: "1 + 1", outputs: [{ output_type: "stream", text: ["2"] }], metadata: {} },
      ],
    }),
  ),
  text(
    "letter.eml",
    `From: Anna <anna@example.org>\r\nTo: Ben <ben@example.org>\r\nSubject: =?utf-8?Q?The_rent?=\r\nDate: Mon, 4 May 2026 10:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${lines[0]}=20\r\n--b1\r\nContent-Type: text/csv; name="rents.csv"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="rents.csv"\r\n\r\nYTtiCjE7Mgo=\r\n--b1--\r\n`,
  ),
  text(
    "box.mbox",
    `From anna@example.org Mon May  4 10:00:00 2026\nFrom: anna@example.org\nSubject: One\n\n${lines[0]}\n\nFrom ben@example.org Mon May  4 11:00:00 2026\nSubject: Two\n\n${lines[1]}\n`,
  ),
  text("program.py", `def rent():\n    """${lines[0]}"""\n    return 1190\n`),
  binary("picture.png", pngHead(40, 30)),
];

function binary(name: string, bytes: Uint8Array): Seed {
  return { name, kind: "binary", bytes: Buffer.from(bytes), entries: new Map() };
}

function text(name: string, content: string): Seed {
  return { name, kind: "text", bytes: Buffer.from(content), entries: new Map() };
}

function zip(name: string, bytes: Uint8Array): Seed {
  return { name, kind: "zip", bytes: Buffer.from(bytes), entries: entriesOf(Buffer.from(bytes)) };
}

/** Of a file that `tinyZip` made: headers one after the other, sizes in each. */
function entriesOf(bytes: Buffer): Map<string, Buffer> {
  const entries = new Map<string, Buffer>();
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50;) {
    const [packed, nameLength, extra] = [
      bytes.readUInt32LE(at + 18),
      bytes.readUInt16LE(at + 26),
      bytes.readUInt16LE(at + 28),
    ];
    const from = at + 30 + nameLength + extra;
    entries.set(
      bytes.toString("utf8", at + 30, at + 30 + nameLength),
      inflateRawSync(bytes.subarray(from, from + packed)),
    );
    at = from + packed;
  }
  return entries;
}
