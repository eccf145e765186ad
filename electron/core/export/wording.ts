import type { Citation } from "../../contract/documents.ts";
import type { Point } from "../../contract/summaries.ts";
import { oneLine } from "../text/oneLine.ts";
import type { Words } from "../../words/words.ts";

/** "p. 3" or "pp. 3–5", with what the pages are called. */
export function pagesText(first: string, last: string, { t }: Words): string {
  return first === last ? t("export:page", { page: first }) : t("export:pages", { first, last });
}

/** The words of a document a sentence rests on, on one line, and where they stand. */
export function noteOf(name: string, page: string, { quote, lost }: Quoted, { t }: Words): string {
  const note = t("export:note", { name, page, quote: oneLine(quote) });
  return lost === true ? t("export:lost", { note }) : note;
}

type Quoted = Pick<Citation, "quote" | "lost">;

type Judged = Pick<Point, "support" | "by" | "findings"> & Partial<Pick<Point, "quoted" | "corrected">>;

/**
 * What is to be known of a sentence: that it is the document's own, why it is to be taken with care, or what verified it where its
 * quotes alone did not; null for nothing.
 */
export function remarkOf(point: Judged, words: Words): string | null {
  if (point.quoted === true) return words.t("export:quoted");
  const verdict = verdictRemark(point, words);
  if (point.corrected !== true) return verdict;
  return verdict === null ? words.t("export:corrected") : `${words.t("export:corrected")}; ${verdict}`;
}

function verdictRemark(point: Judged, words: Words): string | null {
  return doubtOf(point, words) ?? (isByWitness(point.by) ? words.t(`export:by.${point.by}`) : null);
}

function isByWitness(by: Point["by"]): by is "vectors" | "model" {
  return by === "vectors" || by === "model";
}

/** Why a sentence is to be taken with care; null where it is not. */
function doubtOf({ support, findings }: Pick<Point, "support" | "findings">, words: Words): string | null {
  const { t } = words;
  if (support === "verified") return null;
  return t("export:doubt", { support: t(`export:support.${support}`), reason: words.findings(findings) });
}
