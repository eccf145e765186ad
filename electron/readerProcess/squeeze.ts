/** Text on one line: white space of any kind as single spaces, none at the ends, without marks that break words invisibly. */
export function squeeze(text: string): string {
  return text
    .replace(/[\u00AD\u200B\uFEFF]/gu, "")
    .replace(/[\s\u00A0]+/gu, " ")
    .trim();
}
