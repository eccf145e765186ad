import type { JobEvent } from "../contract/jobs.ts";
import { duration } from "./duration.ts";
import { words } from "./words.ts";

/** Progress on stderr: one line that is rewritten on a terminal, a line per stage elsewhere. */
export function createProgress(label: string) {
  const terminal = process.stderr.isTTY;
  let last = "";
  return {
    show(event: JobEvent | Progress) {
      if (event.type !== "progress") return;
      const line = `${label}: ${terminal || counted.has(event.stage) ? stageLine(event) : stageName(event)}`;
      if (line === last) return;
      last = line;
      process.stderr.write(terminal ? `\r\u001b[K${line}` : `${line}\n`);
    },
    end() {
      if (terminal && last !== "") process.stderr.write("\r\u001b[K");
    },
  };
}

/** Stages that take long enough for their steps to be told where each is a line. */
const counted: ReadonlySet<Progress["stage"]> = new Set(["mapping", "answering", "merging", "trying", "calibrating"]);

type Progress = Omit<Extract<JobEvent, { type: "progress" }>, "seq">;

function stageName({ stage }: Progress): string {
  return words.t(`progress:stage.${stage}`);
}

function stageLine(event: Progress): string {
  const { done, total, leftMs } = event;
  const name = stageName(event);
  const stage = total > 0 ? words.t("progress:count", { stage: name, done, total }) : name;
  return leftMs === null ? stage : words.t("progress:left", { stage, time: duration(leftMs / 1000) });
}
