import type { ChangeReason } from "../../contract/compare.ts";
import { clausesOf, type WordRange } from "../evidence/clauses.ts";
import type { Modal } from "../evidence/lexicon/lexiconData.ts";
import { withoutFigures } from "./figures.ts";

type Bond = "duty" | "permission" | "prohibition" | "advice" | "waiver";

/** The words of a sentence that turn its meaning, each as a text that is equal for what means the same. */
export interface Turns {
  /** what binds and what is allowed */
  readonly bonds: readonly Bond[];
  /** how many words deny */
  readonly denials: number;
  /** what holds under a condition, and what is excepted */
  readonly conditions: readonly ("condition" | "exception")[];
  readonly quantities: readonly string[];
  /** axis and side of words that have an opposite */
  readonly poles: readonly { readonly axis: number; readonly side: 0 | 1 }[];
}

const none: Turns = { bonds: [], denials: 0, conditions: [], quantities: [], poles: [] };

/** The words that turn the meaning of a text; none in a language without lists. */
export function turnsOf(text: string, language: string): Turns {
  const clauses = clausesOf(withoutFigures(text, language), language);
  if (!clauses) return none;
  const { words, lexicon } = clauses;
  const conditions = lexicon.conditions.in(words).filter(({ value }) => value !== "harmless");
  const deniers = lexicon.deniers.in(words);
  const isIn = ({ from }: WordRange, ranges: readonly WordRange[]): boolean =>
    ranges.some((range) => from >= range.from && from < range.to);
  const negations = lexicon.negations.in(words).filter(({ value }) => value === "denies");
  const denials = [...negations, ...deniers].filter((denial) => !isIn(denial, conditions)).map(({ from }) => from);
  // "May refuse" is a permission, "may not" is none.
  const isDenied = ({ from }: WordRange): boolean =>
    negations.some((negation) => words[negation.from]?.clause === words[from]?.clause);
  return {
    bonds: lexicon.modals.in(words).map((modal) => bondOf(modal.value, isDenied(modal))),
    denials: new Set(denials).size,
    conditions: conditions.map((condition) =>
      deniers.some((denier) => isIn(denier, [condition])) ? "exception" : "condition",
    ),
    quantities: lexicon.quantities.in(words).flatMap(({ value }) => (value === "none" ? [] : [value])),
    poles: lexicon.opposites.in(words).map(({ value: { axis, side } }) => ({ axis, side })),
  };
}

/** The words right before what binds or allows, folded: who must or may. */
export function boundIn(text: string, language: string): string[] {
  const clauses = clausesOf(text, language);
  if (!clauses) return [];
  return clauses.lexicon.modals.in(clauses.words).flatMap(({ from }) => clauses.words[from - 1]?.form ?? []);
}

function bondOf(modal: Modal, denied: boolean): Bond {
  switch (modal) {
    case "prohibition":
      return "prohibition";
    case "recommendation":
      return "advice";
    case "obligation":
      return denied ? "prohibition" : "duty";
    case "necessity":
      return denied ? "waiver" : "duty";
    case "permission":
    case "possibility":
      return denied ? "prohibition" : "permission";
  }
}

/** What differs in the words that turn the meaning of two versions of a text. */
export function turnReasons(before: Turns, after: Turns): ChangeReason[] {
  const reasons: ChangeReason[] = [];
  if (!sameCounts(before.bonds, after.bonds)) reasons.push("obligation");
  if (before.denials !== after.denials) reasons.push("negation");
  if (!sameCounts(before.conditions, after.conditions)) reasons.push("condition");
  if (quantityDiffers(before.quantities, after.quantities)) reasons.push("quantity");
  if (hasTurned(before.poles, after.poles)) reasons.push("opposite");
  return reasons;
}

/** "All" became "some", or "only" came or went; "any" and "whole" come and go with the wording. */
function quantityDiffers(before: readonly string[], after: readonly string[]): boolean {
  const [lost, won] = [beyond(before, after), beyond(after, before)];
  return (lost.length > 0 && won.length > 0) || lost.includes("only") || won.includes("only");
}

/** A word of one pole went and one of the other came. */
function hasTurned(before: Turns["poles"], after: Turns["poles"]): boolean {
  const keys = (poles: Turns["poles"]): string[] => poles.map(({ axis, side }) => `${String(axis)} ${String(side)}`);
  const won = new Set(beyond(keys(after), keys(before)));
  return beyond(keys(before), keys(after)).some((key) => {
    const [axis, side] = key.split(" ");
    return won.has(`${axis ?? ""} ${side === "0" ? "1" : "0"}`);
  });
}

/** What a list has more of than another. */
function beyond(own: readonly string[], other: readonly string[]): string[] {
  const rest = [...other];
  return own.filter((value) => {
    const place = rest.indexOf(value);
    if (place >= 0) rest.splice(place, 1);
    return place < 0;
  });
}

function sameCounts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && beyond(a, b).length === 0;
}
