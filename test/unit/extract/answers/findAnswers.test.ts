import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type AnswerValue, columnDraftSchema, templateFileSchema } from "../../../../electron/contract/answerTables.ts";
import { findAnswers, type FoundAnswer } from "../../../../electron/core/extract/answers/findAnswers.ts";
import { type DocumentText, makeDocumentText } from "../../../../electron/core/text/documentText.ts";
import { readBytes } from "../../../helpers/readBytes.ts";

async function sourceOf(text: string, name = "document.md"): Promise<DocumentText> {
  const { read, language, outline, format } = await readBytes(text, name);
  const document = { id: "d", title: name, language, format, pages: read.length, unread: [] };
  return makeDocumentText({ document, pages: read, outline });
}

function columnsOf(template: string) {
  const file = path.resolve(import.meta.dirname, "../../../../resources/tableTemplates", `${template}.json`);
  return templateFileSchema.parse(JSON.parse(readFileSync(file, "utf8"))).columns;
}

function plain(value: AnswerValue): string {
  switch (value.kind) {
    case "money":
      return `${String(value.amount)} ${value.currency ?? "?"}`;
    case "number":
      return String(value.number);
    case "date":
      return value.date;
    case "period":
      return value.period;
    case "boolean":
      return String(value.boolean);
    case "choice":
      return value.choice;
    case "party":
      return value.party;
    case "text":
      return value.text;
  }
}

/** What is found of the columns that have something, several answers with "; " between. */
async function found(
  text: string,
  template: string,
  name?: string,
): Promise<Record<string, { values: string; answers: readonly FoundAnswer[] }>> {
  const columns = columnsOf(template);
  const findings = findAnswers(await sourceOf(text, name), columns);
  return Object.fromEntries(
    findings.flatMap(({ answers }, at) =>
      answers.length === 0
        ? []
        : [[columns[at]?.name ?? "", { values: answers.map(({ value }) => plain(value)).join("; "), answers }]],
    ),
  );
}

function valuesOf(all: Awaited<ReturnType<typeof found>>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).map(([name, { values }]) => [name, values]));
}

const lease = `# LEASE

This Lease is made on 5 May 2026 between Harbour Estates Ltd, whose registered office is at 3 Dock Road, Bristol (the "Landlord"), and Mr Daniel Okafor, of 18 Mill Lane, Bath (the "Tenant").

## 1. Premises
The Landlord lets the shop at 27 High Street, Bristol. The floor area is 112 square metres.

## 2. Term
The lease commences on 1 June 2026 and ends on 31 May 2031.

## 3. Rent
The Tenant shall pay a rent of £1,450 per month in the first year and £1,600 per month from the second year on. A service charge of £180 per month is payable in addition.

## 4. Deposit
On signing, the Tenant shall pay a deposit of £4,350.

## 5. Subletting
The Tenant shall not sublet the premises or any part of them.
`;

describe("findAnswers", () => {
  it("finds the terms of a lease", async () => {
    const all = await found(lease, "lease");
    expect(valuesOf(all)).toMatchObject({
      Landlord: "Harbour Estates Ltd",
      Tenant: "Daniel Okafor",
      Area: "112",
      Start: "2026-06-01",
      End: "2031-05-31",
      Rent: "1450 GBP; 1600 GBP",
      "Service charges": "180 GBP",
      Deposit: "4350 GBP",
      Subletting: "false",
    });
    expect(all["Rent"]?.answers.map(({ condition }) => condition)).toEqual([
      "in the first year",
      "from the second year on",
    ]);
    expect(all["Deposit"]?.answers[0]).toMatchObject({ sure: true, text: "£4,350" });
    expect(all["Deposit"]?.answers[0]?.sentences.map(({ text }) => text)).toEqual([
      "On signing, the Tenant shall pay a deposit of £4,350.",
    ]);
  });

  it("finds parties by the roles that stand on lines of their own", async () => {
    const text = `Mietvertrag\n\nzwischen\n\nWohnbau Nordstern GmbH, Lindenallee 12, 20144 Hamburg\n– nachfolgend Vermieter genannt –\n\nund\n\nFrau Katrin Sommer, Ahornweg 3, 22767 Hamburg\n– nachfolgend Mieterin genannt –\n\nDie Kaution beträgt 2.535,00 EUR. Der Vertrag kann mit einer Frist von drei Monaten zum Monatsende gekündigt werden.`;
    expect(valuesOf(await found(text, "lease", "lease.txt"))).toMatchObject({
      Landlord: "Wohnbau Nordstern GmbH",
      Tenant: "Katrin Sommer",
      Deposit: "2535 EUR",
      "Notice period": "P3M",
    });
  });

  it("finds the fields of an invoice in lines", async () => {
    const text = `Oficina Mar Azul, Lda.\nRua das Flores, 120\n\nFATURA N.º FT 2025/318\n\nData de emissão: 14/03/2025\nData de vencimento: 13/04/2025\nN.º de cliente: C-2081\n\nCliente:\nHotel Praia Dourada, S.A.\nAvenida da Liberdade 55\n\nBase tributável: 1.560,00 €\nIVA (23%): 358,80 €\nTotal a pagar: 1.918,80 €\n\nIBAN: PT50 0002 0123 1234 5678 9015 4`;
    expect(valuesOf(await found(text, "invoice", "fatura.txt"))).toMatchObject({
      Number: "FT 2025/318",
      Date: "2025-03-14",
      Due: "2025-04-13",
      Supplier: "Oficina Mar Azul, Lda.",
      Customer: "Hotel Praia Dourada, S.A.",
      "Customer number": "C-2081",
      "Net amount": "1560 EUR",
      "Tax rate": "23",
      Tax: "358.8 EUR",
      Total: "1918.8 EUR",
      IBAN: "PT50 0002 0123 1234 5678 9015 4",
    });
  });

  it("finds the fields of an invoice in tables, beside and below their labels", async () => {
    const text = `| Invoice no. | Date | Due date |\n|---|---|---|\n| 4711 | 12 March 2026 | 26 March 2026 |\n\n| Item | Price |\n|---|---|\n| Drill | £298.00 |\n| Saw | £100.00 |\n| Subtotal | £398.00 |\n| VAT 20 % | £79.60 |\n| Total due | £477.60 |\n`;
    expect(valuesOf(await found(text, "invoice"))).toMatchObject({
      Number: "4711",
      Date: "2026-03-12",
      Due: "2026-03-26",
      "Net amount": "398 GBP",
      "Tax rate": "20",
      Tax: "79.6 GBP",
      Total: "477.6 GBP",
    });
  });

  it("finds both parties, the law and the times of a Dutch contract", async () => {
    const text = `# Overeenkomst van opdracht\n\n1. **Zonnewind Advies B.V.**, gevestigd te Groningen, hierna te noemen: "Opdrachtnemer";\n\nen\n\n2. **Stichting Stadspark**, gevestigd te Assen, hierna te noemen: "Opdrachtgever";\n\n## Artikel 2 – Duur\nDe overeenkomst gaat in op 1 mei 2025 en eindigt op 30 april 2026. De overeenkomst wordt niet stilzwijgend verlengd.\n\n## Artikel 3 – Vergoeding\nDe vergoeding bedraagt € 18.500 exclusief btw. Facturen worden betaald binnen 14 dagen na ontvangst.\n\n## Artikel 6 – Toepasselijk recht\nOp deze overeenkomst is Nederlands recht van toepassing.\n`;
    expect(valuesOf(await found(text, "contract"))).toMatchObject({
      Parties: "Zonnewind Advies B.V.; Stichting Stadspark",
      Start: "2025-05-01",
      End: "2026-04-30",
      Renewal: "false",
      Price: "18500 EUR",
      "Payment term": "P14D",
      "Governing law": "Op deze overeenkomst is Nederlands recht van toepassing.",
    });
  });

  it("finds who was at a meeting and when the next one is", async () => {
    const text = `# Verbale dell'assemblea dei soci\n\nL'anno 2025, il giorno 22 maggio, si è riunita l'assemblea dei soci.\n\nPresenti: Marta Galli, Paolo Conti, Sara Neri.\n\nAssenti giustificati: Gino Russo.\n\nLa prossima riunione è fissata per il 18 settembre 2025.\n`;
    expect(valuesOf(await found(text, "minutes"))).toMatchObject({
      Date: "2025-05-22",
      Present: "Marta Galli; Paolo Conti; Sara Neri",
      Absent: "Gino Russo",
      "Next meeting": "2025-09-18",
    });
  });

  it("takes of several names the one that the role stands beside", async () => {
    const text = "Present: Tom Baker, Anna Lee (chair), Priya Shah";
    expect(valuesOf(await found(text, "minutes"))).toMatchObject({ Chair: "Anna Lee" });
  });

  it("finds what stands where letters have it, and calls it unsure", async () => {
    const text = `Maria Fernandez\n\nE-mail: maria.fernandez@example.com\n\nDear Ms Brown,\n\nI have seven years of professional experience. My notice period is two months, and my salary expectation is £48,000 a year.\n\nYours sincerely\n\nMaria Fernandez\n`;
    const all = await found(text, "application");
    expect(valuesOf(all)).toMatchObject({
      Name: "Maria Fernandez",
      Experience: "7",
      "Notice period": "P2M",
      "Salary wish": "48000 GBP",
      "E-mail": "maria.fernandez@example.com",
    });
    expect(all["Name"]?.answers[0]?.sure).toBe(false);
  });

  it("finds the fields of a message in its lines and sentences", async () => {
    const text = `Von: Sabine Krüger <s.krueger@example.com>\n\nDatum: 3. Februar 2026\n\nmeine Kaffeemaschine (Bestellnummer B-88213, Kundennummer 554120) ist defekt. Ich habe 129,90 € bezahlt und möchte mein Geld zurück. Bitte antworten Sie bis spätestens 15. Februar 2026.\n`;
    expect(valuesOf(await found(text, "supportMail", "mail.txt"))).toMatchObject({
      Sender: "Sabine Krüger",
      Date: "2026-02-03",
      "Order number": "B-88213",
      "Customer number": "554120",
      Amount: "129.9 EUR",
      Deadline: "2026-02-15",
    });
  });

  it("keeps a number, a name and a currency whole", async () => {
    const text = `# Agreement\n\nThis agreement is made between the Harbour Street Housing Cooperative (the “Landlord”), and Mateo Rivas (the “Tenant”).\n\nCustomer number: 778 120 4\n\nOrder number: 09/844,237\n\n| Item | Amount |\n| --- | --- |\n| Rent | 1,240 |\n\nThe deposit is 2,480 EUR, and a late fee of 20 EUR is due.\n`;
    expect(valuesOf(await found(text, "lease"))).toMatchObject({
      Landlord: "Harbour Street Housing Cooperative",
      Tenant: "Mateo Rivas",
      Rent: "1240 EUR",
    });
    expect(valuesOf(await found(text, "supportMail"))).toMatchObject({
      "Customer number": "778 120 4",
      "Order number": "09/844,237",
    });
  });

  it("is not sure of a first name alone", async () => {
    const recipient = columnDraftSchema.parse({ name: "Recipient", kind: "party", words: ["Dear"] });
    const [answer] =
      findAnswers(await sourceOf("Dear Pete,\n\nThank you for the letter.\n"), [recipient])[0]?.answers ?? [];
    expect(answer?.sure ?? false).toBe(false);
  });

  it("is not sure where another value stands under the same label, nor of what holds under a condition or held before", async () => {
    const deposit = columnDraftSchema.parse({ name: "Deposit", question: "How much is the deposit?", kind: "money" });
    const sure = async (text: string): Promise<boolean | undefined> =>
      findAnswers(await sourceOf(text), [deposit])[0]?.answers[0]?.sure;
    expect(await sure("The deposit is €500.")).toBe(true);
    expect(await sure("The deposit is €500.\n\nThe deposit is €700.")).toBe(false);
    expect(await sure("If the flat is furnished the deposit is €500.")).toBe(false);
    expect(await sure("The previous deposit was €500.")).toBe(false);
  });

  it("finds nothing where nothing is stated", async () => {
    const text = "The committee discussed the weather for 3.1 hours. It was pleasant, and everybody went home early.";
    expect(valuesOf(await found(text, "invoice"))).toEqual({});
  });

  it("shows passages that may answer, best first, with their heading", async () => {
    const column = columnDraftSchema.parse({
      name: "Notice",
      question: "How long is the notice period?",
      kind: "period",
      words: ["notice period"],
    });
    const filler = Array.from({ length: 80 }, (_, index) => `Paragraph ${String(index)} speaks of gardens and of tea.`);
    const text = `# Rules\n\n${filler.join("\n\n")}\n\n# Leaving\n\nWho wants to leave writes a letter. The notice period is one month.\n`;
    const passages = findAnswers(await sourceOf(text), [column])[0]?.passages.map((sentence) => sentence.text) ?? [];
    expect(passages[0]).toBe("The notice period is one month.");
    expect(passages).toContain("Leaving");
    expect(passages.length).toBeLessThanOrEqual(12);
  });
});
