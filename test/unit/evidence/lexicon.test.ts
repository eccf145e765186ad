import { describe, expect, it } from "vitest";
import { dutch } from "../../../electron/core/evidence/lexicon/nl.ts";
import { english } from "../../../electron/core/evidence/lexicon/en.ts";
import { french } from "../../../electron/core/evidence/lexicon/fr.ts";
import { german } from "../../../electron/core/evidence/lexicon/de.ts";
import { italian } from "../../../electron/core/evidence/lexicon/it.ts";
import { lexiconOf, synonymGroupsOf } from "../../../electron/core/evidence/lexicon/lexicon.ts";
import type { LexiconData } from "../../../electron/core/evidence/lexicon/lexiconData.ts";
import { portuguese } from "../../../electron/core/evidence/lexicon/pt.ts";
import { spanish } from "../../../electron/core/evidence/lexicon/es.ts";
import { comparedWords } from "../../../electron/core/evidence/comparedWords.ts";
import { clausesOf } from "../../../electron/core/evidence/clauses.ts";
import { fold } from "../../../electron/core/text/fold.ts";
import { snowballStem } from "../../../electron/core/text/snowball.ts";

const lists: readonly (readonly [language: string, data: LexiconData])[] = [
  ["de", german],
  ["en", english],
  ["es", spanish],
  ["fr", french],
  ["it", italian],
  ["nl", dutch],
  ["pt", portuguese],
];

/** Forms of texts, all of the entry that stands first. */
const families: readonly (readonly [language: string, forms: string])[] = [
  ["fr", "augmenter augmente augmentent augmenté augmentées augmentait augmentaient augmentèrent augmentera"],
  ["fr", "vendre vend vendent vendu vendue vendit vendra vendront"],
  ["fr", "licencier licencie licencient licencié licenciés licenciait"],
  ["fr", "résilier résilie résilient résilié résiliée"],
  ["fr", "suspendre suspend suspendent suspendu suspendue suspendra"],
  ["fr", "reprendre reprend reprennent repris reprise reprendra"],
  ["fr", "interrompre interrompt interrompu interrompue"],
  ["fr", "décroître décroît décroissait décru"],
  ["fr", "dépasser dépasse dépassent dépassé dépassait"],
  ["fr", "entrer entrée entrées entrait entrera"],
  ["fr", "débit débits"],
  ["fr", "permission permissions"],
  ["fr", "présent présente présents présentes"],
  ["fr", "nouveau nouvelle nouveaux nouvelles"],
  ["fr", "bas basse basses"],
  ["es", "aumentar aumenta aumentan aumentó aumentaron aumentado aumentará"],
  ["es", "iniciar inicia inician inició iniciaron iniciado"],
  ["es", "anunciar anuncia anunció anuncian anunciado"],
  ["es", "ascender asciende ascienden ascendió ascendieron"],
  ["es", "destruir destruye destruyeron destruyó destruido"],
  ["es", "abrir abre abren abrió abierto abierta abiertos"],
  ["es", "renovar renueva renuevan renovó renovado"],
  ["es", "entrar entra entran entró entrarán entrada"],
  ["es", "declarar declara declaran declaró declarado"],
  ["es", "despedir despide despidió despedido despidieron"],
  ["es", "máximo máxima máximos máximas"],
  ["es", "ciudad ciudades"],
  ["es", "juez jueces"],
  ["es", "responsable responsables"],
  ["it", "aumentare aumenta aumentano aumentò aumentarono aumentato aumentata aumenterà"],
  ["it", "sospendere sospende sospese sospeso sospesa sospesi"],
  ["it", "respingere respinge respinse respinto respinta respinti"],
  ["it", "aggiungere aggiunge aggiunse aggiunto aggiunta"],
  ["it", "uscire esce escono uscito uscita uscirà"],
  ["it", "rifiutare rifiuta rifiutano rifiutò rifiutato rifiuto"],
  ["it", "risolvere risolve risolto risolta risolvono"],
  ["it", "verificare verifica verificano verificato"],
  ["it", "anno anni"],
  ["it", "straniero straniera stranieri straniere"],
  ["pt", "aumentar aumenta aumentam aumentou aumentaram aumentado aumentará"],
  ["pt", "atribuir atribui atribuem atribuiu atribuído"],
  ["pt", "abrir abre abrem abriu abriram aberto abertas"],
  ["pt", "obter obtém obtiveram obteve obtido obterá"],
  ["pt", "superar supera superam superou superado"],
  ["pt", "suspender suspende suspendeu suspenso suspensa"],
  ["pt", "nacional nacionais"],
  ["pt", "possível possíveis"],
  ["pt", "homem homens"],
  ["pt", "proprietário proprietária proprietários proprietárias"],
  ["pt", "comprador compradora compradores compradoras"],
];

/** Of languages whose word for beating has the stem of the one for a defeat, its group. */
const beating: Readonly<Record<string, string>> = {
  es: "derrotar vencer superar",
  it: "battere sconfiggere vincere",
  pt: "derrotar vencer bater",
};

/** Words of other stems, lest a list say one of what is said of the other. */
const apart: readonly (readonly [language: string, words: string])[] = [
  ["fr", "privé priver"],
  ["fr", "client climat"],
  ["fr", "court courir"],
  ["es", "privado privar"],
  ["es", "creó cree"],
  ["it", "privato privare"],
  ["it", "credito credere"],
  ["pt", "privado privar"],
];

describe.each(lists)("the lists of a language (%s)", (language, data) => {
  const byStem = (entry: string): string =>
    entry
      .split("_")
      .map((word) => snowballStem(word, language) ?? word)
      .join(" ");
  const axes = [...data.opposites, ...data.qualities];

  it("hold no entry twice that is compared by form", () => {
    const { pronouns, possessives, quantities, modals } = data;
    const { negations, harmlessNegations, conditions, harmlessConditions, attributions, clauseWords } = data;
    const phrases = [harmlessNegations, conditions, harmlessConditions, attributions, clauseWords, negations];
    const byClass = [pronouns, possessives, quantities, modals].flatMap((record) => Object.values(record));
    for (const list of [...phrases, ...byClass]) expect(twiceIn(list.split(" ").map(fold))).toEqual([]);
  });

  it("hold no entry twice that is compared by stem", () => {
    const { deniers, refusals, reporting, hedges, synonyms } = data;
    for (const list of [deniers, refusals, reporting, hedges.plan, hedges.belief, ...synonyms, ...axes.flat()]) {
      expect(twiceIn(list.split(" ").map(byStem))).toEqual([]);
    }
  });

  it("hold each phrase as what denies or as what does not, and so with conditions and modals", () => {
    const pairs: readonly (readonly [string, string])[] = [
      [data.negations, data.harmlessNegations],
      [data.conditions, data.harmlessConditions],
    ];
    for (const [one, other] of pairs) expect(shared(one, other, fold)).toEqual([]);
    expect(twiceIn(Object.values(data.modals).join(" ").split(" ").map(fold))).toEqual([]);
    expect(shared(data.hedges.plan, data.hedges.belief, byStem)).toEqual([]);
  });

  it("hold no word in both poles of a pair", () => {
    expect(axes.map(([one, other]) => shared(one, other, byStem))).toEqual(axes.map(() => []));
  });

  it("hold groups of at least two words that can stand for each other", () => {
    expect(data.synonyms.filter((group) => new Set(group.split(" ").map(byStem)).size < 2)).toEqual([]);
  });

  it("hold no group whose words are opposites", () => {
    const held = data.synonyms
      .filter((group) => group !== beating[language])
      .filter((group) =>
        axes.some(([one, other]) => shared(one, group, byStem).length > 0 && shared(other, group, byStem).length > 0),
      );
    expect(held).toEqual([]);
  });

  it("know everyday, business and contract language", () => {
    expect(axes.length).toBeGreaterThanOrEqual(60);
    expect(data.synonyms.length).toBeGreaterThanOrEqual(90);
    expect(lexiconOf(language)?.language).toBe(language);
  });
});

describe("the forms of a word of the lists", () => {
  it.each(families)("meet (%s: %s)", (language, forms) => {
    const [first, ...others] = forms.split(" ").map((form) => snowballStem(form, language));
    expect(others).toEqual(others.map(() => first));
  });

  it.each(apart)("do not meet those of another (%s: %s)", (language, words) => {
    const [one, other] = words.split(" ").map((word) => snowballStem(word, language));
    expect(one).not.toBe(other);
  });
});

describe("synonyms", () => {
  it.each([
    ["The bank ceased trading for three days in a row.", "consecutive", "row"],
    ["He passed away in May.", "died", "passed"],
    ["The price exceeded ten euros.", "surpassed", "exceeded"],
    ["The shop opened.", "store", "shop"],
  ])("stand for one another (%s: %s)", (text, word, stands) => {
    const [one] = comparedWords(word, "en") ?? [];
    const found = (comparedWords(text, "en") ?? []).filter(({ foundBy }) =>
      one?.keys.some((key) => foundBy.includes(key)),
    );
    expect(found.map((each) => each.text)).toContain(stands);
  });

  it.each([
    ["lawyer", "judge"],
    ["silver", "copper"],
    ["seized", "arrested"],
    ["husband", "wife"],
    ["mother", "father"],
    ["lessor", "lessee"],
  ])("are not what is only related (%s, %s)", (one, other) => {
    const groups = (word: string) => synonymGroupsOf(snowballStem(word, "en") ?? word, "en");
    expect(groups(one).filter((group) => groups(other).includes(group))).toEqual([]);
  });
});

describe("phrases of the lists in a text", () => {
  it.each([
    ["fr", "Le locataire n'est pas tenu de repeindre.", "necessity"],
    ["fr", "Il est strictement interdit de fumer.", "prohibition"],
    ["fr", "Le preneur peut résilier.", "permission"],
    ["es", "El inquilino no está obligado a pintar.", "necessity"],
    ["es", "Queda prohibido fumar.", "prohibition"],
    ["es", "El comprador tendrá que pagar.", "necessity"],
    ["it", "Il conduttore non è tenuto a imbiancare.", "necessity"],
    ["it", "È severamente vietato fumare.", "prohibition"],
    ["it", "Il venditore deve consegnare.", "obligation"],
    ["pt", "O inquilino não é obrigado a pintar.", "necessity"],
    ["pt", "É expressamente proibido fumar.", "prohibition"],
    ["pt", "O senhorio deveria responder.", "recommendation"],
  ] as const)("tell the class of a modal (%s: %s)", (language, text, modal) => {
    const clauses = clausesOf(text, language);
    expect(clauses?.lexicon.modals.in(clauses.words).map(({ value }) => value)).toEqual([modal]);
  });

  it.each([
    ["fr", "L'article ne concerne que les ventes."],
    ["fr", "Le solde est payé avant qu'il ne parte."],
    ["es", "El plazo es de no más de diez días."],
    ["it", "Il canone copre non solo l'acqua."],
    ["pt", "A renda cobre não só a água."],
  ])("deny nothing where they are set phrases (%s: %s)", (language, text) => {
    const clauses = clausesOf(text, language);
    const denials = clauses?.lexicon.negations.in(clauses.words).filter(({ value }) => value === "denies");
    expect(denials).toEqual([]);
  });
});

function twiceIn(entries: readonly string[]): string[] {
  return entries.filter((entry, index) => entries.indexOf(entry) !== index);
}

function shared(one: string, other: string, key: (entry: string) => string): string[] {
  const keys = new Set(one.split(" ").map(key));
  return other
    .split(" ")
    .map(key)
    .filter((entry) => keys.has(entry));
}
