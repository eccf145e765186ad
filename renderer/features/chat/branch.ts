import type { Message } from "../../../electron/contract/chat.ts";

/** A message of the branch that is shown, and its place among the versions beside it. */
export interface BranchEntry {
  readonly message: Message;
  /** messages with the same parent, oldest first, this one included */
  readonly siblings: readonly Message[];
  /** place in `siblings`, from 0 */
  readonly index: number;
}

/** The chain of parents from the root to `leafId`; empty for a conversation without messages. */
export function shownBranch(messages: readonly Message[], leafId: string | null): BranchEntry[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const byParent = Map.groupBy(messages, ({ parentId }) => parentId);
  const branch: BranchEntry[] = [];
  const seen = new Set<string>();
  let at = leafId === null ? undefined : byId.get(leafId);
  // one bad row must not make a conversation unopenable: a circle ends where it closes
  while (at && !seen.has(at.id)) {
    const message = at;
    seen.add(message.id);
    const siblings = (byParent.get(message.parentId) ?? [message]).toSorted((a, b) => a.createdAt - b.createdAt);
    branch.push({ message, siblings, index: siblings.findIndex(({ id }) => id === message.id) });
    at = message.parentId === null ? undefined : byId.get(message.parentId);
  }
  return branch.toReversed();
}
