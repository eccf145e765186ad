import { useState } from "react";
import { useSettled } from "../../lib/useSettled.ts";
import type { Goal } from "./PageList.tsx";
import { useFind } from "./pageQueries.ts";

export interface FindState {
  readonly words: string;
  readonly setWords: (words: string) => void;
  readonly hits: readonly Goal[];
  /** index of the hit the view stands at, -1 where there is none */
  readonly index: number;
  readonly hit: Goal | null;
  readonly isSearching: boolean;
  go(direction: 1 | -1): void;
}

const noHits: readonly Goal[] = [];

/** Searching inside the document: its words, where they stand, and the hit the view stands at. */
export function useFindState(documentId: string, isOpen: boolean): FindState {
  const [words, setWords] = useState("");
  const settled = useSettled(words.trim(), 180);
  const found = useFind(documentId, isOpen ? settled : "");
  const hits = isOpen && settled !== "" ? (found.data ?? noHits) : noHits;
  // the first hit is shown at once, as the words are typed
  const [at, setAt] = useState<{ hits: readonly Goal[]; index: number; hit: Goal } | null>(null);
  const current = at?.hits === hits ? at : { index: hits.length > 0 ? 0 : -1, hit: hits[0] ?? null };

  return {
    words,
    setWords,
    hits,
    index: current.index,
    hit: current.hit,
    isSearching: found.isFetching,
    go(direction) {
      const index = (current.index + direction + hits.length) % Math.max(1, hits.length);
      const next = hits[index];
      if (next) setAt({ hits, index, hit: { ...next } });
    },
  };
}
