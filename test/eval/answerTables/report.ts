import type { Answer, Cell, ColumnDraft } from "../../../electron/contract/answerTables.ts";
import { judgeCell, type Judged, type Outcome } from "./judge.ts";
import type { AnswerCase, Truth } from "./truth.ts";

/** A cell that was asked for, with what is right. */
export interface JudgedCell extends Judged {
  readonly id: string;
  readonly half: AnswerCase["half"];
  readonly language: string;
  readonly column: string;
  readonly kind: ColumnDraft["kind"];
  readonly truth: Truth | null;
  readonly cell: Pick<Cell, "state" | "answers" | "source" | "problem">;
}

/** The cells of a document whose values are known. */
export function judgeDocument(
  { id, half, language, cells }: AnswerCase,
  columns: readonly ColumnDraft[],
  cellOf: (column: string) => Cell | undefined,
): JudgedCell[] {
  return columns.flatMap(({ name, kind }) => {
    const truth = cells[name];
    const cell = cellOf(name);
    if (truth === undefined || !cell) return [];
    const { state, answers, source, problem } = cell;
    const judged = judgeCell(kind, truth, cell);
    return [{ id, half, language, column: name, kind, truth, cell: { state, answers, source, problem }, ...judged }];
  });
}

/** What the cells come to, as shares from 0 to 1; NaN where there is nothing to have a share of. */
export interface Figures {
  readonly cells: number;
  readonly stated: number;
  /** of those stated */
  readonly right: number;
  readonly partly: number;
  readonly wrong: number;
  readonly missed: number;
  readonly unanswered: number;
  /** of all cells that show something */
  readonly verifiedWrong: number;
  /** of those not stated */
  readonly invented: number;
  readonly conditions: number;
}

export function figuresOf(cells: readonly JudgedCell[]): Figures {
  const stated = cells.filter(({ truth }) => truth !== null);
  const empty = cells.filter(({ truth }) => truth === null);
  const shown = cells.filter(({ cell }) => cell.state === "stated");
  const told = cells.flatMap(({ conditions }) => (conditions ? [conditions] : []));
  const sum = (counts: readonly number[]): number => counts.reduce((all, each) => all + each, 0);
  const share = (all: readonly JudgedCell[], outcome: Outcome): number =>
    all.filter((each) => each.outcome === outcome).length / all.length;
  return {
    cells: cells.length,
    stated: stated.length,
    right: share(stated, "right"),
    partly: share(stated, "partly"),
    wrong: share(stated, "wrong"),
    missed: share(stated, "missed"),
    unanswered: cells.filter(({ outcome }) => outcome === "unanswered").length / cells.length,
    verifiedWrong: shown.filter(({ verifiedWrong }) => verifiedWrong).length / shown.length,
    invented: share(empty, "invented"),
    conditions: sum(told.map((each) => each.told)) / sum(told.map((each) => each.of)),
  };
}

/** The goals that the whole set is held against. */
export function goalsOf(figures: Figures, isWithModel: boolean): readonly string[] {
  const { right, verifiedWrong, missed, invented } = figures;
  const least = isWithModel ? 0.8 : 0.6;
  const line = (name: string, value: number, goal: string, isMet: boolean): string =>
    `| ${name} | ${percent(value)} | ${goal} | ${Number.isNaN(value) ? "not measured" : isMet ? "met" : "missed"} |`;
  return [
    line("right, of those stated", right, `≥ ${percent(least)}`, right >= least),
    line("shown as verified and wrong", verifiedWrong, "≤ 2 %", verifiedWrong <= 0.02),
    line("“not stated” where it is stated", missed, "≤ 8 %", missed <= 0.08),
    line("a value where none is", invented, "≤ 2 %", invented <= 0.02),
  ];
}

/** Markdown: goals, figures by kind of column, by half and source, by document, and the cells that are not right. */
export function answerTableReport(
  cells: readonly JudgedCell[],
  { title, isWithModel, seconds, isTold }: ReportOptions,
): string {
  const whole = figuresOf(cells);
  const wrong = cells
    .filter(({ outcome, half }) => outcome !== "right" && outcome !== "empty" && isTold(half))
    .toSorted((a, b) => harmOf(b) - harmOf(a));
  return [
    `# ${title}`,
    `${whole.cells} cells, ${whole.stated} of them stated, ${seconds.toFixed(0)} s. Of answers that hold under conditions ${percent(whole.conditions)} tell them.`,
    ["| | figure | goal | |", "|---|---|---|---|", ...goalsOf(whole, isWithModel)].join("\n"),
    figureTable("kind", cells, ({ kind }) => kind),
    figureTable("half", cells, ({ half }) => half),
    figureTable("found by", cells, ({ cell }) => cell.source ?? "nothing"),
    figureTable("language", cells, ({ language }) => language),
    figureTable("document", cells, ({ id }) => id),
    "## Cells that are not right",
    wrong.length === 0 ? "None." : wrong.map(wrongCell).join("\n"),
  ].join("\n\n");
}

/** What misleads most comes first. */
function harmOf({ outcome, verifiedWrong }: JudgedCell): number {
  return verifiedWrong
    ? 4
    : { invented: 3, wrong: 2, partly: 1, right: 0, empty: 0, missed: 0, unanswered: 0 }[outcome];
}

export interface ReportOptions {
  readonly title: string;
  readonly isWithModel: boolean;
  readonly seconds: number;
  /** whether the cells of this half are told one by one */
  isTold(half: AnswerCase["half"]): boolean;
}

function figureTable(title: string, cells: readonly JudgedCell[], keyOf: (cell: JudgedCell) => string): string {
  const rows = [...Map.groupBy(cells, keyOf)].map(([key, group]) => {
    const { right, partly, wrong, missed, invented, verifiedWrong, unanswered, stated } = figuresOf(group);
    const shares = [right, partly, wrong, missed, invented, verifiedWrong, unanswered].map(percent);
    return `| ${key} | ${group.length} | ${stated} | ${shares.join(" | ")} |`;
  });
  return [
    `| ${title} | cells | stated | right | partly | wrong | missed | invented | verified, wrong | no answer |`,
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ...rows,
  ].join("\n");
}

function wrongCell({ id, column, kind, outcome, verifiedWrong, truth, cell }: JudgedCell): string {
  const said = cell.answers.map(saidLine).join("");
  const problem = cell.problem ? ` (${cell.problem.code})` : "";
  return `- **${id} · ${column}** (${kind}): ${outcome}${verifiedWrong ? ", verified" : ""}${problem}; right: ${rightLine(truth)}${said}`;
}

function saidLine({ value, text, condition, support, by, citations, findings }: Answer): string {
  const [citation] = citations;
  const quote = citation ? `“${shorten(citation.quote)}”, page ${citation.page}` : "no quote";
  const found = findings.map(({ code }) => code).join(", ");
  const when = condition === null ? "" : `, if ${shorten(condition)}`;
  return `\n  - ${support}${by === null ? "" : ` by ${by}`}: ${shorten(text)} → ${JSON.stringify(value)}${when}; ${quote}${found && `; ${found}`}`;
}

function rightLine(truth: Truth | null): string {
  if (!truth) return "not stated";
  const { right, also } = truth;
  return JSON.stringify(right) + (also ? `, perhaps ${JSON.stringify(also)}` : "");
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/gu, " ");
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

function percent(share: number): string {
  return Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1).replace(/\.0$/u, "")} %`;
}
