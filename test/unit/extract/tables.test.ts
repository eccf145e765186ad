import { expect, it } from "vitest";
import { pickSentences } from "../../../electron/core/extract/digest.ts";
import { tableFacts } from "../../../electron/core/extract/tableFacts.ts";
import { rowsBySentence, tablesOf } from "../../../electron/core/extract/tables.ts";
import { type DocumentText, makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { readBytes } from "../../helpers/readBytes.ts";

async function read(html: string): Promise<DocumentText> {
  const { read: pages, outline, title } = await readBytes(html, "a.html");
  const document = { id: "a".repeat(64), title: title ?? "", language: "en", pages: pages.length, unread: [] };
  return makeDocumentText({ document, pages, outline });
}

const rents =
  "<table><thead><tr><th rowspan=2>Region<th rowspan=2>House<th colspan=2>Rent<tr><th>2023<th>2024</thead>" +
  "<tr><td rowspan=2>North<td>Mill<td>100<td>120<tr><td>Barn<td>90<td>95<tr><td>South<td>Yard<td rowspan=2>70<td>80<tr><td>West<td>Lane<td>85</table>";

it("gives a value all the names above it, and the words of a cell to all its rows, but no number twice", async () => {
  const [table, ...others] = tablesOf(await read(rents));
  expect(others).toEqual([]);
  expect(table?.header?.cells).toEqual(["Region", "House", "Rent 2023", "Rent 2024"]);
  expect(table?.rows.map(({ cells }) => cells)).toEqual([
    ["North", "Mill", "100", "120"],
    ["North", "Barn", "90", "95"],
    ["South", "Yard", "70", "80"],
    ["West", "Lane", "", "85"],
  ]);
});

it("names columns so in what is computed of them", async () => {
  const facts = tableFacts(await read(rents));
  const columns = facts.filter(({ kind }) => kind === "column");
  expect(columns.map(({ label }) => label)).toEqual(["Region", "House", "Rent 2023", "Rent 2024"]);
  expect(columns.at(-1)?.data).toMatchObject({ type: "numbers", total: 380, count: 4 });
});

it("does not name columns by a title above all of them", async () => {
  const rows = ["Rent<td>900", "Heat<td>80", "Water<td>30"].map((cells) => `<tr><td>${cells}`).join("");
  const html = `<table><thead><tr><th colspan=2>Costs of Ely<tr><th>Item<th>Sum</thead>${rows}</table>`;
  expect(tablesOf(await read(html)).map(({ header }) => header?.cells)).toEqual([["Item", "Sum"]]);
});

it("keeps tables apart that stand beside each other", async () => {
  const row = (name: string, value: number) => `<tr><td>${name}<td>${value}`;
  const one = `<table><tr><th>Item<th>Cost${row("Rent", 900)}${row("Heat", 80)}${row("Water", 30)}</table>`;
  const source = await read(one + one.replace("Item", "Tax").replace("Cost", "Sum"));
  expect(tablesOf(source).map(({ header, rows }) => [header?.cells[0], rows.length])).toEqual([
    ["Item", 3],
    ["Tax", 3],
  ]);
  expect([...rowsBySentence(source).values()].filter(({ isHeader }) => isHeader)).toHaveLength(2);
});

it("puts rows before what names them where a document is nothing but a table", async () => {
  const ducks =
    "<table><caption>Basic duck facts</caption><tr><th>Name<th>Habitat<tr><td>Mallard<td>Ponds<tr><td>Teal<td>Marshes<tr><td>Wigeon<td>Rivers</table>";
  const lines = pickSentences(await read(ducks), "short").map(({ text }) => text.replaceAll("\t", " "));
  expect(lines).toEqual(["Mallard Ponds", "Teal Marshes"]);
});
