import process from "node:process";
import { toAppError } from "../contract/errors.ts";
import type { FromReader, ToReader } from "../core/library/reading/readerProtocol.ts";
import { endOnUncaught } from "../core/uncaughtInChild.ts";
import { closeNetwork } from "./closeNetwork.ts";
import { watchMemory } from "./memoryWatch.ts";
import { openPort } from "./port.ts";
import type { Unpacked } from "./unpackArchive.ts";

/*
 * The reader: bytes in, pages out, one document at a time. It holds whatever a hostile file makes of it, so it has nothing to
 * lose: no file but the application's own and no second process (the shell starts it so), and nothing to fetch with.
 */

closeNetwork();
endOnUncaught();
const port = openPort();
const memoryMb = Number(process.env["TRAMONTANE_READER_MEMORY_MB"]);
if (memoryMb > 0) watchMemory(memoryMb);

// The parsers take a moment to load; what is asked meanwhile waits for them.
const parsers = import("./readDocument.ts");
let last: Promise<void> = Promise.resolve();

port.onMessage((message) => {
  last = last.then(async () => {
    try {
      port.send(await answer(message));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === "INTERNAL")
        process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
      port.send({ type: "failed", id: message.id, problem: error.toProblem() });
    }
  });
});

/** the archive that is being unpacked */
let unpacking: AsyncGenerator<Unpacked, void, boolean | undefined> | null = null;

async function answer(message: ToReader): Promise<FromReader> {
  const { id } = message;
  if (message.type === "read") {
    const { readDocument } = await parsers;
    const result = await readDocument(message, {
      pages: (pages) => port.send({ type: "pages", id, pages }),
      progress: (done, total, stage) => port.send({ type: "progress", id, done, total, stage }),
    });
    return { type: "done", id, result };
  }
  if (message.type === "unpack") {
    const { unpackArchive } = await import("./unpackArchive.ts");
    unpacking = unpackArchive(message);
  }
  const next = await unpacking?.next(message.type === "next" && message.leave);
  return next === undefined || next.done === true ? { type: "unpacked", id } : { ...next.value, id };
}

port.send({ type: "ready" });
