import type { Problem } from "../../electron/contract/errors.ts";
import { formatBytes } from "./format.ts";

/** How much memory a model lacks, in the units people know; null where the problem is another, or the numbers are not known. */
export function missingMemory({ code, data }: Problem): { missing: string; need: string; free: string } | null {
  if (code !== "MODEL_TOO_LARGE") return null;
  const { missingBytes, needBytes, freeBytes } = data ?? {};
  if (typeof missingBytes !== "number" || typeof needBytes !== "number" || typeof freeBytes !== "number") return null;
  return { missing: formatBytes(missingBytes), need: formatBytes(needBytes), free: formatBytes(freeBytes) };
}
