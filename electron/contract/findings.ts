import * as z from "zod";

function finding<C extends string, S extends z.ZodRawShape>(code: C, data: S) {
  return z.object({ code: z.literal(code), data: z.strictObject(data) });
}

/** what the point says, as it says it */
const text = z.string();
/** of `of` unrelated sentences of the document those farther from the point than its own, by their vectors */
const nearness = { farther: z.number().int(), of: z.number().int() };

/**
 * What the check of a point against its quotes found, as a code with data; its words stand in the catalogue (`resources/i18n`) under
 * `finding`. Findings say why a point is not verified, or what verified it where its words alone could not.
 */
export const findingSchema = z.discriminatedUnion("code", [
  // Unsupported: the point is not in its quotes.
  finding("NO_CITATION", {}),
  finding("NUMBER_NOT_IN_QUOTES", { text }),
  finding("DATE_NOT_IN_QUOTES", { text }),
  finding("TIME_NOT_IN_QUOTES", { text }),
  finding("CURRENCY_NOT_IN_QUOTES", { text }),
  finding("NAME_NOT_IN_QUOTES", { text }),
  finding("DENIED_BY_POINT_ALONE", {}),
  finding("DENIED_BY_QUOTES", {}),
  finding("REPEATS_ITSELF", {}),
  // Weak: nothing contradicts it.
  finding("NUMBER_NOT_SAID", { text }),
  finding("PERCENTAGE_NOT_SAID", { text }),
  finding("CURRENCY_NOT_NAMED", { text }),
  finding("NAME_IN_OTHER_LETTERS", { text }),
  finding("OTHER_LANGUAGE", {}),
  finding("FEW_WORDS", {}),
  // What witnesses said of a point whose words differ.
  finding("NEAR_IN_MEANING", nearness),
  finding("ALIKE_IN_MEANING", nearness),
  finding("FAR_IN_MEANING", nearness),
  finding("FOUND_BY_MODEL", {}),
  /** the sentence that was stored with a point before findings had codes */
  finding("LEGACY", { text: z.string() }),
]);
export type Finding = z.infer<typeof findingSchema>;
