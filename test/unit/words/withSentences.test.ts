import { expect, it } from "vitest";
import { reasonOf } from "../../../electron/contract/reasons.ts";
import { withSentences } from "../../../electron/words/withSentences.ts";
import { words } from "../../helpers/words.ts";

it("says in words what stands in a result as a code, however deep, and leaves the rest as it is", () => {
  const result = {
    file: { code: "A-1", name: "lease.pdf" },
    problem: { code: "READ_PAGE_LIMIT", data: { limit: 5 } },
    unread: [{ page: 2, reason: reasonOf("PICTURE_UNSURE", { percent: 40 }) }],
    points: [{ text: "1,300", findings: [{ code: "NUMBER_NOT_IN_QUOTES", data: { text: "1,300" } }] }],
    none: null,
  };
  expect(withSentences(result, words)).toEqual({
    ...result,
    problem: { ...result.problem, message: words.error({ code: "READ_PAGE_LIMIT" }) },
    unread: [
      {
        page: 2,
        reason: {
          ...reasonOf("PICTURE_UNSURE", { percent: 40 }),
          message: "The text in the picture on this page could not be recognised with enough certainty (40 %).",
        },
      },
    ],
    points: [
      {
        text: "1,300",
        findings: [
          {
            code: "NUMBER_NOT_IN_QUOTES",
            data: { text: "1,300" },
            message: "The number “1,300” is not in its quotes.",
          },
        ],
      },
    ],
  });
});
