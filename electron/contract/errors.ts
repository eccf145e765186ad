import * as z from "zod";

/** Data that some words of a code need; all are facts a person can act on. Never a path. */
const none = z.strictObject({});
const variant = <const Reasons extends readonly [string, ...string[]]>(...reasons: Reasons) =>
  z.enum(reasons).optional();

/** What a file is that cannot be read; its words stand in the catalogue under `kind`. */
export const unreadableKindSchema = z.enum([
  "binary",
  "zip",
  "oldOffice",
  "gif",
  "media",
  "postScript",
  "gzip",
  "sevenZip",
  "rar",
  "bzip2",
  "program",
  "model",
  "database",
  "rareCompression",
]);
export type UnreadableKind = z.infer<typeof unreadableKindSchema>;

/**
 * What goes wrong with a connection. FOREIGN: a redirect leads nearer to this computer, or would carry what was sent to another host;
 * LOCAL: a name of the internet stands for this computer; RESET: the line broke, or what answers does not speak HTTP.
 */
export const connectionFailures = [
  "FOREIGN",
  "ADDRESS",
  "DNS",
  "LOCAL",
  "PUBLIC",
  "REFUSED",
  "UNREACHABLE",
  "TLS",
  "TIMEOUT",
  "RESET",
  "PROXY",
  "REDIRECTS",
] as const;
export type ConnectionFailure = (typeof connectionFailures)[number];

/**
 * Every error a person or a program can meet. Callers branch on the code; the words for people stand in the catalogue
 * (`resources/i18n`) under `error`, and where the data have a `reason` under `CODE_REASON`. `exit` is the command line's exit code
 * (2 usage, 3 the file could not be read, 4 the model failed, 130 interrupted, 1 anything else), `data` what may come with it.
 */
export const errorTable = {
  // documents
  FILE_NOT_FOUND: { exit: 3, status: 404, data: none },
  FILE_UNREADABLE: {
    exit: 3,
    status: 422,
    data: z.strictObject({ name: z.string().optional(), reason: variant("STOPPED_ARRIVING") }),
  },
  FILE_IS_DIRECTORY: { exit: 3, status: 422, data: z.strictObject({ name: z.string().optional() }) },
  FILE_LINK_LOOP: { exit: 3, status: 422, data: none },
  FILE_TOO_LARGE: { exit: 3, status: 413, data: z.strictObject({ bytes: z.number().optional(), limitMb: z.number() }) },
  FORMAT_UNSUPPORTED: {
    exit: 3,
    status: 415,
    data: z.strictObject({
      detected: unreadableKindSchema.optional(),
      extension: z.string().optional(),
      reason: variant("MODEL"),
    }),
  },
  DOCUMENT_EMPTY: { exit: 3, status: 422, data: z.strictObject({ reason: variant("FOLDER") }) },
  DOCUMENT_NO_PAGES: { exit: 3, status: 422, data: none },
  DOCUMENT_NO_TEXT: { exit: 3, status: 422, data: z.strictObject({ pages: z.number() }) },
  DOCUMENT_DAMAGED: {
    exit: 3,
    status: 422,
    data: z.strictObject({ part: z.string().optional(), pages: z.number().optional() }),
  },
  PASSWORD_REQUIRED: {
    exit: 3,
    status: 422,
    data: z.strictObject({
      /** false where no password that is entered here would help */
      canUnlock: z.boolean().optional(),
      reason: variant("SOLD_LOCKED", "RARE_CIPHER", "IN_ARCHIVE"),
    }),
  },
  PASSWORD_WRONG: { exit: 3, status: 422, data: none },
  READ_TIMEOUT: { exit: 3, status: 422, data: z.strictObject({ reason: variant("TOTAL"), limitSeconds: z.number() }) },
  READ_MEMORY_LIMIT: { exit: 3, status: 422, data: z.strictObject({ limitMb: z.number() }) },
  READ_INFLATED_LIMIT: { exit: 3, status: 422, data: z.strictObject({ limitMb: z.number() }) },
  READ_PICTURE_LIMIT: {
    exit: 3,
    status: 422,
    data: z.strictObject({ megapixels: z.number(), limitMegapixels: z.number() }),
  },
  READ_PAGE_LIMIT: {
    exit: 3,
    status: 422,
    data: z.strictObject({ pages: z.number().optional(), limit: z.number() }),
  },
  READER_CRASHED: { exit: 3, status: 500, data: none },
  READ_ENTRY_LIMIT: { exit: 3, status: 422, data: z.strictObject({ mostFiles: z.number() }) },
  READ_NESTING_LIMIT: { exit: 3, status: 422, data: z.strictObject({ deepest: z.number() }) },
  FILE_DUPLICATE: { exit: 3, status: 409, data: z.strictObject({ same: z.string() }) },
  DOCUMENT_NOT_READY: {
    exit: 3,
    status: 409,
    data: z.strictObject({
      name: z.string().optional(),
      title: z.string().optional(),
      reason: variant("READING", "FAILED"),
    }),
  },
  // models
  NO_MODEL: { exit: 4, status: 409, data: z.strictObject({ reason: variant("RERANKING") }) },
  /** no model that is installed, or not this one, answers in a chat */
  MODEL_CANNOT_CHAT: {
    exit: 4,
    status: 409,
    data: z.strictObject({ name: z.string().optional(), reason: variant("STARTER", "BASE") }),
  },
  MODEL_NOT_FOUND: {
    exit: 4,
    status: 404,
    data: z.strictObject({ name: z.string().optional(), reason: variant("UNLISTED", "UNKNOWN_NAME") }),
  },
  MODEL_NOT_GGUF: { exit: 4, status: 422, data: none },
  MODEL_TRUNCATED: {
    exit: 4,
    status: 422,
    data: z.strictObject({ bytes: z.number(), expectedBytes: z.number(), missingBytes: z.number() }),
  },
  MODEL_DAMAGED: { exit: 4, status: 422, data: z.strictObject({ reason: variant("NO_ARCHITECTURE", "PARTS_MIXED") }) },
  /** a GGUF file that is no model to be run, by what it is */
  MODEL_UNUSABLE: {
    exit: 4,
    status: 422,
    data: z.strictObject({
      reason: variant(
        "PROJECTOR",
        "ADAPTER",
        "VOCABULARY",
        "IMPORTANCE",
        "CONTROL_VECTOR",
        "DRAFT",
        "SOUND",
        "FRAGMENT",
        "PART",
        "BIG_ENDIAN",
        "OLD_VERSION",
        "NEW_VERSION",
      ),
      /** of the format */
      version: z.number().optional(),
      /** which of how many parts of a model it is, from 1 */
      part: z.number().optional(),
      parts: z.number().optional(),
    }),
  },
  /** a model that is cut into `parts` files of which some are not there */
  MODEL_PARTS_MISSING: {
    exit: 4,
    status: 422,
    data: z.strictObject({
      /** the file bears another name than the first part does, so that it cannot be told what the others are called */
      reason: variant("UNNAMED"),
      parts: z.number(),
      /** names of files */
      missing: z.array(z.string()),
    }),
  },
  /** a folder that is no whole bundle of application and models, or not one that was written as it is */
  BUNDLE_INVALID: {
    exit: 3,
    status: 422,
    data: z.strictObject({
      reason: variant(
        "NO_MANIFEST",
        "UNFINISHED",
        "MANIFEST_DAMAGED",
        "NEWER",
        "FILES",
        "NOT_EMPTY",
        "LINK_OUT",
        "NO_LINKS",
        "SAME_NAME",
        "READ_ONLY",
        "FILE_LIMIT",
        "GONE",
        "INSIDE",
      ),
      /** of the manifest */
      version: z.number().optional(),
      /** files that are wrong, and the first of them */
      count: z.number().optional(),
      first: z.string().optional(),
    }),
  },
  /** a LoRA file that is not made for the model it was to change */
  ADAPTER_WRONG_BASE: {
    exit: 4,
    status: 422,
    data: z.strictObject({
      reason: variant("ARCHITECTURE", "TENSOR", "SHAPE"),
      /** architectures */
      adapter: z.string().optional(),
      model: z.string().optional(),
      /** the first that differs */
      tensor: z.string().optional(),
    }),
  },
  ADAPTER_NOT_FOUND: { exit: 4, status: 404, data: z.strictObject({ name: z.string() }) },
  MODEL_ARCHITECTURE_UNKNOWN: { exit: 4, status: 422, data: z.strictObject({ architecture: z.string() }) },
  MODEL_TOO_LARGE: {
    exit: 4,
    status: 422,
    data: z.strictObject({
      needBytes: z.number(),
      freeBytes: z.number(),
      missingBytes: z.number().optional(),
      contextSize: z.number().optional(),
    }),
  },
  /** it is assigned to a task that it cannot do; task: one of `contract/tasks.ts` */
  MODEL_WRONG_TASK: { exit: 4, status: 409, data: z.strictObject({ name: z.string(), task: z.string() }) },
  /** whoever runs it has no way to do what a request asks for; what: the field of the request */
  MODEL_CANNOT: { exit: 4, status: 400, data: z.strictObject({ name: z.string(), what: z.string() }) },
  /** it is asked in another way than the first of those that it would stand in for */
  MODEL_OTHER_STYLE: { exit: 4, status: 409, data: z.strictObject({ name: z.string(), first: z.string() }) },
  MODEL_LOAD_FAILED: { exit: 4, status: 500, data: z.strictObject({ reason: variant("OUT_OF_MEMORY") }) },
  /** the list of models that comes with the application; `field` is the first that is wrong */
  CATALOGUE_UNREADABLE: {
    exit: 4,
    status: 500,
    data: z.strictObject({
      reason: variant("WRONG"),
      /** what is wrong in it, "." between its parts, and what the check says of it */
      field: z.string().optional(),
      problem: z.string().optional(),
    }),
  },
  ENGINE_CRASHED: { exit: 4, status: 500, data: none },
  ENGINE_UNAVAILABLE: { exit: 4, status: 500, data: none },
  MODEL_CHANGED: { exit: 4, status: 409, data: none },
  /** it was waited for and said nothing for so long */
  MODEL_SILENT: { exit: 4, status: 504, data: z.strictObject({ name: z.string(), seconds: z.number() }) },
  CONTEXT_TOO_SMALL: {
    exit: 4,
    status: 422,
    data: z.strictObject({
      reason: variant("PROMPT", "CUT_OFF"),
      promptTokens: z.number().optional(),
      contextSize: z.number().optional(),
      /** tokens that are free for it; named as the problems of stored messages have it */
      room: z.number().optional(),
      missing: z.number().optional(),
      needed: z.number().optional(),
      completionTokens: z.number().optional(),
      page: z.number().optional(),
      /** of the request of a program */
      field: z.string().optional(),
    }),
  },
  GENERATION_FAILED: {
    exit: 4,
    status: 500,
    data: z.strictObject({
      reason: variant("STILL_THINKING", "REPEATED", "UNREADABLE"),
      completionTokens: z.number().optional(),
    }),
  },
  // connections
  /** the offline lock is closed */
  OFFLINE_LOCKED: {
    exit: 1,
    status: 403,
    data: z.strictObject({
      /** that was asked for */
      host: z.string().optional(),
      /** FORCED: whoever administers this computer keeps it closed; PROGRAM: a foreign program is not started */
      reason: variant("FORCED", "PROGRAM"),
      /** of the program */
      name: z.string().optional(),
    }),
  },
  CONNECTION_FAILED: {
    exit: 1,
    status: 502,
    data: z.strictObject({
      host: z.string(),
      reason: variant(...connectionFailures),
      /** SHA-256 of the certificate that was shown */
      fingerprint: z.string().optional(),
    }),
  },
  // the hub and downloads
  /** the files are given only to those who accepted the terms, and say who they are by a token */
  HUB_GATED: {
    exit: 1,
    status: 403,
    data: z.strictObject({
      reason: variant("NO_TOKEN", "NOT_ACCEPTED"),
      repo: z.string(),
      /** where the terms are accepted */
      page: z.string(),
    }),
  },
  HUB_NOT_FOUND: {
    exit: 1,
    status: 404,
    data: z.strictObject({ reason: variant("FILE", "NO_MODEL"), repo: z.string(), name: z.string().optional() }),
  },
  /** asked too often; it says when to come again */
  HUB_BUSY: { exit: 1, status: 429, data: z.strictObject({ host: z.string(), seconds: z.number().optional() }) },
  /** what was answered is not what a hub answers, or a fault of its own (5xx) */
  HUB_ANSWER: {
    exit: 1,
    status: 502,
    data: z.strictObject({ reason: variant("PAGE"), host: z.string(), status: z.number().optional() }),
  },
  /** a file is not what it should be by its size or its hash */
  DOWNLOAD_WRONG: {
    exit: 1,
    status: 422,
    data: z.strictObject({
      reason: z.enum(["SIZE", "HASH", "OTHER"]),
      name: z.string(),
      bytes: z.number().optional(),
      expectedBytes: z.number().optional(),
    }),
  },
  // endpoints
  /** nothing answers at its address */
  ENDPOINT_UNREACHABLE: {
    exit: 4,
    status: 502,
    data: z.strictObject({
      name: z.string(),
      /** ENCRYPTION: it does not answer by TLS; PUBLIC: a local name that stands for an address of the internet, in plain text */
      reason: variant("CERTIFICATE", "ENCRYPTION", "PUBLIC"),
      /** SHA-256 of the certificate that it showed */
      fingerprint: z.string().optional(),
    }),
  },
  ENDPOINT_NO_ANSWER_IN_TIME: { exit: 4, status: 504, data: z.strictObject({ name: z.string(), seconds: z.number() }) },
  /** the answer ended in its middle */
  ENDPOINT_BROKE_OFF: { exit: 4, status: 502, data: z.strictObject({ name: z.string() }) },
  /** it has too much to do; seconds: until it may be asked again */
  ENDPOINT_BUSY: { exit: 4, status: 503, data: z.strictObject({ name: z.string(), seconds: z.number() }) },
  /** it said that something failed on its side; failed: the status of HTTP */
  ENDPOINT_FAILED: {
    exit: 4,
    status: 502,
    data: z.strictObject({ name: z.string(), failed: z.number().optional(), said: z.string().optional() }),
  },
  ENDPOINT_REFUSED_KEY: {
    exit: 4,
    status: 502,
    data: z.strictObject({ name: z.string(), reason: variant("NO_KEY", "PAYMENT", "KEYCHAIN") }),
  },
  ENDPOINT_MODEL_GONE: { exit: 4, status: 404, data: z.strictObject({ name: z.string(), model: z.string() }) },
  /** the server does not do what was asked of it; said: its own words */
  ENDPOINT_NOT_SUPPORTED: {
    exit: 4,
    status: 422,
    data: z.strictObject({ name: z.string(), said: z.string().optional() }),
  },
  /** what answers does not speak the protocol */
  ENDPOINT_NOT_AN_API: {
    exit: 4,
    status: 502,
    data: z.strictObject({ name: z.string(), reason: variant("MOVED", "PAGE") }),
  },
  // the llama-server that a person named
  /** a model is to be run by it, and none is named */
  LLAMA_SERVER_UNSET: { exit: 4, status: 409, data: z.strictObject({ name: z.string().optional() }) },
  /** what was named cannot be used; name: its path */
  LLAMA_SERVER_UNUSABLE: {
    exit: 4,
    status: 422,
    data: z.strictObject({ name: z.string(), reason: variant("NOT_FOUND", "NOT_EXECUTABLE", "OTHER", "OLD") }),
  },
  /** it ended again and again; said: what it wrote at last */
  LLAMA_SERVER_FAILED: { exit: 4, status: 502, data: z.strictObject({ said: z.string().optional() }) },
  // servers of tools
  MCP_UNKNOWN: { exit: 1, status: 404, data: z.strictObject({ name: z.string().optional() }) },
  /** nobody agreed to its command yet; command: as it would be started */
  MCP_UNCONFIRMED: { exit: 1, status: 409, data: z.strictObject({ name: z.string(), command: z.string() }) },
  MCP_OFF: { exit: 1, status: 409, data: z.strictObject({ name: z.string() }) },
  /**
   * It could not be connected to, or the connection broke. START: the program could not be started; ENDED: it ended; UNREACHABLE,
   * TOKEN, ADDRESS: of an address, nothing answers, the token is refused, something else answers; PROTOCOL: what it says is not the
   * protocol. said: what it wrote at last, or its own words
   */
  MCP_FAILED: {
    exit: 1,
    status: 502,
    data: z.strictObject({
      name: z.string(),
      reason: variant("START", "ENDED", "UNREACHABLE", "TOKEN", "ADDRESS", "PROTOCOL"),
      said: z.string().optional(),
    }),
  },
  MCP_NO_ANSWER_IN_TIME: { exit: 1, status: 504, data: z.strictObject({ name: z.string(), seconds: z.number() }) },
  // secrets
  /** the keychain does not give out what it sealed, or is not there now */
  KEYCHAIN_CLOSED: { exit: 1, status: 503, data: none },
  /** their file could not be read; setAside: the name it has now, in the data folder */
  SECRETS_DAMAGED: { exit: 1, status: 500, data: z.strictObject({ setAside: z.string() }) },
  /** it is switched off */
  ENDPOINT_OFF: { exit: 4, status: 409, data: z.strictObject({ name: z.string() }) },
  /** a person does not let it do this; task: one of `contract/tasks.ts` */
  ENDPOINT_NOT_ALLOWED: { exit: 4, status: 403, data: z.strictObject({ name: z.string(), task: z.string() }) },
  ENDPOINT_UNKNOWN: { exit: 4, status: 404, data: z.strictObject({ name: z.string().optional() }) },
  // store and application
  DATABASE_FROM_FUTURE: { exit: 1, status: 500, data: none },
  DATABASE_CORRUPT: {
    exit: 1,
    status: 500,
    data: z.strictObject({
      reason: variant("RECREATED", "RESTART", "ENCRYPTED", "GONE", "LOG", "CHANGED"),
      happened: z.enum(["restored", "recreated"]).optional(),
      /** when the backup was made that is in use now, ISO 8601 */
      backupFrom: z.string().nullable().optional(),
      setAside: z.string().nullable().optional(),
    }),
  },
  DISK_FULL: {
    exit: 1,
    status: 507,
    data: z.strictObject({
      /** DOWNLOAD: what this one and those that wait still need, and what is free; BACKUP: none could be made, and all else goes on */
      reason: variant("DOWNLOAD", "BACKUP"),
      needBytes: z.number().optional(),
      freeBytes: z.number().optional(),
    }),
  },
  /** the library is encrypted and its key is not at hand */
  LIBRARY_LOCKED: { exit: 1, status: 423, data: z.strictObject({ reason: variant("KEYCHAIN") }) },
  PASSPHRASE_WRONG: { exit: 1, status: 403, data: none },
  PASSPHRASE_SHORT: { exit: 2, status: 400, data: z.strictObject({ least: z.number() }) },
  /** files of the library are encrypted, and the file that holds their key is not there or is damaged */
  VAULT_MISSING: { exit: 1, status: 500, data: none },
  DATA_DIR_LOCKED: { exit: 1, status: 409, data: none },
  /** results cannot be written beside the files of a folder that is followed */
  FOLDER_UNWRITABLE: { exit: 1, status: 409, data: none },
  FOLDER_TABLE_GONE: { exit: 1, status: 409, data: none },
  DATA_DIR_UNWRITABLE: { exit: 1, status: 500, data: none },
  NOT_FOUND: {
    exit: 1,
    status: 404,
    data: z.strictObject({ documentId: z.string().optional(), part: z.string().optional() }),
  },
  INVALID_INPUT: {
    exit: 2,
    status: 400,
    data: z.strictObject({
      reason: variant(
        "NO_QUESTION",
        "NOT_CONTINUABLE",
        "COLLECTION_TOO_SMALL",
        "SAME_DOCUMENT",
        "VERSION_CIRCLE",
        "MODEL_BUNDLED",
        "MODEL_NOT_WRITING",
        "MODEL_COMES_ALONG",
        "MODEL_BASE",
        "MODEL_OF_APPLICATION",
        "SUMMARY_FINISHED",
        "SUMMARY_UNFINISHED",
        "SUMMARY_OF_OTHER",
        "TOO_MANY_CLAIMS",
        "LINE_TOO_LONG",
        "LINE_NOT_JSON",
        "LINE_WRONG",
        "DUPLICATE_COLUMN",
        "TEMPLATE_NOT_JSON",
        "TEMPLATE_WRONG",
        "TEMPLATE_BUILT_IN",
        "WHICH_MODEL",
        "WHICH_LISTED",
        "NOT_LISTED",
        "ENDPOINT_ADDRESS",
        "ENDPOINT_PLAIN",
        "ENDPOINT_NAME_TAKEN",
        "MCP_NAME_TAKEN",
        "MCP_ADDRESS",
        "MCP_PLAIN",
        "MCP_OTHER_COMMAND",
        "MODEL_NOT_TRIED",
        "PRICES_UNREADABLE",
        "PRICES_WRONG",
        "NOT_A_FOLDER",
        "FOLDER_OF_LIBRARY",
        "FOLDER_FOLLOWED",
        "NOT_SUPPORTED",
        "FIELD_WRONG",
        "BODY_NOT_JSON",
      ),
      /** of the input that was refused, "." between its parts, and what the contract's check says of it */
      field: z.string().optional(),
      problem: z.string().optional(),
      most: z.number().optional(),
      name: z.string().optional(),
      /** what it could have been */
      allowed: z.array(z.string()).optional(),
    }),
  },
  USAGE: {
    exit: 2,
    status: 400,
    data: z.strictObject({
      reason: variant(
        "NO_FILE",
        "NO_FORECAST",
        "COMPARE",
        "ASK",
        "CHAT",
        "CHECK",
        "CHECK_LINES",
        "STDIN_TWICE",
        "STDIN_TERMINAL",
        "NAME",
        "TABLE",
        "NO_TEMPLATE",
        "MODELS",
        "VAULT",
        "VAULT_TWICE",
        "ENDPOINTS",
        "ENDPOINT_MODEL",
        "MCP",
        "CONNECTIONS",
        "COSTS",
        "WATCH",
        "TUNING",
        "BUNDLE",
        "PORT",
        "ALLOWED",
        "NUMBER",
        "TOO_LONG",
        "SAVE_ONE",
        "NOT_TAKEN",
        "SAVE_AS",
        "NOT_SAVED",
        "SHELL",
        "ARGUMENTS",
      ),
      command: z.string().optional(),
      option: z.string().optional(),
      /** values of the option */
      allowed: z.array(z.string()).optional(),
      /** characters the option may have */
      most: z.number().optional(),
      /** what Node says of the arguments, or of a file that cannot be written */
      detail: z.string().optional(),
    }),
  },
  UNAUTHORIZED: { exit: 1, status: 401, data: z.strictObject({ reason: variant("TOKEN") }) },
  /** a request to the door for programs that no program of this computer makes */
  REQUEST_REFUSED: { exit: 1, status: 403, data: z.strictObject({ reason: z.enum(["HOST", "ORIGIN"]) }) },
  /** limit: MB (2^20 bytes) */
  REQUEST_TOO_LARGE: { exit: 1, status: 413, data: z.strictObject({ limit: z.number() }) },
  /** a program read an answer more slowly than it was written, until too much of it waited */
  ANSWER_UNREAD: { exit: 1, status: 408, data: none },
  METHOD_WRONG: {
    exit: 1,
    status: 405,
    /** methods that the path has, with commas between them */
    data: z.strictObject({ path: z.string(), allowed: z.string() }),
  },
  ROUTE_UNKNOWN: { exit: 1, status: 404, data: z.strictObject({ path: z.string(), reason: variant("OLLAMA_OFF") }) },
  /** the door for programs could not be opened; said: what the system says of it */
  SERVING_FAILED: {
    exit: 1,
    status: 409,
    data: z.strictObject({ reason: variant("PORT_TAKEN"), port: z.number(), said: z.string().optional() }),
  },
  CANCELLED: { exit: 130, status: 499, data: none },
  INTERNAL: {
    exit: 1,
    status: 500,
    data: z.strictObject({
      field: z.string().optional(),
      reason: variant(
        "RECORD_OF_DOCUMENT",
        "RECORD_OF_MESSAGE",
        "RECORD_OF_SUMMARY",
        "RECORD_OF_SKIPPED_FILE",
        "RECORD_OF_TABLE",
      ),
    }),
  },
} as const satisfies Record<string, { exit: number; status: number; data: z.ZodObject }>;

export type ErrorCode = keyof typeof errorTable;
export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];
export const errorCodeSchema = z.enum(errorCodes);

/** What may come with an error of this code. */
export type ErrorDataOf<Code extends ErrorCode> = z.infer<(typeof errorTable)[Code]["data"]>;

/** Data of any code; `legacy` is the sentence that was stored with it before errors were worded by a catalogue. */
export const errorDataSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
);
export type ErrorData = z.infer<typeof errorDataSchema>;

/** The shape in which an error crosses every door, the job events and the store. Doors for programs add the sentence. */
export const problemSchema = z.object({
  code: errorCodeSchema,
  data: errorDataSchema.optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** The one error class of the application. Its message is for logs: the code and its data. */
export interface AppError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData | undefined;
  toProblem(): Problem;
}

interface AppErrorConstructor {
  new <Code extends ErrorCode>(code: Code, options?: { data?: ErrorDataOf<Code>; cause?: unknown }): AppError;
  readonly prototype: AppError;
}

export const AppError: AppErrorConstructor = class extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData | undefined;

  constructor(code: ErrorCode, options: { data?: ErrorDataOf<ErrorCode>; cause?: unknown } = {}) {
    const { data, cause } = options;
    super(data && Object.keys(data).length > 0 ? `${code} ${JSON.stringify(data)}` : code, { cause });
    this.name = "AppError";
    this.code = code;
    this.data = data as ErrorData | undefined;
  }

  toProblem(): Problem {
    return { code: this.code, ...(this.data ? { data: this.data } : {}) };
  }
};

/** Any thrown value as an `AppError`: aborts become CANCELLED, a full disk DISK_FULL, the rest INTERNAL. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error) {
    if (thrown.name === "AbortError") return new AppError("CANCELLED", { cause: thrown });
    const code = (thrown as { code?: unknown }).code;
    if (code === "ENOSPC" || code === "EDQUOT" || code === "SQLITE_FULL")
      return new AppError("DISK_FULL", { cause: thrown });
  }
  return new AppError("INTERNAL", { cause: thrown });
}

/** An error that crossed a door, a process or the store; its data were checked where it was made. */
export function problemToError({ code, data }: Problem, cause?: unknown): AppError {
  return new AppError(code, { ...(data ? { data: data as ErrorDataOf<ErrorCode> } : {}), cause });
}

/** An error of what must not happen; the sentence is for the log. */
export function internalError(sentence: string): AppError {
  return new AppError("INTERNAL", { cause: new Error(sentence) });
}

/** Closes an exhaustive switch. */
export function assertNever(value: never): never {
  throw internalError(`Unexpected value: ${JSON.stringify(value)}`);
}
