/** Of documents that are joined: the newest finished summary, and the first line of it and of the digest. */
export const lineColumns = `summaries.id AS summary_id,
           CASE WHEN json_valid(summaries.points) THEN json_extract(summaries.points, '$[0].text') END AS summary_line,
           CASE WHEN digests.of = documents.updated_at AND json_valid(digests.lines)
             THEN json_extract(digests.lines, '$[0].text') END AS digest_line`;

/** What `lineColumns` are from. @param counts which summaries count, as a condition of `newest` */
export const lineJoins = (
  counts = "newest.passing = 0",
): string => `LEFT JOIN digests ON digests.document = documents.row
           LEFT JOIN summaries ON summaries.row = (
             SELECT newest.row FROM summaries AS newest
             WHERE newest.document = documents.row AND newest.status = 'done' AND newest.removed_at IS NULL AND ${counts}
             ORDER BY newest.created_at DESC LIMIT 1)`;
