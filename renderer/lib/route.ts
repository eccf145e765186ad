import { useSyncExternalStore } from "react";
import { assertNever } from "../../electron/contract/errors.ts";
import type { Span } from "../../electron/contract/findings.ts";

/** A stretch of a page to show, as in a citation. */
export interface Target {
  readonly page: number;
  readonly start: number;
  readonly end: number;
  /** words within it that are lit among the others */
  readonly words?: readonly Span[] | undefined;
}

export type Route =
  | { readonly view: "start" }
  | { readonly view: "document"; readonly id: string; readonly target: Target | null }
  /** two documents side by side: what changed from the one to the other */
  | { readonly view: "compare"; readonly before: string; readonly after: string }
  | { readonly view: "collection"; readonly id: string }
  | { readonly view: "table"; readonly id: string }
  /** a table to be made of these documents and of those of a collection */
  | { readonly view: "newTable"; readonly documentIds: readonly string[]; readonly collectionId: string | null }
  /** a text held against these documents and those of a collection; none: against those it was held against last */
  | { readonly view: "check"; readonly documentIds: readonly string[]; readonly collectionId: string | null }
  /** id null: a conversation that has no message yet and is not stored */
  | { readonly view: "chat"; readonly id: string | null; readonly messageId: string | null }
  | { readonly view: "models" }
  /** what is carried to or from a computer without a network; the folder, where it is known, of a bundle that is to be taken in */
  | { readonly view: "bundle"; readonly folder: string | null }
  | { readonly view: "endpoints" }
  | { readonly view: "connections" }
  | { readonly view: "costs" }
  | { readonly view: "settings" }
  | { readonly view: "shortcuts" };

/** The route in an address's hash; what is not understood is the start. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?");
  const [view, id, other] = path.split("/").map(decodeURIComponent);
  const words = new URLSearchParams(query);
  switch (view) {
    case "document":
      return id ? { view, id, target: parseTarget(words) } : { view: "start" };
    case "compare":
      return id && other ? { view, before: id, after: other } : { view: "start" };
    case "collection":
    case "table":
      return id ? { view, id } : { view: "start" };
    case "check":
    case "newTable":
      return { view, documentIds: words.getAll("document"), collectionId: words.get("collection") };
    case "chat":
      return { view, id: id || null, messageId: words.get("message") };
    case "bundle":
      return { view, folder: words.get("folder") };
    case "models":
    case "endpoints":
    case "connections":
    case "costs":
    case "settings":
    case "shortcuts":
      return { view };
    default:
      return { view: "start" };
  }
}

export function hrefOf(route: Route): string {
  switch (route.view) {
    case "start":
      return "#/";
    case "document": {
      const { id, target } = route;
      return `#/document/${id}${target ? `?${targetQuery(target)}` : ""}`;
    }
    case "compare":
      return `#/compare/${route.before}/${route.after}`;
    case "collection":
    case "table":
      return `#/${route.view}/${encodeURIComponent(route.id)}`;
    case "check":
    case "newTable": {
      const words = new URLSearchParams(route.documentIds.map((id) => ["document", id]));
      if (route.collectionId !== null) words.set("collection", route.collectionId);
      return `#/${route.view}${words.size > 0 ? `?${words.toString()}` : ""}`;
    }
    case "chat":
      return `#/chat${route.id ? `/${encodeURIComponent(route.id)}` : ""}${route.messageId ? `?message=${encodeURIComponent(route.messageId)}` : ""}`;
    case "bundle":
      return `#/bundle${route.folder === null ? "" : `?${new URLSearchParams({ folder: route.folder }).toString()}`}`;
    case "models":
    case "endpoints":
    case "connections":
    case "costs":
    case "settings":
    case "shortcuts":
      return `#/${route.view}`;
    default:
      return assertNever(route);
  }
}

export function navigate(route: Route): void {
  location.hash = hrefOf(route);
}

/** Takes the place of the present entry: back does not return to it. */
export function replaceRoute(route: Route): void {
  history.replaceState(null, "", hrefOf(route));
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export const openDocument = (id: string, target: Target | null = null) => navigate({ view: "document", id, target });
export const openCollection = (id: string) => navigate({ view: "collection", id });
export const openTable = (id: string) => navigate({ view: "table", id });
export const openNewTable = (documentIds: readonly string[], collectionId: string | null = null) =>
  navigate({ view: "newTable", documentIds, collectionId });
export const openCheck = (documentIds: readonly string[], collectionId: string | null = null) =>
  navigate({ view: "check", documentIds, collectionId });
export const openChat = (id: string | null, messageId: string | null = null) =>
  navigate({ view: "chat", id, messageId });

let seen = { hash: "", route: parseRoute("") };

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => {
    if (location.hash !== seen.hash) seen = { hash: location.hash, route: parseRoute(location.hash) };
    return seen.route;
  });
}

function subscribe(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

function parseTarget(words: URLSearchParams): Target | null {
  const page = Number(words.get("page"));
  const start = Number(words.get("start") ?? 0);
  const end = Number(words.get("end") ?? 0);
  if (!(Number.isInteger(page) && page > 0 && Number.isInteger(start) && Number.isInteger(end))) return null;
  const lit = parseSpans(words.get("words") ?? "");
  return { page, start, end, ...(lit.length > 0 ? { words: lit } : {}) };
}

function targetQuery({ page, start, end, words = [] }: Target): string {
  const lit = words.map((span) => `${span.start}-${span.end}`).join("_");
  return `page=${page}&start=${start}&end=${end}${lit === "" ? "" : `&words=${lit}`}`;
}

function parseSpans(text: string): Span[] {
  return [...text.matchAll(/(\d{1,9})-(\d{1,9})/gu)].map(([, start, end]) => ({
    start: Number(start),
    end: Number(end),
  }));
}
