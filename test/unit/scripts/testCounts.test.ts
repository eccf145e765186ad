import { describe, expect, it } from "vitest";
import { countPlaywright, countVitest } from "../../../scripts/testCounts.mjs";

const assertion = (status: string, fullName = "a test") => ({ status, fullName });

describe("the counts of npm test", () => {
  it("add up what Vitest reports and name what was skipped and what failed", () => {
    const report = {
      testResults: [
        { name: "/app/test/a.test.ts", status: "passed", assertionResults: [assertion("passed"), assertion("passed")] },
        {
          name: "/app/test/b.test.ts",
          status: "failed",
          assertionResults: [
            assertion("failed", "counts to three"),
            assertion("pending", "needs a shared folder"),
            assertion("todo", "later"),
          ],
        },
      ],
    };
    expect(countVitest(report, 1, "/app")).toEqual({
      passed: 2,
      failed: 1,
      skipped: ["test/b.test.ts › needs a shared folder", "test/b.test.ts › later"],
      broken: ["test/b.test.ts › counts to three"],
    });
  });

  it("count a file that does not load as a failure", () => {
    const report = { testResults: [{ name: "/app/test/a.test.ts", status: "failed", assertionResults: [] }] };
    expect(countVitest(report, 1, "/app")).toEqual({ passed: 0, failed: 1, skipped: [], broken: ["test/a.test.ts"] });
  });

  it("count a run that failed without naming a test, or left no report, as a failure", () => {
    expect(countVitest({ testResults: [] }, 1, "/app").failed).toBe(1);
    expect(countVitest(null, 1, "/app").failed).toBe(1);
    expect(countPlaywright(null, 1).failed).toBe(1);
    expect(countPlaywright(null, null).failed).toBe(1);
  });

  it("add up what Playwright reports, through nested suites; flaky is failed", () => {
    const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
    const report = {
      suites: [
        {
          title: "summary.spec.ts",
          specs: [spec("a", "expected")],
          suites: [{ title: "inner", specs: [spec("b", "flaky"), spec("c", "skipped"), spec("d", "unexpected")] }],
        },
      ],
      errors: [{ message: "a file did not load" }],
    };
    expect(countPlaywright(report, 1)).toEqual({
      passed: 1,
      failed: 3,
      skipped: ["summary.spec.ts › inner › c"],
      broken: ["summary.spec.ts › inner › b", "summary.spec.ts › inner › d", "a file did not load"],
    });
  });
});
