import { expect } from "vitest";

import type { TextWorker } from "../../electron/core/textWorker/textTask.ts";

/**
 * What a task keeps ready under a key belongs to the test file it was made in: files that share a worker number their
 * documents alike.
 */
function ofThisFile<Input>(input: Input): Input {
  if (typeof input !== "object" || input === null || !("key" in input)) return input;
  return { ...input, key: `${expect.getState().testPath} ${String(input.key)}` };
}

/** Runs tasks where they are asked for, on copies as the thread does, and answers later as the thread does. */
export const directTextWorker: TextWorker = {
  run: async (task, input) =>
    structuredClone(task.run(structuredClone(ofThisFile(input)), { info() {}, warn() {}, error() {} })),
};
