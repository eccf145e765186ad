import path from "node:path";
import { AppError, toAppError } from "../contract/errors.ts";
import { fromClient } from "../contract/fromClient.ts";
import { type FilesState, tellFailed, tellSkipped } from "./eachFile.ts";
import { namedFile, shownName } from "./pipedFile.ts";
import { createProgress } from "./progress.ts";
import { readAll, type Session } from "./session.ts";

/**
 * Reads files into the library for one question to all of them. What could not be read is told, and the others go on.
 * @returns the documents with what their files are called here, with the path there where they lie in a folder or an archive; none where
 * no file could be read
 * @throws DOCUMENT_EMPTY where nothing is in the folders, CANCELLED
 */
export async function readEach(
  session: Session,
  files: readonly string[],
  options: Parameters<typeof readAll>[2],
  state: FilesState,
): Promise<Map<string, string>> {
  const fileOf = new Map<string, string>();
  for (const given of files) {
    const progress = createProgress(shownName(given, options));
    const file = namedFile(given, options);
    try {
      const { documentIds, collectionId } = await readAll(session, given, options, progress.show);
      if (collectionId === null) for (const id of documentIds) fileOf.set(id, file);
      else await nameMembers(session, { file, collectionId, state }, fileOf);
    } catch (thrown) {
      const error = toAppError(fromClient(thrown));
      if (session.signal.aborted) throw new AppError("CANCELLED", { cause: error });
      tellFailed(state, { file, ...error.toProblem() });
    } finally {
      progress.end();
    }
  }
  if (fileOf.size === 0 && state.code === 0) throw new AppError("DOCUMENT_EMPTY", { data: { reason: "FOLDER" } });
  return fileOf;
}

/** Each document of a folder or an archive under its path there. */
async function nameMembers(
  { client }: Session,
  { file, collectionId, state }: { readonly file: string; readonly collectionId: string; readonly state: FilesState },
  fileOf: Map<string, string>,
): Promise<void> {
  const { members, skipped } = await client.collections.get({ id: collectionId });
  for (const { path: inside, problem } of skipped) tellSkipped(state, { file: path.join(file, inside), ...problem });
  for (const { document, path: inside } of members) {
    const name = path.join(file, inside);
    if (document.status === "ready") fileOf.set(document.id, name);
    else tellFailed(state, { file: name, ...(document.problem ?? new AppError("DOCUMENT_NOT_READY").toProblem()) });
  }
}
