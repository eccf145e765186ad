import { setTimeout as pause } from "node:timers/promises";
import type { App } from "../api/createApp.ts";
import { toAppError } from "../contract/errors.ts";
import type { Clock, Logger } from "../core/ports.ts";
import { enterDoor, type Entered } from "./enterDoor.ts";
import { type Door, openDoor } from "./openDoor.ts";

export interface LibraryOptions {
  readonly data: string;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Opens the application. @throws DATA_DIR_LOCKED where another process has the library */
  readonly create: () => Promise<App>;
}

export interface Owned {
  readonly app: App;
  readonly door: Door;
}

/** The longest that is waited for a library that is being opened, closed or given up, in milliseconds. */
const longestWaitMs = 10_000;
/** The same where nobody has a door, who may be opening it. */
const doorlessWaitMs = 4_000;
const betweenMs = 100;
/** So long whoever asked for a library that was given up has it for itself to open, in milliseconds. */
const givenUpMs = 5_000;

/**
 * Opens the library, or comes in by the door of who has it open.
 * @param giveUp called where the application with a window wants the library; false keeps it
 * @param gaveUp this process gave it up just now: who wanted it opens it first
 * @throws DATA_DIR_LOCKED
 */
export async function openOrEnter(
  options: LibraryOptions & {
    readonly giveUp: () => boolean;
    readonly gaveUp: boolean;
    readonly signal: AbortSignal;
  },
): Promise<Owned | Entered> {
  const { data, version, clock, gaveUp, signal } = options;
  const until = clock.now() + givenUpMs;
  while (gaveUp && !signal.aborted && clock.now() < until) {
    const entered = await enterDoor(data, version);
    if (entered) return entered;
    await pause(betweenMs);
  }
  return await whenFree(options, options.giveUp, (entered) => Promise.resolve(entered), options.signal);
}

/**
 * Opens the library for a process that people see. Commands that have it open give it up and go on by its door.
 * @throws DATA_DIR_LOCKED where another such process has it
 */
export async function openForPeople(options: LibraryOptions): Promise<App> {
  const { app, door } = await whenFree<never>(
    options,
    () => false,
    async ({ client, leave }, locked) => {
      const isGivenUp = await client.here.giveUp().catch(() => true);
      leave();
      if (!isGivenUp) throw locked;
      return null;
    },
  );
  return {
    ...app,
    async dispose() {
      await door.close();
      await app.dispose();
    },
  };
}

async function whenFree<Other>(
  options: LibraryOptions,
  giveUp: () => boolean,
  other: (entered: Entered, locked: unknown) => Promise<Other | null>,
  signal?: AbortSignal,
): Promise<Owned | Other> {
  const { data, version, clock, create } = options;
  const since = clock.now();
  let hadDoor = false;
  for (;;) {
    try {
      const app = await create();
      return { app, door: await doorOf(app, { ...options, giveUp }) };
    } catch (thrown) {
      if (toAppError(thrown).code !== "DATA_DIR_LOCKED") throw thrown;
      const entered = await enterDoor(data, version);
      hadDoor ||= entered !== null;
      const instead = entered && (await other(entered, thrown));
      if (instead) return instead;
      if (signal?.aborted === true || clock.now() - since > (hadDoor ? longestWaitMs : doorlessWaitMs)) throw thrown;
    }
    await pause(betweenMs);
  }
}

/** A library opens on a full disk too, where a door's file cannot be written: nobody else comes in then. */
async function doorOf(app: App, options: LibraryOptions & { readonly giveUp: () => boolean }): Promise<Door> {
  try {
    return await openDoor(app, options);
  } catch (error) {
    options.logger.warn("There is no door for commands", { error: String(error) });
    return { empty: () => Promise.resolve(), close: () => Promise.resolve() };
  }
}
