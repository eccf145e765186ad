import type { DraftClaim } from "./draft.ts";

/** A node of the merge tree: the points of a stretch of the document. */
export type Node = readonly DraftClaim[];

/** Children of a parent at most; at least four where there are that many and they fit the context. */
export const fanIn = 5;

/**
 * Groups neighbours for the next level of the tree, as evenly as can be.
 *
 * @param fits whether the points of these nodes fit one prompt
 */
export async function groupNodes<N>(
  nodes: readonly N[],
  fits: (nodes: readonly N[]) => Promise<boolean>,
): Promise<N[][]> {
  const count = Math.ceil(nodes.length / fanIn);
  const groups: N[][] = [];
  for (let group = 0; group < count; group += 1) {
    const from = Math.floor((nodes.length * group) / count);
    const to = Math.floor((nodes.length * (group + 1)) / count);
    for (const part of await halveUntilFits(nodes.slice(from, to), fits)) groups.push(part);
  }
  return groups;
}

/** Calls of the model that merging so many nodes takes. */
export function mergeCalls(nodes: number): number {
  let calls = 0;
  for (let level = nodes; level > 1; level = Math.ceil(level / fanIn)) calls += Math.ceil(level / fanIn);
  return calls;
}

async function halveUntilFits<N>(nodes: N[], fits: (nodes: readonly N[]) => Promise<boolean>): Promise<N[][]> {
  if (nodes.length <= 1 || (await fits(nodes))) return [nodes];
  const middle = Math.ceil(nodes.length / 2);
  const first = await halveUntilFits(nodes.slice(0, middle), fits);
  const second = await halveUntilFits(nodes.slice(middle), fits);
  return [...first, ...second];
}
