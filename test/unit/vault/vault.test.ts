import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createOriginals } from "../../../electron/core/library/originals.ts";
import type { SecretStore } from "../../../electron/core/ports.ts";
import { sealBytes } from "../../../electron/core/files/sealedFile.ts";
import { createVault } from "../../../electron/core/vault/vault.ts";
import {
  aDocument,
  addReadDocument,
  documentId,
  openLibrary,
  recordingLogger,
  temporaryFolder,
} from "../store/library.ts";

const passphrase = "correct horse battery";
const secret = "zygomorphic";
const id = documentId("a");
const logger = recordingLogger();
const ignore = (): void => {};

const coded = (code: string): unknown => expect.objectContaining({ code });

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Files in which a word of the library can be read. */
function holding(data: string): string[] {
  return filesOf(data).filter((file) => readFileSync(file).includes(secret));
}

async function* bytesOf(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

/** Originals among which one begins as an encrypted file does, and one is empty of sense to anybody. */
const originals: readonly Buffer[] = [
  Buffer.from(`The ${secret} flower.`),
  Buffer.concat([Buffer.from("TRMSEAL1"), Buffer.from(secret)]),
  sealBytes(Buffer.alloc(32, 1), Buffer.from("of another vault")),
  Buffer.from(`${secret} `.repeat(20_000)),
];

/** A library with a document, two backups, originals, a secret, logs, prompt caches and one set aside. */
async function plainLibrary(): Promise<string> {
  const { store, folder, clock } = openLibrary();
  addReadDocument(store, aDocument({ title: secret }), [`The ${secret} flower.`]);
  await store.backup();
  clock.advance(2 * 24 * 60 * 60_000);
  await store.backup();
  store.close();
  const kept = createOriginals(path.join(folder, "documents"), null);
  await kept.prepare();
  for (const content of originals) await kept.keep(await kept.receive(bytesOf(content), 100));
  for (const [name, text] of [
    ["secrets.json", `{"hub":"${secret}"}`],
    ["library-damaged-2026-01-01T00-00-00-000Z.db", `damaged ${secret}`],
    ["logs/server.log", secret],
    ["states/one.bin", secret],
    ["documents/incoming-1", secret],
    ["window.json", "{}"],
  ] as const) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const open = (data: string, keychain: SecretStore | null = null) => createVault({ data, keychain, logger });

/** What a person has in the library, which no switching may change. */
async function contentsOf(data: string, vault: ReturnType<typeof open>): Promise<unknown> {
  const keys = vault.keys();
  const { store } = openLibrary({ folder: data, ...(keys ? { key: keys.database } : {}) });
  const kept = createOriginals(path.join(data, "documents"), keys?.files ?? null);
  const whole = await Promise.all(
    originals.map(async (content) => {
      const name = createHash("sha256").update(content).digest("hex");
      return Buffer.from(await (await kept.open(name)).whole(100)).equals(content);
    }),
  );
  const contents = {
    title: store.documents.get(id)?.title,
    found: store.search.all("flower", 5).length,
    notices: store.notices,
    whole,
    backups: readdirSync(path.join(data, "backups")).filter((name) => name.endsWith(".db")).length,
  };
  store.close();
  return contents;
}

const everything = { title: secret, found: 1, notices: [], whole: originals.map(() => true), backups: 2 };

describe("a vault", () => {
  it("leaves no word of the library readable, opens with the passphrase alone, and gives all of it back", async () => {
    const data = await plainLibrary();
    expect(holding(data).length).toBeGreaterThan(6);
    await open(data).turnOn(passphrase, ignore);
    expect(holding(data)).toEqual([]);
    expect(existsSync(path.join(data, "states"))).toBe(false);
    expect(statSync(path.join(data, "logs/server.log")).size).toBe(0);
    // Nor do names tell which files they are.
    const names = originals.map((content) => createHash("sha256").update(content).digest("hex"));
    expect(readdirSync(path.join(data, "documents")).filter((name) => names.includes(name))).toEqual([]);

    const vault = open(data);
    expect(vault.keys()).toBeNull();
    await expect(vault.unlock("correct horse batterz")).rejects.toEqual(coded("PASSPHRASE_WRONG"));
    await expect(vault.turnOff(ignore)).rejects.toEqual(coded("LIBRARY_LOCKED"));
    await vault.unlock(passphrase);
    expect(await contentsOf(data, vault)).toEqual(everything);
    expect(holding(data)).toEqual([]);

    await vault.turnOff(ignore);
    expect(vault.file()).toBeNull();
    expect(await contentsOf(data, vault)).toEqual(everything);
    expect(readFileSync(path.join(data, "secrets.json"), "utf8")).toBe(`{"hub":"${secret}"}`);
    expect(filesOf(data).filter((file) => /switching|vault/u.test(file))).toEqual([]);
  });

  it("takes another passphrase without writing the library again", async () => {
    const data = await plainLibrary();
    const vault = open(data);
    await vault.turnOn(passphrase, ignore);
    const before = filesOf(data).filter((file) => !file.includes("vault"));
    const times = before.map((file) => statSync(file).mtimeMs);
    await expect(vault.changePassphrase("not the passphrase", "another long one")).rejects.toEqual(
      coded("PASSPHRASE_WRONG"),
    );
    await expect(vault.changePassphrase(passphrase, "short")).rejects.toEqual(coded("PASSPHRASE_SHORT"));
    await vault.changePassphrase(passphrase, "another long one");
    expect(before.map((file) => statSync(file).mtimeMs)).toEqual(times);
    const again = open(data);
    await expect(again.unlock(passphrase)).rejects.toEqual(coded("PASSPHRASE_WRONG"));
    await again.unlock("another long one");
    expect(await contentsOf(data, again)).toEqual(everything);
  });

  it("reads a passphrase as the same however its letters are put together", async () => {
    const data = await plainLibrary();
    await open(data).turnOn("M\u00fcnchen im Fr\u00fchling", ignore);
    const vault = open(data);
    await vault.unlock("Mu\u0308nchen im Fru\u0308hling");
    expect(vault.keys()).not.toBeNull();
  });

  it("forgets its keys in memory when it is locked", async () => {
    const data = await plainLibrary();
    const vault = open(data);
    await vault.turnOn(passphrase, ignore);
    const keys = vault.keys();
    vault.lock();
    expect(vault.keys()).toBeNull();
    expect(keys?.database.equals(Buffer.alloc(32))).toBe(true);
  });

  it("keeps its key in a keychain, and takes it out again", async () => {
    const kept = new Map<string, string>();
    const keychain = {
      kind: () => Promise.resolve("keychain" as const),
      has: (name: string) => Promise.resolve(kept.has(name)),
      get: (name: string) => Promise.resolve(kept.get(name) ?? null),
      set: (name: string, value: string | null) =>
        Promise.resolve(void (value === null ? kept.delete(name) : kept.set(name, value))),
      tellTo: ignore,
    };
    const data = await plainLibrary();
    await expect(open(data).turnOn(null, ignore)).rejects.toEqual(coded("LIBRARY_LOCKED"));
    await open(data, keychain).turnOn(null, ignore);
    expect(holding(data)).toEqual([]);
    await expect(open(data).unlock(null)).rejects.toEqual(coded("LIBRARY_LOCKED"));
    const vault = open(data, keychain);
    await vault.unlock(null);
    expect(await contentsOf(data, vault)).toEqual(everything);
    await vault.turnOff(ignore);
    expect(kept.size).toBe(0);
  });

  it("is known from its copy where its file is damaged, and is never taken for none", async () => {
    const data = await plainLibrary();
    await open(data).turnOn(passphrase, ignore);
    const file = path.join(data, "vault.json");
    writeFileSync(file, "{");
    await open(data).unlock(passphrase);
    writeFileSync(path.join(data, "backups/vault.json"), "");
    expect(() => open(data).file()).toThrow(coded("VAULT_MISSING"));
  });

  it("tells that the folder cannot be read or written where it is a file, and where its key cannot be replaced", async () => {
    const file = path.join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const vault = open(file);
    expect(() => vault.file()).toThrow(coded("DATA_DIR_UNWRITABLE"));
    expect(() => vault.requireFree()).toThrow(coded("DATA_DIR_UNWRITABLE"));
    await expect(vault.unlock(passphrase)).rejects.toEqual(coded("DATA_DIR_UNWRITABLE"));
    await expect(vault.turnOn(passphrase, ignore)).rejects.toEqual(coded("DATA_DIR_UNWRITABLE"));

    const data = await plainLibrary();
    mkdirSync(path.join(data, "vault.json", "folder"), { recursive: true });
    expect(() => open(data).file()).toThrow(coded("VAULT_MISSING"));
  });

  it("takes what stands in the log of a library that was not closed with it", async () => {
    const { store, folder } = openLibrary();
    store.documents.put(aDocument({ title: secret }));
    const left = temporaryFolder();
    for (const name of readdirSync(folder)) copyFileSync(path.join(folder, name), path.join(left, name));
    store.close();
    const vault = open(left);
    await vault.turnOn(passphrase, ignore);
    const again = openLibrary({ folder: left, key: vault.keys()?.database ?? Buffer.alloc(0) });
    expect(again.store.notices).toEqual([]);
    expect(again.store.documents.get(id)?.title).toBe(secret);
  });

  it("loses nothing where the switching is ended after any of its steps, either way", async () => {
    for (let steps = 0; ; steps += 1) {
      const data = await plainLibrary();
      const vault = open(data);
      const stopAfter = (most: number) => {
        let count = 0;
        return () => {
          if (count++ === most) throw new Error("ended");
        };
      };
      const isWhole = await vault.turnOn(passphrase, stopAfter(steps)).then(
        () => true,
        () => false,
      );
      const second = open(data);
      await second.unlock(passphrase);
      // Back at once from the middle, and into it again.
      if (steps % 2 === 1 && !isWhole) {
        await second.turnOff(ignore);
        expect(await contentsOf(data, second)).toEqual(everything);
        continue;
      }
      await second.proceed(ignore);
      expect(holding(data)).toEqual([]);
      await second.turnOff(stopAfter(steps)).catch(ignore);
      if (second.file() !== null) {
        const third = open(data);
        await third.unlock(passphrase);
        await third.proceed(ignore);
        expect(await contentsOf(data, third)).toEqual(everything);
      }
      if (isWhole) return;
    }
  });
});
