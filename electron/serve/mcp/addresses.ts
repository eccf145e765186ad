/** The addresses under which clients read the library. */
export const templates = {
  document: "tramontane://document/{id}",
  page: "tramontane://document/{id}/page/{n}",
  summary: "tramontane://document/{id}/summary",
} as const;

export function documentAddress(id: string): string {
  return `tramontane://document/${id}`;
}

export function pageAddress(id: string, page: number): string {
  return `${documentAddress(id)}/page/${String(page)}`;
}

export function summaryAddress(id: string): string {
  return `${documentAddress(id)}/summary`;
}

/** What an address names, or an id as `search` gives it, which is an address without its beginning; null for no such thing. */
export function readAddress(address: string): { readonly id: string; readonly page: number | null } | null {
  const parts = /^(?:tramontane:\/\/document\/)?([0-9a-f]{64})(?:\/page\/([1-9]\d{0,8}))?$/u.exec(address);
  const [, id, page] = parts ?? [];
  return id === undefined ? null : { id, page: page === undefined ? null : Number(page) };
}
