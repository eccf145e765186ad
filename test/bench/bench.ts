import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";
import { describeMachine, machineLine } from "../helpers/machine.ts";
import { parseArguments, type BenchArguments } from "./arguments.ts";
import type { BenchContext, BenchReport } from "./benchReport.ts";
import { provideModel } from "./model.ts";
import { providePeer, type Peer } from "./peer.ts";
import { benchReading } from "./reading.ts";
import { benchStore } from "./store.ts";
import { lastLine, verdictTable, type Row } from "./verdicts.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";
import { workloads } from "./workloads.ts";

/**
 * `npm run bench -- [--quick] [--peer PATH] [--against FOLDER] [--model FILE] [--threads N] [NAME …]`: measures the workloads against their goals, side by side
 * with `llama-server` in turns on the machine at hand, so that the ratios hold where the numbers do not. Prints Markdown and
 * keeps it, with all that was measured, under `.cache/bench/`. A missed goal is a figure like any other; only what broke
 * makes the exit code 1.
 */

const others: Readonly<Record<string, (context: BenchContext) => Promise<BenchReport>>> = {
  reading: benchReading,
  store: benchStore,
};

const started = new Date();
const checkoutCache = path.resolve(import.meta.dirname, "../../.cache");
const results = path.join(checkoutCache, "bench");
const machine = describeMachine();
const printed: string[] = [];

const args = argumentsOrExit();
mkdirSync(results, { recursive: true });
say(`${machineLine(machine)}\n`);
const rows = args.workloads.length > 0 ? await runWorkloads() : [];
const reports = await runOthers();
const name = path.join(results, `bench-${started.toISOString().replaceAll(":", "-")}`);
writeFileSync(`${name}.md`, `${printed.join("\n")}\n`);
writeFileSync(`${name}.json`, `${JSON.stringify({ machine, arguments: args, rows, reports }, null, 2)}\n`);
console.log(`Kept in ${path.relative(process.cwd(), name)}.md and .json.\n`);
if (rows.length > 0) console.log(lastLine(rows));

async function runWorkloads(): Promise<Row[]> {
  const cache = benchCache();
  mkdirSync(cache, { recursive: true });
  const chosen = workloads.filter(({ id }) => args.workloads.includes(id));
  const { peer, peerProblem } = await peerFor(chosen, cache);
  const model = await provideModel(cache, progress);
  const context: WorkloadContext = {
    quick: args.quick,
    model,
    peer,
    peerProblem,
    against: args.against,
    given: args.model,
    threads: args.threads,
    cache,
    progress,
  };
  const done: Row[] = [];
  for (const workload of chosen) {
    progress(`${workload.id}: ${workload.title}`);
    const from = performance.now();
    const result = await runOrExplain(workload, context);
    progress(`${workload.id}: ${result.verdict}, ${result.figure} (${seconds(performance.now() - from)} s)`);
    done.push({ id: workload.id, title: workload.title, goal: workload.goal, result });
  }
  const size = `${(model.parameters / 1e6).toFixed(0)} M random weights in the shape of Mistral, Q4_0, ${(model.bytes / 2 ** 20).toFixed(0)} MiB`;
  const measured = `${seconds(Date.now() - started.getTime())} s${args.quick ? ", --quick: few and short runs" : ""}`;
  say(`Model: ${size}. Opponent: ${peer?.version ?? `none (${peerProblem ?? "not needed"})`}.`);
  say(`Both sides: processor only, ${args.threads} threads where a workload says nothing else. Time: ${measured}.\n`);
  say(`${verdictTable(done)}\n`);
  return done;
}

/** What breaks one workload is told in its row and does not keep the others from being run. */
async function runOrExplain(workload: Workload, context: WorkloadContext): Promise<WorkloadResult> {
  try {
    return await workload.run(context);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    const reason = error instanceof Error ? error.message : String(error);
    return { verdict: "not run", figure: `it broke: ${reason.split("\n")[0] ?? ""}`, data: { error: reason } };
  }
}

/** The opponent is built only for those who meet it. */
async function peerFor(
  chosen: readonly Workload[],
  cache: string,
): Promise<{ readonly peer: Peer | null; readonly peerProblem: string | null }> {
  if (chosen.every(({ withoutPeer }) => withoutPeer)) return { peer: null, peerProblem: "no workload needs it" };
  try {
    return { peer: await providePeer({ given: args.peer, cache, progress }), peerProblem: null };
  } catch (error) {
    const peerProblem = error instanceof Error ? error.message : String(error);
    progress(peerProblem);
    return { peer: null, peerProblem };
  }
}

async function runOthers(): Promise<BenchReport[]> {
  const reports: BenchReport[] = [];
  for (const name of args.others) {
    const report = await others[name]?.({
      quick: args.quick,
      against: args.against,
      cache: checkoutCache,
      progress,
    });
    if (!report) continue;
    say(`## ${report.name}\n\n${report.markdown}\n`);
    reports.push(report);
  }
  return reports;
}

function argumentsOrExit(): BenchArguments {
  try {
    return parseArguments(process.argv.slice(2), {
      workloads: workloads.map(({ id }) => id),
      others: Object.keys(others),
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

/** Outside the checkout: the opponent takes long to build and the model a while to write, for every checkout once. */
function benchCache(): string {
  return path.join(process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "tramontane-bench");
}

function say(text: string): void {
  printed.push(text);
  console.log(text);
}

function progress(line: string): void {
  console.error(`  ${line}`);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(0);
}
