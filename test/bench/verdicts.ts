import type { Workload, WorkloadResult } from "./workload.ts";

/** A workload and what came of it. */
export interface Row extends Pick<Workload, "id" | "title" | "goal"> {
  readonly result: WorkloadResult;
}

/** One row a workload, then what there is to say of each. */
export function verdictTable(rows: readonly Row[]): string {
  const lines = [
    "| | workload | goal | figure | verdict |",
    "|---|---|---|---|---|",
    ...rows.map(
      ({ id, title, goal, result }) =>
        `| ${id} | ${inCell(title)} | ${inCell(goal)} | ${inCell(result.figure)} | ${result.verdict} |`,
    ),
  ];
  const notes = rows.flatMap(({ id, title, result }) =>
    result.notes === undefined ? [] : [`### ${id}: ${title}\n\n${result.notes.trim()}`],
  );
  return [lines.join("\n"), ...notes].join("\n\n");
}

/** The last line of a run, the same form whatever came of it: `N of M goals met; missed: W…; not run: W…`. */
export function lastLine(rows: readonly Row[]): string {
  const ids = (verdict: WorkloadResult["verdict"]): string[] =>
    rows.filter(({ result }) => result.verdict === verdict).map(({ id }) => id);
  const list = (verdict: WorkloadResult["verdict"]): string => ids(verdict).join(", ") || "none";
  return `${ids("met").length} of ${rows.length} goals met; missed: ${list("missed")}; not run: ${list("not run")}`;
}

/** A cell holds neither a line break nor a bar. */
function inCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/gu, " ");
}
