import { AppError } from "../../contract/errors.ts";
import { authorOf, isoDate, type MarkupDraft } from "../markup.ts";
import { paragraphsOf } from "./drawingText.ts";
import type { OfficePackage } from "./openPackage.ts";
import { charactersOf, childOf, childrenOf, type XmlElement, within } from "./xml.ts";

/** Names of people by the ids that comments name them by. */
export type Authors = ReadonlyMap<string, string>;

/**
 * Who comments in a workbook or a presentation.
 * @param main the part of the workbook or presentation
 */
export async function authorsOf(opened: OfficePackage, main: string): Promise<Authors> {
  const names = new Map<string, string>();
  for (const root of await partsOf(opened, main, ["person", "commentAuthors", "authors"])) {
    for (const { attributes } of childrenOf(root)) {
      names.set(attributes["id"] ?? "", attributes["displayName"] ?? attributes["name"] ?? "");
    }
  }
  return names;
}

/** The comments of a sheet by the addresses of their cells: threads ([MS-XLSX] 2.6.205), and notes (ECMA-376 part 1, 18.7). */
export async function sheetComments(
  opened: OfficePackage,
  sheet: string,
  authors: Authors,
): Promise<Map<string, MarkupDraft[]>> {
  const comments = new Map<string, MarkupDraft[]>();
  const add = (cell: string, draft: MarkupDraft) => comments.set(cell, [...(comments.get(cell) ?? []), draft]);
  const threads = new Map<string, MarkupDraft>();
  for (const root of await partsOf(opened, sheet, ["threadedComment"])) {
    for (const comment of childrenOf(root, "other:threadedComment")) {
      const { ref = "", id = "", parentId = "", personId = "", dT: date, done } = comment.attributes;
      const draft = commentOf(authors.get(personId), date, charactersOf(childrenOf(comment)[0]), done === "1");
      const parent = threads.get(parentId);
      if (parent) reply(parent, draft);
      else {
        threads.set(id, draft);
        add(ref, draft);
      }
    }
  }
  for (const root of await partsOf(opened, sheet, ["comments"])) {
    const names = childrenOf(childOf(root, "s:authors")).map(charactersOf);
    for (const comment of childrenOf(childOf(root, "s:commentList"), "s:comment")) {
      const author = names[Number(comment.attributes["authorId"])];
      // What programs that know no threads show in their place.
      if (author?.startsWith("tc=") === true) continue;
      const text = [...within(childOf(comment, "s:text"), "s:t")].map(charactersOf).join("");
      add(comment.attributes["ref"] ?? "", commentOf(author, null, text));
    }
  }
  return comments;
}

/** The comments of a slide (ECMA-376 part 1, 19.4), those with answers too ([MS-PPTX] 2.6). */
export async function slideComments(opened: OfficePackage, slide: string, authors: Authors): Promise<MarkupDraft[]> {
  const drafts: MarkupDraft[] = [];
  /** by author and number, as answers name what they answer ([MS-PPTX] 2.4.2.3, parentCm) */
  const numbered = new Map<string, MarkupDraft>();
  const keyOf = ({ attributes }: XmlElement) => `${attributes["authorId"]} ${attributes["idx"]}`;
  for (const root of await partsOf(opened, slide, ["comments"])) {
    for (const comment of childrenOf(root).filter(({ name }) => name === "p:cm" || name === "other:cm")) {
      const draft = slideComment(comment, authors);
      const answers = childrenOf(comment, "other:replyLst").flatMap((list) => childrenOf(list, "other:reply"));
      for (const answer of answers) reply(draft, slideComment(answer, authors));
      const [answered] = within(comment, "other:parentCm");
      const parent = answered && numbered.get(keyOf(answered));
      numbered.set(keyOf(comment), parent ?? draft);
      if (parent) reply(parent, draft);
      else drafts.push(draft);
    }
  }
  return drafts;
}

function slideComment(comment: XmlElement, authors: Authors): MarkupDraft {
  const { authorId = "", dt, created, status } = comment.attributes;
  const body = childOf(comment, "other:txBody");
  const text = body
    ? paragraphsOf(body).map((paragraph) => paragraph.text)
    : [charactersOf(childOf(comment, "p:text"))];
  return commentOf(authors.get(authorId), dt ?? created, text.join("\n"), status === "resolved");
}

function commentOf(
  author: string | undefined,
  date: string | null | undefined,
  text: string,
  isResolved = false,
): MarkupDraft {
  const draft: MarkupDraft = { kind: "comment", author: authorOf(author), date: isoDate(date), text: text.trim() };
  return isResolved ? { ...draft, resolved: true } : draft;
}

function reply(comment: MarkupDraft, { author, date, text }: MarkupDraft): void {
  (comment.replies ??= []).push({ author, date, text });
}

/** The parts of these kinds that a part leads to; the text can be read without a damaged one. */
async function partsOf(opened: OfficePackage, part: string, types: readonly string[]): Promise<XmlElement[]> {
  const trees: XmlElement[] = [];
  for (const { type, target } of await opened.relations(part)) {
    if (!types.includes(type) || !opened.has(target)) continue;
    try {
      trees.push(await opened.tree(target));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "DOCUMENT_DAMAGED") throw error;
    }
  }
  return trees;
}
