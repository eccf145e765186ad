import type { AppEvent } from "../contract/app.ts";
import type { Core } from "../core/createCore.ts";

/** Engine states and changes from now on, the engine's state first; ends when the caller leaves. */
export async function* watch(core: Core, signal: AbortSignal | undefined): AsyncGenerator<AppEvent> {
  const waiting: AppEvent[] = [{ type: "engine", engine: core.engine.state }];
  let wake = () => {};
  const push = (event: AppEvent) => {
    // Only the newest of several equal changes counts: a slow listener must not grow a queue.
    const same = waiting.findIndex((other) => keyOf(other) === keyOf(event));
    if (same >= 0) waiting.splice(same, 1);
    waiting.push(event);
    wake();
  };
  const stops = [core.changes.listen(push), core.engine.onState((engine) => push({ type: "engine", engine }))];
  const onAbort = () => wake();
  signal?.addEventListener("abort", onAbort);
  try {
    while (!signal?.aborted) {
      const event = waiting.shift();
      if (event) yield event;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    for (const stop of stops) stop();
    signal?.removeEventListener("abort", onAbort);
  }
}

function keyOf(event: AppEvent): string {
  return event.type === "engine" ? "engine" : `${event.what}:${event.id}`;
}
