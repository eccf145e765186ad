import path from "node:path";
import { type ErrorCode, toAppError } from "../../../contract/errors.ts";
import type { ModelFilesDeps } from "./modelFilesDeps.ts";
import { readNamed } from "./readNamed.ts";
import { isThere } from "./storedFiles.ts";

/**
 * Reads the files again of models that an earlier version added, which knew less of what a file can be: what is none is told so, and no
 * longer used. A file that is not there now is read when it is back.
 */
export async function rereadModels(deps: ModelFilesDeps): Promise<void> {
  const { store, logger, changed } = deps;
  for (const row of store.models.outdated()) {
    if (!isThere(row)) continue;
    try {
      const metadata = await readNamed(deps.engine, row.path, `${row.name} ${path.basename(row.path)}`);
      store.models.put({ ...row, metadata });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!ofTheFile.has(error.code)) {
        logger.warn("A model of an earlier version could not be read again", { error: String(error) });
        continue;
      }
      if (error.code === "MODEL_UNUSABLE") store.models.put(row);
      store.models.setProblem(row.id, error.toProblem());
    }
    changed("models", row.id);
  }
}

/** What says something of the file and not of the moment. */
const ofTheFile: ReadonlySet<ErrorCode> = new Set([
  "MODEL_UNUSABLE",
  "MODEL_PARTS_MISSING",
  "MODEL_NOT_GGUF",
  "MODEL_TRUNCATED",
  "MODEL_DAMAGED",
  "MODEL_ARCHITECTURE_UNKNOWN",
]);
