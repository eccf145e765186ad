import type { Answer, Cell, ColumnKind } from "../../../electron/contract/answerTables.ts";
import type { Truth, TrueValue } from "./truth.ts";

/**
 * right; partly: nothing wrong, but some of what is wanted is missing; wrong; missed: not stated, it says; unanswered: not readable,
 * failed or still waiting; and where nothing is stated: empty, which is right, or invented.
 */
export const outcomes = ["right", "partly", "wrong", "missed", "unanswered", "empty", "invented"] as const;
export type Outcome = (typeof outcomes)[number];

export interface Judged {
  readonly outcome: Outcome;
  /** something is shown that is not right, and called verified */
  readonly verifiedWrong: boolean;
  /** conditions that are told, of those that are known; null where there are none */
  readonly conditions: { readonly told: number; readonly of: number } | null;
}

/** A cell as it is shown, held against what is right. */
export function judgeCell(kind: ColumnKind, truth: Truth | null, cell: Pick<Cell, "state" | "answers">): Judged {
  const nothing = { verifiedWrong: false, conditions: null };
  const { state, answers } = cell;
  if (state !== "stated" && state !== "notStated") return { outcome: "unanswered", ...nothing };
  const [best] = answers;
  if (state === "notStated" || !best) return { outcome: truth ? "missed" : "empty", ...nothing };
  if (!truth) return { outcome: "invented", verifiedWrong: answers.some(isVerified), conditions: null };
  const conditions = conditionsOf(kind, truth, answers);
  return { ...(kind === "list" ? judgeList(truth, answers) : judgeValues(kind, truth, answers, best)), conditions };
}

type Verdict = Pick<Judged, "outcome" | "verifiedWrong">;

function judgeValues(kind: ColumnKind, truth: Truth, answers: readonly Answer[], best: Answer): Verdict {
  const { right, also = [], every } = truth;
  const fits = (answer: Answer, values: readonly TrueValue[]): boolean => saidBy(kind, values, answer).length > 0;
  const foreign = answers.filter((answer) => !fits(answer, [...right, ...also]));
  // What stands first is the answer, the others are what may be meant as well.
  const isBestRight = fits(best, right);
  const verifiedWrong = foreign.some(isVerified) || (!isBestRight && isVerified(best));
  if (!isBestRight || verifiedWrong) return { outcome: "wrong", verifiedWrong };
  const said = new Set(answers.flatMap((answer) => saidBy(kind, right, answer)));
  return { outcome: every && said.size < right.length ? "partly" : "right", verifiedWrong };
}

/** Share of the items of a list that may be foreign to it. */
const mostForeign = 0.25;

function judgeList({ right, also = [] }: Truth, answers: readonly Answer[]): Verdict {
  const groups = right.map(groupsOf);
  const all = [...groups, ...also.map(groupsOf)].flat();
  const foreign = answers.filter((answer) => !all.some((group) => holds(wordsOf(answer), group)));
  const isForeign = (some: readonly Answer[]): boolean => some.length > mostForeign * answers.length;
  const verifiedWrong = isForeign(foreign.filter(isVerified));
  const found = groups.filter((each) =>
    answers.some((answer) => each.every((group) => holds(wordsOf(answer), group))),
  ).length;
  if (isForeign(foreign) || found === 0) return { outcome: "wrong", verifiedWrong };
  return { outcome: found === groups.length ? "right" : "partly", verifiedWrong };
}

function conditionsOf(kind: ColumnKind, { right, when }: Truth, answers: readonly Answer[]): Judged["conditions"] {
  if (!when) return null;
  const told = right.filter((value, place) => {
    const answer = answers.find((each) => matches(kind, value, each));
    return answer !== undefined && holds(answer.condition ?? "", when[place] ?? "");
  });
  return { told: told.length, of: when.length };
}

function isVerified({ support }: Answer): boolean {
  return support === "verified";
}

/** The values that an answer is: several where it joins the names of parties. */
function saidBy(kind: ColumnKind, values: readonly TrueValue[], answer: Answer): readonly TrueValue[] {
  const said = values.filter((value) => matches(kind, value, answer));
  return said.length === 0 && answer.value?.kind === "party" ? namedIn(values, answer.value.party) : said;
}

/** More than this, in characters, is no short answer. */
const mostText = 300;

/** Whether an answer is a value. */
export function matches(kind: ColumnKind, value: TrueValue, answer: Answer): boolean {
  if (kind === "text" || kind === "list") {
    const words = wordsOf(answer);
    return answer.text.length <= mostText && groupsOf(value).every((group) => holds(words, group));
  }
  const given = answer.value;
  if (!given) return false;
  switch (given.kind) {
    case "money": {
      if (typeof value !== "object" || !("amount" in value)) return false;
      return isSame(given.amount, value.amount) && (value.currency ?? given.currency) === given.currency;
    }
    case "number": {
      if (typeof value !== "object" || !("number" in value)) return false;
      const units = value.unit?.split("|").map(fold);
      return isSame(given.number, value.number) && (!units || units.includes(fold(given.unit ?? "")));
    }
    case "date":
      return typeof value === "string" && given.date.startsWith(value);
    case "period":
      return typeof value === "string" && durationOf(given.period) === durationOf(value);
    case "boolean":
      return given.boolean === value;
    case "choice":
      return given.choice === value;
    case "party":
      return (
        typeof value === "string" &&
        namesOf(value).some((name) => nameOf(given.party) === name || names(given.party, name))
      );
    case "text":
      return false;
  }
}

function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other));
}

/** Years are months and weeks are days, but no month is a number of days. */
function durationOf(period: string): string {
  const count = (unit: string): number =>
    Number(new RegExp(`([\\d.]+)${unit}`, "u").exec(period.split("T")[0] ?? "")?.[1] ?? 0);
  return `${12 * count("Y") + count("M")} ${7 * count("W") + count("D")} ${period.split("T")[1] ?? ""}`;
}

function groupsOf(value: TrueValue): readonly string[] {
  return Array.isArray(value) ? value : typeof value === "string" ? [value] : [];
}

function wordsOf({ value, text }: Answer): string {
  return value?.kind === "text" ? `${value.text} ${text}` : text;
}

/** Whether one of the alternatives stands in the text, at the beginning of a word; long numbers wherever they are spaced. */
export function holds(text: string, alternatives: string): boolean {
  const folded = ` ${fold(text)}`;
  return alternatives.split("|").some((each) => {
    const wanted = fold(each);
    if (folded.includes(` ${wanted}`)) return true;
    return wanted.replaceAll(/\D/gu, "").length > 3 && folded.replaceAll(" ", "").includes(wanted.replaceAll(" ", ""));
  });
}

/** Letters and digits alone, without case and accents, a space between words. */
function fold(text: string): string {
  return text
    .replaceAll("ß", "ss")
    .replaceAll("ı", "i")
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Legal forms, titles and words between names, folded; dots are taken out before. */
const noName = new Set(
  (
    "gmbh ag kg kgaa ohg ug eg ev aor co ltd limited llp llc lp plc inc corp corporation company sarl sas sasu sa sci sl slu srl spa snc sapa lda sgps bv nv vof " +
    "herr frau herrn mr mrs ms miss dr prof mme m mlle madame monsieur don dona senor senora sr sra sig signor signora dott dottssa ing " +
    "und and et y e ed en the societe societa firma"
  ).split(" "),
);

/** The words of a name that tell it from others. */
function nameOf(name: string): string {
  return fold(name.replaceAll(/\([^)]*\)/gu, " ").replaceAll(".", ""))
    .split(" ")
    .filter((word) => word.length > 1 && !noName.has(word))
    .join(" ");
}

function namesOf(alternatives: string): string[] {
  return alternatives.split("|").map(nameOf);
}

/** Whether the name stands there with nothing but what the person or organisation is behind it: "…, head of sales". */
function names(party: string, name: string): boolean {
  const parts = party.split(/,|–|—|;/u);
  return parts.some((_, place) => {
    const rest = parts.slice(place + 1).map((part) => part.trim());
    return nameOf(parts.slice(0, place + 1).join(" ")) === name && rest.every((part) => /^\p{Ll}/u.test(part));
  });
}

/** The values that a name which joins several is made of; none where something else is left. */
function namedIn(values: readonly TrueValue[], party: string): readonly TrueValue[] {
  let left = ` ${nameOf(party)} `;
  const found = values.filter((value) => {
    const name = (typeof value === "string" ? namesOf(value) : []).find((each) => left.includes(` ${each} `));
    if (name === undefined) return false;
    left = left.replace(` ${name} `, "  ");
    return true;
  });
  return left.trim() === "" ? found : [];
}
