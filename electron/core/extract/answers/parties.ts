import { fold } from "../../text/fold.ts";
import { datesOf } from "../../text/dates.ts";
import { oneLine } from "../../text/oneLine.ts";
import { stopWordsOf } from "../../text/stopWords.ts";

/** A person or an organisation as a text names it, without form of address, address and role. */
export interface PartyFact {
  readonly party: string;
  readonly start: number;
  readonly end: number;
  /** a legal form or a form of address says that it is one */
  readonly sure: boolean;
}

const legalForm =
  "GmbH(?: & Co\\.? KG(?:aA)?)?|gGmbH|mbH|AG(?: & Co\\.? KG)?|KGaA|KG|OHG|UG(?: \\(haftungsbeschränkt\\))?|eG|e\\.\\s?G\\.|e\\.?\\s?V\\.?|e\\.\\s?K\\.|GbR|PartG(?: mbB)?|SE|Ltd\\.?|Limited|LLC|L\\.L\\.C\\.|LLP|L\\.?P\\.|Inc\\.?|Incorporated|Corp\\.?|Corporation|PLC|plc|Pty\\.? Ltd\\.?|S\\.\\s?à\\s?r\\.\\s?l\\.|S[àa]rl|SARL|SASU?|SCI|SNC|EURL|SCOP|S\\.A\\.R\\.L\\.|S\\.A\\.S\\.|S\\.A\\.U\\.|S\\.A\\.|SA|S\\.\\s?L\\.\\s?U\\.|S\\.\\s?L\\.|S\\.\\s?A\\.|SL|SLU|S\\.p\\.A\\.|SpA|S\\.r\\.l\\.s?|[Ss]rls?|S\\.n\\.c\\.|S\\.a\\.s\\.|Lda\\.?|Ltda\\.?|EIRELI|B\\.\\s?V\\.|BV|N\\.\\s?V\\.|NV|V\\.O\\.F\\.|VOF|A/S|ApS|AB|Oyj?";
const legalFormPattern = new RegExp(`^(?:${legalForm})(?![\\p{L}\\d])`, "u");
const legalFormInside = new RegExp(`(?<![\\p{L}\\d])(?:${legalForm})(?![\\p{L}\\d])`, "u");

const address =
  "Herrn?|Frau|D\\.ª|D\\.º|Dª|Mr|Mrs|Ms|Miss|Messrs|M|Mme|Mlle|MM|Monsieur|Madame|Sr|Sra|Srta|Don|Doña|D|Dña|Señora?|Senhora?|Sig|Sig\\.ra|Sig\\.na|Signora?|De heer|Mevrouw|Dhr|Mevr|Mw";
/** Forms of address fall away, degrees belong to the name. */
const formOfAddress = new RegExp(`^(?:(?:${address})\\.?\\s+)+(?=\\p{Lu})`, "u");
const degree = /^(?:Dr|Prof|Dott|Dott\.ssa|Ing|Dipl|Avv|Dra|Mag|Lic|Ir|Drs|Arq|Rev|Sir|Dame|Lord|Lady)\.?$/u;

/** Lower-case words inside names. */
const particles = new Set(
  "de del della dei degli di da das do dos du des d la le les los las el y of the for van von der den ter ten zu zum zur vom für fur am im in bin ibn al".split(
    " ",
  ),
);
const joins = new Set(["and", "und", "et", "y", "e", "en", "&", "+"]);

/** Roles that stand before a name and words of contracts that are written with a capital: no names. Folded. */
const noNames = new Set(
  `landlord lessor lessee tenant owner supplier customer client contractor subcontractor provider seller buyer vendor purchaser employer
  employee company licensor licensee lender borrower guarantor agent consultant party parties undersigned agreement contract lease rent rental
  deposit period date notice term fee fees section article clause schedule annex appendix property premises service services invoice bill
  number total amount payment payments order page table figure version street road avenue lane address phone email dear sincerely regards
  subject from to cc present apologies chair secretary minutes meeting agenda item action actions decision decisions abstract introduction
  methods results discussion conclusion references monday tuesday wednesday thursday friday saturday sunday
  vermieter vermieterin mieter mieterin vermieters mieters verpachter pachter auftraggeber auftraggeberin auftragnehmer auftragnehmerin
  arbeitgeber arbeitgeberin arbeitnehmer arbeitnehmerin kaufer kauferin verkaufer verkauferin kunde kundin lieferant lieferantin anbieter
  dienstleister lizenzgeber lizenznehmer darlehensgeber darlehensnehmer firma gesellschaft vertrag mietvertrag parteien partei vertragspartner
  rechnung rechnungsnummer rechnungsdatum kundennummer betrag gesamtbetrag datum seite anlage paragraph absatz strasse sehr geehrte geehrter
  damen herren mit freundlichen grussen betreff protokoll sitzung tagesordnung top beschluss anwesend entschuldigt vorsitz protokollfuhrung
  montag dienstag mittwoch donnerstag freitag samstag sonntag
  bailleur bailleresse locataire preneur societe client cliente fournisseur prestataire vendeur acheteur employeur salarie contrat bail
  facture montant article annexe objet madame monsieur presents absents seance ordre jour
  arrendador arrendadora arrendatario arrendataria propietario cliente proveedor vendedor comprador empleador trabajador contrato factura
  importe clausula anexo asunto asistentes acta reunion orden
  locatore locatrice conduttore conduttrice cliente fornitore venditore acquirente committente appaltatore datore lavoratore contratto fattura
  importo articolo allegato oggetto presenti verbale riunione ordine
  locador locadora locatario locataria senhorio inquilino fornecedor vendedor comprador contratante contratada empregador trabalhador
  fatura valor clausula anexo assunto presentes ata reuniao ordem
  verhuurder huurder opdrachtgever opdrachtnemer leverancier klant koper verkoper werkgever werknemer overeenkomst huurovereenkomst factuur
  acquirente venditrice compratore fornitrice bedrag artikel bijlage onderwerp aanwezig afwezig notulen vergadering agendapunt partijen`
    .split(/\s+/u)
    .filter((word) => word !== ""),
);

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const wordPattern = /&|\+(?=\s)|[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’-]|\.(?=\p{L}))*\.?|[^\s\p{L}\p{N}]/gu;

/**
 * The persons and organisations that a text names, in its order: by their legal form, a form of address, or as two and more words with
 * capitals. Streets, towns behind them, roles and dates are none.
 */
export function partiesOf(text: string, language: string): PartyFact[] {
  const stops = stopWordsOf(language);
  const dates = datesOf(text, language);
  const words: Word[] = [...text.matchAll(wordPattern)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  const isName = ({ text: word, start }: Word, first: boolean): boolean => {
    const bare = word.replace(/\.$/u, "");
    const folded = fold(bare);
    if (!/^(?:[dl]['’])?\p{Lu}/u.test(word) || dates.some((date) => start >= date.start && start < date.end))
      return false;
    if (noNames.has(folded) || noNames.has(folded.replace(/^[dl]['’]/u, ""))) return false;
    return !(first && (stops.has(folded) || particles.has(folded))) || /^\p{Lu}{2,}$/u.test(bare);
  };
  const facts: PartyFact[] = [];
  let inAddress = false;
  let index = 0;
  while (index < words.length) {
    const word = words[index];
    if (!word) break;
    if (
      /^[;\n:]$/u.test(word.text) ||
      joins.has(fold(word.text)) ||
      /\n/u.test(text.slice(words[index - 1]?.end ?? 0, word.start))
    )
      inAddress = false;
    if (!isName(word, true)) {
      index += 1;
      continue;
    }
    const to = runEnd(text, words, index, (each) => isName(each, false));
    const last = words[to - 1] ?? word;
    const fact = partyIn(text.slice(word.start, last.end), word.start, language);
    const before = text.slice(0, word.start);
    const behind = text.slice(last.end);
    const isPlace =
      (/\d[a-z]?,?\s$/iu.test(before) ||
        /^\s\d/u.test(behind) ||
        street.test(last.text) ||
        streetBefore.test(word.text)) &&
      fact?.sure !== true;
    if (isPlace && fact) inAddress = true;
    else if (fact && (fact.sure || (!inAddress && isSeveral(fact.party) && !isTitle(text, word, last))))
      facts.push(fact);
    index = Math.max(to, index + 1);
  }
  return facts;
}

const street = /(?:stra(?:ß|ss)e|str\.|gasse|weg|allee|platz|ring|ufer|straat|laan|plein|gracht|kade)$/iu;

/** Words that end an address and may stand inside of a name. Folded. */
const streetWords = new Set(["street", "road", "avenue", "lane"]);

const streetBefore =
  /^(?:calle|avda|avenida|plaza|paseo|rue|avenue|boulevard|place|via|viale|piazza|corso|rua|praça|am|an|im|zum|zur)$/iu;

/** A line of title case is a heading. */
function isTitle(text: string, first: Word, last: Word): boolean {
  return first.start === 0 && last.end === text.length && text.split(/\s/u).length > 5;
}

function isSeveral(name: string): boolean {
  return name.split(/\s+/u).filter((word) => /^(?:[dl]['’])?\p{Lu}/u.test(word)).length > 1;
}

/** One behind the last word of the name that begins at a word. */
function runEnd(text: string, words: readonly Word[], from: number, isName: (word: Word) => boolean): number {
  let end = from + 1;
  for (let at = from + 1; at < words.length && at < from + 14; at += 1) {
    const word = words[at];
    const before = words[at - 1];
    if (!word || !before) break;
    const gap = text.slice(before.end, word.start);
    if (/\n/u.test(gap)) break;
    const legal = legalFormPattern.exec(text.slice(word.start, word.start + 24));
    if (legal) {
      const reach = word.start + legal[0].length;
      end = at + 1;
      while (end < words.length && (words[end]?.start ?? reach) < reach) end += 1;
      return end;
    }
    if (
      /[.!?]$/u.test(before.text) &&
      before.text.length > 3 &&
      !degree.test(before.text) &&
      !isAbbreviation(before.text)
    )
      break;
    if (word.text === ",") {
      // "Acme, Inc."
      if (legalFormPattern.test(text.slice(word.end).trimStart())) continue;
      break;
    }
    const folded = fold(word.text);
    const behind = words[at + 1];
    // "Harbour Street Housing Cooperative"
    const isInside =
      streetWords.has(folded) &&
      behind !== undefined &&
      isName(behind) &&
      /^\s$/u.test(text.slice(word.end, behind.start));
    if (isInside || isName(word) || /^\p{Lu}\.$/u.test(word.text)) {
      end = at + 1;
      continue;
    }
    if (particles.has(folded) && !/^\p{Lu}/u.test(word.text)) continue;
    if (word.text === "&" || word.text === "+") continue;
    if (joins.has(folded)) {
      // "Smith and Sons Ltd", but not two parties.
      const rest = text.slice(word.end, word.end + 60).split(/[,;(]/u)[0] ?? "";
      if (end - from === 1 && legalFormInside.test(rest)) continue;
      break;
    }
    break;
  }
  return end;
}

function isAbbreviation(word: string): boolean {
  return new RegExp(`^(?:${address}|St|Co|Jr|Sr)\\.$`, "u").test(word) || /^(?:\p{L}\.)+$/u.test(word);
}

function partyIn(run: string, offset: number, language: string): PartyFact | null {
  const called = formOfAddress.exec(run)?.[0].length ?? 0;
  const legal = legalFormInside.exec(run);
  const cut = run.slice(called);
  const trimmed = legalFormInside.test(cut) || /\p{Lu}\.$/u.test(cut) ? cut : cut.replace(/[.\s]+$/u, "");
  const party = oneLine(trimmed);
  if (party === "" || (legal !== null && legal.index === 0)) return null;
  if (party.length < 2 || stopWordsOf(language).has(fold(party))) return null;
  const start = offset + called;
  return { party, start, end: start + trimmed.length, sure: called > 0 || legal !== null };
}

/**
 * What stands behind a label as a party: up to its address, role or representation. Null where it is none: a number, a sentence, nothing.
 */
export function partyOfCell(text: string, language: string): PartyFact | null {
  const offset = text.length - text.trimStart().length;
  const line = text.trim().split("\n")[0] ?? "";
  const cut = line.slice(0, cutAt(line)).replace(/[\s,;:–-]+$/u, "");
  const called = formOfAddress.exec(cut)?.[0].length ?? 0;
  const quoted = cut.slice(called).replace(/^["'“”„«»‚‘]+|["'“”«»’]+$/gu, "");
  const party = (
    legalFormInside.test(quoted) || /\p{Lu}\.$/u.test(quoted) ? quoted : quoted.replace(/\.$/u, "")
  ).trim();
  const words = party.split(/\s+/u);
  if (party === "" || words.length > 10 || party.length > 90 || !/\p{L}{2}/u.test(party)) return null;
  if (
    !/^(?:[\p{Lu}\p{Lo}\d"“„]|(?:van|von|de|di|da|del|la|le|el|al|ter|ten)\s|\p{Ll}\p{Lu}|[dl]['’]\p{Lu})/u.test(party)
  )
    return null;
  // Codes and amounts.
  if (/^[\d.,/ -]+$/u.test(party) || /^\p{Lu}{0,6}[-./]?\d[\p{L}\d./-]*$/u.test(party)) return null;
  const small = words.filter((word) => /^\p{Ll}/u.test(word) && !particles.has(fold(word)) && !joins.has(fold(word)));
  if (small.length > 1 || (words.length > 4 && small.length > 0)) return null;
  if (noNames.has(fold(party)) || stopWordsOf(language).has(fold(party))) return null;
  const start = offset + line.indexOf(party);
  return { party, start, end: start + party.length, sure: legalFormInside.test(party) || called > 0 };
}

/** Where the name ends and what is said of it begins. */
function cutAt(line: string): number {
  const places = [
    behindName,
    /,\s(?!(?:Inc|LLC|L\.?L\.?C|Ltd|LLP|S\.|PLC|Corp|Jr|Sr|GmbH|PhD|MD)\b)/u,
    /\s[–—|•·]\s|\t/u,
  ].map((pattern) => {
    const at = line.search(pattern);
    return at < 1 ? line.length : at;
  });
  return Math.min(...places);
}

const behindName =
  /\s?\((?!haftungsbeschränkt|UK|US|Deutschland|France|España|Italia|Europe|Schweiz|Switzerland)|\s?[<[]|[,\s]+(?:whose|with (?:its|his|her)|having (?:its|his)|represented|residing|born|a (?:company|corporation|limited)|mit (?:dem )?Sitz|vertreten|geboren|wohnhaft|geb\.|dont le|sis[e]?|ayant|représentée?|demeurant|domiciliée?|immatriculée?|née?|con (?:sede|domicilio|NIF|DNI|CIF)|representad[oa]|mayor de edad|in persona|rappresentat[oa]|nat[oa] a|residente|C\.?F\.?|P\.?\s?IVA|com sede|inscrit[oa]|portador|gevestigd|vertegenwoordigd|wonende|geboren|kantoorhoudende|hereinafter|hereafter|nachfolgend|im Folgenden|ci-après|en adelante|di seguito|doravante|hierna)(?![\p{L}])/iu;
