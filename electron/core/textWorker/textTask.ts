import type { Logger } from "../ports.ts";

/**
 * Pure work on text that takes so long that it must not hold the event loop: it runs in a thread of its own. What goes in and what comes
 * out is copied (structured clone).
 */
export interface TextTask<Input, Output> {
  /** names the task to the thread; no two have one name */
  readonly name: string;
  run(input: Input, logger: Logger): Output;
}

export interface RunOptions {
  /** A person waits for it: it goes before what nobody waits for. */
  readonly urgent?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Runs tasks one after the other, in the order in which they were asked for. */
export interface TextWorker {
  /** @throws what the task throws, CANCELLED, INTERNAL where the thread ended while it ran */
  run<Input, Output>(task: TextTask<Input, Output>, input: Input, options?: RunOptions): Promise<Output>;
}

export interface ToThread {
  readonly id: number;
  readonly task: string;
  readonly input: unknown;
}

export type FromThread =
  | { readonly type: "done"; readonly id: number; readonly output: unknown }
  | { readonly type: "failed"; readonly id: number; readonly problem: unknown; readonly detail: string }
  | {
      readonly type: "log";
      readonly level: keyof Logger;
      readonly message: string;
      readonly data: Record<string, unknown> | undefined;
    };
