import { type ChildProcess, spawn as spawnChild, type SpawnOptions } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { ProgramOptions, ProgramStarter, RunningProgram, TalkingProgram } from "../core/ports.ts";
import { systemProgram, windowsCommand } from "./windowsCommand.ts";

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

type Spawn = (file: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

export function createProgramStarter(
  platform: NodeJS.Platform = process.platform,
  spawn: Spawn = spawnChild,
): ProgramStarter {
  const isWindows = platform === "win32";
  return {
    start(file, args, options) {
      const child = launch(file, args, options, "ignore");
      return child instanceof Error ? notStarted(child) : running(child, [child.stdout, child.stderr]);
    },
    startTalking(file, args, options) {
      const child = launch(file, args, options, "pipe");
      if (child instanceof Error) return notStarted(child);
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

  /** The program, or why there is none. */
  function launch(
    file: string,
    args: readonly string[],
    options: ProgramOptions | undefined,
    stdin: "ignore" | "pipe",
  ): ChildProcess | Error {
    const env = environmentOf(options, (name) => (isWindows ? name.toUpperCase() : name));
    try {
      const child = isWindows ? launchOnWindows(file, args, env, stdin) : launchInGroup(file, args, env, stdin);
      lifelineOf(child)?.on("error", () => {});
      return child;
    } catch (thrown) {
      return thrown instanceof Error ? thrown : new Error(String(thrown));
    }
  }

  function launchInGroup(
    file: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    stdin: "ignore" | "pipe",
  ): ChildProcess {
    return spawn("/bin/sh", ["-c", keeper, file, ...args], {
      env,
      stdio: [stdin, "pipe", "pipe", "pipe"],
      detached: true,
    });
  }

  /**
   * A child that is not detached ends with its parent: libuv puts it into a job object. What it started itself is not in it; a server of
   * tools is told to end by the end of its input.
   */
  function launchOnWindows(
    file: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    stdin: "ignore" | "pipe",
  ): ChildProcess {
    const command = windowsCommand(file, args, env);
    return spawn(command.file, command.args, {
      env,
      stdio: [stdin, "pipe", "pipe"],
      windowsHide: true,
      windowsVerbatimArguments: command.isVerbatim,
    });
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
        if (child.pid === undefined) child.kill("SIGKILL");
        else if (isWindows) killTree(child, child.pid);
        else killGroup(child.pid);
      },
    };
  }

  /** Ends the program and all below it, while it is there: afterwards nothing tells what it had started. */
  function killTree(child: ChildProcess, pid: number): void {
    // In no job object, so that it goes on where this process ends meanwhile.
    const killer = spawn(systemProgram("taskkill.exe"), ["/T", "/F", "/PID", String(pid)], {
      stdio: "ignore",
      windowsHide: true,
      detached: true,
    });
    killer.once("error", () => child.kill("SIGKILL"));
    killer.once("exit", (code) => {
      if (code !== 0) child.kill("SIGKILL");
    });
    killer.unref();
  }
}

function notStarted({ message }: Error): TalkingProgram {
  return {
    pid: undefined,
    onLine() {},
    onExit: (listener) => queueMicrotask(() => listener({ code: null, signal: null, error: message })),
    kill() {},
    write: () => Promise.reject(new Error(message)),
    onOutput() {},
    endInput() {},
  };
}

/** The pipe at whose end the group of the program ends; none on Windows. */
function lifelineOf(child: ChildProcess): Writable | null {
  return (child.stdio[3] ?? null) as Writable | null;
}

/**
 * What is given takes the place of what was.
 * @param folded a name as far as it counts: on Windows without its case
 */
function environmentOf(
  { env = {}, withoutEnv, onlyEnv }: ProgramOptions = {},
  folded: (name: string) => string,
): NodeJS.ProcessEnv {
  const only = onlyEnv?.map(folded);
  const given = Object.keys(env).map(folded);
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      (withoutEnv === undefined || !folded(name).startsWith(folded(withoutEnv))) &&
      (only === undefined || only.includes(folded(name))) &&
      !given.includes(folded(name)),
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
