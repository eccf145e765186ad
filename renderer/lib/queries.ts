import { type Query, QueryClient, useQuery, type QueryKey } from "@tanstack/react-query";
import type { AppEvent } from "../../electron/contract/app.ts";
import type { WatchedFolder } from "../../electron/contract/watchedFolders.ts";
import { useApi } from "./api.ts";
import { callError, isDisconnected } from "./client.ts";
import { createPaced } from "./paced.ts";
import { allDocuments, wholeCollection } from "./pieces.ts";

/** Keys of everything the page asks for, so that a change can name what it makes stale. */
export const keys = {
  info: ["info"] as const,
  engine: ["engine"] as const,
  documents: ["documents"] as const,
  documentList: ["documents", "list"] as const,
  document: (id: string) => ["documents", id, "document"] as const,
  previous: (id: string) => ["documents", id, "previous"] as const,
  comparison: (before: string, after: string) => ["comparisons", before, after] as const,
  digest: (id: string, length: string) => ["documents", id, "digest", length] as const,
  collections: ["collections"] as const,
  collectionList: ["collections", "list"] as const,
  collection: (id: string) => ["collections", id] as const,
  collectionSummary: (id: string) => ["collections", id, "summary"] as const,
  watchedFolders: ["watchedFolders"] as const,
  watchedFolderList: ["watchedFolders", "list"] as const,
  folderDay: (id: string, day: string | null) => ["watchedFolders", id, "day", day] as const,
  tables: ["tables"] as const,
  tableList: ["tables", "list"] as const,
  table: (id: string) => ["tables", id] as const,
  tableRows: (id: string, view: object, block: number) => ["tables", id, "rows", view, block] as const,
  /** what is counted over all rows: not told apart by events, which come with every cell */
  tableTotals: (id: string, view: object) => ["tableTotals", id, view] as const,
  tableNotes: (id: string) => ["tableNotes", id] as const,
  /** which rows are shown, kept while the window is open */
  tableView: (id: string) => ["tableView", id] as const,
  tableTemplates: ["tableTemplates"] as const,
  downloads: ["downloads"] as const,
  summaries: ["summaries"] as const,
  summaryList: (documentId: string) => ["summaries", "of", documentId] as const,
  summary: (id: string) => ["summaries", id] as const,
  forecast: (documentId: string, modelId: string | null, options: object) =>
    ["forecasts", documentId, modelId, options] as const,
  conversations: ["conversations"] as const,
  conversationList: ["conversations", "list"] as const,
  conversation: (id: string) => ["conversations", id] as const,
  conversationServers: (id: string) => ["conversations", id, "servers"] as const,
  callsTools: (modelId: string | null) => ["models", "tasks", "callsTools", modelId] as const,
  toolResult: (messageId: string, useId: string) => ["toolResult", messageId, useId] as const,
  plan: (id: string, parentId: string | null, draft: string) => ["plan", id, parentId, draft] as const,
  models: ["models"] as const,
  connections: ["connections"] as const,
  adapters: ["models", "adapters"] as const,
  offlineLock: ["offlineLock"] as const,
  /** what is in a folder, or can be written there */
  bundle: ["bundle"] as const,
  costs: ["costs"] as const,
  endpoints: ["endpoints"] as const,
  llamaServer: ["llamaServer"] as const,
  serving: ["serving"] as const,
  mcpServers: ["mcpServers"] as const,
  modelList: ["models", "list"] as const,
  taskUses: ["models", "tasks"] as const,
  /** what a model would be here changes with those that are here */
  catalogue: ["models", "catalogue"] as const,
  foundModels: ["models", "found"] as const,
  hubToken: ["hub", "token"] as const,
  hubSearch: (words: string) => ["hub", "search", words] as const,
  hubRepository: (repo: string, revision: string) => ["hub", "repository", repo, revision] as const,
  settings: ["settings"] as const,
  desktop: ["settings", "desktop"] as const,
  material: ["material"] as const,
  search: (query: string) => ["search", query] as const,
  jobs: ["jobs"] as const,
};

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // the application tells what changed: nothing is asked again for its age alone
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        // a lost connection is repaired by the watch, which then asks everything again
        retry: (count, thrown) => !isDisconnected(thrown) && callError(thrown).code === "INTERNAL" && count < 2,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** Applies what the application tells: each event makes stale what it may have changed. */
export function createEventSink(queries: QueryClient): (event: AppEvent) => void {
  const stale = createStale(queries);
  return (event) => {
    if (event.type === "engine") queries.setQueryData(keys.engine, event.engine);
    else applyChange(event, stale);
  };
}

function applyChange({ what, id }: Extract<AppEvent, { type: "changed" }>, stale: (queryKey: QueryKey) => void): void {
  switch (what) {
    case "collections":
      stale(keys.collectionList);
      stale(id === null ? keys.collections : keys.collection(id));
      return;
    case "watchedFolders":
      stale(keys.watchedFolders);
      return;
    case "documents":
      // names and states of documents stand in their collections and tables
      stale(keys.collections);
      stale(keys.tables);
      // the pages of a document change only with a new reading, which its own key covers
      if (id === null) stale(keys.documents);
      else {
        stale(keys.documentList);
        stale(["documents", id]);
      }
      return;
    case "tables":
      stale(keys.tableList);
      stale(id === null ? keys.tables : keys.table(id));
      return;
    case "tableTemplates":
      stale(keys.tableTemplates);
      return;
    case "summaries":
      stale(keys.summaries);
      return;
    case "conversations":
    case "messages":
      stale(keys.conversationList);
      if (id === null || what === "messages") stale(keys.conversations);
      else stale(keys.conversation(id));
      return;
    case "models":
      stale(keys.models);
      return;
    case "costs":
      stale(keys.costs);
      return;
    case "connections":
      stale(keys.connections);
      return;
    case "endpoints":
      stale(keys.endpoints);
      stale(keys.taskUses);
      return;
    case "llamaServer":
      stale(keys.llamaServer);
      return;
    case "serving":
      stale(keys.serving);
      return;
    case "mcpServers":
      stale(keys.mcpServers);
      return;
    case "downloads":
      stale(keys.downloads);
      return;
    case "settings":
      stale(keys.settings);
      stale(keys.offlineLock);
      stale(keys.models);
      return;
    case "notices":
      stale(keys.info);
      return;
  }
}

/**
 * Asks for what is shown anew. A first answer that is still on its way may tell of the time before the change: it is asked for once more
 * behind it. All is asked for at a pace: changes that come faster than a long list does would otherwise keep it from ever coming.
 */
function createStale(queries: QueryClient): (queryKey: QueryKey) => void {
  const paced = new WeakMap<Query, () => void>();
  const pacedOf = (query: Query): (() => void) => {
    const { queryKey } = query;
    const askAgain = async (): Promise<void> => {
      const isFirst = query.state.data === undefined && query.state.fetchStatus === "fetching";
      if (isFirst) await queries.refetchQueries({ queryKey, exact: true }, { cancelRefetch: false });
      await queries.invalidateQueries({ queryKey, exact: true });
    };
    const known = paced.get(query) ?? createPaced(askAgain);
    paced.set(query, known);
    return known;
  };
  return (queryKey) => {
    for (const query of queries.getQueryCache().findAll({ queryKey })) pacedOf(query)();
  };
}

export function useInfo() {
  const api = useApi();
  return useQuery({ queryKey: keys.info, queryFn: ({ signal }) => api.app.info(undefined, { signal }) });
}

/** State of the model process: asked once with the application's facts, then told by the watch. */
export function useEngine() {
  const api = useApi();
  return useQuery({
    queryKey: keys.engine,
    queryFn: async ({ signal }) => (await api.app.info(undefined, { signal })).engine,
  });
}

export function useDocuments() {
  const api = useApi();
  return useQuery({ queryKey: keys.documentList, queryFn: ({ signal }) => allDocuments(api, signal) });
}

export function useDocument(id: string) {
  const api = useApi();
  return useQuery({ queryKey: keys.document(id), queryFn: ({ signal }) => api.documents.get({ id }, { signal }) });
}

export function useCollections() {
  const api = useApi();
  return useQuery({
    queryKey: keys.collectionList,
    queryFn: ({ signal }) => api.collections.list(undefined, { signal }),
  });
}

export function useCollection(id: string) {
  const api = useApi();
  return useQuery({ queryKey: keys.collection(id), queryFn: ({ signal }) => wholeCollection(api, id, signal) });
}

/** The folder that a collection follows; null where it follows none, and until that is known. */
export function useWatchedFolder(id: string): WatchedFolder | null {
  const api = useApi();
  const folders = useQuery({
    queryKey: keys.watchedFolderList,
    queryFn: ({ signal }) => api.watchedFolders.list({}, { signal }),
  });
  return folders.data?.find((folder) => folder.id === id) ?? null;
}

export function useTables() {
  const api = useApi();
  return useQuery({ queryKey: keys.tableList, queryFn: ({ signal }) => api.tables.list(undefined, { signal }) });
}

export function useTable(id: string) {
  const api = useApi();
  return useQuery({ queryKey: keys.table(id), queryFn: ({ signal }) => api.tables.get({ id }, { signal }) });
}

export function useConversations() {
  const api = useApi();
  return useQuery({
    queryKey: keys.conversationList,
    queryFn: ({ signal }) => api.conversations.list(undefined, { signal }),
  });
}

export function useConversation(id: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: keys.conversation(id ?? ""),
    queryFn: ({ signal }) => api.conversations.get({ id: id ?? "" }, { signal }),
    enabled: id !== null,
  });
}

export function useSummaries(documentId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.summaryList(documentId),
    queryFn: ({ signal }) => api.summaries.list({ documentId }, { signal }),
  });
}

export function useAdapters() {
  const api = useApi();
  return useQuery({ queryKey: keys.adapters, queryFn: () => api.adapters.list() });
}

/** What the application's own shell does on this desktop; null behind other doors. */
export function useDesktop() {
  const api = useApi();
  return useQuery({ queryKey: keys.desktop, queryFn: ({ signal }) => api.desktop.state(undefined, { signal }) });
}

export function useLlamaServer() {
  const api = useApi();
  return useQuery({ queryKey: keys.llamaServer, queryFn: ({ signal }) => api.llamaServer.get(undefined, { signal }) });
}

export function useServing() {
  const api = useApi();
  return useQuery({ queryKey: keys.serving, queryFn: ({ signal }) => api.serving.get(undefined, { signal }) });
}

/** Servers of tools. */
export function useMcpServers() {
  const api = useApi();
  return useQuery({ queryKey: keys.mcpServers, queryFn: ({ signal }) => api.mcp.list(undefined, { signal }) });
}

export function useModels() {
  const api = useApi();
  return useQuery({ queryKey: keys.modelList, queryFn: ({ signal }) => api.models.list(undefined, { signal }) });
}

export function useCatalogue() {
  const api = useApi();
  return useQuery({ queryKey: keys.catalogue, queryFn: ({ signal }) => api.catalogue.list(undefined, { signal }) });
}

/** Models in the folders of other programs, which tell nobody when they change: looked for whenever the view opens. */
export function useFoundModels() {
  const api = useApi();
  return useQuery({
    queryKey: keys.foundModels,
    queryFn: ({ signal }) => api.downloads.found(undefined, { signal }),
    staleTime: 10_000,
  });
}

/** Whether there is a token for gated repositories. */
export function useHubToken() {
  const api = useApi();
  return useQuery({ queryKey: keys.hubToken, queryFn: ({ signal }) => api.hub.hasToken(undefined, { signal }) });
}

/** While one runs they are looked at by the clock too: one that stands still tells nothing. */
export function useDownloads() {
  const api = useApi();
  return useQuery({
    queryKey: keys.downloads,
    queryFn: ({ signal }) => api.downloads.list(undefined, { signal }),
    refetchInterval: ({ state }) => (state.data?.some((download) => download.state === "running") ? 2000 : false),
  });
}

/** What every task comes to now. Those that are assigned may fail, rest and come back at any time. */
export function useTaskUses() {
  const api = useApi();
  return useQuery({
    queryKey: keys.taskUses,
    queryFn: ({ signal }) => api.tasks.list(undefined, { signal }),
    refetchInterval: ({ state }) => (state.data?.some(({ assigned }) => assigned.length > 0) ? 5000 : false),
  });
}

export function useSettings() {
  const api = useApi();
  return useQuery({ queryKey: keys.settings, queryFn: ({ signal }) => api.settings.get(undefined, { signal }) });
}
