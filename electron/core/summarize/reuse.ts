import { createHash } from "node:crypto";
import * as z from "zod";
import { type ModelName, modelNameSchema } from "../../contract/modelName.ts";
import type { CountedSentence } from "./countedSentence.ts";
import type { DraftClaim } from "./draft.ts";
import { openClaim, storeClaim, storedClaimSchema } from "./storedClaim.ts";

/** Keys of check-points that say by their content what they are for: they stay when a summary is done. */
export const partPrefix = "part:";

/** Finished parts of the versions before a document, by the key that `partKey` makes. */
export interface KeptParts {
  get(key: string): unknown;
  values(): Iterable<unknown>;
}

/** A step that can be taken over from a version before. */
export interface Part {
  readonly key: string;
  /** sentences of the chunk, or those that the notes of a merge cite */
  readonly pieces: readonly CountedSentence[];
  /** A merge: its sentences do not follow one another in the document. */
  readonly merges: boolean;
}

const storedPartSchema = z.object({
  /** of each sentence of a chunk, in order; none for a merge */
  hashes: z.array(z.string()),
  /** which of several models wrote it */
  by: modelNameSchema.optional(),
  points: z.array(
    storedClaimSchema.extend({
      /** `offset` from the first sentence of the part; one outside of it introduces a name, or carries what is said of the part */
      cites: z.array(z.object({ offset: z.number().int(), hash: z.string() })),
    }),
  ),
});
export type StoredPart = z.infer<typeof storedPartSchema>;

/** @param document the pieces of the document in order, among which are those of the part */
export function storePart(part: Part, points: readonly DraftClaim[], document: readonly CountedSentence[]): StoredPart {
  const { pieces, merges } = part;
  const all = merges ? pieces : document;
  const first = firstOf(pieces, all);
  return {
    hashes: merges ? [] : pieces.map(hashOf),
    points: points.map((point) => ({
      ...storeClaim(point),
      cites: point.cites.map((piece) => ({ offset: all.indexOf(piece) - first, hash: hashOf(piece) })),
    })),
  };
}

/** The points of a part of a version before, citing this document, and which of several models wrote them; null where that part is not kept. */
export function recallPart(
  part: Part,
  kept: KeptParts | undefined,
  document: readonly CountedSentence[],
): { readonly points: DraftClaim[]; readonly by: ModelName | null } | null {
  const stored = storedPartSchema.safeParse(kept?.get(part.key));
  if (!stored.success) return null;
  const all = part.merges ? part.pieces : document;
  const first = firstOf(part.pieces, all);
  const points: DraftClaim[] = [];
  for (const point of stored.data.points) {
    const cites: CountedSentence[] = [];
    for (const { offset, hash } of point.cites) {
      const piece = all[first + offset];
      if (piece && hashOf(piece) === hash) cites.push(piece);
      // What stood before the part may have changed; then the point does without the introduction.
      else if (offset >= 0 && offset < part.pieces.length) return null;
    }
    // What carried the point stood elsewhere, and no longer does.
    if (cites.length === 0 && point.cites.length > 0) return null;
    points.push({ ...openClaim(point), cites });
  }
  return { points, by: stored.data.by ?? null };
}

/** Stretches of a document that are a chunk of a version before, sentence by sentence, in order and without overlap. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** @param most tokens no chunk exceeds */
export function keptStretches(
  pieces: readonly CountedSentence[],
  kept: KeptParts | undefined,
  most: number,
): Stretch[] {
  if (!kept) return [];
  const hashes = pieces.map(hashOf);
  const starts = new Map<string, number[]>();
  for (const [start, hash] of hashes.entries()) {
    const list = starts.get(hash);
    if (list) list.push(start);
    else starts.set(hash, [start]);
  }
  const found: Stretch[] = [];
  const seen = new Set<string>();
  for (const value of kept.values()) {
    const stored = storedPartSchema.safeParse(value);
    const run = stored.success ? stored.data.hashes : [];
    const name = run.join(" ");
    if (run.length === 0 || seen.has(name)) continue;
    seen.add(name);
    const from = (starts.get(run[0] ?? "") ?? []).find(
      (start) =>
        run.every((hash, step) => hashes[start + step] === hash) &&
        !found.some((other) => start < other.to && start + run.length > other.from),
    );
    if (from === undefined) continue;
    const tokens = pieces.slice(from, from + run.length).reduce((sum, piece) => sum + piece.tokens, 0);
    if (tokens <= most) found.push({ from, to: from + run.length });
  }
  return found.sort((a, b) => a.from - b.from);
}

/** Tells whether these sentences are, as they stand, a part of a version before. */
export function partsKeptWhole(kept: KeptParts | null): (pieces: readonly CountedSentence[]) => boolean {
  const known = new Set<string>();
  for (const value of kept?.values() ?? []) {
    const stored = storedPartSchema.safeParse(value);
    if (stored.success) known.add(stored.data.hashes.join(" "));
  }
  return (pieces) => known.size > 0 && known.has(pieces.map(hashOf).join(" "));
}

function firstOf(pieces: readonly CountedSentence[], all: readonly CountedSentence[]): number {
  const [first] = pieces;
  return first ? all.indexOf(first) : 0;
}

function hashOf({ text, kind }: CountedSentence): string {
  return createHash("sha256").update(`${kind} ${text}`).digest("base64url").slice(0, 16);
}
