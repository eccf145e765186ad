import { countFindings, type Count, groupBy, isObjected, isVerified, type Rates, ratesOf } from "./figures.ts";
import type { Goal } from "./goals.ts";
import type { JudgedClaim } from "./judge.ts";
import { claimSetNames } from "./sets.ts";

/** All tables of a run, as Markdown. */
export function claimReport(claims: readonly JudgedClaim[], goals: readonly Goal[]): string {
  const sets = claimSetNames.filter((set) => claims.some((claim) => claim.set === set));
  return [
    "## The check of claims",
    table(
      "goal | figure (95 % interval) | asked | ",
      goals.map(({ name, figures, asked, met }) => [name, figures, asked, met ? "met" : "**missed**"]),
    ),
    "### By kind",
    "Objected to: contradicted or unsupported. A pair is of the kind of error that its false claim has.",
    table(
      `set | kind | ${rateHead}`,
      sets.flatMap((set) => kindRows(set, claims)),
    ),
    "### By language",
    table(
      `set | language | ${rateHead}`,
      (["own", "tuning"] as const).flatMap((set) => rowsBy(set, claims, ({ language }) => language)),
    ),
    "### Findings",
    "Claims that have each, of the true and of the false.",
    findingTable(claims, sets),
  ].join("\n\n");
}

const rateHead = "claims | true verified | false verified | true objected to | false objected to";

function kindRows(set: string, claims: readonly JudgedClaim[]): string[][] {
  const all = claims.filter((claim) => claim.set === set);
  // Each fact is of its own kind.
  const rows = set === "facts" ? [] : rowsBy(set, claims, ({ kind }) => kind);
  return [...rows, [set, "**all**", String(all.length), ...rateCells(ratesOf(all))]];
}

function rowsBy(set: string, claims: readonly JudgedClaim[], keyOf: (claim: JudgedClaim) => string): string[][] {
  const groups = groupBy(
    claims.filter((claim) => claim.set === set),
    keyOf,
  );
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b, "en"))
    .map(([key, some]) => [set, key, String(some.length), ...rateCells(ratesOf(some))]);
}

function rateCells({ trueVerified, falseVerified, trueObjected, falseObjected }: Rates): string[] {
  return [trueVerified, falseVerified, trueObjected, falseObjected].map(shareOf);
}

export function shareOf({ part, whole }: Count): string {
  return whole === 0 ? "–" : `${((part / whole) * 100).toFixed(0)} %`;
}

function findingTable(claims: readonly JudgedClaim[], sets: readonly string[]): string {
  const counts = new Map(sets.map((set) => [set, countFindings(claims.filter((claim) => claim.set === set))]));
  const rows = countFindings(claims).map(({ code, severity }) => [
    code,
    severity,
    ...sets.flatMap((set) => {
      const count = counts.get(set)?.find((one) => one.code === code);
      return [String(count?.onTrue ?? 0), String(count?.onFalse ?? 0)];
    }),
  ]);
  return table(`finding | severity | ${sets.map((set) => `${set}: true | false`).join(" | ")}`, rows);
}

export function table(head: string, rows: readonly (readonly string[])[]): string {
  const columns = head.split("|").length;
  return [`| ${head} |`, `|${"---|".repeat(columns)}`, ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n");
}

/** Verdicts that are wrong, by what is wrong with them, the worst first. */
const wrongVerdicts: readonly [name: string, test: (claim: JudgedClaim) => boolean][] = [
  ["false and verified", (claim) => !claim.isTrue && isVerified(claim)],
  ["true and objected to", (claim) => claim.isTrue && isObjected(claim)],
  ["true and weak", (claim) => claim.isTrue && !isObjected(claim) && !isVerified(claim)],
];

/**
 * Examples of wrong verdicts with their quotes.
 *
 * @param kind part of a kind of claim, of a language, a set, a finding's code or of what is wrong with the verdict, as "false and verified"
 * @param most of each sort of wrong verdict
 */
export function wrongExamples(claims: readonly JudgedClaim[], kind: string, most: number): string {
  // What is looked at is tuned on.
  const shown = claims.filter(({ set }) => set !== "own");
  return wrongVerdicts
    .map(([name, test]) => {
      const found = shown.filter((claim) => test(claim) && isOf(claim, name, kind));
      return [`### ${name}: ${Math.min(most, found.length)} of ${found.length}`, ...found.slice(0, most).map(example)];
    })
    .flat()
    .join("\n\n");
}

function isOf({ set, kind, language, verdict }: JudgedClaim, wrong: string, wanted: string): boolean {
  const codes = verdict.findings.map(({ code }) => code);
  return [set, kind, language, wrong, ...codes].some((word) => word.toLowerCase().includes(wanted.toLowerCase()));
}

function example({ set, id, kind, claim, quotes, verdict }: JudgedClaim): string {
  const findings = verdict.findings.map(({ code, data }) => `${code} ${JSON.stringify(data)}`);
  return [
    `${set} ${id}, ${kind}: ${verdict.support} ${findings.join(", ")}`,
    `  claim: ${claim}`,
    ...quotes.map((quote) => `  quote: ${quote}`),
  ].join("\n");
}
