import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useWords } from "../../i18n/useWords.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys } from "../../lib/queries.ts";
import { openChat } from "../../lib/route.ts";
import { useToasts } from "../../ui/Toasts.tsx";

/** Opens a new chat with the document attached, and asks there what is given. */
export function useAsk(documentId: string) {
  const api = useApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const words = useWords();
  return useMutation({
    mutationFn: async (question: string | null) => {
      const created = await api.conversations.create({ documentIds: [documentId] });
      if (question === null) return created;
      try {
        await api.chat.send({ conversationId: created.id, parentId: null, text: question, modelId: null });
      } catch (thrown) {
        // an empty conversation that nobody asked for must not be left behind
        await api.conversations.remove({ id: created.id });
        throw thrown;
      }
      return created;
    },
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: keys.conversations });
      openChat(id);
    },
    onError: (thrown) => toasts.show({ text: words.error(callError(thrown)), isProblem: true }),
  });
}
