import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Problem } from "../../../electron/contract/errors.ts";
import { useApi } from "../../lib/api.ts";
import { callError } from "../../lib/client.ts";
import { keys } from "../../lib/queries.ts";
import { replaceRoute } from "../../lib/route.ts";

export interface ChatActions {
  /** Sends below `parentId`; makes the conversation first where it is new. False where nothing was sent. */
  send(text: string, parentId: string | null): Promise<boolean>;
  regenerate(messageId: string): Promise<boolean>;
  continue(messageId: string): Promise<boolean>;
  stop(jobId: string): void;
  showBranch(messageId: string): void;
  setDocuments(documentIds: readonly string[]): void;
  /** Sets the servers of tools that the conversation may use. */
  setServers(serverIds: readonly string[]): void;
  /** Asks for the conversation again. */
  refresh(): void;
}

export interface ChatActionsOptions {
  readonly conversationId: string | null;
  readonly modelId: string | null;
  /** the model goes on with a text instead of answering it */
  readonly completes: boolean;
  /** attached before the conversation exists */
  readonly newDocumentIds: readonly string[];
  onNewDocuments(documentIds: readonly string[]): void;
  /** servers of tools chosen before the conversation exists */
  readonly newServerIds: readonly string[];
  onNewServers(serverIds: readonly string[]): void;
}

/** What can be done in a conversation; the last failure is kept to be shown where it happened. */
export function useChatActions({
  conversationId,
  modelId,
  completes: complete,
  newDocumentIds,
  onNewDocuments,
  newServerIds,
  onNewServers,
}: ChatActionsOptions): {
  readonly actions: ChatActions;
  readonly problem: Problem | null;
  clearProblem(): void;
  /** something was asked for and the conversation does not show it yet */
  readonly isPending: boolean;
} {
  const api = useApi();
  const queries = useQueryClient();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [pending, setPending] = useState(0);
  const actions = useMemo<ChatActions>(() => {
    const reload = async () => {
      if (conversationId) await queries.invalidateQueries({ queryKey: keys.conversation(conversationId) });
    };
    async function attempt(action: () => Promise<unknown>): Promise<boolean> {
      setProblem(null);
      setPending((count) => count + 1);
      try {
        await action();
        await reload();
        return true;
      } catch (thrown) {
        setProblem(callError(thrown).toProblem());
        return false;
      } finally {
        setPending((count) => count - 1);
      }
    }
    return {
      refresh: () => void reload(),
      send: (text, parentId) =>
        attempt(async () => {
          if (conversationId !== null) return api.chat.send({ conversationId, parentId, text, modelId, complete });
          const created = await api.conversations.create({ documentIds: [...newDocumentIds] });
          try {
            if (newServerIds.length > 0)
              await api.conversations.setServers({ id: created.id, serverIds: [...newServerIds] });
            await api.chat.send({ conversationId: created.id, parentId: null, text, modelId, complete });
          } catch (thrown) {
            // an empty conversation that nobody asked for must not be left behind
            await api.conversations.remove({ id: created.id });
            throw thrown;
          }
          replaceRoute({ view: "chat", id: created.id, messageId: null });
          return undefined;
        }),
      regenerate: (messageId) => attempt(() => api.chat.regenerate({ messageId, modelId, complete })),
      continue: (messageId) => attempt(() => api.chat.continue({ messageId })),
      stop: (jobId) => void attempt(() => api.jobs.cancel({ jobId })),
      showBranch: (messageId) =>
        void attempt(() => api.conversations.showBranch({ id: conversationId ?? "", messageId })),
      setDocuments: (documentIds) => {
        if (conversationId === null) onNewDocuments(documentIds);
        else void attempt(() => api.conversations.setDocuments({ id: conversationId, documentIds: [...documentIds] }));
      },
      setServers: (serverIds) => {
        if (conversationId === null) onNewServers(serverIds);
        else void attempt(() => api.conversations.setServers({ id: conversationId, serverIds: [...serverIds] }));
      },
    };
  }, [api, queries, conversationId, modelId, complete, newDocumentIds, onNewDocuments, newServerIds, onNewServers]);
  return { actions, problem, clearProblem: () => setProblem(null), isPending: pending > 0 };
}
