import type { AppEvent } from "../contract/app.ts";
import type { Core } from "../core/createCore.ts";

/** After changes were told, those that come within so many milliseconds are told together: who listens asks for whole lists at each. */
const quietMs = 400;
/** Changes of more than so many things of one kind are told as a change of them all. */
const mostOfOneKind = 8;

/**
 * Engine states and changes from now on, the engine's state first; ends when the caller leaves. The first change after a quiet time is
 * told at once.
 */
export async function* watch(
  core: Pick<Core, "changes" | "engine"> & { readonly ports: Pick<Core["ports"], "clock"> },
  signal: AbortSignal | undefined,
): AsyncGenerator<AppEvent> {
  const changed = new Map<string, Changed>();
  let engine: AppEvent | null = { type: "engine", engine: core.engine.state };
  let quiet: { clear(): void } | null = null;
  let wake = () => {};
  const stops = [
    core.changes.listen((event) => {
      // Only the newest of several equal changes counts: a slow listener must not grow a queue.
      changed.delete(keyOf(event));
      changed.set(keyOf(event), event);
      joinMany(changed, event.what);
      wake();
    }),
    core.engine.onState((state) => {
      engine = { type: "engine", engine: state };
      wake();
    }),
  ];
  const onAbort = () => wake();
  signal?.addEventListener("abort", onAbort);
  try {
    while (!signal?.aborted) {
      if (engine) {
        const event = engine;
        engine = null;
        yield event;
      } else if (changed.size > 0 && !quiet) {
        const events = [...changed.values()];
        changed.clear();
        quiet = core.ports.clock.setTimeout(() => {
          quiet = null;
          wake();
        }, quietMs);
        yield* events;
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    quiet?.clear();
    for (const stop of stops) stop();
    signal?.removeEventListener("abort", onAbort);
  }
}

type Changed = Extract<AppEvent, { type: "changed" }>;

function joinMany(changed: Map<string, Changed>, what: Changed["what"]): void {
  const all: Changed = { type: "changed", what, id: null };
  const same = [...changed.values()].filter((event) => event.what === what);
  const isForAll = changed.has(keyOf(all));
  if (same.length <= mostOfOneKind && !(isForAll && same.length > 1)) return;
  for (const event of same) changed.delete(keyOf(event));
  changed.set(keyOf(all), all);
}

function keyOf({ what, id }: Changed): string {
  return `${what}:${id}`;
}
