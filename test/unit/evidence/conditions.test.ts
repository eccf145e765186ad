import { describe, expect, it } from "vitest";
import type { FindingCode } from "../../../electron/contract/findings.ts";
import { grounderFor } from "../../../electron/core/evidence/ground.ts";
import { verifyPoint } from "../../../electron/core/evidence/verify.ts";

type Case = readonly [language: string, claim: string, ...quotes: string[]];

const removing = "Removing a wall, changing the floor or installing air conditioning requires written consent.";
const painting = "The Tenants may paint the walls in light colours and put up shelves without asking.";
const fixedTerm =
  "During the fixed term the Tenants may end the lease with three months’ notice if they find a successor whom the Landlord accepts.";
const afterwards = "After the fixed term they may end it at any time with two months’ notice to the end of a month.";

const leftOut: readonly Case[] = [
  ["en", "The Tenants may paint walls, put up shelves or remove a wall.", painting, removing],
  ["en", "The Tenants may put up shelves and change the floor without asking.", painting, removing],
  ["en", "Members can sublet a room.", "Members can sublet a room only with the approval of the board."],
  [
    "en",
    "Staff may work at home and abroad.",
    "Staff may work at home.",
    "Staff may work abroad only if the board agrees.",
  ],
  ["en", "Staff may work at home and abroad.", "Staff may work at home.", "Working abroad needs permission."],
  [
    "en",
    "Staff may work at home and abroad.",
    "Staff may work at home.",
    "Staff may not work abroad without approval.",
  ],
  [
    "en",
    "The lease may end with three months’ notice during the fixed term and with two months’ notice after it.",
    fixedTerm,
    afterwards,
  ],
  [
    "en",
    "The Landlord may end the lease without notice if the Tenants owe two payments.",
    "The Landlord may end the lease without notice if the Tenants owe two payments, unless they pay all that is due within 14 days.",
  ],
  [
    "en",
    "The flat may be sublet once for at most five months.",
    "Subletting the flat is permitted once during the term, for at most five months, if a tenant has to work in another city.",
  ],
  ["en", "The kitchen may be painted.", "All rooms may be painted except the kitchen."],
  [
    "en",
    "Members may leave early if they sign out.",
    "Members may leave early if they sign out, with the approval of the chair.",
  ],
  [
    "de",
    "Die Mieter dürfen Wände streichen, Regale anbringen oder eine Wand entfernen.",
    "Die Mieter dürfen die Wände streichen und Regale anbringen.",
    "Das Entfernen einer Wand bedarf der schriftlichen Zustimmung des Vermieters.",
  ],
  [
    "de",
    "Die Mieter dürfen einen Hund halten.",
    "Die Mieter dürfen einen Hund nur mit Zustimmung des Vermieters halten.",
  ],
  ["de", "Die Küche darf gestrichen werden.", "Alle Zimmer außer der Küche dürfen gestrichen werden."],
  [
    "fr",
    "Les locataires peuvent peindre les murs et abattre un mur.",
    "Les locataires peuvent peindre les murs.",
    "Abattre un mur nécessite l’accord écrit du bailleur.",
  ],
  ["fr", "Les locataires peuvent sous-louer.", "Les locataires peuvent sous-louer avec l’accord du bailleur."],
  [
    "es",
    "Los inquilinos pueden pintar las paredes y derribar una pared.",
    "Los inquilinos pueden pintar las paredes.",
    "Derribar una pared requiere el consentimiento escrito del propietario.",
  ],
  [
    "es",
    "Los inquilinos pueden tener un perro.",
    "Los inquilinos solo pueden tener un perro con permiso del propietario.",
  ],
  [
    "it",
    "Gli inquilini possono dipingere i muri e abbattere un muro.",
    "Gli inquilini possono dipingere i muri.",
    "Abbattere un muro richiede il consenso scritto del proprietario.",
  ],
  [
    "it",
    "Gli inquilini possono tenere un cane.",
    "Gli inquilini possono tenere un cane solo con il consenso del proprietario.",
  ],
  [
    "pt",
    "Os inquilinos podem pintar os muros e derrubar um muro.",
    "Os inquilinos podem pintar os muros.",
    "Derrubar um muro exige o consentimento escrito do proprietário.",
  ],
  ["pt", "Os inquilinos podem ter um cão.", "Os inquilinos só podem ter um cão com autorização do proprietário."],
  [
    "nl",
    "De huurders mogen muren schilderen en een muur verwijderen.",
    "De huurders mogen muren schilderen.",
    "Een muur verwijderen vereist schriftelijke toestemming van de verhuurder.",
  ],
  ["nl", "Huurders mogen een hond houden.", "Huurders mogen alleen met toestemming van de verhuurder een hond houden."],
];

const forbidden: readonly Case[] = [
  [
    "en",
    "Guests may use the pool and film in the pool.",
    "Guests may use the pool.",
    "Filming in the pool is prohibited.",
  ],
  ["de", "Gäste dürfen baden und im Bad filmen.", "Gäste dürfen baden.", "Im Bad zu filmen ist verboten."],
  ["fr", "Les hôtes peuvent nager et filmer.", "Les hôtes peuvent nager.", "Il est interdit de filmer."],
  ["es", "Los socios pueden nadar y filmar.", "Los socios pueden nadar.", "Está prohibido filmar."],
  ["it", "Gli ospiti possono nuotare e filmare.", "Gli ospiti possono nuotare.", "È vietato filmare."],
  ["pt", "Os hóspedes podem nadar e filmar.", "Os hóspedes podem nadar.", "É proibido filmar."],
  ["nl", "Gasten mogen zwemmen en filmen.", "Gasten mogen zwemmen.", "Filmen is verboten."],
];

const supposed: readonly Case[] = [
  ["en", "The flat is clean.", "The bank repays the deposit if the flat is clean."],
  ["en", "The tenant pays the rent late.", "If the tenant pays the rent late, interest of five percent is due."],
  ["en", "The board rejects the plan.", "The merger goes ahead unless the board rejects the plan."],
  [
    "en",
    "Required software is installed and Docker is running.",
    "Provided that the required software is installed and Docker is running, clone the repository.",
  ],
  ["en", "The tenant dies abroad.", "In the event that the tenant dies abroad, the lease ends."],
  ["de", "Der Mieter stirbt im Ausland.", "Im Falle, dass der Mieter im Ausland stirbt, endet der Vertrag."],
  ["it", "L’inquilino muore all’estero.", "Nel caso che l’inquilino muoia all’estero, il contratto termina."],
  ["en", "A sampling methodology was used.", "It says whether a sampling methodology was used."],
  ["de", "Der Mieter zahlt die Miete.", "Der Verwalter prüft, ob der Mieter die Miete zahlt."],
  ["de", "Der Mieter zahlt die Miete zu spät.", "Wenn der Mieter die Miete zu spät zahlt, sind Zinsen fällig."],
  ["fr", "Le locataire paie en retard.", "Si le locataire paie en retard, des intérêts sont dus."],
  ["es", "El inquilino paga tarde.", "Si el inquilino paga tarde, se deben intereses."],
  ["it", "L’inquilino paga in ritardo.", "Se l’inquilino paga in ritardo, sono dovuti gli interessi."],
  ["pt", "O inquilino paga a renda atrasada.", "Caso o inquilino pague a renda atrasada, são devidos juros."],
  ["nl", "De huurder betaalt te laat.", "Indien de huurder te laat betaalt, is rente verschuldigd."],
];

const right: readonly Case[] = [
  ["en", "The board decides on fair rents.", "The board decides whether rents are fair."],
  ["en", "The war ended.", "Once the war ended, he returned to his village."],
  ["en", "The import tax is 5 %.", "Wine is subject to an import tax of 5 %."],
  ["en", "The office was assumed in 2019.", "Assuming office in 2019, she cut taxes."],
  ["en", "Use the stairs during a fire.", "In the event of fire use the stairs."],
  ["de", "Die Zahl der Fälle stieg auf zwölf.", "Im Fall von Berlin stieg die Zahl der Fälle auf zwölf."],
  ["fr", "Les stocks manquent partout.", "La demande est si forte que les stocks manquent partout."],
  ["fr", "Utiliser les escaliers pendant un incendie.", "En cas d’incendie utiliser les escaliers."],
  ["es", "Las ventas de Sevilla subieron.", "En el caso de Sevilla las ventas subieron."],
  ["es", "El impuesto es del 5 %.", "El vino está sujeto a un impuesto del 5 %."],
  ["it", "A Torino la spesa è aumentata.", "Nel caso di Torino la spesa è aumentata."],
  ["pt", "A taxa subiu para 4 %.", "No caso dos bancos a taxa subiu para 4 %."],
  ["pt", "O sarampo chegou a Lisboa.", "Houve um novo caso de sarampo em Lisboa."],
  ["nl", "De trap gebruiken bij brand.", "In geval van brand de trap gebruiken."],
  ["en", "The tenant may be late.", "If the tenant is late, interest is due."],
  ["en", "The tenant pays late.", "If the tenant pays late, interest is due.", "The tenant often pays late."],
  ["en", "Removing a wall requires written consent.", removing],
  ["en", "The Tenants may paint the walls, but removing a wall requires written consent.", painting, removing],
  [
    "en",
    "Members may keep a dog with the consent of the board.",
    "Members may not keep a dog without the consent of the board.",
  ],
  ["en", "All rooms except the kitchen may be painted.", "All rooms may be painted except the kitchen."],
  ["en", "A refund is due to guests who are ill.", "No refund is due except to guests who are ill."],
  ["en", "Members may bring guests.", "Members may bring guests, but filming in the hall is forbidden."],
  ["en", "The book was printed in Rome.", "The book was printed in Rome with the permission of the author."],
  [
    "de",
    "Die Mieter dürfen die Wände streichen.",
    "Die Mieter dürfen die Wände streichen.",
    "Das Entfernen einer Wand bedarf der Zustimmung.",
  ],
];

function codesOf([language = "", claim = "", ...quotes]: readonly string[]): FindingCode[] {
  return verifyPoint(claim, quotes, language).findings.map(({ code }) => code);
}

describe("what holds under a condition, or not at all", () => {
  it.each(leftOut)("is not vouched for without it: in %s “%s”", (...claim) => {
    expect(codesOf(claim)).toContain("CONDITION_LEFT_OUT");
  });

  it.each(supposed)("is no fact where it is the condition itself: in %s “%s”", (...claim) => {
    expect(codesOf(claim)).toContain("CONDITION_LEFT_OUT");
  });

  it.each(forbidden)("is not let in among what is allowed: in %s “%s”", (...claim) => {
    expect(codesOf(claim)).toContain("HEDGE_LEFT_OUT");
  });

  it.each(right)("is right as it stands: in %s “%s”", (...claim) => {
    expect(codesOf(claim)).toEqual([]);
  });

  it.each([
    ["en", "Yes, pets are not allowed.", "Pets are not allowed."],
    ["de", "Ja, Haustiere sind nicht erlaubt.", "Haustiere sind nicht erlaubt."],
    ["fr", "Oui, les animaux sont interdits.", "Les animaux sont interdits."],
    ["es", "Sí, los animales están prohibidos.", "Los animales están prohibidos."],
    ["it", "Sì, gli animali sono vietati.", "Gli animali sono vietati."],
    ["pt", "Sim, os animais são proibidos.", "Os animais são proibidos."],
    ["nl", "Ja, huisdieren zijn verboten.", "Huisdieren zijn verboten."],
  ])("is not vouched for behind a “yes”: in %s “%s”", (language, claim, quote) => {
    const { support } = verifyPoint(claim, [quote], language);
    expect(support).toBe("weak");
  });

  it("is found all over a document", () => {
    const texts = [
      "One dog may be kept.",
      "A second animal requires the consent of the Landlord.",
      "In the second case the Tenants have the right to return at their former rent.",
    ];
    const ground = grounderFor(
      texts.map((text, index) => ({ index, text })),
      "en",
    );

    expect(ground("The Tenants may keep a second animal.").verdict.support).not.toBe("verified");
    expect(ground("One dog may be kept.").verdict.support).toBe("verified");
  });
});
