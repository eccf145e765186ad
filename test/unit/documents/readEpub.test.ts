import { describe, expect, it } from "vitest";
import { printedLabel } from "../../../electron/contract/pageLabels.ts";
import { blocksOf, readBytes } from "../../helpers/readBytes.ts";
import { tinyEpub } from "../../helpers/tinyEpub.ts";
import { tinyZip } from "../../helpers/tinyZip.ts";
import { words as told } from "../../helpers/words.ts";

const words = (count: number) => "word ".repeat(count);

describe("EPUB", () => {
  it("is read in the order of its spine, each chapter on a page of its own", async () => {
    const book = tinyEpub([
      { name: "z%20first.xhtml", body: "<h1>One</h1><script src='a.js'/><p>First<br/>chapter.</p>" },
      { name: "a.xhtml", body: "<h2>Two</h2><p>Second &amp; last.</p>" },
    ]);
    const result = await readBytes(book, "a.epub");
    expect(result).toMatchObject({ format: "epub", title: "The Book", language: "en", pages: 2, notes: [] });
    expect(result.read.map((page) => blocksOf(page))).toEqual([
      ["heading: One", "paragraph: First chapter."],
      ["heading: Two", "paragraph: Second & last."],
    ]);
  });

  it("takes the titles of chapters without a heading from its table of contents, new or old", async () => {
    const chapters = [
      { name: "1.xhtml", body: "<p>The Start</p><p>It began.</p>" },
      { name: "2.xhtml", body: "<p>It went on.</p>" },
      { name: "3.xhtml", body: "<h1>Own</h1><p>It ended.</p>" },
    ];
    const expected = [
      ["heading: The Start", "paragraph: It began."],
      ["heading: On & on", "paragraph: It went on."],
      ["heading: Own", "paragraph: It ended."],
    ];
    const nav = tinyEpub(chapters, {
      manifest: '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>',
      spine: '<itemref idref="nav"/>',
      others: {
        "OPS/nav.xhtml":
          '<html xmlns:epub="http://www.idpf.org/2007/ops"><body><h1>Contents</h1><nav epub:type="landmarks"><a href="1.xhtml">Text</a></nav>' +
          '<nav epub:type="toc"><ol><li><a href="1.xhtml">The start</a></li><li><a href="2.xhtml#x">On &amp; <i>on</i></a></li><li><a href="3.xhtml">Not this</a></li></ol></nav></body></html>',
      },
    });
    const ncx = tinyEpub(chapters, {
      manifest: '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
      others: {
        "OPS/toc.ncx":
          '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>The start</text></navLabel><content src="1.xhtml"/>' +
          '<navPoint><navLabel><text>On &amp; on</text></navLabel><content src="2.xhtml"/></navPoint></navPoint></navMap></ncx>',
      },
    });
    for (const book of [nav, ncx])
      expect((await readBytes(book, "a.epub")).read.map((page) => blocksOf(page))).toEqual(expected);
  });

  it("labels its pages with those of the printed edition, and knows its notes", async () => {
    const body =
      `<span epub:type="pagebreak" title="7"/><p>${words(300)}</p><p>${words(150)}<span role="doc-pagebreak" aria-label="8"></span>${words(100)}</p>` +
      `<p>After.</p><aside epub:type="footnote"><p>A note.</p></aside><section role="doc-endnotes"><ol><li role="doc-endnote">An end note.</li></ol></section>`;
    const result = await readBytes(
      tinyEpub([
        { name: "1.xhtml", body },
        { name: "2.xhtml", body: "<p>Still there.</p>" },
      ]),
      "a.epub",
    );
    expect(result.read.map(({ label }) => label)).toEqual(["7–8", "8", "8"].map(printedLabel));
    expect(blocksOf(result.read[1])).toEqual(["paragraph: After.", "footnote: A note.", "footnote: An end note."]);
  });

  it("says so where a chapter is missing", async () => {
    const book = tinyEpub([{ name: "1.xhtml", body: "<p>Here.</p>" }], {
      manifest: '<item id="gone" href="gone.xhtml" media-type="application/xhtml+xml"/>',
      spine: '<itemref idref="gone"/>',
    });
    const result = await readBytes(book, "a.epub");
    expect(result.read.map(({ text }) => text)).toEqual(["Here."]);
    expect(result.notes.map(told.reason)).toEqual(["1 of the 2 chapters are missing or damaged."]);
  });

  const encryption = (algorithm: string, uri: string) => ({
    "META-INF/encryption.xml":
      '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>' +
      `<enc:EncryptionMethod Algorithm="${algorithm}"/><enc:CipherData><enc:CipherReference URI="${uri}"/></enc:CipherData></enc:EncryptedData></encryption>`,
  });

  it("is refused where its seller locked the text, and read where only fonts are scrambled", async () => {
    const chapters = [{ name: "1.xhtml", body: "<p>Text.</p>" }];
    const locked = tinyEpub(chapters, {
      others: encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OPS/1.xhtml"),
    });
    await expect(readBytes(locked, "a.epub")).rejects.toMatchObject({
      code: "PASSWORD_REQUIRED",
      data: { reason: "SOLD_LOCKED", canUnlock: false },
    });
    for (const others of [
      encryption("http://www.idpf.org/2008/embedding", "OPS/font.otf"),
      encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OPS/cover.jpg"),
    ]) {
      expect((await readBytes(tinyEpub(chapters, { others }), "a.epub")).read[0]?.text).toBe("Text.");
    }
  });

  it("never leaves its archive", async () => {
    const book = tinyEpub([{ name: "1.xhtml", body: "<p>Text.</p>" }], {
      manifest:
        '<item id="out" href="../../../../etc/hostname" media-type="application/xhtml+xml"/><item id="web" href="http://example.org/a.xhtml" media-type="application/xhtml+xml"/>',
      spine: '<itemref idref="out"/><itemref idref="web"/>',
    });
    expect((await readBytes(book, "a.epub")).read.map(({ text }) => text)).toEqual(["Text."]);
  });

  it.each([
    ["no container", tinyZip({ mimetype: "application/epub+zip", "a.opf": "<package/>" })],
    ["a container that leads nowhere", tinyZip({ "META-INF/container.xml": "<container/>" })],
    ["a package that is no XML", tinyEpub([], { others: { "OPS/book.opf": "<package><manifest>" } })],
    ["no chapters", tinyEpub([])],
    [
      "entities that grow",
      tinyEpub([], {
        others: { "OPS/book.opf": '<!DOCTYPE a [<!ENTITY b "xx"><!ENTITY c "&b;&b;">]><package>&c;</package>' },
      }),
    ],
    ["half of its bytes", tinyEpub([{ name: "1.xhtml", body: words(1000) }]).subarray(0, 400)],
  ])("with %s is damaged", async (_name, bytes) => {
    await expect(readBytes(bytes, "a.epub")).rejects.toMatchObject({ code: "DOCUMENT_DAMAGED" });
  });

  it("reads pages that are drawings, fallbacks of what it cannot read, and names with percent signs", async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg"><title>Plate</title><text x="1" y="2">A ship passes.</text></svg>';
    const book = tinyEpub([{ name: "last.xhtml", body: "<p>Last.</p>" }], {
      manifest:
        '<item id="s" href="a.svg" media-type="image/svg+xml"/><item id="x" href="x.bin" media-type="application/x-own" fallback="y"/>' +
        '<item id="y" href="y.bin" media-type="image/png" fallback="z"/><item id="z" href="z%20%C3%BC.xhtml" media-type="application/xhtml+xml"/>' +
        '<item id="p" href="p.png" media-type="image/png"/><item id="o" href="o.bin" media-type="application/x-own"/>',
      spine: '<itemref idref="s"/><itemref idref="x"/><itemref idref="p"/><itemref idref="o"/>',
      others: {
        "OPS/a.svg": svg,
        "OPS/z%20%C3%BC.xhtml": "<html><body><p>Instead.</p></body></html>",
        "OPS/o.bin": "no text of a book",
      },
    });
    const result = await readBytes(book, "a.epub");
    expect(result.read.map(({ text }) => text)).toEqual(["A ship passes.", "Instead.", "Last."]);
    expect(result.notes.map(told.reason)).toEqual(["1 of the 4 chapters are missing or damaged."]);
    const pictures = tinyEpub([], {
      manifest: '<item id="p" href="p.png" media-type="image/png"/>',
      spine: '<itemref idref="p"/>',
    });
    await expect(readBytes(pictures, "a.epub")).rejects.toMatchObject({ code: "DOCUMENT_NO_TEXT" });
  });

  it("may lie in a folder of its archive", async () => {
    const book = tinyZip({
      "book/META-INF/container.xml":
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
      "book/a.opf":
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>',
      "book/c.xhtml": "<html><body><h1>Found</h1><p>Text.</p></body></html>",
    });
    const result = await readBytes(book, "a.epub");
    expect(result.title).toBe("Found");
    expect(result.read[0]?.text).toBe("Found\nText.");
  });

  it("is stopped where it unpacks to more than the limit, also of what nobody reads", async () => {
    const bomb = tinyEpub([{ name: "1.xhtml", body: "<p>Text.</p>" }], {
      others: { "OPS/cover.jpg": "A".repeat(3 * 2 ** 20) },
    });
    await expect(readBytes(bomb, "a.epub", { limits: { inflatedMb: 1 } })).rejects.toMatchObject({
      code: "READ_INFLATED_LIMIT",
    });
  });

  it("may nest elements as deep as it likes", async () => {
    const deep = 20_000;
    const body = `<p>Before.</p>${"<div><b>".repeat(deep)}Inside.${"</b></div>".repeat(deep)}<p>After.</p>`;
    const result = await readBytes(tinyEpub([{ name: "1.xhtml", body }]), "a.epub");
    expect(result.read[0]?.text).toBe("Before.\nInside.\nAfter.");
  });
});
