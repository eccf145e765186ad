/** Characters of a title made from the first question. */
export const longestTitle = 60;

/** The first line with text, cut between words where it is long. */
export function titleFrom(text: string): string {
  const line = text
    .split("\n")
    .map((part) => part.replace(/\s+/g, " ").trim())
    .find((part) => part !== "");
  if (line === undefined || line.length <= longestTitle) return line ?? "";
  const cut = line.slice(0, longestTitle + 1);
  const space = cut.lastIndexOf(" ");
  // A first "word" of such length (a script without spaces, an address) is cut between characters.
  const kept = space > longestTitle / 3 ? cut.slice(0, space) : [...line].slice(0, longestTitle).join("");
  return `${kept.replace(/[\s,;:–—-]+$/, "")}…`;
}
