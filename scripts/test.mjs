/**
 * `npm test`: every check in turn, all of them even where one fails; ends with the line `N passed, N failed`.
 * Lint, format and types count as one test each.
 */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { at, cacheFolder, readJson, root } from "./checkout.mjs";
import { countPlaywright, countVitest } from "./testCounts.mjs";

const reports = path.join(cacheFolder, "test");
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const checks = [
  { name: "lint", ...check("oxlint", ["--deny-warnings"]) },
  { name: "format", ...check("oxfmt", ["--check"]) },
  { name: "types", ...check("typescript", ["-p", "."], "tsc") },
  { name: "unit", ...vitest("unit", ["unit", "renderer"]) },
  { name: "contract", ...vitest("contract", ["contract"]) },
  { name: "integration", ...vitest("integration", ["integration"]) },
  { name: "end to end", ...playwright() },
];

let passed = 0;
let failed = 0;
const skipped = [];
const broken = [];
for (const { name, program, args, env, count } of checks) {
  process.stdout.write(`\n── ${name}\n`);
  const code = await runProgram(program, args, env);
  const counts = count(code);
  passed += counts.passed;
  failed += counts.failed;
  skipped.push(...counts.skipped.map((title) => `${name}: ${title}`));
  // A check that failed without naming a test is named itself.
  const unnamed = counts.failed > counts.broken.length ? [`exit code ${code}`] : [];
  broken.push(...[...counts.broken, ...unnamed].map((title) => `${name}: ${title}`));
  process.stdout.write(`   ${name}: ${counts.passed} passed, ${counts.failed} failed\n`);
}
writeList("Skipped", skipped);
// At the end, where it is seen: what was printed on the way is long.
writeList("Failed", broken);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function writeList(heading, titles) {
  if (titles.length > 0) process.stdout.write(`\n${heading}:\n${titles.map((title) => `  ${title}\n`).join("")}`);
}

/** A program of a package that either finds fault or does not. */
function check(packageName, args, program = packageName) {
  const count = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], broken: [] });
  return { program: programOf(packageName, program), args, env: {}, count };
}

function vitest(name, projects) {
  const report = path.join(reports, `${name}.json`);
  return {
    program: programOf("vitest"),
    args: [
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      "--reporter=dot",
      "--reporter=json",
      `--outputFile.json=${report}`,
      "--passWithNoTests",
    ],
    env: {},
    count: (code) => countVitest(readJson(report), code, root),
  };
}

function playwright() {
  const report = path.join(reports, "e2e.json");
  return {
    program: programOf("@playwright/test", "playwright"),
    args: ["test", "--reporter=line,json"],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    count: (code) => countPlaywright(readJson(report), code),
  };
}

/** The script a package names as its program; run by Node itself, since the files in .bin differ by platform. */
function programOf(packageName, program = packageName) {
  const { bin } = readJson(at(`node_modules/${packageName}/package.json`)) ?? {};
  return at(
    path.posix.join(`node_modules/${packageName}`, typeof bin === "string" ? bin : (bin?.[program] ?? program)),
  );
}

function runProgram(program, args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      env: { ...process.env, ...env, FORCE_COLOR: "0" },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
}
