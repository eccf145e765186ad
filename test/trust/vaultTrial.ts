import { fork } from "node:child_process";
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createOriginals } from "../../electron/core/library/originals.ts";
import { openStore } from "../../electron/core/store/openStore.ts";
import { createVault } from "../../electron/core/vault/vault.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";
import { randomNumbers } from "../helpers/random.ts";
import { aDocument, aPassage } from "../unit/store/samples.ts";
import type { Trial } from "./trial.ts";

const passphrase = "correct horse battery";
const secret = "zygomorphic";
const quiet = { info() {}, warn() {}, error() {} };
const ignore = (): void => {};

/** Encryption of a library is switched on or off by a process that is killed (SIGKILL) at a random moment, again and again. */
export const vaultTrial: Trial = {
  name: "encryption",
  promised:
    "Switching encryption on or off loses nothing, whenever it is ended, and leaves no readable word once it is on.",
  method:
    "The process that switches is killed at a random moment, up to three times in a row; then it goes on, or is taken back.",
  count: 200,
  async run({ count, seed, folder, log }) {
    const random = randomNumbers(seed);
    const template = path.join(folder, "template");
    const originals = await makeLibrary(template);
    const lost: string[] = [];
    let kills = 0;
    for (let run = 0; run < count; run += 1) {
      const data = path.join(folder, `run-${run}`);
      cpSync(template, data, { recursive: true });
      let to: "on" | "off" = "on";
      for (let tries = 0; tries < 3; tries += 1) {
        const isKilled = await switchAndKill(data, to, random() * 1200);
        if (isKilled) kills += 1;
        else to = to === "on" ? "off" : "on";
      }
      const problem = await look(data, originals, random() < 0.5);
      if (problem !== null) lost.push(`run ${run}: ${problem}`);
      if (run % 20 === 19) log(`${run + 1} of ${count}, ${kills} kills, ${lost.length} lost`);
    }
    return {
      tried: count,
      lost: lost.length,
      remarks: [...lost.slice(0, 10), `${kills} kills in ${count} libraries.`],
    };
  },
};

/** Names of the originals. */
async function makeLibrary(data: string): Promise<readonly { readonly id: string; readonly content: Buffer }[]> {
  mkdirSync(data, { recursive: true });
  const store = openStore({ paths: { data, resources: data }, clock: systemClock, logger: quiet });
  const kept = createOriginals(path.join(data, "documents"), null);
  await kept.prepare();
  const made: { id: string; content: Buffer }[] = [];
  for (let index = 0; index < 12; index += 1) {
    const content = Buffer.from(`${secret} ${index} `.repeat(3_000 * (index + 1)));
    const received = await kept.receive(one(content), 100);
    await kept.keep(received);
    made.push({ id: received.id, content });
    store.documents.put(aDocument({ id: received.id, title: `${secret} ${index}`, status: "ready" }));
    store.documents.setPassages(
      received.id,
      Array.from({ length: 40 }, (_, passage) => aPassage(`${secret} passage ${passage} ${randomUUID()}`)),
    );
  }
  await store.backup();
  store.close();
  return made;
}

async function* one(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

/** Whether it was killed before it had come to its end. */
async function switchAndKill(data: string, to: "on" | "off", afterMs: number): Promise<boolean> {
  const child = fork(path.join(import.meta.dirname, "switchVault.ts"), [data, passphrase, to], { stdio: "ignore" });
  const timer = setTimeout(() => child.kill("SIGKILL"), 250 + afterMs);
  const [code] = (await once(child, "exit")) as [number | null];
  clearTimeout(timer);
  return code === null;
}

/** What is not as it should be; null where all is there. */
async function look(
  data: string,
  originals: readonly { readonly id: string; readonly content: Buffer }[],
  goesBack: boolean,
): Promise<string | null> {
  const vault = createVault({ data, keychain: null, logger: quiet });
  try {
    if (vault.file() !== null) {
      await vault.unlock(passphrase);
      if (vault.file()?.state !== "sealed") await (goesBack ? vault.undo(ignore) : vault.proceed(ignore));
    }
    const keys = vault.keys();
    if (vault.file() !== null) {
      const readable = filesOf(data).find((file) => readFileSync(file).includes(secret));
      if (readable !== undefined) return `${path.basename(readable)} can be read`;
    }
    const store = openStore({
      paths: { data, resources: data },
      clock: systemClock,
      logger: quiet,
      key: keys?.database ?? null,
    });
    try {
      if (store.notices.length > 0) return `the library was damaged: ${JSON.stringify(store.notices)}`;
      if (store.documents.list().length !== originals.length) return "documents are missing";
      if (store.search.all(secret, 5).length === 0) return "the index finds nothing";
    } finally {
      store.close();
    }
    const kept = createOriginals(path.join(data, "documents"), keys?.files ?? null);
    for (const { id, content } of originals) {
      if (!Buffer.from(await (await kept.open(id)).whole(100)).equals(content)) return `an original changed: ${id}`;
    }
    return null;
  } catch (thrown) {
    return String(thrown);
  }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
