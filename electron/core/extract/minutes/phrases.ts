/**
 * The words by which minutes and meetings mark what came out of them, in the six main languages. All patterns are for folded text
 * (lower case, no accents).
 */

export type Outcome = "decision" | "action" | "question";

const number = String.raw`(?:(?:top\s*)?[\divx]+(?:\.\d+)*[.):]?\s+|[^\p{L}\p{N}]+)?`;

/** Headings, labels and columns; `past` is what lists the matters of another day or no matters at all. */
export const headings: readonly { readonly role: Outcome | "past"; readonly pattern: RegExp }[] = [
  {
    role: "past",
    pattern: new RegExp(
      `^${number}(?:(?:proposed |draft )?agenda|tagesordnung|ordre du jour|orden del dia|ordine del giorno|ordem do dia|pauta|(?:table of )?contents|indice|inhalt|(?:review|minutes|action items|actions|follow[- ]?up) (?:of|from) (?:the )?(?:last|previous).*|(?:last|previous) (?:meeting|actions?).*|(?:completed|closed|done)(?: .*)?|erledigt.*|actions? (?:realisees?|terminees?)|acciones completadas|pendencias anteriores|azioni completate|upcoming meetings?|next meeting|nachste sitzung|nachster termin|prochaine reunion|prochain rendez-vous|proxima reunion|prossima riunione|proxima reuniao)\\s*:?$`,
      "u",
    ),
  },
  {
    role: "decision",
    pattern: new RegExp(
      `^${number}(?:(?:key |main |final )?decisions?(?: (?:made|taken|reached|points?|prises?|adoptees?))?|resolutions?|resolved|agreements?|agreed(?: points)?|conclusions?/resolutions?|beschlusse?|getroffene beschlusse|beschlussfassung|(?:getroffene )?entscheidungen?|festlegungen|resolutions adoptees|(?:puntos? )?acordados|acuerdos(?: (?:tomados|adoptados|alcanzados))?|decisiones(?: (?:tomadas|adoptadas))?|(?:resumen de )?acuerdos y decisiones|decision(?:e|i)(?: prese)?|deliber(?:e|azioni)|decisoes(?: tomadas)?|deliberacoes)\\s*:?$`,
      "u",
    ),
  },
  {
    role: "action",
    pattern: new RegExp(
      `^${number}(?:(?:new |open |key |future |follow[- ]?up )?(?:action(?: items?| points?)?s?|actions?(?: required| arising| agreed| list)?|next steps?|to[- ]?dos?(?:['’]s)?|tasks?|follow[- ]?ups?|assignments)|(?:offene |neue |nachste )?(?:aufgaben(?:verteilung)?|massnahmen|schritte|arbeitsauftrage|auftrage)|wer macht was|actions? (?:a mener|a realiser|a faire|a venir|decidees?)|a faire|prochaines etapes|taches|suites? a donner|(?:proximos|siguientes) pasos|tareas(?: (?:asignadas|pendientes|y responsables))?|acciones(?: (?:pendientes|a realizar|a tomar))?|compromisos(?: adquiridos)?|acuerdos y compromisos|prossimi passi|azioni(?: (?:da (?:fare|intraprendere|svolgere)|future))?|attivita da svolgere|cose da fare|compiti(?: assegnati)?|todo|proximos passos|tarefas|acoes(?: (?:definidas|a (?:tomar|realizar)))?|encaminhamentos|compromissos)\\s*:?$`,
      "u",
    ),
  },
  {
    role: "question",
    pattern: new RegExp(
      `^${number}(?:(?:open|outstanding|unresolved|remaining|unanswered) (?:questions?|issues?|points?|items?|matters)|questions? (?:open|outstanding|remaining)|parking lot|parked(?: items)?|to be (?:clarified|decided|discussed)|offene (?:fragen|punkte|themen)|(?:noch )?(?:zu klaren|ungeklart|offen)|questions? (?:ouvertes?|en suspens)|points? (?:ouverts?|en suspens|a clarifier|a eclaircir)|(?:preguntas|cuestiones) abiertas|(?:puntos|temas|cuestiones) (?:pendientes|abiertos)|(?:domande|questioni) aperte|punti (?:aperti|in sospeso|da chiarire)|(?:questoes|perguntas) em aberto|pontos (?:em aberto|pendentes)|pendencias)\\s*:?$`,
      "u",
    ),
  },
];

/** What begins an item in the middle of minutes: "ACTION: …", "Beschluss: …", "Open question – …". */
export const labels: readonly { readonly role: Outcome; readonly pattern: RegExp }[] = [
  {
    role: "action",
    pattern:
      /^(?:[-*•]\s*)?\[?(?:action(?: item| point)?s?|next steps?|ai|to[- ]?do|follow[- ]?up|aufgabe|massnahme|auftrag|a faire|tache|accion|tarea|azione|compito|acao|tarefa|encaminhamento)\s*(?:#?\d+(?:\.\d+)*)?\]?\s*(?::|–|—|\s-)\s+(?=\S)/u,
  },
  {
    role: "decision",
    pattern:
      /^(?:[-*•]\s*)?\[?(?:decisions?|decided|resolved|resolution|agreed|approved|conclusion\/resolution|beschluss(?:fassung)?|beschlossen|entscheidung|festlegung|acuerdos?|se acuerda|decision[ei]|delibera|decis(?:ao|oes)|deliberac(?:ao|oes))\s*(?:#?\d+(?:[./]\d+)*)?\]?\s*(?::|–|—|\s-)\s+(?=\S)/u,
  },
  {
    role: "question",
    pattern:
      /^(?:[-*•]\s*)?\[?(?:open (?:question|issue|point|item)s?|tbd|tbc|unresolved|to be (?:clarified|decided|determined)|offene frage|offener punkt|zu klaren|question ouverte|point en suspens|a clarifier|pregunta abierta|punto pendiente|por (?:definir|aclarar)|domanda aperta|punto aperto|da (?:chiarire|definire)|questao em aberto|ponto em aberto|a (?:definir|esclarecer))\]?\s*(?::|–|—|\s-)\s+(?=\S)/u,
  },
];

/** Items of a list that say that there are none, or that something is done. */
export const emptyItem =
  /^(?:[-–—.…/]*|none\b.*|nothing\b.*|n\/?a|no (?:new )?(?:action|decision|open)\p{L}* ?(?:items?|points?|questions?)?|nil|tbd|tbc|keine?r?s?\b.{0,25}|nichts|aucune?\b.{0,25}|neant|rien|ningun[oa]?\b.{0,25}|nada|nessun[oa]?\b.{0,25}|niente|nenhum[a]?\b.{0,25}|nao ha\b.{0,25})[.:]?$/u;
export const doneItem =
  /^\[x\]|^(?:✅|✔|☑)|^(?:done|closed|complete[d]?|erledigt|fait|termine|hecho|completad[oa]|fatto|completat[oa]|concluid[oa]|feito|100 ?%)$|\((?:done|closed|completed|erledigt|fait|hecho|fatto|feito)\)\s*\.?$/u;

/** Columns of a table of actions or decisions. */
export const columns = {
  who: /^(?:owners?|who|responsible(?: (?:person|party))?|assigned(?: to)?|assignees?|lead|wer|zustandig\p{L}*|verantwortlich\p{L}*|bearbeiter\p{L}*|qui|responsables?(?:\(s\))?|porteur|pilote|quien|encargad[oa]|asignad[oa](?: a)?|chi|assegnat\p{L}+(?: a)?|incaricat[oi]|quem|responsavel|responsaveis|atribuid[oa] a)$/u,
  when: /^(?:due(?: (?:date|by|on))?|by when|when|deadlines?|target(?: date)?|until|wann|bis(?: wann)?|termin|frist|fallig\p{L}*|quand|echeances?|delais?|date(?: (?:limite|butoir))?|cuando|plazos?|fecha(?: (?:limite|de entrega))?|vencimiento|quando|scadenz[ae]|entro(?: quando)?|data|prazos?|data limite)$/u,
  action:
    /^(?:actions?(?: (?:items?|points?|required))?|tasks?|to[- ]?dos?|what|next steps?|was|aufgaben?|massnahmen?|auftrag|tatigkeit|quoi|taches?|actions? a mener|que|tareas?|acciones|accion|compromisos?|acuerdo\/compromiso|azion[ei]|attivita|compit[oi]|cosa|acao|acoes|tarefas?|o que|compromissos?)$/u,
  decision:
    /^(?:decisions?|resolutions?|beschlusse?|entscheidung(?:en)?|acuerdos?|acuerdo\/decision|decision(?:es)?|decision[ei]|deliber[ae]|decis(?:ao|oes)|deliberac(?:ao|oes))$/u,
  question:
    /^(?:open (?:points?|issues?|questions?|items?)|offene (?:punkte?|fragen?)|points? (?:ouverts?|en suspens)|puntos? pendientes?|punt[oi] apert[oi]|pontos? (?:em aberto|pendentes?)|pendencias?)$/u,
  status: /^(?:status|state|stand|erledigt|statut|etat|estado|stato|situacao|done)$/u,
  text: /^(?:description|item|topic|beschreibung|thema|sujet|descripcion(?: breve)?|tema|descrizione|descricao|assunto|details?)$/u,
} as const;

/** Somebody or something that decides for a meeting. */
const bodiesEn =
  "(?:the )?(?:(?:board|committee|sub-?committee|council|commission|members?|membership|meeting|assembly|group|team|working group|panel|house|shareholders|directors|trustees|attendees|participants|cabinet|senate|parliament|tsc|ctc|tc|steering committee|board of directors|town board|city council|council members)(?: (?:of [\\p{L} ]{2,30}|present|members))?|everyone|everybody|all(?: present)?)";

/** A sentence that says that something was decided. */
export const decisions: Readonly<Record<string, readonly RegExp[]>> = {
  en: [
    // "we decided to", "the board has unanimously approved", "it was agreed that"
    new RegExp(
      `(?:^|[.,;:–—-] ?|\\b(?:and|so|then|okay|ok|yes|yeah|well|as) )(?:i think |i believe )?(?:we(?:['’]ve| have)?(?: all| both)?|${bodiesEn}(?: (?:has|have))?) (?:now |just |already |then |therefore |also |\\p{L}+ly )*(?:decided|agreed|resolved|approved|adopted|voted|settled|opted|endorsed|ratified|appointed|elected)\\b(?! (?:with|by|upon (?:a|my|his|her)|in (?:19|20)\\d\\d|to disagree))(?:,(?! ['’]?(?:be)?cause))?(?: \\S+){3,}`,
      "u",
    ),
    /\bit (?:was|is|has been) (?:then |also |therefore |\p{L}+ly )*(?:agreed|decided|resolved|determined)\b(?: \S+){2,}/u,
    /\b(?:be it )?resolved,? that\b/u,
    /\b(?:motion|amendment|minutes|report|agenda|budget|proposal|resolution|bill|accounts?|application|request|plan|policy|slate|nomination|consent agenda)\b(?: \S+){0,8}? (?:was|were|is|are|has been|have been)(?: \p{L}+ly)? (?:carried|approved|adopted|agreed(?: to)?|passed|accepted|rejected|defeated|ratified|declined)\b/u,
    /\bmotion (?:carried|carries|passed|passes|agreed to|adopted|approved|defeated|failed)\b|\b(?:carried|approved|adopted|passed|agreed) (?:unanimously|by (?:a )?(?:unanimous|majority)|nem\.? con)\b|\bunanimously (?:carried|approved|adopted|passed|agreed|accepted|elected)\b/u,
    /\b(?:there (?:is|was) (?:general |broad |rough )?(?:consensus|agreement)|(?:general |broad )?consensus (?:is|was|reached)) (?:to|that|on|for)\b/u,
  ],
  de: [
    /\b(?:einstimmig|mehrheitlich|ohne gegenstimmen?|mit \p{L}*mehrheit|mit (?:\d+|\p{L}+) (?:ja-?stimmen|stimmen|gegenstimmen?|enthaltung(?:en)?))\b.{0,90}\b(?:angenommen|beschlossen|beschliess(?:t|en)|gewahlt|verabschiedet|genehmigt|bestatigt|zugestimmt|abgelehnt|entlastet|bestimmt|entschieden)\b/u,
    /\b(?:beschliess(?:t|en)|entscheide(?:t|n)|einig(?:t|en|te|ten)) (?:sich )?(?:einstimmig |mehrheitlich |daher |somit |auch |ferner |weiterhin )*(?:,|den|die|das|der|auf|fur|gegen|dass|uber die|einen?)(?!\p{L})/u,
    /\b(?:antrag|vorschlag|protokolle?|tagesordnung|haushalt|beschluss\p{L}*|ordnung|\p{L}+ordnung|satzung\p{L}*|anderung\p{L}*|vorstand|bericht)\b.{0,80}\b(?:wird|werden|wurden?|ist|sind)\b.{0,60}\b(?:angenommen|genehmigt|abgelehnt|beschlossen|verabschiedet|entlastet|bestatigt|zugestimmt)\b/u,
    /\b(?:es (?:wird|wurde)|wir haben|der \p{L}+ hat|die \p{L}+ hat|man hat)\b.{0,80}\b(?:beschlossen|entschieden|vereinbart|geeinigt|festgelegt)\b/u,
    /\b(?:wird|wurde|werden|wurden)\b.{0,80}\b(?:zum|zur|als|in den)\b.{0,60}\b(?:gewahlt|bestimmt|ernannt|berufen)\b/u,
    /\bwurden? (?:beschlossen|vereinbart|festgelegt|entschieden),? (?:dass|zu)\b/u,
  ],
  fr: [
    /\b(?:il (?:est|a ete)|c'est) (?:donc |alors |finalement |egalement )*(?:decide|convenu|acte|approuve|vote|entendu) (?:de|d['’]|que|qu['’])/u,
    /\b(?:le |la |les |l['’])(?:conseil(?: d['’]administration)?|assemblee(?: generale)?|comite|bureau|commission|ca|ag|membres?|groupe|presents?|equipe)\b(?: \S+){0,5}? (?:decident?|approuvent?|adoptent?|valident?|votent?|elisent?|rejettent?|a (?:decide|valide|approuve|vote|adopte)|ont (?:decide|valide|approuve|vote|adopte))\b/u,
    /\b(?:est|sont|a ete|ont ete) (?:donc |alors |ainsi )?(?:approuve|adopte|valide|vote|elu|reelu|rejete|retenu)e?s?\b/u,
    /\ba l['’]unanimite\b/u,
    /\b(?:on|nous) (?:avons |a )?(?:decide|decidons|convenu|convenons)s? (?:de|d['’]|que|qu['’])/u,
  ],
  es: [
    /\bse (?:acuerda|acordo|ha acordado|decide|decidio|ha decidido|aprueba|aprobo|ha aprobado|resuelve|resolvio|determina|determino)\b(?: \S+){2,}/u,
    /\b(?:queda|quedan|quedo|fue|fueron|ha sido|han sido) (?:aprobad|acordad|elegid|rechazad|ratificad|designad)[oa]s?\b/u,
    /\bpor unanimidad\b/u,
    /\b(?:hemos|han|habiamos) (?:acordado|decidido|aprobado)\b(?: \S+){2,}|\b(?:acordamos|decidimos)\b(?: \S+){2,}/u,
  ],
  it: [
    /\bsi (?:e |e['’] |ha )?(?:decide|delibera|deciso|deliberato|stabilito|stabilisce|concordato|concorda|optato|approva|approvato|scelto)\b(?: \S+){2,}/u,
    /\b(?:e|e['’]|viene|vengono|sono|e stat[oa]|sono stat[ie]) (?:stat[oaie] )?(?:approvat|deliberat|decis|stabilit|elett|respint|nominat|concordat)[oaie]\b/u,
    /\ball['’]unanimita\b/u,
    /\b(?:il gruppo|l['’]assemblea|il consiglio|il comitato|la commissione|i soci|i presenti|il team)\b(?: \S+){0,5}? (?:ha |hanno )?(?:deciso|delibera|deliberato|approva|approvato|stabilito|concordato|scelto)\b(?: \S+){2,}/u,
    /\babbiamo (?:deciso|concordato|stabilito|scelto)\b(?: \S+){2,}/u,
  ],
  pt: [
    /\b(?:foi|foram|ficou|ficaram) (?:decidid|acordad|aprovad|definid|deliberad|escolhid|eleit|rejeitad|estabelecid|combinad)[oa]s?\b(?: \S+){2,}/u,
    /\b(?:decidiu-se|deliberou-se|acordou-se|optou-se|definiu-se|aprovou-se)\b/u,
    /\b(?:por|a) unanimidade\b/u,
    /\b(?:a assembleia|o conselho|o grupo|a equip[ea]|a comissao|a diretoria|os presentes)\b(?: \S+){0,4}? (?:decidiu|decidiram|aprovou|aprovaram|deliberou|concordou|concordaram|optou|optaram)\b(?: \S+){2,}/u,
    /\b(?:decidimos|concordamos|acordamos)\b(?: \S+){2,}/u,
  ],
};

/** In talk: what a group settles on as it speaks. */
export const spokenDecisions: Readonly<Record<string, readonly RegExp[]>> = {
  en: [
    /(?:^|[.,;:] ?|\b(?:so|okay|ok|alright|right|then|and|yeah) )(?:let['’]s|we(?:['’]ll| will|['’]re (?:going to|gonna)| are (?:going to|gonna))) (?:(?:just|all|then|definitely) )*(?:go (?:with|for)|settle on|agree on)(?: \S+){2,}/u,
    /(?:^|[.,;:] ?|\b(?:so|okay|ok|alright|right|then|and|yeah) )let['’]s (?:just |all )*stick (?:with|to)(?: \S+){2,}/u,
    /(?:^|[.,;:] ?|\b(?:so|okay|ok|then|and) )we(?:['’]re| are) going (?:for|with) (?:an?|the|no|\d+|one|two) \S+/u,
  ],
  de: [/\b(?:dann )?(?:nehmen|machen|bleiben) wir (?:also |jetzt |dann |bei )*(?:den|die|das|der|dem)\b(?: \S+){1,}/u],
};

/** What makes of a decision a wish, a question, a condition or something of the past. */
export const undecided: Readonly<Record<string, RegExp>> = {
  en: /\b(?:ago|a while back|last (?:week|time|month|year|meeting)|previously|on (?:mon|tues|wednes|thurs|fri)day)\b|\b(?:said|says|told)\b.{0,40}["“'‘]|\b(?:decided|agreed) (?:that )?(?:already|before|earlier)\b|\bbut then we\b|\b(?:not|n['’]t|never|nobody|no one|if|whether|unless|until|once|when|before|after|while|should|could|would|might|may|maybe|perhaps|can|need(?:s|ed)? to|have to|had|to be|recommend\w*|suggest\w*|ask\w*|wish\w*|hope\w*|want\w*|wonder\w*|previously|last (?:week|time|month|year)|or)\b[^,;.]{0,40}\b(?:decided?|agreed?|resolved?|approved?|adopted|voted?|settled?|elected|carried|passed|consensus|agreement|go(?:ing)? (?:for|with)|stick|settle|accepted|endorsed?|ratified)\b|\bmore or less agree|\bno (?:decision|agreement|consensus)\b|\?\s*["'”’)]*$/u,
  de: /\bin der abstimmung wird\b|\b(?:regt an|schlagt vor|beantragt|empfiehlt|bittet)\b.{0,90}\b(?:beschliessen|genehmigen|wahlen|entscheiden)\b|\b(?:nicht|noch nicht|kein\w*|ob|wenn|falls|sobald|bevor|soll\w*|muss|mussen|konnte\w*|kann|konnen|mochte\w*|ware|wurde gern\w*|vorschlag\w*|empfiehlt|regt an|beantragt|bittet)\b[^,;.]{0,60}\b(?:beschlossen|beschliessen|entschieden|entscheiden|vereinbart|angenommen|genehmigt|gewahlt|abgestimmt|einigen|geeinigt)\b|\?\s*["'”’)]*$/u,
  fr: /\b(?:pas|jamais|si|avant|apres|quand|lorsque|doit|doivent|devra|devrait|devraient|faut|faudra|faudrait|pourrait|pourra|sera|seront|reste a|a ete demande|propose\w*)\b[^,;.]{0,50}\b(?:decid\w*|convenu|approuv\w*|adopt\w*|valid\w*|vot\w*|unanimite|retenu\w*|elu\w*)\b|\?\s*["'”’)»]*$/u,
  es: /\b(?:no|si|antes|cuando|debe\w*|falta|falta por|habra|hay|tiene\w*|podria\w*|puede\w*|propone\w*)\b[^,;.]{0,50}\b(?:acord\w*|acuerd\w*|decid\w*|aprob\w*|aprueb\w*|resuelv\w*|elegid\w*)\b|\?\s*["'”’)]*$/u,
  it: /\b(?:non|se|prima|quando|deve|devono|dovra|dovrebbe\w*|bisogna|potrebbe\w*|puo|propone\w*|sara|saranno)\b[^,;.]{0,50}\b(?:decis\w*|decid\w*|deliber\w*|approv\w*|stabil\w*|concord\w*|elett\w*|scelt\w*)\b|\?\s*["'”’)]*$/u,
  pt: /\b(?:nao|se|antes|quando|deve\w*|falta|precisa\w*|podera|pode\w*|propoe\w*|sera|serao)\b[^,;.]{0,50}\b(?:decid\w*|acord\w*|aprov\w*|defini\w*|escolh\w*|deliber\w*)\b|\?\s*["'”’)]*$/u,
};

/** A sentence that says that something is not settled yet. */
export const openPoints: Readonly<Record<string, RegExp>> = {
  en: /\b(?:(?:question|issue|matter|point)s? (?:\S+ ){0,4}remains? open|remains? (?:an open (?:question|issue|point)|unclear|unresolved|undecided|to be (?:seen|decided|clarified|determined))|(?:is|are|was|were) (?:still )?(?:to be (?:clarified|determined|confirmed|decided|agreed|discussed (?:further|later|at|in))|unresolved|undecided)|(?:open|outstanding|unresolved) (?:question|issue)s? (?:is|remains?|whether)|there (?:is|are) (?:still )?(?:an |some |several )?(?:open|outstanding|unresolved) (?:question|issue)s?|tbd|tbc|(?:still|yet) (?:need|have) to (?:decide|figure out|find out|clarify|determine|work out|agree)|(?:it(?:['’]s| is) |is )?(?:still )?(?:unclear|not (?:yet )?clear|undecided) (?:whether|if|how|who|what|when|which)|(?:was|were|has been|have been) (?:parked|deferred|postponed|left open|adjourned to)|no (?:decision|consensus|agreement) (?:was|has been|could be|yet)|(?:haven['’]t|have not|not) (?:yet )?(?:decided|agreed|figured out) (?:yet |on |whether|if|how|what|which|who|when)|(?:needs?|requires?) (?:some )?(?:further|more) (?:discussion|clarification|investigation))\b/u,
  de: /\b(?:(?:ist|sind|bleibt|bleiben|war|waren) (?:noch |weiterhin |derzeit )*(?:offen|unklar|ungeklart|strittig|zu klaren|zu prufen|zu entscheiden|abzuklaren)|(?:muss|mussen|soll|sollen) noch\b.{0,60}\b(?:geklart|entschieden|gepruft|diskutiert|besprochen|festgelegt|abgestimmt) werden|(?:wird|wurde|werden|wurden)\b.{0,40}\b(?:vertagt|verschoben|zuruckgestellt)|noch nicht (?:entschieden|geklart|beschlossen|festgelegt)|offene frage)\b/u,
  fr: /\b(?:(?:reste(?:nt)?|demeure(?:nt)?) (?:a (?:definir|decider|clarifier|preciser|determiner|confirmer)|en suspens|ouverte?s?)|(?:sont|est|restent?) (?:encore )?a (?:clarifier|preciser|determiner|confirmer|definir|eclaircir|rediscuter)\b|(?:question|point|sujet|vote|decision)s? (?:est |sont |a ete |ont ete )?(?:reportee?s?|ajournee?s?|en suspens)|pas encore (?:ete )?(?:decide|tranche|defini|fixe)e?s?)\b/u,
  es: /\b(?:(?:falta|faltan|queda|quedan) por (?:decidir|definir|aclarar|confirmar|determinar|concretar|resolver|ver)|(?:esta|estan|queda|quedan) pendientes? (?:de|por)|por (?:definir|confirmar|aclarar|determinar)|(?:se )?(?:aplaza|pospone|aplazo|pospuso)\b.{0,40}|aun no se ha\w* (?:decidido|definido|acordado)|sin (?:decidir|resolver))\b/u,
  it: /\b(?:(?:resta|restano|rimane|rimangono|e|sono) (?:ancora )?(?:da (?:definire|chiarire|decidere|confermare|stabilire|valutare)|in sospeso|apert[oaie])|(?:viene|e stat[oa]) (?:rinviat|rimandat)[oa]|non (?:e|si e) (?:ancora )?(?:deciso|definito|chiaro)|ancora da (?:definire|chiarire|decidere|confermare|stabilire))\b/u,
  pt: /\b(?:(?:falta|faltam|resta|restam) (?:ainda )?(?:decidir|definir|esclarecer|confirmar|determinar)|(?:fica|ficou|ficaram|esta|estao) (?:pendentes?|por definir|em aberto|a definir)|a (?:definir|confirmar|esclarecer)\b|(?:foi|foram|fica) adiad[oa]s?|ainda nao (?:foi|foram|se) (?:decidid|definid|decidiu|definiu)\w*)\b/u,
};

/** An item under a heading such as "Decisions" that tells of a debate or a report. */
export const debated =
  /^(?:(?:we |the \p{L}+ )?(?:discuss(?:ed|ion)|debated?|presented|presentation of|reviewed)|(?:es wurde |es wird )?(?:diskutiert|besprochen)|(?:on |nous avons )?(?:discute|debattu)|se (?:debate|debatio|discute|discutio|comenta|comento|ha debatido|ha discutido)|comentarios|si (?:e |è )?(?:discusso|discute|dibatte)|(?:foi |foram )?(?:discutid|debatid|apresentad)[oa]s?)\b/u;

/** A result without its matter, such as "The motion was carried." or "He was elected unanimously." */
export const bareResult =
  /^(?:(?:[\p{L} ]{2,20}: ?\d+[,;.]? )+)?(?:(?:the |this |der |dieser |die |diese |das |dieses |le |la |cette |ce |cet |el |esta? |il |questa? |o |a )?(?:motion|amendment|vote|proposal|idea|antrag|vorschlag|abstimmung|proposition|idee|mocion|propuesta|mozione|proposta|mocao|demande|solicitud|richiesta|pedido) (?:was|were|is|has|carr\p{L}+|pass\p{L}+|failed|agreed|wird|wurde|ist|est|a ete|fue|es|ha sido|e|e['’]|viene|foi)\b.{0,90}|(?:proposition|demande|resolution|propuesta|proposta|mocion|mozione|mocao) (?:acceptee|validee|adoptee|approuvee|rejetee|aceptada|aprobada|approvata|accettata|aprovada|aceita)\b.{0,60}|(?:le|la|l['’]) ?(?:bureau|ca|conseil|comite|assemblee|commission) (?:vote|valide|approuve|adopte)\b.{0,25}\bcette \p{L}+|die vorstandssitzung stimmt\b.{0,110}|der vorstand stimmt\b.{0,110}|all in favou?r\b.{0,60}|(?:he|she|they|this|that|these|er|sie|diese[rs]?|elle|ils|elles|cela|esto|questo|isto)\b.{0,110}|(?:carried|approved|adopted|passed|agreed|angenommen|einstimmig angenommen|beschlossen|genehmigt|approuve|adopte|aprobad[oa]|approvat[oa]|aprovad[oa])\b.{0,50})$/u;

/** How somebody owns to having no answer. */
export const noAnswer: Readonly<Record<string, RegExp>> = {
  en: /^(?:(?:um|uh|oh|yeah|well|hmm|mm|okay|so|no)[,.]? )*(?:i (?:really |honestly |still |just )?(?:don['’]t|do not|dunno|have no)(?: really| actually)? (?:know|idea)|i dunno|(?:i['’]m |i am |we['’]re |we are )?not (?:really |quite |entirely |so |too |yet )?sure|(?:that['’]s|that is|it['’]s) (?:a |an )?(?:(?:very |really )?good|open|interesting|difficult) question|no idea|we(?:['’]ll| will) (?:have to|need to) (?:see|find out|check|look)|(?:i|we) (?:can['’]t|cannot) (?:say|answer|tell)|we don['’]t know)\b/u,
  de: /^(?:(?:ah|ahm|ja|hm|also|na|tja)[,.]? )*(?:(?:das )?weiss ich (?:auch |leider |gerade |noch )*nicht|keine ahnung|(?:das ist eine )?gute frage|(?:das )?mussen wir (?:noch )?(?:klaren|sehen|schauen|prufen)|(?:ich bin mir |da bin ich )?nicht sicher)\b/u,
  fr: /^(?:(?:euh|ben|bah|oui|non|alors)[,.]? )*(?:je ne sais pas|je sais pas|aucune idee|(?:c['’]est une )?bonne question|on verra|il faudra (?:voir|verifier)|pas sur)\b/u,
  es: /^(?:(?:eh|pues|bueno|no)[,.]? )*(?:no (?:lo )?se\b|ni idea|(?:es una )?buena pregunta|habra que (?:ver|mirar|preguntar)|no (?:estoy|estamos) segur[oa]s?)/u,
  it: /^(?:(?:eh|beh|mah|no)[,.]? )*(?:non (?:lo )?so\b|boh|(?:e una )?bella domanda|(?:bisognera|dovremo) (?:vedere|verificare)|non (?:sono|siamo) sicur[oaie])/u,
  pt: /^(?:(?:eh|bem|bom|nao)[,.]? )*(?:nao sei\b|nao faco ideia|(?:e uma )?boa pergunta|temos (?:de|que) (?:ver|verificar)|nao (?:tenho|temos) (?:a )?certeza)/u,
};
