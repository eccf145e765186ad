import type { DocumentKind } from "../../contract/summaryOptions.ts";
import { fold } from "../text/fold.ts";

/** What a document of its kind is read for, and fails its reader without. */
export interface Topic {
  readonly name: string;
  /** True of a text that speaks of it; wording in English, German, French, Spanish, Italian, Portuguese and Dutch. */
  isIn(text: string): boolean;
}

/** The topics of a kind of document, the ones that matter most first; none of kinds that are read for what they happen to say. */
export function topicsOf(kind: DocumentKind): readonly Topic[] {
  return topics[kind] ?? [];
}

/** Words are compared without case and accents, from the beginning of a word. */
function words(name: string, beginnings: string): Topic {
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${beginnings.trim().replaceAll(/\s+/gu, "|")})`, "u");
  return { name, isIn: (text) => pattern.test(fold(text)) };
}

/** A word for a party beside two names, of several words each: “the landlord may” names nobody. */
function namesOf(name: string, beginnings: string): Topic {
  const { isIn } = words(name, beginnings);
  return { name, isIn: (text) => isIn(text) && [...text.matchAll(fullName)].length >= 2 };
}

/** Words with capitals in a row, with “of the” and the like between them, and no article first: “Der Mieter” is no name. */
const fullName =
  /(?<![\p{L}])(?!(?:The|Der|Die|Das|Le|La|Les|El|Los|Las|Il|Lo|Gli|O|Os|As|De|Het)\s)\p{Lu}[\p{L}’'.-]+(?:\s+(?:of|the|van|von|der|de|du|da|do|della|di|del)){0,2}\s+\p{Lu}[\p{L}’'.-]+(?:\s+\p{Lu}[\p{L}’'.-]+)*/gu;

const money = String.raw`(?:[$€£¥]|\b(?:eur|usd|gbp|chf)\b)\s?\d[\d.,]*|\d[\d.,]*(?:\s\d{3})*\s?(?:[$€£¥]|(?:eur|usd|gbp|chf|euros?|dollars?|pounds?|francs?|franken|reais)(?!\p{L}))`;

/** A sum of money within a few words of a word for what it is, and none for what it is not. */
function amountOf(name: string, beginnings: string, not?: Topic): Topic {
  const word = String.raw`(?<![\p{L}\p{N}])(?:${beginnings.trim().replaceAll(/\s+/gu, "|")})\p{L}*`;
  const between = String.raw`(?:\s+[^\s\d]+){0,${String(mostBetween)}}?\s+`;
  const near = new RegExp(`${word}${between}(?:${money})|(?:${money})${between}${word}`, "u");
  return { name, isIn: (text) => near.test(fold(text)) && not?.isIn(text) !== true };
}

/** Words between a sum and what it is. */
const mostBetween = 5;

/** Its sum is told in rents or wages more often than not. */
const deposit = amountOf(
  "deposit",
  `deposit security bond guarantee kaution sicherheit burgschaft depot caution garantie fianza deposito garantia
  cauzione caucao waarborg borg`,
);

const topics: Partial<Record<DocumentKind, readonly Topic[]>> = {
  contract: [
    namesOf(
      "parties",
      `between landlord lessor tenant lessee seller buyer employer employee licensor licensee contractor client
      zwischen vermieter mieter verkaufer kaufer arbeitgeber arbeitnehmer auftraggeber auftragnehmer
      entre bailleur locataire vendeur acheteur employeur salarie arrendador arrendatario vendedor comprador
      locatore conduttore venditore acquirente senhorio inquilino verhuurder huurder verkoper koper`,
    ),
    amountOf(
      "price",
      `rent price fee salary pay compensation premium miete preis vergutung gehalt entgelt loyer prix salaire honorair redevance
      renta precio salario alquiler cuota canone prezzo stipendio corrispettivo renda preco aluguel huur prijs loon vergoeding`,
      deposit,
    ),
    words(
      "term",
      `term duration period begin start commenc until expir laufzeit dauer beginn befrist endet duree commenc jusqu
      plazo duracion comienza hasta durata decorr termine prazo duracao inicio looptijd duur begint`,
    ),
    words(
      "notice",
      `notice terminat cancel withdraw kundig rucktritt preavis resili denonc preaviso rescis resolu
      disdett recess preavviso denuncia opzeg beeindig`,
    ),
    deposit,
    words(
      "liability",
      `liab insur warrant indemn damage haft versicher gewahr schaden responsab assur dommage seguro danos
      assicura danni aansprakelijk verzeker schade`,
    ),
  ],
  minutes: [
    words(
      "decision",
      `decid decision agreed resolved approved adopted beschloss beschluss einigt verabschiedet decid adopt approuv
      acord aprob decis approv stabil decid aprov besluit besloten akkoord goedgekeurd`,
    ),
    words(
      "action",
      `action will prepare send report follow deadline until ubernimmt wird bis erledig prepare enverra fera avant
      preparara enviara preparera inviera fara enviara zal voor`,
    ),
    words(
      "open",
      `open unresolved postponed next question offen vertagt klar ouvert report suspens pendiente aplaz aperto
      rinviat pendente adiad openstaand uitgesteld`,
    ),
  ],
  paper: [
    words(
      "question",
      `aim purpose question objective investigat examine propose present introduce study ziel frage untersuch
      objectif but question etudi objetivo estudi obiettivo scopo studi doel onderzoek`,
    ),
    words(
      "method",
      `method approach algorithm data sample participant experiment survey measured implemented methode verfahren
      daten stichprobe methode donnees echantillon metodo datos muestra metodo dati campione dados amostra gegevens`,
    ),
    words(
      "result",
      `result find found show demonstrat achiev outperform improve increas decreas ergebnis zeig fand resultat montr
      trouv resultado muestr encontr risultat mostr resultaten toon`,
    ),
    words(
      "limits",
      `limit however future caution bias einschrank grenz kunftig limite toutefois avenir limitac futuro limitazion
      limitac beperk toekomst`,
    ),
  ],
  report: [
    words(
      "finding",
      `found find result show increas decreas declin rose fell ergebnis zeig gestiegen gesunken resultat montre
      augment baisse resultado muestra aument risultat mostra aument resultado toon gestegen gedaald`,
    ),
    words(
      "recommendation",
      `recommend should propos need suggest empfehl soll vorschlag recommand devrait propos recomiend debe propon
      raccomand dovrebbe recomend deve aanbevel zou`,
    ),
  ],
  email: [
    words(
      "request",
      `please ask request could would bitte fragt konnt demande pourr veuillez por favor pide solicit podria per chied
      potrest favor pede verzoek gevraagd kunt`,
    ),
    words(
      "date",
      `deadline until by before due bis frist avant date limite antes fecha plazo entro scadenza prazo voor`,
    ),
  ],
};
