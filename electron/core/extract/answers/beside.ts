import type { ColumnDraft } from "../../../contract/answerTables.ts";
import { isNothing } from "../cells.ts";
import { totalNameOf } from "../tables.ts";
import { primaryTag } from "../../text/languageTag.ts";
import { oneLine } from "../../text/oneLine.ts";
import type { Sentence } from "../../text/documentText.ts";
import type { Candidate, CandidateAnswer } from "./candidates.ts";
import { conceptsOf } from "./concepts.ts";
import { identifierIn, identifierOf } from "./identifiers.ts";
import type { Hit, Labels } from "./labels.ts";
import { isLight } from "./lightWords.ts";
import { type Line, type Prepared, sentencesAt, statementAt, type TableRow, type Token } from "./lines.ts";
import { type ReadValue, valuesOf } from "./values.ts";
import { saysYes } from "./words.ts";

/** How a label stands in its line, and where what it names begins. */
interface Label {
  readonly shape: "colon" | "cell" | "short" | "sentence";
  /** it has no words besides those of its column */
  readonly exact: boolean;
  readonly start: number;
  readonly end: number;
  /** nothing but the label stands in its line or cell */
  readonly alone: boolean;
}

const baseScore = { colon: 0.92, cell: 0.92, short: 0.85, sentence: 0.72 } as const;
/** Tokens of a line that is no running text. */
const shortLine = 14;
/** Characters of a text that stands behind a label. */
const longestText = 240;

/** The values that stand beside the labels of the columns: behind them in a line or sentence, in the cells beside and below, before them. */
export function beside(prepared: Prepared, columns: readonly ColumnDraft[], labels: Labels): Candidate[] {
  const { lines, language, dayFirst } = prepared;
  return lines.flatMap((line) => {
    if (line.kind === "tableOfContents" || line.kind === "code") return [];
    const hits = labels.hitsIn(line);
    return hits.flatMap((hit) => {
      const column = columns[hit.column];
      return column ? atHit(line, hit, hits, column) : [];
    });
  });

  function atHit(line: Line, hit: Hit, hits: readonly Hit[], column: ColumnDraft): Candidate[] {
    const label = labelAt(line, hit, labels.own[hit.column] ?? new Set());
    if (!label) return [];
    const isIdentified = column.kind === "text" && identifierOf(column) === "number";
    if (hit.weak && !isIdentified && (label.shape === "sentence" || !label.exact)) return [];
    if (label.alone) {
      const placed = line.cell
        ? besideCell(line, line.cell.row, label, hit, column)
        : nextLine(line, label, hit, column);
      if (placed.length > 0) return placed;
    }
    const behind = after(line, label, hit, hits, column);
    if (behind.length > 0) return behind;
    const ahead = before(line, label, hit, hits, column);
    return ahead.length > 0 ? ahead : itemsBelow(line, label, hit, column);
  }

  function after(line: Line, label: Label, hit: Hit, hits: readonly Hit[], column: ColumnDraft): Candidate[] {
    const end = regionEnd(line, label, hit, hits, column.kind);
    const found = read(line, line.text.slice(label.end, end), label.end, label, hit, column);
    // "VAT (23 %): 358.80"
    const bare = line.tokens[hit.to - 1]?.end ?? label.end;
    return found.length > 0 || bare === label.end || column.kind !== "number"
      ? found
      : read(line, line.text.slice(bare, end), bare, label, hit, column);
  }

  /** What a stretch of text behind a label says. */
  function read(
    line: Line,
    region: string,
    offset: number,
    label: Label,
    hit: Hit,
    column: ColumnDraft,
    cited: readonly Sentence[] = [],
  ): Candidate[] {
    const isNamed = label.shape !== "sentence";
    const score = scoreOf(label, hit);
    const make = (answers: readonly CandidateAnswer[], worth: number, sure: boolean): Candidate[] =>
      answers.length === 0
        ? []
        : [
            {
              column: hit.column,
              answers,
              score: worth,
              sure: sure && label.exact && !hit.part && !hit.further,
              line: line.index,
            },
          ];
    const answerOf = (value: ReadValue, condition: string | null = null): CandidateAnswer => {
      const start = offset + value.start;
      const end = offset + value.end;
      const quoted = [
        ...new Set([
          ...cited,
          ...sentencesAt(
            line,
            label.shape === "sentence" || cited.length === 0 ? Math.min(label.start, start) : start,
            end,
          ),
        ]),
      ];
      const text = column.kind === "period" ? withTail(line.text, start, end) : value.text;
      return { value: value.value, text: oneLine(text), condition, sentences: quoted };
    };
    switch (column.kind) {
      case "text": {
        const wanted = identifierOf(column);
        if (wanted !== null) {
          const found = identifierIn(region, wanted, language, isNamed);
          // "Order KA-880213", and not "order 2".
          if (found && hit.weak && !isNamed && (!found.tight || found.text.replaceAll(/\D/gu, "").length < 3))
            return [];
          return found
            ? make([answerOf(found)], score + (isNamed ? 0 : found.tight ? 0.08 : -0.1), isNamed || found.tight)
            : [];
        }
        if (label.shape === "sentence" || (label.shape === "short" && hit.weak))
          return clauseOf(line, label, hit, column);
        const [value] = valuesOf(/^\s*[^\n]+/u.exec(region)?.[0] ?? region, column, language, { cell: true });
        if (!value || value.text.length > longestText || isNothing(value.text) || isBlank(value.text)) return [];
        const isField = label.shape === "colon" || label.shape === "cell";
        return make([answerOf(value)], isField ? score : score - 0.25, isField && !hit.weak && value.text.length < 120);
      }
      case "list": {
        if ((label.shape !== "colon" && label.shape !== "cell") || !label.exact) return [];
        const values = valuesOf(region, column, language, { cell: true }).filter(
          ({ text }) => !isNothing(text) && !isBlank(text),
        );
        return make(
          values.map((value) => answerOf(value)),
          score - 0.05,
          true,
        );
      }
      case "boolean": {
        const said = isNamed ? saysYes(region, column, language) : null;
        if (said?.direct === true && /\p{L}|[✓✔✗✘☐☒☑]/u.test(region)) {
          const value: ReadValue = {
            value: { kind: "boolean", boolean: said.yes },
            text: region.slice(said.start, said.end),
            start: said.start,
            end: said.end,
          };
          return make([answerOf(value)], score, !said.conditional);
        }
        return statement(line, hit, column, score);
      }
      case "choice": {
        const { text: said, sentences } = statementAt(line, label.start);
        const text = isNamed ? region : said;
        const values = valuesOf(text, column, language);
        const [value, ...others] = values;
        if (!value) return [];
        const answer: CandidateAnswer = isNamed
          ? answerOf(value)
          : { value: value.value, text: value.text, condition: null, sentences };
        return make([answer], others.length === 0 ? score : score - 0.25, isNamed && others.length === 0);
      }
      case "party": {
        const values = valuesOf(region, column, language, { cell: isNamed });
        const [value] = values;
        if (!value) return [];
        const gap = gapOf(line, label, hit, offset + value.start);
        if (gap > 1 || (!isNamed && value.start > 40) || conceptsOf(column).has("parties")) return [];
        // "Dear Pete," names nobody in full.
        const isField = label.shape === "colon" || label.shape === "cell";
        const isWhole = /\s/u.test(value.text.trim());
        return make([answerOf(value)], score - 0.1 * gap - (isNamed ? 0 : 0.08), isField && isWhole && gap === 0);
      }
      case "number":
      case "money":
      case "date":
      case "period":
        return measured(line, region, offset, label, hit, column, make, answerOf, score);
    }
  }

  function measured(
    line: Line,
    region: string,
    offset: number,
    label: Label,
    hit: Hit,
    column: ColumnDraft,
    make: (answers: readonly CandidateAnswer[], worth: number, sure: boolean) => Candidate[],
    answerOf: (value: ReadValue, condition?: string | null) => CandidateAnswer,
    score: number,
  ): Candidate[] {
    const values = valuesOf(region, column, language, { dayFirst, cell: label.shape !== "sentence" });
    const [value, ...others] = values;
    // A figure of a sentence is no amount for standing beside its label.
    if (!value || (label.shape === "sentence" && value.value.kind === "money" && value.value.currency === null))
      return [];
    const gap = offset === label.end || label.shape === "sentence" ? gapOf(line, label, hit, offset + value.start) : 0;
    if (gap > (label.shape === "sentence" ? 4 : 3)) return [];
    const worth = score - gap * (label.shape === "sentence" ? 0.1 : 0.06) - bareness(value, column);
    const isHedged = label.shape === "sentence" && isHypothetical(line, label, label.start, offset + value.end);
    if (others.length > 0) {
      const conditions = conditionsOf(region, values);
      if (conditions && (column.kind === "money" || column.kind === "period")) {
        return make(
          values.map((each, index) => answerOf(each, conditions[index] ?? null)),
          worth - 0.03,
          false,
        );
      }
      return make([answerOf(value)], worth - 0.05, false);
    }
    return make(
      [answerOf(value)],
      isHedged ? worth - 0.15 : worth,
      gap === 0 &&
        !isHedged &&
        bareness(value, column) === 0 &&
        (label.shape === "colon" || label.shape === "cell" || !isCount(column)),
    );
  }

  /** "The rent is as follows:" and a list below it, an item each with its condition. */
  function itemsBelow(line: Line, label: Label, hit: Hit, column: ColumnDraft): Candidate[] {
    if ((column.kind !== "money" && column.kind !== "period") || !/[:：]\s*$/u.test(line.text) || hit.weak) return [];
    const answers: CandidateAnswer[] = [];
    for (const next of lines.slice(line.index + 1, line.index + 13)) {
      const isItem = next.kind === "listItem" || /^(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)]|[-–•*])\s/iu.test(next.text);
      if (!isItem || next.cell) break;
      const values = valuesOf(next.text, column, language);
      const [value, ...others] = values;
      if (!value || others.length > 0 || bareness(value, column) > 0) continue;
      const rest = trimmed(
        `${next.text.slice(0, value.start)} ${next.text.slice(value.end)}`.replace(/^\(?[\p{L}\d]{1,3}[.)]\s/u, ""),
      ).replace(/[.;:,]+$/u, "");
      answers.push({
        value: value.value,
        text: value.text,
        condition: rest === "" ? null : rest,
        sentences: next.sentences,
      });
    }
    return answers.length === 0
      ? []
      : [{ column: hit.column, answers, score: label.exact ? 0.8 : 0.68, sure: false, line: line.index }];
  }

  /** "three months’ notice", "19 % VAT": the value stands before the label. */
  function before(line: Line, label: Label, hit: Hit, hits: readonly Hit[], column: ColumnDraft): Candidate[] {
    if (
      !["money", "number", "period", "date"].includes(column.kind) ||
      label.shape === "cell" ||
      label.shape === "colon"
    )
      return [];
    const from = Math.max(
      sentenceStart(line, label.start),
      ...hits.flatMap((other) => (other.to <= hit.from ? [line.tokens[other.to - 1]?.end ?? 0] : [])),
    );
    const hitEnd = line.tokens[hit.to - 1]?.end ?? label.end;
    const region = line.text.slice(from, hitEnd);
    const values = valuesOf(region, column, language, { dayFirst }).filter(({ start }) => from + start < label.start);
    const value = values.at(-1);
    if (!value || (value.value.kind === "money" && value.value.currency === null)) return [];
    const between = line.tokens.filter(({ start }) => start >= from + value.end && start < label.start);
    const gap = between.filter((token) => token.content && !isLight(token.form)).length;
    if (between.length > 5 || gap > 1) return [];
    const tight = between.length === 0;
    const quoted = sentencesAt(line, from + value.start, hitEnd);
    const text = column.kind === "period" ? line.text.slice(from + value.start, from + value.end) : value.text;
    return [
      {
        column: hit.column,
        answers: [{ value: value.value, text: oneLine(text), condition: null, sentences: quoted }],
        score:
          scoreOf({ ...label, shape: "sentence" }, hit) -
          0.06 -
          gap * 0.12 -
          (tight ? 0 : 0.04) -
          bareness(value, column),
        sure:
          tight &&
          values.length === 1 &&
          label.exact &&
          !isCount(column) &&
          !hit.part &&
          !isHypothetical(line, label, from, hitEnd) &&
          bareness(value, column) === 0,
        line: line.index,
      },
    ];
  }

  /** A sentence that holds the label as an answer of yes or no. */
  function statement(line: Line, hit: Hit, column: ColumnDraft, score: number): Candidate[] {
    const token = line.tokens[hit.from];
    if (!token) return [];
    const { text, sentences } = statementAt(line, token.start);
    if (line.kind === "heading" || text.split(/\s/u).length < 4) return [];
    const said = saysYes(text, column, language);
    if (!said) return [];
    return [
      {
        column: hit.column,
        answers: [
          {
            value: { kind: "boolean", boolean: said.yes },
            text: oneLine(text),
            condition: null,
            sentences,
          },
        ],
        score: score - (said.conditional ? 0.1 : 0),
        sure: false,
        line: line.index,
      },
    ];
  }

  /** The sentence of a label that is part of it: "governed by the law of …". */
  function clauseOf(line: Line, label: Label, hit: Hit, column: ColumnDraft): Candidate[] {
    const isDefined =
      /["“„«]\s*(?:the|die|der|das|les?|la|el|il|o|a|de|het)?\s*$/iu.test(line.text.slice(0, label.start)) &&
      defines.test(line.text.slice(label.end));
    if ((hit.words < 2 && !isDefined) || line.kind === "heading") return [];
    const { text, sentences } = statementAt(line, label.start);
    if (text.length > 500) return [];
    // The name of a clause is no answer.
    const others = line.tokens.filter(
      ({ start, content, stem }) =>
        content && (start < label.start || start >= label.end) && labels.own[hit.column]?.has(stem) !== true,
    );
    if (others.length < 2) return [];
    return [
      {
        column: hit.column,
        answers: [{ value: { kind: "text", text }, text, condition: null, sentences }],
        score: (isDefined ? 0.66 : 0.6) - (column.question === "" ? 0.05 : 0),
        sure: false,
        line: line.index,
      },
    ];
  }

  function nextLine(line: Line, label: Label, hit: Hit, column: ColumnDraft): Candidate[] {
    const next = lines[line.index + 1];
    if (!next || next.cell || next.kind === "heading" || column.kind === "list") return [];
    if (line.kind === "heading" && column.kind === "text") return [];
    const first = labels.hitsIn(next).find(({ from }) => from === 0);
    if (first && labelAt(next, first, new Set())?.shape === "colon") return [];
    const isLabelled = label.shape === "colon";
    // What stands below a heading is said in a sentence.
    const length = next.tokens.length;
    if (!isLabelled && length > shortLine && line.kind !== "heading") return [];
    const below: Label = {
      ...label,
      shape: line.kind === "heading" || length > shortLine ? "sentence" : label.shape,
      start: 0,
      end: 0,
    };
    const end = length > shortLine ? (next.stops[1] ?? next.text.length) : next.text.length;
    return read(next, next.text.slice(0, end), 0, below, hit, column, sentencesAt(line, label.start, label.end)).map(
      (candidate) => ({
        ...candidate,
        score: candidate.score - (isLabelled ? 0.04 : 0.1),
        sure: candidate.sure && isLabelled && below.shape !== "sentence",
      }),
    );
  }

  function besideCell(line: Line, row: TableRow, label: Label, hit: Hit, column: ColumnDraft): Candidate[] {
    const at = line.cell?.column ?? 0;
    const right = rightOf(row, at, label, hit, column);
    const looksLikeHeader =
      row.isHeader ||
      (row.position === 0 &&
        row.lines.filter((each) => each !== null).length > 1 &&
        row.cells.every((cell) => !/\d/u.test(cell)));
    if (!looksLikeHeader) return right;
    const below = belowCell(row, at, line, label, hit, column);
    return below.length > 0 && (row.isHeader || right.length === 0) ? below : [...right, ...below];
  }

  function rightOf(row: TableRow, at: number, label: Label, hit: Hit, column: ColumnDraft): Candidate[] {
    const cells = row.lines.slice(at + 1).filter((cell) => cell !== null);
    const isPair =
      at === 0 || (at % 2 === 0 && row.cells.length % 2 === 0) || row.lines.slice(0, at).every((cell) => cell === null);
    if (!isPair && column.kind !== "money") return [];
    const width = row.lines.filter((cell) => cell !== null).length;
    const isMeasured = ["money", "number", "date", "period"].includes(column.kind);
    const found: Candidate[] = [];
    for (const cell of cells.slice(0, isMeasured ? cells.length : 1)) {
      const other = labels.hitsIn(cell).find(({ from }) => from === 0);
      if (other && !other.weak && labelAt(cell, other, labels.own[other.column] ?? new Set())?.alone === true) {
        if (found.length > 0 || !isMeasured) break;
        return [];
      }
      found.push(...read(cell, cell.text, 0, { ...label, shape: "cell", start: 0, end: 0 }, hit, column));
    }
    const last = found.at(-1);
    if (!last) return [];
    if (found.length === 1)
      return width === 2 || width === 4 || (width === 3 && column.kind === "money")
        ? found
        : [{ ...last, sure: false, score: last.score - 0.1 }];
    const differs = new Set(found.map(({ answers }) => JSON.stringify(answers[0]?.value))).size > 1;
    // Of several amounts of a row of totals the last one is what they come to.
    return [{ ...last, sure: !differs && last.sure, score: differs ? last.score - 0.3 : last.score }];
  }

  function belowCell(row: TableRow, at: number, line: Line, label: Label, hit: Hit, column: ColumnDraft): Candidate[] {
    const table = prepared.tables.find((rows) => rows.includes(row)) ?? [];
    const rows = table.slice(row.position + 1).filter(({ isHeader }) => !isHeader);
    const candidates = rows.flatMap((below) => {
      const cell = below.lines[at];
      if (!cell) return [];
      const found = read(cell, cell.text, 0, { ...label, shape: "cell", start: 0, end: 0 }, hit, column, [
        ...line.sentences,
      ]);
      return found.map((candidate) => ({ candidate, row: below }));
    });
    const [first] = candidates;
    if (!first) return [];
    if (candidates.length === 1)
      return [
        { ...first.candidate, score: first.candidate.score - 0.02, sure: first.candidate.sure && rows.length === 1 },
      ];
    const total = candidates.find(({ row: each }) => totalNameOf(each.cells[0] ?? "") === "total");
    if (total && column.kind === "money") return [{ ...total.candidate, score: 0.6, sure: false }];
    if (column.kind === "list")
      return [{ ...first.candidate, answers: candidates.flatMap(({ candidate }) => candidate.answers), sure: false }];
    if (candidates.length > 6) return [];
    return [
      {
        ...first.candidate,
        answers: candidates.flatMap(({ candidate, row: each }) =>
          candidate.answers.map((answer) => ({
            ...answer,
            condition: at > 0 ? (each.cells[0] ?? null) || null : null,
          })),
        ),
        score: 0.52,
        sure: false,
      },
    ];
  }

  /** Whether a sentence says under a condition, of another time or not at all what stands between two places; the label itself aside. */
  function isHypothetical(line: Line, label: Label, from: number, to: number): boolean {
    const pattern = hypotheticals[primaryTag(language)];
    if (!pattern) return false;
    const start = sentenceStart(line, from);
    const end = line.stops.find((at) => at > to) ?? line.text.length;
    const around = `${line.text.slice(start, Math.max(start, label.start))} | ${line.text.slice(Math.min(label.end, end), end)}`;
    return pattern.test(around);
  }

  /** Content words between a label and a value that belong to neither. */
  function gapOf(line: Line, label: Label, hit: Hit, valueStart: number): number {
    const own = labels.own[hit.column] ?? new Set();
    return line.tokens.filter(
      ({ start, content, form, stem }) =>
        start >= label.end && start < valueStart && content && !isLight(form) && !own.has(stem),
    ).length;
  }

  function regionEnd(line: Line, label: Label, hit: Hit, hits: readonly Hit[], kind: ColumnDraft["kind"]): number {
    const isText = kind === "text" || kind === "list" || kind === "party" || kind === "boolean" || kind === "choice";
    const next = hits.find((other) => {
      const token = line.tokens[other.from];
      if (!token || token.start < label.end || other.from < hit.to) return false;
      const place = labelAt(line, other, labels.own[other.column] ?? new Set());
      return place?.shape === "colon" || (!isText && !other.weak && !other.part && other.column !== hit.column);
    });
    const cut = next ? (line.tokens[next.from]?.start ?? line.text.length) : line.text.length;
    if (label.shape !== "sentence" && line.tokens.length <= 3 * shortLine) return cut;
    // To the end of its sentence, or of the next one where the label ends its own.
    const rest = line.stops.find((start) => start > label.end) ?? line.text.length;
    const hasWords = /[\p{L}\p{N}]/u.test(line.text.slice(label.end, rest));
    const end = hasWords ? rest : (line.stops.find((start) => start > rest) ?? line.text.length);
    return Math.min(cut, end);
  }
}

function scoreOf({ shape, exact }: Label, { part, words }: Hit): number {
  return baseScore[shape] - (exact ? 0 : 0.2) - (part ? 0.25 : 0) + (words > 1 ? 0.04 : 0);
}

/** How many of something: a sentence may count some of them. */
function isCount({ kind, unit }: ColumnDraft): boolean {
  return kind === "number" && unit === null;
}

/** A unit or currency that is wanted and not written. */
function bareness({ value }: ReadValue, { kind, unit }: ColumnDraft): number {
  if (value.kind === "number") return unit !== null && value.unit === null ? 0.12 : 0;
  if (value.kind === "money") return value.currency === null ? 0.08 : 0;
  if (kind !== "date" || value.kind !== "date") return 0;
  return value.date.length === 4 ? 0.15 : value.date.length < 10 ? 0.05 : 0;
}

const colonBehind = /^([^:：;!?|\n]{0,40}?)[:：](?!\d\d(?!\d)|\/\/)\s*/u;
const separator = /(?:[:：;|•·,–—()[\]/\n]|(?:\p{L}{5,}|[\d)])\.)\s*["“„«]?\s*$/u;

/** How a label stands in its line; null in the middle of a heading that says something else. */
function labelAt(line: Line, hit: Hit, own: ReadonlySet<string>): Label | null {
  const { text, tokens } = line;
  const first = tokens[hit.from];
  const last = tokens[hit.to - 1];
  if (!first || !last) return null;
  const isExtra = (token: Token): boolean => token.content && !own.has(token.stem) && !isLight(token.form);
  const behind = text.slice(last.end);
  const colon = colonBehind.exec(behind);
  const named = colon
    ? tokens.filter(({ start }) => start >= last.end && start < last.end + (colon[1]?.length ?? 0))
    : [];
  const isColon = colon !== null && named.length <= 4 && !/\d/u.test(colon[1] ?? "");
  const before = tokens.slice(0, hit.from);
  const previous = before.at(-1);
  const isAfterSeparator = previous === undefined || separator.test(text.slice(0, first.start));
  const startsLine = before.every((token) => !token.content) && before.length < 4;
  const isExactBefore =
    isAfterSeparator || startsLine || (previous !== undefined && (!isExtra(previous) || /\d/u.test(previous.form)));
  const isCell = line.cell !== null;
  const end = isColon
    ? last.end + colon[0].length
    : last.end + (/^[.°º)*_]*\s*(?:\([^)]{0,20}\)\s*)?(?:[=|–—-]\s+)?/u.exec(behind)?.[0].length ?? 0);
  const rest = text.slice(end);
  const isAlone = startsLine && !/[\p{L}\p{N}]/u.test(rest) && tokens.length <= 8;
  const place = { start: first.start, end, alone: isAlone };
  if (isColon && (isAfterSeparator || startsLine || named.length < 3)) {
    return { ...place, shape: "colon", exact: isExactBefore && !named.some(isExtra) };
  }
  if (isCell && isAlone) return { ...place, shape: "cell", exact: true };
  if (isAlone) return { ...place, shape: "short", exact: true };
  if (
    isCell &&
    tokens.length <= 8 &&
    !/\d/u.test(rest.replace(/\d+(?:[.,]\d+)?\s?%/u, "")) &&
    !/[.!?]\s*$/u.test(text)
  ) {
    // "Total (EUR)", "Rent per month", "VAT 19 %", "Advance on service charges"
    const others = [...before, ...tokens.slice(hit.to)].filter(isExtra);
    if (others.length < 3) return { ...place, shape: "cell", exact: others.length === 0, alone: true };
  }
  if (startsLine && tokens.length <= shortLine && !/[.!?]$/u.test(text))
    return { ...place, shape: "short", exact: true };
  return { ...place, shape: "sentence", exact: isExactBefore };
}

function sentenceStart({ stops }: Line, at: number): number {
  return stops.findLast((start) => start <= at) ?? 0;
}

/** Behind a term that a contract defines. */
const defines =
  /^["”“»]?\s*(?:means|shall mean|is|bezeichnet|ist|bedeutet|meint|désigne|signifie|significa|indica|designa|betekent)(?!\p{L})/iu;

const blank = /^[\s_.…:;-]*$|^\[[^\]]*\]$|_{4,}|\.{6,}/u;
function isBlank(text: string): boolean {
  return blank.test(text.trim());
}

/** "Three months to the end of a quarter": what says to when is part of it. */
function withTail(text: string, start: number, end: number): string {
  const tail =
    /^[’']?\s(?:to|before|from|after|prior to|zum|zur|vor|ab|nach|zu|avant|à compter|à partir|antes|desde|a partir|prima|dal|dalla|antes|vóór|voor|na|tegen)\s[^,;.:()]{2,60}/iu.exec(
      text.slice(end),
    );
  return text.slice(start, end + (tail?.[0].length ?? 0));
}

const hypotheticals: Readonly<Record<string, RegExp>> = {
  en: words(
    "if|unless|in case|in the event|not|previous|previously|former|formerly|earlier|ceases?|no longer|example|settled|penalty",
  ),
  de: words(
    "wenn|falls|sofern|es sei denn|im falle|nicht|keine?[nrms]?|bisher\\p{L}*|zuvor|zuletzt|vormieter\\p{L}*|früher\\p{L}*|ehemal\\p{L}*|beispiel\\p{L}*|vertragsstrafe",
  ),
  fr: words("s['’]il|si|sauf|à moins|ne|pas|précédent\\p{L}*|ancien\\p{L}*|exemple|pénalité"),
  es: words("si|salvo|no|anterior\\p{L}*|antigu\\p{L}*|ejemplo|penalización"),
  it: words("qualora|salvo|non|precedent\\p{L}*|esempio|penale"),
  pt: words("caso|salvo|não|anterior\\p{L}*|exemplo|multa"),
  nl: words("als|indien|tenzij|niet|geen|vorige?|vroeger\\p{L}*|voorbeeld|boete"),
};

function words(list: string): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${list})(?!\\p{L})`, "iu");
}

/** What each of several values holds for, in the words behind or before it; null where one has none. */
function conditionsOf(region: string, values: readonly ReadValue[]): string[] | null {
  const conditions = values.map(({ start, end }, index) => {
    const next = values[index + 1]?.start ?? region.length;
    const behind = /^[^,;.()]*/u.exec(region.slice(end, next))?.[0] ?? "";
    const after = trimmed(behind.replace(/\s(?:and|und|et|y|e|en)(?:\s+[\p{L}]{1,4})?\s*$/iu, ""));
    if (/\p{L}{3,}/u.test(after)) return after;
    const previous = values[index - 1]?.end ?? 0;
    const before = trimmed(
      region
        .slice(previous, start)
        .split(/[,;]|\s(?:and|und|et|y|e|en)\s/iu)
        .at(-1) ?? "",
    );
    return /\p{L}{3,}/u.test(before) ? before : "";
  });
  return conditions.every((condition) => condition !== "" && condition.length < 90) &&
    new Set(conditions).size === conditions.length
    ? conditions
    : null;
}

function trimmed(text: string): string {
  return text.replaceAll(/^[\s,;:()–-]+|[\s,;:()–-]+$/gu, "");
}
