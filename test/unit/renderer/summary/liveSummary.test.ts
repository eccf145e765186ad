import { describe, expect, it } from "vitest";
import { checkVersion } from "../../../../electron/contract/findings.ts";
import type { JobItem } from "../../../../electron/contract/jobs.ts";
import type { Point, Summary, SummarySection } from "../../../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../../../electron/contract/summaryOptions.ts";
import { withItems } from "../../../../renderer/features/summary/liveSummary.ts";

const point = (text: string): Point => ({
  id: text,
  text,
  section: null,
  citations: [],
  support: "verified",
  by: "code",
  findings: [],
  role: "point",
  quoted: false,
});
const section = (index: number, ...texts: string[]): SummarySection => ({
  index,
  heading: `Section ${index}`,
  firstPage: index + 1,
  lastPage: index + 1,
  points: texts.map(point),
});
const item = (made: SummarySection): JobItem => ({ kind: "section", section: made });
const running: Summary = {
  id: "s",
  documentId: "0".repeat(64),
  status: "running",
  jobId: "j",
  title: "",
  options: summaryOptionsSchema.parse({}),
  kind: null,
  facts: [],
  points: [],
  sections: [section(0, "a", "b")],
  questions: [],
  check: { version: checkVersion, problem: null },
  coverage: null,
  recipe: null,
  timings: null,
  chunks: { done: 1, total: 3 },
  problem: null,
  createdAt: 0,
};
const shape = ({ sections }: Summary) => sections.map(({ index, points }) => [index, points.map(({ text }) => text)]);

describe("withItems", () => {
  it("adds sections in the document's order, whatever order they are finished in", () => {
    const live = withItems(running, [item(section(2, "e")), item(section(1, "c"))]);
    expect(shape(live)).toEqual([
      [0, ["a", "b"]],
      [1, ["c"]],
      [2, ["e"]],
    ]);
  });

  it("lets a section grow in place", () => {
    const live = withItems(running, [item(section(1, "c")), item(section(1, "c", "d"))]);
    expect(shape(live)[1]).toEqual([1, ["c", "d"]]);
  });

  it("keeps what was stored when a resumed job tells less of a section", () => {
    expect(shape(withItems(running, [item(section(0, "a"))]))).toEqual([[0, ["a", "b"]]]);
  });

  it("shows the merged points as soon as they are told", () => {
    const live = withItems(running, [{ kind: "points", points: [point("whole")] }]);
    expect(live.points.map(({ text }) => text)).toEqual(["whole"]);
  });

  it("takes the stored summary alone once it is no longer being made", () => {
    const done: Summary = { ...running, status: "done" };
    expect(withItems(done, [item(section(0, "x", "y", "z"))])).toBe(done);
  });
});
