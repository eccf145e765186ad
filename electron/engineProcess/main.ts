import os from "node:os";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { inspect } from "node:util";
import { AppError, assertNever, toAppError, internalError } from "../contract/errors.ts";
import type { TokenLogprob, ToolCallPiece } from "../core/llm/languageModel.ts";
import { PULSE_MS, type EnginePhase, type ToEngine } from "../core/llm/local/protocol.ts";
import { endOnUncaught } from "../core/uncaughtInChild.ts";
import { createGenerator, type Generator } from "./generation.ts";
import { createCpuShares } from "./cpuShares.ts";
import { type Encoder, loadEncoder } from "./encoder.ts";
import { readAdapter } from "./adapterFile.ts";
import { readMetadata } from "./metadata.ts";
import { loadModel, type ModelHost } from "./modelHost.ts";
import { importNativeModule } from "./nativeModule.ts";
import { openPort } from "./port.ts";

/**
 * The engine process: everything of node-llama-cpp. It trusts nothing it loads, keeps nothing, and may be killed at any
 * moment; the shell starts it again.
 */

/**
 * Milliseconds between two pieces of text. Oftener than a screen draws is not seen and costs both processes. Where a window has
 * to draw on the very cores that write, each frame costs some of both: 60 a second took a quarter of the tokens on two cores,
 * 20 a second a sixth.
 */
const FRAME_MS = os.availableParallelism() > 2 ? 16 : 50;

endOnUncaught();
const port = openPort();
const running = new Map<number, AbortController>();
let host: ModelHost | null = null;
let generator: Generator | null = null;
let encoder: Encoder | null = null;
let phase: EnginePhase | null = null;

function enter(next: EnginePhase | null): void {
  if (next === phase) return;
  phase = next;
  port.send({ type: "phase", phase });
}

// ---- pulses: proof of work for the shell's watch, and its source for the speed and the processor time

let progressed = false;
const recent: number[] = [];
const pulse = setInterval(() => {
  if (running.size === 0 && !progressed) return;
  const now = performance.now();
  while (recent.length > 0 && (recent[0] ?? 0) < now - SPEED_WINDOW_MS) recent.shift();
  const span = now - (recent[0] ?? now);
  const { user, system } = process.cpuUsage();
  port.send({
    type: "pulse",
    progressed,
    cpuMs: (user + system) / 1000,
    tokensPerSecond: recent.length > 4 && span > 0 ? ((recent.length - 1) * 1000) / span : null,
    work: host?.batchClock.take() ?? [],
  });
  progressed = false;
}, PULSE_MS);
pulse.unref();
const SPEED_WINDOW_MS = 3000;

function onProgress(generated: 0 | 1): void {
  progressed = true;
  host?.batchClock.onProgress();
  if (generated === 1) recent.push(performance.now());
}

let reportedLoad = { fraction: 0, at: -Infinity };
/** llama.cpp reports each tensor; people see a hundredth. */
function reportLoad(fraction: number): void {
  progressed = true;
  const at = performance.now();
  if (fraction - reportedLoad.fraction < 0.01 || at - reportedLoad.at < 100) return;
  reportedLoad = { fraction, at };
  port.send({ type: "loadProgress", fraction });
}

// ---- calls

type Call = Extract<ToEngine, { type: "call" }>;

async function answer(call: Call, signal: AbortSignal): Promise<unknown> {
  switch (call.method) {
    case "metadata":
      return await readMetadata(call.params.path);
    case "adapter":
      return await readAdapter(call.params.path, call.params.models);
    case "load": {
      if (host) throw internalError("This engine process has loaded its model already.");
      host = await loadModel(call.params, {
        signal,
        enter,
        onProgress: reportLoad,
      });
      generator = await createGenerator(host, { enter, onProgress }, call.params.promptCache);
      return { ...host.report, parallelism: generator.parallelism, thinks: generator.thinks };
    }
    case "keepPrompts":
      await generator?.promptCache.flush();
      return null;
    case "loadEncoder":
      if (host ?? encoder) throw internalError("This engine process has loaded its model already.");
      encoder = await loadEncoder(call.params, { signal, enter, onProgress: reportLoad });
      return null;
    case "embed":
      return await encoding().embed(call.params, signal, () => onProgress(0));
    case "rank":
      return await encoding().rank(call.params.query, call.params.texts, signal, () => onProgress(0));
    case "entail":
      return await encoding().entail(call.params.text, call.params.statements, signal, () => onProgress(0));
    case "countTokens":
      return (encoder ?? loaded()).countTokens(call.params.texts);
    case "countTurns":
      return loaded().countTurns(call.params.turns, call.params.tools);
    case "generate":
      return await generate(call.id, call.params, signal);
    default:
      return assertNever(call);
  }
}

function loaded(): Generator {
  if (!generator) throw new AppError("MODEL_LOAD_FAILED", { cause: new Error("No model is loaded.") });
  return generator;
}

function encoding(): Encoder {
  if (!encoder) throw new AppError("MODEL_LOAD_FAILED", { cause: new Error("No model is loaded.") });
  return encoder;
}

async function generate(
  id: number,
  params: Extract<Call, { method: "generate" }>["params"],
  signal: AbortSignal,
): Promise<unknown> {
  let pending: { type: "text" | "thought"; text: string } = { type: "text", text: "" };
  let logprobs: TokenLogprob[] = [];
  let called: ToolCallPiece | null = null;
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (pending.text !== "" && !signal.aborted) port.send({ ...pending, id });
    pending.text = "";
    if (called && !signal.aborted) port.send({ type: "toolCall", id, piece: called });
    called = null;
    if (logprobs.length > 0 && !signal.aborted) port.send({ type: "logprobs", id, tokens: logprobs });
    logprobs = [];
  };
  let lastFrame = -Infinity;
  const show = (type: typeof pending.type, text: string): void => {
    if (pending.type !== type) flush();
    pending = { type, text: pending.text + text };
    schedule();
  };
  const schedule = (): void => {
    if (timer) return;
    const wait = lastFrame + FRAME_MS - performance.now();
    lastFrame = performance.now() + Math.max(0, wait);
    if (wait <= 0) flush();
    else timer = setTimeout(flush, wait);
  };
  try {
    return await loaded().generate(params, signal, {
      onText: (text) => show("text", text),
      onThought: (text) => show("thought", text),
      onToolCallPiece(piece) {
        if (called && called.index !== piece.index) flush();
        // What was shown before stands before it.
        if (!called && pending.text !== "") flush();
        called = called ? { ...called, arguments: called.arguments + piece.arguments } : piece;
        schedule();
      },
      // They go with the text, which is shown soon.
      onLogprobs: (tokens) => void logprobs.push(...tokens),
    });
  } finally {
    flush();
  }
}

const cpuShares = createCpuShares();

function onCall(call: Call): void {
  const abort = new AbortController();
  running.set(call.id, abort);
  const share = cpuShares.begin();
  const end = (): number => {
    running.delete(call.id);
    if (running.size === 0) host?.batchClock.onRest();
    return share();
  };
  answer(call, abort.signal).then(
    (result) => {
      port.send({ type: "result", id: call.id, result, cpuMs: end() });
    },
    (error: unknown) => {
      end();
      const known = toAppError(error);
      // The cause stays here; on stderr the shell's log gets it.
      if (known.code !== "CANCELLED" && known.cause !== undefined)
        process.stderr.write(`${known.code} ${inspect(known.cause)}\n`);
      port.send({ type: "error", id: call.id, problem: known.toProblem() });
    },
  );
}

port.onMessage((message) => {
  switch (message.type) {
    case "call":
      onCall(message);
      break;
    case "cancel":
      running.get(message.id)?.abort();
      break;
    case "forget":
      generator?.promptCache.forget(message.key);
      break;
    case "threads":
      host?.batchClock.setThreads(message.counts);
      break;
    default:
      assertNever(message);
  }
});
// Ctrl+C in a terminal reaches this process too; the shell decides what becomes of the work, and ends us when it goes.
process.on("SIGINT", () => {});
port.send({ type: "hello" });
// Every call needs it. What keeps it from being loaded is told to whoever calls.
importNativeModule().catch(() => {});
