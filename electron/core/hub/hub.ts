import type { HubHit, HubRepository } from "../../contract/downloads.ts";

/** The hub of models as the application asks it. */
export interface Hub {
  /** Repositories that hold GGUF files, those that are fetched most first. @throws what {@link Hub.describe} throws */
  search(words: string, limit: number, signal?: AbortSignal): Promise<HubHit[]>;
  /**
   * A repository at a branch, a tag or a commit, with all models that can be fetched from it.
   * @throws HUB_NOT_FOUND, HUB_GATED, HUB_BUSY, HUB_ANSWER; what the outlet throws
   */
  describe(repo: string, revision: string, signal?: AbortSignal): Promise<HubRepository>;
  /**
   * Asks for the bytes of a file. The address that the hub signs for them is asked for anew each time and kept nowhere.
   * @throws HUB_NOT_FOUND, HUB_GATED where it will not give them; HUB_BUSY, HUB_ANSWER where it may later; what the outlet throws
   */
  open(file: HubFileAt, from: HubFrom, signal: AbortSignal): Promise<HubBytes>;
}

export interface HubFileAt {
  readonly repo: string;
  readonly commit: string;
  readonly path: string;
}

export interface HubFrom {
  /** bytes that are there already */
  readonly offset: number;
  /** of the answer that they came with; null where it had none */
  readonly tag: EntityTag | null;
}

/** An `ETag` means nothing to another host. */
export interface EntityTag {
  readonly host: string;
  readonly value: string;
}

export interface HubBytes {
  /** 200, 206 or 416 */
  readonly response: Response;
  /** where the bytes come from */
  readonly host: string;
  /** what the hub said of the file before it led there; null where it did not */
  readonly sha256: string | null;
  readonly bytes: number | null;
}
