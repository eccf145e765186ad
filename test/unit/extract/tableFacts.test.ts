import { describe, expect, it } from "vitest";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { tableFacts } from "../../../electron/core/extract/tableFacts.ts";
import { tableDocument } from "./tableDocument.ts";

type Total = number | null | undefined;

/** The totals of the columns of numbers by their names; null where adding up means nothing, absent where a column is none of numbers. */
function totalsOf(rows: readonly string[], language = "en"): Record<string, Total> {
  const source = makeDocumentText(
    tableDocument(
      rows.map((row) => row.split("|")),
      language,
    ),
  );
  const columns = tableFacts(source).flatMap(({ kind, label, data }) =>
    kind === "column" && data?.type === "numbers" ? [[label || String(data.column), data.total] as const] : [],
  );
  return Object.fromEntries(columns);
}

type Case = [about: string, rows: string[], totals: Record<string, Total>, language?: string];

describe("the header of a table", () => {
  it.each<Case>([
    ["may be years", ["Item|2023|2024", "Rent|500|520", "Food|300|310", "Heating|90|95"], { 2023: 890, 2024: 925 }],
    ["may be one year", ["Item|2023", "Rent|500", "Food|300", "Heating|90"], { 2023: 890 }],
    ["may be years alone", ["2022|2023", "500|520", "300|310", "90|95"], { 2022: 890, 2023: 925 }],
    [
      "may be years from the last one on",
      ["|2024|2023", "Rent|500|520", "Food|300|310", "Heat|90|95"],
      { 2024: 890, 2023: 925 },
    ],
    [
      "may be years that end in another",
      ["Item|2022/23|2023/24", "Rent|1900|2000", "Food|300|310", "Heat|90|95"],
      { "2022/23": 2290, "2023/24": 2405 },
    ],
    [
      "may be years of business",
      ["Item|FY2023|FY 24", "Rent|500|520", "Food|300|310", "Heat|90|95"],
      { FY2023: 890, "FY 24": 925 },
    ],
    [
      "may be quarters",
      ["Posten|Q1 2024|2. Quartal 2024", "Miete|500|520", "Strom|300|310", "Gas|90|95"],
      { "Q1 2024": 890, "2. Quartal 2024": 925 },
      "de",
    ],
    [
      "may be months",
      ["Poste|janv. 2024|02/2024", "Loyer|500|520", "Repas|300|310", "Gaz|90|95"],
      { "janv. 2024": 890, "02/2024": 925 },
      "fr",
    ],
    [
      "may be plans",
      ["Post|Budget 2024|2025E", "Huur|500|520", "Eten|300|310", "Gas|90|95"],
      { "Budget 2024": 890, "2025E": 925 },
      "nl",
    ],
    [
      "may be days",
      ["Item|31.12.2023|31.12.2024", "Cash|500|520", "Debt|300|310", "Stock|90|95"],
      { "31.12.2023": 890, "31.12.2024": 925 },
    ],
    ["is none where it is a row", ["Rent|500", "Food|300", "Heating|90"], { 2: 890 }],
    ["is none where years are what is told", ["Ely|1904", "Bath|1921", "York|1987"], { 2: null }],
    ["is none where a round number is an amount", ["Rent|2000", "Food|300", "Heating|90"], { 2: 2390 }],
  ])("%s", (_, rows, totals, language) => {
    expect(totalsOf(rows, language)).toEqual(totals);
  });
});

describe("a row of totals", () => {
  it.each<Case>([
    [
      "is left out of the sum",
      ["Item|2023|2024", "Rent|500|520", "Food|300|310", "Total|800|830"],
      { 2023: 800, 2024: 830 },
    ],
    ["may have no name", ["Item|Amount", "Rent|500", "Food|300", "Heating|90", "|890"], { Amount: 890 }],
    [
      "may stand among the others",
      ["Item|Amount", "Rent|500", "Food|300", "Subtotal|800", "Tax|80", "Total|880"],
      { Amount: 880 },
    ],
    ["may stand first", ["Region|Sold", "All regions|890", "North|500", "South|300", "West|90"], { Sold: 890 }],
    [
      "may be told with a unit",
      ["Posten|Betrag", "Miete|500,00", "Strom|300,00", "Summe (EUR)|800,00"],
      { Betrag: 800 },
      "de",
    ],
    [
      "may be told in a compound",
      ["Posten|Betrag", "Miete|500", "Strom|300", "Zwischensumme I|800", "Steuer|80", "Gesamtkosten|880"],
      { Betrag: 880 },
      "de",
    ],
    [
      "may be French",
      ["Poste|Montant", "Loyer|500", "Repas|300", "Sous-total|800", "Impôt|80", "Total général|880"],
      { Montant: 880 },
      "fr",
    ],
    ["may be Spanish", ["Partida|Importe", "Renta|500", "Comida|300", "Suma total|800"], { Importe: 800 }, "es"],
    ["may be Italian", ["Voce|Importo", "Affitto|500", "Cibo|300", "Totale complessivo|800"], { Importo: 800 }, "it"],
    ["may be Portuguese", ["Item|Valor", "Renda|500", "Comida|300", "Total geral|800"], { Valor: 800 }, "pt"],
    [
      "may be Dutch",
      ["Post|Bedrag", "Huur|500", "Eten|300", "Subtotaal|800", "Btw|80", "Eindtotaal|880"],
      { Bedrag: 880 },
      "nl",
    ],
    ["may be a balance", ["Item|Amount", "Revenue|500", "Costs|-300", "Net income|200"], { Amount: 200 }],
    [
      "is no value that is the sum of others by chance",
      ["Part|Count", "Nails|1", "Screws|2", "Bolts|3", "Nuts|10"],
      { Count: 16 },
    ],
    ["is no company of such a name", ["Firm|Shares", "Shell|10", "BP|20", "Total Energies|45"], { Shares: 75 }],
    ["is no number without a name among others without", ["500|1", "300|2", "800|5"], { 1: 1600, 2: 8 }],
  ])("%s", (_, rows, totals, language) => {
    expect(totalsOf(rows, language)).toEqual(totals);
  });
});

describe("the numbers of a column", () => {
  it.each<Case>([
    [
      "have their minus behind them",
      ["Konto|Saldo", "Kasse|1.200,50", "Bank|100,50-", "Darlehen|5.000,00-", "Vorrat|20,00"],
      { Saldo: -3880 },
      "de",
    ],
    [
      "have brackets for a minus",
      ["Account|Balance", "Cash|1,200.50", "Bank|(100.50)", "Debt|(5,000.00)", "Other|20.00"],
      { Balance: -3880 },
    ],
    [
      "have sides of an account",
      ["Account|Balance", "Cash|1,200.50 DR", "Bank|100.50 CR", "Debt|5,000.00 CR", "Other|20.00 DR"],
      { Balance: -3880 },
    ],
    ["have credits among charges", ["Shop|Amount", "Inn|200.50", "Refund|100.50 CR", "Rail|20.00"], { Amount: 120 }],
    [
      "have a minus beside the currency",
      ["Account|Balance", "Cash|€ -1,200.50", "Bank|EUR -100.50", "Fees|-€20.00", "Other|€ 500.00"],
      { Balance: -821 },
    ],
    ["have scales", ["Account|Balance", "Cash|1.2 M", "Bank|900 k", "Debt|300", "Other|20"], { Balance: 2_100_320 }],
    [
      "have German scales",
      ["Land|Umsatz", "Nord|1,2 Mrd.", "Süd|900 Mio.", "West|50 Mio."],
      { Umsatz: 2_150_000_000 },
      "de",
    ],
    [
      "have any minus",
      ["Month|Result", "Jan|−250", "Feb|–120", "Mar|‑30", "Apr|- 50", "May|－10", "Jun|1000"],
      { Result: 540 },
    ],
    [
      "have apostrophes",
      ["Posten|Betrag", "Miete|1'234.50", "Strom|2’500.00", "Wasser|300.25"],
      { Betrag: 4034.75 },
      "de",
    ],
    ["have spaces", ["Poste|Montant", "Loyer|1 234,50", "Gaz|2 500,00", "Eau|300,25"], { Montant: 4034.75 }, "fr"],
    ["have lakhs", ["Item|Amount", "House|1,25,000", "Boat|2,50,000", "Shed|75,000"], { Amount: 450_000 }],
    [
      "have points for thousands beside whole numbers",
      ["Posten|Betrag", "Miete|1.200", "Strom|300", "Wasser|95"],
      { Betrag: 1595 },
      "und",
    ],
    [
      "have three digits behind the point",
      ["Part|Weight", "Nail|0.125", "Screw|1.250", "Bolt|2.500"],
      { Weight: 3.875 },
    ],
    [
      "have points for thousands where they are round",
      ["Teil|Menge", "A|1.000", "B|2.000", "C|3.500"],
      { Menge: 6500 },
      "und",
    ],
    [
      "have points for thousands beside dates",
      ["Tag|Menge", "05.03.2024|1.000", "06.03.2024|200", "07.03.2024|30"],
      { Menge: 1230 },
      "de",
    ],
    [
      "have gaps",
      ["Item|Amount", "Rent|500", "Food|–", "Heating|90", "Garden|n/a", "Water|30", "Gas|k. A."],
      { Amount: 620 },
    ],
    ["have one unit", ["Part|Weight", "Nail|5 kg", "Screw|6 kg", "Bolt|7 kg"], { Weight: 18 }],
    ["add up to no more digits than they have", ["A|B", "x|0.1", "y|0.2", "z|0.4"], { B: 0.7 }],
    ["are the same in a column of years' amounts", ["Item|2023", "Rent|1900", "Food|2000", "Gas|450"], { 2023: 4350 }],
    ["are no years where they are prices", ["Flat|Rent", "A|1900", "B|2000", "C|1950"], { Rent: 5850 }],
  ])("%s", (_, rows, totals, language) => {
    expect(totalsOf(rows, language)).toEqual(totals);
  });

  it.each<Case>([
    ["shares", ["Quay|Share", "North|40%", "South|35%", "East|25%"], { Share: null }],
    ["shares by their header", ["Kai|Anteil in %", "Nord|40", "Süd|35", "Ost|25"], { "Anteil in %": null }, "de"],
    ["years", ["Club|Founded", "Ely|1904", "Bath|1921", "York|1987"], { Founded: null }],
    ["ranges", ["Boat|Days", "A|5-10", "B|3–5", "C|10 to 14"], {}],
    ["days", ["Posten|Datum", "Miete|05.03.2024", "Strom|06.03.2024", "Wasser|11.03.2024"], {}, "de"],
    ["times", ["Train|Leaves", "A|12:30", "B|13:15", "C|14:00"], {}],
    ["numbers of rows", ["No|Item|Amount", "1|Rent|500", "2|Food|300", "3|Gas|90"], { No: null, Amount: 890 }],
    [
      "numbers of articles",
      ["Artikelnummer|Menge", "10023|5", "10057|6", "20011|7"],
      { Artikelnummer: null, Menge: 18 },
      "de",
    ],
    ["numbers with zeros before them", ["Town|Area", "Ely|01353", "Bath|01225", "York|01904"], { Area: null }],
    ["two currencies", ["Account|Balance", "Cash|€ 20", "Bank|$ 30", "Fees|€ 40"], { Balance: null }],
    ["two units", ["Part|Weight", "Nail|5 g", "Screw|6 kg", "Bolt|7 g"], { Weight: null }],
    ["degrees", ["Town|Day", "Ely|20 °C", "Bath|21 °C", "York|−2 °C"], { Day: null }],
    [
      "places",
      ["Town|Lat|Lon", "Ely|52.3995|0.2624", "Bath|51.3811|2.3590", "York|53.9600|1.0873"],
      { Lat: null, Lon: null },
    ],
    [
      "the numbers that name its rows",
      ["Rechnung|Betrag", "2024001|500", "2024002|300", "2024005|90"],
      { Rechnung: null, Betrag: 890 },
      "de",
    ],
    ["a unit of some", ["Land|Omzet", "A|12 mm", "B|900", "C|300"], { Omzet: null }, "nl"],
    ["names with a number", ["Room|Seats", "Hall 1|50", "Hall 2|60", "Hall 5|70"], { Seats: 180 }],
  ])("are not added up of %s", (_, rows, totals, language) => {
    expect(totalsOf(rows, language)).toEqual(totals);
  });
});
