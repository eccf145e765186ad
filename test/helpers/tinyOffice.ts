import { tinyZip } from "./tinyZip.ts";

type Parts = Readonly<Record<string, Uint8Array | string>>;

const relationTypes = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const names = [
  'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"',
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"',
  'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"',
  `xmlns:r="${relationTypes}"`,
].join(" ");
const sheetNames = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${relationTypes}"`;

/** The list of what a part leads to: an id and `type target`, with `!` before a target outside of the package. */
export function relations(targets: Readonly<Record<string, string>>): string {
  const entries = Object.entries(targets).map(([id, typed]) => {
    const [type = "", target = ""] = typed.split(" ");
    const mode = target.startsWith("!") ? ' TargetMode="External"' : "";
    return `<Relationship Id="${id}" Type="${relationTypes}/${type}" Target="${target.replace("!", "")}"${mode}/>`;
  });
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries.join("")}</Relationships>`;
}

/** A part of a presentation in the usual namespaces: `element("p:sld", …)`. */
export function element(name: string, content: string, attributes = ""): string {
  return `<?xml version="1.0"?><${name} ${names} ${attributes}>${content}</${name}>`;
}

export function slide(shapes: string, attributes = ""): string {
  return element("p:sld", `<p:cSld><p:spTree>${shapes}</p:spTree></p:cSld>`, attributes);
}

/** A shape with a text: `at` is its place and size in points, `type` the kind of its placeholder. */
export function shape(paragraphs: string, options: { at?: readonly number[]; type?: string } = {}): string {
  const placeholder = options.type === undefined ? "" : `<p:ph type="${options.type}"/>`;
  const [x, y, width, height] = (options.at ?? []).map((points) => points * 12_700);
  const place = options.at ? `<a:xfrm><a:off x="${x}" y="${y}"/><a:ext cx="${width}" cy="${height}"/></a:xfrm>` : "";
  return (
    `<p:sp><p:nvSpPr><p:cNvPr id="1" name="s"/><p:cNvSpPr/><p:nvPr>${placeholder}</p:nvPr></p:nvSpPr>` +
    `<p:spPr>${place}</p:spPr><p:txBody><a:bodyPr/>${paragraphs}</p:txBody></p:sp>`
  );
}

export function drawn(text: string, properties = ""): string {
  return `<a:p>${properties}<a:r><a:t>${text}</a:t></a:r></a:p>`;
}

/** A PPTX of these slides, on paper of 960 × 540 points. */
export function tinyPptx(slides: readonly string[], more: Parts = {}): Uint8Array {
  const ids = slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="s${index + 1}"/>`).join("");
  return tinyZip({
    "_rels/.rels": relations({ r1: "officeDocument ppt/presentation.xml" }),
    "ppt/presentation.xml": element(
      "p:presentation",
      `<p:sldIdLst>${ids}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/>`,
    ),
    "ppt/_rels/presentation.xml.rels": relations(
      Object.fromEntries(slides.map((_, index) => [`s${index + 1}`, `slide slides/slide${index + 1}.xml`])),
    ),
    ...Object.fromEntries(slides.map((xml, index) => [`ppt/slides/slide${index + 1}.xml`, xml])),
    ...more,
  });
}

/** An XLSX: sheets by name (`!` before that of a hidden one) with the XML of their rows. */
export function tinyXlsx(
  sheets: Readonly<Record<string, string>>,
  options: { strings?: readonly string[]; styles?: string; workbook?: string; more?: Parts } = {},
): Uint8Array {
  const list = Object.keys(sheets).map((name, index) => {
    const state = name.startsWith("!") ? ' state="hidden"' : "";
    return `<sheet name="${name.replace("!", "")}" sheetId="${index + 1}"${state} r:id="s${index + 1}"/>`;
  });
  const targets = Object.keys(sheets).map((_, index) => [
    `s${index + 1}`,
    `worksheet worksheets/sheet${index + 1}.xml`,
  ]);
  return tinyZip({
    "_rels/.rels": relations({ r1: "officeDocument xl/workbook.xml" }),
    "xl/workbook.xml": `<workbook ${sheetNames}>${options.workbook ?? ""}<sheets>${list.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations({
      ...(Object.fromEntries(targets) as Record<string, string>),
      strings: "sharedStrings sharedStrings.xml",
      styles: "styles styles.xml",
    }),
    "xl/sharedStrings.xml": `<sst ${sheetNames}>${(options.strings ?? []).map((item) => `<si>${item}</si>`).join("")}</sst>`,
    "xl/styles.xml": `<styleSheet ${sheetNames}>${options.styles ?? ""}</styleSheet>`,
    ...Object.fromEntries(
      Object.values(sheets).map((rows, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `<worksheet ${sheetNames}><sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
    ...options.more,
  });
}

const odfNames = ["office", "style", "text", "table", "presentation"]
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .concat(
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"',
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"',
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"',
  )
  .join(" ");

export type OdfKind = "text" | "presentation" | "spreadsheet";

/** An OpenDocument file with this body and these automatic styles. */
export function tinyOdf(kind: OdfKind, body: string, styles = "", more: Parts = {}): Uint8Array {
  return tinyZip({
    mimetype: `application/vnd.oasis.opendocument.${kind}`,
    "content.xml": `<office:document-content ${odfNames}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
    ...more,
  });
}

export function odfStyles(masters: string, automatic: string): string {
  return `<office:document-styles ${odfNames}><office:automatic-styles>${automatic}</office:automatic-styles><office:master-styles>${masters}</office:master-styles></office:document-styles>`;
}

/** The same in one piece of XML. */
export function flatOdf(kind: OdfKind, body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<office:document ${odfNames} office:mimetype="application/vnd.oasis.opendocument.${kind}"><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document>`;
}
