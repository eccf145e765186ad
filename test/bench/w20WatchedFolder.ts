import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { percentile } from "../eval/figures.ts";
import type { Client } from "../helpers/doors.ts";
import { temporaryFolder } from "../helpers/openApp.ts";
import { randomNumbers } from "../helpers/random.ts";
import { documentOf } from "./documents.ts";
import type { LoopDelay } from "./loopMeter.ts";
import { startMeteredServer } from "./meteredServer.ts";
import { buildApplication } from "./serverProcess.ts";
import { threeFigures } from "./statistics.ts";
import { type Answers, openWindowThread, type WindowThread } from "./windowThread.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const mostMs = 100;
/** Milliseconds between two calls of the person, whether or not the one before was answered. */
const everyMs = 50;
/** Milliseconds for which the window is measured when nothing happens. */
const restMs = 20_000;
/** Milliseconds between two looks whether the collection is as the folder. */
const lookMs = 1000;
const wordsOfFile = 100;

/** Whether a window answers while a large folder is followed beside it. */
export const watchedFolder: Workload = {
  id: "W20",
  title:
    "answers to a person while a folder of 10,000 files is taken in, and then 1,000 of them come, change, move and go; 99th percentile",
  goal: `≤ ${mostMs} ms in both`,
  withoutPeer: true,
  run,
};

interface Phase {
  readonly name: string;
  /** files that came, changed, moved or went; 0 where nothing happened */
  readonly files: number;
  readonly seconds: number;
  /** what a person asks for */
  readonly person: Answers;
  /** what an open window asks for by itself at each change */
  readonly window: Answers;
  readonly loop: LoopDelay;
}

async function run({ quick, progress }: WorkloadContext): Promise<WorkloadResult> {
  await buildApplication();
  const [count, changes] = quick ? [1000, 100] : [10_000, 1000];
  const folder = makeFolder(count, changes);
  const data = temporaryFolder();
  const server = await startMeteredServer(data);
  const { client, door } = server;
  const phases: Phase[] = [];
  try {
    await client.settings.set({ summarizeOnOpen: false, loadAtStart: false, gpu: "cpu", threads: 1 });
    await server.readLoop();
    const { id } = await client.watchedFolders.add({ path: folder.root });
    const window = openWindowThread({ door, collectionId: id });
    const measure = async (name: string, files: number, work: () => Promise<void>): Promise<void> => {
      const person = askAsPerson(client, id);
      const begun = performance.now();
      await work();
      const seconds = (performance.now() - begun) / 1000;
      const phase = {
        name,
        files,
        seconds,
        person: await person.stop(),
        window: await window.answers(),
        loop: (await server.readLoop()).since,
      };
      phases.push(phase);
      progress(`${name}: ${threeFigures(seconds)} s, person ${figures(all(phase.person)).join(", ")} ms`);
    };
    try {
      await measure("taking in", count, () => untilAgreed(client, window, folder));
      await measure("at rest", 0, () => wait(restMs));
      await measure("changes", changes, async () => {
        await folder.change();
        await untilAgreed(client, window, folder);
      });
    } finally {
      await window.close();
    }
  } finally {
    await server.stop();
    for (const each of [data, folder.root]) rmSync(each, { recursive: true, force: true });
  }
  return report(phases);
}

interface Folder {
  readonly root: string;
  /** as many of each kind: files that come, change, move and go */
  change(): Promise<void>;
  /** what stands in it, within the folder */
  paths(): Iterable<string>;
}

function makeFolder(count: number, changes: number): Folder {
  const root = temporaryFolder();
  const words = documentOf("generated", (count + changes) * wordsOfFile, 1).text.split(/\s+/u);
  const random = randomNumbers(20);
  const paths = new Set<string>();
  let made = 0;
  const next = () => {
    const from = made * wordsOfFile;
    made += 1;
    const inner = `folder ${made % 40}/note ${String(made).padStart(5, "0")}.${made % 2 === 0 ? "md" : "txt"}`;
    paths.add(inner);
    return {
      file: path.join(root, inner),
      text: `# Note ${made}\n\n${words.slice(from, from + wordsOfFile).join(" ")}\n`,
    };
  };
  for (let number = 0; number < count; number += 1) {
    const { file, text } = next();
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return {
    root,
    paths: () => paths,
    async change() {
      const untouched = [...paths];
      const any = (): string => untouched.splice(Math.floor(random() * untouched.length), 1)[0] ?? "";
      for (let number = 0; number < changes; number += 1) {
        const kind = number % 4;
        const inner = kind === 0 ? "" : any();
        if (kind === 0) {
          const { file, text } = next();
          await writeFile(file, text);
        } else if (kind === 1) await appendFile(path.join(root, inner), `\nThis was added in step ${number}.\n`);
        else paths.delete(inner);
        if (kind === 2) {
          const to = `moved ${number % 7}/${path.basename(inner)}`;
          await mkdir(path.dirname(path.join(root, to)), { recursive: true });
          await rename(path.join(root, inner), path.join(root, to));
          paths.add(to);
        }
        if (kind === 3) await rm(path.join(root, inner));
      }
    },
  };
}

async function untilAgreed(client: Client, window: WindowThread, folder: Folder): Promise<void> {
  for (;;) {
    await wait(lookMs);
    const [followed] = await client.watchedFolders.list({});
    if (followed?.problem) throw new Error(`${followed.problem.code}: ${JSON.stringify(followed.problem.data)}`);
    if (followed?.state === "still" && (await window.isFull(folder.paths()))) return;
  }
}

/** Somebody searches, opens what was found, and looks into settings, one of these calls every `everyMs`. */
function askAsPerson(client: Client, id: string): { stop(): Promise<Answers> } {
  const answers = new Map<string, number[]>();
  const open = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let found: string | null = null;
  let searches = 0;
  const search = async (): Promise<void> => {
    searches += 1;
    const hits = await client.search.all({ query: searched[searches % searched.length] ?? "" });
    found = hits[searches % Math.max(1, hits.length)]?.documentId ?? found;
  };
  const calls = {
    "search.all": search,
    "documents.get": () => client.documents.get({ id: found ?? "" }),
    "documents.pages": () => client.documents.pages({ id: found ?? "", from: 1, to: 1 }),
    "settings.get": () => client.settings.get(),
    "conversations.list": () => client.conversations.list(),
    "watchedFolders.day": () => client.watchedFolders.day({ id }),
  } satisfies Record<string, () => Promise<unknown>>;
  const names = Object.keys(calls) as (keyof typeof calls)[];
  let turn = 0;

  const timer = setInterval(() => {
    const name = names[turn % names.length] ?? "settings.get";
    turn += 1;
    if (name.startsWith("documents.") && found === null) return;
    const begun = performance.now();
    const done = calls[name]()
      .then(() => void answers.set(name, [...(answers.get(name) ?? []), performance.now() - begun]))
      .catch((thrown: unknown) => void failures.push(thrown))
      .finally(() => open.delete(done));
    open.add(done);
  }, everyMs);

  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
      if (failures.length > 0) throw failures[0];
      return answers;
    },
  };
}

/** a word that stands in every file, in few, and in titles */
const searched = ["note", "monterba", "ba", "note 00042", "added step"];

function all(answers: Answers): number[] {
  return [...answers.values()].flat();
}

/** p50, p99 and the most, in milliseconds */
function figures(values: readonly number[]): string[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.5, 0.99, 1].map((share) => threeFigures(percentile(sorted, share)));
}

function report(phases: readonly Phase[]): WorkloadResult {
  const rows = phases.flatMap(({ name, person, window, loop }) => [
    `| ${name} | a person, all | ${all(person).length} | ${figures(all(person)).join(" | ")} |`,
    ...[...person, ...window].map(
      ([call, values]) => `| ${name} | \`${call}\` | ${values.length} | ${figures(values).join(" | ")} |`,
    ),
    `| ${name} | lateness of the loop | ${loop.samples} | ${[loop.p50, loop.p99, loop.max].map(threeFigures).join(" | ")} |`,
  ]);
  const busy = phases.filter(({ files }) => files > 0);
  const p99 = busy.map(({ person }) =>
    percentile(
      all(person).toSorted((a, b) => a - b),
      0.99,
    ),
  );
  const pace = busy.map(
    ({ name, files, seconds }) => `${name} ${threeFigures(seconds)} s (${threeFigures(files / seconds)} files/s)`,
  );
  return {
    verdict: p99.every((ms) => ms <= mostMs) ? "met" : "missed",
    figure: busy.map(({ name }, index) => `${name} ${threeFigures(p99[index] ?? NaN)} ms`).join(", "),
    notes: `Milliseconds. A call of a person every ${everyMs} ms, whether or not the one before was answered; beside it a window shows the collection and asks again for its lists at each change, one call of a kind at a time and, where they take long, a quarter of the time; those come in pieces, and the figure is that of the last. ${pace.join(", ")}.\n\n| phase | call | calls | p50 | p99 | max |\n|---|---|---|---|---|---|\n${rows.join("\n")}`,
    data: phases.map(({ person, window, ...phase }) => ({
      ...phase,
      person: Object.fromEntries(person),
      window: Object.fromEntries(window),
    })),
  };
}
