import type { CollectionDetail, Member, MemberState } from "../../../electron/contract/collections.ts";

/** What a row says of its document: how far the reading is, then how far the summary. */
export type ShownState = MemberState | "reading" | "unreadable";

export function shownState({ document, state }: Pick<Member, "document" | "state">): ShownState {
  if (document.status === "failed") return "unreadable";
  if (document.status === "reading") return state === "waiting" ? "waiting" : "reading";
  return state;
}

export interface QueueFacts {
  readonly waiting: number;
  readonly failed: number;
  readonly done: number;
  /** read documents that nobody has asked a summary of */
  readonly idle: number;
  readonly reading: number;
  readonly unreadable: number;
  /** summaries asked for, in all */
  readonly total: number;
  readonly current: Member | null;
}

/** The queue in numbers, for the line above the table. */
export function queueFacts({ members }: Pick<CollectionDetail, "members">): QueueFacts {
  const count = (state: ShownState): number => members.filter((member) => shownState(member) === state).length;
  const [waiting, failed, done, idle] = [count("waiting"), count("failed"), count("done"), count("idle")];
  const current = members.find(({ state }) => state === "running") ?? null;
  return {
    waiting,
    failed,
    done,
    idle,
    reading: members.filter(({ document }) => document.status === "reading").length,
    unreadable: count("unreadable"),
    total: waiting + failed + done + (current ? 1 : 0),
    current,
  };
}

/** The order after a document has moved by so many places, or to the first. */
export function moved(ids: readonly string[], id: string, step: number | "first"): string[] {
  const from = ids.indexOf(id);
  if (from < 0) return [...ids];
  const rest = ids.filter((other) => other !== id);
  const to = step === "first" ? 0 : Math.min(rest.length, Math.max(0, from + step));
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}
