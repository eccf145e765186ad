import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { describeMachine, machineLine } from "../helpers/machine.ts";
import { benchEngine } from "./engine.ts";
import { benchReading } from "./reading.ts";
import { benchStore } from "./store.ts";

/**
 * `npm run bench -- [--quick] [name …]`: measures, prints Markdown tables and keeps the numbers under `.cache/bench/`.
 * Everything is measured side by side in turns on the machine at hand, so that the ratios hold where the numbers do not.
 */

export interface BenchReport {
  readonly name: string;
  /** a table and what there is to say about it */
  readonly markdown: string;
  readonly data: unknown;
}

export interface BenchContext {
  readonly quick: boolean;
  /** for models and results; not under version control */
  readonly cache: string;
  progress(line: string): void;
}

const benches: Readonly<Record<string, (context: BenchContext) => Promise<BenchReport>>> = {
  engine: benchEngine,
  store: benchStore,
  reading: benchReading,
};

const words = process.argv.slice(2);
const unknown = words.filter((word) => word !== "--quick" && !(word in benches));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(", ")}. There is --quick and: ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}
const chosen = words.filter((word) => word !== "--quick");
const cache = path.resolve(import.meta.dirname, "../../.cache");
const results = path.join(cache, "bench");
mkdirSync(results, { recursive: true });

const machine = describeMachine();
console.log(`${machineLine(machine)}\n`);
for (const name of chosen.length > 0 ? chosen : Object.keys(benches)) {
  const report = await benches[name]?.({
    quick: words.includes("--quick"),
    cache,
    progress: (line) => console.error(`  ${line}`),
  });
  if (!report) continue;
  console.log(`## ${report.name}\n\n${report.markdown}\n`);
  const file = path.join(results, `${name}-${new Date().toISOString().replaceAll(":", "-")}.json`);
  writeFileSync(file, `${JSON.stringify({ machine, ...report }, null, 2)}\n`);
  console.log(`Kept in ${path.relative(process.cwd(), file)}.`);
}
