import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { median } from "../eval/figures.ts";
import { documentsFolder } from "../helpers/realDocuments.ts";
import { endWithUs } from "./ownChildren.ts";
import { makeWordFile } from "./wordFile.ts";

/** What one `read` cost, all its processes together. */
interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

const ours = path.resolve(import.meta.dirname, "../..");
const given = [
  "md/kubernetes-steering-2021.md",
  "pdf/jose-00118-neuromatch.pdf",
  "pdf/fedramp-oscal-guide.pdf",
  "pdf/veer-eh1-prm.pdf",
  "pdf/irs-pub15-with-attachments.pdf",
  "pdf/xfa-form-imm1344.pdf",
  "pdf/huge-2200-pages.pdf",
];
const wordPages = 285;

/** `read` of the command line against that of another build, in turns. @param against a checkout of it, built; null for none */
export async function compareCommandLine(
  against: string | null,
  rounds: number,
  progress: (line: string) => void,
): Promise<{ readonly markdown: string; readonly data: unknown }> {
  if (process.platform !== "linux")
    return { markdown: "The command line: not run, this system does not tell.", data: null };
  if (against === null) return { markdown: "The command line: no other build was named with `--against`.", data: null };
  const folder = mkdtempSync(path.join(tmpdir(), "tramontane-bench-"));
  try {
    const word = path.join(folder, "generated.docx");
    writeFileSync(word, await makeWordFile(wordPages));
    const rows = [];
    for (const file of [...given.map((name) => path.join(documentsFolder, name)), word]) {
      const costs: { ours: Cost; theirs: Cost }[] = [];
      for (let round = 0; round < rounds; round++) {
        const theirs = await costOf(path.resolve(against), file, folder);
        costs.push({ theirs, ours: await costOf(ours, file, folder) });
      }
      const ratio = (of: (cost: Cost) => number): number =>
        median(costs.map((each) => of(each.ours) / of(each.theirs)));
      const own = (of: (cost: Cost) => number): number => median(costs.map((each) => of(each.ours)));
      rows.push({
        file: path.basename(file),
        megabytes: statSync(file).size / 1e6,
        seconds: own(({ seconds }) => seconds),
        cpuSeconds: own(({ cpuSeconds }) => cpuSeconds),
        peakMegabytes: own(({ peakBytes }) => peakBytes) / 1e6,
        ratios: {
          seconds: ratio(({ seconds }) => seconds),
          cpu: ratio(({ cpuSeconds }) => cpuSeconds),
          peak: ratio(({ peakBytes }) => peakBytes),
        },
      });
      progress(`${path.basename(file)} read ${rounds} times by both builds`);
    }
    return {
      markdown: [
        "| `read` of | s | processor s | peak MB | against the other build: s | processor s | peak |",
        "|---|---|---|---|---|---|---|",
        ...rows.map(
          ({ file, seconds, cpuSeconds, peakMegabytes, ratios }) =>
            `| ${file} | ${seconds.toFixed(2)} | ${cpuSeconds.toFixed(2)} | ${peakMegabytes.toFixed(0)} | ` +
            `${ratios.seconds.toFixed(2)}× | ${ratios.cpu.toFixed(2)}× | ${ratios.peak.toFixed(2)}× |`,
        ),
        "",
        `Medians of ${rounds} rounds in turns, the ratio of each round. Processor time and memory of all processes together. The Word ` +
          `file of ${wordPages} pages is generated.`,
      ].join("\n"),
      data: rows,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds between two looks at what the processes hold. */
const watchMs = 15;
/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100;

async function costOf(checkout: string, file: string, folder: string): Promise<Cost> {
  const data = mkdtempSync(path.join(folder, "data-"));
  const before = childrenSeconds();
  const from = performance.now();
  const child = spawn(
    process.execPath,
    [path.join(checkout, "dist/electron/cli.js"), "read", file, "--data-dir", data],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  endWithUs(child);
  let told = "";
  child.stderr.on("data", (piece: Buffer) => (told += piece.toString()));
  let peakBytes = 0;
  const watch = setInterval(() => (peakBytes = Math.max(peakBytes, treeBytes(child.pid ?? 0))), watchMs);
  const code = await new Promise((resolve) => child.once("close", resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${checkout} could not read ${file}: ${told}`);
  return { seconds: (performance.now() - from) / 1000, cpuSeconds: childrenSeconds() - before, peakBytes };
}

/** Processor time of children of this process that have ended, and of theirs. */
function childrenSeconds(): number {
  const fields = readFileSync("/proc/self/stat", "latin1").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

/** Memory in RAM of a process and all that it has started, in bytes; 0 where it has ended. */
function treeBytes(pid: number): number {
  try {
    const own = Number(/VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? 0) * 1024;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim().split(" ").filter(Boolean);
    return children.reduce((sum, child) => sum + treeBytes(Number(child)), own);
  } catch {
    return 0;
  }
}
