import { useCallback } from "react";
import { useToasts } from "../ui/Toasts.tsx";
import { callError } from "./client.ts";

/** Runs something small that has no place of its own to tell its failure: a toast tells it. True where it went well. */
export function useAction(): (action: () => Promise<unknown>) => Promise<boolean> {
  const toasts = useToasts();
  return useCallback(
    async (action) => {
      try {
        await action();
        return true;
      } catch (thrown) {
        const { code, message } = callError(thrown);
        if (code !== "CANCELLED") toasts.show({ text: `${message} (${code})`, isProblem: true });
        return false;
      }
    },
    [toasts],
  );
}
