import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { ReadLimits } from "../../contract/settings.ts";
import { languagesOf, type OcrLanguage } from "./languages.ts";
import type { OcrAnswer, OcrLanguages, OcrTask, OcrThreadData } from "./ocrProtocol.ts";
import type { OcrOutcome } from "./recognizePage.ts";

/** A task without the language, which is known only when its turn comes. */
export type OcrRequest = OcrTask extends infer Task ? (Task extends OcrTask ? Omit<Task, "language"> : never) : never;

/** `picture`: it cannot be drawn, which may be for want of memory within the thread; `memory`: there is none for a thread. */
export type OcrResult = OcrOutcome | { readonly kind: "failed"; readonly cause: "picture" | "time" | "memory" };

export interface OcrThreads {
  /** how many pages are recognised at a time */
  readonly size: number;
  /** Waits for a free thread. The first page goes alone, since its language is the guess for the others. */
  recognize(request: OcrRequest): Promise<OcrResult>;
  close(): Promise<void>;
}

interface Thread {
  readonly worker: Worker;
  busy: boolean;
}

/** Threads that recognise pages of one file, started as they are needed, replaced when a page was too much for one. */
export function createOcrThreads(options: {
  readonly file: Uint8Array;
  readonly password: string | null;
  readonly limits: ReadLimits;
  readonly language: OcrLanguage | null;
  /** instead of as many as memory and processor allow */
  readonly threads?: number;
}): OcrThreads {
  const { password, limits } = options;
  const file = shared(options.file);
  const size = options.threads ?? threadsFor(limits, file.length);
  const pageMs = limits.seconds * 1000;
  const threads: Thread[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;
  let language: OcrLanguage = options.language ?? "eng";
  let first: Promise<OcrResult> | undefined;
  let closed = false;

  return {
    size,
    async recognize(request) {
      if (first) await first;
      else return (first = run(request));
      return run(request);
    },
    async close() {
      closed = true;
      await Promise.all(threads.splice(0).map(({ worker }) => worker.terminate()));
    },
  };

  async function run(request: OcrRequest): Promise<OcrResult> {
    if (running >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      const free = threads.find(({ busy }) => !busy);
      // A file that fills the memory by itself is read without its pictures rather than not at all.
      if (!free && !hasRoom()) return { kind: "failed", cause: "memory" };
      const thread = free ?? start();
      thread.busy = true;
      const result = await ask(thread, { ...request, language });
      if (result.kind === "text") language = result.text.language;
      return result;
    } finally {
      running--;
      waiting.shift()?.();
    }
  }

  function hasRoom(): boolean {
    return process.memoryUsage.rss() / 2 ** 20 + (threads.length > 0 ? threadMb : leastThreadMb) < limits.memoryMb;
  }

  function start(): Thread {
    const data: OcrThreadData = { file, password, memoryMb: wasmMemoryMb(limits) };
    const worker = new Worker(threadEntry(), { workerData: data, stdout: true, stderr: true });
    // What goes wrong is told by the end of the thread.
    worker.on("error", () => {});
    const thread = { worker, busy: false };
    threads.push(thread);
    return thread;
  }

  function ask(thread: Thread, task: OcrTask): Promise<OcrResult> {
    const { worker } = thread;
    return new Promise((resolve) => {
      const settle = (result: OcrResult) => {
        clearTimeout(timer);
        worker.off("message", onMessage);
        worker.off("exit", onExit);
        thread.busy = false;
        if (result.kind === "failed") drop(thread);
        resolve(result);
      };
      const onMessage = (answer: OcrAnswer) => {
        if (answer.type === "lines") void tellLanguages(worker, answer.lines);
        else settle(answer.type === "recognized" ? answer.outcome : { kind: "failed", cause: "picture" });
      };
      const onExit = () => settle({ kind: "failed", cause: "picture" });
      const timer = setTimeout(() => settle({ kind: "failed", cause: "time" }), pageMs);
      worker.on("message", onMessage);
      worker.on("exit", onExit);
      if (closed) settle({ kind: "failed", cause: "picture" });
      else worker.postMessage(task);
    });
  }

  function drop(thread: Thread): void {
    const at = threads.indexOf(thread);
    if (at >= 0) threads.splice(at, 1);
    void thread.worker.terminate();
  }
}

const mostLanguages = 4;

async function tellLanguages(worker: Worker, lines: readonly string[]): Promise<void> {
  const message: OcrLanguages = { kind: "languages", languages: await languagesOf(lines, mostLanguages) };
  worker.postMessage(message);
}

/** MB (2^20 bytes) of the reader with the parser of PDF and a document's usual tables, without its bytes */
const ownMb = 330;
/** MB of a thread that recognises a page of A4 at 300 dots an inch, measured */
const threadMb = 130;
/** MB below which even a page that turns out to be blank could cross the limit */
const leastThreadMb = 110;
const mostThreads = 4;

/** As many as memory and processor cores allow, one core left to the rest of the machine. */
function threadsFor(limits: ReadLimits, fileBytes: number): number {
  // The message, the parser and the threads hold the file once each.
  const free = limits.memoryMb - ownMb - (3 * fileBytes) / 2 ** 20;
  return Math.max(1, Math.min(mostThreads, availableParallelism() - 1, Math.floor(free / threadMb)));
}

/** What a page may need that is more than a usual one, such as a picture of 50 million pixels in colour. */
function wasmMemoryMb(limits: ReadLimits): number {
  return Math.max(96, Math.min(1024, Math.floor(limits.memoryMb * 0.55)));
}

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** The source beside this file, or the bundle beside the reader's. */
function threadEntry(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const bundled = path.join(here, "ocrThread.js");
  return existsSync(bundled) ? bundled : path.join(here, "ocrThread.ts");
}
