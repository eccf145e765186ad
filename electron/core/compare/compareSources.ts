import { type Change, type ChangeReason, isLight, type WordRun } from "../../contract/compare.ts";
import type { Citation } from "../../contract/documents.ts";
import { knownNames } from "../text/names.ts";
import { alignStatements, type Pairing } from "./align.ts";
import { inWeight, type Reading, reasonsOfChange, reasonsOfPassage } from "./importance.ts";
import { citationsOf, type Side, type Statement, statementsOf } from "./statements.ts";
import { tokensOf } from "../text/words.ts";
import type { Edited } from "./edited.ts";
import { partiesIn } from "./roles.ts";
import { exactRuns, readableRuns, type TokenRun, type Worded, wholeRun, wordRuns } from "./wordDiff.ts";

export interface SourceComparison {
  readonly changes: readonly Change[];
  readonly statements: { readonly before: number; readonly after: number; readonly same: number };
}

/**
 * What is different between two documents, told in code alone: the same two always give the same list. Each change cites both
 * places word for word. Differences of white space, hyphenation, line and page breaks, quotation marks and page furniture are none.
 */
export function compareSources(before: Side, after: Side): SourceComparison {
  const left = statementsOf(before);
  const right = statementsOf(after);
  const pairings = alignStatements(left, right);
  const context: Context = { before, after, from: readingOf(before, after), to: readingOf(after, before) };
  const found: Found[] = [];
  let same = 0;
  for (const pairing of inOrder(pairings, right.length)) {
    if (pairing.before.length === 0 || pairing.after.length === 0) found.push({ pairing, kind: "lone" });
    else if (pairing.moved) found.push({ pairing, kind: "moved" });
    else if (isSame(pairing)) same += pairing.after.length;
    else found.push({ pairing, kind: "changed" });
  }
  const changes = grouped(found).map((group) => toChange(group, context));
  const ordered = [...changes.filter(isHeavy), ...changes.filter(isPassage), ...changes.filter(isLight)];
  return {
    changes: ordered.map((change, index): Change => ({ ...change, id: `c${String(index + 1)}` })),
    statements: { before: left.length, after: right.length, same },
  };
}

interface Context {
  readonly before: Side;
  readonly after: Side;
  readonly from: Reading;
  readonly to: Reading;
}

interface Found {
  readonly pairing: Pairing;
  readonly kind: "lone" | "moved" | "changed";
}

/** A language that could not be told is taken from the other document. */
function readingOf({ source }: Side, other: Side): Reading {
  const language = [source.language, other.source.language].find((tag) => tag !== "und") ?? "en";
  const texts = source.sentences.map(({ text }) => text);
  let parties: ReadonlySet<string> | null = null;
  return {
    language,
    known: knownNames(texts, language),
    parties: () => (parties ??= partiesIn(texts, language)),
  };
}

/** In the order of the later document; what was removed stands where it stood. */
function inOrder(pairings: readonly Pairing[], lastAfter: number): Pairing[] {
  const placed = pairings.filter(({ before, after, moved }) => before.length > 0 && after.length > 0 && !moved);
  const anchors = placed
    .map(({ before, after }) => ({ before: before[0]?.index ?? 0, after: after[0]?.index ?? 0 }))
    .toSorted((a, b) => a.before - b.before);
  /** The index in the later document of the nearest statement before it that both have. */
  const anchorOf = (index: number): number => {
    let low = 0;
    let high = anchors.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((anchors[middle]?.before ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return anchors[low - 1]?.after ?? -1;
  };
  const keyOf = ({ before, after }: Pairing): [number, number] => {
    const own = after[0]?.index;
    const from = before[0]?.index ?? 0;
    return own === undefined ? [Math.min(anchorOf(from), lastAfter) + 0.5, from] : [own, from];
  };
  return pairings
    .map((pairing) => ({ pairing, key: keyOf(pairing) }))
    .toSorted((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1])
    .map(({ pairing }) => pairing);
}

function isSame({ before, after }: Pairing): boolean {
  return keyOf(before) === keyOf(after) && enumeratorsIn(before) === enumeratorsIn(after);
}

function keyOf(statements: readonly Statement[]): string {
  return statements.map(({ key }) => key).join(" ");
}

function enumeratorsIn(statements: readonly Statement[]): string {
  return statements
    .map(({ enumerator }) => enumerator)
    .join(" ")
    .trim();
}

interface Group {
  readonly kind: Found["kind"];
  readonly before: readonly Statement[];
  readonly after: readonly Statement[];
}

/** A new paragraph is one change, not one for each of its sentences, and so is a passage that moved as a whole. */
function grouped(found: readonly Found[]): Group[] {
  const groups: { kind: Found["kind"]; before: Statement[]; after: Statement[] }[] = [];
  for (const { pairing, kind } of found) {
    const { before, after } = pairing;
    const last = groups.at(-1);
    const joins =
      last?.kind === kind &&
      kind !== "changed" &&
      follows(last.before, before, kind === "lone") &&
      follows(last.after, after, kind === "lone") &&
      (kind === "lone" || (keyOf(last.before) === keyOf(last.after)) === (keyOf(before) === keyOf(after)));
    if (joins && last) {
      last.before.push(...before);
      last.after.push(...after);
    } else groups.push({ kind, before: [...before], after: [...after] });
  }
  return groups;
}

function follows(last: readonly Statement[], next: readonly Statement[], inBlock: boolean): boolean {
  const from = last.at(-1);
  const to = next[0];
  if (!from || !to) return !from && !to;
  return to.index === from.index + 1 && to.section === from.section && (!inBlock || to.block === from.block);
}

function toChange(group: Group, context: Context): Change {
  const { kind, before, after } = group;
  const left = worded(before);
  const right = worded(after);
  const section = sectionOf(context.after, after) ?? sectionOf(context.before, before);
  const shared = {
    id: "",
    section: after.length > 0 ? sectionOf(context.after, after) : section,
    before: quotesOf(context.before, before),
    after: quotesOf(context.after, after),
  };
  if (kind === "lone") {
    const isAdded = before.length === 0;
    const reasons = isAdded ? reasonsOfPassage(right.text, context.to) : reasonsOfPassage(left.text, context.from);
    const words = isAdded ? wholeRun("added", right) : wholeRun("removed", left);
    return { ...shared, kind: isAdded ? "added" : "removed", ...weighed(reasons), moved: false, words };
  }
  const moved = kind === "moved";
  if (keyOf(before) === keyOf(after)) {
    const numbered = enumeratorsIn(before) !== enumeratorsIn(after);
    const reasons: ChangeReason[] = [
      ...(moved ? (["place"] as const) : []),
      ...(numbered ? (["numbering"] as const) : []),
    ];
    const words = numbered && !moved ? renumbered(before, after, right) : wholeRun("same", right);
    return { ...shared, kind: moved ? "moved" : "changed", ...weighed(inWeight(reasons)), moved, words };
  }
  const runs = exactRuns(left.tokens, right.tokens);
  const reasons = reasonsOfChange(
    edited(left, right, runs, "removed", context.from),
    edited(right, left, runs, "added", context.to),
    context.from,
    context.to,
  );
  const words = wordRuns(left, right, readableRuns(runs, left.tokens));
  const all = inWeight([...reasons, ...(moved ? (["place"] as const) : [])]);
  return { ...shared, kind: "changed", ...weighed(all), moved, words };
}

function weighed(reasons: readonly ChangeReason[]): Pick<Change, "importance" | "reasons"> {
  return { importance: reasons[0] ?? "wording", reasons: [...reasons] };
}

function renumbered(before: readonly Statement[], after: readonly Statement[], text: Worded): WordRun[] {
  const [from, to] = [enumeratorsIn(before), enumeratorsIn(after)];
  const runs: WordRun[] = [
    { kind: "removed", text: `${from} ` },
    { kind: "added", text: `${to} ` },
    ...wholeRun("same", text),
  ];
  return runs.filter((run) => run.text.trim() !== "");
}

function worded(statements: readonly Statement[]): Worded {
  const [only] = statements;
  if (only && statements.length === 1) return only;
  const text = statements.map((statement) => statement.text).join(" ");
  return { text, tokens: tokensOf(text) };
}

/** A version with what changed in it: place by place where that is no more, for what was exchanged stayed where it was. */
function edited(
  { text, tokens }: Worded,
  other: Worded,
  runs: readonly TokenRun[],
  kind: "removed" | "added",
  { language }: Reading,
): Edited {
  const inRuns = runs
    .filter((run) => run.kind === kind)
    .flatMap(({ before, after }) => tokens.slice(...(kind === "removed" ? before : after)));
  const inPlace = tokens.filter(({ key }, index) => key !== other.tokens[index]?.key);
  const isExchange = tokens.length === other.tokens.length && inPlace.length <= inRuns.length;
  return { text, tokens, spans: isExchange ? inPlace : inRuns, language };
}

function quotesOf(side: Side, statements: readonly Statement[]): Citation[] {
  return statements.length === 0 ? [] : citationsOf(side, statements);
}

function sectionOf({ source }: Side, [first]: readonly Statement[]): string | null {
  return first ? (source.sections[first.section]?.heading ?? null) : null;
}

function isHeavy(change: Change): boolean {
  return !isLight(change) && !isPassage(change);
}

function isPassage({ importance }: Change): boolean {
  return importance === "passage";
}
