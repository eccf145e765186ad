import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { type Baseline, baselineOf, baselineSchema, goalsOf, worseThan } from "./claims/goals.ts";
import { type JudgedClaim, judgeClaims } from "./claims/judge.ts";
import { claimReport, wrongExamples } from "./claims/report.ts";
import { type ClaimCase, type ClaimSetName, claimSetNames, readClaimSet } from "./claims/sets.ts";
import { speedGoal } from "./claims/speed.ts";
import { type HeardClaim, hearWitness } from "./claims/witness.ts";
import { witnessReport } from "./claims/witnessReport.ts";

const usage = `npm run eval -- claims [--set ${claimSetNames.join("|")}]… [--json FILE] [--show KIND [--most N]] [--keep] [--model FILE [--every]]`;
const baselineFile = path.join(import.meta.dirname, "claims/baseline.json");

/**
 * `npm run eval -- claims`: how far the check of claims can be believed. What of true and of false claims is verified, by kind of error
 * and by language, in code alone. `--json` writes each claim's verdict, a line each, to be compared with another run; `--show` prints
 * wrong verdicts of a kind, a set or a finding instead of the tables; `--keep` makes the figures those that later runs must not fall
 * behind. `--model` asks a GGUF model about what is weak, as the product does, with `--every` about all claims, and tells what that adds;
 * its answers are kept, so that a run that is stopped goes on. Exit code 1: more false claims are verified than were, or a goal that was met is missed; 2: what was asked for is not there.
 */
export async function evaluateClaims(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const cases = options.sets.flatMap(readOrTell);
  const judged = await judgeClaims(cases);
  const heard = options.model === null ? null : await hearWitness(options.model, judged, { ...options, log });
  const claims = heard?.claims ?? judged;
  if (options.json !== null) writeFileSync(options.json, claims.map(lineOf).join(""));
  if (options.show !== null) return console.log(wrongExamples(claims, options.show, options.most));

  const speed = await speedGoal(cases.filter(({ set }) => set === "pairs"));
  const goals = goalsOf(claims, heard ? "model" : "code");
  console.log(claimReport(claims, speed ? [...goals, speed] : goals));
  if (heard) return console.log(witnessReport(heard));
  // Time is told and not held against later runs, since other machines are slower.
  const now = baselineOf(claims, goals);
  if (options.keep) return writeFileSync(baselineFile, `${JSON.stringify(now, null, 2)}\n`);
  const kept = readBaseline();
  const worse = kept ? worseThan(kept, now, goals) : [];
  if (worse.length === 0) return;
  console.error(["\nWorse than the figures kept:", ...worse].join("\n"));
  process.exitCode = 1;
}

function readOrTell(set: ClaimSetName): ClaimCase[] {
  const cases = readClaimSet(set);
  if (!cases) console.error(`Not run: the set “${set}” is absent.`);
  return cases ?? [];
}

function readBaseline(): Baseline | null {
  return existsSync(baselineFile) ? baselineSchema.parse(JSON.parse(readFileSync(baselineFile, "utf8"))) : null;
}

function lineOf({
  set,
  id,
  kind,
  language,
  isTrue,
  claim,
  quotes,
  verdict,
  ...more
}: JudgedClaim | HeardClaim): string {
  const { probability = null } = "probability" in more ? more : {};
  return `${JSON.stringify({ set, id, kind, language, isTrue, ...verdict, probability, claim, quotes })}\n`;
}

function log(line: string): void {
  console.error(`  ${line}`);
}

interface Options {
  readonly sets: readonly ClaimSetName[];
  readonly json: string | null;
  readonly show: string | null;
  readonly most: number;
  readonly keep: boolean;
  readonly model: string | null;
  readonly everyClaim: boolean;
}

function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        set: { type: "string", multiple: true, default: [...claimSetNames] },
        json: { type: "string" },
        show: { type: "string" },
        most: { type: "string", default: "10" },
        keep: { type: "boolean", default: false },
        model: { type: "string" },
        every: { type: "boolean", default: false },
      },
    });
    const most = Number(values.most);
    if (!Number.isInteger(most) || most < 1) throw new Error("--most takes a number of examples.");
    const sets = claimSetNames.filter((name) => values.set.includes(name));
    if (sets.length < new Set(values.set).size) throw new Error(`There is no such set: ${values.set.join(", ")}.`);
    if (values.keep && sets.length < claimSetNames.length) throw new Error("--keep takes all sets.");
    if (values.keep && values.model !== undefined) throw new Error("--keep takes the figures of code alone.");
    const asked = { model: values.model ?? null, everyClaim: values.every };
    return { ...asked, sets, json: values.json ?? null, show: values.show ?? null, most, keep: values.keep };
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`);
    process.exit(2);
  }
}
