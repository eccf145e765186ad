import { describe, expect, it } from "vitest";
import { checkAttribution } from "../../../electron/core/evidence/checkAttribution.ts";
import { checkConditions } from "../../../electron/core/evidence/checkConditions.ts";
import { checkModality } from "../../../electron/core/evidence/checkModality.ts";
import { checkQuantity } from "../../../electron/core/evidence/checkQuantity.ts";
import type { Check } from "../../../electron/core/evidence/checked.ts";
import { verifyPoint } from "../../../electron/core/evidence/verify.ts";

type Case = readonly [language: string, claim: string, quote: string];
interface Cases {
  readonly check: Check;
  /** by the words of the claim and of the quote that the finding names */
  readonly wrong: readonly (readonly [...Case, code: string, words: string | null, other: string])[];
  readonly right: readonly Case[];
}

const cases: Readonly<Record<string, Cases>> = {
  quantities: {
    check: checkQuantity,
    wrong: [
      ["en", "All guests paid the tax.", "Some guests paid the tax at once.", "QUANTITY_DIFFERS", "All", "Some"],
      ["en", "Every room has a balcony.", "Most rooms have a balcony.", "QUANTITY_DIFFERS", "Every", "Most"],
      ["en", "All guests paid the tax.", "Not all guests paid the tax.", "QUANTITY_DIFFERS", "All", "all"],
      [
        "fr",
        "Toutes les chambres ont un balcon.",
        "Certaines chambres ont un balcon.",
        "QUANTITY_DIFFERS",
        "Toutes",
        "Certaines",
      ],
      [
        "de",
        "Alle Zimmer haben einen Balkon.",
        "Einige Zimmer haben einen Balkon.",
        "QUANTITY_DIFFERS",
        "Alle",
        "Einige",
      ],
      [
        "es",
        "Todas las habitaciones tienen balcón.",
        "Algunas habitaciones tienen balcón.",
        "QUANTITY_DIFFERS",
        "Todas",
        "Algunas",
      ],
      [
        "it",
        "Tutte le camere hanno un balcone.",
        "Alcune camere hanno un balcone.",
        "QUANTITY_DIFFERS",
        "Tutte",
        "Alcune",
      ],
      ["pt", "Todos os quartos têm varanda.", "Alguns quartos têm varanda.", "QUANTITY_DIFFERS", "Todos", "Alguns"],
      [
        "nl",
        "Alle kamers hebben een balkon.",
        "Sommige kamers hebben een balkon.",
        "QUANTITY_DIFFERS",
        "Alle",
        "Sommige",
      ],
    ],
    right: [
      ["en", "Some guests paid the tax.", "All guests paid the tax at once."],
      ["en", "Some guests paid the tax.", "Not all guests paid the tax."],
      ["en", "All guests paid the tax.", "All guests paid the tax, some of them at once."],
      ["de", "Alle Zimmer haben einen Balkon.", "Sämtliche Zimmer haben einen Balkon, einige ein Bad."],
      ["fr", "Plusieurs chambres ont un balcon.", "Toutes les chambres ont un balcon."],
    ],
  },
  modality: {
    check: checkModality,
    wrong: [
      [
        "en",
        "The tenant must repaint the rooms.",
        "The tenant may repaint the rooms.",
        "MODALITY_DIFFERS",
        "must",
        "may",
      ],
      [
        "en",
        "The tenant may repaint the rooms.",
        "The tenant shall repaint the rooms.",
        "MODALITY_DIFFERS",
        "may",
        "shall",
      ],
      ["en", "The tenant may keep a dog.", "The tenant may not keep a dog.", "MODALITY_DIFFERS", "may", "may not"],
      [
        "en",
        "Helmets must be worn in the yard.",
        "Helmets should be worn in the yard.",
        "MODALITY_DIFFERS",
        "must",
        "should",
      ],
      [
        "en",
        "The port bought two cranes.",
        "The port plans to buy two cranes.",
        "HEDGE_LEFT_OUT",
        "bought",
        "plans to",
      ],
      [
        "en",
        "The bridge was built by monks.",
        "The bridge is thought to have been built by monks.",
        "HEDGE_LEFT_OUT",
        "built",
        "is thought to",
      ],
      [
        "fr",
        "Le locataire doit repeindre les pièces.",
        "Le locataire peut repeindre les pièces.",
        "MODALITY_DIFFERS",
        "doit",
        "peut",
      ],
      [
        "fr",
        "Le pont rouvre avant Noël.",
        "Le pont pourrait rouvrir avant Noël.",
        "HEDGE_LEFT_OUT",
        "rouvre",
        "pourrait",
      ],
      [
        "de",
        "Der Mieter muss die Zimmer streichen.",
        "Der Mieter darf die Zimmer streichen.",
        "MODALITY_DIFFERS",
        "muss",
        "darf",
      ],
      [
        "de",
        "Der Mieter darf einen Hund halten.",
        "Der Mieter darf keinen Hund halten.",
        "MODALITY_DIFFERS",
        "darf",
        "darf",
      ],
      [
        "es",
        "El inquilino debe pintar las habitaciones.",
        "El inquilino puede pintar las habitaciones.",
        "MODALITY_DIFFERS",
        "debe",
        "puede",
      ],
      [
        "it",
        "Il conduttore deve dipingere le camere.",
        "Il conduttore può dipingere le camere.",
        "MODALITY_DIFFERS",
        "deve",
        "può",
      ],
      [
        "pt",
        "O inquilino deve pintar os quartos.",
        "O inquilino pode pintar os quartos.",
        "MODALITY_DIFFERS",
        "deve",
        "pode",
      ],
      [
        "nl",
        "De huurder moet de kamers schilderen.",
        "De huurder mag de kamers schilderen.",
        "MODALITY_DIFFERS",
        "moet",
        "mag",
      ],
    ],
    right: [
      ["en", "The tenant is required to repaint the rooms.", "The tenant must repaint the rooms."],
      ["en", "The tenant is entitled to repaint the rooms.", "The tenant may repaint the rooms."],
      ["en", "The tenant pays the rent.", "The tenant shall pay the rent."],
      ["en", "The port intends to buy two cranes.", "The port plans to buy two cranes."],
      ["en", "With leave guests may film the play.", "Guests must not film the play unless they have leave."],
      ["de", "Der Mieter ist verpflichtet, die Zimmer zu streichen.", "Der Mieter muss die Zimmer streichen."],
      ["fr", "Le locataire est autorisé à repeindre les pièces.", "Le locataire peut repeindre les pièces."],
      ["es", "El inquilino tiene que pintar las habitaciones.", "El inquilino debe pintar las habitaciones."],
      ["it", "Il conduttore è tenuto a dipingere le camere.", "Il conduttore deve dipingere le camere."],
      ["pt", "O inquilino é obrigado a pintar os quartos.", "O inquilino deve pintar os quartos."],
      ["nl", "De huurder is verplicht de kamers te schilderen.", "De huurder moet de kamers schilderen."],
    ],
  },
  conditions: {
    check: checkConditions,
    wrong: [
      [
        "en",
        "The bank repays the deposit.",
        "The bank repays the deposit if the flat is clean.",
        "CONDITION_LEFT_OUT",
        null,
        "if the flat is clean",
      ],
      [
        "en",
        "Shops open on Sundays.",
        "Shops open on Sundays except in August.",
        "CONDITION_LEFT_OUT",
        null,
        "except in August",
      ],
      [
        "fr",
        "La banque rembourse la caution.",
        "La banque rembourse la caution si le logement est propre.",
        "CONDITION_LEFT_OUT",
        null,
        "si le logement est propre",
      ],
      [
        "de",
        "Mitglieder parken im Hof frei.",
        "Mitglieder parken im Hof frei, sofern sie die Plakette auslegen.",
        "CONDITION_LEFT_OUT",
        null,
        "sofern sie die Plakette auslegen",
      ],
      [
        "es",
        "El banco devuelve la fianza.",
        "El banco devuelve la fianza si el piso está limpio.",
        "CONDITION_LEFT_OUT",
        null,
        "si el piso está limpio",
      ],
      [
        "it",
        "La banca restituisce la cauzione.",
        "La banca restituisce la cauzione purché la casa sia pulita.",
        "CONDITION_LEFT_OUT",
        null,
        "purché la casa sia pulita",
      ],
      [
        "pt",
        "O banco devolve a caução.",
        "O banco devolve a caução desde que a casa esteja limpa.",
        "CONDITION_LEFT_OUT",
        null,
        "desde que a casa esteja limpa",
      ],
      [
        "nl",
        "De bank betaalt de borg terug.",
        "De bank betaalt de borg terug, mits de woning schoon is.",
        "CONDITION_LEFT_OUT",
        null,
        "mits de woning schoon is",
      ],
    ],
    right: [
      ["en", "The bank repays the deposit for a clean flat.", "The bank repays the deposit if the flat is clean."],
      [
        "en",
        "The bank repays the deposit, provided the flat is clean.",
        "The bank repays the deposit if the flat is clean.",
      ],
      [
        "de",
        "Bei sauberer Wohnung zahlt die Bank die Kaution.",
        "Die Bank zahlt die Kaution, wenn die Wohnung sauber ist.",
      ],
    ],
  },
  attribution: {
    check: checkAttribution,
    wrong: [
      [
        "en",
        "The bridge is safe for lorries.",
        "The builder insists that the bridge is safe for lorries.",
        "ATTRIBUTION_LEFT_OUT",
        null,
        "insists",
      ],
      [
        "en",
        "The bridge is safe for lorries.",
        "According to the builder, the bridge is safe for lorries.",
        "ATTRIBUTION_LEFT_OUT",
        null,
        "According to",
      ],
      [
        "en",
        "Mara Lund said the bridge is safe.",
        "Jon Berg said the bridge is safe; Mara Lund drove across.",
        "ATTRIBUTION_DIFFERS",
        "Mara",
        "Berg",
      ],
      [
        "fr",
        "Le pont supporte les camions.",
        "Selon le constructeur, le pont supporte les camions.",
        "ATTRIBUTION_LEFT_OUT",
        null,
        "Selon",
      ],
      [
        "de",
        "Die Brücke trägt schwere Lastwagen.",
        "Der Erbauer behauptet, dass die Brücke schwere Lastwagen trägt.",
        "ATTRIBUTION_LEFT_OUT",
        null,
        "behauptet",
      ],
      [
        "es",
        "El puente soporta los camiones.",
        "Según el constructor, el puente soporta los camiones.",
        "ATTRIBUTION_LEFT_OUT",
        null,
        "Según",
      ],
      [
        "it",
        "Il ponte regge i camion.",
        "Secondo il costruttore, il ponte regge i camion.",
        "ATTRIBUTION_LEFT_OUT",
        null,
        "Secondo il",
      ],
      [
        "pt",
        "A ponte suporta os camiões.",
        "Segundo o construtor, a ponte suporta os camiões.",
        "ATTRIBUTION_LEFT_OUT",
        null,
        "Segundo o",
      ],
      [
        "nl",
        "De brug draagt zware vrachtwagens.",
        "Volgens de bouwer draagt de brug zware vrachtwagens.",
        "ATTRIBUTION_LEFT_OUT",
        null,
        "Volgens",
      ],
    ],
    right: [
      [
        "en",
        "In the builder's view the bridge is safe for lorries.",
        "The builder insists that the bridge is safe for lorries.",
      ],
      [
        "en",
        "Somebody says that the bridge is safe for lorries.",
        "The builder insists that the bridge is safe for lorries.",
      ],
      ["en", "Jon Berg claims the bridge is safe.", "The bridge is safe, said Jon Berg."],
      ["en", "The bridge opened in May with a fair.", "The bridge opened in May with a fair, the harbour master said."],
      [
        "de",
        "Laut dem Erbauer trägt die Brücke schwere Lastwagen.",
        "Der Erbauer behauptet, dass die Brücke schwere Lastwagen trägt.",
      ],
    ],
  },
};

describe.each(Object.entries(cases))("the check of %s", (_, { check, wrong, right }) => {
  it.each(wrong)("finds what differs (%s): %s | %s", (language, claim, quote, code, words, other) => {
    const [finding] = check(claim, [quote], { language });
    expect(finding?.code).toBe(code);
    if (words !== null) expect(claim.slice(finding?.words?.start, finding?.words?.end)).toBe(words);
    expect(quote.slice(finding?.other?.start, finding?.other?.end)).toBe(other);
  });

  it.each(right)("has nothing against what says the same (%s): %s | %s", (language, claim, quote) => {
    expect(check(claim, [quote], { language })).toEqual([]);
  });
});

it.each([
  [
    "de",
    "Das Freibad ist von der Gemeinde verpachtet worden.",
    "Die Gemeinde beabsichtigt, das Freibad zu verpachten.",
  ],
  [
    "es",
    "El cuadro se pintó en el taller de Murcia.",
    "Es probable que el cuadro se pintara en el taller de Murcia, aunque falta la firma.",
  ],
  ["en", "The mill was sold to a baker.", "It is likely that the mill was sold to a baker in spring."],
])("a hedge that stands far from its verb is missed (%s)", (language, claim, quote) => {
  const { support, findings } = verifyPoint(claim, [quote], language);
  expect(support).toBe("weak");
  expect(findings.map(({ code }) => code)).toContain("HEDGE_LEFT_OUT");
});

it.each([
  ["en", "The lease runs for two years.", "The lease runs for two years, until 30 April 2027."],
  ["de", "Der Mietvertrag läuft zwei Jahre.", "Der Mietvertrag läuft zwei Jahre, bis 30. April 2027."],
  ["nl", "Het contract loopt twee jaar.", "Het contract loopt twee jaar, tot 30 april 2027."],
])("how long something lasts is no condition (%s)", (language, claim, quote) => {
  expect(verifyPoint(claim, [quote], language).findings).toEqual([]);
});
