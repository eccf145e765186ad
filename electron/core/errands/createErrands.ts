import type { AnswerTableDetail } from "../../contract/answerTables.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import type { AnswerTables } from "../answerTables/answerTables.ts";
import type { Logger } from "../ports.ts";
import type { Need, Passing, TakingTogether } from "../library/library.ts";
import type { Summaries } from "../summarize/summarize.ts";

/** How a command ended with what it worked on. */
export type ErrandEnd = "done" | "failed" | "interrupted";

/** What a command works with: the documents that it brings, and what is made of them. */
export interface Bringing {
  /** how what it brings is taken in */
  readonly taking: TakingTogether;
  /** As `Summaries.takeUp`. */
  summarize(
    documentId: string,
    options: SummaryOptions,
    modelId: string | null,
  ): Promise<{ summaryId: string; jobId: string | null }>;
  /** As `AnswerTables.takeUp`. */
  openTable(input: TableInput): AnswerTableDetail;
}

export type TableInput = Omit<Parameters<AnswerTables["takeUp"]>[0], "holdMs">;

/** A command that keeps nothing: what it brought and made is listed nowhere. Disposed of without `end`, it was interrupted. */
export interface Errand extends Bringing, AsyncDisposable {
  /**
   * Everything goes that nobody else needs. Of one that was interrupted or failed what it had made stays for a week, so that the same
   * command goes on with it; of one that was interrupted the documents too.
   */
  end(how: ErrandEnd): Promise<void>;
}

export interface Errands extends AsyncDisposable {
  /** @param how `holds`: what it makes outlives it where it is not done; else nothing does */
  begin(how: { readonly holds: boolean }): Errand;
  /** for a command that keeps all of it */
  readonly keeping: Bringing;
}

export interface ErrandsDeps {
  readonly passing: Pick<Passing, "taking">;
  readonly summaries: Pick<Summaries, "takeUp" | "release">;
  readonly answerTables: Pick<AnswerTables, "takeUp" | "release">;
  readonly collections: { leave(id: string): Promise<void> };
  /** a command brought this document to keep it, and says itself what is to be made of it */
  readonly onBrought: (documentId: string) => void;
  readonly logger: Logger;
}

/** How long what an interrupted command had made is there for it to go on with. */
export const heldMs = 7 * 24 * 3_600_000;

export function createErrands(deps: ErrandsDeps): Errands {
  const { passing, summaries, answerTables, collections, logger } = deps;
  const open = new Set<Errand>();

  return {
    begin,
    keeping: {
      taking: { onTaken: deps.onBrought },
      summarize: (documentId, options, modelId) => summaries.takeUp(documentId, options, modelId, { holdMs: null }),
      openTable: (input) => answerTables.takeUp({ ...input, holdMs: null }),
    },
    async [Symbol.asyncDispose]() {
      await using all = new AsyncDisposableStack();
      for (const errand of open) all.use(errand);
    },
  };

  function begin({ holds }: { readonly holds: boolean }): Errand {
    const holdMs = holds ? heldMs : 0;
    const needs: Need[] = [];
    const made: { release(isDone: boolean): Promise<void> }[] = [];
    const collectionIds: string[] = [];
    let ended: ErrandEnd | null = null;

    const errand: Errand = {
      taking: {
        ...passing.taking((need) => {
          needs.push(need);
          leaveLate();
        }, holdMs),
        onOpened(id) {
          collectionIds.push(id);
          leaveLate();
        },
      },
      async summarize(documentId, options, modelId) {
        const taken = await summaries.takeUp(documentId, options, modelId, { holdMs });
        made.push({ release: (isDone) => summaries.release(taken.summaryId, isDone) });
        leaveLate();
        return taken;
      },
      openTable(input) {
        const table = answerTables.takeUp({ ...input, holdMs });
        made.push({ release: (isDone) => answerTables.release(table.id, isDone) });
        return table;
      },
      async end(how) {
        if (ended !== null) return;
        ended = how;
        open.delete(errand);
        await leave(how);
      },
      [Symbol.asyncDispose]: () => errand.end("interrupted"),
    };
    open.add(errand);
    return errand;

    /** What comes when the command is gone already goes again. */
    function leaveLate(): void {
      if (ended === null) return;
      leave(ended).catch((error: unknown) =>
        logger.warn("What a command does not keep was not left", { error: String(error) }),
      );
    }

    /** Documents last: nothing works on them any more then. */
    async function leave(how: ErrandEnd): Promise<void> {
      await using steps = new AsyncDisposableStack();
      for (const need of needs.splice(0)) steps.defer(() => need.end(how !== "interrupted"));
      for (const { release } of made.splice(0)) steps.defer(() => release(how === "done"));
      for (const id of collectionIds.splice(0)) steps.defer(() => collections.leave(id));
    }
  }
}
