import * as z from "zod";

/** Of the check of claims, raised whenever its verdicts change: those of an earlier version are made anew. */
export const checkVersion = 5;

/** Characters of the claim, from `start` up to `end`. */
export const spanSchema = z.object({ start: z.number().int().nonnegative(), end: z.number().int().nonnegative() });
export type Span = z.infer<typeof spanSchema>;

/** Characters of the quote with this index among those the claim was held against. */
export const quoteSpanSchema = spanSchema.extend({ quote: z.number().int().nonnegative() });
export type QuoteSpan = z.infer<typeof quoteSpanSchema>;

function finding<C extends string, S extends z.ZodRawShape>(code: C, data: S) {
  return z.object({
    code: z.literal(code),
    data: z.strictObject(data),
    /** the words of the claim it is about; absent where it is about the whole */
    words: spanSchema.optional(),
    /** the words of a quote these were held against */
    other: quoteSpanSchema.optional(),
  });
}

/** what the claim says, as it says it */
const text = z.string();
/** what a quote says in its place */
const other = z.string();
/** of `of` unrelated sentences of the document those farther from the claim than its own, by their vectors */
const nearness = { farther: z.number().int(), of: z.number().int() };

/**
 * What the check of a claim against its quotes found, as a code with data; its words stand in the catalogue (`resources/i18n`) under
 * `finding`. Findings say why a claim is not verified, or what verified it where its words alone could not.
 */
export const findingSchema = z.discriminatedUnion("code", [
  // A quote says otherwise.
  finding("NUMBER_DIFFERS", { text, other }),
  finding("SIGN_DIFFERS", { text, other }),
  finding("UNIT_DIFFERS", { text, other }),
  finding("BOUND_DIFFERS", { text, other }),
  finding("DATE_DIFFERS", { text, other }),
  finding("DIRECTION_DIFFERS", { text, other }),
  finding("QUANTITY_DIFFERS", { text, other }),
  finding("MODALITY_DIFFERS", { text, other }),
  finding("ROLES_DIFFER", { text, other }),
  finding("NAME_DIFFERS", { text, other }),
  finding("PRONOUN_DIFFERS", { text, other }),
  finding("ATTRIBUTION_DIFFERS", { text, other }),
  finding("DENIED_BY_POINT_ALONE", {}),
  finding("DENIED_BY_QUOTES", {}),
  // A part of it is nowhere in its quotes.
  finding("NO_CITATION", {}),
  finding("NUMBER_NOT_IN_QUOTES", { text }),
  finding("DATE_NOT_IN_QUOTES", { text }),
  finding("TIME_NOT_IN_QUOTES", { text }),
  finding("CURRENCY_NOT_IN_QUOTES", { text }),
  finding("NAME_NOT_IN_QUOTES", { text }),
  finding("REPEATS_ITSELF", {}),
  // Nothing is against it, but code cannot vouch for all of it.
  finding("NUMBER_NOT_SAID", { text }),
  finding("NUMBER_HARD_TO_READ", { text }),
  finding("PERCENTAGE_NOT_SAID", { text }),
  finding("CURRENCY_NOT_NAMED", { text }),
  finding("NAME_IN_OTHER_LETTERS", { text }),
  finding("NO_ANTECEDENT", { text }),
  finding("DENIAL_NOT_IN_QUOTES", { text }),
  finding("WORDS_NOT_IN_QUOTES", { text }),
  finding("WORDS_APART", { text }),
  finding("ROLES_UNCLEAR", { text }),
  finding("CONDITION_LEFT_OUT", { other }),
  finding("HEDGE_LEFT_OUT", { other }),
  finding("ATTRIBUTION_LEFT_OUT", { other }),
  finding("FEW_WORDS", {}),
  finding("OTHER_LANGUAGE", {}),
  finding("LANGUAGE_NOT_KNOWN", {}),
  finding("TOO_LONG", {}),
  // Of an answer to the question of a column.
  finding("MAY_NOT_ANSWER", {}),
  finding("OTHER_ANSWER", { other }),
  finding("NOT_OF_KIND", {}),
  // What witnesses said of a claim whose words differ.
  finding("NEAR_IN_MEANING", nearness),
  finding("ALIKE_IN_MEANING", nearness),
  finding("FAR_IN_MEANING", nearness),
  finding("FOUND_BY_MODEL", {}),
  /** the sentence that was stored with a point before findings had codes */
  finding("LEGACY", { text: z.string() }),
]);
export type Finding = z.infer<typeof findingSchema>;
export type FindingCode = Finding["code"];

/**
 * What a finding makes of a claim. contradicts: a quote says otherwise; missing: a part of it is nowhere in the quotes; doubt: nothing
 * is against it, but code cannot vouch for it; witness: says who vouched for it, or did not.
 */
export type Severity = "contradicts" | "missing" | "doubt" | "witness";

export function severityOf(code: FindingCode): Severity {
  return severities[code];
}

const severities: Readonly<Record<FindingCode, Severity>> = {
  NUMBER_DIFFERS: "contradicts",
  SIGN_DIFFERS: "contradicts",
  UNIT_DIFFERS: "contradicts",
  BOUND_DIFFERS: "contradicts",
  DATE_DIFFERS: "contradicts",
  DIRECTION_DIFFERS: "contradicts",
  QUANTITY_DIFFERS: "contradicts",
  MODALITY_DIFFERS: "contradicts",
  ROLES_DIFFER: "contradicts",
  NAME_DIFFERS: "doubt",
  PRONOUN_DIFFERS: "contradicts",
  ATTRIBUTION_DIFFERS: "doubt",
  DENIED_BY_POINT_ALONE: "contradicts",
  DENIED_BY_QUOTES: "contradicts",
  NO_CITATION: "missing",
  NUMBER_NOT_IN_QUOTES: "missing",
  DATE_NOT_IN_QUOTES: "missing",
  TIME_NOT_IN_QUOTES: "missing",
  CURRENCY_NOT_IN_QUOTES: "missing",
  NAME_NOT_IN_QUOTES: "missing",
  REPEATS_ITSELF: "missing",
  NUMBER_NOT_SAID: "doubt",
  NUMBER_HARD_TO_READ: "doubt",
  PERCENTAGE_NOT_SAID: "doubt",
  CURRENCY_NOT_NAMED: "doubt",
  NAME_IN_OTHER_LETTERS: "doubt",
  NO_ANTECEDENT: "doubt",
  DENIAL_NOT_IN_QUOTES: "doubt",
  WORDS_NOT_IN_QUOTES: "doubt",
  WORDS_APART: "doubt",
  ROLES_UNCLEAR: "doubt",
  CONDITION_LEFT_OUT: "doubt",
  HEDGE_LEFT_OUT: "doubt",
  ATTRIBUTION_LEFT_OUT: "doubt",
  FEW_WORDS: "doubt",
  OTHER_LANGUAGE: "doubt",
  LANGUAGE_NOT_KNOWN: "doubt",
  TOO_LONG: "doubt",
  MAY_NOT_ANSWER: "doubt",
  OTHER_ANSWER: "doubt",
  NOT_OF_KIND: "doubt",
  NEAR_IN_MEANING: "witness",
  ALIKE_IN_MEANING: "witness",
  FAR_IN_MEANING: "witness",
  FOUND_BY_MODEL: "witness",
  LEGACY: "missing",
};
