import type { Citation } from "../../contract/documents.ts";
import type { Finding } from "../../contract/findings.ts";
import type { Point } from "../../contract/summaries.ts";
import { type Sentence, sentenceKey } from "../text/documentText.ts";
import { oneLine } from "../text/oneLine.ts";
import type { ClaimContext } from "./checked.ts";
import { withHardToRead } from "./hardToRead.ts";
import type { Nearness } from "./nearness.ts";
import { supportOf } from "./support.ts";
import { verdictOf } from "./verify.ts";

/**
 * The point with the verdict of the check as it is now, without a model; its text and its citations stay, and so does the verdict on a
 * sentence that was quoted, but for its numbers that are hard to read.
 *
 * What witnesses said of it is not asked again. Vectors measured how near these words are to these quotes, which no version of the
 * check changes: that counts as it would in a new summary, so that what they verified stays verified by them where code has nothing
 * against it and falls where it has. A model's yes counts again where it verified the point, since it was held against a threshold then;
 * any other one is passed on beside the vectors, as it counted when it was given, and verifies nothing alone.
 *
 * @param doubtful numbers that are hard to read, by the key of the citation they stand in, see `sentenceKey`
 */
export function checkAgain(
  point: Point,
  context: ClaimContext,
  doubtful: ReadonlyMap<string, readonly string[]> = new Map(),
): Point {
  const { text, citations, findings: before } = point;
  const cites = citations.map((citation, index) => ({
    ...sentenceOf(citation, index),
    doubtful: doubtful.get(sentenceKey(citation)) ?? [],
  }));
  if (point.quoted) {
    const others = before.filter(({ code }) => code !== "NUMBER_HARD_TO_READ");
    const { support, by, findings } = withHardToRead(verdictOf(others), text, cites);
    return { ...point, support, by, findings: [...findings] };
  }
  const nearness = nearnessOf(before);
  const isFound = before.some(({ code }) => code === "FOUND_BY_MODEL");
  const { support, by, findings } = supportOf(
    {
      text,
      cites,
      origin: "model",
      isCut: false,
      confirmed: isFound && (point.by === "model" || nearness?.level === "near"),
      nearness,
    },
    context,
  );
  // A yes that counted beside the vectors alone does not come to count by itself.
  const isUnmeasured = by === "model" && point.by !== "model";
  const verdict = isUnmeasured ? ({ support: "weak", by: null } as const) : { support, by };
  return { ...point, ...verdict, findings: [...findings] };
}

/** As the text of the document has it: of a sentence the check reads its text alone. */
function sentenceOf(citation: Citation, index: number): Sentence {
  return { ...citation, index, text: oneLine(citation.quote), kind: "paragraph", block: 0, section: 0 };
}

function nearnessOf(findings: readonly Finding[]): Nearness | undefined {
  for (const { code, data } of findings) {
    if (code === "NEAR_IN_MEANING") return { level: "near", ...data };
    if (code === "ALIKE_IN_MEANING") return { level: "alike", ...data };
    if (code === "FAR_IN_MEANING") return { level: "far", ...data };
  }
  return undefined;
}
