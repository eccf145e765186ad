import { readFile } from "node:fs/promises";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readLimitsSchema } from "../../../electron/contract/settings.ts";
import { createReader } from "../../../electron/core/library/reading/readerClient.ts";
import type { ReadResult } from "../../../electron/core/library/reading/reader.ts";
import type { ToReader } from "../../../electron/core/library/reading/readerProtocol.ts";
import type { Child, ProcessSpawner } from "../../../electron/core/ports.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";

const result: ReadResult = {
  format: "text",
  title: null,
  pages: 1,
  words: 1,
  language: "en",
  notes: [],
  rendered: false,
  outline: [],
};

/** Readers that answer so many questions each, and end at the next one as a process does that died unnoticed: without a word. */
function mortalReaders(answers: readonly number[]): { spawner: ProcessSpawner; started: () => number } {
  let started = 0;
  const spawner: ProcessSpawner = {
    spawn(): Child {
      let left = answers[started] ?? 0;
      started += 1;
      let tell: (message: unknown) => void = () => {};
      let end: (how: { code: number | null; signal: string | null }) => void = () => {};
      return {
        pid: undefined,
        send(message) {
          left -= 1;
          const { id } = message as Extract<ToReader, { type: "read" }>;
          queueMicrotask(() =>
            left >= 0 ? tell({ type: "done", id, result }) : end({ code: null, signal: "SIGKILL" }),
          );
        },
        onMessage: (listener) => void (tell = listener),
        onExit: (listener) => void (end = listener),
        onStderr() {},
        kill: () => queueMicrotask(() => end({ code: null, signal: "SIGKILL" })),
      };
    },
  };
  return { spawner, started: () => started };
}

function open(answers: readonly number[]) {
  const file = path.join(temporaryFolder(), "note.txt");
  writeFileSync(file, "Words.");
  const { spawner, started } = mortalReaders(answers);
  const reader = createReader({ spawner, clock: systemClock, logger: { info() {}, warn() {}, error() {} } });
  const request = { load: () => readFile(file), name: "note.txt", limits: readLimitsSchema.parse({}) };
  return { read: () => reader.read(request, { onPages() {} }), started, reader };
}

describe("a reader process that was kept", () => {
  it("and ended before it was asked is replaced, and the document read", async () => {
    const { read, started, reader } = open([1, 1]);
    await read();
    expect(await read()).toEqual(result);
    expect(started()).toBe(2);
    await reader.dispose();
  });

  it("is replaced once: what ends a new process too is not read", async () => {
    const { read, started, reader } = open([1, 0, 1]);
    await read();
    await expect(read()).rejects.toMatchObject({ code: "READER_CRASHED" });
    expect(started()).toBe(2);
    await reader.dispose();
  });
});
