import { describe, expect, it } from "vitest";
import { type ChangeReason, isLight } from "../../../electron/contract/compare.ts";
import { compareSources } from "../../../electron/core/compare/compareSources.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { tableDocument } from "../extract/tableDocument.ts";
import { textDocument } from "../summarize/textDocument.ts";

/** What the changes between two texts are about, in the order they are listed in. */
function reasonsOf(before: string, after: string, language = "en"): ChangeReason[][] {
  const [left, right] = [before, after].map((text) => ({
    source: makeDocumentText(textDocument([text], { language })),
  }));
  if (!left || !right) throw new Error("two texts");
  return compareSources(left, right).changes.map(({ reasons }) => reasons);
}

function isOfMeaning(before: string, after: string, language?: string): boolean {
  return reasonsOf(before, after, language).some(
    ([importance]) => importance !== undefined && !isLight({ importance }),
  );
}

type Case = [about: string, before: string, after: string, reason: ChangeReason, language?: string];

describe("a number that changed", () => {
  it.each<Case>([
    ["its sign", "The profit was 500.", "The profit was −500.", "number"],
    ["its sign, of few digits", "It is kept at 5 degrees.", "It is kept at -5 degrees.", "number"],
    ["its sign, in brackets", "Net result of the year: 7,200.", "Net result of the year: (7,200).", "number"],
    ["its sign, behind it", "Der Saldo beträgt 100,50 EUR.", "Der Saldo beträgt 100,50- EUR.", "amount", "de"],
    ["its sign, before the currency", "The flow was €20.00 a share.", "The flow was -€20.00 a share.", "amount"],
    ["its sign, in words", "Il faisait 5 degrés.", "Il faisait moins 5 degrés.", "number", "fr"],
    ["its side of the account", "The balance is 100.50 CR.", "The balance is 100.50 DR.", "number"],
    ["its scale", "Its revenue was €900k.", "Its revenue was €900M.", "amount"],
    [
      "its scale, German",
      "Der Umsatz betrug 5 Millionen Euro.",
      "Der Umsatz betrug 5 Milliarden Euro.",
      "amount",
      "de",
    ],
    ["its scale, Spanish", "Vendió 3 mil coches.", "Vendió 3 millones de coches.", "number", "es"],
    ["its scale, Dutch", "De omzet was 5 miljoen.", "De omzet was 5 miljard.", "number", "nl"],
    ["its unit", "The rate rises by 2 percent.", "The rate rises by 2 percentage points.", "number"],
    ["its unit, Italian", "Il tasso sale del 2 per cento.", "Il tasso sale di 2 punti percentuali.", "number", "it"],
    ["its unit, by a sign", "The fee is 10 % of the price.", "The fee is 10 ‰ of the price.", "number"],
    ["its unit of time", "O prazo é de 10 dias.", "O prazo é de 10 meses.", "number", "pt"],
    ["how often it is due", "The rent is 500 euros a month.", "The rent is 500 euros a week.", "number"],
    ["its currency", "The rent is 500 euros.", "The rent is 500 dollars.", "amount"],
    ["one end of its range", "The delivery takes 5-10 days.", "The delivery takes 5-15 days.", "number"],
    ["its bound", "The tenant keeps at least 5 keys.", "The tenant keeps at most 5 keys.", "number"],
    ["its place in an order", "The 3rd session was held here.", "The 4th session was held here.", "number"],
    ["its order, in words", "The first session was held here.", "The second session was held here.", "number"],
    ["as a word", "Le contrat dure trois ans.", "Le contrat dure quatre ans.", "number", "fr"],
    ["as a year", "The bridge was built in 2019.", "The bridge was built in 2020.", "date"],
    [
      "its place with another",
      "Ann gets 5 pounds and Ben gets 10 pounds.",
      "Ann gets 10 pounds and Ben gets 5 pounds.",
      "amount",
    ],
  ])("in %s is told", (_, before, after, reason, language) => {
    expect(reasonsOf(before, after, language).map(([importance]) => importance)).toEqual([reason]);
  });

  it.each<[about: string, before: string, after: string, language?: string]>([
    ["another minus", "The profit was −5 million euros.", "The profit was -5 million euros."],
    ["a minus for brackets", "Result of the year: (7,200).", "Result of the year: -7,200."],
    ["no separator of thousands", "The bridge cost 1,000 euros.", "The bridge cost 1000 euros."],
    ["an apostrophe", "Die Brücke kostete 1000 Franken.", "Die Brücke kostete 1'000 Franken.", "de"],
    ["a space", "Le pont coûte 1.000 euros.", "Le pont coûte 1 000 euros.", "fr"],
    ["a dash for a word", "Die Lieferung dauert 5 bis 10 Tage.", "Die Lieferung dauert 5–10 Tage.", "de"],
    ["another dash of a range", "The delivery takes 5-10 days.", "The delivery takes 5–10 days."],
    ["no brackets of an aside", "The deposit (500 euros) is due.", "The deposit of 500 euros is due."],
    ["a word", "The contract runs for 3 years.", "The contract runs for three years."],
    ["a longer scale", "The bridge cost 5m euros.", "The bridge cost 5 million euros."],
    ["the sign of a currency", "The rent is €500.", "The rent is 500 euros."],
    ["the sign of per cent", "The fee is 10 % of it.", "The fee is 10 percent of it."],
    ["a month by its name", "The lease ends on 2024-05-03.", "The lease ends on 3 May 2024."],
  ])("only in its form, %s, is no change of meaning", (_, before, after, language) => {
    expect(isOfMeaning(before, after, language)).toBe(false);
  });

  it("comes before changes of wording", () => {
    expect(
      reasonsOf(
        "We thank all staff for their work. The profit was 5 euros. The office lies near the river.",
        "We thank all colleagues for their work. The profit was −5 euros. The office lies close to the river.",
      ),
    ).toEqual([["amount"], ["wording"], ["wording"]]);
  });
});

describe("a cell of a table that changed", () => {
  const compared = (before: string, after: string): (ChangeReason | undefined)[] => {
    const [left, right] = [before, after].map((cell) => ({
      source: makeDocumentText(
        tableDocument([
          ["Item", "2023"],
          ["Profit", cell],
          ["Tax", "90"],
        ]),
      ),
    }));
    if (!left || !right) throw new Error("two tables");
    return compareSources(left, right).changes.map(({ importance }) => importance);
  };

  it.each([
    ["500", "-500"],
    ["500", "(500)"],
    ["500", "500-"],
    ["7 CR", "7 DR"],
    ["1.2 M", "1.2 k"],
  ])("from %s to %s is told by its number", (before, after) => {
    expect(compared(before, after)).toEqual(["number"]);
  });

  it.each([
    ["(7,200)", "-7,200"],
    ["-7,200", "7,200-"],
    ["7,200", "7200"],
  ])("from %s to %s is no change of meaning", (before, after) => {
    expect(compared(before, after)).toEqual(["wording"]);
  });
});

describe("a date that changed", () => {
  it.each<Case>([
    ["its day", "Der Vertrag beginnt am 01.03.2024.", "Der Vertrag beginnt am 03.01.2024.", "date", "de"],
    ["its month", "El contrato empieza el 1 de marzo.", "El contrato empieza el 1 de mayo.", "date", "es"],
    [
      "its place with another",
      "It runs from 1 May 2024 to 3 June 2024.",
      "It runs from 3 June 2024 to 1 May 2024.",
      "date",
    ],
  ])("in %s is told", (_, before, after, reason, language) => {
    expect(reasonsOf(before, after, language).map(([importance]) => importance)).toEqual([reason]);
  });
});

describe("who does something to whom", () => {
  it.each<[before: string, after: string, language: string]>([
    ["The tenant pays the landlord.", "The landlord pays the tenant.", "en"],
    ["Anna sold the house to Ben.", "Ben sold the house to Anna.", "en"],
    ["The boat is faster than the train.", "The train is faster than the boat.", "en"],
    ["Der Mieter zahlt dem Vermieter die Kaution.", "Der Vermieter zahlt dem Mieter die Kaution.", "de"],
    ["Le locataire verse le loyer au bailleur.", "Le bailleur verse le loyer au locataire.", "fr"],
    ["L'acheteur paie le vendeur.", "Le vendeur paie l'acheteur.", "fr"],
    ["El inquilino paga la renta al dueño.", "El dueño paga la renta al inquilino.", "es"],
    ["Il conduttore paga il canone al locatore.", "Il locatore paga il canone al conduttore.", "it"],
    ["O inquilino paga a renda ao dono.", "O dono paga a renda ao inquilino.", "pt"],
    ["De huurder betaalt de huur aan de verhuurder.", "De verhuurder betaalt de huur aan de huurder.", "nl"],
  ])("is told where two change places: %s", (before, after, language) => {
    expect(reasonsOf(before, after, language)[0]?.[0]).toBe("roles");
  });

  it("is told where another party of the document must", () => {
    const lease = "The agent shall keep the keys. The carrier may not enter the house. The agent shall sweep the hall.";
    const reasons = reasonsOf(lease, lease.replace("agent shall sweep", "carrier shall sweep"));
    expect(reasons).toEqual([["roles"]]);
  });

  it.each<[about: string, before: string, after: string, language: string]>([
    ["a list", "Salt, pepper and oil are sold here.", "Oil, pepper and salt are sold here.", "en"],
    ["two of a pair", "The tenant and the landlord meet.", "The landlord and the tenant meet.", "en"],
    ["words with their articles", "Der Mieter zahlt dem Vermieter.", "Dem Vermieter zahlt der Mieter.", "de"],
    ["the passive", "The tenant pays the rent.", "The rent is paid by the tenant.", "en"],
    ["another word", "The staff keeps the keys.", "The crew keeps the keys.", "en"],
  ])("is not changed by %s", (_, before, after, language) => {
    expect(isOfMeaning(before, after, language)).toBe(false);
  });
});

describe("what turns the meaning of a sentence", () => {
  it.each<[language: string, before: string, after: string]>([
    ["en", "The tenant may keep a dog.", "The tenant must keep a dog."],
    ["en", "The tenant should sweep the hall.", "The tenant shall sweep the hall."],
    ["de", "Der Mieter darf einen Hund halten.", "Der Mieter muss einen Hund halten."],
    ["de", "Der Mieter soll die Treppe fegen.", "Der Mieter muss die Treppe fegen."],
    ["fr", "Le locataire peut garder un chien.", "Le locataire doit garder un chien."],
    ["es", "El inquilino puede tener un perro.", "El inquilino debe tener un perro."],
    ["it", "Il conduttore può tenere un cane.", "Il conduttore deve tenere un cane."],
    ["pt", "O inquilino pode ter um cão.", "O inquilino deve ter um cão."],
    ["nl", "De huurder mag een hond houden.", "De huurder moet een hond houden."],
  ])("is that it binds now (%s): %s", (language, before, after) => {
    expect(reasonsOf(before, after, language)).toEqual([["obligation"]]);
  });

  it.each<[language: string, before: string, after: string]>([
    ["en", "The roof is tight.", "The roof is not tight."],
    ["en", "The roof isn't tight.", "The roof is tight."],
    ["en", "The house has a cellar.", "The house has no cellar."],
    ["en", "It is let with a garden.", "It is let without a garden."],
    ["de", "Der Mieter haftet für den Schaden.", "Der Mieter haftet nicht für den Schaden."],
    ["de", "Das Haus hat einen Keller.", "Das Haus hat keinen Keller."],
    ["fr", "Le toit est étanche.", "Le toit n'est pas étanche."],
    ["fr", "Il ne ferme jamais la porte.", "Il ferme la porte."],
    ["es", "El techo es nuevo.", "El techo no es nuevo."],
    ["it", "Il tetto è nuovo.", "Il tetto non è nuovo."],
    ["pt", "O telhado é novo.", "O telhado não é novo."],
    ["nl", "Het dak is nieuw.", "Het dak is niet nieuw."],
    ["nl", "Het huis heeft een kelder.", "Het huis heeft geen kelder."],
  ])("is a denial (%s): %s", (language, before, after) => {
    expect(reasonsOf(before, after, language)).toEqual([["negation"]]);
  });

  it.each<[language: string, before: string, after: string]>([
    ["en", "The wall stands above the river.", "The wall stands below the river."],
    ["en", "The rent rose last year.", "The rent fell last year."],
    ["en", "The buyer keeps the keys.", "The seller keeps the keys."],
    ["en", "Notice is given before the sale.", "Notice is given after the sale."],
    ["de", "Die Miete stieg im letzten Jahr.", "Die Miete sank im letzten Jahr."],
    ["de", "Der Käufer trägt die Kosten.", "Der Verkäufer trägt die Kosten."],
    ["fr", "Le loyer a augmenté cette année.", "Le loyer a diminué cette année."],
    ["fr", "L'avis est donné avant la vente.", "L'avis est donné après la vente."],
    ["es", "La renta subió el año pasado.", "La renta bajó el año pasado."],
    ["it", "Il canone è aumentato quest'anno.", "Il canone è diminuito quest'anno."],
    ["pt", "A renda aumentou no ano passado.", "A renda diminuiu no ano passado."],
    ["nl", "De huur steeg vorig jaar.", "De huur daalde vorig jaar."],
  ])("is an opposite (%s): %s", (language, before, after) => {
    expect(reasonsOf(before, after, language)).toEqual([["opposite"]]);
  });

  it.each<[language: string, before: string, after: string]>([
    ["en", "The tenant pays for the repair if he broke it.", "The tenant pays for the repair."],
    ["en", "Dogs are welcome.", "Dogs are welcome except in the hall."],
    ["en", "The fee is due if the hall is let.", "The fee is due unless the hall is let."],
    ["de", "Der Mieter zahlt die Reparatur, wenn er sie verursacht hat.", "Der Mieter zahlt die Reparatur."],
    ["de", "Hunde sind erlaubt.", "Hunde sind erlaubt, außer im Flur."],
    ["fr", "Le locataire paie la réparation si la vitre est brisée.", "Le locataire paie la réparation."],
    ["es", "El inquilino paga la reparación si rompe el vidrio.", "El inquilino paga la reparación."],
    ["it", "Il conduttore paga la riparazione se rompe il vetro.", "Il conduttore paga la riparazione."],
    ["pt", "O inquilino paga a reparação se partir o vidro.", "O inquilino paga a reparação."],
    ["nl", "De huurder betaalt de reparatie als hij het glas breekt.", "De huurder betaalt de reparatie."],
  ])("is a condition (%s): %s", (language, before, after) => {
    expect(reasonsOf(before, after, language)[0]).toContain("condition");
  });

  it.each<[language: string, before: string, after: string]>([
    ["en", "All members vote on it.", "Some members vote on it."],
    ["en", "Members vote on it.", "Only members vote on it."],
    ["de", "Alle Mitglieder stimmen ab.", "Einige Mitglieder stimmen ab."],
    ["fr", "Tous les membres votent.", "Quelques membres votent."],
    ["es", "Todos los socios votan.", "Algunos socios votan."],
    ["it", "Tutti i soci votano.", "Alcuni soci votano."],
    ["pt", "Todos os sócios votam.", "Alguns sócios votam."],
    ["nl", "Alle leden stemmen.", "Sommige leden stemmen."],
  ])("is of how many it holds (%s): %s", (language, before, after) => {
    expect(reasonsOf(before, after, language)).toEqual([["quantity"]]);
  });

  it.each<[language: string, before: string, after: string]>([
    ["en", "The tenant must not keep a dog.", "The tenant may not keep a dog."],
    ["en", "The tenant must pay the rent.", "The tenant shall pay the rent."],
    ["en", "The roof isn't tight.", "The roof is not tight."],
    ["en", "Notice is due on 3 May 2024.", "Notice is due on 2024-05-03."],
    ["en", "The roof is in good repair.", "The roof is in proper repair."],
    ["de", "Der Mieter zahlt pünktlich.", "Der Mieter zahlt rechtzeitig."],
  ])("is not there where the words alone are others (%s): %s", (language, before, after) => {
    expect(isOfMeaning(before, after, language)).toBe(false);
  });
});
