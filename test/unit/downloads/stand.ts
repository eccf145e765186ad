import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Download, DownloadStart } from "../../../electron/contract/downloads.ts";
import type { Clock } from "../../../electron/core/ports.ts";
import { createDownloads } from "../../../electron/core/downloads/createDownloads.ts";
import type { DownloadsDeps } from "../../../electron/core/downloads/downloadsDeps.ts";
import type { Downloads } from "../../../electron/core/downloads/downloads.ts";
import { createFoundFiles } from "../../../electron/core/downloads/createFoundFiles.ts";
import { createHub } from "../../../electron/core/hub/createHub.ts";
import { createConnections } from "../../../electron/core/net/connections.ts";
import { createIds } from "../../../electron/host/nodePorts.ts";
import { systemClock } from "../../../electron/host/systemClock.ts";
import { sha256 } from "../../helpers/faultyHub.ts";
import { openLibrary } from "../store/library.ts";

/** Time passes only while something waits for it, and then at once. */
export function hastyClock(): Clock & { readonly waited: number[] } {
  let now = Date.UTC(2026, 5, 1);
  const waited: number[] = [];
  return {
    waited,
    now: () => now,
    monotonic: () => now,
    setTimeout(run, ms) {
      waited.push(ms);
      const timer = setImmediate(() => {
        now += ms;
        run();
      });
      return { clear: () => clearImmediate(timer) };
    },
  };
}

export interface StandOptions extends Partial<Pick<DownloadsDeps, "freeBytes" | "link">> {
  readonly mirrors?: readonly string[];
  /** may be another one from now on */
  token?: string | null;
  /** what happens before a model is kept */
  readonly keeping?: (signal: AbortSignal) => Promise<void>;
  readonly home?: string;
}

/** Downloads on a library and a disk of their own; models are kept as files named after their hash. */
export function openStand(address: string, options: StandOptions = {}) {
  const { store, folder, logger } = openLibrary();
  const clock = hastyClock();
  const connections = createConnections({ store, clock: systemClock, logger, isForced: false, changed() {} });
  onTestFinished(() => connections.dispose());
  let hubAddress = address;
  const hub = createHub({
    outlet: connections.outlet,
    clock: systemClock,
    address: () => hubAddress,
    mirrors: () => options.mirrors ?? [],
    token: () => Promise.resolve(options.token ?? null),
  });
  const models = new Map<string, string[]>();
  const keptFolder = path.join(folder, "kept");
  mkdirSync(keptFolder);
  const listeners = new Set<() => void>();
  const home = options.home ?? path.join(folder, "home");
  const open = (): Downloads =>
    createDownloads({
      store,
      hub,
      clock,
      logger,
      ids: createIds(systemClock),
      paths: { data: folder, resources: folder },
      settings: () => store.settings.get(),
      changed: () => {
        for (const listener of listeners) listener();
      },
      hasModel: (id) => models.has(id),
      async keep({ id, files }, signal) {
        await options.keeping?.(signal);
        const kept = files.map((_, index) => path.join(keptFolder, `${id}-${index}`));
        for (const [index, file] of files.entries()) {
          copyFileSync(file, kept[index] ?? "");
          rmSync(file);
        }
        models.set(id, kept);
      },
      link: options.link ?? (() => Promise.reject(new Error("nothing is linked"))),
      foundFiles: createFoundFiles({ platform: "linux", home, env: {} }, (files) =>
        Promise.resolve(sha256(Buffer.concat(files.map((file) => readFileSync(file))))),
      ),
      freeBytes: options.freeBytes ?? (() => Promise.resolve(1e12)),
    });
  let downloads = open();
  onTestFinished(() => downloads.dispose());
  const find = (id: string): Download => {
    const found = downloads.list().find((each) => each.id === id);
    if (!found) throw new Error(`There is no download ${id}`);
    return found;
  };
  /** Waits until the download is as it should be. */
  const until = (id: string, isSo: (download: Download) => boolean): Promise<Download> => {
    const met = Promise.withResolvers<Download>();
    const look = (): void => {
      const now = find(id);
      if (isSo(now)) met.resolve(now);
    };
    listeners.add(look);
    look();
    return met.promise.finally(() => listeners.delete(look));
  };
  return {
    store,
    hub,
    clock,
    logger,
    folder,
    models,
    get downloads() {
      return downloads;
    },
    find,
    /** Bytes that came in over all connections so far, as the ledger has them. */
    read: () => connections.totals().reduce((sum, { receivedBytes }) => sum + receivedBytes, 0),
    setAddress(next: string): void {
      hubAddress = next;
    },
    until,
    ended: (id: string) => until(id, ({ state }) => state === "done" || state === "failed" || state === "paused"),
    start: (input: Partial<DownloadStart> & { repo: string }) =>
      downloads.start({ revision: "main", file: null, sha256: null, ...input }),
    /** Closes them and opens them again on the same library. */
    async reopen(): Promise<void> {
      await downloads.dispose();
      downloads = open();
    },
    partial: () => readdirSync(path.join(folder, "models", "partial")),
    /** The bytes of the model that was kept. */
    bytesOf: (id: string) => Buffer.concat((models.get(id) ?? []).map((file) => readFileSync(file))),
  };
}

/** The bytes of a file that passes for a model. */
export function someModel(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 24;
  }
  bytes.write("GGUF");
  return bytes;
}
