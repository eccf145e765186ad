/**
 * `npm run failover -- [--runs N] [--seed N] [--parts N] [--server PATH] [--model FILE]`: has a long document summarized by two real
 * `llama-server`s that share its parts, while they are killed and started again, stopped, and slowed, and looks whether every part was
 * written once, by whom the recipe says, and none waited longer than its time-out. Takes the `llama-server` that `npm run bench` builds,
 * and the model that comes with the application. Prints a table; the exit code is 1 where a rule was broken.
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { providePeer } from "../bench/peer.ts";
import { describeMachine, machineLine } from "../helpers/machine.ts";
import { randomNumbers } from "../helpers/random.ts";
import {
  type FailoverOptions,
  type FailoverRun,
  pagesFor,
  runFailover,
  shortLimits,
  starter,
  styleOf,
} from "./failoverRun.ts";
import { type FaultsAtWork, planFaults, startFaults } from "./faults.ts";
import { startRealServer } from "./realServer.ts";
import { judge } from "./rules.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    parts: { type: "string", default: "100" },
    server: { type: "string" },
    model: { type: "string" },
  },
});
const [runs, firstSeed, parts] = [Number(values.runs), Number(values.seed), Number(values.parts)];
const model = values.model ?? starter;
if (!existsSync(model)) throw new Error(`There is no file ${model}.`);
const cache = path.join(process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "tramontane-bench");
const peer = await providePeer({
  given: values.server ?? null,
  cache,
  progress: (line) => console.error(`  ${line}`),
});
const threads = Math.max(1, Math.floor(describeMachine().usableCores / 2));
console.log(`${machineLine(describeMachine())}\n`);
console.log(`${peer.version}, ${path.basename(model)}; two servers with ${threads} threads and one slot each.\n`);

const servers = await Promise.all(
  [0, 1].map(() => startRealServer(peer, { model, contextTokens: 2048, slots: 1, threads })),
);
const common: Omit<FailoverOptions, "waitSeconds"> = {
  servers,
  pages: pagesFor(parts, styleOf(model)),
  limits: shortLimits,
  style: styleOf(model),
  partTokens: 200,
};
let [wrong, sum] = [0, 0];
try {
  console.log(
    "| seed | time-out, s | seconds | parts | by 1 | by 2 | calls | asked again | most | failed calls | first, s | silent, s | whole, s | back | used again after, s | |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
  const expected = await runFailover({ ...common, waitSeconds: 6 });
  row("none", expected, null, 6, null);
  for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
    const random = randomNumbers(seed);
    const faults = startFaults(servers, planFaults(random, { servers: servers.length, parts }));
    // The usual time, or less, or more, as a person gives it to the endpoints.
    const waitSeconds = [6, 4, 8][Math.floor(random() * 3)] ?? 6;
    const run = await runFailover({ ...common, waitSeconds, onPart: faults.onPart });
    await faults.end();
    row(String(seed), run, faults, waitSeconds, expected);
  }
} finally {
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
}
console.log(
  `\n${runs} runs of ${parts} parts, ${sum.toFixed(0)} s: ${wrong === 0 ? "no rule was broken" : `${wrong} were not right`}.`,
);
process.exitCode = wrong === 0 ? 0 : 1;

function row(
  name: string,
  run: FailoverRun,
  faults: FaultsAtWork | null,
  waitSeconds: number,
  expected: FailoverRun | null,
): void {
  const judged = judge(run, { parts, limits: shortLimits, waitSeconds, expected });
  const { broken, written, askedAgain, mostAsked, failed, longest } = judged;
  if (broken.length > 0) wrong += 1;
  sum += run.seconds;
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const again = (faults?.back ?? []).map(({ server, at }) => {
    const next = run.calls[server]?.find((call) => call.isWhole && call.begunAt >= at);
    return next ? seconds(next.begunAt - at) : "never";
  });
  const cells = [
    name,
    waitSeconds,
    run.seconds.toFixed(0),
    judged.parts,
    ...written,
    run.calls.flat().length,
    askedAgain,
    mostAsked,
    [...failed].map(([code, count]) => `${count} ${code}`).join(", ") || "none",
    seconds(longest.first),
    seconds(longest.silent),
    seconds(longest.whole),
    again.length,
    again.join(" ") || "-",
    broken.join("; ") || "right",
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
