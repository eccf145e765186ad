import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import {
  aConversation,
  aDocument,
  aMessage,
  aSummary,
  openLibrary,
  temporaryFolder,
  type TestLibrary,
} from "../../unit/store/library.ts";

/** `npm run long` kills it more often. */
const runs = process.env.TRAMONTANE_LONG === "1" ? 60 : 8;

function startWriter(folder: string, mode = "write"): ChildProcess {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "writer.ts"), folder, mode], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** All whole lines a writer managed to say until it was killed after `count` of them. */
async function linesUntilKilled(child: ChildProcess, count: number): Promise<string[]> {
  const lines: string[] = [];
  const exited = once(child, "exit");
  if (!child.stdout) throw new Error("no stdout");
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === count) child.kill("SIGKILL");
  }
  await exited;
  expect(child.signalCode).toBe("SIGKILL");
  return lines;
}

it(`loses nothing that was acknowledged when the process is killed, ${runs} times`, async () => {
  const folder = temporaryFolder();
  const first = openLibrary({ folder });
  first.store.documents.put(aDocument());
  first.store.summaries.put(aSummary());
  first.store.conversations.put(aConversation());
  first.store.messages.put(aMessage({ id: "streaming", role: "assistant", status: "streaming" }));
  first.store.close();

  const acknowledged: string[] = [];
  let streamed = 0;
  for (let run = 0; run < runs; run += 1) {
    // Another place in the loop each time; a line cut in two by the kill has no end and does not count.
    const lines = await linesUntilKilled(startWriter(folder), 2 + run * 17);
    for (const line of lines.slice(0, -1)) {
      const [what = "", id = ""] = line.split(" ");
      if (what === "streaming") streamed = Number(id);
      else if (what !== "open") acknowledged.push(`${what} ${id}`);
    }
    const { store }: TestLibrary = openLibrary({ folder });
    expect(store.notices).toEqual([]);
    const messages = new Map(store.messages.list("conversation").map((message) => [message.id, message]));
    const checkpoints = store.summaries.checkpoints("summary");
    for (const line of acknowledged) {
      const [what, id = ""] = line.split(" ");
      if (what === "message") expect(messages.get(id)?.text).toBe(`word ${id}`);
      else expect(checkpoints.get(`map:${id}`)).toEqual({ points: [id] });
    }
    if (lines.some((line) => line.startsWith("streaming"))) {
      expect(messages.get("streaming")?.text.length).toBeGreaterThanOrEqual(streamed);
    }
    expect(store.search.all("word", 200).length).toBe(Math.min(200, messages.size - 1));
    store.close();
  }
  expect(acknowledged.length).toBeGreaterThan(runs * 10);
  // As the next start does.
  const { store } = openLibrary({ folder });
  store.messages.markPartial();
  store.summaries.markInterrupted();
  store.close();
});

it("refuses a folder that another process has open, until that process is gone, however it went", async () => {
  const folder = temporaryFolder();
  const child = startWriter(folder, "hold");
  if (!child.stdout) throw new Error("no stdout");
  await once(child.stdout, "data");
  expect(() => openLibrary({ folder })).toThrow(expect.objectContaining({ code: "DATA_DIR_LOCKED" }));
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  expect(openLibrary({ folder }).store.documents.list()).toEqual([]);
});
