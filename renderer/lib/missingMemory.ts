import type { Problem } from "../../electron/contract/errors.ts";
import { formatsOf } from "../../electron/words/formats.ts";

/** How much memory a model lacks, in the units people know; null where the problem is another, or the numbers are not known. */
export function missingMemory(
  { code, data }: Problem,
  language = "en",
): { missing: string; need: string; free: string } | null {
  if (code !== "MODEL_TOO_LARGE") return null;
  const { missingBytes, needBytes, freeBytes } = data ?? {};
  if (typeof missingBytes !== "number" || typeof needBytes !== "number" || typeof freeBytes !== "number") return null;
  const { bytes } = formatsOf(language);
  return { missing: bytes(missingBytes), need: bytes(needBytes), free: bytes(freeBytes) };
}
