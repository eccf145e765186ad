import { useCallback, useMemo } from "react";
import { useChooseFiles } from "../features/library/useChooseFiles.ts";
import { useApi } from "../lib/api.ts";
import { useOfflineLock } from "../lib/offlineLock.ts";
import { useAction } from "../lib/useAction.ts";
import { useVault } from "../lib/vault.ts";
import {
  appActionIds,
  appActions,
  type AppActionId,
  type PerformAction,
  type WindowParts,
} from "./actions/appActions.ts";
import { type ScopedAction, useWindowKeys } from "./actions/pressed.ts";

/** Listens for the keys that hold everywhere and gives the way to do an action by its id. */
export function useAppActions({
  openPalette,
  toggleLibrary,
}: Pick<WindowParts, "openPalette" | "toggleLibrary">): PerformAction {
  const api = useApi();
  const act = useAction();
  const chooseFiles = useChooseFiles();
  const { setLocked } = useOfflineLock();
  const isEncrypted = useVault()?.status === "open";
  const perform = useCallback(
    (id: AppActionId) =>
      appActions[id].perform({
        openPalette,
        toggleLibrary,
        chooseFiles,
        lockLibrary: () => (isEncrypted ? void act(() => api.vault.lock()) : appActions.openSettings.perform()),
        setLocked: (isLocked) => void setLocked(isLocked),
        setTheme: (theme) => void act(() => api.settings.set({ theme })),
      }),
    [openPalette, toggleLibrary, chooseFiles, act, api, isEncrypted, setLocked],
  );
  const scoped = useMemo(
    () =>
      Object.fromEntries(appActionIds.map((id) => [id, { perform: () => perform(id) }])) as Record<
        AppActionId,
        ScopedAction
      >,
    [perform],
  );
  useWindowKeys("everywhere", scoped);
  return perform;
}
