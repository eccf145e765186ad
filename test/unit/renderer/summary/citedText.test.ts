import { expect, it } from "vitest";
import type { Citation } from "../../../../electron/contract/documents.ts";
import type { Point } from "../../../../electron/contract/summaries.ts";
import { type CitedSummary, citedText } from "../../../../renderer/features/summary/citedText.ts";

const cite = (page: number, start: number, quote: string): Citation => ({
  documentId: "0".repeat(64),
  page,
  start,
  end: start + quote.length,
  quote,
});
const rent = cite(2, 10, "The rent is\n900 euros.");
const term = cite(5, 0, "The term ends in May.");
const point = (text: string, citations: Citation[], support: Point["support"] = "verified"): Point => ({
  id: text,
  text,
  section: null,
  citations,
  support,
  by: support === "verified" ? "code" : null,
  findings: support === "verified" ? [] : [{ code: "FEW_WORDS", data: {} }],
  role: "point",
  quoted: false,
});
const empty: CitedSummary = { points: [], sections: [], facts: [], kind: null, options: { structure: "points" } };
const words = {
  facts: "Key facts",
  kind: (kind: string) => `${kind}s`,
  part: (heading: string) => `the ${heading}`,
  term: (term: string) => `the ${term}`,
  when: (due: string) => `when: ${due}`,
  page: (page: number) => `p. ${page}`,
  mark: ({ support }: Point) => (support === "verified" ? null : support),
};

it("copies points with numbered quotes, the same quote under one number, doubtful points marked", () => {
  const text = citedText(
    "Lease",
    {
      ...empty,
      points: [point("Rent is 900 euros.", [rent]), point("It ends in June.", [term], "unsupported")],
      sections: [{ heading: "Rent", points: [point("The rent.", [rent, term])] }],
    },
    words,
  );
  expect(text).toBe(
    [
      "Lease",
      "",
      "- Rent is 900 euros. [1]",
      "- It ends in June. [2] (unsupported)",
      "",
      "Rent",
      "- The rent. [1] [2]",
      "",
      "[1] p. 2: “The rent is 900 euros.”",
      "[2] p. 5: “The term ends in May.”",
      "",
    ].join("\n"),
  );
});

it("leaves out sections without points and the list of quotes where there is none", () => {
  expect(citedText("Empty", { ...empty, sections: [{ heading: "A", points: [] }] }, words)).toBe("Empty\n");
});

it("copies running text as paragraphs, below the key facts", () => {
  const text = citedText(
    "Lease",
    {
      ...empty,
      options: { structure: "prose" },
      facts: [
        { kind: "action", label: "Anna", value: "Anna writes to the tenant.", due: "by Friday", citations: [term] },
        { kind: "amount", label: "900 euros", value: "The rent is 900 euros.", citations: [rent] },
      ],
      points: [point("Rent is 900 euros.", [rent]), point("It ends in May.", [term])],
    },
    words,
  );
  expect(text.split("\n\n").slice(0, 3)).toEqual([
    "Lease",
    "Key facts\nactions\n- Anna writes to the tenant. (when: by Friday) [1]\namounts\n- 900 euros: The rent is 900 euros. [2]",
    "Rent is 900 euros. [2] It ends in May. [1]",
  ]);
});
