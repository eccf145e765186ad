import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { differs, filesOf, isBroken, type Outcome, tryFile } from "./corpus.ts";

// npm run corpus -- FOLDER [--seconds 120] [--share 0.1]: reads every file of a folder with the built command line, each under a limit of
// time, and says what crashed, hung or failed without a code, what it took, and where the words differ from those of a reference tool.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "120" }, share: { type: "string", default: "0.1" } },
});
const [folder] = positionals;
const [seconds, share] = [Number(values.seconds), Number(values.share)];
if (folder === undefined || !(seconds > 0) || !(share >= 0)) {
  console.error("npm run corpus -- FOLDER [--seconds 120] [--share 0.1]");
  process.exit(2);
}

const cli = path.resolve(import.meta.dirname, "../../dist/electron/cli.js");
const outcomes: Outcome[] = [];
for (const file of filesOf(folder)) {
  const outcome = await tryFile(file, { reader: [process.execPath, cli, "read", "--json"], seconds });
  outcomes.push(outcome);
  if (isBroken(outcome))
    console.log(`${nameOf(outcome)}: ${outcome.isHung ? "hung" : `exit ${outcome.exit}`}, no code`);
  else if (outcome.exit !== 0) console.log(`${nameOf(outcome)}: ${outcome.code}`);
  else if (differs(outcome, share)) tellDifference(outcome);
}

const read = outcomes.filter(({ exit }) => exit === 0);
const compared = read.filter(({ difference }) => difference !== null);
const [slowest] = outcomes.toSorted((a, b) => b.seconds - a.seconds);
const [largest] = outcomes.toSorted((a, b) => (b.memoryMb ?? 0) - (a.memoryMb ?? 0));
console.log(`files      ${outcomes.length}`);
console.log(`read       ${read.length}`);
console.log(
  `refused    ${outcomes.filter((outcome) => outcome.exit !== 0 && !isBroken(outcome)).length}, each with a code`,
);
console.log(`broken     ${outcomes.filter(isBroken).length}`);
console.log(`compared   ${compared.length}`);
console.log(`differ     ${compared.filter((outcome) => differs(outcome, share)).length} by more than ${share}`);
if (slowest) console.log(`slowest    ${slowest.seconds.toFixed(1)} s, ${nameOf(slowest)}`);
if (largest?.memoryMb) console.log(`largest    ${Math.round(largest.memoryMb)} MB, ${nameOf(largest)}`);
process.exitCode = outcomes.some(isBroken) ? 1 : 0;

function nameOf({ file }: Outcome): string {
  return path.relative(folder ?? "", file);
}

function tellDifference(outcome: Outcome): void {
  if (!outcome.difference) return;
  const { tool, of, missing, added, examples } = outcome.difference;
  console.log(`${nameOf(outcome)}: ${missing.toFixed(2)} missing, ${added.toFixed(2)} added of ${of} words of ${tool}`);
  if (missing > share) console.log(`  missing ${some(examples.missing)}`);
  if (added > share) console.log(`  added   ${some(examples.added)}`);
}

function some(words: readonly string[]): string {
  return words.slice(0, 15).join(" ");
}
