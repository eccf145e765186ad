import { describe, expect, it } from "vitest";
import { checkDirection } from "../../../electron/core/evidence/checkDirection.ts";

type Case = readonly [language: string, claim: string, quote: string];

const opposite: readonly Case[] = [
  ["en", "Exports of wine fell by a tenth.", "Exports of wine rose by a tenth in the spring."],
  ["en", "The council rejected the new timetable.", "After long talks the council accepted the new timetable."],
  ["en", "The buyer pays the freight.", "The seller pays the freight and the insurance."],
  ["en", "The minimum term of the lease is ten years.", "The maximum term of the lease is ten years."],
  ["en", "The hearing ends on Tuesday.", "On Tuesday the hearing begins."],
  ["en", "The firm employs fewer than 40 people.", "The firm employs more than 40 people."],
  ["en", "The jury acquitted the mayor of fraud.", "The mayor was convicted of fraud by the jury."],
  ["fr", "Le chiffre d'affaires a baissé de 3 % cette année.", "Le chiffre d'affaires a augmenté de 3 % cette année."],
  ["fr", "Le conseil a rejeté le nouveau budget.", "Le conseil a adopté le nouveau budget."],
  ["fr", "Le locataire paie les réparations du toit.", "Le bailleur paie les réparations du toit."],
  ["de", "Die Mieten in der Altstadt sind gesunken.", "Die Mieten in der Altstadt sind gestiegen."],
  ["de", "Der Rat nahm den neuen Fahrplan an.", "Der Rat lehnte den neuen Fahrplan ab."],
  ["de", "Der Verkäufer trägt die Kosten der Fracht.", "Der Käufer trägt die Kosten der Fracht."],
  ["de", "Die Laufzeit beträgt höchstens zehn Jahre.", "Die Laufzeit beträgt mindestens zehn Jahre."],
  ["es", "Las ventas de vino bajaron un 3 %.", "Las ventas de vino aumentaron un 3 %."],
  ["es", "El consejo rechazó el nuevo horario.", "El consejo aprobó el nuevo horario."],
  ["es", "El arrendador paga las reparaciones del tejado.", "El arrendatario paga las reparaciones del tejado."],
  ["it", "Le vendite di vino sono diminuite del 3 %.", "Le vendite di vino sono aumentate del 3 %."],
  ["it", "Il consiglio ha respinto il nuovo orario.", "Il consiglio ha approvato il nuovo orario."],
  ["it", "Il conduttore paga le riparazioni del tetto.", "Il locatore paga le riparazioni del tetto."],
  ["pt", "As vendas de vinho caíram 3 %.", "As vendas de vinho aumentaram 3 %."],
  ["pt", "O conselho rejeitou o novo horário.", "O conselho aprovou o novo horário."],
  ["pt", "O locatário paga os reparos do telhado.", "O locador paga os reparos do telhado."],
  ["nl", "De verkoop van wijn is gedaald.", "De verkoop van wijn is gestegen."],
  ["nl", "De raad wees de nieuwe dienstregeling af.", "De raad nam de nieuwe dienstregeling aan."],
  ["nl", "De huurder betaalt de herstelling van het dak.", "De verhuurder betaalt de herstelling van het dak."],
];

const same: readonly Case[] = [
  ["en", "Exports of wine grew by a tenth.", "Exports of wine rose by a tenth in the spring."],
  ["en", "The council did not accept the new timetable.", "The council rejected the new timetable."],
  ["en", "Exports rose and imports fell.", "Imports fell in the spring while exports rose."],
  ["en", "The buyer pays the seller.", "The seller is paid by the buyer."],
  ["en", "The 19-year-old joined the club.", "The new player joined the club."],
  ["en", "The team celebrated its first win.", "The team had lost every match until the last Sunday, when it won."],
  ["en", "The rent is low in the old town.", "In the harbour the rent is high. The old town has a market."],
  ["fr", "Le chiffre d'affaires progresse de 3 %.", "Le chiffre d'affaires a augmenté de 3 % cette année."],
  ["de", "Die Mieten in der Altstadt nahmen zu.", "Die Mieten in der Altstadt sind gestiegen."],
  ["de", "Der Rat hat den neuen Fahrplan abgelehnt.", "Der Rat lehnte den neuen Fahrplan ab."],
  ["es", "Las ventas de vino crecieron un 3 %.", "Las ventas de vino aumentaron un 3 %."],
  ["it", "Le vendite di vino sono cresciute del 3 %.", "Le vendite di vino sono aumentate del 3 %."],
  ["pt", "As vendas de vinho subiram 3 %.", "As vendas de vinho aumentaram 3 %."],
  ["nl", "De verkoop van wijn nam toe.", "De verkoop van wijn is gestegen."],
];

describe("the check of directions", () => {
  it.each(opposite)("finds the opposite (%s): %s | %s", (language, claim, quote) => {
    const [finding] = checkDirection(claim, [quote], { language });
    expect(finding?.code).toBe("DIRECTION_DIFFERS");
    const { words, other, data } = finding ?? {};
    expect(data).toEqual({ text: claim.slice(words?.start, words?.end), other: quote.slice(other?.start, other?.end) });
  });

  it.each(same)("has nothing against what says the same (%s): %s | %s", (language, claim, quote) => {
    expect(checkDirection(claim, [quote], { language })).toEqual([]);
  });

  it("names the words of the claim and those of the quote", () => {
    const quotes = ["The harbour was dredged.", "Exports of wine rose by a tenth."];
    expect(checkDirection("Exports of wine fell by a tenth.", quotes, { language: "en" })).toEqual([
      {
        code: "DIRECTION_DIFFERS",
        data: { text: "fell", other: "rose" },
        words: { start: 16, end: 20 },
        other: { start: 16, end: 20, quote: 1 },
      },
    ]);
  });
});
