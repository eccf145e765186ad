/** A text with every run of white space as one space, at its ends too: for a piece that others are put beside. */
export function oneSpaced(text: string): string {
  return /[^\S ]|  /u.test(text) ? text.replaceAll(/\s+/gu, " ") : text;
}

/** A text with every run of white space as one space, and none around it. */
export function oneLine(text: string): string {
  return oneSpaced(text).trim();
}
