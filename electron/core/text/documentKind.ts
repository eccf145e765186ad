import type { DocumentKind } from "../../contract/summaryOptions.ts";
import type { DocumentText, Sentence } from "./documentText.ts";
import { fold } from "./fold.ts";
import { hasUnspaced } from "./scripts.ts";

/**
 * The kind of a document, read from its format, its blocks, its headings and the words at its beginning, in the six main
 * languages. A transcript of several speakers is "minutes", of one a text like others; what shows no mark of any kind is an
 * "article". The same document always has the same kind; it is a preference for a summary, never a condition.
 */
export function documentKindOf(source: DocumentText): DocumentKind {
  const facts = factsOf(source);
  return (
    kindOfFormat(source, facts) ??
    kindOfBlocks(facts) ??
    kindOfTitle(facts) ??
    kindOfWords(source, facts) ??
    kindOfShape(source, facts)
  );
}

/** Share of sentences that are a turn of somebody speaking, in a document that is told as a talk. */
const talkShare = 0.4;

interface Facts {
  /** words of the whole document, about */
  readonly words: number;
  /** characters in blocks of each kind, as a share of all */
  readonly share: (kind: Sentence["kind"]) => number;
  /** share of blocks that begin with the name of who speaks */
  readonly turns: number;
  /** headings, folded; the sentences of kind heading and those of the outline */
  readonly headings: readonly string[];
  /** title and first sentences, folded, a line each */
  readonly opening: readonly string[];
  /** up to {@link sampleSize} characters, folded: the beginning, and stretches from all over a longer document */
  readonly sample: string;
}

const openingLines = 14;
const sampleSize = 40_000;

function factsOf(source: DocumentText): Facts {
  const characters = new Map<Sentence["kind"], number>();
  let all = 0;
  for (const { kind, text } of source.sentences) {
    characters.set(kind, (characters.get(kind) ?? 0) + text.length);
    all += text.length;
  }
  const headings = new Set<string>();
  for (const { heading } of source.sections) if (heading !== null) headings.add(fold(heading).trim());
  for (const { kind, text } of source.sentences) if (kind === "heading") headings.add(fold(text).trim());
  const unspaced = hasUnspaced(source.sentences[0]?.text ?? "");
  return {
    words: Math.round(all / (unspaced ? 2 : 6)),
    share: (kind) => (characters.get(kind) ?? 0) / Math.max(1, all),
    turns: turnShare(source.sentences),
    headings: [...headings],
    opening: [source.title, ...source.sentences.slice(0, openingLines).map(({ text }) => text.slice(0, 300))].map(
      (line) => fold(line).trim(),
    ),
    sample: sampleOf(source.sentences, all),
  };
}

function sampleOf(sentences: readonly Sentence[], characters: number): string {
  const step = Math.max(1, Math.ceil(characters / sampleSize));
  const kept = sentences.filter(({ index, block }) => index < 60 || block % step === 0);
  return fold(kept.map(({ text }) => text).join("\n")).slice(0, 2 * sampleSize);
}

const speaker = /^(?:\[?\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?\]?\s*)?(\p{Lu}[\p{L}\d .'’_-]{0,30}):\s/u;

/** Blocks that begin with a name and a colon, where the same names come again and again. */
function turnShare(sentences: readonly Sentence[]): number {
  const names = new Map<string, number>();
  let blocks = 0;
  let turns = 0;
  let last = -1;
  for (const { block, kind, text } of sentences) {
    if (block === last) continue;
    last = block;
    blocks += 1;
    const name = speaker.exec(text)?.[1];
    if (name !== undefined) names.set(name, (names.get(name) ?? 0) + 1);
    else if (kind === "turn") turns += 1;
  }
  // "Note:" and "Address:" come once or twice; who speaks, speaks again.
  for (const count of names.values()) if (count > 2) turns += count;
  return blocks < 6 ? 0 : turns / blocks;
}

function kindOfFormat({ format, wide, pages }: DocumentText, { share, words }: Facts): DocumentKind | null {
  switch (format) {
    case "pptx":
    case "odp":
      return "slides";
    case "xlsx":
    case "ods":
    case "csv":
      return "spreadsheet";
    case "eml":
    case "mbox":
      return "email";
    case "code":
      return "code";
    case "epub":
      return words > 8000 ? "book" : null;
    case "ipynb":
      return share("code") > 0.6 ? "code" : null;
    default:
      // Slides that were printed to pages: wide, with little on each.
      return wide && pages.read > 2 && words / pages.read < 150 ? "slides" : null;
  }
}

function kindOfBlocks({ share, turns }: Facts): DocumentKind | null {
  if (turns > talkShare) return "minutes";
  if (share("code") > 0.6) return "code";
  if (share("tableRow") > 0.7) return "spreadsheet";
  return null;
}

/** Where the document says itself what it is: in its title or as a line of its own at the beginning. */
function kindOfTitle({ opening, words }: Facts): DocumentKind | null {
  if (isLetterhead(opening)) return "email";
  for (const line of opening.slice(0, 6)) {
    if (line.length > 120) continue;
    for (const [kind, pattern] of titlePatterns) if (pattern.test(line)) return kind;
  }
  return words > 25_000 && opening.some((line) => /^(?:a novel|roman|novela|romanzo|romance)$/u.test(line))
    ? "book"
    : null;
}

/** The head of a message: two of its fields, one a line, or all on one. */
function isLetterhead(opening: readonly string[]): boolean {
  const fields = new Set(
    opening.slice(0, 9).flatMap((line) => [...line.matchAll(mailField)].map(([, field]) => field ?? "")),
  );
  return fields.size > 2;
}

const mailField =
  /(?:^|\s)(from|to|cc|date|sent|subject|von|an|datum|gesendet|betreff|de|a|date|envoye|objet|para|fecha|enviado|asunto|da|data|inviato|oggetto|assunto):\s/gu;

const titlePatterns: readonly (readonly [DocumentKind, RegExp])[] = [
  [
    "minutes",
    /^(?:.{0,60}\b)?(?:minutes (?:of|from|for)\b|(?:meeting|committee|board) minutes\b|(?:sitzungs|ergebnis|besprechungs|verlaufs|stenografisches )protokoll\b|protokoll (?:der|des|zur|uber)\b|niederschrift (?:uber|der)\b|proces[- ]verbal\b|compte[- ]rendu (?:de|des|du) (?:la )?(?:reunion|seance|conseil)|acta (?:de|del) (?:la )?(?:reunion|sesion|junta)|verbale (?:di|del|della|dell).{0,20}(?:riunione|assemblea|seduta|consiglio)|ata (?:da|de) (?:reuniao|assembleia|sessao)|transcript (?:of|from)\b|.*\btranscript$)|^minutes$/u,
  ],
  [
    "contract",
    /^(?:.{0,60}\b)?(?:(?:licen[cs]e|lease|rental|service|services|employment|purchase|loan|sale|sales|non-?disclosure|confidentiality|subscription|tenancy|partnership|shareholders'?|consulting|distribution|franchise|master|settlement|merger|credit|security|data processing) agreement\b|agreement (?:between|of|for|on)\b|contract (?:between|of|for)\b|terms (?:and conditions|of (?:service|use))\b|end[- ]user licen[cs]e\b|(?:general )?(?:public )?licen[cs]e(?:,? version .*)?$|(?:miet|arbeits|kauf|dienst|werk|darlehens|lizenz|gesellschafts|pacht|rahmen|auftragsverarbeitungs)vertrag\b|vertrag (?:uber|zwischen)\b|allgemeine geschaftsbedingungen|contrat (?:de|d'|entre)|conditions generales|contrato (?:de|entre)|condiciones generales|contratto (?:di|tra)|condizioni generali|termos (?:de|e) )/u,
  ],
  [
    "report",
    /^(?:.{0,60}\b)?(?:annual report|final report|(?:progress|audit|status|technical|quarterly|interim|inspection|evaluation|research|sustainability|activity|investigation) report\b|report (?:on|of|to|by)\b|white ?paper\b|(?:jahres|geschafts|abschluss|zwischen|prufungs|pruf|lage|forschungs|tatigkeits)bericht\b|bericht (?:uber|der|des|zur|zum)\b|rapport (?:annuel|final|d'|de|sur)|informe (?:anual|final|de|sobre)|relazione (?:annuale|finale|di|sul|sulla)|rapporto (?:annuale|di|sul)|relatorio (?:anual|final|de|sobre))|^(?:report|bericht|rapport|informe|relatorio)$/u,
  ],
];

/** Words that only one kind of document uses much of. */
function kindOfWords(source: DocumentText, { sample, headings, words }: Facts): DocumentKind | null {
  const thousands = Math.max(0.4, Math.min(words, sample.length / 6) / 1000);
  if (countOf(sample, contractWords) / thousands > 9 && countOf(sample, contractParties) >= 3) return "contract";
  const marks = paperMarks.filter((mark) => headings.some((heading) => mark.test(heading))).length;
  const cited = countOf(sample, citationMarks) / thousands > 3;
  if (marks + Number(cited) >= 3 && words < 60_000) return "paper";
  // An abstract alone: one paragraph in which the authors say what they did.
  const blocks = source.sentences.at(-1)?.block ?? 0;
  if (words < 500 && blocks < 4 && countOf(sample, abstractWords) >= 2) return "paper";
  const taken = minutesMarks.filter((mark) => mark.test(sample)).length;
  return taken >= 2 && words < 30_000 ? "minutes" : null;
}

const contractWords =
  /\b(?:shall|herein(?:after)?|hereof|hereto|hereby|thereof|licensee|licensor|lessor|lessee|tenant|landlord|indemnif\w+|warrant(?:y|ies)|terminat(?:e|ion)|liabilit(?:y|ies)|vertrags\w*|vermieter\w*|mieter\w*|kundigung\w*|haftung\w*|auftragnehmer\w*|auftraggeber\w*|bailleur|locataire|resiliation|contractant\w*|prestataire|arrendador|arrendatario|rescision|las partes|locatore|conduttore|recesso|le parti|locador|locatario|rescisao|as partes|contratad[ao]|contratante)\b/gu;
const contractParties =
  /\b(?:part(?:y|ies)|agreement|licen[cs]e[er]?s?|contract(?:or)?|vertrag\w*|parteien|contrats?|parties|contrato|partes|contratto|parti|clausula)\b/gu;
const paperMarks: readonly RegExp[] = [
  /^(?:\d+[. ]+)?(?:abstract|zusammenfassung|resume|resumen|riassunto|resumo|summary)\b/u,
  /^(?:[\divx]+[. ]+)?(?:introduction|einleitung|einfuhrung|introduccion|introduzione|introducao)\b/u,
  /^(?:[\divx]+[. ]+)?(?:related work|background|literature review|stand der (?:forschung|technik)|etat de l'art|trabajos relacionados|lavori correlati)\b/u,
  /^(?:[\divx]+[. ]+)?(?:(?:materials? and )?methods?|methodology|approach|experiments?|experimental (?:setup|results)|evaluation|methoden?|methodik|methodes?|metodos?|metodologia|metodi)\b/u,
  /^(?:[\divx]+[. ]+)?(?:results?|findings|discussion|ergebnisse|diskussion|resultats|resultados|risultati|discusion|discussione|discussao)\b/u,
  /^(?:[\divx]+[. ]+)?(?:conclusions?|concluding remarks|fazit|schluss\w*|conclusiones|conclusioni|conclusoes|conclusao)\b/u,
  /^(?:[\divx]+[. ]+)?(?:references|bibliography|literatur(?:verzeichnis)?|bibliographie|referencias|bibliografia|riferimenti)\b/u,
];
const citationMarks = /\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]|\bet al\.|\((?:19|20)\d\d[a-z]?\)/gu;
const abstractWords =
  /\b(?:we (?:propose|present|show|introduce|demonstrate|study|develop|find|investigate|evaluate|provide|prove|describe|analy[sz]e)|(?:in )?this (?:paper|work|article|study)|our (?:method|approach|model|results|experiments|framework)|state[- ]of[- ]the[- ]art|wir (?:zeigen|stellen|untersuchen)|in dieser arbeit|nous (?:proposons|presentons|montrons)|cet article|proponemos|presentamos|este (?:articulo|trabajo)|proponiamo|presentiamo|questo (?:articolo|lavoro)|propomos|apresentamos|neste trabalho)\b/gu;
const minutesMarks: readonly RegExp[] = [
  /(?:^|\n)\s*(?:attend(?:ees|ance)|present|members present|in attendance|anwesend|teilnehmer(?:innen)?|participants|asistentes|presenti|partecipanti|presentes|participantes)\s*(?::|\n)|(?:^|\s)present(?:s|[.·(]e[.·)]?s\)?)\s*:/u,
  /(?:^|\n)\s*(?:apologies|absent|regrets|entschuldigt|abwesend|absents|ausentes|assenti)\s*(?::|\n)|(?:^|\s)excuse(?:s|e?[.·(]e?[.·)]?s\)?)\s*:/u,
  /(?:^|\n)\s*(?:\d+[. ]+)?(?:agenda|tagesordnung|top \d+|ordre du jour|orden del dia|ordine del giorno|ordem do dia|pauta)\b/u,
  /(?:^|\n)\s*(?:action items?|actions|decisions?|next meeting|resolved|beschlusse?|nachste sitzung|decisions|prochaine reunion|acuerdos|proxima reunion|decisioni|prossima riunione|deliberacoes|proxima reuniao)\b/u,
  /\b(?:(?:meeting|session) (?:was )?(?:called to order|adjourned|opened)|motion (?:carried|passed|was seconded)|die sitzung (?:wird|wurde) (?:eroffnet|geschlossen)|la seance est (?:ouverte|levee)|se levanta la sesion|la seduta e (?:aperta|tolta)|encerrada a (?:reuniao|sessao))\b/u,
];

/** By length and division, where no words tell. */
function kindOfShape({ sections }: DocumentText, { words, headings, opening }: Facts): DocumentKind {
  const chapters = headings.filter((heading) => chapter.test(heading)).length;
  if (words > 70_000 || (chapters > 4 && words > 20_000)) return "book";
  const numbered = headings.filter((heading) => /^(?:\d+|[ivx]+)(?:\.\d+)*[. ]\s*\p{L}/u.test(heading)).length;
  const summed = [...headings, ...opening.slice(1, 4)].some((heading) => executiveSummary.test(heading));
  if (summed && words > 800) return "report";
  return words > 5000 && (numbered > 4 || sections.length > 9) ? "report" : "article";
}

const chapter =
  /^(?:chapter|kapitel|chapitre|capitulo|capitolo|book|buch|livre|libro|teil|part|partie|parte)\s+(?:\d+|[ivxlc]+|one|two|three|eins|un|uno)\b|^(?:erstes|zweites|drittes|viertes) kapitel|^第.{1,4}[章回]|^[ivxlc]+\.?$/u;
const executiveSummary =
  /^(?:[\divx]+[. ]+)?(?:executive summary|management summary|key (?:findings|messages|points)|kurzfassung|zusammenfassung fur entscheidungstrager|synthese|resume analytique|resumen ejecutivo|sintesi|sommario esecutivo|sumario executivo|recommendations|empfehlungen|recommandations|recomendaciones|raccomandazioni|recomendacoes)\b/u;

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
