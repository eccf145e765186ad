import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { ProgramOptions, ProgramStarter, RunningProgram } from "../core/ports.ts";

/**
 * Keeps the program in a group of processes of its own, and ends the group when the pipe at descriptor 3 ends: it leads to this process,
 * and the system closes it however this process ends.
 */
const keeper = `
exec 4<&0
"$0" "$@" <&4 3<&- 4<&- &
program=$!
{ read -r _ <&3; kill -KILL 0; } </dev/null 4<&- >/dev/null 2>&1 &
exec 3<&- 4<&- </dev/null
wait "$program"
`;

export function createProgramStarter(platform: NodeJS.Platform = process.platform): ProgramStarter {
  const isWindows = platform === "win32";
  return {
    start(file, args, options) {
      const child = launch(file, args, options, "ignore");
      return running(child, [child.stdout, child.stderr]);
    },
    startTalking(file, args, options) {
      const child = launch(file, args, options, "pipe");
      const { stdin, stdout, stderr } = child;
      // Whoever writes is told of it.
      stdin?.on("error", () => {});
      return {
        ...running(child, [stderr]),
        write: (text) =>
          new Promise((resolve, reject) => {
            if (!stdin) reject(new Error("The program has no input."));
            else stdin.write(text, (error) => (error ? reject(error) : resolve()));
          }),
        onOutput: (listener) => void stdout?.on("data", listener),
        endInput: () => void stdin?.end(),
      };
    },
  };

  function launch(
    file: string,
    args: readonly string[],
    options: ProgramOptions | undefined,
    stdin: "ignore" | "pipe",
  ): ChildProcess {
    const env = environmentOf(options);
    // On Windows a child that is not detached ends with its parent: libuv puts it into a job object.
    const child = isWindows
      ? spawn(file, args, { env, stdio: [stdin, "pipe", "pipe"], windowsHide: true })
      : spawn("/bin/sh", ["-c", keeper, file, ...args], {
          env,
          stdio: [stdin, "pipe", "pipe", "pipe"],
          detached: true,
        });
    lifelineOf(child)?.on("error", () => {});
    return child;
  }

  function running(child: ChildProcess, outputs: readonly (Readable | null)[]): RunningProgram {
    let isOver = false;
    child.once("exit", () => {
      isOver = true;
      // Whoever is left in the group reads the end of the pipe, also once the keeper itself has ended.
      lifelineOf(child)?.destroy();
    });
    return {
      pid: child.pid,
      onLine(listener) {
        for (const output of outputs) {
          if (output) createInterface({ input: output }).on("line", listener);
        }
      },
      onExit(listener) {
        let isTold = false;
        const tell = (code: number | null, signal: string | null, error: string | null): void => {
          if (!isTold) listener({ code, signal, error });
          isTold = true;
        };
        child.once("error", (error) => tell(null, null, error.message));
        // After the last line that it wrote.
        child.once("close", (code, signal) => tell(code, signal, null));
      },
      kill() {
        if (isOver) return;
        if (isWindows || child.pid === undefined) child.kill("SIGKILL");
        else killGroup(child.pid);
      },
    };
  }
}

/** The pipe at whose end the group of the program ends; none on Windows. */
function lifelineOf(child: ChildProcess): Writable | null {
  return (child.stdio[3] ?? null) as Writable | null;
}

function environmentOf({ env = {}, withoutEnv, onlyEnv }: ProgramOptions = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      (withoutEnv === undefined || !name.startsWith(withoutEnv)) && (onlyEnv === undefined || onlyEnv.includes(name)),
  );
  return { ...Object.fromEntries(kept), ...env };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It ended by itself in the same moment.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
