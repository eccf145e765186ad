import type { ErrorCode } from "../../contract/errors.ts";

/** What would happen to every document of a queue alike: it waits for the person. */
export const pausesQueue: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "NO_MODEL",
  "MODEL_NOT_FOUND",
  "MODEL_NOT_GGUF",
  "MODEL_TRUNCATED",
  "MODEL_DAMAGED",
  "MODEL_ARCHITECTURE_UNKNOWN",
  "MODEL_TOO_LARGE",
  "MODEL_LOAD_FAILED",
  "ENGINE_UNAVAILABLE",
  "DISK_FULL",
  "DATA_DIR_UNWRITABLE",
]);
