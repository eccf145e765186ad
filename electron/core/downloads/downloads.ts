import type { Download, DownloadStart, ModelElsewhere } from "../../contract/downloads.ts";

/** Models that are being fetched from the hub, one at a time. What pauses, resumes, cancels and starts happens in the order of the calls. */
export interface Downloads {
  /** In the order of the queue, what is done last. */
  list(): Download[];
  /**
   * Fetches a model, or goes on with it where it was begun.
   * @throws INVALID_INPUT where several could be meant; HUB_NOT_FOUND, DOWNLOAD_WRONG where the hub has another file under its name;
   * DISK_FULL where it has no room beside what waits; what `Hub.describe` throws
   */
  start(input: DownloadStart, signal?: AbortSignal): Promise<Download>;
  /** Resolves when nothing is written any more. What is there stays. @throws NOT_FOUND */
  pause(id: string): Promise<void>;
  /** Resolves when it has its place in the queue. @throws NOT_FOUND */
  resume(id: string): Promise<void>;
  /** Takes it out of the list with what was fetched of it; a model that is done stays. @throws NOT_FOUND */
  cancel(id: string): Promise<void>;
  /** Puts these first, in this order. */
  order(ids: readonly string[]): void;
  /** @param bytesPerSecond of all downloads together; null: as fast as it goes */
  setLimit(bytesPerSecond: number | null): void;
  /** Models in the folders of other programs that are not in the list of models. */
  found(): Promise<ModelElsewhere[]>;
  /** Adds one of them where it lies. @throws NOT_FOUND */
  addFound(id: string): Promise<{ jobId: string }>;
  /** Goes on with what waited when the application was closed. */
  resumeAll(): void;
  /** Stops; what runs goes on at the next start. */
  dispose(): Promise<void>;
}
