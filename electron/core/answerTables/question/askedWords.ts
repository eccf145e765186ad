/* Words of questions over a table in English, German, French, Spanish, Italian, Portuguese and Dutch, folded. */

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/u).filter((word) => word !== ""));
}

/** What the rows are called, and what a question says without asking for anything: they narrow nothing down. */
export const idleWords = words(`
  document documents file files row rows table contract contracts agreement agreements lease leases invoice invoices bill bills minutes
  meeting meetings paper papers article articles application applications applicant applicants candidate candidates mail mails email
  emails message messages letter letters case cases entry entries one ones
  dokument dokumente dokumenten datei dateien zeile zeilen tabelle vertrag vertrage vertragen mietvertrag mietvertrage mietvertragen
  rechnung rechnungen protokoll protokolle sitzung sitzungen bewerbung bewerbungen brief briefe nachricht nachrichten artikel
  fichier fichiers ligne lignes tableau contrat contrats bail baux facture factures proces verbal verbaux candidature candidatures
  documento documentos archivo archivos fila filas tabla contrato contratos arrendamiento arrendamientos factura facturas acta actas
  articulo articulos solicitud solicitudes candidatura candidaturas correo correos mensaje mensajes
  documenti riga righe tabella contratto contratti locazione locazioni fattura fatture verbale verbali articolo articoli messaggio
  ficheiro ficheiros arquivo arquivos linha linhas tabela fatura faturas ata atas artigo artigos mensagem mensagens
  documenten bestand bestanden rij rijen tabel contracten huurcontract huurcontracten overeenkomst overeenkomsten facturen factuur
  notulen bericht berichten sollicitatie sollicitaties
  which what who whose when where how many much show list find give tell get see want need all any only those allow allows allowed permit permits permitted last lasts run runs mention mentions say says these please there pay pays
  paid cost costs value values date dates day days year years month months number numbers amount amounts
  welche welcher welches welchen welchem wer wessen wann wo wie viele viel zeige zeig liste finde gib nenne alle nur bitte gibt zahlen zahlt erlaubt erlauben erlaubte dauern dauert
  kosten kostet wert werte datum jahr jahre monat monate tag tage betrag betrage haben hat sind ist werden wird
  quel quels quelle quelles qui quand combien montre montrer liste lister trouve donne tous toutes seulement ont sont est coute coutent
  valeur jour jours annee annees mois montant
  cual cuales que quien quienes cuando cuantos cuantas muestra mostrar lista encuentra dame todos todas solo tienen tiene son cuesta cuestan
  valor fecha dia dias ano anos mes meses importe
  quale quali chi quando quanti quante mostra elenca trova tutti tutte solo hanno sono costa costano valore data giorno giorni anno anni
  mese mesi importo
  quais quem quantos quantas mostre liste encontre apenas tem custa custam
  welke wie wanneer hoeveel toon lijst vind geef alleen hebben heeft zijn kost waarde jaar jaren maand maanden dag dagen bedrag`);

/** With which ends of a condition a word before a value goes. `more` and `less`, `before` and `after` leave the value itself out. */
export type Comparison = "more" | "less" | "least" | "most" | "before" | "after" | "from" | "of" | "to" | "between";

const comparisons: readonly (readonly [Comparison, string])[] = [
  [
    "more",
    "more than|over|above|exceed(?:s|ed|ing)?|(?:greater|higher|larger|bigger|longer) than|in excess of|uber|mehr als|oberhalb(?: von)?|(?:hoher|grosser|langer|teurer) als|plus (?:de|d')|plus (?:longue?s?|grande?s?|elevee?s?) que|au-dela d[eu]|au-dessus d[eu]|superieure?s? a|depass(?:e|ent|ant)|mas (?:de|del|que)|mas larg[oa]s? que|mayor(?:es)? (?:que|de|a)|superior(?:es)? a|por encima de|superan?|piu di|oltre(?: i)?|superior[ei] a|maggior[ei] di|piu lung[hoaie]+ di|mais (?:de|do|que)|mais long[oa]s? (?:do )?que|acima d[eo]|maior(?:es)? (?:do )?que|meer dan|boven|(?:hoger|groter|langer|duurder) dan|>",
  ],
  [
    "less",
    "less than|under|below|(?:fewer|lower|smaller|shorter|cheaper) than|weniger als|unter|unterhalb(?: von)?|(?:niedriger|kleiner|kurzer|billiger) als|moins (?:de|d'|que)|en dessous de|inferieure?s? a|plus courte?s? que|menos (?:de|del|que)|mas cort[oa]s? que|menor(?:es)? (?:que|de|a)|inferior(?:es)? a|por debajo de|meno di|sotto(?: i)?|inferior[ei] a|minor[ei] di|piu (?:brev[ei]|cort[oaie]) di|mais curt[oa]s? (?:do )?que|abaixo d[eo]|menor(?:es)? (?:do )?que|minder dan|onder|(?:lager|kleiner|korter|goedkoper) dan|<",
  ],
  [
    "least",
    "at least|no(?:t)? less than|minimum(?: of)?|mindestens|wenigstens|minimal|au moins|au minimum|al menos|como minimo|por lo menos|almeno|come minimo|pelo menos|no minimo|minstens|ten minste|>=|≥",
  ],
  [
    "most",
    "at most|up to|no(?:t)? more than|maximum(?: of)?|hochstens|maximal|au plus|au maximum|como maximo|a lo sumo|al massimo|no maximo|hoogstens|maximaal|<=|≤",
  ],
  [
    "before",
    "before|prior to|earlier than|ahead of|vor|avant|antes del?|prima del?l?[ao']?|antes d[eo]|voor|eerder dan",
  ],
  ["after", "after|later than|beyond|past|nach|apres|despues del?|dopo|depois d[eo]|apos|na|later dan"],
  [
    "from",
    "since|starting(?: from| in)?|as of|ab|seit|depuis|des|a partir d[eu]|a partire da[l]?|desde|dal?|vanaf|sinds",
  ],
  [
    "to",
    "to|until|till|by|through|no(?:t)? later than|bis|bis zum|spatestens|jusqu'(?:a|au|en)|au plus tard|hasta|fino al?|entro|ate|tot|uiterlijk",
  ],
  // "invoices from March": of that month, unless it goes on to another.
  ["of", "from|von|vom"],
  ["between", "between|zwischen|entre|tra|fra|tussen"],
];

const articles =
  "the|den|dem|der|die|das|ende|anfang|end of|beginning of|le|la|les|l'|el|los|il|lo|i|gli|o|os|as|de|het|een|un|une|una|einem|einer|on|in|am|im|em|en|end";
const before = comparisons.map(([comparison, text]) => ({
  comparison,
  pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:${text})\\s*(?:(?:${articles})\\s+){0,2}$`, "u"),
}));

/** How a value is compared, by the words right before it, and how many characters those are; null where none are. @param text folded */
export function comparisonBefore(text: string): { readonly comparison: Comparison; readonly length: number } | null {
  let best: { comparison: Comparison; length: number } | null = null;
  for (const { comparison, pattern } of before) {
    const length = pattern.exec(text)?.[0].length ?? 0;
    if (length > (best?.length ?? 0)) best = { comparison, length };
  }
  return best;
}

const behind = [
  [
    "least",
    "or (?:more|longer|later)|onwards?|on(?=\\s*(?:[?.!,]|$))|and (?:more|over|above)|oder (?:mehr|langer|spater)|ou plus|o mas|o piu|ou mais|of meer",
  ],
  [
    "most",
    "or (?:less|fewer|shorter|earlier)|oder (?:weniger|kurzer|fruher)|ou moins|o menos|o meno|ou menos|of minder",
  ],
] as const;

/** As {@link comparisonBefore}, by the words right behind a value. */
export function comparisonBehind(text: string): { readonly comparison: Comparison; readonly length: number } | null {
  for (const [comparison, pattern] of behind) {
    const length = new RegExp(`^\\s*(?:${pattern})(?!\\p{L})`, "u").exec(text)?.[0].length ?? 0;
    if (length > 0) return { comparison, length };
  }
  return null;
}

/** What stands between the two ends of a range. */
export const joint = /^\s*(?:and|to|und|bis|et|a|y|e|en|tot|-|–)\s*(?:(?:the|le|el|il|o|a|dem|den|au|al)\s+)?$/u;
/** What stands between alternatives. */
export const either = /^\s*(?:or|oder|ou|o|of|and|und|et|y|e|en|,)\s*(?:in|im|en)?\s*$/u;

/** That a cell is empty. */
export const lacking =
  words(`without no missing lack lacks lacking none unknown absent ohne kein keine keinen keiner keinem fehlt fehlen
  fehlende fehlender fehlendes sans aucun aucune manque manquent sin ningun ninguna falta faltan senza nessun nessuna nessuno manca mancano
  sem nenhum nenhuma faltam zonder geen ontbreekt ontbreken`);
/** That a cell is not empty. */
export const having = words("with mit avec con com met");
export const denying = words(
  "not nicht n't dont doesnt isnt arent pas non nao niet no kein keine keinen ohne without sans sin senza sem zonder geen",
);
export const forbidding =
  /^(?:prohibit|forbid|forbad|exclud|verbiet|verbot|untersag|ausschliess|ausgeschloss|interdi|exclu|prohib|vieta|esclud|proib|verbied|uitsluit|uitgesloten)/u;
export const except = words("except besides ausser sauf hormis excepto salvo tranne eccetto exceto behalve");

/** What a question sorts by without naming a column. */
export type Measure = "money" | "date" | "length" | "any";

export interface Superlative {
  readonly descending: boolean;
  readonly measure: Measure;
}

const superlatives: readonly (readonly [string, Superlative])[] = [
  [
    "highest|largest|biggest|greatest|most|maximum|max|top|hochste[nrs]?|gro(?:ss|ß)te[nrs]?|meisten|mayor|mayores|maggior[ei]|maior|maiores|hoogste|grootste|meeste",
    { descending: true, measure: "any" },
  ],
  [
    "lowest|smallest|least|minimum|min|niedrigste[nrs]?|kleinste[nrs]?|geringste[nrs]?|wenigsten|menor|menores|minor[ei]|laagste|minste",
    { descending: false, measure: "any" },
  ],
  ["priciest|costliest|teuerste[nrs]?|duurste", { descending: true, measure: "money" }],
  ["cheapest|billigste[nrs]?|gunstigste[nrs]?|goedkoopste", { descending: false, measure: "money" }],
  ["longest|langste[nrs]?|langste", { descending: true, measure: "length" }],
  ["shortest|kurzeste[nrs]?|kortste", { descending: false, measure: "length" }],
  [
    "latest|newest|neueste[nrs]?|neuste[nrs]?|spateste[nrs]?|jungste[nrs]?|nieuwste|laatste",
    { descending: true, measure: "date" },
  ],
  ["earliest|oldest|soonest|fruheste[nrs]?|alteste[nrs]?|oudste|vroegste", { descending: false, measure: "date" }],
];
/** Of the languages that say it in two words: "le plus cher", "el más alto", "most expensive", "am höchsten". */
const twoWords: readonly (readonly [string, Superlative])[] = [
  [
    "most (?:expensive|costly)|plus cher(?:e|s|es)?|mas car[oa]s?|piu car[oaie]|piu costos[oaie]|mais car[oa]s?|am teuersten",
    { descending: true, measure: "money" },
  ],
  [
    "least expensive|moins cher(?:e|s|es)?|mas barat[oa]s?|meno car[oaie]|mais barat[oa]s?|am billigsten",
    { descending: false, measure: "money" },
  ],
  [
    "plus (?:eleve|haut|grand)e?s?|mas (?:alt|elevad|grande)[oa]?s?|piu (?:alt|elevat|grand)[oaie]|mais (?:alt|elevad)[oa]s?|am (?:hochsten|gro(?:ss|ß)ten)",
    { descending: true, measure: "any" },
  ],
  [
    "(?:plus|moins) (?:bas|basse|petit|petite|eleve|elevee)s?|mas (?:baj|pequen)[oa]s?|piu (?:bass|piccol)[oaie]|mais (?:baix|pequen)[oa]s?|am (?:niedrigsten|kleinsten)",
    { descending: false, measure: "any" },
  ],
  ["plus longue?s?|mas larg[oa]s?|piu lung[oaie]|mais long[oa]s?|am langsten", { descending: true, measure: "length" }],
  [
    "plus courte?s?|mas cort[oa]s?|piu (?:brev[ei]|cort[oaie])|mais curt[oa]s?|am kurzesten",
    { descending: false, measure: "length" },
  ],
  ["most recent|plus recente?s?|mas recientes?|piu recent[ei]|mais recentes?", { descending: true, measure: "date" }],
  ["plus ancien(?:ne)?s?|mas antigu[oa]s?|piu vecchi[oae]?|mais antig[oa]s?", { descending: false, measure: "date" }],
];

/** Superlatives of a folded text with their places. "more than" and the like are none. */
export function superlativesIn(text: string): (Superlative & { readonly start: number; readonly end: number })[] {
  const found: (Superlative & { start: number; end: number })[] = [];
  for (const [pattern, superlative] of [...twoWords, ...superlatives]) {
    const not = "(?!\\s(?:than|als|que|dan|di|de)(?!\\p{L}))(?<!\\b(?:at|al|zum|am|au|no|a lo)\\s\\w+)";
    for (const match of text.matchAll(new RegExp(`(?<!\\p{L})(?:${pattern})(?!\\p{L})${not}`, "gu"))) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.some((other) => start < other.end && end > other.start)) continue;
      found.push({ ...superlative, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** "sorted by", with what may stand behind it. */
export const sortedBy =
  /(?<!\p{L})(?:sort(?:ed)?(?: them)? by|order(?:ed)? by|ranked by|sortier(?:t|e|en)? nach|geordnet nach|trie(?:s|r|es)? (?:par|selon)|classe(?:s|r|es)? par|ordenad[oa]s? por|ordena(?:r)? por|ordinat[oaie] per|ordina(?:re)? per|gesorteerd op|sorteer op)\s+/gu;
export const groupedBy =
  /(?<!\p{L})(?:group(?:ed)?(?: them)? by|gruppier(?:t|e|en)? nach|regroupe(?:s|r|es)? par|groupe(?:s|r|es)? par|agrupad[oa]s? por|agrupa(?:r)? por|raggruppat[oaie] per|raggruppa(?:re)? per|gegroepeerd (?:op|per)|groepeer (?:op|per))\s+/gu;
/** Where the column stands between: "nach Miete sortiert". */
export const sortedAround =
  /(?<!\p{L})(?:nach|op)\s+(?=\S[^.?!]{0,60}?\s(?:sortier(?:t|en)|geordnet|gesorteerd)(?!\p{L}))/gu;
export const groupedAround = /(?<!\p{L})(?:nach|op)\s+(?=\S[^.?!]{0,60}?\s(?:gruppier(?:t|en)|gegroepeerd)(?!\p{L}))/gu;
export const orderingWords = /^(?:sortier|geordnet|gesorteerd|gruppier|gegroepeerd)/u;
export const downwards =
  /(?<!\p{L})(?:descending|in descending order|absteigend|decroissante?s?|descendente|decrescente|aflopend|highest first|latest first|newest first)(?!\p{L})/gu;
export const upwards =
  /(?<!\p{L})(?:ascending|in ascending order|aufsteigend|croissante?s?|ascendente|crescente|oplopend)(?!\p{L})/gu;

/** Verbs and nouns by which a question means the column of an end or a beginning. */
export const endWords =
  /^(?:ends?|ended|ending|expir(?:e|es|ed|ing|y|ent|a|an|am|ation)|terminates?|terminated|lapses?|ende[nt]?|endend|endete|auslaufen|auslauft|auslaufende|auslaufenden|ablaufen|ablauft|ablaufende|fin|finit|finissent|finira|terminent?|termine|echoit|echeance|arrivent|termina[nm]?|vence[nm]?|acaba[nm]?|finaliza[nm]?|scad(?:e|ono|enza|ra|ranno)|finisc(?:e|ono)|terminano|eindig(?:t|en)|afloopt|aflopen|verloopt|verlopen)$/u;
/** Verbs whose second half stands at the end of the sentence: "läuft 2027 aus", "loopt in 2027 af". */
export const splitEnd =
  /(?<!\p{L})(lauft|laufen|loopt|lopen|run|runs)(?!\p{L})([^.?!]{0,80}?)(?<!\p{L})(aus|ab|af|out)(?!\p{L})/gu;
export const startWords =
  /^(?:starts?|started|starting|begins?|began|beginning|commences?|beginnt|beginnen|startet|starten|anfangen|debutent?|commencent|empieza[n]?|comienza[n]?|inicia[nm]?|inizia(?:no)?|decorr(?:e|ono)|comeca[m]?|begint|ingaat|ingaan)$/u;
/** That the end is in the past. */
export const pastWords =
  /^(?:expired|overdue|abgelaufen(?:e[nrs]?)?|ausgelaufen(?:e[nrs]?)?|uberfallig(?:e[nrs]?)?|expirees?|expires|echue?s?|vencid[oa]s?|caducad[oa]s?|scadut[oaie]|expirad[oa]s?|verlopen|vervallen)$/u;
export const nextWords =
  /(?<!\p{L})(?:(?:in|within|over|during) (?:the )?next|(?:in|innerhalb)(?: den| der)? nachste[nr]?|innerhalb von|within|(?:dans|d'ici|au cours des)(?: les)? (?:prochaine?s?)?|en l[oa]s proxim[oa]s|(?:nei|entro i|entro)(?: prossimi)?|n[oa]s proxim[oa]s|(?:in de )?komende|binnen)\s*$/u;
export const lastWords =
  /(?<!\p{L})(?:(?:in|within|over|during) (?:the )?(?:last|past)|in den (?:letzten|vergangenen)|(?:au cours d|dans l)es(?: dernier[es]*)?|en l[oa]s ultim[oa]s|negli ultimi|n[oa]s ultim[oa]s|(?:in de )?(?:afgelopen|laatste))\s*$/u;
/** "les 3 prochains mois", "the next" behind the number */
export const nextBehind = /prochain|proxim|prossim|nachst|komende|next/u;

/** What an amount is of where no column is named. */
export const mainAmounts =
  /^(?:total|grand total|sum|price|rent|fee|amount|cost|gesamtbetrag|betrag|summe|preis|miete|rechnungsbetrag|vergutung|prix|loyer|montant|importe|precio|renta|alquiler|totale|importo|prezzo|canone|preco|renda|valor|totaal|bedrag|prijs|huur)/u;
export const mainPeriods =
  /^(?:term|duration|length|laufzeit|dauer|vertragsdauer|mietdauer|duree|duracion|plazo|durata|duracao|prazo|looptijd|duur)/u;
export const mainDates = /^(?:date|datum|fecha|data|invoice date|rechnungsdatum|published|signed|dated?)/u;

/** What is asked of the state of cells or rows, and not of what they say. */
export const states: readonly (readonly [RegExp, "doubtful" | "unreadable" | "corrected" | "approved"])[] = [
  [
    /(?<!\p{L})(?:doubtful|uncertain|unsure|unverified|zweifelhafte?[nrs]?|unsichere?[nrs]?|douteu(?:x|ses?)|dudos[oa]s?|dubbi[oae]?|duvidos[oa]s?|twijfelachtige?)(?!\p{L})/gu,
    "doubtful",
  ],
  [
    /(?<!\p{L})(?:unreadable|not readable|unlesbare?[nrs]?|illisibles?|ilegibles?|illeggibil[ei]|ilegive(?:l|is)|onleesbare?)(?!\p{L})/gu,
    "unreadable",
  ],
  [
    /(?<!\p{L})(?:corrected|korrigierte?[nrs]?|corrigee?s?|corregid[oa]s?|corrett[oaie]|corrigid[oa]s?|gecorrigeerde?)(?!\p{L})/gu,
    "corrected",
  ],
  [
    /(?<!\p{L})(?:approved rows|approved|freigegebene?[nrs]?|genehmigte?[nrs]?|approuvee?s?|aprobad[oa]s?|approvat[oaie]|aprovad[oa]s?|goedgekeurde?)(?!\p{L})/gu,
    "approved",
  ],
];
