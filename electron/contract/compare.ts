import * as z from "zod";
import {
  citationSchema,
  documentIdSchema,
  documentSchema,
  markupSchema,
  placedMarkupSchema,
  unreadPageSchema,
} from "./documents.ts";

/**
 * What a change is about, the weightiest first. Those before `passage` change what a text means: its figures and names; `roles`, who
 * does something to whom; `obligation`, whether it must, may or must not be done; what is denied; `opposite`, above for below;
 * `condition`, what it holds under or is excepted from; `quantity`, all for some. `passage` is a statement that only one of the two
 * makes; `wording` says the same in other words; `numbering` is a clause number alone, `place` a statement that stands elsewhere.
 */
export const changeReasonSchema = z.enum([
  "amount",
  "number",
  "date",
  "name",
  "roles",
  "obligation",
  "negation",
  "opposite",
  "condition",
  "quantity",
  "passage",
  "wording",
  "numbering",
  "place",
]);
export type ChangeReason = z.infer<typeof changeReasonSchema>;

/** A run of words on one line: in both texts, only in the earlier or only in the later. */
export const wordRunSchema = z.object({ kind: z.enum(["same", "removed", "added"]), text: z.string() });
export type WordRun = z.infer<typeof wordRunSchema>;

export const changeSchema = z.object({
  /** unique within its comparison, in the order of the list */
  id: z.string(),
  kind: z.enum(["added", "removed", "changed", "moved"]),
  /** the weightiest of its reasons */
  importance: changeReasonSchema,
  /** everything it is about, weightiest first */
  reasons: z.array(changeReasonSchema).min(1),
  /** changed as well as moved */
  moved: z.boolean(),
  /** heading it stands under in the later document, in the earlier for what was removed */
  section: z.string().nullable(),
  /** where it stands in the earlier document, a quote for each page it is on; empty for what was added */
  before: z.array(citationSchema),
  /** the same of the later document; empty for what was removed */
  after: z.array(citationSchema),
  /** runs without the removed ones are the later text on one line, without the added ones the earlier */
  words: z.array(wordRunSchema),
  /** whose tracked changes of the later document touch it, and of when; absent where none does */
  tracked: z.array(markupSchema.pick({ author: true, date: true })).optional(),
});
export type Change = z.infer<typeof changeSchema>;

/** Comments and tracked changes of two versions; what is the same in both stands nowhere. */
export const markupComparisonSchema = z.object({
  /** only in the later document */
  added: z.array(placedMarkupSchema),
  /** only in the earlier: deleted comments, changes that were accepted or rejected */
  gone: z.array(placedMarkupSchema),
  /** comments that were answered, or marked as done or not done, as they stand in the later document */
  answered: z.array(placedMarkupSchema),
});
export type MarkupComparison = z.infer<typeof markupComparisonSchema>;

/** What there is of each, in the order in which it is told. */
export function markupParts(markup: MarkupComparison | undefined) {
  const parts = (["added", "gone", "answered"] as const).map((part) => ({ part, list: markup?.[part] ?? [] }));
  return parts.filter(({ list }) => list.length > 0);
}

const comparedSchema = documentSchema.pick({ id: true, name: true, title: true, pages: true, language: true });

export const comparisonSchema = z.object({
  before: comparedSchema,
  after: comparedSchema,
  /** those that change the meaning first, then passages, then the rest; each group in the order of the later document */
  changes: z.array(changeSchema),
  /** absent where both have the same comments and tracked changes, or none, or where a version that knew none read one of them */
  markup: markupComparisonSchema.optional(),
  /** statements (about a sentence each) of both documents, and those of them that stand unchanged in the other */
  statements: z.object({ before: z.number().int(), after: z.number().int(), same: z.number().int() }),
  /** pages without text, of which nothing can be said */
  unread: z.object({ before: z.array(unreadPageSchema), after: z.array(unreadPageSchema) }),
  compareMs: z.number(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const compareInputSchema = z.object({ before: documentIdSchema, after: documentIdSchema });

/** The document that another is a new version of, and how much changed. */
export const previousVersionSchema = z.object({
  id: documentIdSchema,
  title: z.string(),
  name: z.string(),
  changes: z.number().int(),
  /** those of them that change the meaning */
  meaning: z.number().int(),
});
export type PreviousVersion = z.infer<typeof previousVersionSchema>;

const light: ReadonlySet<ChangeReason> = new Set(["wording", "numbering", "place"]);

/** True for what can be folded away: it says the same in other words or at another place. */
export function isLight({ importance }: Pick<Change, "importance">): boolean {
  return light.has(importance);
}
