import { ORPCError } from "@orpc/client";
import type { CollectionDetail } from "../../electron/contract/collections.ts";
import { createPaced } from "../../renderer/lib/paced.ts";
import { allDocuments, wholeCollection } from "../../renderer/lib/pieces.ts";
import type { Client } from "../helpers/doors.ts";

/** What the interface does while somebody looks at a collection, without anybody who looks. */
export interface OpenWindow {
  /** Shows this collection from now on; null for none. */
  show(collectionId: string | null): void;
  close(): void;
}

export interface WindowOptions {
  /** it shows a folder that is followed as well */
  readonly isFollowed?: boolean;
  readonly onCollection?: (detail: CollectionDetail) => void;
  /** told how long each call took; milliseconds */
  readonly onAnswer?: (call: string, ms: number) => void;
  /** told of what failed */
  readonly onProblem: (problem: Error) => void;
}

/** At each change it asks again for what that made stale, as the interface does. */
export function openWindow(client: Client, options: WindowOptions): OpenWindow {
  const closing = new AbortController();
  const { signal } = closing;
  let shown: string | null = null;

  const paced = (what: string, call: () => Promise<unknown>): (() => void) =>
    createPaced(async () => {
      const begun = performance.now();
      try {
        await call();
        options.onAnswer?.(what, performance.now() - begun);
      } catch (problem) {
        if (!signal.aborted) options.onProblem(problem as Error);
      }
    });
  const askList = paced("collections.list", () => client.collections.list(undefined, { signal }));
  const askShown = paced("collections.pieces", async () => {
    const id = shown;
    if (id === null) return;
    const detail = await inPiecesOr(
      () => wholeCollection(client, id, signal),
      () => client.collections.get({ id }, { signal }),
    );
    if (shown === id) options.onCollection?.(detail);
  });
  const askDocuments = paced("documents.pieces", () =>
    inPiecesOr(
      () => allDocuments(client, signal),
      () => client.documents.list(undefined, { signal }),
    ),
  );
  const askFolders = paced("watchedFolders.list", () => client.watchedFolders.list({}, { signal }));
  const askDay = paced("watchedFolders.day", async () => {
    if (shown !== null) await client.watchedFolders.day({ id: shown, day: null }, { signal });
  });
  const askCollections = (): void => {
    askList();
    askShown();
  };
  const askFollowed = (): void => {
    if (options.isFollowed !== true) return;
    askFolders();
    askDay();
  };

  const listen = async (): Promise<void> => {
    for await (const event of await client.app.watch(undefined, { signal: closing.signal })) {
      if (event.type !== "changed") continue;
      if (event.what === "documents") askDocuments();
      if (event.what === "documents" || event.what === "collections") askCollections();
      if (event.what === "watchedFolders") askFollowed();
    }
  };
  listen().catch((problem: Error) => {
    if (!closing.signal.aborted) options.onProblem(problem);
  });

  return {
    show(collectionId) {
      shown = collectionId;
      if (collectionId === null) return;
      askCollections();
      askFollowed();
    },
    close: () => closing.abort(),
  };
}

/** A build of before knows no pieces. */
async function inPiecesOr<T>(pieces: () => Promise<T>, whole: () => Promise<T>): Promise<T> {
  try {
    return await pieces();
  } catch (thrown) {
    if (thrown instanceof ORPCError && thrown.status === 404) return whole();
    throw thrown;
  }
}
