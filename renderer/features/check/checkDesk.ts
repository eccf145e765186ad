import { createContext, useContext, useSyncExternalStore } from "react";
import type { CheckedClaim, GivenClaim } from "../../../electron/contract/check.ts";
import type { Document } from "../../../electron/contract/documents.ts";
import { internalError, type Problem } from "../../../electron/contract/errors.ts";
import { type Api, callError } from "../../lib/client.ts";
import type { JobFeeds } from "../../lib/jobs.ts";

/** A sentence of the text, and what was found of it. */
export interface DeskClaim extends GivenClaim {
  /** null while it was not checked */
  readonly checked: CheckedClaim | null;
}

export interface DeskState {
  readonly text: string;
  /** those the text is to be held against */
  readonly documentIds: readonly string[];
  /** those of them that could be searched when the check was started */
  readonly heldAgainst: readonly string[];
  /** writing: the text is made ready; the others are of the check that was started last */
  readonly phase: "writing" | "running" | "stopped" | "failed" | "done";
  /** sentences of the text as it was when the check was started, in its order; null until they are known */
  readonly claims: readonly DeskClaim[] | null;
  readonly problem: Problem | null;
}

/**
 * A text that is held against documents, for as long as the page lives: the check goes on while another view is shown. Sentences that
 * were checked against the same documents are not checked again.
 */
export interface CheckDesk {
  readonly state: DeskState;
  subscribe(listener: () => void): () => void;
  setText(text: string): void;
  /** Goes back to writing, where they are others than before. */
  setDocuments(documentIds: readonly string[]): void;
  /**
   * @param documents those that can be searched; what was found in others, or in an earlier reading of them, does not count
   * @param useModel asks a model about what code alone cannot vouch for
   */
  check(documents: readonly SearchedDocument[], useModel: boolean): Promise<void>;
  stop(): void;
  /** Back to the text. */
  edit(): void;
}

type SearchedDocument = Pick<Document, "id" | "readMs" | "updatedAt">;

type DeskApi = {
  readonly check: Pick<Api["check"], "claims" | "start">;
  readonly jobs: Pick<Api["jobs"], "cancel">;
};

const empty: DeskState = {
  text: "",
  documentIds: [],
  heldAgainst: [],
  phase: "writing",
  claims: null,
  problem: null,
};

export function createCheckDesk(api: DeskApi, feeds: JobFeeds): CheckDesk {
  let state = empty;
  const listeners = new Set<() => void>();
  let found: { readonly basis: string; readonly verdicts: Map<string, CheckedClaim> } = {
    basis: "",
    verdicts: new Map(),
  };
  /** Ends what the check under way does; each check has its own. */
  let leave = (): void => undefined;

  function set(change: Partial<DeskState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }

  async function check(documents: readonly SearchedDocument[], useModel: boolean): Promise<void> {
    const documentIds = documents.map(({ id }) => id);
    const basis = JSON.stringify([useModel, documents.map(({ id, readMs, updatedAt }) => [id, readMs, updatedAt])]);
    leave();
    const leaving = new AbortController();
    leave = () => leaving.abort();
    const { text } = state;
    if (found.basis !== basis) found = { basis, verdicts: new Map() };
    const { verdicts } = found;
    set({ phase: "running", heldAgainst: documentIds, claims: null, problem: null });
    try {
      const given = await api.check.claims({ text });
      if (leaving.signal.aborted) return;
      const missing = [...new Set(given.map((claim) => claim.text))].filter((claim) => !verdicts.has(claim));
      set({ claims: withVerdicts(given, verdicts) });
      if (missing.length === 0) return set({ phase: "done" });
      const { jobId } = await api.check.start({ documentIds, claims: missing, useModel });
      const cancel = () => void api.jobs.cancel({ jobId }).catch(() => undefined);
      if (leaving.signal.aborted) return cancel();
      follow(jobId, missing, given, leaving.signal);
      leaving.signal.addEventListener("abort", cancel, { once: true });
    } catch (thrown) {
      if (!leaving.signal.aborted) set({ phase: "failed", problem: callError(thrown).toProblem() });
    }

    function follow(jobId: string, asked: readonly string[], given: readonly GivenClaim[], signal: AbortSignal): void {
      let seen = 0;
      const unsubscribe = feeds.subscribe(jobId, () => {
        const { items, status, problem } = feeds.view(jobId);
        for (const item of items.slice(seen)) {
          for (const claim of item.kind === "checked" ? item.claims : []) {
            verdicts.set(asked[claim.index] ?? claim.claim, claim);
          }
        }
        const isNew = items.length > seen;
        seen = items.length;
        const phase = phases[status];
        if (isNew || phase !== "running") set({ phase, problem, claims: withVerdicts(given, verdicts) });
        if (phase !== "running") {
          signal.removeEventListener("abort", unsubscribe);
          unsubscribe();
          leave = () => undefined;
        }
      });
      signal.addEventListener("abort", unsubscribe, { once: true });
    }
  }

  return {
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setText: (text) => set({ text }),
    setDocuments(documentIds) {
      const next = [...new Set(documentIds)];
      if (next.length === state.documentIds.length && next.every((id) => state.documentIds.includes(id))) return;
      leave();
      set({ documentIds: next, phase: "writing", claims: null, problem: null });
    },
    check,
    stop() {
      leave();
      leave = () => undefined;
      if (state.phase === "running") set({ phase: state.claims ? "stopped" : "writing" });
    },
    edit() {
      leave();
      leave = () => undefined;
      set({ phase: "writing", problem: null });
    },
  };
}

const phases = {
  attaching: "running",
  running: "running",
  done: "done",
  failed: "failed",
  cancelled: "stopped",
  gone: "stopped",
} as const;

/** Each sentence with its verdict, which stands where the sentence does now. */
function withVerdicts(given: readonly GivenClaim[], verdicts: ReadonlyMap<string, CheckedClaim>): DeskClaim[] {
  return given.map((claim, index) => {
    const known = verdicts.get(claim.text);
    return { ...claim, checked: known ? { ...known, index, start: claim.start, end: claim.end } : null };
  });
}

export const CheckDeskContext = createContext<CheckDesk | null>(null);

export function useCheckDesk(): CheckDesk {
  const desk = useContext(CheckDeskContext);
  if (!desk) throw internalError("No CheckDeskContext above this component.");
  return desk;
}

export function useDeskState(desk: CheckDesk): DeskState {
  return useSyncExternalStore(desk.subscribe, () => desk.state);
}
