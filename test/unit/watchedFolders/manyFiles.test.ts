import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { settleMs } from "../../../electron/core/watchedFolders/follower.ts";
import { randomNumbers } from "../../helpers/random.ts";
import { followed } from "./followed.ts";

/** How many files there are and how many of them change; the long form has 10,000 and 1,000. */
const [count, changes] = process.env["TRAMONTANE_LONG"] === "1" ? [10_000, 1000] : [300, 90];
const patience = { timeout: 3_600_000 };

it(`of ${count} files with ${changes} changes none is missed and none read twice`, patience, async () => {
  const room = followed();
  const folder = manyFiles(room, count);
  const id = await room.add();
  folder.agrees(id);

  // What is written while somebody looks waits until it stands still.
  folder.change(changes);
  const half = [folder.create(), folder.create(), folder.create()];
  let looks = 0;
  room.clock.onWait = (ms) => {
    if (ms !== settleMs || looks === 2) return;
    looks += 1;
    for (const inner of half) folder.append(inner, `line ${looks}\n`);
  };
  await room.library.folders.scan(id);
  folder.agrees(id, half);
  expect(room.library.folders.list()).toMatchObject([{ unsettled: half.length }]);
  await room.library.folders.scan(id);
  folder.agrees(id, half);
  await room.library.folders.scan(id);
  folder.agrees(id);
  expect(room.library.folders.list()).toMatchObject([{ unsettled: 0, problem: null }]);

  // What happens while the library is closed is found when it is opened.
  await room.library.close();
  folder.change(changes);
  await room.reopen();
  await room.library.folders.scan(id);
  folder.agrees(id);

  // Nothing happened: nothing is done.
  const { reads } = room;
  const [before, events] = [reads.length, folder.events(id).length];
  await room.library.folders.scan(id);
  expect([reads.length, folder.events(id).length]).toEqual([before, events]);
});

type Room = ReturnType<typeof followed>;

/** A folder of many files of which it is known what stands where, and what its library should say of it. */
function manyFiles(room: Room, files: number) {
  const random = randomNumbers(19);
  const { root, write } = room;
  /** by their paths within the folder */
  const texts = new Map<string, string>();
  /** all that stood still in any file, each of which is to be read once */
  const stood = new Set<string>();
  /** texts of earlier times, to which a file may go back */
  const past: string[] = [];
  const told = { new: 0, changed: 0, moved: 0, deleted: 0 };
  let made = 0;
  for (let number = 0; number < files; number += 1) create();

  function create(): string {
    made += 1;
    const inner = `${folderOf(made)}letter ${made}.txt`;
    put(inner, `Letter ${made}\n`);
    told.new += 1;
    return inner;
  }

  /** Folders up to three deep, some of them with names that sort and compare unlike they look. */
  function folderOf(number: number): string {
    const names = ["2025", "2026 – neu", "Ablage", "ablage.txt"];
    const depth = number % 4;
    return Array.from({ length: depth }, (_, at) => `${names[(number >> (2 * at)) % names.length]}/`).join("");
  }

  function put(inner: string, text: string): void {
    write(inner, text);
    texts.set(inner, text);
  }

  function append(inner: string, text: string): void {
    appendFileSync(path.join(root, inner), text);
    texts.set(inner, `${texts.get(inner)}${text}`);
  }

  function move(from: string, to: string): void {
    mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
    renameSync(path.join(root, from), path.join(root, to));
    texts.set(to, texts.get(from) ?? "");
    texts.delete(from);
    told.moved += 1;
  }

  /** So many changes of each kind in turn, each of a file that was not changed in this round. */
  function change(times: number): void {
    const untouched = [...texts.keys()];
    const any = (): string => untouched.splice(Math.floor(random() * untouched.length), 1)[0] ?? "";
    for (let number = 0; number < times; number += 1) {
      const kind = kinds[number % kinds.length];
      if (kind === "new") create();
      else if (kind === "changed") {
        const inner = any();
        past.push(texts.get(inner) ?? "");
        append(inner, `Changed in step ${number} of ${made}\n`);
        told.changed += 1;
      } else if (kind === "rewritten") {
        const inner = any();
        // as programs do that write a file beside it and rename that
        write(`${inner}.part`, `Rewritten ${made}: ${texts.get(inner)}`);
        renameSync(path.join(root, `${inner}.part`), path.join(root, inner));
        texts.set(inner, `Rewritten ${made}: ${texts.get(inner)}`);
        told.changed += 1;
      } else if (kind === "back") {
        const text = past.shift();
        if (text === undefined) continue;
        put(any(), text);
        told.changed += 1;
      } else if (kind === "deleted") {
        const inner = any();
        rmSync(path.join(root, inner));
        texts.delete(inner);
        told.deleted += 1;
      } else if (kind === "copied away") {
        const inner = any();
        const text = texts.get(inner) ?? "";
        put(`elsewhere/${made}-${number}.txt`, text);
        rmSync(path.join(root, inner));
        texts.delete(inner);
        told.moved += 1;
      } else {
        const inner = any();
        move(inner, `moved ${made}-${number % 7}/${path.basename(inner)}`);
      }
    }
    moveFolder(untouched);
  }

  /** A folder goes elsewhere with all in it that was not changed; what was changed in it stays for the next look. */
  function moveFolder(untouched: readonly string[]): void {
    const from = "2026 – neu/";
    const to = `Archiv ${made}/`;
    const inIt = [...texts.keys()].filter((inner) => inner.startsWith(from));
    if (inIt.some((inner) => !untouched.includes(inner))) {
      for (const inner of untouched) if (inner.startsWith(from)) move(inner, inner.replace(from, to));
      return;
    }
    renameSync(path.join(root, from), path.join(root, to));
    for (const inner of inIt) {
      texts.set(inner.replace(from, to), texts.get(inner) ?? "");
      texts.delete(inner);
      told.moved += 1;
    }
  }

  function events(id: string) {
    return room.library.store.watchedFolders.events(id, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  }

  return {
    create,
    append,
    change,
    events,
    /** Holds the library against the folder. @param open files that do not stand still yet */
    agrees(id: string, open: readonly string[] = []): void {
      const { store } = room.library;
      for (const [inner, text] of texts) if (!open.includes(inner)) stood.add(text);
      const members = store.collections.members(id).map(({ path: inner, documentId }) => `${inner} ${documentId}`);
      const wanted = [...texts].filter(([inner]) => !open.includes(inner));
      expect(members.sort()).toEqual(wanted.map(([inner, text]) => `${inner} ${sha256(text)}`).sort());
      for (const [inner, text] of wanted) expect(readFileSync(path.join(root, inner), "utf8")).toBe(text);
      expect(store.collections.skipped(id)).toEqual([]);
      // Each text was read, and read once, wherever it stood since; half a text never was.
      expect([...room.textsRead].sort()).toEqual([...stood].sort());
      const seen = { new: 0, changed: 0, moved: 0, deleted: 0, skipped: 0 };
      for (const { kind } of events(id)) seen[kind] += 1;
      expect(seen).toEqual({ ...told, new: told.new - open.length, skipped: 0 });
    },
  };
}

const kinds = ["new", "changed", "moved", "deleted", "rewritten", "back", "copied away"] as const;

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
