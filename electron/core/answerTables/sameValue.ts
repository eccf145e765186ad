import type { AnswerValue } from "../../contract/answerTables.ts";
import { daysOf } from "../extract/answers/values.ts";
import { fold, foldedWords } from "../text/fold.ts";

/** Share by which two lengths of time may differ that are one: twelve months are a year, thirty days are no month. */
const sameTime = 0.005;

/** True where two values say the same, as far as each says it: "12 May" of no year is that of a year, an amount without a currency any. */
export function isSameValue(one: AnswerValue, other: AnswerValue): boolean {
  switch (one.kind) {
    case "money":
      return other.kind === "money" && one.amount === other.amount && isSameOrUnknown(one.currency, other.currency);
    case "number":
      return other.kind === "number" && one.number === other.number && isSameOrUnknown(one.unit, other.unit);
    case "date":
      return other.kind === "date" && (one.date.startsWith(other.date) || other.date.startsWith(one.date));
    case "period": {
      if (other.kind !== "period") return false;
      const [a, b] = [daysOf(one.period) ?? 0, daysOf(other.period) ?? 0];
      return one.period === other.period || (a > 0 && Math.abs(a - b) <= sameTime * a);
    }
    case "boolean":
      return other.kind === "boolean" && one.boolean === other.boolean;
    case "choice":
      return other.kind === "choice" && fold(one.choice) === fold(other.choice);
    case "party":
      return other.kind === "party" && isSameName(one.party, other.party);
    case "text":
      return other.kind === "text" && foldedWords(one.text).join(" ") === foldedWords(other.text).join(" ");
  }
}

function isSameOrUnknown(one: string | null, other: string | null): boolean {
  return one === null || other === null || fold(one) === fold(other);
}

/** "Harbour Street Cooperative" is "The Harbour Street Cooperative Ltd". */
function isSameName(one: string, other: string): boolean {
  const [a, b] = [wordsIn(one), wordsIn(other)];
  const [fewer, more] = a.length < b.length ? [a, b] : [b, a];
  return fewer.length > 0 && fewer.every((word) => more.includes(word)) && fewer.length * 2 >= more.length;
}

/** An initial is no word. */
function wordsIn(name: string): string[] {
  return foldedWords(name).filter((word) => word.length > 1);
}
