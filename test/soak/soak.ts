import { performance } from "node:perf_hooks";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { serveTinyModel } from "../helpers/serveTinyModel.ts";
import { cannotTell, grown, type Held, held } from "./held.ts";
import { exchanges, runExchange, soakClient } from "./requests.ts";

/**
 * `npm run soak [-- --minutes N]`: programs ask the door for an hour, two at a time, whole, streamed, broken off and refused, and what the
 * processes hold is looked at ten times. Ends with 1 where an answer was another than it has to be, or where more is held at the end than
 * after the first fifth, by which time the engine has grown to what it needs.
 */
const looks = 10;
const looksBefore = 2;
const clients = 2;
/** by which memory may grow: of V8's heap, and of what the engine has in RAM */
const most = 0.05;

const { values } = parseArgs({ options: { minutes: { type: "string", default: "60" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new TypeError("--minutes takes a number above 0.");
if (cannotTell !== null) throw new Error(`The soak cannot be run: ${cannotTell}.`);

const served = await serveTinyModel(8192);
const errors: string[] = [];
let asked = 0;

/** Asks until then, every kind in turn; all connections have ended after it. */
async function askUntil(end: number): Promise<void> {
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = soakClient(served.port);
      while (performance.now() < end) {
        const exchange = exchanges[asked % exchanges.length];
        asked += 1;
        if (!exchange) continue;
        try {
          await runExchange(exchange, client);
        } catch (error) {
          errors.push(String(error));
          console.log(String(error));
        }
      }
      client.agent.destroy();
    }),
  );
}

/** What is held once nothing goes on any more; what still ends is given ten seconds. */
async function heldAtRest(before: Held | null): Promise<Held> {
  let now = held();
  for (let tries = 0; tries < 20 && (tries < 2 || (before !== null && leaks(before, now).length > 0)); tries += 1) {
    await wait(500);
    now = held();
  }
  return now;
}

function leaks(before: Held, now: Held): string[] {
  const share = now.residentBytes / before.residentBytes - 1;
  const memory = share > most ? [`the engine's memory grew by ${(share * 100).toFixed(1)} %`] : [];
  return [...grown(before, now, most), ...memory];
}

let before: Held | null = null;
let found: string[] = [];
const from = performance.now();
console.log("minute  requests  errors  processes  descriptors  heap MB  engine MB");
for (let look = 1; look <= looks; look += 1) {
  await askUntil(from + (look / looks) * minutes * 60_000);
  const now = await heldAtRest(before);
  const descriptors = [...now.descriptors.values()].reduce((sum, count) => sum + count, 0);
  const figures = [
    ((performance.now() - from) / 60_000).toFixed(1).padStart(6),
    String(asked).padStart(9),
    String(errors.length).padStart(7),
    String(now.processes).padStart(10),
    String(descriptors).padStart(12),
    (now.heapBytes / 1e6).toFixed(1).padStart(8),
    (now.residentBytes / 1e6).toFixed(1).padStart(10),
  ];
  console.log(figures.join(" "));
  if (look === looksBefore) before = now;
  if (before) found = leaks(before, now);
}
await served.close();
for (const each of found) console.log(each);
console.log(`${asked} requests, ${errors.length} errors, ${found.length} kinds of growth`);
process.exitCode = errors.length + found.length > 0 ? 1 : 0;
