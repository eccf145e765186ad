import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { describe, expect, it, onTestFinished } from "vitest";
import { openConnection } from "../../../electron/core/store/connection.ts";
import { documentQueries } from "../../../electron/core/store/documentQueries.ts";
import { latestVersion, migrate } from "../../../electron/core/store/migrations.ts";
import { createStatements } from "../../../electron/core/store/statements.ts";
import { guarded } from "../../../electron/core/store/storeErrors.ts";
import {
  aConversation,
  aDocument,
  addReadDocument,
  aMessage,
  aPage,
  documentId,
  openLibrary,
  recordingLogger,
  standingClock,
  temporaryFolder,
} from "../../unit/store/library.ts";

const id = documentId("a");
const dayMs = 24 * 60 * 60_000;

const coded = (code: string): unknown => expect.objectContaining({ code });
const backupsOf = (folder: string): string[] => readdirSync(path.join(folder, "backups")).toSorted();

/** Overwrites a stretch in the middle of a file. */
function scribble(file: string, from = 4096): void {
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, Buffer.alloc(statSync(file).size - from, 0x5a), 0, undefined, from);
  closeSync(descriptor);
}

describe("a new library", () => {
  it("is made with its folder, and leaves only what belongs there when closed", () => {
    const folder = path.join(temporaryFolder(), "deep", "er");
    const { store } = openLibrary({ folder });
    expect(store.notices).toEqual([]);
    store.close();
    expect(readdirSync(folder).toSorted()).toEqual(["library.db", "library.db-state", "lock.db"]);
    expect(statSync(path.join(folder, "lock.db")).size).toBe(0);
  });

  it("is opened with every guarantee set", () => {
    const database = openConnection(path.join(temporaryFolder(), "library.db"));
    onTestFinished(() => void database.close());
    const read = (name: string): unknown => database.pragma(name, { simple: true });
    expect(
      ["journal_mode", "synchronous", "foreign_keys", "trusted_schema", "secure_delete", "auto_vacuum"].map(read),
    ).toEqual(["wal", 2, 1, 0, 1, 2]);
  });

  it("survives being closed and opened, also after an empty file was left by a crash at the very start", () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "library.db"), "");
    const first = openLibrary({ folder });
    first.store.documents.put(aDocument());
    first.store.close();
    const second = openLibrary({ folder });
    expect(second.store.notices).toEqual([]);
    expect(second.store.documents.list()).toHaveLength(1);
  });
});

describe("a library from the future", () => {
  it("is refused and not touched", () => {
    const { store, folder, file } = openLibrary();
    store.close();
    const database = new Database(file);
    database.pragma(`user_version = ${latestVersion + 10}`);
    database.close();
    const before = readFileSync(file);
    const modified = statSync(file).mtimeMs;
    expect(() => openLibrary({ folder })).toThrow(coded("DATABASE_FROM_FUTURE"));
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(statSync(file).mtimeMs).toBe(modified);
    expect(readdirSync(folder).toSorted()).toEqual(["library.db", "library.db-state", "lock.db"]);
  });

  it("is refused too where its version stands in the write-ahead log only, and the folder is free again then", () => {
    const { store, folder, file } = openLibrary();
    store.close();
    const database = new Database(file);
    database.pragma("wal_autocheckpoint = 0");
    database.pragma(`user_version = ${latestVersion + 10}`);
    // As a crash leaves it: the log beside the file, nothing carried over.
    const copy = temporaryFolder();
    for (const name of ["library.db", "library.db-wal"]) copyFileSync(path.join(folder, name), path.join(copy, name));
    database.close();
    expect(() => openLibrary({ folder: copy })).toThrow(coded("DATABASE_FROM_FUTURE"));
    expect(() => openLibrary({ folder: copy })).toThrow(coded("DATABASE_FROM_FUTURE"));
  });
});

describe("a library of the version before", () => {
  it("is backed up before it is brought up to date", () => {
    const folder = temporaryFolder();
    const old = openConnection(path.join(folder, "library.db"));
    migrate(old, 10);
    old.close();
    const { store } = openLibrary({ folder });
    store.documents.put(aDocument());
    expect(store.search.all("mill", 5)).toHaveLength(1);
    const [name = ""] = backupsOf(folder);
    const backup = new Database(path.join(folder, "backups", name), { readonly: true });
    expect(backup.pragma("user_version", { simple: true })).toBe(10);
    backup.close();
  });
});

describe("a damaged library", () => {
  it.each([
    ["overwritten pages", (file: string) => scribble(file)],
    ["an overwritten header", (file: string) => scribble(file, 0)],
    ["a file cut in half", (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ["an emptied file", (file: string) => truncateSync(file, 0)],
    ["a file that is gone", (file: string) => rmSync(file)],
    ["another kind of file", (file: string) => writeFileSync(file, "%PDF-1.7 and so on".repeat(500))],
  ])("is replaced by the newest good backup: %s", async (_, harm) => {
    const first = openLibrary();
    const { folder, file, clock } = first;
    addReadDocument(first.store, aDocument(), ["the wheel"]);
    await first.store.backup();
    clock.advance(2 * dayMs);
    first.store.documents.update(id, { title: "Second" });
    await first.store.backup();
    first.store.documents.update(id, { title: "After the backup" });
    first.store.close();
    const gone = !existsSync(file);
    harm(file);
    const { store, logger } = openLibrary({ folder, clock });
    expect(store.documents.get(id)?.title).toBe("Second");
    expect(store.search.all("wheel", 5)).toHaveLength(1);
    const [notice] = store.notices;
    expect(notice).toMatchObject({
      code: "DATABASE_CORRUPT",
      data: { happened: "restored", backupFrom: new Date(clock.now()).toISOString() },
    });
    const aside = notice?.data?.["setAside"];
    if (typeof aside === "string") expect(existsSync(path.join(folder, aside))).toBe(true);
    else expect(existsSync(file) && !gone).toBe(true);
    expect(logger.lines.join()).toContain("damaged");
    store.close();
    expect(openLibrary({ folder, clock }).store.notices).toEqual([]);
  });

  it("is replaced by an older backup where the newest is damaged too", async () => {
    const { store, folder, file, clock } = openLibrary();
    store.documents.put(aDocument({ title: "First" }));
    await store.backup();
    clock.advance(2 * dayMs);
    store.documents.update(id, { title: "Second" });
    await store.backup();
    store.close();
    scribble(file);
    scribble(path.join(folder, "backups", backupsOf(folder).at(-1) ?? ""));
    const second = openLibrary({ folder, clock });
    expect(second.store.documents.get(id)?.title).toBe("First");
    expect(second.store.notices[0]?.data?.["happened"]).toBe("restored");
  });

  it("is replaced by a new one where there is no backup, and kept under a dated name", () => {
    const { store, folder, file, clock } = openLibrary();
    store.documents.put(aDocument());
    store.close();
    scribble(file);
    const harmed = readFileSync(file);
    const second = openLibrary({ folder, clock });
    expect(second.store.documents.list()).toEqual([]);
    expect(second.store.notices).toMatchObject([
      { code: "DATABASE_CORRUPT", data: { happened: "recreated", backupFrom: null } },
    ]);
    expect(second.store.notices[0]?.data?.["reason"]).toBe("RECREATED");
    const aside = String(second.store.notices[0]?.data?.["setAside"]);
    expect(aside).toMatch(/^library-damaged-2026-06-01T.*\.db$/);
    expect(readFileSync(path.join(folder, aside)).equals(harmed)).toBe(true);
  });

  it("does not lend its write-ahead log to the backup", async () => {
    const first = openLibrary();
    const { folder, file, clock } = first;
    first.store.documents.put(aDocument({ title: "Backed up" }));
    await first.store.backup();
    first.store.close();
    const second = openLibrary({ folder, clock });
    second.store.documents.update(id, { title: "In the log" });
    // As a crash leaves it: the log beside the file, nothing carried over.
    const log = readFileSync(`${file}-wal`);
    second.store.close();
    writeFileSync(`${file}-wal`, log);
    scribble(file);
    const { store } = openLibrary({ folder, clock });
    expect(store.documents.get(id)?.title).toBe("Backed up");
    expect(store.notices).toHaveLength(1);
  });

  it.each([
    ["entries that are gone", "DELETE FROM messages_words_data WHERE id > 10"],
    ["entries that make no sense", "UPDATE messages_words_data SET block = x'ffffffffffff'"],
    ["an index that is empty", "DELETE FROM messages_words_data"],
  ])("keeps everything where only a full-text index is damaged: %s", (_, harm) => {
    const first = openLibrary();
    first.store.conversations.put(aConversation());
    first.store.messages.put(aMessage({ text: "the wheel" }));
    first.store.close();
    const database = new Database(first.file);
    // Lifts the protection of the index's own tables.
    database.unsafeMode(true);
    database.prepare(harm).run();
    database.close();
    const { store, logger } = openLibrary({ folder: first.folder });
    expect(store.notices).toEqual([]);
    expect(store.messages.list("conversation")).toHaveLength(1);
    expect(store.search.all("wheel", 5)).toHaveLength(1);
    expect(logger.lines.join()).toContain("made anew");
  });

  it("is mended from its own write-ahead log where that holds the damaged part", () => {
    const first = openLibrary();
    first.store.documents.put(aDocument({ title: "In the log" }));
    const folder = temporaryFolder();
    copyFileSync(`${first.file}-wal`, path.join(folder, "library.db-wal"));
    writeFileSync(path.join(folder, "library.db"), "not a database at all");
    const { store } = openLibrary({ folder });
    expect(store.documents.get(id)?.title).toBe("In the log");
    expect(store.notices).toEqual([]);
  });
});

describe("the data folder", () => {
  it("belongs to one store at a time", () => {
    const { folder, store } = openLibrary();
    expect(() => openLibrary({ folder })).toThrow(coded("DATA_DIR_LOCKED"));
    store.documents.put(aDocument());
    store.close();
    expect(openLibrary({ folder }).store.documents.list()).toHaveLength(1);
  });

  it("is DATA_DIR_UNWRITABLE where a file stands in its place or on the way to it", () => {
    const file = path.join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(() => openLibrary({ folder: file })).toThrow(coded("DATA_DIR_UNWRITABLE"));
    expect(() => openLibrary({ folder: path.join(file, "below") })).toThrow(coded("DATA_DIR_UNWRITABLE"));
  });

  it("is DATA_DIR_UNWRITABLE where it is a link to nothing", () => {
    const folder = temporaryFolder();
    symlinkSync(path.join(folder, "nowhere", "at", "all"), path.join(folder, "link"));
    expect(() => openLibrary({ folder: path.join(folder, "link") })).toThrow(coded("DATA_DIR_UNWRITABLE"));
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
    "is DATA_DIR_UNWRITABLE without the right to write",
    () => {
      const folder = temporaryFolder();
      chmodSync(folder, 0o555);
      onTestFinished(() => chmodSync(folder, 0o755));
      expect(() => openLibrary({ folder })).toThrow(coded("DATA_DIR_UNWRITABLE"));
    },
  );

  const readOnly = tryMount("size=4m");
  it.skipIf(!readOnly)(
    "is DATA_DIR_UNWRITABLE on a disk mounted for reading only, before and after it was used",
    () => {
      const { folder, remount } = mountOrThrow("size=4m");
      remount("ro");
      expect(() => openLibrary({ folder })).toThrow(coded("DATA_DIR_UNWRITABLE"));
      remount("rw");
      openLibrary({ folder }).store.close();
      remount("ro");
      expect(() => openLibrary({ folder })).toThrow(coded("DATA_DIR_UNWRITABLE"));
    },
  );
});

describe("a full disk", () => {
  it("is DISK_FULL where the library may not grow, and goes on when it may again", () => {
    const folder = temporaryFolder();
    const database = openConnection(path.join(folder, "library.db"));
    onTestFinished(() => void database.close());
    migrate(database);
    const sql = createStatements(database);
    const documents = guarded(
      documentQueries({ database, sql, clock: standingClock(), logger: recordingLogger() }),
      folder,
    );
    documents.put(aDocument());
    const size = Number(database.pragma("page_count", { simple: true }));
    database.pragma(`max_page_count = ${size + 2}`);
    const pages = Array.from({ length: 50 }, (_, index) => aPage(index + 1, "x".repeat(3000)));
    expect(() => documents.addPages(id, pages)).toThrow(coded("DISK_FULL"));
    expect(documents.unfinishedPages(id)).toEqual([]);
    expect(documents.get(id)).toEqual(aDocument());
    database.pragma("max_page_count = 1000000");
    documents.addPages(id, pages);
    expect(documents.unfinishedPages(id)).toHaveLength(50);
  });

  const mountable = tryMount("size=4m");
  // The log is full before it was ever written into the file, or after.
  it.skipIf(!mountable).each(["3m", "4m", "6m"])(
    "of %s loses nothing that was acknowledged, opens again while full, and goes on when there is room",
    async (size) => {
      const { folder } = mountOrThrow(`size=${size}`);
      const ballast = path.join(folder, "ballast");
      const first = openLibrary({ folder });
      first.store.conversations.put(aConversation());
      let kept = 0;
      const write = (): void => {
        for (let index = kept; index < 100_000; index += 1) {
          first.store.messages.put(aMessage({ id: `m${index}`, text: "word ".repeat(200), createdAt: index }));
          kept = index + 1;
        }
      };
      expect(write).toThrow(coded("DISK_FULL"));
      expect(kept).toBeGreaterThan(10);
      expect(first.store.messages.list("conversation")).toHaveLength(kept);
      await expect(first.store.backup()).rejects.toEqual(coded("DISK_FULL"));
      expect(existsSync(path.join(folder, "backups", "backup.part"))).toBe(false);
      first.store.close();

      fill(ballast);
      const second = openLibrary({ folder });
      expect(second.store.notices).toEqual([]);
      expect(second.store.messages.list("conversation")).toHaveLength(kept);
      expect(() => {
        for (let index = 0; index < 1000; index += 1) {
          second.store.messages.put(aMessage({ id: `n${index}`, text: "word ".repeat(200) }));
        }
      }).toThrow(coded("DISK_FULL"));
      second.store.close();

      rmSync(ballast, { force: true });
      spawnSync("mount", ["-o", "remount,size=40m", folder]);
      const third = openLibrary({ folder });
      const before = third.store.messages.list("conversation").length;
      expect(before).toBeGreaterThanOrEqual(kept);
      third.store.messages.put(aMessage({ id: "last", text: "after" }));
      expect(third.store.search.all("after", 5)).toHaveLength(1);
      third.store.close();
    },
  );
});

describe("backups", () => {
  it("are made once a day and the newest five are kept, each a whole library in one file", async () => {
    const { store, folder, clock } = openLibrary();
    for (let day = 0; day < 8; day += 1) {
      store.documents.put(aDocument({ title: `Day ${day}` }));
      await store.backup();
      clock.advance(dayMs / 2);
      await store.backup();
      clock.advance(dayMs / 2);
    }
    const names = backupsOf(folder);
    expect(names).toHaveLength(5);
    expect(names.every((name) => /^library-2026-06-0\dT00-00-00-000Z-\d\.db$/.test(name))).toBe(true);
    const newest = new Database(path.join(folder, "backups", names.at(-1) ?? ""), { readonly: true });
    expect(newest.prepare("SELECT title FROM documents").pluck().get()).toBe("Day 7");
    expect(newest.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(newest.pragma("journal_mode", { simple: true })).toBe("delete");
    newest.close();
  });

  it("hold nothing that was deleted for good while they were made", async () => {
    const { store, folder } = openLibrary();
    addReadDocument(store, aDocument({ title: "zygomorphic" }), ["The flower."]);
    const running = store.backup();
    store.documents.remove(id, 1);
    store.purge(2);
    await running;
    const [name = ""] = backupsOf(folder);
    expect(readFileSync(path.join(folder, "backups", name)).includes("zygomorphic")).toBe(false);
    const backup = new Database(path.join(folder, "backups", name), { readonly: true });
    expect(backup.pragma("integrity_check", { simple: true })).toBe("ok");
    backup.close();
  });

  it("go on whatever the clock says, and the one that was made last is brought back", async () => {
    const { store, folder, file, clock } = openLibrary();
    store.documents.put(aDocument());
    const yearMs = 365 * dayMs;
    const leaps = [0, 4 * yearMs, -4 * yearMs, -9 * yearMs, 9 * yearMs, 6 * dayMs, -6 * dayMs, -6 * dayMs];
    for (const [index, leap] of leaps.entries()) {
      clock.advance(leap);
      store.documents.update(id, { title: `Leap ${index}` });
      await store.backup();
    }
    expect(backupsOf(folder)).toHaveLength(5);
    store.close();
    scribble(file);
    const { store: second } = openLibrary({ folder, clock });
    expect(second.documents.get(id)?.title).toBe("Leap 7");
  });

  it("of before an update are made when another version opens the library, and outlive those of the days", async () => {
    const first = openLibrary({ version: "1.0.0" });
    const { folder, clock } = first;
    first.store.documents.put(aDocument({ title: "Before" }));
    first.store.close();
    expect(existsSync(path.join(folder, "backups"))).toBe(false);
    for (let start = 0; start < 2; start += 1) openLibrary({ folder, clock, version: "2.0.0" }).store.close();
    expect(backupsOf(folder)).toEqual([expect.stringMatching(/-1-update\.db$/)]);
    const second = openLibrary({ folder, clock, version: "2.0.0" });
    for (let day = 0; day < 9; day += 1) {
      clock.advance(dayMs);
      second.store.documents.update(id, { title: `Day ${day}` });
      await second.store.backup();
    }
    second.store.close();
    expect(backupsOf(folder)).toHaveLength(6);
    const kept = new Database(path.join(folder, "backups", backupsOf(folder)[0] ?? ""), { readonly: true });
    expect(kept.prepare("SELECT title FROM documents").pluck().get()).toBe("Before");
    kept.close();
    for (const version of ["3.0.0", "4.0.0"]) openLibrary({ folder, clock, version }).store.close();
    expect(backupsOf(folder).filter((name) => name.includes("update"))).toEqual([
      expect.stringContaining("-11-"),
      expect.stringContaining("-12-"),
    ]);
  });

  it("of before a migration hold the library as it was, however often the migration is cut off", () => {
    const folder = temporaryFolder();
    const old = openConnection(path.join(folder, "library.db"));
    migrate(old, 10);
    // A step in the middle cannot be taken.
    old.exec("CREATE TABLE passages_words (in_the_way)");
    old.close();
    for (let start = 0; start < 3; start += 1) {
      expect(() => openLibrary({ folder, version: "2.0.0" })).toThrow(coded("INTERNAL"));
    }
    expect(backupsOf(folder)).toEqual([expect.stringMatching(/-1-update\.db$/)]);
  });

  it("go on while the library is written to, and give way when it is closed", async () => {
    const { store, folder, clock } = openLibrary();
    addReadDocument(
      store,
      aDocument(),
      Array.from({ length: 500 }, (_, index) => `wheel ${index} `.repeat(40)),
    );
    const running = store.backup();
    store.documents.update(id, { title: "Meanwhile" });
    await running;
    expect(backupsOf(folder)).toHaveLength(1);
    clock.advance(2 * dayMs);
    const cut = store.backup();
    store.close();
    await cut;
    expect(backupsOf(folder).filter((name) => !name.endsWith(".db"))).toEqual([]);
  });
});

describe("purge", () => {
  it("leaves no trace of what was deleted in any file of the folder", async () => {
    const { store, folder, clock } = openLibrary();
    const secret = "zygomorphic";
    addReadDocument(store, aDocument({ title: `Title ${secret}` }), [`The ${secret} flower.`, "Other words."]);
    addReadDocument(store, aDocument({ id: documentId("b"), title: "Kept" }), ["The kept flower."]);
    store.conversations.put(aConversation({ title: secret }));
    store.messages.put(aMessage({ text: `What is ${secret}?` }));
    const holding = (): string[] =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .filter((file) => readFileSync(file).includes(secret))
        .map((file) => path.relative(folder, file));
    await store.backup();
    clock.advance(2 * dayMs);
    store.documents.update(id, { title: "Renamed" });
    await store.backup();
    expect(holding().length).toBeGreaterThan(2);

    store.documents.remove(id, 1);
    store.conversations.remove("conversation", 1);
    expect(store.purge(2)).toEqual({ documentIds: [id] });
    expect(holding()).toEqual([]);
    expect(store.search.all("flower", 5)).toHaveLength(1);
    store.close();
    expect(holding()).toEqual([]);
    // And the backups are still good ones.
    for (const name of backupsOf(folder)) {
      const backup = new Database(path.join(folder, "backups", name), { readonly: true });
      expect(backup.pragma("integrity_check", { simple: true })).toBe("ok");
      expect(backup.prepare("SELECT title FROM documents").pluck().all()).toEqual(["Kept"]);
      backup.close();
    }
  });
});

/** Whether this machine lets us mount a small disk of memory (Linux as root). */
function tryMount(options: string): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), "tramontane-mount-"));
  const mounted =
    process.platform === "linux" && spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).status === 0;
  if (mounted) spawnSync("umount", [folder]);
  else console.warn("Tests on a disk of their own are skipped: this machine does not let us mount one.");
  rmSync(folder, { recursive: true });
  return mounted;
}

function mountOrThrow(options: string): { folder: string; remount: (mode: "ro" | "rw") => void } {
  const folder = mkdtempSync(path.join(tmpdir(), "tramontane-mount-"));
  const mount = (given: string): void => {
    const result = spawnSync("mount", ["-t", "tmpfs", "-o", given, "tmpfs", folder], { encoding: "utf8" });
    if (result.status !== 0) throw new Error(result.stderr);
  };
  mount(options);
  onTestFinished(() => {
    spawnSync("umount", ["-l", folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, remount: (mode) => mount(`remount,${mode}`) };
}

/** Writes until the disk takes no more. */
function fill(file: string): void {
  const descriptor = openSync(file, "a");
  try {
    for (const size of [65_536, 4096, 1]) {
      try {
        for (;;) writeSync(descriptor, Buffer.alloc(size));
      } catch (error) {
        if ((error as { code?: unknown }).code !== "ENOSPC") throw error;
      }
    }
  } finally {
    closeSync(descriptor);
  }
}
