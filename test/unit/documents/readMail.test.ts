import { describe, expect, it } from "vitest";
import { blocksOf, readBytes } from "../../helpers/readBytes.ts";
import { tinyPdf } from "../../helpers/tinyPdf.ts";
import { tinyDocx, tinyZip, wordParagraph } from "../../helpers/tinyZip.ts";
import { words } from "../../helpers/words.ts";

const head = "From: Anna Berg <anna@example.org>\nTo: bo@example.org\nDate: Fri, 3 May 2024 10:00:00 +0200\n";

interface Part {
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly name?: string;
  readonly more?: string;
}

/** A message of these parts; bodies that are bytes are sent in base64. */
function mixed(subject: string, parts: readonly Part[]): string {
  const boundary = `b-${subject.replace(/\W/gu, "")}`;
  const written = parts.map(({ type, body, name, more }) => {
    const disposition = name === undefined ? "" : `Content-Disposition: attachment; filename="${name}"\n`;
    const encoding = typeof body === "string" ? "" : "Content-Transfer-Encoding: base64\n";
    const text = typeof body === "string" ? body : Buffer.from(body).toString("base64").replace(/.{76}/gu, "$&\n");
    return `--${boundary}\nContent-Type: ${type}\n${disposition}${encoding}${more ?? ""}\n${text}\n`;
  });
  return `${head}Subject: ${subject}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="${boundary}"\n\n${written.join("")}--${boundary}--\n`;
}

const text = (body: string): Part => ({ type: "text/plain; charset=utf-8", body });

describe("e-mail", () => {
  it("is its subject, who wrote to whom and when, and what was written, replies with their marks", async () => {
    const source =
      `${head}Cc: =?UTF-8?Q?J=C3=B6rg?= <j@example.org>, "Lie, Tor" <tor@example.org>\nSubject: =?ISO-8859-1?Q?Caf=E9?=\n =?UTF-8?B?IGF0IDM=?=\n` +
      "Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\n" +
      "Yes, the caf=E9 at=\n three.\n\nOn Thursday Bo wrote:\n> Shall we meet?\n> I am free.\n>> Some time.\n\n-- \nAnna\n";
    const result = await readBytes(source.replaceAll("\n", "\r\n"), "a.eml");
    expect(result).toMatchObject({ format: "eml", title: "Café at 3", notes: [] });
    expect(blocksOf(result.read[0])).toEqual([
      "heading: Café at 3",
      "paragraph: From: Anna Berg <anna@example.org>",
      "paragraph: To: bo@example.org",
      "paragraph: Cc: Jörg <j@example.org>, Lie, Tor <tor@example.org>",
      "paragraph: Date: Fri, 3 May 2024 10:00:00 +0200",
      "paragraph: Yes, the café at three.",
      "paragraph: On Thursday Bo wrote:",
      "paragraph: > Shall we meet?",
      "paragraph: > I am free.",
      "paragraph: >> Some time.",
      "paragraph: --",
      "paragraph: Anna",
    ]);
  });

  const alternative = (plain: string, html: string) =>
    `${head}Subject: S\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\n${plain}\n` +
    `--x\nContent-Type: text/html\n\n${html}\n--x--\n`;

  it("is read in its plain form, in HTML where there is none or where that is no more than a pointer", async () => {
    const bodyOf = async (source: string) => blocksOf((await readBytes(source, "a.eml")).read[0]).slice(4);
    const long = "word ".repeat(60).trim();
    expect(await bodyOf(alternative("Plain.", "<p>HTML.</p>"))).toEqual(["paragraph: Plain."]);
    expect(await bodyOf(alternative("See the web.", `<p>${long}</p><img src="http://a.b/c.png">`))).toEqual([
      `paragraph: ${long}`,
    ]);
    expect(
      await bodyOf(`${head}Subject: S\nContent-Type: text/html\n\n<h2>A</h2><table><tr><td>1<td>2</table>`),
    ).toEqual(["heading: A", "tableRow: 1\t2"]);
  });

  it("is followed by what is attached, a page or more for each file with its name as the label", async () => {
    const source = mixed("Papers", [
      text("See the files."),
      {
        type: "application/pdf",
        name: "scan.pdf",
        body: tinyPdf([[{ x: 72, y: 700, text: "First page." }], [{ x: 72, y: 700, text: "Second page." }]]),
      },
      { type: "application/octet-stream", name: "../../letter.docx", body: tinyDocx(wordParagraph("Dear Sir.")) },
      { type: "text/csv", name: "list.csv", body: "a,b\n1,2\n" },
      { type: "image/png", body: "not shown", more: "Content-ID: <1>\nContent-Disposition: inline\n" },
      { type: "application/pgp-signature", name: "sig.asc", body: "nobody reads this" },
    ]);
    const result = await readBytes(source, "a.eml");
    expect(result.read.map(({ number, label, text: page }) => [number, label, page])).toEqual([
      [1, null, expect.stringContaining("See the files.")],
      [2, { code: "FILE", data: { name: "scan.pdf" } }, "First page."],
      [3, { code: "PRINTED", data: { text: "2" }, within: ["scan.pdf"] }, "Second page."],
      [4, { code: "FILE", data: { name: "letter.docx" } }, "Dear Sir."],
      [5, { code: "FILE", data: { name: "list.csv" } }, "a\tb\n1\t2"],
    ]);
    expect(result.read[2]?.sentences.map(({ id }) => id)).toEqual(["p3.s1"]);
    expect(result.read[1]).toMatchObject({ size: null, runs: [] });
    expect(result.notes).toEqual([]);
  });

  it("tells what came without a name by its number and its kind", async () => {
    const rows = Array.from({ length: 201 }, (_, index) => `${index},b`).join("\n");
    const source = mixed("Nameless", [
      text("Hello."),
      { type: "text/csv", body: rows, more: "Content-Disposition: attachment\n" },
      { type: "application/octet-stream", body: Buffer.from([0, 1, 2]), more: "Content-Disposition: attachment\n" },
    ]);
    const result = await readBytes(source, "a.eml");
    const csv = { code: "ATTACHMENT", data: { number: 1, extension: ".csv" } };
    expect(result.read.map(({ label }) => label)).toEqual([
      null,
      { code: "ROWS", data: { first: 1, last: 200 }, within: [csv] },
      { code: "ROWS", data: { first: 201, last: 201 }, within: [csv] },
    ]);
    expect(result.notes.map(({ within }) => within)).toEqual([
      [{ code: "ATTACHMENT", data: { number: 2, extension: "" } }],
    ]);
  });

  it("names what it could not read of it", async () => {
    const source = mixed("Odd", [
      text("Hello."),
      { type: "application/zip", name: "all.zip", body: tinyZip({ "a.txt": "text" }) },
      { type: "application/pdf", name: "broken.pdf", body: Buffer.from("%PDF-1.4 and no more") },
      { type: "text/plain", name: "empty.txt", body: "" },
    ]);
    const result = await readBytes(source, "a.eml");
    expect(result.pages).toBe(1);
    expect(result.notes.map(words.reason).join("\n")).toBe(
      "“all.zip”: It was not read: it is a ZIP archive.\n“broken.pdf”: It was not read: it is damaged.\n“empty.txt”: It was not read: it has no text.",
    );
  });

  it("holds others, three deep", async () => {
    const nest = (depth: number): string =>
      mixed(`Level ${depth}`, [
        text(`Body ${depth}.`),
        ...(depth < 6
          ? [{ type: "message/rfc822", body: `From someone Fri May  3 10:00:00 2024\n${nest(depth + 1)}` }]
          : []),
      ]);
    const result = await readBytes(nest(1), "a.eml");
    const message = { code: "MESSAGE", data: {} };
    expect(result.outline.map(({ title }) => title)).toEqual(["Level 1", "Level 2", "Level 3", "Level 4"]);
    expect(result.read[2]?.label).toEqual({ code: "FILE", data: { name: message }, within: [message] });
    expect(result.notes.map(({ within }) => within)).toEqual([Array.from({ length: 4 }, () => message)]);
    expect(result.notes.map(words.reason)[0]).toMatch(/^(?:“message\.eml”: ){4}It/u);
    expect(result.notes).toHaveLength(1);
    expect(result.notes.map(words.reason)[0]).toContain("3 files deep");
  });

  it("shares the limits of unpacked bytes and of pages with what is attached", async () => {
    const big = (name: string): Part => ({
      type: "application/octet-stream",
      name,
      body: tinyDocx(wordParagraph("A".repeat(700_000))),
    });
    const source = mixed("Two", [text("Hello."), big("one.docx"), big("two.docx")]);
    const result = await readBytes(source, "a.eml", { limits: { inflatedMb: 1 } });
    expect(result.read.map(({ label }) => label)).toEqual([null, { code: "FILE", data: { name: "one.docx" } }]);
    expect(result.notes.map(words.reason)[0]).toMatch(/^“two\.docx”: It was not read.*limit in the settings/u);
    const pages = mixed("Pages", [text("Hello."), { type: "text/plain", name: "a.txt", body: "1\f2\f3" }]);
    await expect(readBytes(pages, "a.eml", { limits: { pages: 3 } })).rejects.toMatchObject({
      code: "READ_PAGE_LIMIT",
    });
  });

  it("is read as far as it goes where it is cut off, and refused where its parts nest without end", async () => {
    const cut = mixed("Cut", [
      text("Kept."),
      { type: "text/plain", name: "a.txt", body: Buffer.from("Half of a file") },
    ]);
    const result = await readBytes(cut.slice(0, cut.indexOf("--b-Cut--") - 8), "a.eml");
    expect(result.read.map(({ text: page }) => page.split("\n").at(-1))).toEqual([
      "Kept.",
      expect.stringContaining("Half of"),
    ]);
    let nested = "Content-Type: text/plain\n\nx\n";
    for (let depth = 0; depth < 400; depth++)
      nested = `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n${nested}--b${depth}--\n`;
    await expect(readBytes(`${head}Subject: Bomb\n${nested}`, "a.eml")).rejects.toMatchObject({
      code: "DOCUMENT_DAMAGED",
    });
  });
});

describe("a mailbox", () => {
  const message = (subject: string, body: string) =>
    `From anna@example.org Fri May  3 10:00:00 2024\n${head}Subject: ${subject}\n\n${body}\n\n`;

  it("is its messages in order, each beginning a page", async () => {
    const box =
      message("First", "From here on it rains.\n>From time to time it snows.\n>>From quoted.") +
      message("Second", "Dear all,\n\nFrom Oslo with love.") +
      `From - Fri May  3 11:00:00 2024\n${mixed("Third", [text("See it."), { type: "text/plain", name: "note.txt", body: "A note." }])}`;
    const result = await readBytes(box.replaceAll("\n", "\r\n"), "Archive 2024.mbox");
    expect(result).toMatchObject({ format: "mbox", title: "Archive 2024" });
    expect(result.outline.map(({ title, page }) => [title, page])).toEqual([
      ["First", 1],
      ["Second", 2],
      ["Third", 3],
    ]);
    expect(blocksOf(result.read[0]).slice(4)).toEqual([
      "paragraph: From here on it rains.",
      "paragraph: From time to time it snows.",
      "paragraph: > From quoted.",
    ]);
    expect(result.read.map(({ label }) => label)).toEqual([
      null,
      null,
      null,
      { code: "FILE", data: { name: "note.txt" } },
    ]);
  });

  it("goes on after a damaged message", async () => {
    let nested = "Content-Type: text/plain\n\nx\n";
    for (let depth = 0; depth < 100; depth++)
      nested = `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n${nested}`;
    const box = `${message("First", "One.")}From x Fri May  3 10:00:00 2024\n${nested}\n\n${message("Third", "Three.")}`;
    const result = await readBytes(box, "a.mbox");
    expect(result.outline.map(({ title }) => title)).toEqual(["First", "Third"]);
    expect(result.notes.map(words.reason)).toEqual(["Message 2 is damaged and was not read."]);
  });
});

describe("the encoding of an e-mail", () => {
  const sent = (type: string, body: Uint8Array, subject = "S") =>
    Buffer.concat([
      Buffer.from(`${head}Subject: ${subject}\nContent-Type: ${type}\nContent-Transfer-Encoding: 8bit\n\n`),
      body,
    ]);
  const bodyOf = async (source: Uint8Array) => blocksOf((await readBytes(source, "a.eml")).read[0]).slice(4);
  const fee = "Die Gebühr beträgt fünfzig Euro.";

  it.each([
    ["us-ascii", Buffer.from(fee)],
    ["unknown-8bit", Buffer.from(fee)],
    ["iso-8859-1", Buffer.from(fee, "latin1")],
    ["cp850", Buffer.from(fee.replaceAll("ü", "\u0081").replaceAll("ä", "\u0084"), "latin1")],
  ])("is what its bytes show, then what it names: %s", async (charset, body) => {
    expect(await bodyOf(sent(`text/plain; charset=${charset}`, body))).toEqual([`paragraph: ${fee}`]);
  });

  it("is named by the HTML of a part", async () => {
    const html = Buffer.from('<meta charset="windows-1251"><p>\u00CE\u00EF\u00EB\u00E0\u00F2\u00E0.</p>', "latin1");
    expect(await bodyOf(sent("text/html", html))).toEqual(["paragraph: Оплата."]);
  });

  it("is that of the text for header fields as they are, and of encoded words that are cut inside a character", async () => {
    const latin = Buffer.from(
      `${head.replace("Anna", "J\u00FCrgen")}Subject: Geb\u00FChr\nContent-Type: text/plain; charset=iso-8859-1\n\nx\n`,
      "latin1",
    );
    const result = await readBytes(latin, "a.eml");
    expect(result.title).toBe("Gebühr");
    expect(blocksOf(result.read[0])[1]).toBe("paragraph: From: Jürgen Berg <anna@example.org>");
    const cut = "=?utf-8?B?ww==?=\n =?utf-8?B?hG5kZXJ1bmc=?= =?utf-8?Q?_der_Geb=C3?= =?utf-8?Q?=BChren?=";
    expect((await readBytes(sent("text/plain", Buffer.from("x"), cut), "a.eml")).title).toBe("Änderung der Gebühren");
  });

  it("joins the lines of flowed text by the depth of their quotes", async () => {
    const body = "Both may end \nit in May.\n\n> quoted line \n> goes on.\n>> deeper \n>> too.\nYes.\n-- \nAnna\n";
    expect(await bodyOf(sent("text/plain; charset=utf-8; format=flowed", Buffer.from(body)))).toEqual(
      ["Both may end it in May.", "> quoted line goes on.", ">> deeper too.", "Yes.", "--", "Anna"].map(
        (line) => `paragraph: ${line}`,
      ),
    );
  });

  it("takes text files that are shown within a message as files of their own", async () => {
    const file = {
      type: "text/plain; charset=iso-8859-1",
      more: 'Content-Disposition: inline; filename="b.txt"\n',
      body: "In the file.",
    };
    const result = await readBytes(mixed("Inline", [text("See it."), file]), "a.eml");
    expect(result.read.map(({ label, text: page }) => [label, page.split("\n").at(-1)])).toEqual([
      [null, "See it."],
      [{ code: "FILE", data: { name: "b.txt" } }, "In the file."],
    ]);
  });
});
