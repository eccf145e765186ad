import { chmodSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRouterClient } from "@orpc/server";
import { describe, expect, it } from "vitest";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";

/** What others may do in a folder and below: entries and their modes. Nothing is what is wanted. */
function openToOthers(folder: string): string[] {
  return ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })].flatMap((name) => {
    const info = lstatSync(path.join(folder, name));
    const wanted = info.isDirectory() ? 0o700 : 0o600;
    return info.isSymbolicLink() || (info.mode & 0o777) === wanted
      ? []
      : [`${name} ${(info.mode & 0o777).toString(8)}`];
  });
}

async function use(data: string): Promise<void> {
  const app = await openApp(data);
  const client = createRouterClient(app.router, { context: {} });
  const model = path.join(temporaryFolder(), "tiny.gguf");
  writeTinyModel(model, { name: "Tiny" });
  const send = (name: string, body: string | ReadableStream): Promise<unknown> =>
    app.handleFiles(new Request(`http://app/files?name=${name}`, { method: "POST", body }));
  await send("letter.md", "# A letter\n\nThe rent is due on the first day of the month.\n");
  await app.core.store.backup();
  for (const { id } of await client.jobs.list()) for await (const _ of await client.jobs.attach({ jobId: id })) void _;
  await app.dispose();
}

const old = umaskOf(0o022);
function umaskOf(mask: number): <T>(run: () => Promise<T>) => Promise<T> {
  return async (run) => {
    const before = process.umask(mask);
    try {
      return await run();
    } finally {
      process.umask(before);
    }
  };
}

describe.skipIf(process.platform === "win32")("what is kept", () => {
  it("is for its owner alone from the first start on, whatever other programs make for all", async () => {
    const data = path.join(temporaryFolder(), "library");
    await old(() => use(data));
    expect(readdirSync(data)).toEqual(
      expect.arrayContaining(["library.db", "lock.db", "documents", "backups", "logs"]),
    );
    expect(openToOthers(data)).toEqual([]);
  });

  it("is made so where a version before left it open", async () => {
    const data = path.join(temporaryFolder(), "library");
    await use(data);
    const window = path.join(data, "window", "Local Storage");
    mkdirSync(window, { recursive: true });
    writeFileSync(path.join(window, "log"), "x");
    writeFileSync(path.join(data, "documents", "original"), "x");
    writeFileSync(path.join(data, "library-damaged-2025-01-01.db"), "x");
    for (const name of ["", ...readdirSync(data, { recursive: true, encoding: "utf8" })]) {
      const entry = path.join(data, name);
      chmodSync(entry, lstatSync(entry).isDirectory() ? 0o755 : 0o644);
    }
    const elsewhere = path.join(temporaryFolder(), "model.gguf");
    writeFileSync(elsewhere, "x", { mode: 0o644 });
    mkdirSync(path.join(data, "models"), { recursive: true });
    symlinkSync(elsewhere, path.join(data, "models", "linked.gguf"));
    await old(() => use(data));
    expect(openToOthers(data)).toEqual([]);
    expect(lstatSync(elsewhere).mode & 0o777).toBe(0o644);
  });

  it("is all that is made so in a folder that holds other things too", async () => {
    const data = temporaryFolder();
    chmodSync(data, 0o755);
    writeFileSync(path.join(data, "holiday.jpg"), "x", { mode: 0o644 });
    await old(() => use(data));
    expect(openToOthers(data)).toEqual([" 755", "holiday.jpg 644"]);
  });
});
