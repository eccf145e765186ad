import type { TokenBudget } from "../llm/tokenBudget.ts";
import { evenly } from "../text/evenly.ts";
import { mergeBounds, wholeCount } from "./bounds.ts";
import type { DraftClaim } from "./draft.ts";
import { groupNodes, mergeCalls, type Node } from "./mergeTree.ts";
import { spareTokens } from "./plan.ts";
import type { Part } from "./reuse.ts";
import { keyOf, type Run, type RunInput, runSteps, stepOf, untitled } from "./runSteps.ts";
import type { Step } from "./stepDeps.ts";
import { extractive } from "./writers/extractive.ts";

/** The points of the whole, from those of its parts, in a tree of merges by a model that only chooses sentences. */
export async function mergeAll(
  run: Run & { readonly drafts: readonly (readonly DraftClaim[])[] },
): Promise<readonly DraftClaim[]> {
  const { input, budget, drafts, pace } = run;
  const { options, session } = input;
  const most = wholeCount(options);
  let nodes: Node[] = drafts.filter((points) => points.length > 0);
  const single = drafts.length === 1 ? nodes[0] : undefined;
  if (single) return single;
  let done = 0;
  let total = mergeCalls(nodes.length);
  for (let level = 1; nodes.length > 1; level += 1) {
    input.onProgress("merging", done, total, pace.leftMs());
    const groups = await groupNodes(nodes, (group) => fitsPrompt(group.flat()));
    if (groups.every((group) => group.length === 1)) {
      const thinner = nodes.map((node) => node.slice(0, Math.ceil(node.length / 2)));
      // Not even two single points and their sentences fit the context: code picks evenly among them.
      if (thinner.every((node, index) => node.length === nodes[index]?.length)) return evenly(thinner.flat(), most);
      nodes = thinner;
      continue;
    }
    const isLast = groups.length === 1;
    const next: Node[] = groups.map((group) => group.flat());
    const merges = groups.flatMap((group, index) => (group.length > 1 ? [{ index, points: group.flat() }] : []));
    total = done + merges.length + mergeCalls(groups.length);
    pace.expect(drafts.length + total);
    await runSteps({
      ...run,
      list: merges.map(({ index, points }) =>
        mergeStep(input, `merge:${String(level)}:${String(index)}`, points, isLast, budget),
      ),
      onDone(index, points, recalled) {
        const merge = merges[index];
        if (merge && points.length > 0) next[merge.index] = points;
        done += 1;
        pace.done(recalled);
        input.onProgress("merging", done, total, pace.leftMs());
      },
    });
    nodes = next;
  }
  return evenly(nodes[0] ?? [], most);

  async function fitsPrompt(points: readonly DraftClaim[]): Promise<boolean> {
    const bounds = mergeBounds(options, true, points.length, budget);
    const prompt = extractive.merge(input, points, bounds);
    const used = await session.countTurns(prompt.turns);
    return used + extractive.answerTokens(prompt, budget) + spareTokens <= budget.contextSize;
  }
}

/** Points that were merged before, with the sentences they cite, need no merging again where none of them has changed. */
function mergeStep(
  input: RunInput,
  key: string,
  points: readonly DraftClaim[],
  isLast: boolean,
  budget: TokenBudget,
): Step {
  const bounds = mergeBounds(input.options, isLast, points.length, budget);
  const prompt = extractive.merge(input, points, bounds);
  const part: Part = {
    key: keyOf(input, extractive.merge(untitled(input), points, bounds)),
    pieces: prompt.cited,
    merges: true,
  };
  return { key, ...stepOf(extractive, prompt, budget), part };
}
