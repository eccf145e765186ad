import { afterAll, beforeAll, expect, it } from "vitest";
import { lastingViolations } from "../../helpers/invariant.ts";
import { type ServedTiny, serveTinyModel } from "../../helpers/serveTinyModel.ts";
import { cannotTell, grown, held } from "../../soak/held.ts";
import { exchanges, runExchange, soakClient } from "../../soak/requests.ts";

/** A day of programs in a few seconds, of which nothing may stay. */

let served: ServedTiny;
beforeAll(async () => {
  served = await serveTinyModel(8192);
  // What the engine holds of a loaded model is there from the first request on.
  const chat = await served.model.open("chat", { signal: new AbortController().signal });
  await chat[Symbol.asyncDispose]();
});
afterAll(async () => await served.close());

/** One after the other, every kind in turn; all of them have ended after it, and the client's ends of their connections. */
async function ask(count: number): Promise<void> {
  const client = soakClient(served.port);
  for (let number = 0; number < count; number += 1) {
    const exchange = exchanges[number % exchanges.length];
    if (exchange) await runExchange(exchange, client);
  }
  client.agent.destroy();
  const working = (): string[] => (served.engine.state.status === "ready" ? [] : [served.engine.state.status]);
  expect(await lastingViolations(working)).toEqual([]);
}

if (cannotTell !== null) console.warn(`SKIPPED: what 1,000 requests leave: ${cannotTell}.`);

it.skipIf(cannotTell !== null)(
  "1,000 requests leave no process, no descriptor, and a heap within 5 % of what it was",
  async () => {
    const unasked = held();
    // So many that V8 keeps little more of the code that answers afterwards: what it knows of it came to 3 MB, and ends there.
    await ask(500);
    expect(await lastingViolations(() => grown(unasked, held(), Infinity))).toEqual([]);
    const before = held();
    await ask(1000);
    expect(await lastingViolations(() => grown(before, held(), 0.05))).toEqual([]);
  },
);
