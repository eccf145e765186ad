import { appendFileSync } from "node:fs";
import process from "node:process";
import type { GenerateRequest, GenerateResult } from "../../electron/core/llm/local/engine.ts";
import type { FromEngine, ToEngine } from "../../electron/core/llm/local/protocol.ts";

/**
 * Loaded into the engine's process before its own program (`NODE_OPTIONS=--import`), it writes down each question of a chat, and
 * when each frame of the answer's text leaves the process. So the built application is measured as it is, with no line for the
 * bench in it. A line of the file costs the process some 0.03 ms a frame of 16 ms.
 */
export type ProbeRecord =
  | { readonly kind: "question"; readonly request: GenerateRequest }
  /** `at`: milliseconds since 1970 with their fractions */
  | { readonly kind: "frame"; readonly at: number; readonly text: string }
  | { readonly kind: "end"; readonly at: number; readonly completionTokens: number; readonly decodeMs: number };

/** Names the file to write to. */
export const probeVariable = "TRAMONTANE_BENCH_FRAMES";

const file = process.env[probeVariable];
const { send } = process;
if (file !== undefined && send && process.argv[1]?.includes("engineProcess")) watch(file, send);

function watch(file: string, send: NonNullable<typeof process.send>): void {
  const chats = new Set<number>();
  const write = (record: ProbeRecord): void => appendFileSync(file, `${JSON.stringify(record)}\n`);
  process.on("message", (message) => {
    const call = message as ToEngine;
    if (call.type !== "call" || call.method !== "generate" || call.params.priority !== "chat") return;
    chats.add(call.id);
    write({ kind: "question", request: call.params });
  });
  const watched = (...args: Parameters<typeof send>): boolean => {
    const at = performance.timeOrigin + performance.now();
    const message = args[0] as FromEngine;
    if (message.type === "text" && chats.has(message.id)) write({ kind: "frame", at, text: message.text });
    if (message.type === "result" && chats.has(message.id)) {
      const { completionTokens, decodeMs } = message.result as GenerateResult;
      write({ kind: "end", at, completionTokens, decodeMs });
    }
    return send.apply(process, args);
  };
  process.send = watched as typeof send;
}
