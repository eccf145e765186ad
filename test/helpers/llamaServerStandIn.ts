import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { neededOptions } from "../../electron/core/llm/external/planServer.ts";
import { temporaryFolder } from "./openApp.ts";

export interface StandInStart {
  readonly args: readonly string[];
  readonly key?: string;
  /** settings that came by the environment beside its key */
  readonly foreign: readonly string[];
  readonly pid: number;
}

/** A program that behaves as llama-server does, in a folder of its own. */
export interface StandIn {
  readonly path: string;
  /** Has it say this of itself; `fails`: it ends at once, saying this; the others see `llamaServerProgram.ts`. */
  say(file: "devices" | "fails" | "taken" | "dies" | "mute" | "version" | "help", text: string): void;
  /** each start with a model, in order */
  starts(): StandInStart[];
}

export function llamaServerStandIn(): StandIn {
  const folder = temporaryFolder();
  const file = path.join(folder, "llama-server");
  const program = path.join(import.meta.dirname, "llamaServerProgram.ts");
  const say = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  say("version", "version: 7777 (abcdef12)\nbuilt with a stand-in\n");
  say("help", ["--port", ...neededOptions].join("\n"));
  say("devices", "  (none)\n");
  // What needs no server is said by the shell, which starts sooner.
  const script = `#!/bin/sh
cd '${folder}'
case "$1" in
  --version | --help) cat "\${1#--}"; exit ;;
  --list-devices) echo "Available devices:"; cat devices; exit ;;
esac
if [ -e fails ]; then
  echo '{"args":[],"foreign":[],"pid":'$$'}' >>starts
  cat fails >&2
  exit 1
fi
STAND_IN_FOLDER='${folder}' exec '${process.execPath}' '${program}' "$@"
`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  return {
    path: file,
    say,
    starts() {
      const lines = path.join(folder, "starts");
      if (!existsSync(lines)) return [];
      return readFileSync(lines, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as StandInStart);
    },
  };
}

/** False once no process of this id is left. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended stays in the table until whoever adopted it looks.
    const stat = process.platform === "linux" ? readFileSync(`/proc/${pid}/stat`, "latin1") : "";
    return !/\) Z /u.test(stat);
  } catch {
    return false;
  }
}
