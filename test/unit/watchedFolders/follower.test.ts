import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { folderRulesSchema } from "../../../electron/contract/watchedFolders.ts";
import { anAnswerTable } from "../store/samples.ts";
import { followed } from "./followed.ts";

describe("a folder that is followed", () => {
  it("takes in what stands there, with the folders in it, and reads nothing twice", async () => {
    const { root, write, add, paths, reads, library, kinds } = followed();
    write("a.txt", "one");
    write("b/c/d.txt", "two");
    write(".hidden.txt", "no");
    write("film.mp4", "no");
    symlinkSync(root, path.join(root, "loop"));
    symlinkSync("/etc/hostname", path.join(root, "out.txt"));
    const id = await add();
    expect(paths(id)).toEqual(["a.txt", "b/c/d.txt"]);
    expect(library.store.collections.skipped(id)).toMatchObject([
      { path: "film.mp4", problem: { code: "FORMAT_UNSUPPORTED" } },
    ]);
    expect(kinds(id).sort()).toEqual(["new a.txt", "new b/c/d.txt", "skipped film.mp4"]);
    await library.folders.scan(id);
    expect(reads.sort()).toEqual(["a.txt", "d.txt"]);
    expect(kinds(id)).toHaveLength(3);
  });

  it("waits for a file until it stands still", async () => {
    const { root, write, add, paths, clock, library } = followed();
    write("growing.txt", "half");
    let looks = 0;
    clock.onWait = () => void (looks++ < 3 && appendFileSync(path.join(root, "growing.txt"), " more"));
    const id = await add();
    expect(paths(id)).toEqual([]);
    await library.folders.scan(id);
    await library.folders.scan(id);
    expect(paths(id)).toEqual([]);
    await library.folders.scan(id);
    expect(paths(id)).toEqual(["growing.txt"]);
  });

  it("keeps the document of a file that was moved, also with its folder and by copying", async () => {
    const { root, write, add, paths, reads, library, kinds } = followed();
    write("old/a.txt", "one");
    write("b.txt", "two");
    const id = await add();
    const before = library.store.collections.members(id).map(({ documentId }) => documentId);
    renameSync(path.join(root, "old"), path.join(root, "new"));
    copyFileSync(path.join(root, "b.txt"), path.join(root, "c.txt"));
    rmSync(path.join(root, "b.txt"));
    await library.folders.scan(id);
    expect(paths(id)).toEqual(["c.txt", "new/a.txt"]);
    expect(library.store.collections.members(id).map(({ documentId }) => documentId)).toEqual(before);
    expect(reads).toHaveLength(2);
    expect(kinds(id).slice(2).sort()).toEqual(["moved c.txt", "moved new/a.txt"]);
  });

  it("says that the collection is another one once a file moved or went", async () => {
    const { root, write, add, library } = followed();
    write("a.txt", "one");
    write("b.txt", "two");
    const id = await add();
    const told: boolean[] = [];
    library.changes.listen((event) => void (event.what === "collections" && told.push(event.id === id)));
    renameSync(path.join(root, "a.txt"), path.join(root, "c.txt"));
    await library.folders.scan(id);
    expect(told.splice(0)).toEqual([true]);
    rmSync(path.join(root, "b.txt"));
    await library.folders.scan(id);
    expect(told.splice(0)).toEqual([true]);
    await library.folders.scan(id);
    expect(told).toEqual([]);
  });

  it("replaces the document of a file that was changed, as a version of the one before", async () => {
    const { write, add, paths, library, kinds } = followed();
    write("a.txt", "one");
    const id = await add();
    const [old] = library.store.collections.members(id);
    write("a.txt", "one and more");
    await library.folders.scan(id);
    const [now, ...others] = library.store.collections.members(id);
    expect(others).toEqual([]);
    expect(now?.documentId).not.toBe(old?.documentId);
    expect(paths(id)).toEqual(["a.txt"]);
    expect(library.store.documents.previous(now?.documentId ?? "")).toBe(old?.documentId);
    expect(library.store.documents.get(old?.documentId ?? "")?.status).toBe("ready");
    expect(kinds(id)).toEqual(["new a.txt", "changed a.txt"]);
  });

  it("takes a file whose time alone changed for what it was", async () => {
    const { root, write, add, reads, library, kinds } = followed();
    write("a.txt", "one");
    const id = await add();
    utimesSync(path.join(root, "a.txt"), 1_000_000, 1_000_000);
    await library.folders.scan(id);
    expect(reads).toHaveLength(1);
    expect(kinds(id)).toEqual(["new a.txt"]);
  });

  it.each([
    ["leave", 0, true],
    ["keep", 1, true],
    ["remove", 0, false],
  ] as const)("does with the document of a deleted file what the rule says: %s", async (deleted, members, isThere) => {
    const { root, write, add, library } = followed();
    write("a.txt", "one");
    const id = await add(folderRulesSchema.parse({ deleted }));
    const [member] = library.store.collections.members(id);
    rmSync(path.join(root, "a.txt"));
    await library.folders.scan(id);
    expect(library.store.collections.members(id)).toHaveLength(members);
    expect(library.store.documents.get(member?.documentId ?? "") !== null).toBe(isThere);
  });

  it("shows the other one of two files with the same content when the first goes", async () => {
    const { root, write, add, paths, library } = followed();
    write("a.txt", "one");
    const id = await add();
    write("b.txt", "one");
    await library.folders.scan(id);
    expect(paths(id)).toEqual(["a.txt"]);
    expect(library.store.collections.skipped(id)).toMatchObject([
      { path: "b.txt", problem: { code: "FILE_DUPLICATE" } },
    ]);
    rmSync(path.join(root, "a.txt"));
    await library.folders.scan(id);
    expect(paths(id)).toEqual(["b.txt"]);
    expect(library.store.collections.skipped(id)).toEqual([]);
  });

  it("keeps each document where two files changed their names", async () => {
    const { root, write, add, reads, library } = followed();
    write("a.txt", "one");
    write("b.txt", "two");
    const id = await add();
    const byPath = () => new Map(library.store.collections.members(id).map((each) => [each.path, each.documentId]));
    const before = byPath();
    renameSync(path.join(root, "a.txt"), path.join(root, "c"));
    renameSync(path.join(root, "b.txt"), path.join(root, "a.txt"));
    renameSync(path.join(root, "c"), path.join(root, "b.txt"));
    await library.folders.scan(id);
    expect(byPath()).toEqual(
      new Map([
        ["a.txt", before.get("b.txt")],
        ["b.txt", before.get("a.txt")],
      ]),
    );
    expect(library.store.collections.skipped(id)).toEqual([]);
    expect(reads).toHaveLength(2);
  });

  it("takes nothing for deleted where the folder is not there", async () => {
    const { root, write, add, paths, library } = followed();
    write("a.txt", "one");
    const id = await add();
    renameSync(root, `${root}-away`);
    expect(await library.folders.scan(id).catch(() => null)).toBeNull();
    expect(library.folders.list()).toMatchObject([{ state: "missing", problem: { code: "FILE_NOT_FOUND" } }]);
    // What is left of a drive that was taken away.
    mkdirSync(root);
    expect(await library.folders.scan(id).catch(() => null)).toBeNull();
    expect(paths(id)).toEqual(["a.txt"]);
    rmSync(root, { recursive: true });
    renameSync(`${root}-away`, root);
    expect(await library.folders.scan(id)).toMatchObject({ problem: null, files: 1 });
  });

  it("tries again what could not be read, without any change of the file", async () => {
    const { write, add, paths, library, refused, reads } = followed();
    write("a.txt", "one");
    refused.add("a.txt");
    const id = await add();
    expect(paths(id)).toEqual([]);
    expect(library.store.collections.skipped(id)).toMatchObject([
      { path: "a.txt", problem: { code: "FILE_UNREADABLE" } },
    ]);
    await library.folders.scan(id);
    expect(paths(id)).toEqual(["a.txt"]);
    expect(library.store.collections.skipped(id)).toEqual([]);
    expect(reads).toEqual(["a.txt"]);
  });

  // The rights of a file do not keep an administrator from it.
  it.skipIf(process.getuid?.() === 0)(
    "tries again a file whose rights were given back, without any other change of it",
    async () => {
      const { root, write, add, paths, library } = followed();
      write("a.txt", "one");
      chmodSync(path.join(root, "a.txt"), 0);
      const id = await add();
      expect(library.store.collections.skipped(id)).toMatchObject([{ problem: { code: "FILE_UNREADABLE" } }]);
      chmodSync(path.join(root, "a.txt"), 0o600);
      await library.folders.scan(id);
      expect(paths(id)).toEqual(["a.txt"]);
      expect(library.store.collections.skipped(id)).toEqual([]);
    },
  );

  it("finds at the next start what happened meanwhile", async () => {
    const room = followed();
    room.write("a.txt", "one");
    room.write("b.txt", "two");
    const id = await room.add();
    await room.reopen();
    room.write("c.txt", "three");
    rmSync(path.join(room.root, "a.txt"));
    const { folders } = room.library;
    await folders.scan(id);
    expect(room.paths(id)).toEqual(["b.txt", "c.txt"]);
    expect(room.reads.sort()).toEqual(["a.txt", "b.txt", "c.txt"]);
  });

  it("looks when it is told of a change, and not for what is being written", async () => {
    const room = followed();
    const id = await room.add();
    const { folders, told, changes } = room.library;
    const still = (): Promise<void> =>
      new Promise((resolve) => {
        const stop = changes.listen(({ what }) => {
          if (what !== "watchedFolders" || folders.list()[0]?.state !== "still") return;
          stop();
          resolve();
        });
      });
    const begun = still();
    folders.start();
    await begun;
    room.write("a.txt", "one");
    const seen = still();
    told[0]?.("a.txt");
    await seen;
    expect(room.paths(id)).toEqual(["a.txt"]);
  });

  it("keeps its rules for each document once", async () => {
    const { write, add, library } = followed();
    write("a.txt", "one");
    library.store.answerTables.put(anAnswerTable({ id: "table" }));
    const id = await add(folderRulesSchema.parse({ summarize: true, tableId: "table" }));
    const first = library.store.collections.members(id)[0]?.documentId ?? "";
    expect(library.asked).toEqual([[first]]);
    expect(library.rows).toEqual([[first]]);
    write("a.txt", "two");
    await library.folders.scan(id);
    const second = library.store.collections.members(id)[0]?.documentId ?? "";
    expect(library.asked).toEqual([[first], [second]]);
    expect(library.rows).toEqual([[first], [`-${first}`], [second]]);
  });

  it("says at once that the table of its rules went into the bin, and gives it what came in meanwhile once it is back", async () => {
    const { write, add, library } = followed();
    const { store, folders, changes, rows } = library;
    write("a.txt", "one");
    store.answerTables.put(anAnswerTable({ id: "table" }));
    const id = await add(folderRulesSchema.parse({ tableId: "table" }));
    const problemOf = (): string | null => folders.list().find((folder) => folder.id === id)?.problem?.code ?? null;
    const told: (string | null)[] = [];
    changes.listen(({ what }) => {
      if (what === "watchedFolders") told.push(problemOf());
    });
    expect(problemOf()).toBeNull();
    store.answerTables.remove("table", 1);
    changes.changed("tables", "table");
    expect(told).toEqual(["FOLDER_TABLE_GONE"]);
    changes.changed("tables", "table");
    changes.changed("tables", "other");
    expect(told).toHaveLength(1);
    write("b.txt", "two");
    await folders.scan(id);
    expect(rows).toHaveLength(1);
    expect(problemOf()).toBe("FOLDER_TABLE_GONE");
    store.answerTables.restore("table");
    changes.changed("tables", "table");
    expect(problemOf()).toBeNull();
    await folders.scan(id);
    expect(rows).toHaveLength(2);
  });

  it("is refused where it is none, the library's own, or followed already", async () => {
    const { root, data, add, library } = followed();
    await add();
    const given = [path.join(root, "none"), data, root].map((each) =>
      library.folders.add({ path: each, collectionId: null, rules: null }),
    );
    const reasons = await Promise.all(given.map((each) => each.catch((thrown: unknown) => thrown)));
    expect(reasons).toMatchObject(
      ["NOT_A_FOLDER", "FOLDER_OF_LIBRARY", "FOLDER_FOLLOWED"].map((reason) => ({
        code: "INVALID_INPUT",
        data: { reason },
      })),
    );
  });

  it("is followed no more when its collection is removed, and its documents stay", async () => {
    const { write, add, library } = followed();
    write("a.txt", "one");
    const id = await add();
    await library.folders.remove(id);
    expect(library.folders.list()).toEqual([]);
    expect(library.store.collections.members(id)).toHaveLength(1);
  });
});
