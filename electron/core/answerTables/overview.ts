import {
  type AnswerTable,
  type ColumnKind,
  type PlacedNote,
  type TableQuestion,
  type TableView,
  type Total,
  documentColumn,
} from "../../contract/answerTables.ts";
import { toAppError } from "../../contract/errors.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import { neverAborted } from "../async/waiting.ts";
import type { Clock, Logger } from "../ports.ts";
import type { CellValues, Store } from "../store/store.ts";
import { notesOf } from "./notes.ts";
import { questionByModel } from "./question/askModel.ts";
import { type AskedTable, readQuestion } from "./question/readQuestion.ts";
import { totalsOf } from "./totals.ts";

/** What is to be said of a table as a whole, from the values of its cells. */
export interface Overview {
  totals(table: AnswerTable, view: TableView): Promise<Total[]>;
  /** While the table is asked, they may be some seconds old. */
  notes(table: AnswerTable): Promise<PlacedNote[]>;
  ask(table: AnswerTable, question: string): Promise<TableQuestion>;
}

export interface OverviewDeps {
  readonly store: Pick<Store, "answerTables">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** the model that the table is asked with; null where there is none */
  readonly modelOf: (table: AnswerTable) => Promise<LanguageModel | null>;
}

export function createOverview({ store, clock, logger, modelOf }: OverviewDeps): Overview {
  const { answerTables } = store;
  /** by the ids of tables; until: milliseconds of the monotonic clock */
  const told = new Map<string, { readonly notes: Promise<PlacedNote[]>; until: number }>();

  return {
    async totals({ id, columns }, view) {
      const counted = columns.filter(({ kind }) => kind === "number" || kind === "money" || kind === "period");
      return totalsOf(
        counted,
        await gather(
          id,
          view,
          counted.map((column) => column.id),
        ),
      );
    },
    async notes({ id, columns, queue }) {
      const begun = clock.monotonic();
      const before = told.get(id);
      if (queue === "running" && before && begun < before.until) return await before.notes;
      const notes = gather(id).then((cells) =>
        notesOf(columns, cells, (documentId) => answerTables.pathOf(id, documentId) ?? ""),
      );
      // Asked for with every cell that comes, they would take longer than the cells.
      const kept = { notes, until: Infinity };
      told.set(id, kept);
      try {
        return await notes;
      } finally {
        const now = clock.monotonic();
        kept.until = now + (now - begun) * restTimes;
      }
    },
    async ask(table, question) {
      const asked = askedOf(table);
      const read = readQuestion(question, asked);
      if (read.by !== null || read.left.length === 0) return read;
      try {
        const model = await modelOf(table);
        if (model === null) return read;
        await using session = await model.open("chat", { signal: neverAborted() });
        return (await questionByModel(session, question, asked)) ?? read;
      } catch (thrown) {
        // The question stands there as it was read.
        logger.info("A question over a table was not put to the model", { code: toAppError(thrown).code });
        return read;
      }
    },
  };

  /** Thousands of rows must not keep the application from everything else. */
  async function gather(id: string, view?: TableView, columnIds?: readonly string[]): Promise<CellValues[]> {
    const cells: CellValues[] = [];
    let begun = clock.monotonic();
    for (const row of answerTables.eachValues(id, view, columnIds)) {
      for (const cell of row) cells.push(cell);
      if (clock.monotonic() - begun < atOnceMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      begun = clock.monotonic();
    }
    return cells;
  }

  function askedOf({ id, columns }: AnswerTable): AskedTable {
    const isOfWords = new Set(columns.filter(({ kind }) => ofWords.has(kind)).map((column) => column.id));
    const labels = new Map<string, Set<string>>();
    for (const { columnId, values } of answerTables.values(id, undefined, [...isOfWords])) {
      const known = labels.get(columnId) ?? new Set();
      for (const { label } of values) known.add(label);
      labels.set(columnId, known);
    }
    return {
      columns,
      labels: new Map([...labels].map(([columnId, of]) => [columnId, [...of]])),
      isDocument: (words) => {
        const filters = [{ columnId: documentColumn, test: { op: "contains" as const, text: words }, not: false }];
        const { total } = answerTables.rows(
          id,
          { filters, sort: [], groupBy: null, approved: null },
          { from: 0, count: 1 },
        );
        return total > 0;
      },
      today: new Date(clock.now()).toISOString().slice(0, 10),
    };
  }
}

/** How long rows are gathered before others have their turn. */
const atOnceMs = 15;
/** How many times as long as notes took they are not made again while the table is asked. */
const restTimes = 20;

const ofWords: ReadonlySet<ColumnKind> = new Set(["text", "party", "list", "choice"]);
