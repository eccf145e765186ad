/** A text with every run of white space as one space, and none around it. */
export function oneLine(text: string): string {
  return (/[^\S ]|  /u.test(text) ? text.replaceAll(/\s+/gu, " ") : text).trim();
}
