import type { Collection } from "../../contract/collections.ts";
import type { TextTask } from "../textWorker/textTask.ts";
import { type ChosenSummary, chooseSummary, type SummarizedMember } from "./collectionSummary.ts";

export interface ChooseInput {
  readonly collection: Pick<Collection, "id" | "title">;
  readonly members: readonly SummarizedMember[];
}

/** The summary of a collection by code: every sentence is held against every other. */
export const chooseTask: TextTask<ChooseInput, ChosenSummary> = {
  name: "choose",
  run: ({ collection, members }) => chooseSummary(collection, members),
};
