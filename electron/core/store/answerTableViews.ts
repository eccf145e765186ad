import type { Column, Filter, TableView } from "../../contract/answerTables.ts";
import { documentColumn } from "../../contract/answerTables.ts";
import { fold } from "../text/fold.ts";
import { daysOf } from "../text/durations.ts";
import { countedKinds, daysOfDate } from "./cellValues.ts";
import { isInTable } from "./passing.ts";
import type { Values } from "./statements.ts";

/** A view as SQL over `answer_rows AS r` and `documents AS d`. Its parameters are named. */
export interface ViewSql {
  /** joins and conditions: what follows `FROM` */
  readonly from: string;
  readonly orderBy: string;
  /** what the rows of one group have in common; null where nothing is grouped */
  readonly group: { readonly by: string; readonly label: string; readonly orderBy: string } | null;
  readonly values: Values;
}

/** What is shown of a cell `c`: a correction counts as what it says. */
export const shownState = "CASE c.corrected WHEN 1 THEN 'stated' WHEN 2 THEN 'notStated' ELSE c.state END";

/** A filter or an order of a column that is gone is left out. @param table its row */
export function viewSql(view: TableView, columns: readonly Column[], table: number): ViewSql {
  const values: Values = { table };
  const bind = (value: string | number): string => {
    const name = `p${Object.keys(values).length}`;
    values[name] = value;
    return `@${name}`;
  };
  const columnOf = (id: string): Column | undefined => columns.find((column) => column.id === id);
  const joins = new Map<string, string>();
  /** The first value of a cell, by the name under which it is joined. */
  const joined = (columnId: string): string => {
    const known = joins.get(columnId);
    if (known !== undefined) return known;
    const name = `s${joins.size}`;
    joins.set(columnId, name);
    return name;
  };

  const orders: { readonly columnId: string; readonly terms: string[] }[] = [];
  for (const { columnId, descending } of view.sort) {
    const direction = descending ? " DESC" : "";
    if (columnId === documentColumn) orders.push({ columnId, terms: [`d.words${direction}`] });
    const column = columnOf(columnId);
    if (column) orders.push({ columnId, terms: termsOf(joined(columnId), column, direction) });
  }

  const grouped = view.groupBy === null ? undefined : columnOf(view.groupBy);
  const group = grouped ? groupOf(grouped, joined(grouped.id), isDescending(view, grouped.id)) : null;

  const conditions = ["r.answer_table = @table", isInTable("d")];
  if (view.approved !== null) conditions.push(`r.approved_at IS ${view.approved ? "NOT " : ""}NULL`);
  for (const filter of view.filters) {
    const condition = conditionOf(filter, { columns, column: columnOf(filter.columnId), bind });
    if (condition !== null) conditions.push(filter.not ? `NOT (${condition})` : `(${condition})`);
  }

  const joinTexts = [...joins].map(
    ([columnId, name]) =>
      `LEFT JOIN answer_values AS ${name} ON ${name}.answer_table = r.answer_table AND ${name}.document = r.document
         AND ${name}.column_id = ${bind(columnId)} AND ${name}.ordinal = 0`,
  );
  return {
    from:
      ["answer_rows AS r CROSS JOIN documents AS d ON d.row = r.document", ...joinTexts].join("\n") +
      `\nWHERE ${conditions.join(" AND ")}`,
    orderBy: [
      ...(group ? [group.orderBy] : []),
      ...orders.filter(({ columnId }) => columnId !== grouped?.id).flatMap(({ terms }) => terms),
      "r.position",
    ].join(", "),
    group,
    values,
  };
}

function termsOf(name: string, { kind }: Column, direction: string): string[] {
  const value = countedKinds.has(kind) ? "number" : "key";
  return [`${name}.${value} IS NULL`, `${name}.${value}${direction}`];
}

function isDescending({ sort }: TableView, columnId: string): boolean {
  return sort.some((each) => each.columnId === columnId && each.descending);
}

function groupOf({ kind }: Column, name: string, descending: boolean): NonNullable<ViewSql["group"]> {
  const direction = descending ? " DESC" : "";
  // What could not be read as a number stands by its words.
  const by = countedKinds.has(kind) ? ["number", "number_end", "unit", "key"] : ["key"];
  const terms = by.map((column) => `${name}.${column}`);
  const nothing = `${name}.${by[0] ?? "key"} IS NULL`;
  return {
    by: terms.join(", "),
    label: `min(${name}.label)`,
    orderBy: [nothing, ...terms.map((term) => term + direction)].join(", "),
  };
}

interface FilterParts {
  readonly columns: readonly Column[];
  /** undefined: the rows themselves, or a column that is gone */
  readonly column: Column | undefined;
  readonly bind: (value: string | number) => string;
}

function conditionOf({ columnId, test }: Filter, parts: FilterParts): string | null {
  const { columns, column, bind } = parts;
  if (columnId === documentColumn) {
    switch (test.op) {
      case "contains":
        return `instr(d.words, ${bind(fold(test.text))}) > 0 OR instr(r.path, ${bind(test.text)}) > 0`;
      case "equals":
        return `${bind(test.text)} IN (d.title, d.name, r.path)`;
      case "is":
        return isState(test.state, bind(JSON.stringify(columns.map(({ id }) => id))), columns.length);
      default:
        return "0";
    }
  }
  if (!column) return null;
  const id = bind(columnId);
  const hasValue = (condition: string): string =>
    `EXISTS (SELECT 1 FROM answer_values AS v WHERE v.answer_table = r.answer_table AND v.document = r.document
       AND v.column_id = ${id} AND ${condition})`;
  switch (test.op) {
    case "contains":
      return hasValue(`(instr(v.words, ${bind(fold(test.text))}) > 0 OR instr(v.key, ${bind(fold(test.text))}) > 0)`);
    case "equals": {
      const text = bind(fold(test.text));
      const number = test.text.trim() === "" ? Number.NaN : Number(test.text);
      const isNumber = Number.isFinite(number) && countedKinds.has(column.kind);
      return hasValue(`(v.key = ${text} OR v.words = ${text}${isNumber ? ` OR v.number = ${bind(number)}` : ""})`);
    }
    case "between": {
      const least = limitOf(test.least, column, "first");
      const most = limitOf(test.most, column, "last");
      // A limit that is none lets nothing through.
      if (Number.isNaN(least) || Number.isNaN(most) || !countedKinds.has(column.kind)) return "0";
      return hasValue(
        [
          "v.number IS NOT NULL",
          ...(least === null ? [] : [`v.number >= ${bind(least)}`]),
          ...(most === null ? [] : [`v.number_end <= ${bind(most)}`]),
          ...(test.unit === null ? [] : [`v.unit = ${bind(test.unit)} COLLATE NOCASE`]),
        ].join(" AND "),
      );
    }
    case "yes":
    case "no":
      return column.kind === "boolean" ? hasValue(`v.number = ${test.op === "yes" ? 1 : 0}`) : "0";
    case "is":
      return isState(test.state, bind(JSON.stringify([columnId])), 1);
  }
}

function limitOf(limit: number | string | null, { kind }: Column, end: "first" | "last"): number | null {
  if (limit === null) return null;
  if (typeof limit === "number") return limit;
  if (kind === "date") return daysOfDate(limit)?.[end] ?? Number.NaN;
  if (kind === "period") return daysOf(limit) ?? Number.NaN;
  return limit.trim() === "" ? Number.NaN : Number(limit);
}

type State = Extract<Filter["test"], { op: "is" }>["state"];

/** @param ids the columns any of which may be it, as JSON */
function isState(state: State, ids: string, count: number): string {
  const cells = (condition: string): string =>
    `SELECT c.document FROM json_each(${ids}) AS asked
       CROSS JOIN answer_cells AS c ON c.answer_table = @table AND c.column_id = asked.value
     WHERE ${condition}`;
  switch (state) {
    case "doubtful":
      return `r.document IN (${cells("c.corrected = 0 AND c.state = 'stated' AND c.doubtful = 1")})`;
    case "corrected":
      return `r.document IN (${cells("c.corrected > 0")})`;
    case "stale":
      return `r.document IN (${cells("c.stale = 1")})`;
    case "waiting":
      // Cells that were never asked have no row.
      return `r.document NOT IN (${cells(`${shownState} <> 'waiting'`)} GROUP BY c.document HAVING count(*) = ${count})`;
    default:
      return `r.document IN (${cells(`${shownState} = '${state}'`)})`;
  }
}
