import type { TextWorker } from "../../electron/core/textWorker/textTask.ts";

let file = 0;

/**
 * Begins a test file: what a task keeps ready under a key is not found by the files after it, which share the worker and
 * number their documents alike.
 */
export function startTestFile() {
  file += 1;
}

function ofThisFile<Input>(input: Input): Input {
  if (typeof input !== "object" || input === null || !("key" in input)) return input;
  return { ...input, key: `${file} ${String(input.key)}` };
}

/** Runs tasks where they are asked for, on copies as the thread does, and answers later as the thread does. */
export const directTextWorker: TextWorker = {
  run: async (task, input) =>
    structuredClone(task.run(structuredClone(ofThisFile(input)), { info() {}, warn() {}, error() {} })),
};
