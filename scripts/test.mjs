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

/** Checks of one stage run side by side. */
const stages = [
  [
    { name: "lint", ...check("oxlint", ["--deny-warnings"]) },
    { name: "format", ...check("oxfmt", ["--check"]) },
    { name: "types", ...check("typescript", ["-p", "."], "tsc") },
  ],
  [{ name: "unit", ...vitest("unit", ["unit", "renderer"]) }],
  [{ name: "contract and integration", ...vitest("integration", ["contract", "integration"]) }],
  [{ name: "end to end", ...playwright() }],
];

let passed = 0;
let failed = 0;
const skipped = [];
const broken = [];
for (const stage of stages) {
  const runs = stage.map((one) => runProgram(one, stage.length > 1));
  for (const [index, run] of runs.entries()) {
    const { name, count } = stage[index];
    process.stdout.write(`\n── ${name}\n`);
    const { code, output } = await run;
    process.stdout.write(output);
    add(name, count(code), code);
  }
}
writeList("Skipped", skipped);
// At the end, where it is seen: what was printed on the way is long.
writeList("Failed", broken);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function add(name, counts, code) {
  passed += counts.passed;
  failed += counts.failed;
  skipped.push(...counts.skipped.map((title) => `${name}: ${title}`));
  // A check that failed without naming a test is named itself.
  const unnamed = counts.failed > counts.broken.length ? [`exit code ${code}`] : [];
  broken.push(...[...counts.broken, ...unnamed].map((title) => `${name}: ${title}`));
  process.stdout.write(`   ${name}: ${counts.passed} passed, ${counts.failed} failed\n`);
}

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

/** @param quiet keeps what it prints until it has ended, so that it does not mix with what others print */
function runProgram({ program, args, env }, quiet) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      // The programs are started some hundred times: what Node made of their code is kept from one start to the next.
      env: { NODE_COMPILE_CACHE: path.join(cacheFolder, "compiled"), ...process.env, ...env, FORCE_COLOR: "0" },
      stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += String(chunk)));
    child.once("error", (error) => resolve({ code: null, output: `${error.message}\n` }));
    child.once("close", (code) => resolve({ code, output }));
  });
}
