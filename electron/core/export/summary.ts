import { type Document, isReadBefore } from "../../contract/documents.ts";
import { assertNever } from "../../contract/errors.ts";
import { type Entry, layoutOf, type LayoutPart } from "../../contract/layout.ts";
import type { PageLabel } from "../../contract/pageLabels.ts";
import { sectionsTold } from "../../contract/sectionsTold.ts";
import {
  type Coverage,
  isCheckedBefore,
  type KeyFact,
  type Point,
  type Recipe,
  type Report,
  type Summary,
} from "../../contract/summaries.ts";
import { choiceNames } from "../../contract/summaryOptions.ts";
import type { Words } from "../../words/words.ts";
import { type Block, citedLine, compactList, heading, type Line, lineOf, textBlock } from "./blocks.ts";
import { noteOf, pagesText, remarkOf } from "./wording.ts";

/** A summary and what its export says of its document. */
export interface SummaryMaterial {
  readonly document: Pick<Document, "name" | "pages" | "reading">;
  readonly summary: Summary;
  /** what the pages are called, where they are not called by their number */
  readonly labels: ReadonlyMap<number, PageLabel>;
  /** the machine-readable report. @throws INVALID_INPUT where the summary is not done */
  readonly report: () => Promise<Report>;
  /** all key facts of the document, whatever the summary chose to say */
  readonly facts: () => Promise<readonly KeyFact[]>;
}

/** Key facts as a table, the points with their quotes as notes, the sections, what was read and how it was made. */
export function summaryBlocks({ document, summary, labels }: SummaryMaterial, words: Words): Block[] {
  const { t } = words;
  const { options, coverage, recipe } = summary;
  const { lead, facts, parts } = layoutOf(summary);
  const nameOf = (page: number): string => {
    const label = labels.get(page);
    return label ? words.label(label) : String(page);
  };
  const notesOf = ({ citations }: Pick<Point, "citations">): string[] =>
    citations.map((citation) => noteOf(document.name, nameOf(citation.page), citation, words));
  const sentence = (point: Point): Line => citedLine(point.text, notesOf(point), remarkOf(point, words));
  const entry = (one: Entry<Point, KeyFact>): Line =>
    "point" in one ? sentence(one.point) : citedLine(words.fact(one.fact).value, notesOf(one.fact), t("export:quoted"));
  const blocks: Block[] = [
    heading(1, summary.title),
    textBlock(t("export:documentPages", { name: document.name, count: document.pages })),
  ];
  if (options.focus !== "") blocks.push(textBlock(t("export:summary.focus", { focus: options.focus })));
  if (isReadBefore(document)) blocks.push(textBlock(t("export:readBefore")));
  if (isCheckedBefore(summary.check)) blocks.push(textBlock(t("export:checkedBefore")));
  if (recipe?.instead) blocks.push(textBlock(t(`layout:instead.${recipe.instead}`)));
  if (lead.length > 0) blocks.push({ kind: "prose", sentences: lead.map(sentence) });
  if (facts.length > 0) blocks.push(heading(2, t("export:summary.facts")), factsTable(facts, notesOf, words));
  if (parts.length > 0) blocks.push(heading(2, t("export:summary.whole")));
  for (const part of parts) {
    if (part.heading !== null) blocks.push(heading(3, t(`layout:part.${part.heading}`)));
    blocks.push(...partBlocks(part, sentence, entry, words));
  }
  const sections = summary.sections.filter((section) => section.points.length > 0);
  if (sections.length > 0) blocks.push(heading(2, t("export:summary.sections")));
  for (const section of sections) {
    const pages = pagesText(nameOf(section.firstPage), nameOf(section.lastPage), words);
    const title = section.heading === null ? pages : t("export:summary.section", { heading: section.heading, pages });
    blocks.push(heading(3, title), { kind: "list", items: section.points.map(sentence) });
  }
  if (coverage) blocks.push(heading(2, t("export:summary.read")), compactList(coverageLines(coverage, words)));
  if (recipe) blocks.push(heading(2, t("export:summary.made")), compactList(recipeLines(recipe, words)));
  return blocks;
}

/** What stands under the heading of a part. */
function partBlocks(
  part: LayoutPart<Point, KeyFact>,
  sentence: (point: Point) => Line,
  entry: (one: Entry<Point, KeyFact>) => Line,
  { t }: Words,
): Block[] {
  switch (part.kind) {
    case "points":
      return [{ kind: "list", items: part.points.map(sentence) }];
    case "prose":
      return part.paragraphs.map((points) => ({ kind: "prose", sentences: points.map(sentence) }));
    case "entries":
      return [{ kind: "list", items: part.entries.map(entry) }];
    case "actions":
      return [
        {
          kind: "table",
          head: [t("layout:column.who"), t("layout:column.what"), t("layout:column.due")].map(lineOf),
          widths: [20, 60, 20],
          rows: part.rows.map(({ who, entry: one, due }) => [lineOf(who), entry(one), lineOf(due ?? "")]),
        },
      ];
    case "terms":
      return [
        {
          kind: "table",
          head: [t("layout:column.term"), t("layout:column.inDocument")].map(lineOf),
          widths: [20, 80],
          rows: part.rows.flatMap(({ term, entries }) =>
            entries.map((one, index) => [lineOf(index === 0 ? t(`layout:terms.${term}`) : ""), entry(one)]),
          ),
        },
      ];
    default:
      return assertNever(part);
  }
}

function factsTable(facts: readonly KeyFact[], notesOf: (fact: KeyFact) => readonly string[], words: Words): Block {
  const { t } = words;
  const hasDates = facts.some(({ due }) => due !== undefined);
  const head = [
    t("export:factsTable.kind"),
    t("export:factsTable.label"),
    t("export:factsTable.value"),
    ...(hasDates ? [t("export:factsTable.due")] : []),
  ];
  return {
    kind: "table",
    head: head.map(lineOf),
    widths: hasDates ? [14, 18, 50, 18] : [16, 22, 62],
    rows: facts
      .map(words.fact)
      .map((fact) => [
        lineOf(t(`export:fact.${fact.kind}`)),
        lineOf(fact.label),
        citedLine(fact.value, notesOf(fact), null),
        ...(hasDates ? [lineOf(fact.due ?? "")] : []),
      ]),
  };
}

/** What was read and what the summary draws on, a line each. */
function coverageLines({ pages, sections, chunks }: Coverage, { t, reason: why }: Words): string[] {
  return [
    t("export:coverage.pages", { read: pages.read, total: pages.total }),
    ...pages.unread.map(({ page, reason }) => t("export:coverage.unread", { page, reason: why(reason) })),
    sectionsTold(sections)
      .map(({ key, count, total }) => t(`export:coverage.told.${key}`, { count, total }))
      .join("; "),
    t("export:coverage.chunks", { mapped: chunks.mapped, total: chunks.total }),
    ...(chunks.reused ? [t("export:coverage.reused", { reused: chunks.reused })] : []),
  ];
}

/** What makes the same summary again, a line each. */
function recipeLines(recipe: Recipe, { t }: Words) {
  const { app, pipeline, model, wrote = [], vectors, prompts, version, seed, temperature, options } = recipe;
  return [
    t("export:recipe.app", { app, pipeline }),
    t("export:recipe.model", { ...model }),
    ...(model.runBy === undefined ? [] : [t("export:recipe.runBy", { runBy: model.runBy })]),
    ...wrote.map((by) => t("export:recipe.wrote", { ...by })),
    ...(vectors === undefined ? [] : [t("export:recipe.vectors", { ...vectors })]),
    t("export:recipe.prompts", { prompts }),
    t("export:recipe.seed", { version, seed, temperature }),
    choiceNames.map((name) => t(`option:${name}.recipe`, { value: options[name] })).join(", "),
  ];
}
