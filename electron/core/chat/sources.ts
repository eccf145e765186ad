import type { Citation, Document, Page } from "../../contract/documents.ts";
import type { ModelStyle } from "../llm/languageModel.ts";
import { numberedSentence } from "../llm/numberedSentences.ts";
import type { Store } from "../store/store.ts";
import { fillTemplate } from "../llm/promptTemplate.ts";
import { prompts } from "./prompts.ts";

/** A stretch of a page that can be cited: a sentence, or text that stands outside all sentences. */
export interface SourceSentence extends Citation {
  /** first of its block: written on a new line */
  readonly opens: boolean;
  /** position on its page, from 0 */
  readonly index: number;
}

/** Sentences in the order of their prompt; the number of each is its index plus one. */
export interface NumberedSources {
  readonly text: string;
  readonly sentences: readonly SourceSentence[];
}

/** A document's part in a prompt, in reading order. */
export interface SourcePart {
  readonly document: Document;
  readonly sentences: readonly SourceSentence[];
  /** heading under which a sentence stands, where it is known */
  readonly sectionOf?: (sentence: SourceSentence) => string | null;
}

/** All text of the page, cut at its sentences; nothing but white space is left out. */
export function sentencesOf(documentId: string, page: Page): SourceSentence[] {
  const blockStarts = new Set(page.blocks.map(({ start }) => start));
  const found: SourceSentence[] = [];
  let at = 0;
  const add = (from: number, to: number) => {
    const raw = page.text.slice(from, to);
    const quote = raw.trim();
    if (quote === "") return;
    const start = from + raw.length - raw.trimStart().length;
    const before = page.text.slice(found.at(-1)?.end ?? 0, start);
    const opens = found.length === 0 || blockStarts.has(start) || before.includes("\n\n");
    found.push({ documentId, page: page.number, start, end: start + quote.length, quote, opens, index: found.length });
  };
  for (const { start, end } of page.sentences.toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    if (start > at) add(at, start);
    add(Math.max(start, at), end);
    at = end;
  }
  add(at, page.text.length);
  return found;
}

/** Reads pages once each, as long as one context is being built. */
export function createPageReader(store: Pick<Store, "documents">) {
  const pages = new Map<string, SourceSentence[]>();
  return {
    /** Sentences of a page; none where there is no such page. */
    page(documentId: string, number: number): readonly SourceSentence[] {
      const key = `${documentId}:${number}`;
      const known = pages.get(key);
      if (known) return known;
      const [page] = store.documents.pages(documentId, number, number);
      const sentences = page ? sentencesOf(documentId, page) : [];
      pages.set(key, sentences);
      return sentences;
    },
    whole(documentId: string): SourceSentence[] {
      return store.documents.allPages(documentId).flatMap((page) => sentencesOf(documentId, page));
    },
  };
}
export type PageReader = ReturnType<typeof createPageReader>;

/** Writes the parts with numbered sentences under the names of the documents and pages. */
export function numberSources(parts: readonly SourcePart[], style: ModelStyle): NumberedSources {
  const sentences: SourceSentence[] = [];
  const lines: string[] = [];
  for (const part of parts) {
    if (part.sentences.length === 0) continue;
    if (lines.length > 0) lines.push("");
    lines.push(fillTemplate(prompts.document, { title: part.document.title }));
    let previous: SourceSentence | null = null;
    let header = "";
    for (const sentence of part.sentences) {
      const section = part.sectionOf?.(sentence) ?? null;
      const page = String(sentence.page);
      // What stands beside a passage is under its heading or just above it: no header of its own.
      const stays = section === null && previous?.page === sentence.page;
      const next =
        section === null
          ? fillTemplate(prompts.page, { page })
          : fillTemplate(prompts.pageWithSection, { page, section });
      const moved = !stays && next !== header;
      if (moved) lines.push(next);
      if (moved) header = next;
      sentences.push(sentence);
      const written = numberedSentence(sentences.length, sentence.quote, style);
      const skipped = !moved && previous !== null && sentence.index > previous.index + 1;
      if (skipped) lines.push("…");
      if (moved || skipped || sentence.opens) lines.push(written);
      else lines[lines.length - 1] += ` ${written}`;
      previous = sentence;
    }
  }
  return { text: lines.join("\n"), sentences };
}
