/**
 * The words of a sentence on one line, as prompts show them. Reference marks of the document itself, such as "[7]" in a paper, become
 * "(7)", so that neither model nor reader takes them for numbers of sentences.
 */
export function sentenceLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ").replaceAll(/\[(\d[\d\s,;–—-]*)\]/gu, "($1)");
}

/**
 * A sentence with its number behind it, where the answer has it as well, so that to cite a sentence is to go on copying it.
 *
 * @param number from 1
 */
export function numberedSentence(number: number, text: string): string {
  return `${sentenceLine(text)} [${String(number)}]`;
}
