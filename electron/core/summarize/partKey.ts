import { createHash } from "node:crypto";
import { type PointPrompt, promptsHash } from "./writers/prompts.ts";
import { partPrefix } from "./reuse.ts";

/**
 * Everything that the points of a chunk depend on but its place in the document: the same sentences under the same headings,
 * asked of the same model in the same words; of a merge, the same notes and sentences. The seed is left out, for another
 * summary always has another.
 *
 * @param prompt of the step, as if its chunk were the first of a document without a title
 */
export function partKey(
  prompt: Pick<PointPrompt, "turns" | "bounds">,
  {
    modelId,
    temperature,
    written,
    pipeline,
  }: { modelId: string; temperature: number; written: string; pipeline: string },
): string {
  const input = [prompt.turns, prompt.bounds, modelId, temperature, written, promptsHash, pipeline];
  return partPrefix + createHash("sha256").update(JSON.stringify(input)).digest("hex");
}
