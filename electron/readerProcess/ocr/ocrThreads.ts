import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { ReadLimits } from "../../contract/settings.ts";
import { uncaughtLine, whereOf } from "../../core/uncaughtInChild.ts";
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
  /** of each of its WebAssembly modules */
  readonly memoryMb: number;
  busy: boolean;
}

interface Answered {
  readonly result: OcrResult;
  /** more memory might have given another result */
  readonly starved: boolean;
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
  const size = options.threads ?? threadsFor(limits, file.length, availableParallelism(), isLean);
  const pageMs = limits.seconds * 1000;
  const threads: Thread[] = [];
  const waiting: (() => void)[] = [];
  let language: OcrLanguage = options.language ?? "eng";
  let first: Promise<OcrResult> | undefined;
  let closed = false;
  /** threads at a time; fewer than `size` once a page was too large for its share of the memory */
  let together = size;

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
    const thread = await freeThread();
    // A file that fills the memory by itself is read without its pictures rather than not at all.
    if (!thread) return { kind: "failed", cause: "memory" };
    const { result, starved } = await ask(thread, { ...request, language });
    for (const wake of waiting.splice(0)) wake();
    if (starved && thread.memoryMb < wasmMemoryMb(limits, 1)) {
      // The pages of a scan are alike: from here on one at a time has all the memory.
      together = 1;
      return run(request);
    }
    if (result.kind === "text") language = result.text.language;
    return result;
  }

  /** One that is idle, else a new one where there is room, else the next that becomes idle; null where there is room for none. */
  async function freeThread(): Promise<Thread | null> {
    for (;;) {
      const memoryMb = wasmMemoryMb(limits, together);
      await Promise.all(threads.filter((thread) => !thread.busy && thread.memoryMb < memoryMb).map(drop));
      const idle = threads.find(({ busy }) => !busy);
      const thread = idle ?? (threads.length < together && hasRoom() ? start(memoryMb) : null);
      if (thread) {
        thread.busy = true;
        return thread;
      }
      if (threads.length === 0) return null;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  /** What the process holds now decides: the tables of one document take more than those of another. */
  function hasRoom(): boolean {
    const more = threads.length > 0 ? (isLean ? lean : usual).threadMb + spareMb : leastThreadMb;
    return process.memoryUsage.rss() / 2 ** 20 + more < limits.memoryMb;
  }

  function start(memoryMb: number): Thread {
    const data: OcrThreadData = { file, password, memoryMb };
    const worker = new Worker(threadEntry(), { workerData: data, stdout: true, stderr: true });
    // Nobody caught it in the thread, which ends: its page is told as unread and the next one gets a new thread.
    worker.on("error", (error) => void process.stderr.write(`${uncaughtLine} in a thread: ${whereOf(error)}\n`));
    const thread = { worker, memoryMb, busy: false };
    threads.push(thread);
    return thread;
  }

  function ask(thread: Thread, task: OcrTask): Promise<Answered> {
    const { worker } = thread;
    return new Promise((resolve) => {
      const settle = (result: OcrResult, starved = false) => {
        clearTimeout(timer);
        worker.off("message", onMessage);
        worker.off("exit", onExit);
        thread.busy = false;
        if (result.kind === "failed") void drop(thread);
        resolve({ result, starved });
      };
      const onMessage = (answer: OcrAnswer) => {
        if (answer.type === "lines") void tellLanguages(worker, answer.lines);
        else if (answer.type === "recognized") settle(answer.outcome, answer.starved);
        else settle({ kind: "failed", cause: "picture" }, answer.starved);
      };
      const onExit = () => settle({ kind: "failed", cause: "picture" });
      const timer = setTimeout(() => settle({ kind: "failed", cause: "time" }), pageMs);
      worker.on("message", onMessage);
      worker.on("exit", onExit);
      if (closed) settle({ kind: "failed", cause: "picture" });
      else worker.postMessage(task);
    });
  }

  async function drop(thread: Thread): Promise<void> {
    const at = threads.indexOf(thread);
    if (at >= 0) threads.splice(at, 1);
    await thread.worker.terminate();
  }
}

const mostLanguages = 4;

async function tellLanguages(worker: Worker, lines: readonly string[]): Promise<void> {
  const message: OcrLanguages = { kind: "languages", languages: await languagesOf(lines, mostLanguages) };
  worker.postMessage(message);
}

/** What memory takes, in MB (2^20 bytes), measured on scans of A4 at 300 dots an inch. */
interface Needs {
  /** the reader with the parser of PDF and a document's usual tables, without its bytes */
  readonly ownMb: number;
  /** a thread that recognises pages */
  readonly threadMb: number;
}

/** By the C library of Linux, told to give back what is freed (see `leanMemory`), and by any other. */
const lean: Needs = { ownMb: 240, threadMb: 125 };
const usual: Needs = { ownMb: 330, threadMb: 130 };
const isLean = process.env["MALLOC_ARENA_MAX"] !== undefined;
/** MB below which even a page that turns out to be blank could cross the limit */
const leastThreadMb = 110;
/** MB that are left below the limit when a further thread starts */
const spareMb = 24;
const mostThreads = 4;

/**
 * How many pages are recognised at a time: as many as the limit of memory and the processor's cores allow, one core left to the
 * rest of the machine.
 * @param cores that this process may use
 * @param memoryIsLean whether what is freed goes back at once
 */
export function threadsFor(
  limits: Pick<ReadLimits, "memoryMb">,
  fileBytes: number,
  cores: number,
  memoryIsLean: boolean,
): number {
  const needs = memoryIsLean ? lean : usual;
  // The message, the parser and the threads hold the file once each.
  const free = limits.memoryMb - needs.ownMb - (3 * fileBytes) / 2 ** 20;
  return Math.max(1, Math.min(mostThreads, cores - 1, Math.floor(free / needs.threadMb)));
}

/**
 * What a page may need that is more than a usual one, such as a picture of 50 million pixels in colour; of several at a time each
 * has its share.
 */
function wasmMemoryMb(limits: ReadLimits, threads: number): number {
  return Math.max(96, Math.min(1024, Math.floor((limits.memoryMb * 0.55) / threads)));
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
