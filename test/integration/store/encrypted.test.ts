import { randomBytes } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { aDocument, addReadDocument, documentId, openLibrary } from "../../unit/store/library.ts";

const id = documentId("a");
const dayMs = 24 * 60 * 60_000;
const secret = "zygomorphic";
const coded = (code: string, data?: object): unknown =>
  expect.objectContaining({ code, ...(data ? { data: expect.objectContaining(data) as unknown } : {}) });

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** An encrypted library with a document and two backups. */
async function encryptedLibrary() {
  const key = randomBytes(32);
  const opened = openLibrary({ key });
  addReadDocument(opened.store, aDocument({ title: secret }), [`The ${secret} flower.`]);
  await opened.store.backup();
  opened.clock.advance(2 * dayMs);
  await opened.store.backup();
  return { ...opened, key };
}

describe("an encrypted library", () => {
  it("shows no word of it in any file, open or closed, and opens with its key", async () => {
    const { store, folder, key, clock } = await encryptedLibrary();
    store.documents.update(id, { title: `${secret} renamed` });
    const holding = (): string[] => filesOf(folder).filter((file) => readFileSync(file).includes(secret));
    expect(holding()).toEqual([]);
    store.close();
    expect(holding()).toEqual([]);
    expect(filesOf(folder).filter((file) => readFileSync(file).includes("SQLite format"))).toEqual([]);
    const again = openLibrary({ folder, clock, key });
    expect(again.store.notices).toEqual([]);
    expect(again.store.documents.get(id)?.title).toBe(`${secret} renamed`);
    expect(again.store.search.all("flower", 5)).toHaveLength(1);
  });

  it("is brought back from a backup where it is damaged", async () => {
    const { store, folder, file, key, clock } = await encryptedLibrary();
    store.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096);
    writeFileSync(file, bytes);
    const again = openLibrary({ folder, clock, key });
    expect(again.store.notices).toEqual([coded("DATABASE_CORRUPT", { happened: "restored" })]);
    expect(again.store.documents.get(id)?.title).toBe(secret);
    again.store.close();
    expect(filesOf(folder).filter((each) => readFileSync(each).includes(secret))).toEqual([]);
  });

  it.each([
    ["another key", randomBytes(32), "DATABASE_CORRUPT"],
    ["no key", undefined, "VAULT_MISSING"],
  ])("is not touched by who comes with %s", async (_, key, code) => {
    const { store, folder, clock } = await encryptedLibrary();
    store.close();
    const contents = (): [string, string][] =>
      filesOf(folder).map((file) => [path.relative(folder, file), readFileSync(file).toString("base64")]);
    const before = contents();
    expect(() => openLibrary({ folder, clock, ...(key ? { key } : {}) })).toThrow(coded(code));
    expect(contents()).toEqual(before);
  });

  it("is not begun anew where it is gone and no backup opens", async () => {
    const { store, folder, file, clock } = await encryptedLibrary();
    store.close();
    copyFileSync(file, `${file}.kept`);
    rmSync(file);
    expect(() => openLibrary({ folder, clock, key: randomBytes(32) })).toThrow(coded("DATABASE_CORRUPT"));
    expect(filesOf(folder).map((each) => path.basename(each))).not.toContain("library.db");
  });

  it("takes what was deleted for good out of its backups", async () => {
    const { store, folder, key, clock } = await encryptedLibrary();
    store.documents.remove(id, 1);
    store.purge(2);
    store.close();
    const [newest = ""] = readdirSync(path.join(folder, "backups")).toSorted().toReversed();
    copyFileSync(path.join(folder, "backups", newest), path.join(folder, "library.db"));
    const again = openLibrary({ folder, clock, key });
    expect(again.store.documents.get(id)).toBeNull();
    expect(again.store.search.all("flower", 5)).toEqual([]);
  });
});
