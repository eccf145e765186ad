import { AppError } from "../../contract/errors.ts";
import type { Store } from "../store/store.ts";
import { resemblance, type Sketch, sketchOf } from "../text/similarity.ts";

/** Share of their words in a row from which two documents are taken for versions of one, whatever they are called. */
const leastAlike = 0.5;
/** Under the same name less will do. */
const leastAlikeByName = 0.2;
/** Two earlier versions that differ by less than this in likeness are as near: the newer one is the one before. */
const asNear = 0.02;

/**
 * The document of the library that another, just read, is a new version of: one that was there before it and holds most of the
 * same text, or the same name and some of it. Null for none.
 */
export function findPrevious(store: Store, id: string): string | null {
  const document = store.documents.get(id);
  if (document?.status !== "ready") return null;
  const isNew = store.documents.sketch(id) === null;
  const own = sketchOf(store.documents.allPages(id));
  store.documents.setSketch(id, own);
  // After its first reading a person may have said what it is a version of, or that it is none.
  if (!isNew || store.documents.previous(id) !== null) return null;
  const name = plainName(document.name);
  let best: { id: string; like: number; createdAt: number } | null = null;
  for (const other of store.documents.list()) {
    if (other.id === id || other.status !== "ready" || other.createdAt > document.createdAt) continue;
    // What was added in the same moment came first where it has no link to this one.
    if (isBefore(store, id, other.id)) continue;
    const like = resemblance(own, sketchOfKnown(store, other.id));
    if (like < (plainName(other.name) === name ? leastAlikeByName : leastAlike)) continue;
    const isNearer =
      !best || like > best.like + asNear || (like >= best.like - asNear && other.createdAt > best.createdAt);
    if (isNearer) best = { id: other.id, like, createdAt: other.createdAt };
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

/** Documents from before there were sketches get theirs when it is first asked for. */
function sketchOfKnown(store: Store, id: string): Sketch {
  const known = store.documents.sketch(id);
  if (known) return known;
  const sketch = sketchOf(store.documents.allPages(id));
  store.documents.setSketch(id, sketch);
  return sketch;
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
