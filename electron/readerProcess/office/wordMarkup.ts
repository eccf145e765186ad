import type { Markup } from "../../contract/documents.ts";
import { authorOf, isoDate, type MarkupDraft, tieAnswers } from "../markup.ts";
import { isOn } from "./wordStyles.ts";
import { childOf, childrenOf, within, type XmlElement } from "./xml.ts";

/** The comments of a document of Word by their ids; answers stand in the comment they are given to. */
export interface WordComments {
  /** undefined of an answer, and of what is no comment */
  get(id: string): MarkupDraft | undefined;
}

/**
 * @param comments the part of comments (ECMA-376 part 1, 17.13.4)
 * @param extended what answers what, and what is done ([MS-DOCX] 2.5.1, commentsExtended)
 */
export function wordComments(comments: XmlElement | null, extended: XmlElement | null): WordComments {
  const drafts = new Map<string, MarkupDraft>();
  /** A comment is named by its last paragraph. */
  const byParagraph = new Map<string, string>();
  for (const comment of childrenOf(comments, "w:comment")) {
    const paragraphs = [...within(comment, "w:p")];
    const id = comment.attributes["w:id"] ?? "";
    drafts.set(id, draftOf("comment", comment, plainLines(comment).trim()));
    const paragraph = paragraphs.at(-1)?.attributes["w14:paraId"];
    if (paragraph !== undefined) byParagraph.set(paragraph, id);
  }
  const answered = new Map<string, string>();
  for (const { attributes } of childrenOf(extended, "w15:commentEx")) {
    const id = byParagraph.get(attributes["w15:paraId"] ?? "");
    const parent = byParagraph.get(attributes["w15:paraIdParent"] ?? "");
    const draft = drafts.get(id ?? "");
    if (draft && isOn(attributes["w15:done"] ?? "0")) draft.resolved = true;
    if (id !== undefined && parent !== undefined) answered.set(id, parent);
  }
  tieAnswers(drafts, answered);
  return drafts;
}

/** What an element of tracked changes, or a comment, says of itself. */
export function draftOf(kind: Markup["kind"], { attributes }: XmlElement, text = ""): MarkupDraft {
  return { kind, author: authorOf(attributes["w:author"]), date: isoDate(attributes["w:date"]), text };
}

/** What the element of a tracked change is, when all changes are accepted. */
export const changes: Readonly<Record<string, Exclude<Markup["kind"], "comment">>> = {
  "w:ins": "insertion",
  "w:moveTo": "moveTo",
  "w:del": "deletion",
  "w:moveFrom": "moveFrom",
};

/** The change that took a paragraph's end, a row or a cell away, by its properties; null where none did. */
export function removalIn(properties: XmlElement | null): XmlElement | null {
  return childOf(properties, "w:del") ?? childOf(properties, "w:moveFrom") ?? childOf(properties, "w:cellDel");
}

/** The paragraphs in an element, a line each, with what was deleted. */
export function plainLines(element: XmlElement): string {
  return [...within(element, "w:p")].map(plainText).join("\n");
}

/** The letters of an element as they were typed, deleted ones among them. */
export function plainText({ name, children }: XmlElement): string {
  if (name === "w:tab") return "\t";
  if (name === "w:br" || name === "w:cr") return "\n";
  if (name === "w:noBreakHyphen") return "\u2011";
  if (name === "w:instrText" || name === "w:delInstrText") return "";
  const isText = name === "w:t" || name === "w:delText" || name === "m:t";
  return children.map((child) => (typeof child === "string" ? (isText ? child : "") : plainText(child))).join("");
}
