import type { ColumnDraft } from "../../../contract/answerTables.ts";
import { fold } from "../../text/fold.ts";

/** What columns are often about, told by their names and questions, with the words by which documents of the seven languages say it. */
export type Concept =
  | "start"
  | "end"
  | "signed"
  | "due"
  | "deadline"
  | "payment"
  | "notice"
  | "term"
  | "meetingDate"
  | "renewal"
  | "subletting"
  | "law"
  | "liability"
  | "price"
  | "person"
  | "sender"
  | "addressee"
  | "parties"
  | "employer"
  | "availability"
  | "published";

interface ConceptWords {
  readonly concept: Concept;
  readonly kinds: readonly ColumnDraft["kind"][];
  /** in the folded name or question of a column */
  readonly asked: RegExp;
  /** labels besides those of the column */
  readonly labels: readonly string[];
}

const list = (words: string): string[] =>
  words
    .split("|")
    .map((word) => word.trim())
    .filter((word) => word !== "");

const conceptWords: readonly ConceptWords[] = [
  {
    concept: "start",
    kinds: ["date"],
    asked:
      /(?<!\p{L})(?:start|begin|commence|effective date|beginn|inkrafttreten|debut|prise d['’]effet|date d['’]effet|inicio|entrada en vigor|inizio|decorrenza|ingangsdatum|aanvang|ingang)/u,
    labels: list(
      `commencing on|commencing|beginning on|beginning|becomes effective on|becomes effective|comes into force on|enters into force on|with effect from|effective from|effective as of
      |beginnt am|beginnt mit dem|gilt ab|ab dem|tritt am|wirksam ab|mit Wirkung vom|mit Wirkung zum
      |prend effet le|prend effet à compter du|à compter du|commence le|débute le|entre en vigueur le|entrera en vigueur le
      |comienza el|comenzará el|entra en vigor el|entrará en vigor el|surte efecto el|surtirá efectos desde el|a partir del|inicia el
      |decorre dal|decorre da|ha inizio il|ha decorrenza dal|con decorrenza dal|a decorrere dal|entra in vigore il|inizia il
      |tem início em|tem início a|com início em|inicia-se em|entra em vigor em|entra em vigor a|a partir de|produz efeitos a partir de
      |gaat in op|ingaand op|vangt aan op|treedt in werking op|begint op|met ingang van`,
    ),
  },
  {
    concept: "end",
    kinds: ["date"],
    asked:
      /(?<!\p{L})(?:end|ends|expir|terminat|ende|endet|vertragsende|mietende|fin|echeance|finaliza|vencimiento|scadenza|termin[ae]|termo|einddatum|eindigt)(?!ung)/u,
    labels: list(
      `ending on|expires on|expiring on|terminates on|ceases on|until and including|shall end on
      |endet am|endet mit Ablauf des|endet zum|läuft bis zum|läuft bis|befristet bis zum|läuft am
      |expire le|prend fin le|se termine le|s'achève le|jusqu'au|arrive à échéance le
      |termina el|finaliza el|finalizará el|vence el|expira el|hasta el
      |cessa il|cessa di avere effetto il|scade il|termina il|ha termine il|avrà termine il|fino al
      |termina em|termina a|cessa em|cessa a|até ao dia|até
      |eindigt op|loopt af op|tot en met|verstrijkt op`,
    ),
  },
  {
    concept: "signed",
    kinds: ["date"],
    asked: /(?<!\p{L})(?:sign|unterzeich|unterschr|firma|assina|getekend|ondertek|conclu|abgeschlossen|geschlossen)/u,
    labels: list(
      `is made on|made on|entered into on|entered into as of|dated|dated as of|is dated|made this|executed on|signed on
      |unterzeichnet am|geschlossen am|abgeschlossen am|fait à|signé le|conclu le|en fecha|firmado el|firmado en|stipulato il|sottoscritto il|firmato il|celebrado em|assinado em|opgemaakt te|getekend te|getekend op`,
    ),
  },
  {
    concept: "due",
    kinds: ["date"],
    asked: /(?<!\p{L})(?:due|pay by|fallig|zahlbar|echeance|vencimiento|vence|scadenza|vencimento|vervaldatum|verval)/u,
    labels: list(
      `payable by|payment due by|due by|due on|to be paid by|please pay by|fällig zum|zahlbar bis zum|zu zahlen bis|payable avant le|payable au plus tard le|date limite de paiement|a pagar antes del|fecha límite de pago|pagar antes del|da pagare entro il|pagamento entro il|pagar até|data limite|data limite de pagamento|te voldoen voor|uiterste betaaldatum|betalen vóór`,
    ),
  },
  {
    concept: "deadline",
    kinds: ["date"],
    asked:
      /(?<!\p{L})(?:until when|deadline|by when|bis wann|frist(?!los)|d['’]ici|date limite|hasta cuando|plazo|entro quando|ate quando|prazo|voor wanneer|uiterlijk)/u,
    labels: [],
  },
  {
    concept: "payment",
    kinds: ["period"],
    asked: /(?<!\p{L})(?:payment|paid|pay|zahl\p{L}*|paiement|pago|pagar|pagamento|betal\p{L}*)(?!\p{L})/u,
    labels: list(
      `payable within|to be paid within|due within|paid within|net|zahlbar innerhalb von|zahlbar binnen|innerhalb von|payable dans un délai de|payables sous|payable sous|payables à|se pagarán a|se abonarán a|pagaderas a|pagadera a|pagate entro|pagamento entro|pagas no prazo de|pagáveis em|te betalen binnen|betaald binnen|binnen`,
    ).filter((label) => label.includes(" ")),
  },
  {
    concept: "notice",
    kinds: ["period"],
    asked: /(?<!\p{L})(?:notice|kundigung|preavis|preaviso|preavviso|aviso previo|pre-aviso|opzeg)/u,
    labels: list(
      `notice of|notice of not less than|giving notice of|written notice of|mit einer Frist von|unter Einhaltung einer Frist von|Frist von|Kündigungsfrist von|préavis de|un préavis de|préavis est de|délai de préavis de|preaviso de|con un preaviso de|con una antelación de|antelación mínima de|antelación de|preavviso di|con preavviso di|disdetta con preavviso di|termine di preavviso di|aviso prévio de|pré-aviso de|com antecedência de|antecedência mínima de|antecedência de|opzegtermijn van|termijn van|met inachtneming van een opzegtermijn van`,
    ),
  },
  {
    concept: "term",
    kinds: ["period"],
    asked:
      /(?<!\p{L})(?:term|duration|for how long|laufzeit|dauer|duree|duracion|plazo|vigencia|durata|duracao|prazo|vigencia|looptijd|duur)(?!\p{L})/u,
    labels: list(
      `initial term of|for a term of|a term of|for a period of|term is|fixed term of|Laufzeit von|auf die Dauer von|für die Dauer von|Vertragslaufzeit|feste Laufzeit|pour une durée de|durée de|conclu pour une durée de|por un período de|por un plazo de|duración de|una duración de|plazo de duración|durata di|per la durata di|ha durata di|duração de|pelo prazo de|prazo de|vigora por|looptijd van|voor de duur van|duur van`,
    ),
  },
  {
    concept: "meetingDate",
    kinds: ["date"],
    asked:
      /(?<!\p{L})(?:date was the meeting|meeting date|date of the meeting|sitzungsdatum|sitzung|seance|reunion|sesion|riunione|seduta|reuniao|vergaderdatum|vergadering)/u,
    labels: list(
      `held on|took place on|met on|Termin|Sitzungstermin|fand am|Sitzung am|Sitzung vom|s’est tenue le|s’est réunie le|s’est réuni le|tenue le|celebrada el|tuvo lugar el|se celebró el|se reúne el|reunida el|svoltasi il|si è tenuta il|si è riunito il|tenutasi il|realizada em|realizada a|realizou-se em|reuniu em|gehouden op|vond plaats op|vergadering van`,
    ),
  },
  {
    concept: "renewal",
    kinds: ["boolean"],
    asked: /(?<!\p{L})(?:renew|verlanger|reconduction|renouvel|prorroga|renova|rinnov|verleng)/u,
    labels: list(
      `renews|renewed|renewal|is extended|shall be extended|verlängert|Verlängerung|reconduction|reconduit|renouvelle|renouvelable|prórroga|prorroga|prorrogará|renovará|rinnovo|rinnova|proroga|prorogato|renovação|renova|prorroga-se|verlenging|verlengd`,
    ),
  },
  {
    concept: "subletting",
    kinds: ["boolean"],
    asked:
      /(?<!\p{L})(?:sublet|sublease|untervermiet|untermiet|sous-lou|sous-loc|subarr|subloc|sublo|onderhu|onderverh)/u,
    labels: list(
      `underlet|sublet|subletting|sub-let|sub-letting|sublease|untervermieten|Untervermietung|sous-louer|sous-location|subarrendar|subarriendo|sublocazione|sublocare|subarrendamento|sublocação|onderverhuren|onderverhuur`,
    ),
  },
  {
    concept: "law",
    kinds: ["text"],
    asked:
      /(?<!\p{L})(?:governing law|which law|applicable law|anwendbares recht|welches recht|droit applicable|quel droit|ley aplicable|legge applicabile|lei aplicavel|toepasselijk recht)/u,
    labels: list(
      `governed by|governed by and construed in accordance with|subject to the law of|laws of|unterliegt dem Recht|es gilt das Recht|gilt deutsches Recht|es gilt deutsches Recht|gilt österreichisches Recht|gilt schweizerisches Recht|soumis au droit|régi par|régi par le droit|régi par la loi|se rige por|se regirá por|regolato dalla legge|regolato dal diritto|disciplinato dalla legge|si applica la legge|rege-se pela lei|regido pela lei|regido pelo direito|Nederlands recht van toepassing|wordt beheerst door|is van toepassing`,
    ),
  },
  {
    concept: "liability",
    kinds: ["money"],
    asked: /(?<!\p{L})(?:liabilit|haftung|responsabil|aansprakelijk)/u,
    labels: list(
      `liability is limited to|limited to|shall not exceed|does not exceed|capped at|auf höchstens|begrenzt auf|beschränkt auf|ne peut excéder|ne pourra excéder|plafonnée à|limitée à|no excederá de|no podrá exceder de|limitada a|non può superare|non potrà eccedere|limitata a|não excederá|bedraagt maximaal|beperkt tot`,
    ),
  },
  {
    concept: "price",
    kinds: ["money"],
    asked:
      /(?<!\p{L})(?:price|fees?|remuneration|vergutung|preis|honorar|entgelt|prix|remuneration|honoraires|precio|honorarios|prezzo|corrispettivo|compenso|preco|remuneracao|prijs|vergoeding)(?!\p{L})/u,
    labels: list(
      `fee of|price of|annual fee|monthly fee|fixed price|total price|contract value|Pauschale|Pauschalpreis|Festpreis|Gesamtpreis|monatliche Vergütung|prix forfaitaire|prix total|forfait|precio total|precio fijo|prezzo totale|corrispettivo annuo|preço total|totaalprijs|vaste prijs`,
    ),
  },
  {
    concept: "availability",
    kinds: ["date"],
    asked:
      /(?:can the person start|earliest start|available from|fruhester eintritt|verfugbar ab|eintrittstermin|disponible|incorporacion|disponibil|disponivel|beschikbaar)/u,
    labels: list(
      `could start on|can start on|start on|available from|available as of|ready to start on|stehe ab|ab dem|zur Verfügung ab|verfügbar ab dem|beginnen könnte ich am|Eintritt zum|Eintritt ab|disponible dès le|disponible à compter du|incorporarme a partir del|incorporarme el|disponible a partir del|iniziare dal|disponibile a partire dal|começar a|começar em|beginnen op|beginnen per|beschikbaar per`,
    ),
  },
  {
    concept: "employer",
    kinds: ["party"],
    asked:
      /(?<!\p{L})(?:employer|for whom does the person work|arbeitgeber|employeur|empleador|empresa actual|datore|empregador|werkgever)/u,
    labels: list(
      `currently work at|currently work for|currently employed at|work at|working at|working for|bin ich bei der|arbeite ich bei|arbeite bei|tätig bei|beschäftigt bei|je travaille chez|travaille actuellement chez|trabajo en|trabajo actualmente en|lavoro presso|lavoro attualmente presso|trabalho na|trabalho no|trabalho atualmente na|werk bij|werkzaam bij`,
    ),
  },
  {
    concept: "parties",
    kinds: ["party"],
    asked: /(?<!\p{L})(?:parties|parteien|vertragsparteien|vertragspartner|partes|le parti|partijen)(?!\p{L})/u,
    labels: [],
  },
  {
    concept: "sender",
    kinds: ["party"],
    asked:
      /(?<!\p{L})(?:supplier|sender|seller|vendor|issuer|who sends|who wrote the message|submitted by|lieferant|absender|rechnungssteller|verkaufer|fournisseur|emetteur|expediteur|vendeur|proveedor|emisor|remitente|vendedor|fornitore|mittente|venditore|fornecedor|emitente|remetente|leverancier|afzender)/u,
    labels: [],
  },
  {
    concept: "person",
    kinds: ["party"],
    asked: /(?<!\p{L})(?:applicant|candidate|who applies|bewerber|candidat|solicitante|richiedente|sollicitant)/u,
    labels: [],
  },
  {
    concept: "addressee",
    kinds: ["party"],
    asked:
      /(?<!\p{L})(?:customer|client|addressee|addressed|recipient|bill to|kunde|empfanger|rechnung an|destinataire|cliente|destinatario|klant|geadresseerde)/u,
    labels: [],
  },
  {
    concept: "published",
    kinds: ["date"],
    asked: /(?<!\p{L})(?:published|publication|veroffentlicht|erschienen|publie|publicado|pubblicato|gepubliceerd)/u,
    labels: list(
      "published on|published online|veröffentlicht am|publié le|publicado el|pubblicato il|gepubliceerd op",
    ),
  },
];

/** What a column is about; empty where nothing is known of it. */
export function conceptsOf({
  kind,
  name,
  question,
}: Pick<ColumnDraft, "kind" | "name" | "question">): ReadonlySet<Concept> {
  const asked = fold(`${name} ${question}`);
  const found = new Set(
    conceptWords.flatMap(({ concept, kinds, asked: pattern }) =>
      kinds.includes(kind) && pattern.test(asked) ? [concept] : [],
    ),
  );
  // "Payment term" and "notice period" are terms of their own.
  if (found.has("notice") || found.has("payment")) found.delete("term");
  return found;
}

/** Labels that documents give what a column is about, besides its own. */
export function furtherLabels(column: Pick<ColumnDraft, "kind" | "name" | "question">): string[] {
  const concepts = conceptsOf(column);
  return conceptWords.flatMap(({ concept, labels }) => (concepts.has(concept) ? labels : []));
}
