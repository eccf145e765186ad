import process from "node:process";
import type { Runtime } from "./runtime.ts";

/**
 * Bytes that a model may take now, of the computer and its GPU together. The system's number leaves out what other processes
 * hold, the models that embed and rank among them, so none of it is to be counted again.
 */
export async function freeMemory({ llama, gpu }: Runtime): Promise<number> {
  const ram = await llama.getRamState();
  const vram = gpu.type === "cpu" ? null : await llama.getVramState();
  // A GPU of its own brings its own memory; one that shares the computer's adds none.
  const ownVram = vram === null ? 0 : Math.max(0, vram.free - vram.unifiedSize);
  return Math.max(0, Math.min(ram.free, withinLimit(ram.total)) - llama.ramPaddingSize) + ownVram;
}

/**
 * What a container's limit leaves; node-llama-cpp looks at the computer alone. Without a limit Node's number is of no use:
 * on macOS it leaves out all memory that the system would give up at once.
 */
function withinLimit(totalBytes: number): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalBytes ? process.availableMemory() : Infinity;
}
