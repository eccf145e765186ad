import { createContext, useContext, useEffect, useState } from "react";
import type { VaultState } from "../../electron/contract/vault.ts";
import type { Api } from "./client.ts";
import { callError } from "./client.ts";
import { wait } from "./connection.ts";

/** null where it is not known */
export const VaultContext = createContext<VaultState | null>(null);
export const useVault = () => useContext(VaultContext);

/** Whether content may be shown: the library is open, encrypted or not. */
export function isOpen({ status }: VaultState): boolean {
  return status === "off" || status === "open";
}

/** The state of the library's encryption; undefined until it is known, null where it cannot be had. */
export function useVaultState(api: Api): VaultState | null | undefined {
  const [state, setState] = useState<VaultState | null | undefined>();
  useEffect(() => {
    const leaving = new AbortController();
    void follow(api, setState, leaving.signal);
    return () => leaving.abort();
  }, [api]);
  return state;
}

async function follow(api: Api, tell: (state: VaultState | null) => void, signal: AbortSignal): Promise<void> {
  let isKnown = false;
  while (!signal.aborted) {
    try {
      for await (const state of await api.vault.watch(undefined, { signal })) {
        isKnown = true;
        tell(state);
      }
    } catch (thrown) {
      if (signal.aborted) return;
      if (!isKnown) tell(null);
      if (callError(thrown).code === "UNAUTHORIZED") return;
    }
    await wait(1000, signal);
  }
}
