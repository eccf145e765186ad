import { statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { AppError, toAppError } from "../../../contract/errors.ts";
import type { LlamaServer } from "../../../contract/llamaServer.ts";
import { neverAborted, untilAborted } from "../../async/waiting.ts";
import type {
  Capabilities,
  GenerateHandlers,
  GenerateRequest,
  GenerateResult,
  LanguageModel,
  ModelSession,
  ModelUse,
  OpenOptions,
  ToolCallPiece,
} from "../languageModel.ts";
import { leastContextSize, usualContextSize } from "../local/fit.ts";
import { activeBytesOf, identityOf, type LocalFile } from "../local/localModels.ts";
import { remoteSession } from "../remote/remoteModel.ts";
import { askVersion, programName } from "./askProgram.ts";
import { createServerProcess, type RunningServer, type ServerProcessDeps, waitSeconds } from "./serverProcess.ts";

/** The `llama-server` that a person named, and the models that it runs: those of this computer that are marked for it. */
export interface LlamaServers {
  state(): LlamaServer;
  /**
   * Takes the program at the path once it has said what it is; null names none.
   * @throws OFFLINE_LOCKED, LLAMA_SERVER_UNUSABLE
   */
  setProgram(path: string | null): Promise<LlamaServer>;
  /** The model of a file as it is run by the program. */
  of(file: LocalFile): LanguageModel;
  /** Starts it with a model before anybody asks it; resolves when it is ready. @throws as `LanguageModel.open` */
  load(file: LocalFile, signal?: AbortSignal): Promise<void>;
  /** Ends it; it is started again when a model is asked that it runs. */
  stop(): Promise<void>;
  /** Ends it if nothing works with it, so that it starts with the settings as they are now. */
  settingsChanged(): void;
  dispose(): Promise<void>;
}

export interface LlamaServerDeps extends Omit<ServerProcessDeps, "path" | "onState" | "onVersion"> {
  readonly stored: () => { readonly path: string; readonly version: string } | null;
  readonly store: (program: { readonly path: string; readonly version: string } | null) => void;
  readonly changed: () => void;
  /** milliseconds without a request after which it is ended; Infinity: never */
  readonly idleMs: () => number;
  /** Has the model give its memory back that the application itself holds without working with it. */
  readonly makeRoom: () => Promise<void>;
}

/** Requests that are made again after the program ended under them. */
const repeats = 2;

const capabilities: Omit<Capabilities, "tools"> = {
  generate: true,
  decide: true,
  embed: false,
  rerank: false,
  entail: false,
};

export function createLlamaServer(deps: LlamaServerDeps): LlamaServers {
  const { clock, logger } = deps;
  const server = createServerProcess({
    ...deps,
    path: () => deps.stored()?.path ?? null,
    onState: deps.changed,
    onVersion(version) {
      const stored = deps.stored();
      if (stored && version !== stored.version) deps.store({ ...stored, version });
    },
  });
  /** who works with the model that it has */
  let holders = 0;
  /** the model that the holders have, from before the program has started with it */
  let held: LocalFile | null = null;
  let starting: Promise<void> | null = null;
  /** those who wait for their turn, the first first */
  const waiting: { readonly file: LocalFile; wake(): void }[] = [];
  let idle: { clear(): void } | null = null;

  function isFor(file: LocalFile): boolean {
    return isSame(server.target, file);
  }

  /** For whoever holds: all holders of a model wait for one start. */
  async function haveStarted(file: LocalFile): Promise<void> {
    if (isFor(file)) return;
    starting ??= deps
      .makeRoom()
      .then(() => server.start(file))
      .finally(() => (starting = null));
    await starting;
  }

  /** Its turn is over: whoever comes next may have the program start with another model. */
  function release(): void {
    holders -= 1;
    if (holders > 0) return;
    waiting.shift()?.wake();
    idle?.clear();
    const ms = deps.idleMs();
    idle = Number.isFinite(ms) ? clock.setTimeout(() => void (holders === 0 && server.stop()), ms) : null;
  }

  /** Keeps the program with this model until the hold is disposed. */
  async function acquire(file: LocalFile, use: ModelUse, signal: AbortSignal): Promise<Disposable> {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const mustWait = holders > 0 && (!isSame(held, file) || (isFirst && waiting.length > 0));
      if (!mustWait) {
        holders += 1;
        idle?.clear();
        // Others who want the same model go along.
        if (waiting[0]?.file.id === file.id) waiting.shift()?.wake();
        let isHeld = true;
        const hold = {
          [Symbol.dispose]() {
            if (isHeld) release();
            isHeld = false;
          },
        };
        held = file;
        try {
          await haveStarted(file);
        } catch (thrown) {
          hold[Symbol.dispose]();
          throw thrown;
        }
        return hold;
      }
      const turn = Promise.withResolvers<void>();
      const place = { file, wake: turn.resolve };
      if (use === "chat") waiting.unshift(place);
      else waiting.push(place);
      try {
        await untilAborted(turn.promise, signal);
      } catch {
        const at = waiting.indexOf(place);
        if (at >= 0) waiting.splice(at, 1);
        // It was its turn: the next one's then.
        else waiting.shift()?.wake();
      }
    }
    throw new AppError("CANCELLED");
  }

  async function openSession(
    file: LocalFile,
    use: ModelUse,
    { signal, onLoading }: OpenOptions,
  ): Promise<ModelSession> {
    const hold = await acquire(file, use, signal);
    let running: RunningServer;
    try {
      running = await server.ready(signal);
    } catch (thrown) {
      hold[Symbol.dispose]();
      throw thrown;
    }
    onLoading?.(1);
    // Somebody waits for a chat, or a program's request, to its end; background work lets another model in between two requests.
    if (use === "background") hold[Symbol.dispose]();
    let session = sessionOf(running, file, signal);
    const { contextTokens } = running;

    async function current(): Promise<{ readonly running: RunningServer; readonly session: ModelSession }> {
      const now = await server.ready(signal);
      if (now !== running) {
        running = now;
        session = sessionOf(now, file, signal);
      }
      return { running, session };
    }

    /** Again where the program ended under it, as long as nothing of the answer was shown. */
    async function again<T>(call: (session: ModelSession) => Promise<T>, isShown: () => boolean): Promise<T> {
      using _ = use !== "background" ? null : await acquire(file, use, signal);
      for (let attempt = 0; ; attempt += 1) {
        // It may have been ended by hand since the last one.
        if (attempt === 0 && use !== "background" && !isFor(file)) server.start(file);
        const now = await current();
        try {
          const result = await call(now.session);
          server.worked();
          return result;
        } catch (thrown) {
          const { code } = toAppError(thrown);
          if (signal.aborted || !lost.has(code)) throw thrown;
          if (code === "ENDPOINT_NO_ANSWER_IN_TIME") server.giveUpOn(now.running);
          // The line breaks a moment before the system tells that the program has ended.
          const soon = Promise.withResolvers<void>();
          const timer = clock.setTimeout(soon.resolve, endsWithinMs);
          await Promise.race([now.running.ended, soon.promise]);
          timer.clear();
          if (isShown() || attempt >= repeats) throw new AppError("ENGINE_CRASHED", { cause: thrown });
          logger.warn("A question to llama-server is asked again", { attempt, code });
        }
      }
    }

    async function generate(request: GenerateRequest, handlers: GenerateHandlers): Promise<GenerateResult> {
      let isShown = false;
      const { onText, onThought, onToolCallPiece } = handlers;
      return await again(
        (asked) =>
          asked.generate(request, {
            ...handlers,
            ...(onText && {
              onText(text: string) {
                isShown = true;
                onText(text);
              },
            }),
            ...(onThought && {
              onThought(text: string) {
                isShown = true;
                onThought(text);
              },
            }),
            ...(onToolCallPiece && {
              onToolCallPiece(piece: ToolCallPiece) {
                isShown = true;
                onToolCallPiece(piece);
              },
            }),
          }),
        () => isShown,
      );
    }

    const never = () => false;
    return {
      contextTokens,
      get parallelism() {
        return session.parallelism;
      },
      continuous: true,
      thinks: session.thinks ?? false,
      memoryBytes: null,
      countTexts: async (texts) => (texts.length === 0 ? [] : await again((asked) => asked.countTexts(texts), never)),
      countTurns: (turns, tools) => again((asked) => asked.countTurns(turns, tools), never),
      generate: (request, handlers = {}) => generate(request, handlers),
      decide: (request) =>
        again(async (asked) => {
          if (!asked.decide) throw new AppError("GENERATION_FAILED");
          return await asked.decide(request);
        }, never),
      [Symbol.asyncDispose]() {
        hold[Symbol.dispose]();
        return Promise.resolve();
      },
    };
  }

  function sessionOf(running: RunningServer, file: LocalFile, signal: AbortSignal): ModelSession {
    const { api, root, key, contextTokens } = running;
    return remoteSession(
      {
        clock,
        api,
        root,
        endpoint: { name: programName, kind: "llamaServer", waitSeconds },
        model: file.id,
        found: () => running.found,
        keep(patch) {
          running.found = { ...running.found, ...patch };
        },
        outdated() {},
        key: () => Promise.resolve(key),
        contextTokens,
        parallelism: () => running.found.parallel ?? 1,
      },
      { signal },
    );
  }

  const servers: LlamaServers = {
    state() {
      const stored = deps.stored();
      return { path: stored?.path ?? null, version: stored?.version ?? null, ...server.state };
    },
    async setProgram(path) {
      if (path === null) {
        await server.stop();
        deps.store(null);
      } else {
        requireFile(path);
        const version = await askVersion(deps, path);
        await server.stop();
        deps.store({ path, version });
      }
      deps.changed();
      return servers.state();
    },
    of(file) {
      const { metadata } = file;
      const identity = identityOf(file);
      const version = deps.stored()?.version ?? null;
      return {
        ...identity,
        provenance: {
          kind: "gguf",
          sha256: file.id,
          quantization: metadata.quantization,
          runBy: version === null ? programName : `${programName} ${version}`,
        },
        // Whether the program finds a place for tools in the template as well shows once it runs the model.
        capabilities: { ...capabilities, tools: metadata.callsTools ?? false },
        open: (use, options) => openSession(file, use, options),
        standing() {
          const { contextSize, gpu } = deps.options();
          const isReady = isFor(file) && server.state.status === "ready";
          const most = Math.min(contextSize ?? usualContextSize, metadata.trainContext || usualContextSize);
          return {
            isReady,
            // To start a program of others is for a person to ask.
            isFree: isReady && holders === 0,
            contextTokens: isReady ? (server.state.plan?.contextTokens ?? null) : null,
            contextRange: { least: Math.min(leastContextSize, most), most },
            bytes: metadata.bytes,
            bytesPerContextToken: metadata.bytesPerContextToken,
            activeBytes: activeBytesOf(metadata),
            device: `${programName} ${gpu}`,
          };
        },
      };
    },
    async load(file, signal = neverAborted()) {
      using _ = await acquire(file, "background", signal);
      await server.ready(signal);
    },
    stop: () => server.stop(),
    settingsChanged() {
      if (holders === 0 && server.target) void server.stop();
    },
    async dispose() {
      idle?.clear();
      await server.stop();
    },
  };
  return servers;
}

function isSame(one: Pick<LocalFile, "id" | "path"> | null, other: LocalFile): boolean {
  return one?.id === other.id && one.path === other.path;
}

/** What the end of the program does to a request. */
const lost: ReadonlySet<string> = new Set([
  "ENDPOINT_BROKE_OFF",
  "ENDPOINT_UNREACHABLE",
  "ENDPOINT_NO_ANSWER_IN_TIME",
  "ENDPOINT_BUSY",
]);

const endsWithinMs = 1000;

/** @throws LLAMA_SERVER_UNUSABLE */
function requireFile(path: string): void {
  const isFile = isAbsolute(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile) throw new AppError("LLAMA_SERVER_UNUSABLE", { data: { name: path, reason: "NOT_FOUND" } });
}
