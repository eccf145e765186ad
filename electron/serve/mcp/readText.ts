import type { PageLabel } from "../../contract/pageLabels.ts";
import { type Place, readFrom, type ReadText } from "./bounds.ts";
import type { Client } from "./mcpTool.ts";

/** Pages that are asked for at a time. */
const step = 20;

/** Pages from a place on up to `to`, included, `most` characters of them, and where to read on; null where nothing is left of them. */
export async function readText(
  client: Client,
  id: string,
  { page, start, to, most }: Place & { readonly to: number; readonly most: number },
): Promise<{ read: (ReadText & { readonly label: PageLabel | null })[]; next: Place | null }> {
  const all: (ReadText & { readonly label: PageLabel | null })[] = [];
  let room = most;
  for (let from = page; from <= to; from += step) {
    const pages = await client.documents.pages({ id, from, to: Math.min(to, from + step - 1) });
    const labels = new Map(pages.map(({ number, label }) => [number, label]));
    const { read, next } = readFrom(pages, { page, start }, room);
    all.push(...read.map((each) => ({ ...each, label: labels.get(each.page) ?? null })));
    if (next) return { read: all, next };
    room -= read.reduce((sum, { text }) => sum + text.length, 0);
  }
  return { read: all, next: null };
}
