import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { OfflineLock } from "../../electron/contract/connections.ts";
import { useApi } from "./api.ts";
import { keys } from "./queries.ts";
import { useAction } from "./useAction.ts";

/** The offline lock; closed until the application has told. */
export function useOfflineLock(): OfflineLock & { setLocked(isLocked: boolean): Promise<boolean> } {
  const api = useApi();
  const act = useAction();
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: keys.offlineLock,
    queryFn: ({ signal }) => api.connections.lock(undefined, { signal }),
  });
  const setLocked = useCallback(
    (isLocked: boolean) =>
      act(async () => queries.setQueryData(keys.offlineLock, await api.connections.setLock({ isLocked }))),
    [act, api, queries],
  );
  return { ...(data ?? { isLocked: true, isForced: false }), setLocked };
}
