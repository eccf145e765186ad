import path from "node:path";
import type { Citation, Page } from "../../electron/contract/documents.ts";
import { checkVersion, type Finding } from "../../electron/contract/findings.ts";
import type { Point, Summary } from "../../electron/contract/summaries.ts";
import { openStore } from "../../electron/core/store/openStore.ts";
import { oneLine } from "../../electron/core/text/oneLine.ts";
import { systemClock } from "../../electron/host/nodePorts.ts";

/** What is said in the summary that stands in the library after {@link addJudgedSummary}, by its verdict. */
export const judged = {
  verified: "The rent is 1,240 euros a month.",
  byModel: "Each month Mateo Rivas and Hannah Okafor owe the cooperative 1,240 euros for the flat.",
  weak: "The lease runs for a fixed term of two years and is renewed in silence.",
  contradicted: "The Tenants pay an advance of 158 euros a month for heating, water and waste.",
  unsupported: "Klara Winther must announce an increase in writing two months before it takes effect.",
} as const;

/**
 * Puts a finished summary of the sample document into a library that no process has open: one with every verdict, as no tiny model
 * writes it.
 */
export function addJudgedSummary(data: string, patch: Partial<Pick<Summary, "check" | "questions">> = {}): void {
  const logger = { info() {}, warn() {}, error() {} };
  const store = openStore({ paths: { data, resources: path.join(data, "resources") }, clock: systemClock, logger });
  try {
    const [document] = store.documents.list();
    if (!document) throw new Error("No document was read.");
    const [newest] = store.summaries.list(document.id);
    if (!newest) throw new Error("The document has no summary.");
    const points = pointsOf(document.id, store.documents.allPages(document.id));
    const section = { index: 0, heading: "3. Rent", firstPage: 1, lastPage: 2, points };
    store.summaries.put({
      ...newest,
      id: "judged",
      status: "done",
      jobId: null,
      facts: [],
      options: { ...newest.options, structure: "points" },
      points: points.map((point, index) => ({ ...point, id: `s.${String(index + 1)}` })),
      sections: [section],
      check: { version: checkVersion, problem: null },
      createdAt: newest.createdAt + 1000,
      ...patch,
    });
  } finally {
    store.close();
  }
}

function pointsOf(documentId: string, pages: readonly Page[]): Point[] {
  const cite = (words: string): Citation => {
    for (const { number, text, sentences } of pages) {
      for (const { start, end } of sentences) {
        const quote = text.slice(start, end);
        if (oneLine(quote).includes(words)) return { documentId, page: number, start, end, quote };
      }
    }
    throw new Error(`The sample does not say “${words}”.`);
  };
  const rent = cite("The rent is 1,240 euros");
  const term = cite("fixed term of two years");
  const advance = cite("an advance of 185 euros");
  const notice = cite("announce an increase in writing");
  const said = (text: string, citation: Citation, verdict: Pick<Point, "support" | "by" | "findings">): Point => ({
    id: "c1.1",
    text,
    section: "3. Rent",
    citations: [citation],
    role: "point",
    quoted: false,
    ...verdict,
  });
  const differs: Finding = {
    code: "NUMBER_DIFFERS",
    data: { text: "158 euros", other: "185 euros" },
    words: spanIn(judged.contradicted, "158 euros"),
    other: { quote: 0, ...spanIn(oneLine(advance.quote), "185 euros") },
  };
  return [
    said(judged.verified, rent, { support: "verified", by: "code", findings: [] }),
    said(judged.byModel, rent, {
      support: "verified",
      by: "model",
      findings: [
        { code: "FEW_WORDS", data: {} },
        { code: "FOUND_BY_MODEL", data: {} },
      ],
    }),
    said(judged.weak, term, {
      support: "weak",
      by: null,
      findings: [
        {
          code: "WORDS_NOT_IN_QUOTES",
          data: { text: "renewed in silence" },
          words: spanIn(judged.weak, "renewed in silence"),
        },
      ],
    }),
    said(judged.contradicted, advance, { support: "contradicted", by: null, findings: [differs] }),
    said(judged.unsupported, notice, {
      support: "unsupported",
      by: null,
      findings: [
        {
          code: "NAME_NOT_IN_QUOTES",
          data: { text: "Klara Winther" },
          words: spanIn(judged.unsupported, "Klara Winther"),
        },
      ],
    }),
  ];
}

function spanIn(text: string, words: string): { start: number; end: number } {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
}
