import { createDocuments, type Documents, type DocumentsDeps } from "./createDocuments.ts";
import { createIntake, type Intake, type IntakeDeps } from "./intake.ts";
import { createPassing, type Passing } from "./passing.ts";
import { createReader } from "./reading/readerClient.ts";

export { askedDocuments, readyDocuments, untilRead } from "./askedDocuments.ts";
export type { Documents } from "./createDocuments.ts";
export { createFileReader, type FileReader, type ReadFile, type ReadFileOptions } from "./createFileReader.ts";
export type { Need, Passing } from "./passing.ts";
export type { Taking } from "./createDocuments.ts";
export type { Intake, TakingTogether } from "./intake.ts";
export { createTexts, type Texts } from "./texts.ts";
export { isZip } from "./archives.ts";
export { nameOfOriginal, type OriginalFile } from "./originals.ts";
export { createVersionFinder, linkPrevious, versionsBefore } from "./versions.ts";

/** The documents and how they come in: one by one, in folders and in archives. What others use of this folder stands here. */
export interface Library {
  readonly documents: Documents;
  readonly intake: Intake;
  readonly passing: Passing;
  /** Deletes what the last process did not keep, and goes on with the readings that were left when the last process ended. */
  resume(): Promise<void>;
  /** Ends the processes; to be called when the jobs have ended. */
  dispose(): Promise<void>;
}

export type LibraryDeps = Omit<DocumentsDeps, "reader"> &
  Pick<IntakeDeps, "spawner"> & {
    /** where files that come together are put */
    readonly collections: Pick<IntakeDeps, "create" | "discard" | "added" | "changed">;
  };

export function createLibrary(deps: LibraryDeps): Library {
  const { store } = deps;
  const reader = createReader(deps);
  const documents = createDocuments({ ...deps, reader });
  const intake = createIntake({ ...deps, ...deps.collections, documents });
  const passing = createPassing({ ...deps, documents });
  return {
    documents,
    intake,
    passing,
    async resume() {
      await passing.discardAll();
      for (const { id, status } of store.documents.list()) if (status === "reading") await documents.reread(id);
      intake.resume();
    },
    async dispose() {
      intake.dispose();
      await passing.discardAll();
      await reader.dispose();
    },
  };
}
