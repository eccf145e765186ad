import { existsSync, realpathSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { AppError, problemToError } from "../../../contract/errors.ts";
import type { ReadLimits } from "../../../contract/settings.ts";
import type { Child, Clock, Logger, ProcessSpawner } from "../../ports.ts";
import { fileError } from "../fileErrors.ts";
import type { Reader, ReadHandlers, ReadRequest, ReadResult } from "./reader.ts";
import { type FromReader, memoryLimitLine, type ToReader } from "./readerProtocol.ts";
import { residentBytes } from "./residentBytes.ts";

/** How often the child's memory is looked at while it reads, in milliseconds. */
const watchMs = 100;
/** Share of its memory limit that a child may hold to be used again. */
const mostKept = 0.5;
const megabyte = 2 ** 20;

interface Held {
  readonly child: Child;
  readonly memoryMb: number;
  gone: boolean;
  /** where messages and the end of the child go while a document is read */
  listener: { message(message: FromReader): void; exit(how: string): void } | null;
  lastLine: string;
}

/**
 * The reader process seen from the shell. One child is kept warm; after a crash, a crossed limit or a cancel it is killed and the
 * next one starts at once. Seconds and memory are enforced from here, because a parser that hangs or swells does not listen.
 */
export function createReader(deps: { spawner: ProcessSpawner; clock: Clock; logger: Logger }): Reader {
  const { spawner, clock, logger } = deps;
  let held: Held | null = null;
  let tail: Promise<unknown> = Promise.resolve();
  let readings = 0;
  let disposed = false;

  return {
    read(request, handlers) {
      const turn = tail.then(() => readOne(request, handlers));
      tail = turn.catch(() => {});
      return turn;
    },
    async dispose() {
      disposed = true;
      if (held) drop(held);
      await tail;
    },
  };

  async function readOne(request: ReadRequest, handlers: ReadHandlers): Promise<ReadResult> {
    const { limits, name, password } = request;
    if (disposed || handlers.signal?.aborted) throw new AppError("CANCELLED");
    const bytes = await readBytes(request.path, limits);
    if (disposed || handlers.signal?.aborted) throw new AppError("CANCELLED");
    const current = childFor(limits);
    const id = ++readings;
    return new Promise<ReadResult>((resolve, reject) => {
      const settle = (end: () => void) => {
        deadline.clear();
        watch.clear();
        handlers.signal?.removeEventListener("abort", onAbort);
        current.listener = null;
        end();
      };
      const stop = (error: AppError) =>
        settle(() => {
          drop(current);
          reject(error);
        });
      const fail = (error: unknown) => settle(() => reject(error));
      const onAbort = () => stop(new AppError("CANCELLED"));
      const memoryError = () => new AppError("READ_MEMORY_LIMIT", { data: { limitMb: limits.memoryMb } });
      const onDeadline = () => stop(new AppError("READ_TIMEOUT", { data: { limitSeconds: limits.seconds } }));
      let deadline = clock.setTimeout(onDeadline, limits.seconds * 1000);
      let watch = clock.setTimeout(look, watchMs);
      function look() {
        const resident = residentBytes(current.child.pid);
        if (resident !== null && resident > limits.memoryMb * megabyte) stop(memoryError());
        else watch = clock.setTimeout(look, watchMs);
      }
      current.listener = {
        message(message) {
          if (message.type === "ready" || message.id !== id) return;
          switch (message.type) {
            case "pages":
              // What the receiver throws (a full disk) ends the reading.
              try {
                handlers.onPages(message.pages);
              } catch (error) {
                settle(() => {
                  drop(current);
                  reject(error);
                });
              }
              return;
            case "progress":
              // A page that is recognised has the seconds of a document to itself; the reader sees to it, and gives it up alone.
              if (message.stage === "recognizing") {
                deadline.clear();
                deadline = clock.setTimeout(onDeadline, 2 * limits.seconds * 1000);
              }
              handlers.onProgress?.(message.done, message.total, message.stage);
              return;
            case "done":
              settle(() => resolve(message.result));
              // A child grown large is not kept: recognising a page takes a third of the limit beside what is held.
              if ((residentBytes(current.child.pid) ?? 0) > mostKept * limits.memoryMb * megabyte) drop(current);
              return;
            case "failed":
              fail(problemToError(message.problem));
              return;
            case "listed":
            case "piece":
            case "skipped":
            case "unpacked":
              // Answers about an archive, which has a process of its own.
              fail(new AppError("READER_CRASHED"));
          }
        },
        exit(how) {
          logger.warn("The reader process ended while it read", { how, lastLine: current.lastLine });
          fail(outOfMemory(current.lastLine) ? memoryError() : new AppError("READER_CRASHED"));
        },
      };
      handlers.signal?.addEventListener("abort", onAbort, { once: true });
      const message: ToReader = {
        type: "read",
        id,
        name,
        bytes,
        password: password ?? null,
        limits,
        recognized: request.recognized ?? [],
      };
      current.child.send(message);
    });
  }

  function childFor(limits: ReadLimits): Held {
    if (held && !held.gone && held.memoryMb === limits.memoryMb) return held;
    if (held) drop(held);
    const child = spawner.spawn("reader", {
      execArgv: readerFlags(limits.memoryMb),
      env: { ...leanMemory(), TRAMONTANE_READER_MEMORY_MB: String(limits.memoryMb) },
    });
    const next: Held = { child, memoryMb: limits.memoryMb, gone: false, listener: null, lastLine: "" };
    child.onMessage((message) => next.listener?.message(message as FromReader));
    child.onStderr((line) => {
      if (!outOfMemory(next.lastLine)) next.lastLine = line;
    });
    child.onExit(({ code, signal }) => {
      next.gone = true;
      if (held === next) held = null;
      // The last lines of stderr may come after the exit.
      clock.setTimeout(() => next.listener?.exit(signal ?? `code ${code ?? "unknown"}`), 50);
    });
    held = next;
    return next;
  }

  function drop(gone: Held): void {
    if (held === gone) held = null;
    gone.gone = true;
    gone.child.kill();
    const { listener } = gone;
    gone.listener = null;
    if (listener && disposed) listener.exit("disposed");
  }
}

async function readBytes(file: string, limits: ReadLimits): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > limits.fileMb * megabyte) {
      throw new AppError("FILE_TOO_LARGE", { data: { bytes: size, limitMb: limits.fileMb } });
    }
    if (size === 0) throw new AppError("DOCUMENT_EMPTY");
    return await readFile(file);
  } catch (error) {
    throw fileError(error);
  }
}

export function outOfMemory(line: string): boolean {
  return line.includes(memoryLimitLine) || /heap out of memory|Allocation failed|allocation failure/i.test(line);
}

/**
 * On plain Node the child runs under the permission model: it may read the application's own code and data and nothing
 * else, write nothing and start no process. Electron's utility process has no such model.
 */
export function readerFlags(memoryMb: number): string[] {
  const heap = `--max-old-space-size=${memoryMb}`;
  if (process.versions["electron"]) return [heap];
  const root = applicationRoot();
  // The packages may lie elsewhere, behind a link.
  const folders = [root, realpathSync(path.join(root, "node_modules"))];
  const reads = folders.map((folder) => `--allow-fs-read=${folder}`);
  return [heap, "--disable-warning=SecurityWarning", "--permission", "--allow-worker", ...reads];
}

/**
 * What the C library of Linux gives back of what was freed, and how few pools it keeps: the threads of a reader that recognises scans
 * take a fifth less. Other systems and other libraries do not know these names; Electron has an allocator of its own.
 */
export function leanMemory(): Readonly<Record<string, string>> {
  if (process.platform !== "linux" || process.versions["electron"]) return {};
  return { MALLOC_ARENA_MAX: "2", MALLOC_TRIM_THRESHOLD_: "131072", MALLOC_MMAP_THRESHOLD_: "65536" };
}

/** The folder that holds the program and its packages: the nearest one above with a package.json. */
function applicationRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, "package.json"))) {
    const parent = path.dirname(folder);
    if (parent === folder) return import.meta.dirname;
    folder = parent;
  }
  return folder;
}
