import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { createProgramStarter } from "../../../electron/host/programStarter.ts";
import type { ProgramOptions } from "../../../electron/core/ports.ts";
import { isAlive } from "../../helpers/llamaServerStandIn.ts";

/** Starts a script of the shell; what it says, and how it ends. */
function start(script: string, options: ProgramOptions = {}) {
  const program = createProgramStarter().start("/bin/sh", ["-c", script], options);
  const lines: string[] = [];
  program.onLine((line) => void lines.push(line));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => program.onExit(resolve));
  return { program, lines, ended };
}

/** It starts a process of its own, says both ids and goes on for ever. */
const endless = "sleep 1000 & echo $$ $!; sleep 1000";

describe.skipIf(process.platform === "win32")("a program of others", () => {
  it("says what it says on both ways, and how it ended", async () => {
    const { lines, ended } = start("echo out; echo err >&2; exit 7");
    expect(await ended).toMatchObject({ code: 7 });
    expect(lines.toSorted()).toEqual(["err", "out"]);
    const killed = start("kill -SEGV $$");
    expect(await killed.ended).toMatchObject({ code: 139 });
  });

  it("gets the variables that it is given, and not those that are kept from it", async () => {
    vi.stubEnv("FOREIGN_THING", "1");
    const { lines, ended } = start('echo "$MINE-$FOREIGN_THING"', { env: { MINE: "yes" }, withoutEnv: "FOREIGN_" });
    await ended;
    vi.unstubAllEnvs();
    expect(lines).toEqual(["yes-"]);
  });

  it("ends with all that it started itself", async () => {
    const { program, lines, ended } = start(endless);
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    program.kill();
    await ended;
    await vi.waitFor(() => expect(lines.join(" ").split(" ").map(Number).filter(isAlive)).toEqual([]));
  });

  it("leaves nothing of it behind where it ends by itself", async () => {
    const { lines, ended } = start("sleep 1000 & echo $!");
    await ended;
    await vi.waitFor(() => expect(lines.map(Number).filter(isAlive)).toEqual([]));
  });

  it("ends with this process where that is killed hard", async () => {
    const module = path.join(import.meta.dirname, "../../../electron/host/programStarter.ts");
    const script = `import { createProgramStarter } from ${JSON.stringify(module)};
      createProgramStarter().start("/bin/sh", ["-c", ${JSON.stringify(endless)}]).onLine(console.log);`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const said = await new Promise<string>((resolve) => createInterface(parent.stdout).once("line", resolve));
    const ids = said.split(" ").map(Number);
    expect(ids.filter(isAlive)).toHaveLength(2);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(ids.filter(isAlive)).toEqual([]));
  });
});
