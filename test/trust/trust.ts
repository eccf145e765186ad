import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { trials } from "./trials.ts";
import { outcomesSchema, withTable } from "./trustTable.ts";

// npm run trust [-- NAME …] [--count N] [--seed N] [--list]: tries what is promised, keeps each outcome and makes the table of
// docs/trust.md. Ends with 1 where something was lost. With --count nothing is kept: that is for looking.

const root = path.resolve(import.meta.dirname, "../..");
const outcomesFile = path.join(import.meta.dirname, "outcomes.json");
const page = path.join(root, "docs/trust.md");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string" },
    seed: { type: "string", default: "1" },
    list: { type: "boolean", default: false },
  },
});
const unknown = positionals.filter((name) => trials.every((trial) => trial.name !== name));
if (unknown.length > 0) {
  console.error(
    `There is no trial called ${unknown.join(", ")}. There are: ${trials.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}
if (values.list) {
  for (const { name, promised } of trials) console.log(`${name.padEnd(24)} ${promised}`);
  process.exit(0);
}

const seed = Number(values.seed);
const outcomes = existsSync(outcomesFile) ? outcomesSchema.parse(JSON.parse(readFileSync(outcomesFile, "utf8"))) : {};
const chosen = trials.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
let lost = 0;
for (const trial of chosen) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-trust-"));
  const started = performance.now();
  const count = values.count === undefined ? trial.count : Number(values.count);
  console.log(`${trial.name}: ${trial.promised}`);
  try {
    const outcome = await trial.run({ count, seed, folder, log: (line) => console.log(`  ${line}`) });
    const seconds = Math.round((performance.now() - started) / 1000);
    lost += outcome.lost;
    console.log(`  tried ${outcome.tried}, lost ${outcome.lost}, in ${seconds} s`);
    for (const remark of outcome.remarks) console.log(`  ${remark}`);
    if (values.count !== undefined) continue;
    outcomes[trial.name] = {
      ...outcome,
      remarks: [...outcome.remarks],
      seed,
      seconds,
      date: new Date().toISOString().slice(0, 10),
    };
    // After each: a run of hours must not lose what it found.
    writeFileSync(outcomesFile, `${JSON.stringify(outcomes, null, 2)}\n`);
    writeFileSync(page, withTable(readFileSync(page, "utf8"), trials, outcomes));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
process.exitCode = lost > 0 ? 1 : 0;
