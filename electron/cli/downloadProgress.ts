import type { Download } from "../contract/downloads.ts";
import { duration } from "./duration.ts";
import { words } from "./words.ts";

/** Progress of a download on stderr: one line that is rewritten on a terminal, elsewhere a line at each twentieth and each problem. */
export function createDownloadProgress() {
  const terminal = process.stderr.isTTY;
  let last = "";
  let lastKey = "";
  return {
    show(download: Download): void {
      const line = lineOf(download);
      const key = [
        download.state,
        download.problem?.code,
        download.silentSeconds !== null,
        Math.floor((download.received / download.bytes) * 20),
      ].join();
      if (terminal ? line === last : key === lastKey) return;
      [last, lastKey] = [line, key];
      process.stderr.write(terminal ? `\r\u001b[K${line}` : `${line}\n`);
    },
    end(): void {
      if (terminal && last !== "") process.stderr.write("\r\u001b[K");
    },
  };
}

function lineOf({
  file,
  state,
  problem,
  received,
  bytes,
  bytesPerSecond,
  secondsLeft,
  silentSeconds,
}: Download): string {
  const name = file.split("/").at(-1) ?? file;
  if (problem) return words.t("cli:download.again", { name, problem: words.error(problem) });
  if (state === "checking") return words.t("cli:download.checking", { name });
  if (state !== "running") return words.t("cli:download.waiting", { name });
  if (silentSeconds !== null)
    return words.t("cli:download.silent", { name, received, bytes, time: duration(silentSeconds) });
  if (bytesPerSecond === null || secondsLeft === null) return words.t("cli:download.some", { name, received, bytes });
  return words.t("cli:download.running", { name, received, bytes, speed: bytesPerSecond, time: duration(secondsLeft) });
}
