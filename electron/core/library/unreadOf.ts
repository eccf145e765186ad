import type { Document, Page } from "../../contract/documents.ts";
import { reasonOf } from "../../contract/reasons.ts";

/** The pages that have no text, and why. */
export function unreadOf(pages: readonly Page[]): Document["unread"] {
  return pages.flatMap(({ number, status, reason }) =>
    status === "unread" ? [{ page: number, reason: reason ?? reasonOf("PAGE_NOT_READ") }] : [],
  );
}
