import { describe, expect, it, onTestFinished } from "vitest";
import { watch } from "../../../electron/api/watch.ts";
import type { AppEvent } from "../../../electron/contract/app.ts";
import type { EngineState } from "../../../electron/contract/models.ts";
import { createChanges } from "../../../electron/core/changes.ts";
import { createFakeClock } from "../engine/fakeClock.ts";

const asleep: EngineState = { status: "stopped", modelId: null } as unknown as EngineState;

function open() {
  const clock = createFakeClock();
  const changes = createChanges();
  const leave = new AbortController();
  onTestFinished(() => leave.abort());
  const core = {
    changes,
    ports: { clock },
    engine: { state: asleep, onState: () => () => {} },
  } as unknown as Parameters<typeof watch>[0];
  const events = watch(core, leave.signal);
  const next = async (): Promise<AppEvent | undefined> => (await events.next()).value as AppEvent | undefined;
  return { clock, changed: changes.changed, next, leave };
}

const documents = (id: string | null): AppEvent => ({ type: "changed", what: "documents", id });

describe("a watch", () => {
  it("tells the engine's state, then a change at once", async () => {
    const { next, changed } = open();
    expect(await next()).toEqual({ type: "engine", engine: asleep });
    changed("documents", "a");
    expect(await next()).toEqual(documents("a"));
  });

  it("tells what follows after a pause, what is equal once and many of one kind as one", async () => {
    const { next, changed, clock } = open();
    await next();
    changed("documents", "a");
    await next();
    for (let round = 0; round < 3; round += 1) changed("documents", "b");
    changed("collections", "c");
    const second = next();
    clock.advance(1000);
    expect([await second, await next()]).toEqual([documents("b"), { type: "changed", what: "collections", id: "c" }]);
    for (let number = 0; number < 2000; number += 1) changed("documents", String(number));
    changed("collections", "c");
    const third = next();
    clock.advance(1000);
    expect([await third, await next()]).toEqual([documents(null), { type: "changed", what: "collections", id: "c" }]);
  });

  it("ends with who watches, in the middle of a pause as well", async () => {
    const { next, changed, leave } = open();
    await next();
    changed("documents", "a");
    await next();
    changed("documents", "b");
    const last = next();
    leave.abort();
    expect(await last).toBeUndefined();
  });
});
