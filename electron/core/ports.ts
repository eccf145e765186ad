import type { DesktopState, Material } from "../contract/desktop.ts";
import type { KeyStore } from "../contract/endpoints.ts";
import type { Problem } from "../contract/errors.ts";

/** What the core needs from the shell that hosts it. Tests pass their own. */

export interface Clock {
  /** milliseconds since 1970 */
  now(): number;
  /** milliseconds of a monotonic clock, for durations */
  monotonic(): number;
  setTimeout(run: () => void, ms: number): { clear(): void };
}

export interface Logger {
  info(message: string, data?: Record<string, unknown>): void;
  warn(message: string, data?: Record<string, unknown>): void;
  error(message: string, data?: Record<string, unknown>): void;
}

export interface Paths {
  /** folder of everything that is kept: `library.db`, `documents/`, `models/`, `backups/`, `logs/` */
  readonly data: string;
  /** read-only resources that come with the application: `samples/`, `starter/`, `embedding/` */
  readonly resources: string;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** V8 flags and Node options of the child */
  readonly execArgv?: readonly string[];
}

/** A file in `window/`, where the window keeps what its pages store, by which all of that is deleted at the next start. */
export const forgottenMark = "forget-pages";

/** How an engine process is started. */
export const engineOptions = {
  env: {
    /**
     * One libuv worker: node-llama-cpp runs every decode on some worker, and with the default of four a single stream was a
     * third slower, because llama.cpp's own threads lose their place whenever the worker changes.
     */
    UV_THREADPOOL_SIZE: "1",
    NODE_LLAMA_CPP_SKIP_DOWNLOAD: "true",
  },
  /** Heap in MB: enough for the vocabularies of real models, and an end for a file made to eat the computer's memory. */
  execArgv: ["--max-old-space-size=1024"],
} as const satisfies ChildOptions;

/** A child process with structured-clone messages; Electron's `utilityProcess` or a forked Node. */
export interface Child {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once; `signal` is null where the platform does not tell. */
  onExit(listener: (exit: { code: number | null; signal: string | null }) => void): void;
  /** What the child wrote to stderr, line by line. */
  onStderr(listener: (line: string) => void): void;
  /** Ends the child at once (SIGKILL or its equal). */
  kill(): void;
}

export interface ProcessSpawner {
  spawn(entry: "engine" | "reader", options?: ChildOptions): Child;
}

/** A thread of this process with structured-clone messages. */
export interface Thread {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, with what ended it; null where nothing went wrong. */
  onExit(listener: (error: Error | null) => void): void;
  /** Ends the thread at once, whatever it does. */
  stop(): void;
}

export interface ThreadStarter {
  /** The thread keeps nobody from ending. */
  start(entry: "text"): Thread;
}

/** How a program of others is started: its arguments never hold a secret, since every user of the computer can read them. */
export interface ProgramOptions {
  /** set beside those of this process */
  readonly env?: Readonly<Record<string, string>>;
  /** those of this process whose names begin so are kept from it */
  readonly withoutEnv?: string;
  /** only those of this process are given to it; all where it is left out */
  readonly onlyEnv?: readonly string[];
}

/** A program of others, with all that it starts itself. */
export interface RunningProgram {
  readonly pid: number | undefined;
  /** What it writes, line by line, to stdout and stderr alike. */
  onLine(listener: (line: string) => void): void;
  /** Called once, also where it could not be started. */
  onExit(
    listener: (end: {
      readonly code: number | null;
      readonly signal: string | null;
      readonly error: string | null;
    }) => void,
  ): void;
  /** Ends it and all that it started, at once. */
  kill(): void;
}

/** A program that is spoken with over its standard input and output; its lines are those of stderr alone. */
export interface TalkingProgram extends RunningProgram {
  /** Resolves when it was taken. @throws where the program reads no more */
  write(text: string): Promise<void>;
  /** What it writes to stdout, as it comes. */
  onOutput(listener: (bytes: Uint8Array) => void): void;
  /** Ends its input, by which it is asked to end. */
  endInput(): void;
}

/** Starts programs of others. Whoever asks has asked `core/net` before. */
export interface ProgramStarter {
  /** It ends with this process, however this one ends. @param file its absolute path */
  start(file: string, args: readonly string[], options?: ProgramOptions): RunningProgram;
  /** As start. @param file its path, or a name that is looked for where the system looks for programs */
  startTalking(file: string, args: readonly string[], options?: ProgramOptions): TalkingProgram;
}

export interface PowerState {
  /** null where the platform does not tell */
  readonly onBattery: boolean | null;
  /** the computer slows itself down, or is about to, because it is hot; null where the platform does not tell */
  readonly isHot: boolean | null;
}

export interface PowerMonitor {
  read(): PowerState;
  /** Calls whenever the state may have changed. @returns ends it */
  onChange(listener: () => void): () => void;
}

export interface IdSource {
  /** a new unguessable id, sortable by time of creation (UUID version 7) */
  next(): string;
}

/** Where tokens and keys are kept, outside the library. */
export interface SecretStore {
  /** where a secret would be kept now */
  kind(): Promise<KeyStore>;
  /** Whether one is kept under the name, which asks no keychain. */
  has(name: string): Promise<boolean>;
  /** null where nothing is kept under the name. @throws KEYCHAIN_CLOSED */
  get(name: string): Promise<string | null>;
  /** Keeps the secret; null takes it away, which asks no keychain. @throws KEYCHAIN_CLOSED */
  set(name: string, secret: string | null): Promise<void>;
  /** Where it is told what happened to them (SECRETS_DAMAGED), also what happened before. */
  tellTo(tell: (problem: Problem) => void): void;
}

/** What other programs find their folders by, and where this one finds the hub. */
export interface Places {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Desktop {
  state(): DesktopState;
  material(): Promise<readonly Material[]>;
  /** @param hash address of the interface, from `#` on */
  show(hash: string): void;
  hideQuick(): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly paths: Paths;
  readonly spawner: ProcessSpawner;
  readonly threads: ThreadStarter;
  readonly programs: ProgramStarter;
  readonly ids: IdSource;
  readonly secrets: SecretStore;
  /** the computer's own where it is left out */
  readonly places?: Places;
  /** absent where nothing tells */
  readonly power?: PowerMonitor;
  /** Has the person choose a folder; null where none was chosen. Absent where there is no dialog. */
  readonly chooseFolder?: () => Promise<string | null>;
  /** what the application's own shell does on this desktop; absent behind every other door */
  readonly desktop?: Desktop;
  /** true where whoever administers the computer wants nothing else connected to, whatever the settings say */
  readonly isOffline?: boolean;
  /** what the person at the computer is called there, for corrections and approvals; absent where nothing tells */
  readonly person?: () => string;
}
