import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { writeTinyModel } from "../fixtures/gguf/writeTinyModel.ts";
import { openFaultyHub, sha256 } from "../helpers/faultyHub.ts";
import { median } from "../eval/figures.ts";
import type { Workload, WorkloadContext, WorkloadResult } from "./workload.ts";

const least = 0.8;
const megabyte = 1_000_000;

/** How quickly a model is fetched and checked, against the two programs that are usual for it. */
export const download: Workload = {
  id: "W17",
  title: "`models get` of a model from a hub on this computer, until it is in the list",
  goal: `≥ ${least}× the speed of \`curl\` and then \`sha256sum\``,
  withoutPeer: true,
  run,
};

async function run({ quick, progress }: WorkloadContext): Promise<WorkloadResult> {
  if (process.platform === "win32") return { verdict: "not run", figure: "there is no sha256sum", data: null };
  const folder = mkdtempSync(path.join(tmpdir(), "tramontane-bench-"));
  try {
    const bytes = someLargeModel(path.join(folder, "large.gguf"), (quick ? 200 : 1000) * megabyte);
    sha256(bytes);
    await using hub = await openFaultyHub({ files: { "Large-Q4_K_M.gguf": { bytes } } });
    const address = `${hub.address}/${hub.repo}/resolve/${hub.commit}/Large-Q4_K_M.gguf`;
    const cli = path.resolve(import.meta.dirname, "../../dist/electron/cli.js");
    const times = { ours: [] as number[], theirs: [] as number[] };
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      progress(`round ${round + 1}`);
      const target = path.join(folder, "fetched.gguf");
      times.theirs.push(
        await timeOf("sh", ["-c", 'curl -sSfLo "$1" "$2" && sha256sum "$1"', "sh", target, address], {}),
      );
      rmSync(target);
      const data = path.join(folder, `data-${round}`);
      const env = { HF_ENDPOINT: hub.address, HOME: folder };
      times.ours.push(await timeOf(process.execPath, [cli, "models", "get", hub.repo, "--data-dir", data], env));
      rmSync(data, { recursive: true });
    }
    const [ours, theirs] = [median(times.ours), median(times.theirs)];
    const speed = (seconds: number): string => `${Math.round(bytes.length / megabyte / seconds)} MB/s`;
    return {
      verdict: theirs / ours >= least ? "met" : "missed",
      figure: `${(theirs / ours).toFixed(2)}× (${speed(ours)} against ${speed(theirs)})`,
      data: { bytes: bytes.length, seconds: times },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A tiny model with what nobody reads behind it. */
function someLargeModel(file: string, length: number): Buffer {
  writeTinyModel(file);
  appendFileSync(file, Buffer.alloc(length, "what nobody reads "));
  return readFileSync(file);
}

/** Seconds that a program takes. @throws where it fails */
function timeOf(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } });
  let told = "";
  child.stderr.on("data", (piece: Buffer) => (told += piece.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve((performance.now() - begun) / 1000);
      else reject(new Error(`${program} ended with ${code}: ${told.slice(-500)}`));
    });
  });
}
