import { describe, expect, it } from "vitest";
import { isTitle, pageTitle, titleLine } from "../../../electron/readerProcess/documentTitle.ts";
import { usableTitle } from "../../../electron/readerProcess/titleProperty.ts";
import { readBytes } from "../../helpers/readBytes.ts";
import { tinyEpub } from "../../helpers/tinyEpub.ts";

describe("a title", () => {
  it.each([
    "Untitled",
    "Introduction",
    "1. Introduction",
    "Microsoft Word - draft.doc",
    "index.html",
    "5 March 2024",
    "March 2024",
    "3. Mai 2024",
    "2024-05-01",
    "2024年5月1日",
    "arXiv:2206.01062v1 [cs.CV] 2 Jun 2022",
    "2206.01062v1 [cs.CV] 2 Jun 2022",
    "SPECIMEN",
  ])("is not %s", (text) => expect(isTitle(text)).toBe(false));

  it.each([
    "Rights of water",
    "Minutes of 5 March 2024",
    "The 1848 census",
    "Introduction to algebra",
    "Chapter 4",
    "1984: a novel",
    "A Sample",
    "Civic Index",
    "契約書",
    "Copy that: radio in the air",
  ])("may be %s", (text) => expect(isTitle(text)).toBe(true));

  it("is not what a scanner calls its pages, but may begin like it", () => {
    for (const name of ["Scan", "scan_0012", "Scanned Document"]) expect(usableTitle(name, "a.pdf")).toBeNull();
    for (const name of ["Scandinavia", "Scansion"]) expect(usableTitle(name, "a.pdf")).toBe(name);
  });

  it.each([
    ["Chapter 4 | The Site", "Chapter 4", "Chapter 4"],
    ["The Site – Offers – Spring", "Spring", "Spring"],
    ["Water: a right - The Site", "Water: a right", "Water: a right"],
    ["Opening hours", "Welcome", "Opening hours"],
    ["Untitled Document", "Opening hours", null],
    [null, "Opening hours", null],
  ])("of a page called %s under the heading %s is %s", (title, heading, found) => {
    expect(pageTitle(title, heading)).toBe(found);
  });

  it.each([
    ["Rights of water\n\nThe valley has three springs.", "Rights of water"],
    ["  THE VALLEY\n==========\n\nIt has three springs.", "THE VALLEY"],
    ["Dear Anna,\n\nThe valley has three springs.", null],
    ["The valley has three springs.\n\nThe oldest is dry.", null],
    ["2024-05-01 10:00 started\n\n2024-05-01 10:01 ended", null],
    ["5 March 2024\n\nDear Anna,", null],
    ["Subject: Water\n\nText.", null],
    ["The valley\nhas three springs.\n\nEnd.", null],
    ["One line", null],
  ])("of the text %s is %s", (text, found) => {
    expect(titleLine(text)).toBe(found);
  });

  it("may be the bold line that a notebook begins with", async () => {
    const cells = ["**Water** rights", "**Rights of _water_**", "# Setup"].map((source) => ({
      cell_type: "markdown",
      source,
    }));
    const titleOf = async (shown: unknown[]) =>
      (await readBytes(JSON.stringify({ nbformat: 4, cells: shown }), "a.ipynb")).title;
    expect(await titleOf(cells.slice(1))).toBe("Rights of water");
    expect(await titleOf(cells)).toBe("Setup");
  });

  it("of an e-book is never the name of its file", async () => {
    const book = tinyEpub([{ name: "1.xhtml", body: "<h1>The lighthouse</h1><p>Text.</p>" }], {
      metadata: "<dc:title>Unknown</dc:title>",
    });
    expect((await readBytes(book, "pg1234.epub")).title).toBe("The lighthouse");
  });
});
