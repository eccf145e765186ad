import mammoth from "mammoth";
import { expect, it } from "vitest";
import { type PageLabel, printedLabel } from "../../../electron/contract/pageLabels.ts";
import { checkVersion } from "../../../electron/contract/findings.ts";
import { type Citation, readingVersion } from "../../../electron/contract/documents.ts";
import type { Point, Summary } from "../../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import { exporter } from "../../helpers/exporter.ts";
import { legacyReason } from "../../../electron/contract/reasons.ts";

const cite = (page: number, quote: string): Citation => ({
  documentId: "0".repeat(64),
  page,
  start: 0,
  end: quote.length,
  quote,
});
const point = (text: string, citation: Citation, more: Partial<Point> = {}): Point => ({
  id: text,
  text,
  section: null,
  citations: [citation],
  support: "verified",
  by: "code",
  findings: [],
  role: "point",
  quoted: false,
  ...more,
});
const options = summaryOptionsSchema.parse({ focus: "the roof", structure: "facts" });
const roof = cite(2, "Tom asks three\nfirms for <offers> & prices by Friday.");
const summary: Summary = {
  id: "1",
  documentId: "0".repeat(64),
  status: "done",
  jobId: null,
  title: "The mill",
  options,
  kind: "minutes",
  facts: [
    { kind: "decision", label: "", value: "The roof is repaired.", citations: [cite(1, "The roof is repaired.")] },
    { kind: "action", label: "Tom", value: "Tom asks three firms.", due: "by Friday", citations: [roof] },
  ],
  points: [
    point("The roof is to be repaired.", cite(1, "The roof is repaired.")),
    point("It costs 900 euros.", cite(1, "It is dear."), {
      support: "unsupported",
      findings: [{ code: "NUMBER_NOT_IN_QUOTES", data: { text: "900" } }],
    }),
    point("Tom asks three firms.", roof, { quoted: true }),
  ],
  sections: [
    { index: 0, heading: "Roof", firstPage: 1, lastPage: 2, points: [point("Firms are asked.", roof)] },
    { index: 1, heading: "Empty", firstPage: 2, lastPage: 2, points: [] },
  ],
  questions: [],
  check: { version: checkVersion, problem: null },
  coverage: {
    pages: { total: 3, read: 2, unread: [{ page: 3, reason: legacyReason("It is a picture.") }] },
    sections: { total: 2, cited: 1 },
    chunks: { total: 1, mapped: 1 },
    truncated: false,
  },
  recipe: {
    app: "1.2.3",
    model: { name: "Small", sha256: "abc", quantization: "Q4_0" },
    version: 1,
    seed: 7,
    temperature: 0.3,
    prompts: "def",
    pipeline: "one",
    options,
  },
  timings: null,
  chunks: { done: 1, total: 1 },
  problem: null,
  createdAt: 1,
};

async function htmlOf(made: Summary, labels: ReadonlyMap<number, PageLabel> = new Map()): Promise<string> {
  const { data } = await exporter("summary", "docx", {
    document: { name: "mill.pdf", pages: 3, reading: { version: readingVersion, problem: null } },
    summary: made,
    labels,
    report() {
      throw new Error("not for a DOCX");
    },
    facts: async () => made.facts,
  });
  const { value, messages } = await mammoth.convertToHtml({ buffer: Buffer.from(data, "base64") });
  expect(messages.filter(({ type }) => type === "error")).toEqual([]);
  return value;
}

it("is a document with headings, points whose quotes are footnotes, the receipt and the recipe", async () => {
  const html = await htmlOf(summary, new Map([[2, printedLabel("ii")]]));
  expect(html.match(/<h\d>[^<]*/gu)).toEqual([
    "<h1>Key facts",
    "<h1>The whole",
    "<h1>Section by section",
    "<h2>Roof (pp. 1–ii)",
    "<h1>What was read",
    "<h1>How it was made",
  ]);
  expect(html).toMatch(/^<p>The mill<\/p><p>mill\.pdf, 3 pages<\/p><p>Question: the roof<\/p>/u);
  // Every citation is a note of its own: file, what the page is called, and the words as they stand there, on one line.
  expect(html.match(/<li id="footnote-\d+">/gu)).toHaveLength(6);
  expect(html).toContain("mill.pdf, p. ii: “Tom asks three firms for &lt;offers&gt; &amp; prices by Friday.”");
  expect(html).toMatch(/It costs 900 euros\..*<em> \(unsupported: The number “900” is not in its quotes.\)<\/em>/u);
  expect(html).toMatch(/Tom asks three firms\..*<em> \(quoted\)<\/em>/u);
  for (const line of [
    "2 of 3 pages read",
    "page 3 not read: It is a picture.",
    "Small (Q4_0), SHA-256 abc",
    "seed 7",
  ]) {
    expect(html).toContain(line);
  }
});

it("says in words what the pages are called", async () => {
  const html = await htmlOf(summary, new Map([[2, { code: "HIDDEN", data: { text: "2" } }]]));
  expect(html).toContain("<h2>Roof (pp. 1–2 (hidden))");
  expect(html).toContain("mill.pdf, p. 2 (hidden): “");
});

it("has the key facts as a table, with a column of dates only where one is named", async () => {
  const cells = (html: string): string[] =>
    [...html.matchAll(/<t[dh]>(.*?)<\/t[dh]>/gu)].map(([, cell = ""]) =>
      cell.replaceAll(/<sup>.*?<\/sup>|<[^>]+>/gu, ""),
    );
  expect(cells(await htmlOf(summary))).toEqual(
    [
      ["Kind", "Who or what", "In the document", "When"],
      ["Decision", "", "The roof is repaired.", ""],
      ["Action", "Tom", "Tom asks three firms.", "by Friday"],
    ].flat(),
  );
  const [decision] = summary.facts;
  const alone = await htmlOf({ ...summary, facts: decision ? [decision] : [] });
  expect(cells(alone)).toEqual(["Kind", "Who or what", "In the document", "Decision", "", "The roof is repaired."]);
  expect(await htmlOf({ ...summary, facts: [] })).not.toContain("<table");
});

it("lays minutes out by what came of the meeting, in the words of the points", async () => {
  const html = await htmlOf({ ...summary, sections: [], options: { ...options, structure: "auto" } });
  expect(html.match(/<h[12]>[^<]*/gu)?.slice(0, 3)).toEqual(["<h1>The whole", "<h2>Decisions", "<h2>Actions"]);
  expect(html).toMatch(/<td>.*Tom.*<\/td><td>.*Tom asks three firms\..*<\/td><td>.*by Friday.*<\/td>/u);
});

it("sets running text as paragraphs", async () => {
  const html = await htmlOf({ ...summary, facts: [], sections: [], options: { ...options, structure: "prose" } });
  expect(html.replaceAll(/<sup>.*?<\/sup>/gu, "")).toContain(
    "<p>The roof is to be repaired. It costs 900 euros.<em> (unsupported: The number “900” is not in its quotes.)</em> Tom asks three firms.",
  );
});

it("keeps a text that XML has no place for from breaking the file", async () => {
  const broken = point("A bell\u0007 rings \uD800 twice.", cite(1, "bell\u0000"));
  expect(await htmlOf({ ...summary, points: [broken], sections: [] })).toContain("A bell rings");
});
