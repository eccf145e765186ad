import { type ReactNode, useEffect, useRef } from "react";
import { useApi } from "../../lib/api.ts";
import { keepContentInMemory } from "../../lib/contentStorage.ts";
import { conversationOf } from "../../lib/ofConversation.ts";
import { isOpen, useVaultState, VaultContext } from "../../lib/vault.ts";
import { LockedPage } from "./LockedPage.tsx";

/** Between two times that the application is told that somebody is there, in milliseconds. */
const seenEveryMs = 20_000;

/**
 * Shows the interface while the library is open, and what opens it while it is not. A page that was open is thrown away whole when it is
 * locked: nothing that it held stays in its memory.
 */
export function VaultGate({ children, reload = reloadPage }: { children: ReactNode; reload?: () => void }) {
  const api = useApi();
  const state = useVaultState(api);
  const wasOpen = useRef<boolean | null>(null);
  const opened = state ? isOpen(state) : null;
  const isEncrypted = state?.status === "open";

  useEffect(() => {
    if (opened === null) return;
    if (wasOpen.current !== null && wasOpen.current !== opened) reload();
    wasOpen.current = opened;
  }, [opened, reload]);

  useEffect(() => {
    if (!isEncrypted) return;
    let told = 0;
    const tell = (): void => {
      if (Date.now() - told < seenEveryMs) return;
      told = Date.now();
      void api.vault.seen().catch(() => {});
    };
    tell();
    const signs = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
    for (const sign of signs) window.addEventListener(sign, tell, { capture: true, passive: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, tell, { capture: true });
    };
  }, [api, isEncrypted]);

  if (state === undefined) return null;
  if (state === null) return children;
  if (!isOpen(state)) return <LockedPage state={state} />;
  // Before anything below asks for what was kept.
  if (isEncrypted) keepContentInMemory((key) => conversationOf(key) !== null);
  return <VaultContext value={state}>{children}</VaultContext>;
}

function reloadPage(): void {
  location.reload();
}
