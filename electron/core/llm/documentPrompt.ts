import prompts from "../../../resources/prompts/document.json" with { type: "json" };
import type { DocumentText, Sentence } from "../text/documentText.ts";
import { oneLine } from "../text/oneLine.ts";
import type { ChatTurn } from "./languageModel.ts";
import { fillTemplate } from "./promptTemplate.ts";

/** What a model is told before documents, where the person did not write a system text of their own. */
export const documentSystem: string = prompts.system;

/**
 * The text of a document as a model reads it: its title, headings, paragraphs and rows, each on a line of its own, without numbers.
 *
 * @param sentences in reading order; all of the document where they are left out
 */
export function documentMaterial(
  source: Pick<DocumentText, "title" | "sentences" | "pageTexts">,
  sentences: readonly Sentence[] = source.sentences,
): string {
  const lines = [fillTemplate(prompts.document, { title: oneLine(source.title) }), ""];
  let previous: Sentence | null = null;
  for (const sentence of sentences) {
    const text = oneLine(sentence.quote);
    const isSkipped = previous !== null && sentence.index > previous.index + 1;
    if (isSkipped) lines.push("…");
    if (sentence.kind === "heading" && previous?.block !== sentence.block)
      lines.push(...(lines.at(-1) === "" ? [] : [""]), `## ${text}`);
    else if (previous === null || isSkipped || opensLine(source, sentence)) lines.push(text);
    else lines[lines.length - 1] += ` ${text}`;
    previous = sentence;
  }
  return lines.join("\n");
}

/**
 * A question about material. What stands before the question is the same for every question about it, so that an engine which keeps
 * what it has read reads the material once.
 */
export function askAbout(material: string, question: string, system: string = documentSystem): ChatTurn[] {
  return [
    { role: "system", text: system },
    { role: "user", text: `${material}\n\n${prompts.end}\n\n${question}` },
  ];
}

/** True for the first sentence of a page or a block, and behind an empty line within one. */
function opensLine(
  { sentences, pageTexts }: Pick<DocumentText, "sentences" | "pageTexts">,
  { index, page, start, block }: Sentence,
): boolean {
  const before = sentences[index - 1];
  if (before?.page !== page) return true;
  const between = (pageTexts.get(page) ?? "").slice(before.end, start);
  return between.includes("\n\n") || (before.block !== block && (between === "" || between.endsWith("\n")));
}
