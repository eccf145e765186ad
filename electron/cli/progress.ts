import type { JobEvent, JobStage } from "../contract/jobs.ts";

const stageNames: Record<JobStage, string> = {
  queued: "Waiting",
  indexing: "Making passages findable",
  copying: "Copying",
  reading: "Reading",
  recognizing: "Recognising text",
  digest: "Digest",
  loading: "Loading the model",
  mapping: "Summarizing",
  merging: "Merging",
  verifying: "Checking quotes",
  prompt: "Reading the prompt",
  writing: "Writing",
};

/** Progress on stderr: one line that is rewritten on a terminal, a line per stage elsewhere. */
export function createProgress(label: string) {
  const terminal = process.stderr.isTTY;
  let last = "";
  return {
    show(event: JobEvent) {
      if (event.type !== "progress") return;
      const count = event.total > 0 ? ` ${event.done} of ${event.total}` : "";
      const left = event.leftMs === null ? "" : `, about ${duration(event.leftMs)} left`;
      const line = `${label}: ${stageNames[event.stage]}${terminal || event.stage === "mapping" || event.stage === "merging" ? count + left : ""}`;
      if (line === last) return;
      last = line;
      process.stderr.write(terminal ? `\r\u001b[K${line}` : `${line}\n`);
    },
    end() {
      if (terminal && last !== "") process.stderr.write("\r\u001b[K");
    },
  };
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
