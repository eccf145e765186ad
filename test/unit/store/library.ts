import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Document } from "../../../electron/contract/documents.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import type { Clock, Logger } from "../../../electron/core/ports.ts";
import { aPage, aPassage } from "./samples.ts";

export * from "./samples.ts";

/** A clock that stands until it is moved; timers run as it passes them. */
export function standingClock(now = Date.UTC(2026, 5, 1)): Clock & { advance(ms: number): void } {
  const timers = new Set<{ at: number; run: () => void }>();
  const clock = { now };
  return {
    now: () => clock.now,
    monotonic: () => clock.now,
    setTimeout(run, ms) {
      const timer = { at: clock.now + ms, run };
      timers.add(timer);
      return { clear: () => void timers.delete(timer) };
    },
    advance(ms) {
      clock.now += ms;
      for (const timer of [...timers].filter((each) => each.at <= clock.now)) {
        timers.delete(timer);
        timer.run();
      }
    },
  };
}

/** Keeps what was logged at the levels that say that something is wrong. */
export function recordingLogger(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (message: string, data?: Record<string, unknown>): void =>
    void lines.push(`${message} ${JSON.stringify(data ?? {})}`);
  return { lines, info: () => {}, warn: keep, error: keep };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "tramontane-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestLibrary {
  readonly store: Store;
  readonly folder: string;
  readonly file: string;
  readonly clock: ReturnType<typeof standingClock>;
  readonly logger: ReturnType<typeof recordingLogger>;
}

/** A real library in a folder of its own, closed and deleted after the test. */
export function openLibrary(
  options: { folder?: string; clock?: TestLibrary["clock"]; key?: Buffer; version?: string } = {},
): TestLibrary {
  const folder = options.folder ?? temporaryFolder();
  const clock = options.clock ?? standingClock();
  const logger = recordingLogger();
  const { key = null, version } = options;
  const paths = { data: folder, resources: folder };
  const store = openStore({ paths, clock, logger, key, ...(version === undefined ? {} : { version }) });
  onTestFinished(() => store.close());
  return { store, folder, file: path.join(folder, "library.db"), clock, logger };
}

/** A document that was read, with passages that can be found. */
export function addReadDocument(store: Store, document: Document, passages: readonly string[]): void {
  store.documents.put(document);
  store.documents.addPages(
    document.id,
    passages.map((text, index) => aPage(index + 1, text)),
  );
  store.documents.finish(document.id, { ...document, pages: passages.length, outline: [] });
  store.documents.setPassages(
    document.id,
    passages.map((text, index) => aPassage(text, index + 1)),
  );
}
