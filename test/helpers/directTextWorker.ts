import type { TextWorker } from "../../electron/core/textWorker/textTask.ts";

/** Runs tasks where they are asked for, on copies as the thread does, and answers later as the thread does. */
export const directTextWorker: TextWorker = {
  run: async (task, input) => structuredClone(task.run(structuredClone(input), { info() {}, warn() {}, error() {} })),
};
