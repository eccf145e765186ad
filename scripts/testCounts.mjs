import path from "node:path";

/** @typedef {{ passed: number, failed: number, skipped: string[], broken: string[] }} Counts `broken` names what failed, as far as the report tells */

/**
 * Reads the report of Vitest's JSON reporter. A file that does not load counts as one failure, and so does a run that
 * failed without naming a test, or left no report.
 * @returns {Counts}
 */
export function countVitest(report, code, root) {
  const counts = noCounts();
  for (const file of report?.testResults ?? []) {
    const fileName = path.relative(root, file.name);
    for (const test of file.assertionResults) {
      const title = `${fileName} › ${test.fullName.trim()}`;
      if (test.status === "passed") counts.passed++;
      else if (test.status === "failed") addFailure(counts, title);
      else counts.skipped.push(title);
    }
    if (file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed")) {
      addFailure(counts, fileName);
    }
  }
  return withSilentFailure(counts, code);
}

/**
 * Reads the report of Playwright's JSON reporter. A flaky test, one that passed only when repeated, counts as failed.
 * @returns {Counts}
 */
export function countPlaywright(report, code) {
  const counts = noCounts();
  const visit = (suite, titles) => {
    for (const spec of suite.specs ?? []) {
      const title = [...titles, spec.title].join(" › ");
      for (const { status } of spec.tests) {
        if (status === "expected") counts.passed++;
        else if (status === "skipped") counts.skipped.push(title);
        else addFailure(counts, title);
      }
    }
    for (const inner of suite.suites ?? []) visit(inner, [...titles, inner.title]);
  };
  for (const suite of report?.suites ?? []) visit(suite, [suite.title]);
  for (const { message } of report?.errors ?? []) addFailure(counts, message);
  return withSilentFailure(counts, code);
}

function noCounts() {
  return { passed: 0, failed: 0, skipped: [], broken: [] };
}

function addFailure(counts, title) {
  counts.failed++;
  counts.broken.push(title);
}

function withSilentFailure(counts, code) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
