import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Conversation, Message } from "../../../electron/contract/chat.ts";
import type { Document, Page } from "../../../electron/contract/documents.ts";
import type { Point, Summary } from "../../../electron/contract/summaries.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import type { NewPassage, Store } from "../../../electron/core/store/store.ts";
import type { Clock, Logger } from "../../../electron/core/ports.ts";

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
export function openLibrary(options: { folder?: string; clock?: TestLibrary["clock"] } = {}): TestLibrary {
  const folder = options.folder ?? temporaryFolder();
  const clock = options.clock ?? standingClock();
  const logger = recordingLogger();
  const store = openStore({ paths: { data: folder, resources: folder }, clock, logger });
  onTestFinished(() => store.close());
  return { store, folder, file: path.join(folder, "library.db"), clock, logger };
}

export const documentId = (digit: string): string => digit.repeat(64).slice(0, 64);

export function aDocument(patch: Partial<Document> = {}): Document {
  return {
    id: documentId("a"),
    name: "lease.pdf",
    format: "pdf",
    title: "Lease of the old mill",
    bytes: 1234,
    pages: 0,
    words: 0,
    language: "en",
    status: "reading",
    problem: null,
    unread: [],
    notes: [],
    rendered: true,
    pinned: false,
    createdAt: 1,
    updatedAt: 1,
    readMs: null,
    ...patch,
  };
}

export function aPage(number: number, text: string, patch: Partial<Page> = {}): Page {
  return {
    number,
    label: null,
    text,
    blocks: [{ kind: "paragraph", start: 0, end: text.length }],
    sentences: [{ id: `p${number}.s1`, start: 0, end: text.length }],
    status: "read",
    reason: null,
    size: { width: 595, height: 842 },
    runs: [[0, text.length, 72, 72, 200, 12]],
    ...patch,
  };
}

export function aPassage(text: string, page = 1): NewPassage {
  return { page, start: 0, end: text.length, section: null, text };
}

export function aPoint(text: string, patch: Partial<Point> = {}): Point {
  return { id: text, text, section: null, citations: [], support: "verified", reason: null, ...patch };
}

export function aSummary(patch: Partial<Summary> = {}): Summary {
  return {
    id: "summary",
    documentId: documentId("a"),
    status: "running",
    jobId: "job",
    title: "",
    options: { length: "standard", focus: "" },
    points: [],
    sections: [],
    coverage: null,
    recipe: null,
    timings: null,
    chunks: { done: 0, total: 3 },
    problem: null,
    createdAt: 1,
    ...patch,
  };
}

export function aConversation(patch: Partial<Conversation> = {}): Conversation {
  return {
    id: "conversation",
    title: "Talk",
    pinned: false,
    documentIds: [],
    leafId: null,
    systemPrompt: "",
    createdAt: 1,
    updatedAt: 1,
    ...patch,
  };
}

export function aMessage(patch: Partial<Message> = {}): Message {
  return {
    id: "message",
    conversationId: "conversation",
    parentId: null,
    role: "user",
    text: "",
    status: "done",
    citations: [],
    context: null,
    model: null,
    jobId: null,
    problem: null,
    completionTokens: null,
    tokensPerSecond: null,
    createdAt: 1,
    ...patch,
  };
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
