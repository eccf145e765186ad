import { authorOf, isoDate, type MarkupDraft } from "../markup.ts";
import { charactersOf, childOf, childrenOf, type XmlElement } from "./xml.ts";

/** What `text:tracked-changes` (OpenDocument 1.3 part 3, 5.5) keeps of insertions and deletions, by their ids. */
export function* trackedChanges(element: XmlElement): Generator<[id: string, draft: MarkupDraft]> {
  for (const region of childrenOf(element, "text:changed-region")) {
    const id = region.attributes["text:id"] ?? region.attributes["xml:id"];
    const change = childOf(region, "text:insertion") ?? childOf(region, "text:deletion");
    if (id === undefined || !change) continue;
    const kind = change.name === "text:deletion" ? "deletion" : "insertion";
    const text = kind === "deletion" ? linesOf(change) : "";
    yield [id, { kind, ...madeBy(childOf(change, "office:change-info")), text }];
  }
}

/** A comment (OpenDocument 1.3 part 3, 14.1). */
export function annotationDraft(element: XmlElement): MarkupDraft {
  const isResolved = element.attributes["loext:resolved"] === "true";
  return {
    kind: "comment",
    ...madeBy(element),
    text: linesOf(element).trim(),
    ...(isResolved ? { resolved: true } : {}),
  };
}

export function replyTo(comment: MarkupDraft, { author, date, text }: MarkupDraft): void {
  (comment.replies ??= []).push({ author, date, text });
}

function madeBy(element: XmlElement | null): Pick<MarkupDraft, "author" | "date"> {
  return {
    author: authorOf(charactersOf(childOf(element, "dc:creator"))),
    date: isoDate(charactersOf(childOf(element, "dc:date"))),
  };
}

/** The text of all paragraphs, a line each. */
function linesOf(element: XmlElement): string {
  return [...paragraphsIn(element)].map(lineOf).join("\n");
}

function* paragraphsIn(element: XmlElement): Generator<XmlElement> {
  for (const child of childrenOf(element)) {
    if (child.name === "text:p" || child.name === "text:h") yield child;
    else if (child.name !== "office:change-info") yield* paragraphsIn(child);
  }
}

/** White space is single in a file, and more of it has elements of its own. */
function lineOf({ children }: XmlElement): string {
  return children
    .map((child) => {
      if (typeof child === "string") return child.replace(/\s+/gu, " ");
      switch (child.name) {
        case "text:s":
          return " ".repeat(Math.min(1000, Number(child.attributes["text:c"] ?? 1) || 1));
        case "text:tab":
          return "\t";
        case "text:line-break":
          return "\n";
        case "office:annotation":
        case "text:note":
          return "";
        default:
          return lineOf(child);
      }
    })
    .join("");
}
