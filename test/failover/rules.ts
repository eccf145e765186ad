import type { ChainLimits } from "../../electron/core/llm/chain/callLimit.ts";
import type { FailoverRun, OwnCall } from "./failoverRun.ts";

/** What a run must have been, and what it was. */
export interface Judged {
  /** sentences; none where all held */
  readonly broken: readonly string[];
  readonly parts: number;
  /** parts that were asked for more than once, and the most that one was */
  readonly askedAgain: number;
  readonly mostAsked: number;
  /** by the server that wrote them */
  readonly written: readonly number[];
  /** calls that failed, by their codes */
  readonly failed: ReadonlyMap<string, number>;
  /** milliseconds: the longest of what a call waited for its beginning, between two pieces of it, and in all */
  readonly longest: { readonly first: number; readonly silent: number; readonly whole: number };
}

/** Milliseconds by which a timer of a busy machine may be late. */
const late = 1000;

/**
 * Nothing lost, nothing twice, nobody waits longer than its time-out, and what is said of who wrote what is what was seen on the way.
 * @param expected what a summary without a fault has
 */
export function judge(
  run: FailoverRun,
  {
    parts,
    limits,
    waitSeconds,
    expected,
  }: { parts: number; limits: ChainLimits; waitSeconds: number; expected: FailoverRun | null },
): Judged {
  const { summary, calls, own, kept, ledger } = run;
  const broken: string[] = [];
  const must = (holds: boolean, sentence: string): void => void (holds || broken.push(sentence));
  const { status, chunks, recipe, points } = summary;
  must(status === "done", `it is ${status}`);
  must(chunks.done === parts && chunks.total === parts, `${chunks.done} of ${chunks.total} parts are done`);

  const asked = Array.from({ length: parts }, () => 0);
  const written = calls.map(() => 0);
  let [lost, twice, byAnother] = [0, 0, 0];
  for (let part = 0; part < parts; part += 1) {
    const marks = `Part ${part + 1} of ${parts}\n`;
    const seen = calls.map((ofServer) => ofServer.filter((call) => call.asked.includes(marks)));
    const whole = seen.map((ofServer) => ofServer.filter(({ isWhole }) => isWhole).length);
    const answers = whole.reduce((sum, count) => sum + count, 0);
    const writers = kept.get(`map:${part}`) ?? [];
    asked[part] = seen.flat().length;
    if (writers.length === 0 || answers === 0) lost += 1;
    if (writers.length > 1 || answers > 1) twice += 1;
    const [writer] = writers;
    if (typeof writer !== "number" || whole[writer] === 0) byAnother += 1;
    else written[writer] = (written[writer] ?? 0) + 1;
  }
  must(lost === 0, `${lost} parts were lost`);
  must(twice === 0, `${twice} parts were written twice`);
  must(byAnother === 0, `${byAnother} parts bear the name of a server that did not write them`);
  const told = calls.map((_, index) => partsOf(run, index));
  must(told.join() === written.join(), `the recipe says ${told.join(" and ")} instead of ${written.join(" and ")}`);
  must(recipe?.chain?.length === calls.length, "the recipe does not name the chain");
  const texts = points.map((point) => JSON.stringify(point.text));
  must(new Set(texts).size === texts.length, "a point stands there twice");
  const isSame = !expected || JSON.stringify(expected.summary.points) === JSON.stringify(points);
  must(isSame, "the points are not those of a summary without a fault");
  const seen = calls.flat().length;
  must(ledger >= seen, `${seen} requests came by, ${ledger} stand in the ledger`);

  const longest = { first: 0, silent: 0, whole: 0 };
  for (const call of own) {
    const gaps = gapsOf(call);
    longest.first = Math.max(longest.first, gaps[0] ?? 0);
    longest.silent = Math.max(longest.silent, ...gaps.slice(1));
    longest.whole = Math.max(longest.whole, call.endedAt - call.begunAt);
  }
  const wait = waitSeconds * 1000;
  // A person may give an endpoint more time than is usual, or less.
  const most = (usual: number): number => (wait > limits.first ? wait : Math.min(usual, wait)) + late;
  must(longest.first <= most(limits.first), `a call waited ${Math.round(longest.first)} ms for its beginning`);
  must(longest.silent <= most(limits.silent), `a call waited ${Math.round(longest.silent)} ms in its middle`);
  must(longest.whole <= limits.whole + late, `a call took ${Math.round(longest.whole)} ms`);
  return {
    broken,
    parts: chunks.done,
    askedAgain: asked.filter((count) => count > 1).length,
    mostAsked: Math.max(...asked),
    written,
    failed: failuresOf(own),
    longest,
  };
}

function partsOf({ summary }: FailoverRun, server: number): number {
  return summary.recipe?.wrote?.find(({ sha256 }) => sha256.startsWith(`endpoint:server-${server}/`))?.parts ?? 0;
}

/** Milliseconds between all that came of a call, from its beginning to its end. */
function gapsOf({ begunAt, cameAt, endedAt }: OwnCall): number[] {
  const times = [begunAt, ...cameAt, endedAt];
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

function failuresOf(own: readonly OwnCall[]): Map<string, number> {
  const failed = new Map<string, number>();
  for (const { code } of own) if (code !== null) failed.set(code, (failed.get(code) ?? 0) + 1);
  return failed;
}
