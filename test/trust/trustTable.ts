import * as z from "zod";
import type { Trial } from "./trial.ts";

/** The last outcome of each trial, by its name, as `test/trust/outcomes.json` keeps it. */
export const outcomesSchema = z.record(
  z.string(),
  z.object({
    tried: z.number(),
    lost: z.number(),
    remarks: z.array(z.string()),
    seed: z.number(),
    seconds: z.number(),
    /** YYYY-MM-DD */
    date: z.string(),
  }),
);
export type Outcomes = z.infer<typeof outcomesSchema>;

const begin = "<!-- made by npm run trust: begin -->";
const end = "<!-- made by npm run trust: end -->";

/**
 * The page with its table made anew; what stands outside the two marks stays.
 * @throws Error where the page lacks the marks
 */
export function withTable(page: string, trials: readonly Trial[], outcomes: Outcomes): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error("The page of figures lacks the marks between which its table stands.");
  return `${page.slice(0, from + begin.length)}\n\n${trustTable(trials, outcomes)}\n\n${page.slice(to)}`;
}

/** "promised – tried – lost", and under it what is to be known of each. */
export function trustTable(trials: readonly Trial[], outcomes: Outcomes): string {
  const rows = trials.map(({ name, promised, method }) => {
    const outcome = outcomes[name];
    return `| ${name} | ${promised} | ${method} | ${
      outcome
        ? `${outcome.tried.toLocaleString("en")} | ${outcome.lost.toLocaleString("en")} | ${outcome.date}`
        : "not yet | – | –"
    } |`;
  });
  const remarks = trials.flatMap(({ name }) =>
    (outcomes[name]?.remarks ?? []).map((remark) => `- **${name}**: ${remark}`),
  );
  return [
    "| trial | promised | how | tried | lost | on |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    ...(remarks.length > 0 ? ["", ...remarks] : []),
  ].join("\n");
}
