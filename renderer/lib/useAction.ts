import { useCallback } from "react";
import { useWords } from "../i18n/useWords.ts";
import { useToasts } from "../ui/Toasts.tsx";
import { callError } from "./client.ts";

/** Runs something small that has no place of its own to tell its failure: a toast tells it. True where it went well. */
export function useAction(): (action: () => Promise<unknown>) => Promise<boolean> {
  const toasts = useToasts();
  const words = useWords();
  return useCallback(
    async (action) => {
      try {
        await action();
        return true;
      } catch (thrown) {
        const error = callError(thrown);
        if (error.code !== "CANCELLED") toasts.show({ text: `${words.error(error)} (${error.code})`, isProblem: true });
        return false;
      }
    },
    [toasts, words],
  );
}
