import { tinyZip } from "./tinyZip.ts";

export interface TinyChapter {
  readonly name: string;
  /** inside `<body>` */
  readonly body: string;
  readonly head?: string;
}

/** An e-book of these chapters; `others` are more entries, or replace those that are made here. */
export function tinyEpub(
  chapters: readonly TinyChapter[],
  options: { others?: Readonly<Record<string, string>>; manifest?: string; spine?: string; metadata?: string } = {},
): Uint8Array {
  const items = chapters.map(
    ({ name }, index) => `<item id="c${index}" href="${name}" media-type="application/xhtml+xml"/>`,
  );
  const refs = chapters.map((_, index) => `<itemref idref="c${index}"/>`);
  return tinyZip({
    mimetype: "application/epub+zip",
    "META-INF/container.xml":
      '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">' +
      '<rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    "OPS/book.opf":
      '<?xml version="1.0"?><package version="3.0" xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">' +
      `${options.metadata ?? "<dc:title>The Book</dc:title><dc:language>en</dc:language>"}</metadata>` +
      `<manifest>${items.join("")}${options.manifest ?? ""}</manifest><spine toc="ncx">${options.spine ?? ""}${refs.join("")}</spine></package>`,
    ...Object.fromEntries(
      chapters.map(({ name, body, head }) => [`OPS/${decodeURIComponent(name)}`, xhtml(body, head)]),
    ),
    ...options.others,
  });
}

function xhtml(body: string, head = "<title/>"): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">' +
    `<head>${head}</head><body>${body}</body></html>`
  );
}
