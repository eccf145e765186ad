import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { Document, Page } from "../../../electron/contract/documents.ts";
import { useApi } from "../../lib/api.ts";

/** pages asked for at a time */
const chunk = 16;

/** Sizes of all pages of a document, or of those that were read so far. */
export function usePageSizes(documentId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["documents", documentId, "pageSizes"],
    queryFn: ({ signal }) => api.documents.pageSizes({ id: documentId }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The pages `first` to `last` with their text and boxes, as they come in. */
export function usePages(documentId: string, total: number, first: number, last: number) {
  const api = useApi();
  const chunks = useMemo(() => {
    const numbers: number[] = [];
    for (let at = Math.floor((first - 1) / chunk); at <= Math.floor((last - 1) / chunk); at++) numbers.push(at);
    return total > 0 ? numbers : [];
  }, [first, last, total]);
  const pages = useQueries({
    queries: chunks.map((index) => ({
      queryKey: ["documents", documentId, "pages", index],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.documents.pages(
          // Of a document that is being read more of them are there each time.
          { id: documentId, from: index * chunk + 1, to: (index + 1) * chunk },
          { signal },
        ),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
    })),
    combine: byNumber,
  });
  return useCallback((number: number) => pages.get(number), [pages]);
}

function byNumber(results: readonly { readonly data: Page[] | undefined }[]): Map<number, Page> {
  return new Map(results.flatMap(({ data }) => data ?? []).map((page) => [page.number, page]));
}

/** The comments and tracked changes of a document that is said to have some. */
export function useMarkup({ id, status, notes }: Pick<Document, "id" | "status" | "notes">) {
  const api = useApi();
  return useQuery({
    queryKey: ["documents", id, "markup"],
    queryFn: ({ signal }) => api.documents.markup({ id }, { signal }),
    enabled: status === "ready" && notes.some(({ code }) => code === "COMMENTS_BESIDE" || code === "CHANGES_BESIDE"),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Where the words stand; nothing is asked for an empty query. */
export function useFind(documentId: string, words: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["documents", documentId, "find", words],
    queryFn: ({ signal }) => api.documents.find({ id: documentId, query: words }, { signal }),
    enabled: words !== "",
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}
