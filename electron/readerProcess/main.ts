import process from "node:process";
import { toAppError } from "../contract/errors.ts";
import { closeNetwork } from "./closeNetwork.ts";
import { watchMemory } from "./memoryWatch.ts";
import { openPort } from "./port.ts";

/*
 * The reader: bytes in, pages out, one document at a time. It holds whatever a hostile file makes of it, so it has nothing to
 * lose: no file but the application's own and no second process (the shell starts it so), and nothing to fetch with.
 */

closeNetwork();
const port = openPort();
const memoryMb = Number(process.env["TRAMONTANE_READER_MEMORY_MB"]);
if (memoryMb > 0) watchMemory(memoryMb);

// The parsers take a moment to load; what is asked meanwhile waits for them.
const parsers = import("./readDocument.ts");
let last: Promise<void> = Promise.resolve();

port.onMessage((message) => {
  const { id } = message;
  last = last.then(async () => {
    try {
      const { readDocument } = await parsers;
      const result = await readDocument(message, {
        pages: (pages) => port.send({ type: "pages", id, pages }),
        progress: (done, total) => port.send({ type: "progress", id, done, total }),
      });
      port.send({ type: "done", id, result });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === "INTERNAL")
        process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
      port.send({ type: "failed", id, problem: error.toProblem() });
    }
  });
});
port.send({ type: "ready" });
