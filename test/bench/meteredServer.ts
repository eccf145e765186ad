import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { type LoopReading, readingSignal } from "./loopMeter.ts";
import { startServerProcess, type ServerProcess } from "./serverProcess.ts";

/** The application as a process of its own that measures how late its event loop is. */
export interface MeteredServer extends ServerProcess {
  /** What the loop was like since the reading before, which the first one begins. */
  readLoop(): Promise<LoopReading>;
}

/**
 * `BENCH_CPU_PROFILE=FOLDER` keeps a profile of each run, to see what the loop was busy with.
 * @param checkout another one whose built application it is
 */
export async function startMeteredServer(data: string, checkout?: string): Promise<MeteredServer> {
  const file = path.join(data, "loop.json");
  const server = await startServerProcess(
    data,
    { LOOP_METER_FILE: file },
    {
      ...(checkout === undefined ? {} : { checkout }),
      nodeOptions: ["--import", path.join(import.meta.dirname, "loopMeter.ts"), ...profileOptions(checkout)],
    },
  );
  let readings = 0;
  let hasEnded = false;
  void server.ended.then(() => (hasEnded = true));
  return {
    ...server,
    async readLoop() {
      readings += 1;
      server.signal(readingSignal);
      while (!hasEnded) {
        if (existsSync(file)) {
          const reading = JSON.parse(readFileSync(file, "utf8")) as LoopReading;
          if (reading.number === readings) return reading;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error("The server ended before it told how late its loop was.");
    },
  };
}

function profileOptions(checkout: string | undefined): string[] {
  const folder = process.env["BENCH_CPU_PROFILE"];
  if (!folder) return [];
  return ["--cpu-prof", `--cpu-prof-dir=${path.join(folder, checkout === undefined ? "ours" : "theirs")}`];
}
