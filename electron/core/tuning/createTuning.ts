import type { ExportedFile } from "../../contract/exports.ts";
import {
  type TuningChoice,
  type TuningKind,
  tuningKinds,
  type TuningLine,
  type TuningPreview,
} from "../../contract/tuning.ts";
import type { Store } from "../store/store.ts";
import type { TuningExample, TuningSource } from "./tuning.ts";

/** Gives what a person corrected, approved and found good to whoever trains a model: only what is asked for, and nothing of the person. */
export interface Tuning {
  preview(choice: TuningChoice): Promise<TuningPreview>;
  /** A line of JSON for each example. */
  export(choice: TuningChoice): Promise<ExportedFile>;
}

export interface TuningDeps {
  readonly store: Pick<Store, "documents">;
  readonly sources: Readonly<Record<TuningKind, TuningSource>>;
}

const mostFirst = 3;

export function createTuning({ store, sources }: TuningDeps): Tuning {
  return {
    async preview(choice) {
      const counts: Record<TuningKind, number> = { corrections: 0, cells: 0, answers: 0 };
      const documents = new Set<string>();
      const first: string[] = [];
      let bytes = 0;
      for await (const { example, line } of linesOf(choice)) {
        counts[example.kind] += 1;
        for (const id of example.documentIds) documents.add(id);
        if (first.length < mostFirst) first.push(line);
        bytes += Buffer.byteLength(line) + 1;
      }
      const lines = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return { counts, lines, bytes, documents: documents.size, first };
    },

    async export(choice) {
      const lines: string[] = [];
      for await (const { line } of linesOf(choice)) lines.push(`${line}\n`);
      return {
        fileName: "tuning.jsonl",
        mediaType: "application/jsonl;charset=utf-8",
        encoding: "text",
        data: lines.join(""),
      };
    },
  };

  /** Each line once: the same question with the same answer says nothing new. */
  async function* linesOf({
    kinds,
    documentIds,
    collectionId,
    since,
  }: TuningChoice): AsyncGenerator<{ example: TuningExample; line: string }> {
    const chosen = chosenOf(documentIds, collectionId);
    const seen = new Set<string>();
    for (const kind of tuningKinds.filter((each) => kinds.includes(each))) {
      for await (const example of sources[kind].examples(chosen)) {
        if (since !== null && example.at < since) continue;
        const line = JSON.stringify(lineOf(example));
        if (seen.has(line)) continue;
        seen.add(line);
        yield { example, line };
      }
    }
  }

  function chosenOf(documentIds: readonly string[] | null, collectionId: string | null): ReadonlySet<string> | null {
    if (documentIds === null && collectionId === null) return null;
    const members =
      collectionId === null ? null : new Set(store.documents.ofCollection(collectionId).map(({ id }) => id));
    const ids = documentIds ?? [...(members ?? [])];
    return new Set(members === null ? ids : ids.filter((id) => members.has(id)));
  }
}

function lineOf({ turns }: TuningExample): TuningLine {
  return { messages: turns.map(({ role, text }) => ({ role, content: text })) };
}
