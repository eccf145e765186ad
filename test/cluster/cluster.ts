/**
 * `npm run cluster -- LLAMA_SERVER MODEL.gguf [DOCUMENTS]`: sets up Ray Serve in `.cache/ray-serve` from the Python registry, runs two
 * replicas of `examples/ray-serve`, has a collection of short documents summarized by them with the built command line, kills one of them
 * in the middle, and looks whether every document was summarized once. By hand: it needs Python 3, Linux, and minutes.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { applicationFolder } from "../../electron/host/applicationFolder.ts";

const [server, model, count = "50"] = process.argv.slice(2);
if (server === undefined || model === undefined) {
  console.error("npm run cluster -- LLAMA_SERVER MODEL.gguf [DOCUMENTS]");
  process.exit(2);
}
const root = applicationFolder();
const example = path.join(root, "examples/ray-serve");
const environment = process.env["RAY_VENV"] ?? path.join(root, ".cache/ray-serve");
const python = path.join(environment, "bin/python");
if (!existsSync(python)) {
  execFileSync("python3", ["-m", "venv", environment], { stdio: "inherit" });
  execFileSync(python, ["-m", "pip", "install", "-q", "-r", path.join(example, "requirements.txt")], {
    stdio: "inherit",
  });
}
const port = "18766";
const folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-cluster-"));
const documents = path.join(folder, "documents");
mkdirSync(documents);
const places = ["harbour", "orchard", "library", "bakery", "station", "museum", "garden", "mill", "school", "theatre"];
for (let index = 0; index < Number(count); index++) {
  const place = places[index % places.length] ?? "";
  writeFileSync(
    path.join(documents, `report-${String(index).padStart(2, "0")}.txt`),
    `Report ${index} of the ${place}\n\nThe ${place} of district ${index} was repaired in ${1950 + index}. ` +
      `The work cost ${1000 + index * 7} euros and took ${3 + (index % 9)} months. The council approved the plan in spring.\n`,
  );
}

const cluster = spawn(python, [path.join(example, "deploy.py")], {
  detached: true,
  stdio: ["ignore", "pipe", "inherit"],
  env: { ...process.env, LLAMA_SERVER: server, MODEL: model, PORT: port, RAY_USAGE_STATS_ENABLED: "0" },
});
let isWhole = false;
try {
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: cluster.stdout }).on("line", (line) => line.includes("ready") && resolve());
    cluster.once("exit", (code) => reject(new Error(`The cluster ended with ${String(code)}.`)));
  });
  const cli = [path.join(root, "dist/electron/cli.js")];
  const data = ["--data-dir", path.join(folder, "data")];
  execFileSync(process.execPath, [...cli, "endpoints", "add", "cluster", `http://127.0.0.1:${port}/v1`, ...data]);
  isWhole = await summarizeAll(cli, data);
} finally {
  const ended = new Promise((resolve) => cluster.once("exit", resolve));
  if (cluster.exitCode === null && cluster.pid !== undefined) {
    // The program alone, which ends what it started; what does not end by then is killed with it.
    cluster.kill("SIGTERM");
    const { pid } = cluster;
    const late = setTimeout(() => process.kill(-pid, "SIGKILL"), 30_000);
    await ended;
    clearTimeout(late);
  }
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = isWhole ? 0 : 1;

async function summarizeAll(cli: readonly string[], data: readonly string[]): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [...cli, "summarize", documents, "--endpoint", "cluster", "--json", "--length", "short", ...data],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const names: string[] = [];
  let killed: number | null = null;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { document, summary } = JSON.parse(line) as { document?: { name: string }; summary?: object | null };
    if (!document) return;
    if (summary) names.push(document.name);
    if (names.length === Math.ceil(Number(count) / 3)) killed ??= killReplica();
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  const distinct = new Set(names).size;
  console.log(
    `${names.length} summaries of ${distinct} documents, of ${count}; replica ${String(killed)} was killed; ended with ${String(code)}`,
  );
  return code === 0 && killed !== null && names.length === Number(count) && distinct === names.length;
}

/** Kills one of the replicas that run, as a computer that is switched off would. @returns its process */
function killReplica(): number | null {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" });
  const pid = /^\s*(\d+)\s+ray::ServeReplica:default:Model/mu.exec(stdout)?.[1];
  if (pid === undefined) return null;
  process.kill(Number(pid), "SIGKILL");
  return Number(pid);
}
