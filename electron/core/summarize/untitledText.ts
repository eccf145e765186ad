import type { DocumentText } from "../text/documentText.ts";

/** The text under no title, which makes its parts no others. The same for the same text, so that what was told of it stays known. */
export function untitledText(source: DocumentText): DocumentText {
  const known = made.get(source);
  if (known) return known;
  const untitled = { ...source, title: "" };
  made.set(source, untitled);
  return untitled;
}

const made = new WeakMap<DocumentText, DocumentText>();
