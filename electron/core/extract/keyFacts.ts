import type { KeyFact } from "../../contract/summaries.ts";
import type { DocumentKind, SummaryOptions } from "../../contract/summaryOptions.ts";
import { datesOf, type PartialDate } from "../text/dates.ts";
import { formOf } from "./candidates.ts";
import { isApparatus } from "./roles.ts";
import { evenly } from "../text/evenly.ts";
import { minutesFacts } from "./minutes/minutes.ts";
import { type NameFact, namesOf } from "../text/names.ts";
import { numbersOf } from "../text/numbers.ts";
import { citationOf } from "../evidence/citations.ts";
import { type DocumentText, type Sentence, isRunningText } from "../text/documentText.ts";
import { numbersOfTables, tableFacts } from "./tableFacts.ts";
import { fold } from "../text/fold.ts";
import { primaryTag } from "../text/languageTag.ts";

export interface FactsInput {
  readonly source: DocumentText;
  /** words that are names in the document */
  readonly known: ReadonlySet<string>;
  readonly kind: DocumentKind;
  readonly structure: SummaryOptions["structure"];
}

/**
 * The key facts of a document, found by code alone, each with the sentence it stands in: names, dates, amounts, who must do what,
 * what terms mean, and the numbers of its tables; of a spreadsheet all columns, of a meeting what came out of it. In the order of the document within each kind.
 */
export function keyFacts({ source, known, kind, structure }: FactsInput): KeyFact[] {
  const isTable = kind === "spreadsheet";
  const own = isTable ? tableFacts(source) : kind === "minutes" ? minutesFacts(source) : [];
  if (structure !== "facts") return own;
  const sentences = source.sentences.filter((sentence) => {
    const heading = source.sections[sentence.section];
    return isRunningText(sentence) && !(heading && isApparatus(heading));
  });
  const found = [
    ...names(sentences, source.language, known),
    ...dates(sentences, source.language),
    ...amounts(sentences, source.language),
    // Who must do what is among the actions of a meeting.
    ...(kind === "minutes" ? [] : obligations(sentences, source.language)),
    ...definitions(sentences),
  ];
  const tables = isTable ? [] : numbersOfTables(source);
  return [
    ...own,
    ...tables,
    ...found.map(({ sentence, ...fact }) => ({ ...fact, citations: [citationOf(source, sentence)] })),
  ];
}

interface Found extends Pick<KeyFact, "kind" | "label" | "value"> {
  readonly sentence: Sentence;
}

/** Rows of one kind: a table that a person still reads. */
const most = { name: 10, date: 12, amount: 12, obligation: 12, definition: 12 } as const;
/** Characters of a sentence shown in a row. */
const longestValue = 400;

function fact(kind: Found["kind"], label: string, sentence: Sentence): Found {
  const { text } = sentence;
  const value = text.length > longestValue ? `${text.slice(0, longestValue).trimEnd()}…` : text;
  return { kind, label, value, sentence };
}

/** The names met most, each with the sentence that introduces it: those of one word have to come more than twice. */
function names(sentences: readonly Sentence[], language: string, known: ReadonlySet<string>): Found[] {
  const met = new Map<string, { readonly name: NameFact; readonly sentence: Sentence; times: number }>();
  for (const sentence of sentences) {
    for (const name of namesOf(sentence.text, language, known)) {
      const key = name.words.join(" ");
      // Codes and numbers with letters are no parties; nor is a run of capitals as long as a heading.
      if (/\d/u.test(name.text) || name.words.length > 5 || key.length < 3) continue;
      if (partOfDocument.test(name.words[0] ?? "")) continue;
      const entry = met.get(key);
      if (entry) entry.times += 1;
      else met.set(key, { name, sentence, times: 1 });
    }
  }
  const all = [...met.values()];
  const kept = all.filter(({ name, times }) => {
    if (name.words.length === 1 && times < 3) return false;
    // "Ada" where "Ada Lovelace" is listed: one person.
    return !all.some(
      (other) =>
        other.name.words.length > name.words.length &&
        other.times * 3 >= times &&
        name.words.every((word) => other.name.words.includes(word)),
    );
  });
  return kept
    .toSorted((a, b) => b.times - a.times || a.sentence.index - b.sentence.index)
    .slice(0, most.name)
    .map(({ name, sentence }) => fact("name", name.text, sentence));
}

/** "Annex B" and "Section IV" name parts of a document. */
const partOfDocument =
  /^(?:annex|appendix|article|chapter|clause|exhibit|figure|page|paragraph|part|schedule|section|table|annexe|figura|tableau|articolo|articulo|artikel|anexo|allegato|capitulo|capitolo|chapitre|seccion|sezione|bijlage)s?$/u;

/** Dates that name a day, or a month with its year. */
function dates(sentences: readonly Sentence[], language: string): Found[] {
  const seen = new Set<string>();
  const found: Found[] = [];
  for (const sentence of sentences) {
    for (const { text, options } of datesOf(sentence.text, language)) {
      const [date] = options;
      if (!date || !isTelling(date)) continue;
      const key = `${String(date.year)}-${String(date.month)}-${String(date.day)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      found.push(fact("date", text, sentence));
    }
  }
  return evenly(found, most.date);
}

function isTelling({ year, month, day }: PartialDate): boolean {
  return month !== undefined && (day !== undefined || year !== undefined);
}

/** Numbers with a currency beside them, and shares in per cent where there is room. */
function amounts(sentences: readonly Sentence[], language: string): Found[] {
  const seen = new Set<string>();
  const money: Found[] = [];
  const shares: Found[] = [];
  for (const sentence of sentences) {
    for (const number of numbersOf(sentence.text, language)) {
      if (number.word || number.code) continue;
      const label = sentence.text.slice(number.whole.start, number.whole.end).trim();
      const key = fold(label);
      if (seen.has(key)) continue;
      if (number.currency !== null) money.push(fact("amount", label, sentence));
      else if (number.percent) shares.push(fact("amount", label, sentence));
      else continue;
      seen.add(key);
    }
  }
  const kept = evenly(money, most.amount);
  return [...kept, ...evenly(shares, most.amount - kept.length)].toSorted(
    (a, b) => a.sentence.index - b.sentence.index,
  );
}

/** From here on the form of a sentence lets it stand alone. */
const leastForm = 0.4;

/** Sentences in which somebody must or must not do something. */
function obligations(sentences: readonly Sentence[], language: string): Found[] {
  const pattern = duties[primaryTag(language)] ?? duties["en"];
  const found: Found[] = [];
  for (const sentence of sentences) {
    const duty = pattern?.exec(sentence.text);
    if (!duty || formOf(sentence) < leastForm) continue;
    found.push(fact("obligation", whoBefore(sentence.text.slice(0, duty.index)), sentence));
  }
  return evenly(found, most.obligation);
}

/** The last few words before "must" where they are one phrase that can name somebody, else nothing. */
function whoBefore(text: string): string {
  const phrase =
    text
      .split(/[,;:()“”"]/u)
      .at(-1)
      ?.trim() ?? "";
  const words = phrase.split(/\s+/u).filter((word) => word !== "");
  return words.length > 0 && words.length <= 5 && /\p{L}{2}/u.test(phrase) ? phrase : "";
}

const duties: Readonly<Record<string, RegExp>> = {
  en: /(?<!\p{L})(?:shall|must|(?:is|are) (?:required|obliged|obligated|bound) to|agrees? to|undertakes? to|ha(?:s|ve) to|(?:is|are) responsible for|may not)(?!\p{L})/iu,
  de: /(?<!\p{L})(?:muss|müssen|hat sicherzustellen|verpflichtet(?: sich)?|ist zu|sind zu|darf nicht|dürfen nicht|haftet|haften|ist verantwortlich)(?!\p{L})/iu,
  fr: /(?<!\p{L})(?:doit|doivent|s['’]engage(?:nt)? à|(?:est|sont) tenue?s? de|devra|devront|ne peut|ne peuvent|(?:est|sont) responsables?)(?!\p{L})/iu,
  es: /(?<!\p{L})(?:debe|deben|deberá|deberán|se compromete|se obliga|está obligad[oa]|no podrá|es responsable)(?!\p{L})/iu,
  it: /(?<!\p{L})(?:deve|devono|dovrà|dovranno|si impegna|si obbliga|è tenut[oa]|non può|è responsabile)(?!\p{L})/iu,
  pt: /(?<!\p{L})(?:deve|devem|deverá|deverão|obriga-se|compromete-se|é obrigad[oa]|não poderá|é responsável)(?!\p{L})/iu,
  nl: /(?<!\p{L})(?:moet|moeten|dient|dienen|verplicht zich|is verplicht|mag niet|mogen niet|is verantwoordelijk)(?!\p{L})/iu,
};

/** Terms a document says the meaning of: “X” means …, hereinafter “X”, X is defined as …. */
function definitions(sentences: readonly Sentence[]): Found[] {
  const seen = new Set<string>();
  const found: Found[] = [];
  for (const sentence of sentences) {
    for (const pattern of definitionPatterns) {
      for (const [, term = ""] of sentence.text.matchAll(pattern)) {
        const key = fold(term.trim());
        if (key === "" || seen.has(key)) continue;
        seen.add(key);
        found.push(fact("definition", term.trim(), sentence));
      }
    }
  }
  return found.toSorted((a, b) => a.sentence.index - b.sentence.index).slice(0, most.definition);
}

const open = "[“”\"„«‹‘']\\s?";
const shut = "\\s?[“”\"»›’']";
const definitionPatterns: readonly RegExp[] = [
  new RegExp(
    `${open}(\\p{L}[^“”"„«»]{1,60}?)${shut}\\s+(?:(?:shall )?means?|(?:is|are) defined as|refers? to|bedeutet|bezeichnet|(?:désigne|signifie)|significa|se entenderá por|indica|betekent)(?!\\p{L})`,
    "giu",
  ),
  new RegExp(
    `\\((?:the|each,? an?|collectively,?(?: the)?|hereinafter(?: referred to as)?(?: the)?|herein(?: the)?|im Folgenden(?: auch)?|nachfolgend(?: auch)?|nachstehend|ci-après(?: dénommée?)?|en adelante(?:,)?|di seguito(?:,)?|doravante(?: denominad[oa])?|hierna)\\s*:?\\s*${open}(\\p{L}[^“”"„«»]{1,60}?)${shut}`,
    "giu",
  ),
];
