import { useQuery } from "@tanstack/react-query";
import type { McpServer } from "../../../electron/contract/mcp.ts";
import { useApi } from "../../lib/api.ts";
import { keys, useMcpServers } from "../../lib/queries.ts";

/** The servers of tools that a conversation may use. */
export interface ChatServers {
  /** all that were added */
  readonly servers: readonly McpServer[];
  /** those of the conversation */
  readonly chosen: readonly McpServer[];
  /** false only once it is known that the model that would answer cannot call tools; told where there are any */
  readonly callsTools: boolean;
}

const none: readonly McpServer[] = [];

/** @param newIds chosen before the conversation exists */
export function useChatServers(
  conversationId: string | null,
  modelId: string | null,
  newIds: readonly string[],
): ChatServers {
  const api = useApi();
  const servers = useMcpServers().data ?? none;
  const kept = useQuery({
    queryKey: keys.conversationServers(conversationId ?? ""),
    queryFn: ({ signal }) => api.conversations.servers({ id: conversationId ?? "" }, { signal }),
    enabled: conversationId !== null && servers.length > 0,
  }).data;
  const ids = conversationId === null ? newIds : (kept ?? []);
  const chosen = servers.filter(({ id }) => ids.includes(id));
  const able = useQuery({
    queryKey: keys.callsTools(modelId),
    queryFn: ({ signal }) => api.chat.callsTools({ modelId }, { signal }),
    enabled: chosen.length > 0,
    retry: false,
  }).data;
  return { servers, chosen, callsTools: able?.callsTools ?? true };
}
