import { afterEach, describe, expect, it, vi } from "vitest";
import { stolenTicks, systemMeter } from "../../../electron/core/llm/local/threads/cpuMeter.ts";

describe("the meter of the processor", () => {
  afterEach(() => vi.restoreAllMocks());

  it("reads what a hypervisor took from the first line of /proc/stat", () => {
    expect(stolenTicks("cpu  100 2 30 4000 5 6 7 88 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\n")).toBe(88);
  });

  it.each(["", "cpu  100 2 30", "intr 1 2 3 4 5 6 7 8 9"])("takes %j for a system that does not tell", (stat) => {
    expect(stolenTicks(stat)).toBe(0);
  });

  it("counts up on this machine, whatever it is", () => {
    vi.spyOn(process, "cpuUsage").mockReturnValue({ user: 0, system: 0 });
    const meter = systemMeter();
    const before = meter.read();
    for (let spin = 0; spin < 2e7; spin++) Math.sqrt(spin);
    const after = meter.read();
    expect(after.busyMs).toBeGreaterThanOrEqual(before.busyMs);
    expect(after.logicalCores).toBeGreaterThanOrEqual(meter.usableCores);
  });

  it("leaves out what this process took", () => {
    const usage = vi.spyOn(process, "cpuUsage").mockReturnValue({ user: 0, system: 0 });
    const meter = systemMeter();
    const before = meter.read();
    const hour = 3_600_000;
    usage.mockReturnValue({ user: hour * 600, system: hour * 400 });
    expect(before.busyMs - meter.read().busyMs).toBeGreaterThan(hour / 2);
  });
});
