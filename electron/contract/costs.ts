import * as z from "zod";

/** A month of the local calendar, "2026-12". */
export const monthSchema = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/u);

/** What a model did in a month for a task. */
export const usageSchema = z.object({
  month: monthSchema,
  modelId: z.string(),
  /** what it was called last */
  model: z.string(),
  /** "summary", "chat", "embedding"…: what the model was chosen for */
  task: z.string(),
  /** it ran on another computer, or in another program, whose processor time is not known */
  isRemote: z.boolean(),
  calls: z.number().int().nonnegative(),
  /** tokens of prompts that were evaluated, those that stood in the prompt cache, and those that were written, thoughts included */
  readTokens: z.number().int().nonnegative(),
  cachedTokens: z.number().int().nonnegative(),
  writtenTokens: z.number().int().nonnegative(),
  /** milliseconds of calls, from the question to the end of the answer; those side by side count each */
  ms: z.number().nonnegative(),
  /** milliseconds of processor time of answered calls, over all cores */
  cpuMs: z.number().nonnegative(),
  /** calls that a GPU had a part in, whose energy is not known */
  gpuCalls: z.number().int().nonnegative(),
});
export type Usage = z.infer<typeof usageSchema>;

const amount = z.number().nonnegative().max(1e9);
const currencies = new Set(Intl.supportedValuesOf("currency"));

/** What somebody asks for a million tokens. */
export const priceSchema = z.object({
  /** the id or name of a model here, or of one that the work is compared with */
  name: z.string().trim().min(1).max(200),
  /** ISO 4217 */
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .refine((code) => currencies.has(code), { message: "expected a currency of ISO 4217" }),
  read: amount,
  /** null: as `read` */
  cached: amount.nullable().default(null),
  written: amount,
});
export type Price = z.infer<typeof priceSchema>;

export const mostPrices = 1000;

/** A list of prices as it is imported. */
export const priceListSchema = z.array(priceSchema).max(mostPrices);

export const moneySchema = z.object({ amount: z.number(), currency: z.string() });
export type Money = z.infer<typeof moneySchema>;

export const costsSchema = z.object({
  /** by month, the newest first, then by what was read and written */
  rows: z.array(
    usageSchema.extend({
      /** an estimate: processor time at the watts of a core; null where the model did not run here */
      wattHours: z.number().nullable(),
      /** at the price of the model itself; null where none was entered */
      cost: moneySchema.nullable(),
    }),
  ),
  /** of the settings, when this was computed */
  wattsPerCore: z.number(),
  /** what all rows together would have cost at each price that was entered */
  compared: z.array(moneySchema.extend({ name: z.string() })),
});
export type Costs = z.infer<typeof costsSchema>;

/** `from` and `to` are included; null: from the beginning, until now. */
export const costsInputSchema = z.object({
  from: monthSchema.nullable().default(null),
  to: monthSchema.nullable().default(null),
});
export type CostsInput = z.infer<typeof costsInputSchema>;
