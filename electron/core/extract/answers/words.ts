import { type Clauses, clausesOf, type ClauseWord } from "../../evidence/clauses.ts";
import { answerIn } from "../../evidence/answerWords.ts";
import { negationsOf } from "../../evidence/denial.ts";
import { askedWords } from "../../evidence/asked.ts";
import { fold, foldWithPlaces } from "../../text/fold.ts";
import { furtherLabels } from "./concepts.ts";

/** What a text answers to a question of yes or no, with the words that say so. */
export interface Said {
  readonly yes: boolean;
  readonly start: number;
  readonly end: number;
  /** said under a condition: "with the landlord's consent", "unless notice is given" */
  readonly conditional: boolean;
  /** a word that answers, rather than a sentence that affirms or denies */
  readonly direct: boolean;
  /** what is asked needs somebody's leave */
  readonly byLeave: boolean;
}

interface Asked {
  readonly name?: string;
  readonly question?: string;
  readonly hint?: string;
  readonly words?: readonly string[];
}

const yesCell = /^(?:yes|ja|oui|s[íi]|sì|sim|true|wahr|vrai|verdadero|vero|verdadeiro|waar|[xX✓✔☑☒]|\[x\])[.!]?$/iu;
const noCell =
  /^(?:no|nein|non|não|nao|nee|none|keine?r?s?|aucune?|ninguno|ninguna|nessuno|nessuna|nenhum|nenhuma|geen|false|falsch|faux|falso|onwaar|[✗✘☐]|\[ ?\])[.!]?$/iu;
const box = /(☒|☑|✓|✔|\[[xX]\]|☐|\[ ?\])\s*(yes|ja|oui|s[íi]|sì|sim|no|nein|non|não|nee)(?!\p{L})/giu;
const forbidding =
  /^(?:prohibit|forbid|exclud|verbot|untersag|unzulass|ausgeschloss|ausschl|interdi|exclu|prohib|vieta|vietat|esclus|proib|vedad|verbod|uitgesloten|entfall|refus|verweiger|verzicht|waive|keinerlei|absen)/u;

/**
 * Whether a text affirms or denies what a column asks: by a word that answers, by a ticked box, or as a sentence that holds the words of
 * the column; null where it says neither, asks itself, or denies something else beside it.
 *
 * @param language BCP 47
 */
export function saysYes(text: string, column: Asked, language: string): Said | null {
  const trimmed = text.trim();
  const from = text.indexOf(trimmed);
  const whole = { start: from, end: from + trimmed.length, conditional: false, direct: true, byLeave: false };
  if (yesCell.test(trimmed)) return { yes: true, ...whole };
  if (noCell.test(trimmed)) return { yes: false, ...whole };
  const boxes = [...text.matchAll(box)];
  if (boxes.length > 0) {
    const ticked = boxes.filter(([, mark]) => /[☒☑✓✔xX]/u.test(mark ?? ""));
    const [only] = ticked;
    if (ticked.length !== 1 || !only) return null;
    const yes = !/^no|^n[eã]/iu.test(only[2] ?? "");
    return { ...whole, yes, start: only.index, end: only.index + only[0].length };
  }
  const answer = answerIn(trimmed);
  if (answer) return { ...whole, yes: answer.says === "yes" };
  if (/\?["'”’»)]*$/u.test(trimmed)) return null;
  const clauses = clausesOf(text, language);
  const hit = clauses && placeOfAsked(text, column, language);
  if (!clauses || !hit) return null;
  const { lexicon } = clauses;
  const words = withJoinedClauses(clauses);
  const at = words.findIndex(({ end }) => end > hit.start);
  const own = words[at];
  if (!own) return null;
  const conditions = lexicon.conditions.in(words).filter(({ value }) => value !== "harmless" && value !== "question");
  const openQuestion = lexicon.conditions
    .in(words)
    .some(({ value, from: begin }) => value === "question" && words[begin]?.clause === own.clause);
  if (openQuestion) return null;
  const conditional = new Set(conditions.map(({ from: begin }) => words[begin]?.clause));
  const isLeave = lexicon.leave.in(words).length > 0;
  const denials = negationsOf(clauses).filter(({ from: begin }) => words[begin]?.sentence === own.sentence);
  const forbids = words.filter(({ form, sentence }) => sentence === own.sentence && forbidding.test(form));
  const inOwn = denials.filter(({ from: begin }) => words[begin]?.clause === own.clause).length > 0;
  const forbidOwn = forbids.filter(({ clause }) => clause === own.clause).length;
  const elsewhere =
    denials.some(({ from: begin }) => words[begin]?.clause !== own.clause && !conditional.has(words[begin]?.clause)) ||
    forbids.some(({ clause }) => clause !== own.clause && !conditional.has(clause));
  if (elsewhere && !inOwn && forbidOwn === 0) return null;
  if (conditional.has(own.clause) && words.every(({ clause }) => clause === own.clause)) return null;
  const affirmed = inOwn === forbidOwn % 2 > 0;
  const yes = affirmed && !(isLeave && leaveIsNo.test(fold(column.hint ?? "")));
  return { ...whole, yes, conditional: conditional.size > 0 || isLeave, direct: false, byLeave: isLeave };
}

/** A hint that says that what needs leave is not allowed: "only with consent counts as no". */
const leaveIsNo =
  /(?:consent|approval|permission|leave|zustimmung|erlaubnis|genehmigung|einwilligung|accord|autoris|consentimiento|autoriza|consenso|consentimento|toestemming)\p{L}*[^.]*(?<!\p{L})(?:no|nein|non|nao|nee)(?!\p{L})/u;

/** Clauses that "or" alone parts share what is said of them: "subletting of all or of any part is not permitted". */
function withJoinedClauses({ text, words }: Clauses): ClauseWord[] {
  let joinedInto = 0;
  const lengths = new Map<number, number>();
  for (const { clause } of words) lengths.set(clause, (lengths.get(clause) ?? 0) + 1);
  return words.map((word, index) => {
    const before = words[index - 1];
    if (before && word.clause !== before.clause) {
      const gap = text.slice(before.end, word.start);
      // "Shall not assign, underlet or charge": a word between commas is one of several.
      const isListed = /^\s*,\s*$/u.test(gap) && (lengths.get(word.clause) ?? 0) < 3;
      const isJoined = isListed || (orWords.has(word.form) && !/[,;:.–]/u.test(gap));
      if (isJoined) joinedInto += 1;
    }
    return { ...word, clause: word.clause - joinedInto };
  });
}
const orWords = new Set("or oder ou o of ohne without sans sin senza sem zonder".split(" "));

/** Where the words of a column stand in a text: one of its labels, or most of the words of its question. */
function placeOfAsked(text: string, column: Asked, language: string): { readonly start: number } | null {
  const folded = foldWithPlaces(text);
  const further = furtherLabels({ kind: "boolean", name: column.name ?? "", question: column.question ?? "" });
  for (const label of [...(column.words ?? []), column.name ?? "", ...further].filter((word) => word.length > 2)) {
    const at = findPhrase(folded.text, fold(label));
    if (at) return { start: folded.starts[at.start] ?? 0 };
  }
  const asked = askedWords(column.question ?? "", language);
  if (asked.length === 0) return null;
  const compared = askedPlaces(
    text,
    language,
    asked.map(({ keys }) => keys),
  );
  return compared.held * 2 > asked.length ? { start: compared.start } : null;
}

function askedPlaces(
  text: string,
  language: string,
  asked: readonly (readonly string[])[],
): { readonly held: number; readonly start: number } {
  const clauses = clausesOf(text, language);
  let held = 0;
  let start = text.length;
  for (const keys of asked) {
    const word = clauses?.words.find(({ stem }) => keys.includes(stem));
    if (!word) continue;
    held += 1;
    start = Math.min(start, word.start);
  }
  return { held, start };
}

/** A folded phrase in a folded text, as whole words; of longer words their endings may differ. */
export function findPhrase(text: string, phrase: string): { readonly start: number; readonly end: number } | null {
  const wanted = phrase.trim();
  if (wanted === "") return null;
  const stem =
    wanted.length > 5 && /\p{L}$/u.test(wanted)
      ? wanted.slice(0, Math.max(5, wanted.length - (wanted.length > 7 ? 2 : 1)))
      : wanted;
  for (let at = text.indexOf(stem); at >= 0; at = text.indexOf(stem, at + 1)) {
    if (/[\p{L}\p{N}]/u.test(text.charAt(at - 1)) && /^[\p{L}\p{N}]/u.test(stem)) continue;
    const rest = /^[\p{L}\p{M}]*/u.exec(text.slice(at + stem.length, at + stem.length + 12))?.[0] ?? "";
    const slack = stem === wanted ? 0 : wanted.length - stem.length + 3;
    if (rest.length <= slack) return { start: at, end: at + stem.length + rest.length };
  }
  return null;
}

/** Choices that are often asked for, in the words of the seven languages: their beginnings, folded. */
const sameChoices: readonly (readonly [choice: RegExp, words: RegExp])[] = [
  [
    /^(?:high|urgent|hoch|dringend)/u,
    /(?<!\p{L})(?:urgen|as soon as possible|immediately|asap|dringend|eilig|sofort|umgehend|so schnell wie moglich|immediatement|des que possible|au plus vite|inmediat|cuanto antes|lo antes posible|immediatamente|al piu presto|quanto prima|o mais rapid|imediat|spoed|zo snel mogelijk|zo spoedig)/u,
  ],
  [
    /^(?:low|niedrig)/u,
    /(?<!\p{L})(?:no hurry|no rush|can wait|not urgent|eilt nicht|keine eile|hat zeit|pas urgent|rien ne presse|sin prisa|no es urgente|non e urgente|senza fretta|sem pressa|geen haast)/u,
  ],
  [
    /^resid/u,
    /(?<!\p{L})(?:residen[tcz]|dwelling|wohn|a usage d['’]habitation|habitation|logement|vivienda|abitativ|habitac|woon|private home)/u,
  ],
  [
    /^(?:commerc|business|gewerb)/u,
    /(?<!\p{L})(?:commerc|business|office use|gewerb|geschaft|buro|uso comercial|local de negocio|negocio|comerc|bedrijf|kantoor|professionnel)/u,
  ],
  [
    /^refund/u,
    /(?<!\p{L})(?:refund|money back|reimburs|erstatt|ruckzahl|ruckerstatt|geld zuruck|rembours|reembols|devolucion del (?:dinero|importe)|rimbors|terugbetal|geld terug)/u,
  ],
  [
    /^replac/u,
    /(?<!\p{L})(?:replac|exchange|ersatz|umtausch|austausch|remplac|echang|reemplaz|cambio por|sustitu|sostitu|substitu|vervang|omruil)/u,
  ],
  [/^repair/u, /(?<!\p{L})(?:repair|reparat|reparier|repar|ripar|herstel)/u],
  [/^cancel/u, /(?<!\p{L})(?:cancel|kundig|stornier|widerruf|resili|annul|disdett|disdire|recess|opzegg|annuler)/u],
  [
    /^(?:fixed|befrist)/u,
    /(?<!\p{L})(?:fixed[ -]term|befristet|duree determinee|duracion determinada|tempo determinato|prazo certo|bepaalde tijd)/u,
  ],
  [
    /^(?:indefinite|unlimited|open-ended|permanent|unbefrist)/u,
    /(?<!\p{L})(?:indefinite|unlimited|open-ended|unbefristet|unbestimmte|duree indeterminee|indefinid|tempo indeterminato|onbepaalde tijd)/u,
  ],
  [
    /^(?:full[ -]time|vollzeit)/u,
    /(?<!\p{L})(?:full[ -]time|vollzeit|temps plein|tiempo completo|jornada completa|tempo pieno|tempo inteiro|voltijd|fulltime)/u,
  ],
  [
    /^(?:part[ -]time|teilzeit)/u,
    /(?<!\p{L})(?:part[ -]time|teilzeit|temps partiel|tiempo parcial|tempo parziale|tempo parcial|deeltijd|parttime)/u,
  ],
];

interface FoundChoice {
  readonly choice: string;
  readonly start: number;
  readonly end: number;
}

const denied =
  /(?<!\p{L})(?:not|n['’]t|no|never|without|nicht|kein\p{L}*|ne|pas|non|nao|niet|geen|sin|sans|ohne|senza)(?!\p{L})[^.;,]{0,24}$/u;

/** The choices that a text names, each once, in its order: as they are written, by their stems, or in the words of another language. */
export function choicesIn(text: string, choices: readonly string[], language: string): FoundChoice[] {
  const folded = foldWithPlaces(text);
  const place = ({ start, end }: { readonly start: number; readonly end: number }): { start: number; end: number } => ({
    start: folded.starts[start] ?? 0,
    end: folded.ends[end - 1] ?? text.length,
  });
  const found: FoundChoice[] = [];
  const add = (choice: string, range: { readonly start: number; readonly end: number } | null): void => {
    // "I do not want a repair"
    if (!range || denied.test(folded.text.slice(0, range.start))) return;
    const { start, end } = place(range);
    if (!found.some((other) => start < other.end && end > other.start)) found.push({ choice, start, end });
  };
  const isFound = (choice: string): boolean => found.some((other) => other.choice === choice);
  for (const choice of choices.toSorted((a, b) => b.length - a.length))
    add(choice, findPhrase(folded.text, fold(choice)));
  for (const choice of choices) {
    if (isFound(choice)) continue;
    const words = sameChoices.find(([name]) => name.test(fold(choice)))?.[1];
    const match = words?.exec(folded.text);
    if (match) add(choice, { start: match.index, end: match.index + match[0].length });
  }
  for (const choice of choices) {
    if (isFound(choice)) continue;
    const asked = askedWords(choice, language);
    const clauses = asked.length > 0 ? clausesOf(text, language) : null;
    const places = asked.map(({ keys }) => clauses?.words.find(({ stem }) => keys.includes(stem)));
    const [first] = places;
    if (!first || places.some((word) => word === undefined)) continue;
    if (denied.test(fold(text.slice(0, first.start)))) continue;
    if (!found.some((other) => first.start < other.end && first.end > other.start))
      found.push({ choice, start: first.start, end: first.end });
  }
  return found.toSorted((a, b) => a.start - b.start);
}
