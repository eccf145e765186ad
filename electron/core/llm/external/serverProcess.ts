import { randomBytes } from "node:crypto";
import * as z from "zod";
import { templateCapsSchema } from "../remote/probe.ts";
import type { FoundModel } from "../../../contract/endpoints.ts";
import { AppError, toAppError } from "../../../contract/errors.ts";
import type { LlamaServer } from "../../../contract/llamaServer.ts";
import { delay, untilAborted } from "../../async/waiting.ts";
import type { Outlet } from "../../net/outlet.ts";
import type { Logger, RunningProgram } from "../../ports.ts";
import { backoff, mostCrashes, startAttempts } from "../local/crashPolicy.ts";
import { createEndpointClient, type EndpointClient } from "../remote/endpointClient.ts";
import { askGpu, type AskDeps, askVersionAgain, foreignSettings, programName } from "./askProgram.ts";
import {
  argumentsOf,
  type Machine,
  type PlannedModel,
  type PlanOptions,
  planServer,
  type Started,
} from "./planServer.ts";

/** A model that the program is to have. */
export interface ServerTarget extends Started {
  readonly name: string;
  readonly metadata: PlannedModel;
}

/** The program with its model, ready to be asked. */
export interface RunningServer {
  readonly api: EndpointClient;
  readonly root: EndpointClient;
  readonly key: string;
  readonly contextTokens: number;
  /** what requests taught of it */
  found: FoundModel;
  /** settles when it has ended */
  readonly ended: Promise<void>;
}

export type ServerState = Omit<LlamaServer, "path" | "version">;

/** The one process of llama-server; it comes back by itself where it dies. */
export interface ServerProcess {
  readonly state: ServerState;
  /** the model that it ought to have; null: none */
  readonly target: ServerTarget | null;
  /** Ends what runs and starts the program with this. */
  start(target: ServerTarget): void;
  /** @throws OFFLINE_LOCKED, MODEL_TOO_LARGE, LLAMA_SERVER_UNSET, LLAMA_SERVER_FAILED; CANCELLED also where another model was put in its place */
  ready(signal: AbortSignal): Promise<RunningServer>;
  /** A request came to its end: it works. */
  worked(): void;
  /** Ends one that does not answer; it is started again. */
  giveUpOn(running: RunningServer): void;
  /** Ends it; resolves when nothing of it is left. */
  stop(): Promise<void>;
}

export interface ServerProcessDeps extends AskDeps {
  readonly outlet: Outlet;
  readonly logger: Logger;
  readonly freePort: () => Promise<number>;
  /** the program that was named; null: none */
  readonly path: () => string | null;
  readonly machine: () => Omit<Machine, "gpu">;
  readonly options: () => Omit<PlanOptions, "failures">;
  readonly onState: () => void;
  /** told what it says of its version */
  readonly onVersion: (version: string) => void;
}

/** milliseconds that a large model may take to come from a slow disk */
const mostStartMs = 600_000;
/** seconds without a word of an answer, in which a long prompt is read */
export const waitSeconds = 600;
/** Ports that were taken in between, and are no fault of the program. */
const mostPorts = 5;
const keptLines = 40;

const off: ServerState = {
  status: "off",
  modelId: null,
  modelName: null,
  command: null,
  plan: null,
  restarts: 0,
  problem: null,
};

export function createServerProcess(deps: ServerProcessDeps): ServerProcess {
  const { clock, logger, outlet, gate } = deps;
  let state = off;
  let target: ServerTarget | null = null;
  let session: Promise<RunningServer> | null = null;
  /** ends what is under way for the target */
  let over = new AbortController();
  let emptied: Promise<unknown> = Promise.resolve();
  let crashesInARow = 0;
  const processes = new WeakMap<RunningServer, RunningProgram>();

  function update(change: Partial<ServerState>): void {
    state = { ...state, ...change };
    deps.onState();
  }

  function keep(next: Promise<RunningServer>): void {
    session = next;
    // Whoever waits is told; the state shows it too.
    next.catch(() => {});
  }

  /** Nothing is to be started any more until somebody asks again. */
  function end(change: Partial<ServerState> = {}, why = new AppError("CANCELLED")): Promise<unknown> {
    target = null;
    session = null;
    over.abort(why);
    over = new AbortController();
    update({ ...off, ...change });
    return emptied;
  }

  function fail(own: ServerTarget, error: AppError): AppError {
    if (target !== own) return error;
    const { modelId, modelName, command, plan, restarts } = state;
    void end({ status: "failed", modelId, modelName, command, plan, restarts, problem: error.toProblem() });
    // For whoever comes to wait a moment later.
    keep(Promise.reject(error));
    return error;
  }

  async function bringUp(own: ServerTarget, isRestart: boolean): Promise<RunningServer> {
    const { signal } = over;
    let failures = 0;
    for (let ports = 0; ;) {
      try {
        const wait = backoff(Math.max(failures, isRestart ? crashesInARow - 1 : 0));
        if (wait > 0) await delay(clock, wait, signal);
        await untilAborted(emptied, signal);
        return await launch(own, failures, signal);
      } catch (thrown) {
        if (signal.aborted) throw toAppError(signal.reason);
        if (thrown instanceof PortTaken && ports < mostPorts) {
          ports += 1;
          continue;
        }
        if (!(thrown instanceof Ended)) throw fail(own, toAppError(thrown));
        failures += 1;
        logger.error("llama-server did not start", { attempt: failures, said: thrown.said });
        if (failures >= startAttempts) throw fail(own, failed(thrown.said));
      }
    }
  }

  async function launch(own: ServerTarget, failures: number, signal: AbortSignal): Promise<RunningServer> {
    const path = deps.path();
    if (path === null) throw new AppError("LLAMA_SERVER_UNSET", { data: { name: own.name } });
    const version = await askVersionAgain(deps, path);
    if (version !== null) deps.onVersion(version);
    const options = deps.options();
    const gpu = options.gpu === "cpu" ? null : await askGpu(deps, path);
    const plan = planServer(own.metadata, { ...deps.machine(), gpu }, { ...options, failures });
    const port = await deps.freePort();
    if (signal.aborted) throw new AppError("CANCELLED");
    const args = argumentsOf(plan, own, port);
    const { reason, contextTokens, parallel } = plan;
    update({ command: [path, ...args], plan: { reason, contextTokens, parallel } });
    // Made for this start alone; the environment of a process is for its owner's eyes.
    const key = randomBytes(32).toString("base64url");
    const allowed = gate.allow(programName);
    const program = deps.programs.start(path, args, { env: { LLAMA_API_KEY: key }, withoutEnv: foreignSettings });
    const lines: string[] = [];
    let hasEnded = false;
    const kill = (): void => program.kill();
    signal.addEventListener("abort", kill, { once: true });
    const onLock = (): void => {
      if (target === own) {
        void end({ problem: lockedOut().toProblem() }, lockedOut());
        keep(Promise.reject(lockedOut()));
      }
      kill();
    };
    allowed.signal.addEventListener("abort", onLock, { once: true });
    program.onLine((line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      // Once it is ready it tells of each request what it took, five lines of it.
      if (state.status !== "ready" || !/^[\d.]+ I /u.test(line)) logger.info("llama-server", { line });
    });
    const exited = Promise.withResolvers<void>();
    let onExit = (): void => {};
    program.onExit(({ code, signal: by, error }) => {
      hasEnded = true;
      signal.removeEventListener("abort", kill);
      allowed.signal.removeEventListener("abort", onLock);
      allowed.ended(signal.aborted || allowed.signal.aborted ? "done" : "failed");
      lines.push(error ?? `ended with ${by ?? `code ${String(code)}`}`);
      onExit();
      exited.resolve();
    });
    emptied = exited.promise;

    const client = (base: string) =>
      createEndpointClient(
        { outlet, clock, key: () => Promise.resolve(key) },
        { name: programName, url: base, waitSeconds, party: "program" },
      );
    const root = client(`http://127.0.0.1:${port}`);
    const api = client(`http://127.0.0.1:${port}/v1`);
    const ended = (): Error => {
      if (allowed.signal.aborted) return lockedOut();
      const said = lines.join("\n");
      return isTaken(said) ? new PortTaken() : new Ended(lines.slice(-6).join("\n"));
    };
    try {
      await untilHealthy({ root, signal, hasEnded: () => hasEnded, ended });
      const props = propsSchema.parse(await root.json("/props", { purpose: "probe", signal, waitSeconds: 30 }));
      // Whoever else took the port has another model, or refuses the key.
      if (hasEnded || (props.model_alias ?? own.id) !== own.id) throw new PortTaken();
      const running: RunningServer = {
        api,
        root,
        key,
        contextTokens: props.default_generation_settings?.n_ctx ?? contextTokens,
        found: foundModel({
          contextTokens,
          parallel,
          template: props.chat_template ?? "",
          tools: props.chat_template_caps?.supports_tools ?? null,
          at: clock.now(),
        }),
        ended: exited.promise,
      };
      processes.set(running, program);
      onExit = () => restart(own, ended());
      update({ status: "ready", problem: null });
      return running;
    } catch (thrown) {
      kill();
      if (signal.aborted || !hasEnded) throw thrown instanceof z.ZodError ? new PortTaken() : thrown;
      throw ended();
    }
  }

  async function untilHealthy({ root, signal, hasEnded, ended }: Starting): Promise<void> {
    const until = clock.monotonic() + mostStartMs;
    for (let pause = 50; ; pause = Math.min(2000, pause * 2)) {
      await delay(clock, pause, signal);
      if (signal.aborted) throw new AppError("CANCELLED");
      if (hasEnded()) throw ended();
      if (clock.monotonic() > until) throw new Ended(`not ready after ${String(mostStartMs / 1000)} s`);
      try {
        await root.json("/health", { purpose: "probe", signal, waitSeconds: 30 });
        return;
      } catch (thrown) {
        // It says that it is busy while it loads, and does not listen before.
        const { code } = toAppError(thrown);
        if (!starting.has(code)) throw thrown;
      }
    }
  }

  function restart(own: ServerTarget, why: Error): void {
    if (target !== own) return;
    crashesInARow += 1;
    const said = why instanceof Ended ? why.said : "";
    logger.error("llama-server ended", { said, inARow: crashesInARow });
    if (crashesInARow > mostCrashes) {
      fail(own, failed(said));
      return;
    }
    update({ status: "restarting", restarts: state.restarts + 1 });
    keep(bringUp(own, true));
  }

  return {
    get state() {
      return state;
    },
    get target() {
      return target;
    },
    start(next) {
      void end({ status: "starting", modelId: next.id, modelName: next.name });
      crashesInARow = 0;
      // Each start is one of its own: what ends late is not taken for it.
      const own = { ...next };
      target = own;
      keep(bringUp(own, false));
    },
    ready(signal) {
      return untilAborted(session ?? Promise.reject(new AppError("CANCELLED")), signal);
    },
    worked() {
      crashesInARow = 0;
    },
    giveUpOn: (running) => processes.get(running)?.kill(),
    async stop() {
      await end();
    },
  };
}

interface Starting {
  readonly root: EndpointClient;
  readonly signal: AbortSignal;
  hasEnded(): boolean;
  ended(): Error;
}

const starting: ReadonlySet<string> = new Set([
  "ENDPOINT_BUSY",
  "ENDPOINT_UNREACHABLE",
  "ENDPOINT_BROKE_OFF",
  "ENDPOINT_NO_ANSWER_IN_TIME",
]);

/** It ended before it was ready, or while it ran. */
class Ended extends Error {
  readonly said: string;

  constructor(said: string) {
    super(said);
    this.said = said;
  }
}

class PortTaken extends Error {}

function isTaken(said: string): boolean {
  return /couldn't bind|failed to bind|address already in use|EADDRINUSE/iu.test(said);
}

function failed(said: string): AppError {
  return new AppError("LLAMA_SERVER_FAILED", { data: { said: said.slice(-600) } });
}

function lockedOut(): AppError {
  return new AppError("OFFLINE_LOCKED", { data: { reason: "PROGRAM", name: programName } });
}

const propsSchema = z.object({
  model_alias: z.string().optional(),
  default_generation_settings: z.object({ n_ctx: z.number().int().positive().nullish() }).nullish(),
  chat_template: z.string().nullish(),
  chat_template_caps: templateCapsSchema.nullish(),
});

/** What llama-server can do, which need not be tried. */
function foundModel(known: {
  contextTokens: number;
  parallel: number;
  template: string;
  tools: boolean | null;
  at: number;
}): FoundModel {
  const { template, ...rest } = known;
  return {
    purpose: "chat",
    ...rest,
    counts: true,
    form: "grammar",
    logprobs: true,
    continues: true,
    thinks: /<think>|reasoning_content|enable_thinking|\[THINK\]/u.test(template) ? null : false,
    tokenFactor: 1,
    refuses: [],
    dimensions: null,
    build: null,
  };
}
