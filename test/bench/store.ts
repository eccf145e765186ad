import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { openStore } from "../../electron/core/store/openStore.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";
import { aConversation, aDocument, aMessage, aPassage } from "../unit/store/samples.ts";
import type { BenchContext, BenchReport } from "./benchReport.ts";
import { spreadOf } from "./statistics.ts";

/** Rounds of each of the two, in turns. */
const rounds = 3;

/**
 * Durable writes and full-text search of a library of 50 documents with 1,000 passages of 120 words each (a tenth: quick), as it is and
 * encrypted, in turns; goal: what is encrypted takes at most 1.15 times as long.
 */
export function benchStore({ quick, cache, progress }: BenchContext): Promise<BenchReport> {
  const times = { plain: new Map<string, number[]>(), encrypted: new Map<string, number[]>() };
  const key = randomBytes(32);
  let megabytes = 0;
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, perWhat] of Object.entries(times)) {
      progress(`Round ${round} of ${rounds}, ${name}`);
      megabytes = measure({ quick, cache, key: name === "plain" ? null : key }, (what, ms) =>
        perWhat.set(what, [...(perWhat.get(what) ?? []), ms]),
      );
    }
  }
  const rows = [...times.plain].map(([what, values]) => {
    const [plain, encrypted] = [values, times.encrypted.get(what) ?? []].map((each) => spreadOf(each).median);
    return { what, plain: plain ?? NaN, encrypted: encrypted ?? NaN };
  });
  const sum = (side: "plain" | "encrypted"): number => rows.reduce((all, row) => all + row[side], 0);
  rows.push({ what: "all of it", plain: sum("plain"), encrypted: sum("encrypted") });
  const shown = rows.map(
    ({ what, plain, encrypted }) =>
      `| ${what} | ${plain.toFixed(1)} ms | ${encrypted.toFixed(1)} ms | ${(encrypted / plain).toFixed(2)}× |`,
  );
  const markdown = [
    `| library of ${megabytes.toFixed(0)} MB, medians of ${rounds} | plain | encrypted | ratio |`,
    "|---|---|---|---|",
    ...shown,
  ].join("\n");
  return Promise.resolve({ name: "store", markdown, data: rows });
}

/** One round. Returns the size of the file, in MB of 10^6 bytes. */
function measure(
  { quick, cache, key }: Pick<BenchContext, "quick" | "cache"> & { readonly key: Buffer | null },
  tell: (what: string, ms: number) => void,
): number {
  const folder = mkdtempSync(path.join(cache, "store-"));
  const deps = { paths: { data: folder, resources: folder }, clock: systemClock, logger: console, key };
  const perDocument = quick ? 100 : 1000;
  const word = zipfWords();
  const text = (): string => Array.from({ length: 120 }, word).join(" ");
  const timed = <T>(what: string, run: () => T): T => {
    const start = performance.now();
    const result = run();
    tell(what, performance.now() - start);
    return result;
  };
  try {
    let store = openStore(deps);
    const documents = Array.from({ length: 50 }, (_, index) =>
      aDocument({ id: index.toString(16).padStart(64, "0"), title: `${word()} ${word()}`, status: "ready" }),
    );
    const passages = documents.map(() => Array.from({ length: perDocument }, () => aPassage(text())));
    timed(`indexing ${50 * perDocument} passages`, () => {
      for (const [index, document] of documents.entries()) {
        store.documents.put(document);
        store.documents.setPassages(document.id, passages[index] ?? []);
      }
    });
    const count = quick ? 500 : 5000;
    store.conversations.put(aConversation());
    timed(`${count} messages of 120 words, each a commit`, () => {
      for (let index = 0; index < count; index += 1) store.messages.put(aMessage({ id: `m${index}`, text: text() }));
    });
    store.messages.put(aMessage({ id: "growing", status: "streaming" }));
    timed(`${count} updates of an answer that grows, each a commit`, () => {
      let answer = "";
      for (let index = 0; index < count; index += 1) store.messages.update("growing", { text: (answer += " word") });
    });
    store.close();
    store = timed("opening, with quick_check", () => openStore(deps));
    for (const [what, query] of [
      ["the most frequent word", word.at(0)],
      ["a frequent word", word.at(50)],
      ["a rare word", word.at(5000)],
      ["two letters of a word", word.at(3000).slice(0, 2)],
      ["three words", `${word.at(2)} ${word.at(300)} ${word.at(1000)}`],
    ] as const) {
      timed(`search for ${what}`, () => store.search.all(query, 50));
    }
    const question = Array.from({ length: 15 }, word).join(" ");
    const ids = documents.map((document) => document.id);
    timed("passages for a question of 15 words in one document", () =>
      store.documents.searchPassages(ids.slice(7, 8), question, 20),
    );
    timed("the same in all documents", () => store.documents.searchPassages(ids, question, 20));
    for (const id of ids.slice(0, 5)) store.documents.remove(id, 1);
    timed("purging five documents", () => store.purge(2));
    store.close();
    return statSync(path.join(folder, "library.db")).size / 1e6;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Words of an invented vocabulary, as often as Zipf's law has it; the same in every run. */
function zipfWords(): (() => string) & { at(rank: number): string } {
  let state = 12345;
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const letters = "etaoinshrdlucmfwypvbgkqjxz";
  const vocabulary = Array.from({ length: 60_000 }, () =>
    Array.from({ length: 3 + Math.floor(random() * 8) }, () => letters[Math.floor(random() ** 2 * 26)]).join(""),
  );
  const at = (rank: number): string => vocabulary[Math.min(rank, vocabulary.length - 1)] ?? "";
  return Object.assign(() => at(Math.floor(Math.exp(random() * Math.log(vocabulary.length))) - 1), { at });
}
