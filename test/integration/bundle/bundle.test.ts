import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createRouterClient, type RouterClient } from "@orpc/server";
import type { App } from "../../../electron/api/createApp.ts";
import type { AppRouter } from "../../../electron/api/router.ts";
import type { BundleReport } from "../../../electron/contract/bundle.ts";
import { problemToError } from "../../../electron/contract/errors.ts";
import { writeSplitModel } from "../../fixtures/gguf/otherFiles.ts";
import { writeTinyAdapter } from "../../fixtures/gguf/writeTinyAdapter.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";

/** One computer with models, one without, and a stick between them. */
let one: Computer;
let other: Computer;
interface Computer {
  readonly app: App;
  readonly client: RouterClient<AppRouter>;
  readonly data: string;
}
beforeEach(async () => {
  [one, other] = [await openComputer(), await openComputer()];
});
afterEach(async () => {
  await one.app.dispose();
  await other.app.dispose();
});

async function openComputer(): Promise<Computer> {
  const data = temporaryFolder();
  const app = await openApp(data);
  return { app, data, client: createRouterClient(app.router, { context: {} }) };
}

async function follow({ client }: Computer, { jobId }: { jobId: string }): Promise<BundleReport | null> {
  let report: BundleReport | null = null;
  for await (const event of await client.jobs.attach({ jobId })) {
    if (event.type === "failed") throw problemToError(event.problem);
    if (event.type === "item" && event.item.kind === "bundle") ({ report } = event.item);
  }
  return report;
}

it("carries models from one computer to another, and none of which a bit is changed", { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const stick = path.join(folder, "stick");
  const files = [
    writeTinyModel(path.join(folder, "whole.gguf"), { name: "Whole" }).path,
    writeSplitModel(path.join(folder, "cut-00001-of-00002.gguf"), { name: "Cut", seed: 2 })[0] ?? "",
  ];
  for (const file of files) await follow(one, await one.app.receivePath(file, { only: "model" }));
  const own = (await one.client.models.list()).filter(({ bundled }) => !bundled);
  const report = await follow(one, await one.client.bundle.make({ folder: stick }));
  expect(report?.models.map(({ name }) => name).toSorted()).toEqual(["Cut", "Whole"]);

  // What is wrong anywhere keeps all of it from being used.
  const licence = path.join(stick, "licences", readdirSync(path.join(stick, "licences"))[0] ?? "");
  const bytes = readFileSync(licence);
  writeFileSync(licence, Buffer.from(bytes.map((byte, index) => (index === 3 ? byte ^ 1 : byte))));
  const before = await other.client.models.list();
  await expect(follow(other, await other.client.bundle.import({ folder: stick }))).rejects.toMatchObject({
    code: "BUNDLE_INVALID",
    data: { reason: "FILES", count: 1, first: path.relative(stick, licence) },
  });
  expect(await other.client.models.list()).toHaveLength(before.length);
  writeFileSync(licence, bytes);

  await follow(other, await other.client.bundle.import({ folder: stick }));
  const taken = (await other.client.models.list()).filter(({ bundled }) => !bundled);
  expect(taken.map(({ id, bytes: size }) => ({ id, size })).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
    own.map(({ id, bytes: size }) => ({ id, size })).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
  expect(readdirSync(path.join(other.data, "models"))).toHaveLength(3);
  // A second time there is nothing to do, and no second copy is made.
  const again = await follow(other, await other.client.bundle.import({ folder: stick }));
  expect(again?.models.every(({ isHere }) => isHere)).toBe(true);
});

it(
  "carries adapters with the model that they fit, and goes on where an import was stopped",
  { timeout: 60_000 },
  async () => {
    const folder = temporaryFolder();
    const stick = path.join(folder, "stick");
    const files = [
      writeTinyModel(path.join(folder, "base.gguf"), { name: "Base" }).path,
      writeTinyModel(path.join(folder, "wider.gguf"), { name: "Wider", shape: { embedding: 256 } }).path,
      writeTinyAdapter(path.join(folder, "tuning.gguf"), { name: "Tuning" }),
    ];
    for (const file of files) await follow(one, await one.app.receivePath(file, { only: "model" }));
    const [adapter] = await one.client.adapters.list();
    const own = await one.client.models.list();
    const wider = own.find(({ name }) => name === "Wider")?.id ?? "";
    expect(await one.client.bundle.room({ folder: stick })).toMatchObject({ state: "FREE", application: null });

    // The one that was not chosen comes along with it.
    const make = { folder: stick, modelIds: [wider], adapterIds: [adapter?.id ?? ""] };
    const report = await follow(one, await one.client.bundle.make(make));
    expect(report?.models.map(({ name }) => name)).toEqual(["Wider", "Base"]);
    expect(report?.adapters).toEqual([
      { id: adapter?.id, name: "Tuning", bytes: adapter?.bytes, isHere: true, hasBase: true },
    ]);
    expect((await one.client.bundle.room({ folder: stick })).state).toBe("BUNDLE");

    const ids = own.filter(({ name }) => name === "Base").map(({ id }) => id);
    await follow(other, await other.client.bundle.import({ folder: stick, ids }));
    const seen = await other.client.bundle.look({ folder: stick });
    expect(seen.models.map(({ name, isHere }) => [name, isHere])).toEqual([
      ["Wider", false],
      ["Base", true],
    ]);
    // Stopped in the middle of the next one, of which nothing stays.
    const { jobId } = await other.client.bundle.import({ folder: stick });
    for await (const event of await other.client.jobs.attach({ jobId })) {
      if (event.type === "progress" && event.stage === "copying") await other.client.jobs.cancel({ jobId });
    }
    expect((await other.client.bundle.look({ folder: stick })).adapters[0]?.isHere).toBe(false);
    await follow(other, await other.client.bundle.import({ folder: stick }));
    const [taken] = await other.client.adapters.list();
    expect(taken?.models.map(({ id }) => id)).toEqual(ids);
    expect(readdirSync(path.join(other.data, "models"))).toHaveLength(3);

    await one.client.models.remove({ id: ids[0] ?? "" });
    const alone = await follow(one, await one.client.bundle.make(make));
    expect(alone?.adapters[0]?.hasBase).toBe(false);
  },
);
