import type { OutlineEntry, Page, Sentence } from "../../contract/documents.ts";
import type { NewPassage } from "../store/store.ts";
import { countWords } from "../text/words.ts";

/** A passage ends with the sentence that brings it to this many words. */
const passageWords = 120;

/**
 * Groups of whole sentences of about 120 words in the order of the document. A passage never runs over a heading or a page;
 * `section` is the heading it stands under.
 */
export function makePassages(pages: readonly Page[], outline: readonly OutlineEntry[] = []): NewPassage[] {
  const passages: NewPassage[] = [];
  const titles = new Map(outline.map(({ page, start, title }) => [`${page}:${start}`, title]));
  let section: string | null = null;
  for (const page of pages) {
    let first: Sentence | null = null;
    let last: Sentence | null = null;
    let words = 0;
    const close = () => {
      if (first && last) {
        const { start } = first;
        const { end } = last;
        passages.push({ page: page.number, start, end, section, text: page.text.slice(start, end) });
      }
      first = null;
      last = null;
      words = 0;
    };
    let blockIndex = 0;
    for (const sentence of page.sentences) {
      while ((page.blocks[blockIndex]?.end ?? Infinity) <= sentence.start) blockIndex++;
      const block = page.blocks[blockIndex];
      if (block?.kind === "heading") {
        // The heading opens the passage below it, so that its words are found with it.
        const opensHere = first !== null && words > 0 && last !== null && !isOnlyHeadings(page, first, last);
        if (opensHere) close();
        section = titles.get(`${page.number}:${block.start}`) ?? page.text.slice(block.start, block.end);
      }
      first ??= sentence;
      last = sentence;
      words += countWords(page.text.slice(sentence.start, sentence.end));
      if (words >= passageWords) close();
    }
    close();
  }
  return passages;
}

function isOnlyHeadings(page: Page, first: Sentence, last: Sentence): boolean {
  return page.blocks
    .filter(({ start, end }) => end > first.start && start < last.end)
    .every(({ kind }) => kind === "heading");
}
