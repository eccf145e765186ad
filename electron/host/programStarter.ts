import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { ProgramStarter } from "../core/ports.ts";

/**
 * Keeps the program in a group of processes of its own, and ends the group when its own stdin ends: that is a pipe to this process,
 * which the system closes however this process ends.
 */
const keeper = `
exec 3<&0
"$0" "$@" </dev/null 3<&- &
program=$!
{ read -r _ <&3; kill -KILL 0; } >/dev/null 2>&1 &
exec 3<&- </dev/null
wait "$program"
`;

export function createProgramStarter(platform: NodeJS.Platform = process.platform): ProgramStarter {
  return {
    start(file, args, { env = {}, withoutEnv } = {}) {
      const kept = Object.entries(process.env).filter(
        ([name]) => withoutEnv === undefined || !name.startsWith(withoutEnv),
      );
      const environment = { ...Object.fromEntries(kept), ...env };
      const isWindows = platform === "win32";
      // On Windows a child that is not detached ends with its parent: libuv puts it into a job object.
      const child = isWindows
        ? spawn(file, args, { env: environment, stdio: ["ignore", "pipe", "pipe"], windowsHide: true })
        : spawn("/bin/sh", ["-c", keeper, file, ...args], {
            env: environment,
            stdio: ["pipe", "pipe", "pipe"],
            detached: true,
          });
      let isOver = false;
      const endGroup = (): void => {
        // Whoever is left in it reads the end of the pipe, also once the keeper itself has ended.
        if (!isWindows) child.stdin?.destroy();
      };
      child.once("exit", () => {
        isOver = true;
        endGroup();
      });
      child.stdin?.on("error", () => {});
      return {
        pid: child.pid,
        onLine(listener) {
          for (const output of [child.stdout, child.stderr]) {
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
    },
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It ended by itself in the same moment.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
