import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { Store } from "../store/store.ts";
import { resemblance, type Sketch } from "../text/similarity.ts";

/** Share of their words in a row from which two documents are taken for versions of one, whatever they are called. */
const leastAlike = 0.5;
/** Under the same name less will do. */
const leastAlikeByName = 0.2;
/** Two earlier versions that differ by less than this in likeness are as near: the newer one is the one before. */
const asNear = 0.02;

/** Finds what a document, just read, is a new version of. */
export interface VersionFinder {
  /**
   * The document of the library that was there before it and holds most of the same text, or the same name and some of it; null for
   * none. One is looked at after the other, in the order in which they were asked for.
   * @throws what making a sketch throws
   */
  findPrevious(id: string): Promise<string | null>;
}

/** @param deps.sketch makes the sketch of a document's text as it is now */
export function createVersionFinder(deps: {
  readonly store: Store;
  readonly sketch: (id: string) => Promise<Sketch>;
}): VersionFinder {
  const { store, sketch } = deps;
  const waiting = new Set<string>();
  let tail: Promise<unknown> = Promise.resolve();
  /** documents from before there were sketches */
  let older: Set<string> | null = null;

  return {
    findPrevious(id) {
      waiting.add(id);
      const turn = tail.then(() => find(id)).finally(() => waiting.delete(id));
      tail = turn.catch(() => {});
      return turn;
    },
  };

  async function find(id: string): Promise<string | null> {
    const asked = store.documents.get(id);
    if (asked?.status !== "ready") return null;
    await sketchTheOlder(asked);
    const own = await sketch(id);
    const document = store.documents.get(id);
    // Removed, or read anew, meanwhile.
    if (document?.status !== "ready") return null;
    const isNew = store.documents.sketch(id) === null;
    store.documents.setSketch(id, own);
    // After its first reading a person may have said what it is a version of, or that it is none.
    if (!isNew || store.documents.previous(id) !== null) return null;
    return nearestBefore(store, document, own);
  }

  /** Documents from before there were sketches get theirs when one that came after them is looked at. */
  async function sketchTheOlder({ createdAt }: Document): Promise<void> {
    older ??= new Set(store.documents.withoutSketch());
    for (const id of older) {
      if ((store.documents.get(id)?.createdAt ?? 0) > createdAt) continue;
      older.delete(id);
      // Who waits gets its own in its turn.
      if (waiting.has(id)) continue;
      const made = await sketch(id);
      if (store.documents.get(id)?.status === "ready") store.documents.setSketch(id, made);
    }
  }
}

function nearestBefore(store: Store, document: Document, own: Sketch): string | null {
  const { id } = document;
  const name = plainName(document.name);
  let best: { id: string; like: number; createdAt: number } | null = null;
  for (const otherId of store.documents.resembling(id, own)) {
    const other = store.documents.get(otherId);
    if (!other || other.createdAt > document.createdAt) continue;
    const like = resemblance(own, store.documents.sketch(otherId) ?? []);
    if (like < (plainName(other.name) === name ? leastAlikeByName : leastAlike)) continue;
    // What was added in the same moment came first where it has no link to this one.
    if (isBefore(store, id, otherId)) continue;
    const isNearer =
      !best || like > best.like + asNear || (like >= best.like - asNear && other.createdAt > best.createdAt);
    if (isNearer) best = { id: otherId, like, createdAt: other.createdAt };
  }
  return best?.id ?? null;
}

/** @throws NOT_FOUND, INVALID_INPUT where a document would be a version of itself */
export function linkPrevious(store: Store, id: string, previousId: string | null): void {
  for (const known of [id, ...(previousId === null ? [] : [previousId])]) {
    if (!store.documents.get(known)) throw new AppError("NOT_FOUND");
  }
  if (previousId !== null && (id === previousId || isBefore(store, id, previousId))) {
    throw new AppError("INVALID_INPUT", {
      data: { reason: "VERSION_CIRCLE", field: "previousId" },
    });
  }
  store.documents.setPrevious(id, previousId);
}

/** The versions before a document, the nearest first; at most `most`. */
export function versionsBefore(store: Pick<Store, "documents">, id: string, most = 5): string[] {
  const found: string[] = [];
  for (let at = store.documents.previous(id); at !== null && found.length < most; at = store.documents.previous(at)) {
    if (at === id || found.includes(at)) break;
    found.push(at);
  }
  return found;
}

/** True where the first is one of the versions before the second. */
function isBefore(store: Store, id: string, laterId: string): boolean {
  return versionsBefore(store, laterId, Number.POSITIVE_INFINITY).includes(id);
}

/** "Lease (2).PDF", "lease_v3_final.docx" and "Lease.docx" are one name. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.[a-z0-9]{1,8}$/u, "")
    .replaceAll(
      /[\s_-]*(?:\(\d+\)|(?<![a-z])(?:v|ver|version|rev|draft|final|copy|new|neu|alt|old|clean)[\s._-]*\d*(?:\.\d+)*)(?![a-z])/gu,
      "",
    )
    .replaceAll(/[\s._-]*\d{4}-?\d{2}-?\d{2}/gu, "")
    .replaceAll(/[\s_-]+/gu, " ")
    .trim();
}
