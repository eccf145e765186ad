import type { Section, Sentence } from "../text/documentText.ts";
import { fold } from "../text/fold.ts";

/** What a sentence is where it says nothing of its document's matter. */
export type Role = "acknowledgement" | "authors" | "boilerplate" | "caption" | "contact" | "contents" | "reference";

/** True for sections that list sources or contents, thank or name who wrote, rather than say something. */
export function isApparatus(section: Section): boolean {
  return section.heading !== null && apparatusPattern.test(fold(section.heading).trim());
}

/** What a sentence is by its words; null where it may say something. In talk people thank one another and say where they work. */
export function roleOf({ text, kind }: Pick<Sentence, "text" | "kind">): Role | null {
  if (kind === "caption") return "caption";
  if (kind === "tableOfContents") return "contents";
  const folded = fold(text);
  const isTalk = kind === "turn";
  for (const [role, pattern, inTalk] of patterns) if ((inTalk || !isTalk) && pattern.test(folded)) return role;
  if (isTalk) return null;
  if (contactLead.test(folded) && address.test(text)) return "contact";
  if (referencePattern.test(text)) return "reference";
  return isListOfAuthors(text) ? "authors" : null;
}

/** Names with their marks and places of work, one after the other. */
function isListOfAuthors(text: string): boolean {
  const words = text.split(/\s+/u);
  if (words.length < 5 || (text.match(/[,;]/gu)?.length ?? 0) < 2) return false;
  const capitals = words.filter((word) => /^[("]?\p{Lu}/u.test(word)).length;
  const plain = words.filter((word) => /^\p{Ll}{3,}/u.test(word)).length;
  if (capitals < 0.6 * words.length || plain > 0.15 * words.length) return false;
  const marked = text.match(/\p{Ll}(?:[\d*†‡§¹²³⁴-⁹]|\^\d)/gu)?.length ?? 0;
  return marked >= 2 || placeOfWork.test(text);
}

const placeOfWork =
  /(?<!\p{L})(?:Universit\p{L}*|Universid\p{L}*|Institut\p{L}*|Istituto|Department|Dept|Faculty|Fakultät|Facult\p{L}*|Laborator\p{L}*|College|School of|Hochschule|Hospital|Klinik\p{L}*|Academy|Akademie)(?!\p{L})/u;

/** Wordings in the seven languages, folded; the last says whether they count in talk too. */
const patterns: readonly (readonly [role: Role, pattern: RegExp, inTalk: boolean])[] = [
  [
    "acknowledgement",
    /^(?:(?:our |many |special |sincere |warm )*thanks (?:to|go(?:es)? to|are due)|(?:we|i)(?: would like to| also| wish to| want to| are| gratefully| sincerely)* (?:thank|acknowledge|(?:deeply |very )?grateful to)\b|the authors?(?: would like to| also| wish to| are| is| gratefully| sincerely)* (?:thanks?|acknowledges?|(?:deeply |very )?grateful)\b|(?:wir|die autor\w*) danken\b|(?:unser |mein )?(?:besonderer )?dank gilt\b|(?:nous|les auteurs) (?:remercions|remercient|tenons a remercier|tiennent a remercier)|(?:los autores |os autores )?agradec(?:emos|en|em)\b|(?:gli autori )?ringrazia(?:mo|no)\b|(?:wij|we|de auteurs) (?:danken|bedanken)\b|(?:this|the present) (?:work|research|study|project|paper|article|material)\b[^.]{0,40}? (?:was|is|has been|were)(?: also| partially| partly| financially| kindly| generously)* (?:supported|funded|financed|sponsored)\b)/u,
    false,
  ],
  [
    "boilerplate",
    /(?:©|\(c\) ?(?:19|20)\d\d|\bcopyright (?:\(c\)|(?:19|20)\d\d|held by)|\ball rights reserved|\balle rechte vorbehalten|\btous droits reserves|\btodos los derechos reservados|\btutti i diritti (?:sono )?riservati|\btodos os direitos reservados|\balle rechten voorbehouden|\bopen[- ]access (?:article|publication)|\bcreative commons (?:attribution|licen[cs]e|namensnennung|lizenz)|\blicen[cs]ed under (?:a |the )?(?:cc|creative commons|mit|apache|gnu|gpl|bsd)\b|\bpermission to make digital or hard copies|\breproduction(?: in whole or in part)? is (?:prohibited|authori[sz]ed)|^(?:downloaded|retrieved) from\b|^(?:received|accepted|published(?: online)?|revised):? \d{1,2} \p{L}+ \d{4}|^(?:suggested citation|how to cite|cite this|zitiervorschlag|keywords?|schlagworter|mots[- ]cles|palabras clave|parole chiave|palavras[- ]chave|trefwoorden)\b|^(?:isbn|issn|doi)\b)/u,
    false,
  ],
  [
    "boilerplate",
    /(?:\b(?:call|meeting|webinar|event|session|conference|presentation|hearing) (?:is|was|are|will be|is being) (?:being )?recorded\b|\bevent will begin\b|\b(?:webinar|event|session|meeting|broadcast) will (?:begin|start) (?:shortly|soon|momentarily|at \d)|\bthe recording (?:and (?:the )?slides )?will be (?:available|posted|shared|sent)|\bplease (?:mute|unmute) your\b|\b(?:sitzung|veranstaltung|besprechung) wird aufgezeichnet|\b(?:reunion|seance|sesion|reunion) (?:est|sera|esta siendo|sera) (?:enregistree|grabada)|\b(?:riunione|reuniao|sessao) (?:viene|sara|esta sendo|sera) (?:registrata|gravada))/u,
    true,
  ],
  [
    "caption",
    /^(?:fig(?:ure|s)?|table|abb(?:ildung)?|tab(?:elle)?|tableau|figura|tabla|tabella|tabela|figuur|tabel|grafik|graphique|chart|plate|photo(?:graph)?|exhibit|box)\.? ?\d+(?:[.-]\d+)*[a-z]? ?[.:|–—](?! ?\d)|^[图圖図表] ?\d+/u,
    false,
  ],
];

/** How lines begin that say whom to write to. */
const contactLead =
  /^(?:for (?:more|further|additional|media) (?:information|enquiries|inquiries|details)|(?:please )?contact\b|questions\b|press contact|media contact|e-?mail\b|tel(?:ephone)?\b|phone\b|fax\b|address\b|correspond(?:ence|ing author)\b|to whom correspondence|(?:an)?sprechpartner|kontakt|weitere informationen|ruckfragen|contacts?\b|pour (?:plus|de plus amples|toute|tout)|para (?:mas|mayor|mais|obter) inform|contacto\b|per (?:maggiori|ulteriori) inform|contatti|contato\b|voor meer informatie)/u;
const address = /@|https?:|www\.|\+\d|\(\d{2,5}\)\s?\d|\d{3}[-. ]\d{3,4}[-. ]?\d{2,4}/u;

/** An entry of a list of references: starts with its number or with surname and initials, and has a year. */
const referencePattern =
  /^(?:\[\d+\]\s|\d+\.\s)?\p{Lu}[\p{L}'’-]+,\s(?:\p{Lu}\.[\s-]?){1,3}.*\b(?:19|20)\d\d\b|^(?:\[\d+\]\s|\d+\.\s)?(?:\p{Lu}\.[\s-]?){1,3}\p{Lu}[\p{L}'’-]+(?:,|\sand|\s&)\s(?:.*[,.]\s)?(?:\p{Lu}\.).*\b(?:19|20)\d\d[a-z]?\)?\.?$|\bdoi:\s?10\.|et al\.[,]?\s(?:\p{Lu}.*)?\b(?:vol|pp)\./u;

const apparatusPattern =
  /^(?:[\divxlc]+[.)]?\s+|[a-z][.)]\s+)*(?:references?(?: cited)?|bibliography|works cited|literature(?: cited)?|further reading|(?:table of )?contents|index|list of (?:figures|tables|abbreviations)|acknowledge?ments?|author contributions?|authors?(?:' contributions?)?|about the authors?|competing interests?|conflicts? of interests?|copyright(?: notice)?|literatur(?:verzeichnis)?|quellen(?:verzeichnis)?|einzelnachweise|inhalt(?:sverzeichnis)?|(?:abbildungs|tabellen|abkurzungs)verzeichnis|danksagung(?:en)?|(?:uber )?die autor(?:en|innen)|autor(?:en|innen)|interessenkonflikte?|impressum|bibliographie|sommaire|table des matieres|remerciements|(?:a propos (?:de l'|des |de l’|d'))?auteurs?|conflits? d'interets?|mentions legales|referencias(?: bibliograficas)?|bibliografia|indice|contenido|agradecimientos|(?:sobre (?:el|los) )?autore?s?|conflictos? de intereses?|riferimenti(?: bibliografici)?|ringraziamenti|sommario|autori|conflitt[oi] di interessi?|sumario|agradecimentos|(?:sobre os? )?autore?s?|conflitos? de interesses?|literatuur(?:lijst)?|inhoud(?:sopgave)?|dankwoord|bronnen|colofon|参考文献|目录|目次|謝辞|致谢|참고\s?문헌|목차|감사의\s?글)(?:\s+and\s+notes)?\s*:?$/u;
