import type { Costs } from "../../contract/costs.ts";

/** A row for each month, model and task; the names of the columns are the same in every language, for programs. */
export function costRows({ rows }: Costs): string[][] {
  return [
    [
      "month",
      "model",
      "model id",
      "task",
      "remote",
      "calls",
      "tokens read",
      "tokens cached",
      "tokens written",
      "seconds",
      "processor seconds",
      "watt hours",
      "cost",
      "currency",
    ],
    ...rows.map((row) => [
      row.month,
      row.model,
      row.modelId,
      row.task,
      row.isRemote ? "yes" : "no",
      String(row.calls),
      String(row.readTokens),
      String(row.cachedTokens),
      String(row.writtenTokens),
      seconds(row.ms),
      row.isRemote ? "" : seconds(row.cpuMs),
      row.wattHours === null ? "" : row.wattHours.toFixed(3),
      row.cost === null ? "" : row.cost.amount.toFixed(6),
      row.cost?.currency ?? "",
    ]),
  ];
}

export function costsJson(costs: Costs) {
  return { format: "tramontane-costs", version: 1, ...costs };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
