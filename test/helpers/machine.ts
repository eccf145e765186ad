import os from "node:os";
import process from "node:process";

/** The machine that figures come from. */
export function describeMachine() {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? "unknown processor",
    logicalCores: os.cpus().length,
    usableCores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    platform: `${os.platform()} ${os.release()} ${os.arch()}`,
    node: process.version,
    loadBefore: os.loadavg().map((load) => Math.round(load * 100) / 100),
  };
}

export type Machine = ReturnType<typeof describeMachine>;

export function machineLine(machine: Machine): string {
  return (
    `${machine.cpu}, ${machine.usableCores} usable of ${machine.logicalCores} logical cores, ${machine.memoryGb} GB, ` +
    `${machine.platform}, Node ${machine.node}, load before: ${machine.loadBefore.join(" ")}`
  );
}
