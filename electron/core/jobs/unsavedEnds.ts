import { type AppError, toAppError } from "../../contract/errors.ts";
import type { Logger } from "../ports.ts";

/**
 * What jobs came to and could not be written, as on a full disk: without it the library would go on saying that they run. It is shown
 * in place of what stands there, and written as soon as somebody looks and that can be done.
 */
export interface UnsavedEnds<T> {
  /** Writes the end of a job now, or keeps it to be written later; returns why it could not be written, else null. */
  save(id: string, end: T): AppError | null;
  /** What could not be written of it until now, after another try; null where nothing is unsaved. */
  get(id: string): T | null;
  /** It has begun anew, or is gone. */
  forget(id: string): void;
}

/** @param write throws where it cannot be written */
export function createUnsavedEnds<T>(
  write: (id: string, end: T) => void,
  deps: { readonly logger: Logger; /** names such a job in the log */ readonly what: string },
): UnsavedEnds<T> {
  const unsaved = new Map<string, T>();

  return {
    save: (id, end) => tryToWrite(id, end),
    get(id) {
      const end = unsaved.get(id);
      return end === undefined || tryToWrite(id, end) === null ? null : end;
    },
    forget: (id) => void unsaved.delete(id),
  };

  function tryToWrite(id: string, end: T): AppError | null {
    try {
      write(id, end);
      unsaved.delete(id);
      return null;
    } catch (thrown) {
      const error = toAppError(thrown);
      // Gone in the meantime: there is nothing left to keep.
      if (error.code === "NOT_FOUND") unsaved.delete(id);
      else {
        if (!unsaved.has(id))
          deps.logger.error(`The end of a ${deps.what} could not be saved`, { id, error: String(thrown) });
        unsaved.set(id, end);
      }
      return error;
    }
  }
}
