/*
 * What is not kept lies in the bin, where nothing lists it. Where it belongs together with other things that are not kept, it is there.
 */

/** Of a document of a collection: neither is in the bin, or neither is kept. */
export const isMember = "(documents.removed_at IS NULL OR (documents.passing > 0 AND collections.passing > 0))";

/** Of a row of `collections` or `answer_tables` whose id is known: it is not in the bin. */
export const isThere = "(removed_at IS NULL OR passing > 0)";

/**
 * Of a document of an answer table: neither is in the bin, or neither is kept.
 * @param documents by which name the document stands there
 */
export function isInTable(documents: string): string {
  return `(${documents}.removed_at IS NULL
    OR (${documents}.passing > 0 AND (SELECT passing FROM answer_tables WHERE row = @table) > 0))`;
}
