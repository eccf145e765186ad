import { AppError, toAppError } from "../../../contract/errors.ts";
import type { ReadLimits } from "../../../contract/settings.ts";
import { createTurns } from "../../async/createTurns.ts";
import type { Clock, Logger, ProcessSpawner } from "../../ports.ts";
import type { Reader, ReadHandlers, ReadRequest, ReadResult } from "./reader.ts";
import { type ReaderChild, startReaderChild } from "./readerChild.ts";

/** Share of its memory limit that a child may hold to be used again. */
const mostKept = 0.5;
const megabyte = 2 ** 20;

/** Reads documents one after another. One process is kept warm; after a crash, a crossed limit or a cancel the next one is started. */
export function createReader(deps: { spawner: ProcessSpawner; clock: Clock; logger: Logger }): Reader {
  let child: ReaderChild | null = null;
  let readings = 0;
  const inTurn = createTurns();
  const closing = new AbortController();

  return {
    read: (request, handlers) => inTurn(() => readOne(request, handlers)),
    async dispose() {
      closing.abort();
      await inTurn(() => Promise.resolve());
      child?.stop();
      await child?.ended;
    },
  };

  async function readOne(request: ReadRequest, { signal, ...handlers }: ReadHandlers): Promise<ReadResult> {
    const { limits, name, password } = request;
    const stopped = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    if (stopped.aborted) throw new AppError("CANCELLED");
    const bytes = "bytes" in request ? request.bytes : await request.load();
    if (stopped.aborted) throw new AppError("CANCELLED");
    const kept = child;
    let isHeard = false;
    const ask = (reader: ReaderChild): Promise<ReadResult> =>
      reader.ask<ReadResult>({
        message: {
          type: "read",
          id: ++readings,
          name,
          bytes,
          password: password ?? null,
          limits,
          recognized: request.recognized ?? [],
        },
        signal: stopped,
        seconds: limits.seconds,
        totalSeconds: limits.totalMinutes * 60,
        onMessage(message, extend) {
          isHeard = true;
          switch (message.type) {
            case "pages":
              extend(limits.seconds);
              handlers.onPages(message.pages);
              return null;
            case "progress":
              // A page that is recognised has seconds of its own; the reader sees to it, and gives it up alone.
              extend((message.stage === "recognizing" ? 2 : 1) * limits.seconds);
              handlers.onProgress?.(message.done, message.total, message.stage);
              return null;
            case "done":
              return { answer: message.result };
            case "listed":
            case "piece":
            case "skipped":
            case "unpacked":
              // Answers about an archive, which has a process of its own.
              throw new AppError("READER_CRASHED");
          }
        },
      });
    let current = childFor(limits);
    let result: ReadResult;
    try {
      result = await ask(current);
    } catch (thrown) {
      // A process that was kept may have ended before it was asked, and its end be told only now: nobody has read then.
      if (current !== kept || isHeard || toAppError(thrown).code !== "READER_CRASHED") throw thrown;
      current = childFor(limits);
      result = await ask(current);
    }
    // A child grown large is not kept: recognising a page takes a third of the limit beside what is held.
    if (current.residentBytes() > mostKept * limits.memoryMb * megabyte) current.stop();
    return result;
  }

  function childFor(limits: ReadLimits): ReaderChild {
    if (child?.isUsable && child.memoryMb === limits.memoryMb) return child;
    child?.stop();
    child = startReaderChild(deps, limits);
    return child;
  }
}
