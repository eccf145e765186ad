import * as z from "zod";

/**
 * Every error a person or a program can meet. Callers branch on the code; the sentence is for people:
 * what happened, what was kept, what to do. `exit` is the command line's exit code
 * (2 usage, 3 the file could not be read, 4 the model failed, 130 interrupted, 1 anything else).
 */
export const errorTable = {
  // documents
  FILE_NOT_FOUND: { exit: 3, status: 404, message: "There is no file at this place. Check the name and try again." },
  FILE_UNREADABLE: {
    exit: 3,
    status: 422,
    message: "This file could not be opened. Check that you may read it, then try again.",
  },
  FILE_IS_DIRECTORY: { exit: 3, status: 422, message: "This is a folder. Choose a file inside it." },
  FILE_LINK_LOOP: {
    exit: 3,
    status: 422,
    message: "This link leads back to itself, so there is no file behind it. Choose the file it was meant for.",
  },
  FILE_TOO_LARGE: {
    exit: 3,
    status: 413,
    message: "This file is larger than the limit in the settings. Nothing was changed; raise the limit to read it.",
  },
  FORMAT_UNSUPPORTED: {
    exit: 3,
    status: 415,
    message: "Tramontane cannot read this kind of file. Nothing was changed; save it as PDF or text and try again.",
  },
  DOCUMENT_EMPTY: {
    exit: 3,
    status: 422,
    message: "This file is empty, so there is nothing to read. Check that it was copied whole.",
  },
  DOCUMENT_NO_PAGES: {
    exit: 3,
    status: 422,
    message: "This document has no pages, so there is nothing to read. Check that it was saved whole.",
  },
  DOCUMENT_NO_TEXT: {
    exit: 3,
    status: 422,
    message: "No page of this document carries text, and none could be recognised in its pictures.",
  },
  DOCUMENT_DAMAGED: {
    exit: 3,
    status: 422,
    message: "This file is damaged and could not be read. Try to get a fresh copy of it.",
  },
  PASSWORD_REQUIRED: { exit: 3, status: 422, message: "This document is protected. Enter its password to read it." },
  PASSWORD_WRONG: { exit: 3, status: 422, message: "This password does not open the document. Try again." },
  READ_TIMEOUT: {
    exit: 3,
    status: 422,
    message: "Reading took longer than the limit in the settings and was stopped. Raise the limit to try again.",
  },
  READ_MEMORY_LIMIT: {
    exit: 3,
    status: 422,
    message: "Reading needed more memory than the limit in the settings and was stopped. Raise the limit to try again.",
  },
  READ_INFLATED_LIMIT: {
    exit: 3,
    status: 422,
    message:
      "This file unpacks to more data than the limit in the settings, and reading was stopped. It may be built to do harm; raise the limit only if you trust it.",
  },
  READ_PICTURE_LIMIT: {
    exit: 3,
    status: 422,
    message: "This picture has more pixels than can be read. Save it at half its size and try again.",
  },
  READ_PAGE_LIMIT: {
    exit: 3,
    status: 422,
    message: "This document has more pages than the limit in the settings. Raise the limit to read it.",
  },
  READER_CRASHED: {
    exit: 3,
    status: 500,
    message: "The reader stopped while it read this file. The application goes on; the file was not added.",
  },
  READ_ENTRY_LIMIT: {
    exit: 3,
    status: 422,
    message: "There are more files in here than are taken in at once. The files before this place were added.",
  },
  READ_NESTING_LIMIT: {
    exit: 3,
    status: 422,
    message: "This lies too deep inside other archives or folders. Unpack it and drop it by itself.",
  },
  FILE_DUPLICATE: { exit: 3, status: 409, message: "The same file is in this collection already, under another name." },
  DOCUMENT_NOT_READY: { exit: 3, status: 409, message: "This document has not been read yet." },
  // models
  NO_MODEL: { exit: 4, status: 409, message: "No model is installed yet. Drop a GGUF file on the window to add one." },
  MODEL_NOT_FOUND: {
    exit: 4,
    status: 404,
    message: "The file of this model is no longer where it was. Put it back, or choose another model.",
  },
  MODEL_NOT_GGUF: {
    exit: 4,
    status: 422,
    message: "This file is not a GGUF model. Choose a file in this format; nothing was changed.",
  },
  MODEL_TRUNCATED: { exit: 4, status: 422, message: "This model file is incomplete. Copy or download it again." },
  MODEL_DAMAGED: { exit: 4, status: 422, message: "This model file is damaged. Copy or download it again." },
  MODEL_ARCHITECTURE_UNKNOWN: {
    exit: 4,
    status: 422,
    message: "This version cannot run models of this architecture. Choose another model; nothing was changed.",
  },
  MODEL_TOO_LARGE: {
    exit: 4,
    status: 422,
    message:
      "This model needs more memory than this computer has free. Close other programs or choose a smaller model.",
  },
  MODEL_LOAD_FAILED: {
    exit: 4,
    status: 500,
    message: "The model could not be loaded. Try again, or choose another model.",
  },
  ENGINE_CRASHED: {
    exit: 4,
    status: 500,
    message: "The model process stopped and is being restarted. What was finished is kept.",
  },
  ENGINE_UNAVAILABLE: { exit: 4, status: 500, message: "The model process could not be started on this computer." },
  MODEL_CHANGED: { exit: 4, status: 409, message: "Another model was loaded in between. Try again." },
  CONTEXT_TOO_SMALL: { exit: 4, status: 422, message: "This text does not fit the context of the model." },
  GENERATION_FAILED: {
    exit: 4,
    status: 500,
    message: "The model could not finish its answer. What was written is kept.",
  },
  // store and application
  DATABASE_FROM_FUTURE: {
    exit: 1,
    status: 500,
    message: "The library was written by a newer version of Tramontane. Update the application; nothing was changed.",
  },
  DATABASE_CORRUPT: {
    exit: 1,
    status: 500,
    message: "The library was damaged. It was set aside and the newest good backup is in use.",
  },
  DISK_FULL: {
    exit: 1,
    status: 507,
    message: "The disk is full. What was saved is safe; free some space and try again.",
  },
  DATA_DIR_LOCKED: {
    exit: 1,
    status: 409,
    message: "Tramontane is already running with this data folder. Go on in its window, or close it first.",
  },
  DATA_DIR_UNWRITABLE: {
    exit: 1,
    status: 500,
    message: "The data folder cannot be written. Choose another one or change its permissions.",
  },
  NOT_FOUND: { exit: 1, status: 404, message: "This no longer exists." },
  INVALID_INPUT: { exit: 2, status: 400, message: "This input is not valid." },
  USAGE: { exit: 2, status: 400, message: "The command was not understood." },
  UNAUTHORIZED: {
    exit: 1,
    status: 401,
    message: "This address needs the one-time link that was printed at the start.",
  },
  CANCELLED: { exit: 130, status: 499, message: "Stopped. What was finished is kept." },
  INTERNAL: { exit: 1, status: 500, message: "Something went wrong inside Tramontane. What was saved is safe." },
} as const satisfies Record<string, { exit: number; status: number; message: string }>;

export type ErrorCode = keyof typeof errorTable;
export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];
export const errorCodeSchema = z.enum(errorCodes);

/** Facts a person can act on: bytes missing, the limit crossed, the page, the file's name. Never a path. */
export const errorDataSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type ErrorData = z.infer<typeof errorDataSchema>;

/** The shape in which an error crosses every door, the job events and the store. */
export const problemSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  data: errorDataSchema.optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** The one error class of the application. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData | undefined;

  constructor(code: ErrorCode, options: { message?: string; data?: ErrorData; cause?: unknown } = {}) {
    super(options.message ?? errorTable[code].message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.data = options.data;
  }

  toProblem(): Problem {
    return { code: this.code, message: this.message, ...(this.data ? { data: this.data } : {}) };
  }
}

/** Any thrown value as an `AppError`: aborts become CANCELLED, a full disk DISK_FULL, the rest INTERNAL. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error) {
    if (thrown.name === "AbortError") return new AppError("CANCELLED", { cause: thrown });
    const code = (thrown as { code?: unknown }).code;
    if (code === "ENOSPC" || code === "SQLITE_FULL") return new AppError("DISK_FULL", { cause: thrown });
  }
  return new AppError("INTERNAL", { cause: thrown });
}

export function problemToError(problem: Problem): AppError {
  return new AppError(problem.code, { message: problem.message, ...(problem.data ? { data: problem.data } : {}) });
}

/** Closes an exhaustive switch. */
export function assertNever(value: never): never {
  throw new AppError("INTERNAL", { message: `Unexpected value: ${JSON.stringify(value)}` });
}
