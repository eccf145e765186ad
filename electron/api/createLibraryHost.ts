import { AppError, type Problem, toAppError } from "../contract/errors.ts";
import { shortestPassphrase, type VaultState } from "../contract/vault.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { Progress, Vault, VaultKeys } from "../core/vault/vault.ts";
import type { App } from "./createApp.ts";
import { createLockedApp } from "./lockedApp.ts";
import type { VaultCalls } from "./vaultCalls.ts";

/** The library of a process that people see: open, locked, or being encrypted. */
export interface LibraryHost {
  /** what doors answer by at this moment */
  current(): Pick<App, "router" | "handleFiles">;
  /** null while the library is not open */
  app(): App | null;
  /** Tells the application whenever it was opened, and null before it is closed; at once what is so now. @returns ends it */
  onSwitch(listener: (app: App | null) => void): () => void;
  readonly vault: VaultCalls;
  dispose(): Promise<void>;
}

export interface LibraryHostOptions {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly logger: Logger;
  /** whether the system's keychain could hold the key */
  readonly hasKeychain: () => Promise<boolean>;
  /** Opens the library. @throws what `createApp` and `openForPeople` throw */
  open(keys: VaultKeys | null, calls: VaultCalls): Promise<App>;
}

/** Between two looks whether somebody is there, in milliseconds. */
const lookMs = 15_000;

/**
 * Opens the library where it can be without asking anybody: it is not encrypted, or the keychain has its key.
 * @throws what opening throws
 */
export async function createLibraryHost(options: LibraryHostOptions): Promise<LibraryHost> {
  const { vault, clock, logger, hasKeychain } = options;
  const listeners = new Set<(app: App | null) => void>();
  const watchers = new Set<() => void>();
  let app: App | null = null;
  let switching: VaultState["switching"] = null;
  let isBusy = false;
  let seenAt = clock.monotonic();
  let looking: { clear(): void } | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const calls: VaultCalls = {
    state,
    watch,
    unlock: ({ passphrase, undo }) => inTurn(() => unlock(passphrase, undo)),
    lock: () => inTurn(lock),
    turnOn: (passphrase) => inTurn(() => turnOn(passphrase)),
    turnOff: (passphrase) => inTurn(() => turnOff(passphrase)),
    changePassphrase: (current, next) => inTurn(() => vault.changePassphrase(current, next)),
    seen: () => void (seenAt = clock.monotonic()),
  };
  const locked = createLockedApp(calls);

  const file = vault.file();
  if (file === null) await open();
  else if (file.slot.kind === "keychain" && file.state === "sealed") {
    await unlock(null, false).catch((error: unknown) => {
      if (toAppError(error).code !== "LIBRARY_LOCKED" && toAppError(error).code !== "KEYCHAIN_CLOSED") throw error;
      logger.warn("The keychain did not open the library", { code: toAppError(error).code });
    });
  }

  return {
    current: () => app ?? locked,
    app: () => app,
    onSwitch(listener) {
      listeners.add(listener);
      listener(app);
      return () => void listeners.delete(listener);
    },
    vault: calls,
    async dispose() {
      // What is being encrypted is not broken off in the middle of a file.
      await turn.catch(() => {});
      await close();
      vault.lock();
    },
  };

  async function open(): Promise<void> {
    app = await options.open(vault.keys(), calls);
    seenAt = clock.monotonic();
    for (const listener of listeners) listener(app);
    look();
    tell();
  }

  async function close(): Promise<void> {
    looking?.clear();
    if (app === null) return;
    const closing = app;
    app = null;
    for (const listener of listeners) listener(null);
    tell();
    await closing.dispose();
  }

  async function unlock(passphrase: string | null, undo: boolean): Promise<void> {
    if (app !== null) return;
    const before = vault.file();
    await vault.unlock(passphrase);
    if (before !== null && before.state !== "sealed") {
      await switchTo(undo === (before.state === "opening") ? "on" : "off", (progress) =>
        undo ? vault.undo(progress) : vault.proceed(progress),
      );
    }
    await open();
  }

  async function lock(): Promise<void> {
    if (vault.file() === null) return;
    await close();
    vault.lock();
    tell();
  }

  async function turnOn(passphrase: string | null): Promise<void> {
    if (app === null || vault.file() !== null) throw new AppError("LIBRARY_LOCKED");
    // Refused while the library is still open.
    if (passphrase !== null && [...passphrase].length < shortestPassphrase) {
      throw new AppError("PASSPHRASE_SHORT", { data: { least: shortestPassphrase } });
    }
    if (passphrase === null && !(await hasKeychain())) {
      throw new AppError("LIBRARY_LOCKED", { data: { reason: "KEYCHAIN" } });
    }
    await closedWhile("on", (progress) => vault.turnOn(passphrase, progress));
  }

  async function turnOff(passphrase: string | null): Promise<void> {
    if (vault.file() === null) return;
    await vault.unlock(passphrase);
    await closedWhile("off", (progress) => vault.turnOff(progress));
  }

  /** What does not come to its end is taken back, and the library opened as it was. */
  async function closedWhile(to: "on" | "off", run: (progress: Progress) => Promise<void>): Promise<void> {
    await close();
    let failure: AppError | null = null;
    try {
      await switchTo(to, run);
    } catch (thrown) {
      failure = toAppError(thrown);
      logger.error("The encryption of the library was not switched", { to, code: failure.code });
      if (vault.file() !== null) await switchTo(to === "on" ? "off" : "on", (progress) => vault.undo(progress));
    }
    await open();
    if (failure) throw failure;
  }

  async function switchTo(to: "on" | "off", run: (progress: Progress) => Promise<void>): Promise<void> {
    isBusy = true;
    switching = { to, done: 0, total: 0, problem: null };
    tell();
    try {
      await run((done, total) => {
        switching = { to, done, total, problem: null };
        tell();
      });
      switching = null;
    } catch (thrown) {
      const problem: Problem = toAppError(thrown).toProblem();
      switching = { to, done: 0, total: 0, problem };
      throw thrown;
    } finally {
      isBusy = false;
      tell();
    }
  }

  /** Locks after a while in which nobody was there; work that is under way is let come to its end. */
  function look(): void {
    looking = clock.setTimeout(() => {
      if (app === null) return;
      const minutes = app.core.store.settings.get().lockAfterMinutes;
      const isIdle = minutes > 0 && clock.monotonic() - seenAt > minutes * 60_000;
      if (vault.keys() !== null && isIdle && !app.isWorking()) {
        calls.lock().catch((error: unknown) => logger.error("The library was not locked", { error: String(error) }));
        return;
      }
      look();
    }, lookMs);
  }

  async function state(): Promise<VaultState> {
    const found = vault.file();
    const unfinished =
      found === null || found.state === "sealed"
        ? null
        : { to: found.state === "sealing" ? ("on" as const) : ("off" as const), done: 0, total: 0, problem: null };
    return {
      status: isBusy ? "switching" : app === null ? "locked" : found === null ? "off" : "open",
      by: found?.slot.kind ?? null,
      switching: switching ?? unfinished,
      hasKeychain: await hasKeychain(),
      canSwitch: true,
    };
  }

  function tell(): void {
    for (const wake of watchers) wake();
  }

  async function* watch(signal: AbortSignal | undefined): AsyncGenerator<VaultState> {
    let next = Promise.withResolvers<void>();
    const wake = (): void => next.resolve();
    watchers.add(wake);
    signal?.addEventListener("abort", wake);
    try {
      while (signal?.aborted !== true) {
        yield await state();
        await next.promise;
        next = Promise.withResolvers();
      }
    } finally {
      watchers.delete(wake);
      signal?.removeEventListener("abort", wake);
    }
  }

  /** One change after the other. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = turn.then(run);
    turn = mine.catch(() => {});
    return mine;
  }
}
