import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRouterClient } from "@orpc/server";
import { errorTable } from "../../../electron/contract/errors.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { openApp } from "../../helpers/openApp.ts";
import { hostileModel } from "./mutateModel.ts";
import type { HostileOutcome } from "./readHostile.ts";

/** Adds mutated model files to a whole application, and loads those that it takes; after them a good one must answer. */
export async function addHostileModels(
  folder: string,
  seed: number,
  from: number,
  count: number,
): Promise<HostileOutcome> {
  const good = writeTinyModel(path.join(folder, "good.gguf"), { name: "Good" }).path;
  const valid = readFileSync(good);
  await using app = await opened(path.join(folder, `library-${from}`));
  const { client, add } = app;
  const faults: string[] = [];
  const outcomes: Record<string, number> = {};
  let longestMs = 0;
  for (let number = from; number < from + count; number += 1) {
    const { bytes, how } = hostileModel(valid, seed, number);
    const file = path.join(folder, `hostile-${number}.gguf`);
    writeFileSync(file, bytes);
    const started = performance.now();
    let outcome = "added";
    try {
      const id = await add(file);
      await client.models.load({ id });
    } catch (thrown) {
      outcome = codeOf(thrown);
    }
    const ms = performance.now() - started;
    longestMs = Math.max(longestMs, ms);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome !== "added" && (outcome === "INTERNAL" || !Object.hasOwn(errorTable, outcome)))
      faults.push(`model ${number} of seed ${seed} (${how}): ${outcome}`);
    if (ms > longestAllowedMs) faults.push(`model ${number} of seed ${seed} (${how}): took ${Math.round(ms / 1000)} s`);
    for (const { id } of await client.models.list())
      if (id !== app.starter) await client.models.remove({ id }).catch(() => {});
    rmSync(file, { force: true });
  }
  try {
    await client.models.load({ id: await add(good) });
  } catch (thrown) {
    faults.push(`after model ${from + count - 1} a good one was not loaded: ${codeOf(thrown)}`);
  }
  return { tried: count, faults, outcomes, longestMs };
}

/** What reading and loading a small file may take at most, in milliseconds. */
const longestAllowedMs = 120_000;

async function opened(data: string) {
  const app = await openApp(data);
  const client = createRouterClient(app.router, { context: {} });
  await client.settings.set({ gpu: "cpu", threads: 1, contextSize: 512, loadAtStart: false });
  const starter = (await client.models.list())[0]?.id ?? null;
  return {
    client,
    starter,
    async add(file: string): Promise<string> {
      const { jobId } = await app.receivePath(file, { only: "model" });
      let id = "";
      for await (const event of await client.jobs.attach({ jobId })) {
        if (event.type === "failed") throw Object.assign(new Error(event.problem.code), { code: event.problem.code });
        if (event.type === "item" && event.item.kind === "result") ({ id } = event.item);
      }
      return id;
    },
    [Symbol.asyncDispose]: () => app.dispose(),
  };
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
}
