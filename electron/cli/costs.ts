import type { Costs } from "../contract/costs.ts";
import { duration } from "./duration.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { type Session, withSession } from "./session.ts";
import { jsonLine, words } from "./words.ts";

const { t, formats } = words;

/** What models did, and what it would have cost. */
export async function costs(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("costs", args);
  if (options.words.length > 0 || (options.json && options.csv)) throw usage({ reason: "COSTS" });
  return withSession(options, signal, (session) => tell(session, options));
}

async function tell({ client }: Session, { json, csv }: Options): Promise<number> {
  if (csv) process.stdout.write((await client.costs.export({ format: "csv" })).data);
  else {
    const summary = await client.costs.summary({});
    process.stdout.write(json ? jsonLine(summary) : printCosts(summary));
  }
  return 0;
}

function printCosts({ rows, compared, wattsPerCore }: Costs): string {
  if (rows.length === 0) return `${t("cli:costs.none")}\n`;
  const lines = rows.map(
    (row) =>
      t("cli:costs.row", {
        month: formats.date(row.month),
        model: row.model,
        task: row.task,
        calls: row.calls,
        read: row.readTokens + row.cachedTokens,
        written: row.writtenTokens,
        time: duration(row.ms / 1000),
        energy: row.wattHours === null ? t("cli:costs.elsewhere") : t("cli:costs.energy", { value: row.wattHours }),
      }) + (row.cost === null ? "" : `  ${formats.money(row.cost.amount, row.cost.currency, "figure")}`),
  );
  const at = compared.map(({ name, amount, currency }) =>
    t("cli:costs.compared", { name, amount: formats.money(amount, currency, "figure") }),
  );
  return `${[...lines, "", t("cli:costs.estimate", { watts: wattsPerCore }), ...at].join("\n")}\n`;
}
