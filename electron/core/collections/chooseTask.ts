import type { Collection } from "../../contract/collections.ts";
import type { TextTask } from "../textWorker/textTask.ts";
import { type ChosenSummary, makeSetSummary, type SetMember } from "./collectionSummary.ts";

export interface ChooseInput {
  readonly collection: Pick<Collection, "id" | "title">;
  readonly members: readonly SetMember[];
}

/** The summary of a collection by code: every sentence is held against every other. */
export const chooseTask: TextTask<ChooseInput, ChosenSummary> = {
  name: "choose",
  run: ({ collection, members }) => makeSetSummary(collection, members),
};
