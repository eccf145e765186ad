import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { GenerateRequest } from "../../../electron/core/llm/local/engine.ts";
import type { FromEngine, ToEngine } from "../../../electron/core/llm/local/protocol.ts";
import type { Child, ProcessSpawner } from "../../../electron/core/ports.ts";

export interface KeptAnswers {
  readonly spawner: ProcessSpawner;
  /** answers taken from the file, and asked of the model */
  readonly counts: { readonly kept: number; readonly asked: number };
}

const lineSchema = z.object({ key: z.string(), result: z.unknown() });

/**
 * Starts processes as they are, but what an engine wrote once is read from the file when it is asked the same again: a run that was
 * stopped goes on, and code is tuned without waiting for the model.
 */
export function keptAnswers(file: string, processes: ProcessSpawner): KeptAnswers {
  mkdirSync(path.dirname(file), { recursive: true });
  const answers = readAnswers(file);
  const counts = { kept: 0, asked: 0 };
  const spawner: ProcessSpawner = {
    spawn(entry, options) {
      const child = processes.spawn(entry, options);
      return entry === "engine" ? keeping(child) : child;
    },
  };
  return { spawner, counts };

  function keeping(child: Child): Child {
    const listeners: ((message: unknown) => void)[] = [];
    let model: string | null = null;
    const asked = new Map<number, string>();
    child.onMessage((message) => {
      const told = message as FromEngine;
      if (told.type === "result" || told.type === "error") {
        const key = asked.get(told.id);
        asked.delete(told.id);
        if (key !== undefined && told.type === "result") keep(key, told.result);
      }
      for (const listener of listeners) listener(message);
    });
    return {
      ...child,
      get pid() {
        return child.pid;
      },
      onMessage: (listener) => void listeners.push(listener),
      send(message) {
        const call = message as ToEngine;
        if (call.type === "call" && call.method === "load") model = fileKeyOf(call.params.path);
        const key = call.type === "call" && call.method === "generate" && model ? keyOf(model, call.params) : null;
        if (call.type !== "call" || key === null) return child.send(message);
        if (!answers.has(key)) {
          asked.set(call.id, key);
          return child.send(message);
        }
        counts.kept += 1;
        const answer: FromEngine = { type: "result", id: call.id, result: answers.get(key), cpuMs: 0 };
        setImmediate(() => {
          for (const listener of listeners) listener(answer);
        });
      },
    };
  }

  function keep(key: string, result: unknown): void {
    counts.asked += 1;
    answers.set(key, result);
    appendFileSync(file, `${JSON.stringify({ key, result })}\n`);
  }
}

/** Who is waiting and where what was read is kept make no other answer. */
function keyOf(model: string, request: GenerateRequest): string {
  const question = JSON.stringify({ ...request, priority: undefined, promptCache: undefined });
  return createHash("sha256").update(`${model}\n${question}`).digest("hex").slice(0, 32);
}

/** A model's file by its name, size and time: to hash it would take longer than to ask. */
function fileKeyOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${path.basename(file)} ${size} ${Math.floor(mtimeMs)}`;
}

/** A last line that a stopped run left in half is taken off. */
function readAnswers(file: string): Map<string, unknown> {
  if (!existsSync(file)) return new Map();
  const text = readFileSync(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole !== text) writeFileSync(file, whole);
  const lines = whole.split("\n").slice(0, -1);
  return new Map(lines.map((line) => lineSchema.parse(JSON.parse(line))).map(({ key, result }) => [key, result]));
}
