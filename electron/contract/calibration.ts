import * as z from "zod";

/** How well a model tells statements that follow from a text from those that do not, by pairs of which the answers are known. */
export const calibrationSchema = z.object({
  /** the probability from which on its yes counts; null: it cannot tell them apart and may verify nothing */
  threshold: z.number().nullable(),
  /** pairs it was asked about */
  pairs: z.number().int(),
  /** share of the pairs whose true statement it found the likelier one, 0 to 1; as likely counts half */
  told: z.number(),
  /** area under the curve of true against false ones, 0 to 1; 0.5 is guessing */
  auc: z.number(),
  /** share of the true statements that reach the threshold, 0 to 1; 0 where there is none */
  trueKept: z.number(),
  /** share of the false ones that do */
  falsePassed: z.number(),
});
export type Calibration = z.infer<typeof calibrationSchema>;
