import * as z from "zod";
import { type Citation, citationSchema, documentIdSchema } from "./documents.ts";
import { findingSchema } from "./findings.ts";
import { supportSchema, witnessSchema } from "./summaries.ts";

/** What is checked at a time, so that an answer comes in bounded time and memory; more is refused. */
export const mostChecked = {
  claims: 10_000,
  claimCharacters: 200_000,
  textCharacters: 1_000_000,
  documents: 1000,
} as const;

/** Either a text, whose sentences are the claims, or the claims themselves, and what they are held against. */
export const checkInputSchema = z
  .object({
    documentIds: z.array(documentIdSchema).min(1).max(mostChecked.documents),
    text: z.string().max(mostChecked.textCharacters).optional(),
    claims: z.array(z.string().max(mostChecked.claimCharacters)).max(mostChecked.claims).optional(),
    /** asks a model about what code alone cannot vouch for; where none is there that can tell, code alone answers */
    useModel: z.boolean().default(false),
    modelId: z.string().nullable().default(null),
  })
  .refine(({ text, claims }) => (text === undefined) !== (claims === undefined), { path: ["text"] });
export type CheckInput = z.infer<typeof checkInputSchema>;

/** A statement that is to be checked, and where it stands. */
export const givenClaimSchema = z.object({
  /** on one line, without marks of lists and Markdown */
  text: z.string(),
  /** range in the text it is of, in UTF-16 code units, end exclusive; the whole of a claim that was given by itself */
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
});
export type GivenClaim = z.infer<typeof givenClaimSchema>;

/** Places of one more document that say otherwise; `findings` are about these citations. */
export const contradictionSchema = z.object({
  findings: z.array(findingSchema),
  citations: z.array(citationSchema),
});
export type Contradiction = z.infer<typeof contradictionSchema>;

export const checkedClaimSchema = z.object({
  /** position among the claims, from 0 */
  index: z.number().int().nonnegative(),
  /** what was checked, and what the findings' `words` are ranges of: the sentence on one line, without marks of lists and Markdown */
  claim: z.string(),
  /** where it stands in the text that was given, in UTF-16 code units, end exclusive; of a claim that was given by itself the whole of it */
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  support: supportSchema,
  /** what verified it; null where it is not verified */
  by: witnessSchema.nullable(),
  findings: z.array(findingSchema),
  /** the quotes it was held against, in the order of their document; of one document, but where the claim needs more */
  citations: z.array(citationSchema),
  /** what other documents say against it, whatever the verdict */
  contradictions: z.array(contradictionSchema),
});
export type CheckedClaim = z.infer<typeof checkedClaimSchema>;

/** A text as it was checked, to be saved: `start` and `end` of the claims are ranges of it. */
export const checkedTextSchema = z.object({
  documentIds: z.array(documentIdSchema).min(1).max(mostChecked.documents),
  text: z.string().max(mostChecked.textCharacters),
  claims: z.array(checkedClaimSchema).max(mostChecked.claims),
});
export type CheckedText = z.infer<typeof checkedTextSchema>;

/** Bytes of a line of `check --jsonl`. */
export const mostLineBytes = 16 * 2 ** 20;

/** What stands on a line of `check --jsonl`: a text and what is said of it. */
export const checkLineSchema = z.object({
  /** comes back with the answer */
  id: z.union([z.string(), z.number()]),
  text: z.string(),
  claims: z.array(z.string()).max(mostChecked.claims),
  /** BCP 47 of the text; found from it where it is not said */
  language: z.string().min(2).max(35).optional(),
});
export type CheckLine = z.infer<typeof checkLineSchema>;

/** A claim held against a text that has no pages. */
export type CheckedLineClaim = Pick<CheckedClaim, "claim" | "support" | "by" | "findings"> & {
  readonly citations: Pick<Citation, "start" | "end" | "quote">[];
};
