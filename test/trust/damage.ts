import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { toAppError } from "../../electron/contract/errors.ts";
import { openStore } from "../../electron/core/store/openStore.ts";
import type { Store } from "../../electron/core/store/store.ts";
import { randomNumbers } from "../helpers/random.ts";
import {
  aCollection,
  aConversation,
  aDocument,
  aMessage,
  aPage,
  aPassage,
  aPoint,
  aSummary,
} from "../unit/store/samples.ts";

/* Libraries that are damaged in a way drawn by a seed, opened by the application, and what came of it. */

/**
 * kept: everything acknowledged is there; told: something is not, which a notice or an error says, and what could be had of a backup is
 * there; lost: neither.
 */
export type Verdict = "kept" | "told" | "lost";

export interface DamageResult {
  readonly verdict: Verdict;
  /** what was done to it and what came of it */
  readonly said: string;
}

const dayMs = 24 * 60 * 60_000;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** Makes a library in `folder`, damages it and opens it. */
export async function damageOnce(seed: number, folder: string): Promise<DamageResult> {
  const random = randomNumbers(seed);
  const made = mkdtempSync(path.join(folder, "made-"));
  const data = mkdtempSync(path.join(folder, "data-"));
  const clock = { at: Date.UTC(2026, 5, 1) };
  try {
    const acknowledged = await makeLibrary(random, made, data, clock);
    const said = harm(random, data);
    const result = judge(data, clock, acknowledged);
    return { verdict: result.verdict, said: `${said}: ${result.said}` };
  } finally {
    rmSync(made, { recursive: true, force: true });
    rmSync(data, { recursive: true, force: true });
  }
}

function open(data: string, clock: { readonly at: number }): Store {
  const standing = { now: () => clock.at, monotonic: () => clock.at, setTimeout: () => ({ clear: () => {} }) };
  return openStore({ paths: { data, resources: data }, clock: standing, logger: quiet, version: "1.0.0" });
}

/** What stands in a library, by what it is. */
type Facts = ReadonlyMap<string, string>;

interface Acknowledged {
  /** when it was left */
  readonly last: Facts;
  /** at each backup that it has, by the name of that */
  readonly backups: ReadonlyMap<string, Facts>;
}

/** Some days of use with or without backups, left closed or as a crash leaves it, in `data`. */
async function makeLibrary(random: Random, made: string, data: string, clock: { at: number }): Promise<Acknowledged> {
  const store = open(made, clock);
  const backups = new Map<string, Facts>();
  const days = 1 + Math.floor(random() * 3);
  const hasBackups = random() < 0.7;
  for (let day = 0; day < days; day += 1) {
    workIn(store, random, day);
    if (hasBackups && (day < days - 1 || days === 1)) {
      await store.backup();
      const name = readdirSync(path.join(made, "backups")).find((each) => !backups.has(each));
      if (name !== undefined) backups.set(name, factsOf(store));
    }
    clock.at += 2 * dayMs;
  }
  workIn(store, random, days);
  const last = factsOf(store);
  const isCrash = random() < 0.5;
  if (!isCrash) store.close();
  copyFolder(made, data);
  if (isCrash) store.close();
  return { last, backups };
}

function copyFolder(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      mkdirSync(target, { recursive: true });
      copyFolder(source, target);
    } else copyFileSync(source, target);
  }
}

const words = ["mill", "rent", "tenant", "wheel", "river", "deposit", "notice", "quarter", "weaver", "bridge"];

function text(random: Random, length: number): string {
  return Array.from({ length }, () => pick(random, words)).join(" ");
}

function workIn(store: Store, random: Random, day: number): void {
  for (let index = 0; index < 3; index += 1) {
    const digits = (day * 3 + index + 1).toString(16);
    const document = aDocument({ id: digits.padStart(64, "0"), title: `Document ${digits}`, name: `${digits}.md` });
    store.documents.put(document);
    const pages = Array.from({ length: 2 }, (_, page) => aPage(page + 1, text(random, 200)));
    store.documents.addPages(document.id, pages);
    store.documents.finish(document.id, { ...document, pages: pages.length, outline: [] });
    store.documents.setPassages(
      document.id,
      pages.map((page) => aPassage(page.text, page.number)),
    );
    const points = Array.from({ length: 5 }, () => aPoint(text(random, 12)));
    store.summaries.put(
      aSummary({ id: `summary ${digits}`, documentId: document.id, status: "done", jobId: null, points }),
    );
  }
  const conversationId = `conversation ${day}`;
  store.conversations.put(aConversation({ id: conversationId, title: text(random, 3) }));
  for (let index = 0; index < 20; index += 1) {
    store.messages.put(aMessage({ id: `${conversationId} ${index}`, conversationId, text: text(random, 60) }));
  }
  store.collections.put(aCollection({ id: `collection ${day}`, title: text(random, 3) }));
  store.settings.set({ ...store.settings.get(), chatSystemPrompt: text(random, 5) });
}

function factsOf(store: Store): Facts {
  const facts = new Map<string, string>();
  for (const document of store.documents.list()) {
    facts.set(`document ${document.id}`, JSON.stringify(document));
    facts.set(`pages ${document.id}`, JSON.stringify(store.documents.allPages(document.id)));
    for (const summary of store.summaries.list(document.id)) facts.set(summary.id, JSON.stringify(summary));
  }
  for (const conversation of store.conversations.list()) {
    facts.set(conversation.id, JSON.stringify(conversation));
    for (const message of store.messages.list(conversation.id)) facts.set(message.id, JSON.stringify(message));
  }
  for (const collection of store.collections.list()) facts.set(collection.id, JSON.stringify(collection));
  facts.set("settings", JSON.stringify(store.settings.get()));
  return facts;
}

const pageBytes = 4096;

/** What can happen to a file; each says what it did. */
const harms: readonly (readonly [what: string, harm: (bytes: Buffer, random: Random) => Buffer])[] = [
  ["bits flipped", (bytes, random) => flip(bytes, random, 1 + Math.floor(random() * 20), 0)],
  ["bits of the first page flipped", (bytes, random) => flip(bytes, random, 3, pageBytes)],
  ["bits of the header flipped", (bytes, random) => flip(bytes, random, 2, 100)],
  ["pages zeroed", (bytes, random) => onPages(bytes, random, (page) => page.fill(0))],
  [
    "pages overwritten",
    (bytes, random) =>
      onPages(bytes, random, (page) => {
        for (let at = 0; at < page.length; at += 1) page[at] = Math.floor(random() * 256);
      }),
  ],
  [
    "pages in each other's place",
    (bytes, random) =>
      onPages(bytes, random, (page, other) => {
        const kept = Buffer.from(page);
        other.copy(page);
        kept.copy(other);
      }),
  ],
  ["cut off", (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length))],
  [
    "cut off at a page",
    (bytes, random) => bytes.subarray(0, pageBytes * Math.floor((random() * bytes.length) / pageBytes)),
  ],
  ["followed by more", (bytes, random) => Buffer.concat([bytes, Buffer.alloc(Math.floor(random() * 20_000), 0x5a)])],
  ["emptied", () => Buffer.alloc(0)],
];

const quietHarms: ReadonlySet<string> = new Set(harms.slice(0, 6).map(([what]) => what));
/** A log that a crash leaves ends where it ends: that it lost its end cannot be told by it. */
const logHarms = harms.slice(0, 6);
/** Nor can a bit be told that was lost in a word of a library that a crash left, of which no checksum could be noted. */
const crashHarms = harms.slice(1);

/** @param within the first so many bytes; 0 for all */
function flip(bytes: Buffer, random: Random, times: number, within: number): Buffer {
  const most = within === 0 ? bytes.length : Math.min(within, bytes.length);
  for (let time = 0; time < times; time += 1) {
    const at = Math.floor(random() * most);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  return bytes;
}

function onPages(bytes: Buffer, random: Random, change: (page: Buffer, other: Buffer) => void): Buffer {
  const pages = Math.floor(bytes.length / pageBytes);
  const at = (page: number): Buffer => bytes.subarray(page * pageBytes, (page + 1) * pageBytes);
  for (let time = 0; time < 1 + random() * 3; time += 1) {
    change(at(Math.floor(random() * pages)), at(Math.floor(random() * pages)));
  }
  return bytes;
}

/** Damages the library and, at times, its backups and its write-ahead log. */
function harm(random: Random, data: string): string {
  const library = path.join(data, "library.db");
  const log = `${library}-wal`;
  const said: string[] = [];
  const damage = (file: string, name: string, from = harms): void => {
    const [what, change] = pick(random, from);
    const { atime, mtime } = statSync(file);
    writeFileSync(file, change(readFileSync(file), random));
    // A disk that loses bits says nothing of it.
    if (quietHarms.has(what)) utimesSync(file, atime, mtime);
    said.push(`${name} ${what}`);
  };
  const drawn = random();
  if (drawn < 0.08) {
    rmSync(library);
    said.push("the library gone");
  } else if (existsSync(log) && drawn < 0.25) damage(log, "the log", logHarms);
  else if (existsSync(log) && drawn < 0.33) {
    rmSync(log);
    said.push("the log gone");
  } else damage(library, "the library", existsSync(log) ? crashHarms : harms);
  const folder = path.join(data, "backups");
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (random() < 0.25) damage(path.join(folder, name), "a backup");
  }
  return said.join(", ");
}

function judge(data: string, clock: { readonly at: number }, { last, backups }: Acknowledged): DamageResult {
  let store: Store;
  try {
    store = open(data, clock);
  } catch (thrown) {
    const { code } = toAppError(thrown);

    const isTold = ["DATABASE_FROM_FUTURE", "DATABASE_CORRUPT", "VAULT_MISSING"].includes(code);
    return { verdict: isTold ? "told" : "lost", said: `refused with ${code}` };
  }
  try {
    const now = factsOf(store);
    const missing = differing(last, now);
    if (missing.length === 0) return { verdict: "kept", said: "kept" };
    const [notice] = store.notices;
    if (notice === undefined) return { verdict: "lost", said: `silently other: ${missing.slice(0, 3).join(", ")}` };
    const { happened, reason } = notice.data ?? {};
    if (reason === "CHANGED") return { verdict: "told", said: "changed by the disk" };
    if (reason === "LOG") {
      // All that stood in the file when the newest backup was made.
      const before = [...backups.values()].at(-1) ?? new Map<string, string>();
      const gone = [...before.keys()].filter((what) => !now.has(what));
      return {
        verdict: gone.length === 0 ? "told" : "lost",
        said: `the log is lost${gone.length > 0 ? " and more" : ""}`,
      };
    }
    const whole = [...backups].filter(([, facts]) => differing(facts, now).length === 0);
    if (happened === "restored" && whole.length > 0) return { verdict: "told", said: "a backup brought back" };
    return happened === "recreated"
      ? { verdict: "told", said: "begun anew" }
      : { verdict: "lost", said: "a backup brought back that is not what it was" };
  } catch (thrown) {
    return { verdict: toAppError(thrown).code === "DATABASE_CORRUPT" ? "told" : "lost", said: String(thrown) };
  } finally {
    store.close();
  }
}

/** What was, and is not the same now. */
function differing(was: Facts, now: Facts): string[] {
  return [...was].flatMap(([what, value]) => (now.get(what) === value ? [] : [what]));
}
