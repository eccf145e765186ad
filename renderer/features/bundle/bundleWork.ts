import { useEffect, useSyncExternalStore } from "react";
import type { Api } from "../../lib/client.ts";
import { useApi } from "../../lib/api.ts";

/** What was started last, for as long as the page lives: it goes on while another view is shown. */
export interface BundleWork {
  readonly what: "make" | "check" | "import";
  /** its path; its name alone where it was started before the page was loaded */
  readonly folder: string;
  readonly jobId: string;
  /** Starts the same once more; null where it is not known what it was. */
  readonly again: (() => Promise<{ jobId: string }>) | null;
}

let work: BundleWork | null = null;
const listeners = new Set<() => void>();

export function setBundleWork(next: BundleWork | null): void {
  work = next;
  for (const listener of listeners) listener();
}

/** Starts a job and shows it. @throws what keeps it from starting */
export async function startBundleWork(
  what: BundleWork["what"],
  folder: string,
  start: () => Promise<{ jobId: string }>,
): Promise<void> {
  const { jobId } = await start();
  setBundleWork({ what, folder, jobId, again: start });
}

export function useBundleWork(): BundleWork | null {
  const api = useApi();
  useEffect(() => {
    if (work === null) findRunning(api).catch(() => {}); // the connection's own banner tells
  }, [api]);
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => work,
  );
}

async function findRunning(api: Api): Promise<void> {
  const job = (await api.jobs.list()).find(({ kind, status }) => kind === "bundle" && status === "running");
  if (job && work === null) setBundleWork({ what: "check", folder: job.subject, jobId: job.id, again: null });
}
