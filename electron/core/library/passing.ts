import { AppError } from "../../contract/errors.ts";
import type { Clock, Logger } from "../ports.ts";
import type { Store } from "../store/store.ts";
import type { Documents, Received, Taking } from "./createDocuments.ts";

/** Somebody who needs a document; disposed of without `end`, it was broken off. */
export interface Need extends AsyncDisposable {
  /** @param isDone nobody goes on with it: where it was held, it need not outlive the process */
  end(isDone: boolean): Promise<void>;
}

/** Documents that are worked on and not kept: nothing lists them, and they go away when nobody needs them. */
export interface Passing {
  /**
   * Takes one in. What is in the library already stays there as it is; what was thrown away lies in the bin again at the end.
   * @param idleMs how long it stays while nobody needs it; 0: until the first who needed it is done
   * @throws as `Documents.receive`
   */
  receive(
    file: { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> },
    idleMs: number,
  ): Promise<Received>;
  /**
   * How a document is taken in that is not kept and is needed from the moment it is there. What is in the library already stays there.
   * @param needed told of the need; one for each time it is taken in
   * @param holdMs how long it outlives the process where the need is broken off; 0: not at all
   */
  taking(needed: (need: Need, id: string) => void, holdMs: number): Taking;
  /** Needs these, kept or not, until what is returned is disposed of. @throws NOT_FOUND */
  need(ids: readonly string[]): AsyncDisposable;
  /** Deletes one now; one that is needed once it is not any more. @throws NOT_FOUND for what is not there or is kept */
  discard(id: string): Promise<void>;
  /** Deletes all of them, needed or not: those that the last process left, or those of this one at its end. What is held stays. */
  discardAll(): Promise<void>;
}

export interface PassingDeps {
  readonly store: Store;
  readonly documents: Pick<Documents, "receive" | "discard">;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Stay {
  needs: number;
  /** somebody who held it was broken off */
  isHeldOver: boolean;
  idleMs: number;
  timer: { clear(): void } | null;
}

export function createPassing({ store, documents, clock, logger }: PassingDeps): Passing {
  const stays = new Map<string, Stay>();

  return {
    async receive(file, idleMs) {
      const received = await documents.receive({ ...file, pass: true });
      const id = received.documentId;
      if (!store.documents.isPassing(id)) return received;
      const stay = stayOf(id);
      // Of two who brought it the one who wants it longer counts.
      stay.idleMs = Math.max(stay.idleMs, idleMs);
      if (stay.needs === 0 && stay.idleMs > 0) wait(id, stay);
      return received;
    },

    taking: (needed, holdMs) => ({
      pass: true,
      onTaken(id) {
        const until = clock.now() + holdMs;
        if (holdMs > 0) store.documents.hold(id, until);
        needed(needOf(id, holdMs > 0), id);
      },
    }),

    need(ids) {
      for (const id of ids) {
        if (store.documents.get(id) === null) throw new AppError("NOT_FOUND", { data: { documentId: id } });
      }
      const needs = [...new Set(ids)].map((id) => needOf(id, false));
      return {
        async [Symbol.asyncDispose]() {
          for (const each of needs) await each.end(true);
        },
      };
    },

    async discard(id) {
      if (!store.documents.isPassing(id)) throw new AppError("NOT_FOUND", { data: { documentId: id } });
      const stay = stayOf(id);
      stay.idleMs = 0;
      if (stay.needs === 0) await leave(id);
    },

    async discardAll() {
      for (const { timer } of stays.values()) timer?.clear();
      stays.clear();
      for (const id of store.documents.notHeld(clock.now())) await documents.discard(id, () => false);
    },
  };

  function needOf(id: string, holds: boolean): Need {
    const stay = stayOf(id);
    stay.needs += 1;
    stay.timer?.clear();
    stay.timer = null;
    let isEnded = false;
    const end = async (isDone: boolean): Promise<void> => {
      if (isEnded) return;
      isEnded = true;
      stay.needs -= 1;
      if (holds && !isDone) stay.isHeldOver = true;
      if (stay.needs > 0) return;
      if (!stay.isHeldOver && holds) store.documents.hold(id, null);
      if (!store.documents.isPassing(id)) stays.delete(id);
      else if (stay.idleMs === 0) await leave(id);
      else wait(id, stay);
    };
    return { end, [Symbol.asyncDispose]: () => end(false) };
  }

  function stayOf(id: string): Stay {
    const known = stays.get(id);
    if (known) return known;
    const stay: Stay = { needs: 0, isHeldOver: false, idleMs: 0, timer: null };
    stays.set(id, stay);
    return stay;
  }

  function wait(id: string, stay: Stay): void {
    stay.timer?.clear();
    stay.timer = clock.setTimeout(() => {
      leave(id).catch((error: unknown) =>
        logger.warn("A document that is not kept could not be deleted", { error: String(error) }),
      );
    }, stay.idleMs);
  }

  async function leave(id: string): Promise<void> {
    await documents.discard(id, () => (stays.get(id)?.needs ?? 0) > 0 || store.documents.isHeld(id, clock.now()));
    const stay = stays.get(id);
    if (stay?.needs !== 0) return;
    stay.timer?.clear();
    stays.delete(id);
  }
}
