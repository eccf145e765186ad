import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  listPromptCaches,
  freeBytesFor,
  openPromptCacheFolder,
  type PromptCacheEntry,
  type PromptCacheFolder,
  promptCacheCap,
  promptCacheName,
  promptCachesToDrop,
  sweepUnfinished,
} from "../../../electron/core/llm/local/promptCache/promptCacheFolder.ts";
import { createPromptCachePolicy } from "../../../electron/engineProcess/promptCachePolicy.ts";
import { temporaryFolder } from "../store/library.ts";

const modelId = "a".repeat(64);
const otherModel = "b".repeat(64);
const one = "01998877-0000-7000-8000-000000000001";
const two = "01998877-0000-7000-8000-000000000002";
const gone = "01998877-0000-7000-8000-00000000000f";

function nameOf(conversationId: string, model = modelId): string {
  const name = promptCacheName(conversationId, model);
  if (name === null) throw new Error("No name.");
  return name;
}

function open(folder: string): PromptCacheFolder {
  return openPromptCacheFolder({
    folder,
    key: new Uint8Array(32),
    conversationIds: [one, two],
    modelIds: [modelId],
    onProblem(error) {
      throw error;
    },
  });
}

function fill(folder: string, ...names: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(path.join(folder, name), "state");
}

describe("the folder of prompt caches", () => {
  it("is made for its owner alone, also where it was open to all before", () => {
    const folder = path.join(temporaryFolder(), "states");
    mkdirSync(folder, { mode: 0o755 });
    open(folder);
    // Windows knows no such modes; there the folder lies in the user's own.
    expect(process.platform === "win32" ? 0o700 : statSync(folder).mode & 0o777).toBe(0o700);
  });

  it("is swept at the start of what nobody needs", () => {
    const folder = path.join(temporaryFolder(), "states");
    const kept = [nameOf(one), nameOf(two)];
    const swept = [
      nameOf(gone),
      nameOf(one, otherModel),
      `${nameOf(two)}.part`,
      nameOf(one).replace("state", "trying"),
    ];
    fill(folder, ...kept, ...swept, "notes.txt");
    open(folder);
    expect(readdirSync(folder).toSorted()).toEqual(kept);
  });

  it("is rid of what a process that ended left unfinished", () => {
    const folder = path.join(temporaryFolder(), "states");
    fill(folder, nameOf(one), nameOf(gone), `${nameOf(two)}.part`, nameOf(two).replace("state", "trying"));
    sweepUnfinished(folder);
    expect(readdirSync(folder)).toEqual([nameOf(one), nameOf(gone)]);
  });

  it("forgets a conversation, a model, or all, and says so to the engine before it deletes", () => {
    const folder = path.join(temporaryFolder(), "states");
    const promptCache = open(folder);
    const told: [string | null, boolean][] = [];
    const stop = promptCache.onForget((id) => told.push([id, existsSync(path.join(folder, nameOf(one)))]));
    fill(folder, nameOf(one), nameOf(two), nameOf(two, otherModel));
    promptCache.forget(one);
    expect(readdirSync(folder).toSorted()).toEqual([nameOf(two), nameOf(two, otherModel)]);
    promptCache.forgetModel(otherModel);
    expect(readdirSync(folder)).toEqual([nameOf(two)]);
    promptCache.clear();
    expect(readdirSync(folder)).toEqual([]);
    stop();
    promptCache.clear();
    expect(told).toEqual([
      [one, true],
      [null, false],
    ]);
  });

  it("tells what it could not do and lets the start go on", () => {
    const file = path.join(temporaryFolder(), "states");
    writeFileSync(file, "a file where the folder should be");
    const problems: unknown[] = [];
    const promptCache = openPromptCacheFolder({
      folder: file,
      key: new Uint8Array(32),
      conversationIds: [],
      modelIds: [],
      onProblem: (error) => problems.push(error),
    });
    expect(problems.length).toBeGreaterThan(0);
    expect(() => promptCache.forget(one)).not.toThrow();
  });

  it("gives no name to what is no id of ours", () => {
    for (const id of ["", "../outside", "a/b", "a.b", "a\\b", "a".repeat(65)])
      expect(promptCacheName(id, modelId)).toBeNull();
    expect(promptCacheName(one, "../model")).toBeNull();
  });
});

describe("the bytes that prompt caches may take", () => {
  const entries: readonly PromptCacheEntry[] = [
    { name: "oldest", bytes: 40, usedAt: 1 },
    { name: "older", bytes: 30, usedAt: 2 },
    { name: "newest", bytes: 20, usedAt: 3 },
  ];
  const dropped = (bytes: number, cap: number) =>
    promptCachesToDrop(entries, bytes, cap)?.map(({ name }) => name) ?? null;

  it("is made by dropping those used longest ago, no more than are needed", () => {
    expect(dropped(10, 100)).toEqual([]);
    expect(dropped(11, 100)).toEqual(["oldest"]);
    expect(dropped(51, 100)).toEqual(["oldest", "older"]);
    expect(dropped(100, 100)).toEqual(["oldest", "older", "newest"]);
    expect(dropped(101, 100)).toBeNull();
    // A cap that has shrunk since.
    expect(dropped(10, 35)).toEqual(["oldest", "older"]);
  });

  it("is a tenth of the free disk at most", () => {
    expect(promptCacheCap(0, 50_000, 2000)).toBe(2000);
    expect(promptCacheCap(0, 5000, 2000)).toBe(500);
    expect(promptCacheCap(1000, 5000, 2000)).toBe(600);
    expect(promptCacheCap(0, 0, 2000)).toBe(0);
  });

  it("counts the file that is replaced as gone", () => {
    const folder = temporaryFolder();
    fill(folder, nameOf(one), nameOf(two));
    utimesSync(path.join(folder, nameOf(two)), 1, 1);
    expect(listPromptCaches(folder).map(({ name }) => name)).toEqual([nameOf(two), nameOf(one)]);
    expect(freeBytesFor(folder, nameOf(one), 5, 10)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(freeBytesFor(folder, nameOf(one), 11, 10)).toBe(false);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(freeBytesFor(folder, nameOf(one), 6, 10)).toBe(true);
    expect(readdirSync(folder)).toEqual([nameOf(one)]);
  });
});

describe("whether a prompt cache is worth its file", () => {
  const chat = { tokens: 4000, unsaved: 4000, bytesPerToken: 25_000, speed: 200 };
  const policy = () => createPromptCachePolicy({ leastGainMs: 300 });

  it("is told by the time that reading again would take", () => {
    expect(policy().isWorthKeeping(chat)).toBe(true);
    expect(policy().isWorthKeeping({ ...chat, tokens: 200, unsaved: 200 })).toBe(false);
    // So fast a reader gains nothing.
    expect(policy().isWorthKeeping({ ...chat, speed: 20_000 })).toBe(false);
    expect(policy().isWorthKeeping({ ...chat, speed: 0 })).toBe(false);
  });

  it("counts only what no file holds yet", () => {
    expect(policy().isWorthKeeping({ ...chat, unsaved: 400 })).toBe(true);
    expect(policy().isWorthKeeping({ ...chat, unsaved: 50 })).toBe(false);
    expect(policy().isWorthKeeping({ ...chat, unsaved: 0 })).toBe(false);
  });

  it("is told by what the disk was measured to do", () => {
    const slow = policy();
    expect(slow.isWorthRestoring({ gained: 400, bytes: 100e6, speed: 200 })).toBe(true);
    for (let times = 0; times < 8; times++) slow.onRestored(100e6, 10_000);
    expect(slow.isWorthRestoring({ gained: 400, bytes: 100e6, speed: 200 })).toBe(false);
    expect(slow.isWorthKeeping({ ...chat, unsaved: 400 })).toBe(false);
    for (let times = 0; times < 8; times++) slow.onRestored(100e6, 50);
    expect(slow.isWorthRestoring({ gained: 100, bytes: 100e6, speed: 200 })).toBe(true);
    expect(slow.isWorthRestoring({ gained: 0, bytes: 100e6, speed: 200 })).toBe(false);
  });
});
