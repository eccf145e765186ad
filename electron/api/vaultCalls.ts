import { implement } from "@orpc/server";
import { contract } from "../contract/contract.ts";
import { AppError } from "../contract/errors.ts";
import type { VaultState } from "../contract/vault.ts";
import { toOrpcError } from "./appError.ts";

/** What the contract's `vault` is answered by, whether the library is open or not. */
export interface VaultCalls {
  state(): Promise<VaultState>;
  /** The state, and every later one; ends when the caller leaves. */
  watch(signal: AbortSignal | undefined): AsyncGenerator<VaultState>;
  unlock(input: { readonly passphrase: string | null; readonly undo: boolean }): Promise<void>;
  lock(): Promise<void>;
  turnOn(passphrase: string | null): Promise<void>;
  turnOff(passphrase: string | null): Promise<void>;
  changePassphrase(current: string, next: string): Promise<void>;
  seen(): void;
}

/** Of an application that keeps its library as it opened it, such as a command's. */
export function fixedVault(isEncrypted: boolean): VaultCalls {
  const state: VaultState = {
    status: isEncrypted ? "open" : "off",
    by: isEncrypted ? "passphrase" : null,
    switching: null,
    hasKeychain: false,
    canSwitch: false,
  };
  const refuse = (): Promise<never> => Promise.reject(new AppError("DATA_DIR_LOCKED"));
  return {
    state: () => Promise.resolve(state),
    async *watch(signal) {
      yield state;
      const left = Promise.withResolvers<void>();
      signal?.addEventListener("abort", () => left.resolve(), { once: true });
      if (signal?.aborted !== true) await left.promise;
    },
    unlock: () => Promise.resolve(),
    lock: refuse,
    turnOn: refuse,
    turnOff: refuse,
    changePassphrase: refuse,
    seen() {},
  };
}

/** The handlers of the contract's `vault`. */
export function createVaultRouter(calls: VaultCalls) {
  const api = implement(contract.vault).use(async ({ next }) => {
    try {
      return await next();
    } catch (thrown) {
      throw toOrpcError(thrown);
    }
  });
  return api.router({
    state: api.state.handler(() => calls.state()),
    watch: api.watch.handler(({ signal }) => calls.watch(signal)),
    unlock: api.unlock.handler(({ input }) => calls.unlock(input)),
    lock: api.lock.handler(() => calls.lock()),
    turnOn: api.turnOn.handler(({ input }) => calls.turnOn(input.passphrase)),
    turnOff: api.turnOff.handler(({ input }) => calls.turnOff(input.passphrase)),
    changePassphrase: api.changePassphrase.handler(({ input }) => calls.changePassphrase(input.current, input.next)),
    seen: api.seen.handler(() => calls.seen()),
  });
}
