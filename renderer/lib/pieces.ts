import type { CollectionDetail } from "../../electron/contract/collections.ts";
import type { Document } from "../../electron/contract/documents.ts";
import { AppError } from "../../electron/contract/errors.ts";
import type { Api } from "./client.ts";

/** The documents of the library, pinned first, then the newest. */
export async function allDocuments(api: Pick<Api, "documents">, signal: AbortSignal): Promise<Document[]> {
  const documents: Document[] = [];
  for await (const piece of await api.documents.pieces(undefined, { signal })) documents.push(...piece);
  return documents;
}

/** @throws NOT_FOUND */
export async function wholeCollection(
  api: Pick<Api, "collections">,
  id: string,
  signal: AbortSignal,
): Promise<CollectionDetail> {
  let head: Omit<CollectionDetail, "members"> | null = null;
  const members: CollectionDetail["members"] = [];
  for await (const piece of await api.collections.pieces({ id }, { signal })) {
    if (piece.type === "collection") head = piece.collection;
    else members.push(...piece.members);
  }
  // Only a call that was given up ends before that.
  if (head === null) throw new AppError("CANCELLED");
  return { ...head, members };
}
