import { describe, expect, it } from "vitest";
import { lastLine, verdictTable, type Row } from "../../bench/verdicts.ts";
import { workloads } from "../../bench/workloads.ts";

function row(id: string, verdict: Row["result"]["verdict"], figure = "1", notes?: string): Row {
  return {
    id,
    title: `workload ${id}`,
    goal: "≤ 1",
    result: { verdict, figure, data: null, ...(notes === undefined ? {} : { notes }) },
  };
}

describe("verdicts of the bench", () => {
  it("counts what was met and names the rest on the last line", () => {
    const rows = [row("W1", "met"), row("W2", "missed"), row("W2c", "missed"), row("W3", "not run"), row("W4", "met")];
    expect(lastLine(rows)).toBe("2 of 5 goals met; missed: W2, W2c; not run: W3");
    expect(lastLine([row("W1", "met")])).toBe("1 of 1 goals met; missed: none; not run: none");
  });

  it("has one row a workload and the notes below under its name", () => {
    const table = verdictTable([
      row("W1", "met", "0.98× of a | b,\nmore"),
      row("W2", "not run", "no compiler", "Why: none.\n"),
    ]);
    expect(table.split("\n")).toEqual([
      "| | workload | goal | figure | verdict |",
      "|---|---|---|---|---|",
      "| W1 | workload W1 | ≤ 1 | 0.98× of a \\| b, more | met |",
      "| W2 | workload W2 | ≤ 1 | no compiler | not run |",
      "",
      "### W2: workload W2",
      "",
      "Why: none.",
    ]);
  });

  it("knows each workload by an id of its own", () => {
    const ids = workloads.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^W\d+c?$/u);
  });
});
