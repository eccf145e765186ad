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
import type { Clock, Logger } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { notesOf } from "./notes.ts";
import { questionByModel } from "./question/askModel.ts";
import { type AskedTable, readQuestion } from "./question/readQuestion.ts";
import { totalsOf } from "./totals.ts";

/** What is to be said of a table as a whole, from the values of its cells. */
export interface Overview {
  totals(table: AnswerTable, view: TableView): Total[];
  notes(table: AnswerTable): PlacedNote[];
  ask(table: AnswerTable, question: string): Promise<TableQuestion>;
}

export interface OverviewDeps {
  readonly store: Pick<Store, "answerTables" | "documents">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** the model that the table is asked with; null where there is none */
  readonly modelOf: (table: AnswerTable) => Promise<LanguageModel | null>;
}

export function createOverview({ store, clock, logger, modelOf }: OverviewDeps): Overview {
  const { answerTables } = store;
  return {
    totals: ({ id, columns }, view) => totalsOf(columns, answerTables.values(id, view)),
    notes: ({ id, columns }) =>
      notesOf(columns, answerTables.values(id), (documentId) => store.documents.get(documentId)?.name ?? ""),
    async ask(table, question) {
      const asked = askedOf(table);
      const read = readQuestion(question, asked);
      if (read.by !== null || read.left.length === 0) return read;
      try {
        const model = await modelOf(table);
        if (model === null) return read;
        await using session = await model.open("chat", { signal: new AbortController().signal });
        return (await questionByModel(session, question, asked)) ?? read;
      } catch (thrown) {
        // The question stands there as it was read.
        logger.info("A question over a table was not put to the model", { code: toAppError(thrown).code });
        return read;
      }
    },
  };

  function askedOf({ id, columns }: AnswerTable): AskedTable {
    const isOfWords = new Set(columns.filter(({ kind }) => ofWords.has(kind)).map((column) => column.id));
    const labels = new Map<string, Set<string>>();
    for (const { columnId, values } of answerTables.values(id)) {
      if (!isOfWords.has(columnId)) continue;
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

const ofWords: ReadonlySet<ColumnKind> = new Set(["text", "party", "list", "choice"]);
