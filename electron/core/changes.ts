import type { AppEvent } from "../contract/app.ts";

type Changed = Extract<AppEvent, { type: "changed" }>;

/** Tells whoever listens what changed, so that views can ask again. */
export interface Changes {
  changed(what: Changed["what"], id: string | null): void;
  listen(listener: (event: Changed) => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<(event: Changed) => void>();
  return {
    changed(what, id) {
      for (const listener of listeners) listener({ type: "changed", what, id });
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
