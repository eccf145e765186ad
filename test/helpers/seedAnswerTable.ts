import type { AnswerValue, ColumnKind } from "../../electron/contract/answerTables.ts";
import type { Store } from "../../electron/core/store/store.ts";
import { aColumn, aDocument, anAnswer, anAnswerTable, aStoredCell } from "../unit/store/samples.ts";

const kinds: readonly ColumnKind[] = ["money", "date", "party", "text", "period", "boolean"];

/** Fills a library with a table of so many documents and columns of every kind, every cell answered with a quote. */
export function seedAnswerTable(
  store: Store,
  { rows, columns }: { rows: number; columns: number },
  id = "table",
): void {
  const made = Array.from({ length: columns }, (_, index) =>
    aColumn(`c${index}`, { kind: kinds[index % kinds.length] ?? "text" }),
  );
  store.transaction(() => {
    store.answerTables.put(anAnswerTable({ id, columns: made }));
    for (let row = 0; row < rows; row += 1) {
      const documentId = row.toString(16).padStart(64, "0");
      const name = `contract ${row}.pdf`;
      store.documents.put(aDocument({ id: documentId, name, title: name, status: "ready", words: 4000, pages: 9 }));
      store.answerTables.addRow(id, { documentId, path: `contracts/${name}` });
      for (const [index, column] of made.entries()) {
        const value = valueOf(column.kind, row * 7 + index);
        const quote = `The contract of number ${row} says in its paragraph ${index} what is asked for here, and some more.`;
        const citation = { documentId, page: 1 + (index % 9), start: 100, end: 100 + quote.length, quote };
        const answer = anAnswer(value, { text: `as in paragraph ${index}`, citations: [citation] });
        store.answerTables.saveCell(id, documentId, column.id, aStoredCell(row % 11 === 0 ? [] : [answer]));
      }
    }
  });
}

function valueOf(kind: ColumnKind, seed: number): AnswerValue {
  const number = (seed * 7919) % 10_007;
  switch (kind) {
    case "money":
      return { kind, amount: number, currency: seed % 5 === 0 ? "USD" : "EUR" };
    case "date":
      return { kind, date: new Date(Date.UTC(2020, 0, 1 + (number % 3000))).toISOString().slice(0, 10) };
    case "party":
      return { kind, party: `Company ${number}` };
    case "period":
      return { kind, period: `P${1 + (number % 12)}M` };
    case "boolean":
      return { kind, boolean: number % 2 === 0 };
    default:
      return { kind: "text", text: `${number} words that answer` };
  }
}
