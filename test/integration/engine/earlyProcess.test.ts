import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { afterEach, describe, expect, it } from "vitest";
import { engineOptions, type Child } from "../../../electron/core/ports.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";

/** The engine process that is started before anybody asks for it. */

const started: Child[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill();
});

function kept(child: Child): Child {
  started.push(child);
  return child;
}

function firstMessage(child: Child): Promise<unknown> {
  return new Promise((resolve) => child.onMessage(resolve));
}

/** numbers of the processes that this one started, where the system tells */
function children(): string[] {
  return readdirSync("/proc").filter((entry) => {
    try {
      return /^\d+$/u.test(entry) && readFileSync(`/proc/${entry}/stat`, "utf8").split(" ")[3] === String(process.pid);
    } catch {
      return false;
    }
  });
}

describe("an engine process started early", () => {
  it("goes to the first who asks for one like it, with what it said before", async () => {
    const spawner = builtSpawner();
    spawner.startEarly("engine", engineOptions);
    const other = kept(spawner.spawn("engine", { ...engineOptions, env: { UV_THREADPOOL_SIZE: "2" } }));
    // By then the early one has spoken, or is about to.
    expect(await firstMessage(other)).toEqual({ type: "hello" });
    const first = kept(spawner.spawn("engine", { ...engineOptions }));
    expect(first.pid).toBeLessThan(other.pid ?? 0);
    expect(await firstMessage(first)).toEqual({ type: "hello" });
    const second = kept(spawner.spawn("engine", engineOptions));
    expect(second.pid).not.toBe(first.pid);
    expect(await firstMessage(second)).toEqual({ type: "hello" });
  });

  it("tells of its end, where it has ended by then, after it was handed over", async () => {
    const spawner = builtSpawner();
    const dying = { execArgv: ["--no-such-option"] };
    spawner.startEarly("engine", dying);
    const other = spawner.spawn("engine", { execArgv: ["--no-such-option-either"] });
    await new Promise<void>((resolve) => other.onExit(() => resolve()));
    const child = spawner.spawn("engine", dying);
    const codes: (number | null)[] = [];
    child.onExit(({ code }) => codes.push(code));
    expect(codes).toEqual([]);
    await expect.poll(() => codes).toEqual([9]);
  });

  it.skipIf(process.platform !== "linux")("is ended where nobody asked for it", async () => {
    const before = children();
    const spawner = builtSpawner();
    spawner.startEarly("engine", engineOptions);
    const [pid] = children().filter((entry) => !before.includes(entry));
    expect(pid).toBeDefined();
    spawner.endEarly();
    await expect.poll(children).not.toContain(pid);
    const child = kept(spawner.spawn("engine", engineOptions));
    expect(String(child.pid)).not.toBe(pid);
  });
});
