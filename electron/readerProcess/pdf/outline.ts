import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";

export interface Bookmark {
  readonly title: string;
  readonly level: number;
  readonly page: number;
}

/** Bookmarks looked at, most; a file may hold any number. */
const most = 2000;

/** The bookmarks of the document with the pages they lead to, in order. */
export async function readOutline(document: PDFDocumentProxy): Promise<Bookmark[]> {
  const bookmarks: Bookmark[] = [];
  type Nodes = NonNullable<Awaited<ReturnType<PDFDocumentProxy["getOutline"]>>>;
  const visit = async (nodes: Nodes, level: number): Promise<void> => {
    for (const node of nodes) {
      if (bookmarks.length >= most) return;
      const page = await pageOf(document, node.dest).catch(() => null);
      if (page !== null) bookmarks.push({ title: node.title, level: Math.min(level, 6), page });
      if (level < 12) await visit((node.items ?? []) as Nodes, level + 1);
    }
  };
  // A damaged outline leaves the headings to be told by their look.
  await document
    .getOutline()
    .then((nodes) => visit(nodes ?? [], 1))
    .catch(() => {});
  return bookmarks;
}

async function pageOf(document: PDFDocumentProxy, dest: unknown): Promise<number | null> {
  const resolved: unknown = typeof dest === "string" ? await document.getDestination(dest) : dest;
  const target: unknown = Array.isArray(resolved) ? resolved[0] : null;
  if (typeof target === "number") return target + 1;
  if (typeof target !== "object" || target === null) return null;
  return (await document.getPageIndex(target as { num: number; gen: number })) + 1;
}
