import path from "node:path";

/** @typedef {{ passed: number, failed: number, skipped: string[] }} Counts */

/**
 * Reads the report of Vitest's JSON reporter. A file that does not load counts as one failure, and so does a run that
 * failed without naming a test, or left no report.
 * @returns {Counts}
 */
export function countVitest(report, code, root) {
  const counts = { passed: 0, failed: 0, skipped: [] };
  for (const file of report?.testResults ?? []) {
    for (const test of file.assertionResults) {
      if (test.status === "passed") counts.passed++;
      else if (test.status === "failed") counts.failed++;
      else counts.skipped.push(`${path.relative(root, file.name)} › ${test.fullName.trim()}`);
    }
    if (file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed")) counts.failed++;
  }
  return withSilentFailure(counts, code);
}

/**
 * Reads the report of Playwright's JSON reporter. A flaky test, one that passed only when repeated, counts as failed.
 * @returns {Counts}
 */
export function countPlaywright(report, code) {
  const counts = { passed: 0, failed: 0, skipped: [] };
  const visit = (suite, titles) => {
    for (const spec of suite.specs ?? []) {
      for (const { status } of spec.tests) {
        if (status === "expected") counts.passed++;
        else if (status === "skipped") counts.skipped.push([...titles, spec.title].join(" › "));
        else counts.failed++;
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...titles, inner.title]);
  };
  for (const suite of report?.suites ?? []) visit(suite, [suite.title]);
  counts.failed += report?.errors?.length ?? 0;
  return withSilentFailure(counts, code);
}

function withSilentFailure(counts, code) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
