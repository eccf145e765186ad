import type { ColumnDraft } from "../../../contract/answerTables.ts";
import { fold } from "../../text/fold.ts";
import { primaryTag } from "../../text/languageTag.ts";
import { stopWordsOf } from "../../text/stopWords.ts";
import { furtherLabels } from "./concepts.ts";
import { type Line, type Token, tokensOf } from "./lines.ts";

/** A label of a column in a line. */
export interface Hit {
  readonly column: number;
  /** tokens of the line, from `from` up to `to` */
  readonly from: number;
  readonly to: number;
  /** how many words the label has */
  readonly words: number;
  /** a word that stands in most texts, as "from" or "date" */
  readonly weak: boolean;
  /** only the end of a compound: "Monatsmiete" for "Miete" */
  readonly part: boolean;
  /** none of the column's own labels: one of what it is about */
  readonly further: boolean;
  /** a phrase that leads to its value by itself, whatever stands before it: "with a notice of" */
  readonly leads: boolean;
}

interface Phrase {
  readonly column: number;
  readonly stems: readonly string[];
  readonly forms: readonly string[];
  readonly weak: boolean;
  readonly leads: boolean;
  readonly further: boolean;
}

/** The labels of all columns, to be found in lines. */
export interface Labels {
  hitsIn(line: Line): readonly Hit[];
  /** words that a label of the column may have besides: those of its name, its question and its other labels */
  readonly own: readonly ReadonlySet<string>[];
}

/** Prepositions and words of every text that templates give as labels: they count only where nothing but they names the value. */
const weakLabels = new Set(
  `from to by since until between for of date end start period term use model order item article board council party parties place local
  present account amount price paid author action actions agreed approved
  von an bis seit ab zwischen ende datum beginn ort raum aufgabe heute leitung
  de a par entre du depuis fin but date lieu salle objet
  de desde hasta entre fin fecha data lugar sala valor importe pago
  da dal tra fra fino entro fine data luogo oggetto
  van tot door per einde plaats zaal doel local ata acta vorm`
    .split(/\s+/u)
    .filter((word) => word !== ""),
);

export function labelsOf(columns: readonly ColumnDraft[], language: string): Labels {
  const stops = stopWordsOf(language);
  const phrases = new Map<string, Phrase[]>();
  const own = columns.map(
    ({ name, question, words }) =>
      new Set([name, question, ...words].flatMap((text) => tokensOf(text, language, stops).map(({ stem }) => stem))),
  );
  const seen = new Set<string>();
  for (const [column, draft] of columns.entries()) {
    const labels = [draft.name, ...draft.words].map((label) => ({ label, further: false }));
    const furthers = furtherLabels(draft).map((label) => ({ label, further: true }));
    for (const { label, further } of [...labels, ...furthers]) {
      const tokens = withoutArticle(tokensOf(label, language, stops));
      const stems = tokens.map(stemOfToken);
      const [first] = stems;
      const key = `${String(column)} ${stems.join(" ")}`;
      // A number of nothing names nothing.
      if (first === undefined || seen.has(key) || stems.every((stem) => stem === "#")) continue;
      seen.add(key);
      const weak = tokens.length === 1 && (weakLabels.has(tokens[0]?.form ?? "") || stops.has(tokens[0]?.form ?? ""));
      const edge = [tokens[0], tokens.at(-1)].some((token) => token !== undefined && stops.has(token.form));
      const leads = tokens.length > 2 || (tokens.length > 1 && edge);
      const phrase = { column, stems, forms: tokens.map(({ form }) => form), weak, leads, further };
      phrases.set(first, [...(phrases.get(first) ?? []), phrase]);
    }
  }
  const compounds = ["de", "nl"].includes(primaryTag(language))
    ? [...phrases.values()].flat().filter(({ forms }) => forms.length === 1 && (forms[0]?.length ?? 0) > 4)
    : [];
  const known = new Map<Line, readonly Hit[]>();
  return {
    own,
    hitsIn(line) {
      const before = known.get(line);
      if (before) return before;
      const hits = longest(find(line.tokens));
      known.set(line, hits);
      return hits;
    },
  };

  function find(tokens: readonly Token[]): Hit[] {
    const hits: Hit[] = [];
    for (const [from, token] of tokens.entries()) {
      for (const { column, stems, weak, leads, further } of phrases.get(stemOfToken(token)) ?? []) {
        if (stems.some((stem, at) => stemAt(tokens, from + at) !== stem)) continue;
        hits.push({ column, from, to: from + stems.length, words: stems.length, weak, part: false, leads, further });
      }
      if (token.form.length < 7) continue;
      for (const { column, forms } of compounds) {
        const [form = ""] = forms;
        const rest = token.form.length - form.length;
        if (rest < 3 || !token.form.endsWith(form)) continue;
        hits.push({ column, from, to: from + 1, words: 1, weak: false, part: true, leads: false, further: false });
      }
    }
    return hits;
  }
}

/** "No" is a number beside a noun and a word of its own elsewhere. */
function stemAt(tokens: readonly Token[], at: number): string | undefined {
  const token = tokens[at];
  return token && stemOfToken(token);
}

function stemOfToken({ form, stem }: Token): string {
  return form === "no" ? "#" : stem;
}

function withoutArticle(tokens: readonly Token[]): readonly Token[] {
  const [first] = tokens;
  return tokens.length > 1 &&
    first &&
    /^(?:the|der|die|das|le|la|les|el|los|las|il|lo|gli|o|a|os|as|de|het|l)$/u.test(first.form)
    ? tokens.slice(1)
    : tokens;
}

/** Of labels that share words the longest ones stay; those of several columns that are the same words all stay. */
function longest(hits: readonly Hit[]): Hit[] {
  return hits
    .filter(
      (hit) =>
        !hits.some(
          (other) =>
            other !== hit &&
            other.from < hit.to &&
            other.to > hit.from &&
            (other.to - other.from > hit.to - hit.from || (hit.part && !other.part && other.from === hit.from)),
        ),
    )
    .toSorted((a, b) => a.from - b.from || b.to - a.to);
}

/** A heading or label without its number: "§ 5", "4.2", "Article 3 –". */
export function withoutNumber(text: string): string {
  return fold(text)
    .replace(
      /^(?:(?:§+|art(?:icle|ikel|iculo|icolo|igo)?\.?|clause|clausula|section|ziffer|punkt|top|item)\s*)?[\divxlc]{1,5}(?:\.\d+)*[.)]?[ºª°]?\s*[.:–—-]*\s+/u,
      "",
    )
    .replace(/[\s:.]+$/u, "");
}
