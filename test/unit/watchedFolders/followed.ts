import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { createChanges } from "../../../electron/core/changes.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createDocuments } from "../../../electron/core/library/createDocuments.ts";
import { createIntake } from "../../../electron/core/library/intake.ts";
import type { Clock } from "../../../electron/core/ports.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import {
  createWatchedFolders,
  type WatchedFoldersDeps,
} from "../../../electron/core/watchedFolders/createWatchedFolders.ts";
import type { TreeWatch } from "../../../electron/core/watchedFolders/treeWatch.ts";
import { createNodePorts } from "../../../electron/host/nodePorts.ts";
import { recordingLogger } from "../store/library.ts";
import { aCollection, aPage } from "../store/samples.ts";

/** A clock that is always where somebody waits for it. */
export function hurryingClock(): Clock & { onWait: (ms: number) => void } {
  let now = Date.UTC(2026, 11, 2, 12);
  const clock = {
    onWait: (_ms: number): void => {},
    now: () => now,
    monotonic: () => now,
    setTimeout(run: () => void, ms: number) {
      // Nobody waits for the next look of a folder that stands still.
      if (ms >= 60_000) return { clear() {} };
      const immediate = setImmediate(() => {
        clock.onWait(ms);
        now += ms;
        run();
      });
      return { clear: () => clearImmediate(immediate) };
    },
  };
  return clock;
}

/** Folders that are followed in a real library whose reader takes any text file, and counts what it reads. */
export function followed(options: { data?: string; rules?: Partial<WatchedFoldersDeps> } = {}) {
  /** files by their names whose next opening the system refuses, which it does to no administrator */
  const refused = new Set<string>();
  const folder = mkdtempSync(path.join(tmpdir(), "tramontane-followed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const data = options.data ?? path.join(folder, "data");
  const root = path.join(folder, "root");
  mkdirSync(data, { recursive: true });
  mkdirSync(root, { recursive: true });
  const logger = recordingLogger();
  const clock = hurryingClock();
  const reads: string[] = [];
  const textsRead: string[] = [];
  const open = () => {
    const ports = { ...createNodePorts({ data, resources: data }, "test"), clock, logger };
    const store = openStore(ports);
    const changes = createChanges();
    const jobs = createJobs({ ...ports, onProblem: () => {} });
    const deps = { ...ports, store, jobs, settings: () => store.settings.get(), changed: changes.changed };
    const documents = createDocuments({
      ...deps,
      reader: {
        async read({ name, ...file }, { onPages }) {
          reads.push(name);
          textsRead.push(Buffer.from("load" in file ? await file.load() : file.bytes).toString("utf8"));
          onPages([aPage(1, `What ${name} says.`)]);
          return {
            format: "text",
            title: null,
            pages: 1,
            words: 3,
            language: "en",
            notes: [],
            rendered: false,
            outline: [],
          };
        },
        async dispose() {},
      },
    });
    let made = 0;
    const create = (title: string): string => {
      const id = `collection-${++made}`;
      store.collections.put(aCollection({ id, title }));
      return id;
    };
    const intake = createIntake({
      ...deps,
      documents: {
        ...documents,
        async receivePath(file, password) {
          if (refused.delete(path.basename(file)))
            throw Object.assign(new Error(`EACCES: permission denied, open '${file}'`), { code: "EACCES" });
          return documents.receivePath(file, password);
        },
      },
      create,
      discard() {},
      added() {},
      changed: (id) => changes.changed("collections", id),
    });
    const told: ((inner: string | null) => void)[] = [];
    const asked: string[][] = [];
    const rows: string[][] = [];
    const folders = createWatchedFolders({
      ...deps,
      documents,
      intake,
      changes,
      collections: { open: create, summarize: async (_id, ids) => void asked.push([...ids]), goOn() {} },
      answerTables: {
        addDocuments: (_table, ids) => void rows.push([...ids]),
        removeDocuments: (_table, ids) => void rows.push(ids.map((id) => `-${id}`)),
        run: async () => {},
        goOn() {},
      },
      summaries: { export: async () => ({ fileName: "", mediaType: "", encoding: "text", data: "" }) },
      watchTree: (_root, onEvent): TreeWatch => {
        told.push(onEvent);
        return { cover: async () => false, by: "events", close() {} };
      },
      ...options.rules,
    });
    const close = async (): Promise<void> => {
      await folders.dispose();
      await jobs.dispose();
      intake.dispose();
      store.close();
    };
    return { store, jobs, folders, changes, intake, documents, told, asked, rows, close };
  };
  let library = open();
  onTestFinished(() => library.close());
  return {
    root,
    data,
    clock,
    logger,
    /** the names of what was read, in the order of reading */
    reads,
    /** what stood in what was read, in the same order */
    textsRead,
    refused,
    get library() {
      return library;
    },
    async reopen() {
      await library.close();
      library = open();
      return library;
    },
    write(inner: string, text: string) {
      const file = path.join(root, inner);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    },
    async add(rules: Parameters<typeof library.folders.add>[0]["rules"] = null) {
      const { id } = await library.folders.add({ path: root, collectionId: null, rules });
      await library.folders.scan(id);
      return id;
    },
    paths: (id: string) =>
      library.store.collections
        .members(id)
        .map((member) => member.path)
        .sort(),
    kinds: (id: string) => library.folders.day(id, null).events.map((event) => `${event.kind} ${event.path}`),
  };
}
