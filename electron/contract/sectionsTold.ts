import type { Coverage } from "./summaries.ts";

/**
 * What a receipt says of the sections, in order. cited: of a summary of before, which did not tell sentences of the document from words of
 * the model's own; allQuoted: no section is spoken of in other words than the document's.
 */
export interface SectionsTold {
  readonly key: "cited" | "spoken" | "allQuoted" | "quoted" | "listed";
  /** sections of which it is so */
  readonly count: number;
  /** sections of the document */
  readonly total: number;
}

export function sectionsTold({ total, cited, spoken, quoted, listed }: Coverage["sections"]): SectionsTold[] {
  if (spoken === undefined || quoted === undefined || listed === undefined)
    return [{ key: "cited", count: cited, total }];
  const told: SectionsTold[] =
    spoken === 0
      ? [{ key: "allQuoted", count: quoted, total }]
      : [
          { key: "spoken", count: spoken, total },
          { key: "quoted", count: quoted, total },
        ];
  told.push({ key: "listed", count: listed, total });
  return told.filter(({ count }, index) => index === 0 || count > 0);
}
