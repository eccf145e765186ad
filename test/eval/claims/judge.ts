import { grounderFor } from "../../../electron/core/evidence/ground.ts";
import { type Verdict, verifyPoint } from "../../../electron/core/evidence/verify.ts";
import { type DocumentText, makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { readBytes } from "../../helpers/readBytes.ts";
import type { ClaimCase } from "./sets.ts";

/** A case with what the check says of it. */
export interface JudgedClaim extends ClaimCase {
  readonly verdict: Verdict;
  /** what it was held against */
  readonly quotes: readonly string[];
}

/** Judges claims as the product does, each against its quotes or against those that are found in its document. */
export async function judgeClaims(cases: readonly ClaimCase[]): Promise<JudgedClaim[]> {
  const documents = new Map<string, ReturnType<typeof grounderOf>>();
  const judged: JudgedClaim[] = [];
  for (const one of cases) {
    const { against, claim, language } = one;
    if ("quotes" in against) {
      judged.push({ ...one, verdict: verifyPoint(claim, against.quotes, language), quotes: against.quotes });
      continue;
    }
    const key = JSON.stringify([language, against.document]);
    const ground = documents.get(key) ?? grounderOf(against.document, language);
    documents.set(key, ground);
    const { verdict, cites } = (await ground)(claim);
    judged.push({ ...one, verdict, quotes: cites.map(({ text }) => text) });
  }
  return judged;
}

async function grounderOf(paragraphs: readonly string[], language: string) {
  return grounderFor((await documentOf(paragraphs, language)).sentences, language);
}

/**
 * Paragraphs as the document that the product's reader makes of them.
 *
 * @param language BCP 47; it is given because that of a few sentences is guessed wrong now and then, which is not measured here
 */
export async function documentOf(paragraphs: readonly string[], language: string): Promise<DocumentText> {
  const { read, pages, format, outline } = await readBytes(paragraphs.join("\n\n"), "text.txt");
  return makeDocumentText({
    document: { id: "document", title: "", language, pages, unread: [], format },
    pages: read,
    outline,
  });
}
