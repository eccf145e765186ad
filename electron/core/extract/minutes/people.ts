import type { DocumentText, Sentence } from "../../text/documentText.ts";
import { fold } from "../../text/fold.ts";

/** Who is at a meeting, as far as its minutes or its transcript name them. */
export interface People {
  /** who says a sentence, as the document writes the name; empty where nobody is named */
  readonly speakerOf: (sentence: Sentence) => string;
  /** what is said, without the name of the speaker before it */
  readonly saidIn: (sentence: Sentence) => string;
  /** true for somebody who is present or speaks, for a body or office such as "the secretary", and for "@name" */
  readonly isKnown: (name: string) => boolean;
  /** true where the document is a transcript: most of it is turns of speakers */
  readonly isTranscript: boolean;
}

const time = String.raw`[[(]?\d{1,2}(?::\d{2}){1,2}(?:[.,]\d{1,3})?\s?(?:[AaPp]\.?[Mm]\.?)?[\])]?`;
const person = String.raw`[\p{Lu}\p{Lo}][\p{L}\p{M}\p{N} .,'’&_()-]{0,60}|@[\w-]{2,39}`;
const opening = new RegExp(String.raw`^(?:${time}[\s–-]*)?(${person})(?:\s*${time})?:\s+`, "u");

export function peopleOf(source: DocumentText): People {
  const { speakers, prefixes, turns } = speakersOf(source.sentences);
  const names = new Set<string>();
  const add = (name: string): void => {
    for (const form of formsOf(name)) names.add(form);
  };
  for (const speaker of new Set(speakers.values())) add(speaker);
  for (const name of attendeesOf(source.sentences)) add(name);
  return {
    speakerOf: ({ block }) => speakers.get(block) ?? "",
    saidIn: ({ index, text }) => text.slice(prefixes.get(index) ?? 0),
    isKnown: (name) => {
      if (/^@[\w-]{2,39}$/u.test(name)) return true;
      const key = fold(name).replace(article, "").trim();
      return names.has(key) || office.test(key);
    },
    isTranscript: turns,
  };
}

/** The speaker of each block, and how much of its first sentence names them; a name that comes once is a label such as "Note:". */
function speakersOf(sentences: readonly Sentence[]) {
  const found: { readonly sentence: Sentence; readonly name: string; readonly length: number }[] = [];
  const times = new Map<string, number>();
  let block = -1;
  let blocks = 0;
  for (const sentence of sentences) {
    if (sentence.block === block) continue;
    block = sentence.block;
    // Times on lines of their own are no words of anybody.
    if (/\p{L}{2}/u.test(sentence.text)) blocks += 1;
    const match = opening.exec(sentence.text.slice(0, 140));
    const name = match?.[1]?.trim();
    if (!match || name === undefined || (sentence.kind !== "turn" && name.split(/\s+/u).length > 4)) continue;
    found.push({ sentence, name, length: match[0].length });
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  const speakers = new Map<number, string>();
  const prefixes = new Map<number, number>();
  for (const { sentence, name, length } of found) {
    const isHandle = name.startsWith("@");
    if (sentence.kind !== "turn" && !isHandle && ((times.get(name) ?? 0) < 3 || isLabel(name))) continue;
    speakers.set(sentence.block, name);
    prefixes.set(sentence.index, length);
  }
  return { speakers, prefixes, turns: speakers.size > 3 && speakers.size * 2 > blocks };
}

/** Fields of minutes that come again under every heading. */
function isLabel(name: string): boolean {
  return /^(?:actions?|agenda|antrag|ata|beschluss|date|data|datum|decis\p{L}+|discuss\p{L}+|entscheidung|fecha|ja|nein|enthaltung\p{L}*|note|notes?|ort|question|reponse|respons\p{L}+|resultado?|results?|status|top|vote|votes|zustandig|local|horario|motion|moved|seconded|in favou?r|against|abst\p{L}+|pour|contre|q|a)(?: .*)?$/u.test(
    fold(name),
  );
}

/** The full name, the first and the last word of it, and the handle beside it. */
function formsOf(name: string): string[] {
  const handle = /@[\w-]{2,39}/u.exec(name)?.[0];
  const bare = fold(name.replaceAll(/\([^)]*\)|@[\w-]+|<[^>]*>|\[[^\]]*\]/gu, " "))
    .replace(titles, "")
    .replaceAll(/\s+/gu, " ")
    .trim();
  const words = bare.split(" ").filter((word) => word.length > 1);
  const [first] = words;
  const last = words.at(-1);
  if (!first || !last) return handle ? [handle] : [];
  // "Ana María" and "Juan José" are called by both.
  const two = words.slice(0, 2).join(" ");
  const ends = words.length > 1 && words.length < 6 ? [first, last, two, `${first} ${last}`] : [];
  return [bare, ...ends.filter((form) => form.length > 2), ...(handle ? [handle] : [])];
}

const titles = /^(?:(?:mr|mrs|ms|dr|prof|sir|hon|cllr|herr|frau|m|mme|sr|sra|sig|dott|the hon)\.? )+/u;
const article =
  /^(?:the|der|die|das|den|dem|le|la|les|l['’]|el|los|las|il|lo|gli|i|o|a|os|as|um|una|un|ein|eine)\s*(?=\s|(?<=['’]))/u;

const attendance =
  "(?:(?:members? |directors? |also |board |committee )?(?:present|attend(?:ees|ance|ing)|participants|in attendance|members|attending)|anwesend\\p{L}*|teilnehm\\p{L}*|mitglieder|présent(?:[.·(]?e?[.·)]?s?\\)?)?|participant(?:[.·(]?e?[.·)]?s?\\)?)|membres|asistentes?|miembros|presentes?|participantes?|presenti|partecipanti|membri|convocados)";
/** A heading, or a line that is nothing but the label. */
const attendanceHeading = new RegExp(
  `^${attendance}(?: (?:da|de|del|der|of|at) .{2,30})?\\s*(?:\\([^)]*\\))?\\s*:?$`,
  "iu",
);
/** The label with the names behind it, up to the next label. */
const attendanceLine = new RegExp(
  `(?:^|\\s)${attendance}\\s*(?:\\([^)]*\\))?\\s*:\\s*(.{2,600}?)(?=\\s\\p{Lu}[\\p{L}.·]{2,20}(?: (?:de|of|der) \\p{L}+ ?\\p{L}*)?\\s?:|$)`,
  "giu",
);

/** Names under a heading or behind a label that says who is present. */
function attendeesOf(sentences: readonly Sentence[]): string[] {
  const names: string[] = [];
  let isOpen = false;
  for (const { kind, text, quote } of sentences) {
    const isHeading = text.length < 80 && attendanceHeading.test(text.trim());
    if (isHeading || kind === "heading") {
      isOpen = isHeading;
      continue;
    }
    if (isOpen && kind === "paragraph" && text.length > 300) isOpen = false;
    if (isOpen) addNames(kind === "tableRow" ? (quote.split("\t")[0] ?? "") : text);
    else for (const [, line = ""] of text.matchAll(attendanceLine)) addNames(line);
  }
  return names;

  function addNames(line: string): void {
    for (const part of line.split(/[,;]|\s(?:and|und|et|y|e)\s/u)) {
      const name = part.replace(/\s[–-]\s.*$/u, "").trim();
      if (/^[\p{Lu}\p{Lo}][\p{L}\p{M} .'’()/_-]{1,60}$/u.test(name.replaceAll(/@[\w-]+/gu, "").trim()))
        names.push(name);
    }
  }
}

/** Bodies and offices that can be charged with something, folded and without their article. */
const office =
  /^(?:(?:vice[- ]|deputy |acting |stellv\p{L}*\.? |general |project |product |honorary |executive |city |town |program(?:me)? )*(?:chair(?:man|woman|person)?|secretary|treasurer|clerk|director|president|manager|staff|board|committee|sub-?committee|council|commission|team|working group|task force|secretariat|office|editors?|co-?ordinator|administrat(?:or|ion)|marketing|engineering|legal|finance|hr|sales|operations|design(?:er)?|industrial designer|user interface(?: designer)?|lead|facilitator|vorstand|vorsitzende[rn]?|vorsitz|kassenwart\p{L}*|schatzmeister\p{L}*|schriftfuhrer\p{L}*|beisitzer\p{L}*|ausschuss|geschaftsfuhr\p{L}*|geschaftsstelle|arbeitsgruppe|sekretariat|verwaltung|projektleit\p{L}*|beirat|redaktion|vorstandsvorsitzende[rn]?|president|presidente?|secretaire|tresori(?:er|ere)|bureau|comite|conseil|direction|equipe|commission|groupe(?: de travail)?|secretari[oa]|tesorer[oa]|junta|direccion|equipo|comision|grupo|segretari[oa]|tesoriere|consiglio|comitato|direzione|gruppo|commissione|amministratore|responsabile|tesoureir[oa]|diretoria|direcao|comissao|equipa|coordena\p{L}+|conselho|todos|todas|everyone|all|alle|tous|toutes|tutti|tutte))(?: (?:of|der|des|du|de|del|della|do|da) .{2,40})?s?$/u;
