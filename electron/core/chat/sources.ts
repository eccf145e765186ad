import type { ModelStyle } from "../llm/languageModel.ts";
import { numberedSentence } from "../llm/numberedSentences.ts";
import { fillTemplate } from "../llm/promptTemplate.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";
import { prompts } from "./prompts.ts";

/** Sentences in the order of their prompt; the number of each is its index plus one. */
export interface NumberedSources {
  readonly text: string;
  readonly sentences: readonly Sentence[];
}

/** What a prompt holds of one document, in reading order. */
export interface Excerpt {
  readonly source: DocumentText;
  readonly sentences: readonly Sentence[];
  /** heading under which a sentence stands, where it is known */
  readonly sectionOf?: (sentence: Sentence) => string | null;
}

/** Writes the excerpts with numbered sentences under the names of the documents and pages. */
export function numberSources(excerpts: readonly Excerpt[], style: ModelStyle): NumberedSources {
  const sentences: Sentence[] = [];
  const lines: string[] = [];
  for (const excerpt of excerpts) {
    if (excerpt.sentences.length === 0) continue;
    if (lines.length > 0) lines.push("");
    lines.push(fillTemplate(prompts.document, { title: excerpt.source.title }));
    let previous: Sentence | null = null;
    let header = "";
    for (const sentence of excerpt.sentences) {
      const section = excerpt.sectionOf?.(sentence) ?? null;
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
      if (moved || skipped || opensLine(excerpt.source, sentence)) lines.push(written);
      else lines[lines.length - 1] += ` ${written}`;
      previous = sentence;
    }
  }
  return { text: lines.join("\n"), sentences };
}

/**
 * True for the first sentence of a page or a block, and behind an empty line within one. A row of a table whose first cell is empty goes
 * on with the line above: what is kept of a conversation's prompts was read so.
 */
function opensLine({ sentences, pageTexts }: DocumentText, { index, page, start, block }: Sentence): boolean {
  const before = sentences[index - 1];
  if (before?.page !== page) return true;
  const between = (pageTexts.get(page) ?? "").slice(before.end, start);
  return between.includes("\n\n") || (before.block !== block && (between === "" || between.endsWith("\n")));
}
