import { grounderFor } from "../../../electron/core/evidence/ground.ts";
import { type Verdict, verifyPoint } from "../../../electron/core/evidence/verify.ts";
import { textAround } from "../../../electron/core/evidence/witness.ts";
import { knownNames } from "../../../electron/core/text/names.ts";
import { type DocumentText, makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { readBytes } from "../../helpers/readBytes.ts";
import type { ClaimCase } from "./sets.ts";

/** A case with what the check says of it. */
export interface JudgedClaim extends ClaimCase {
  readonly verdict: Verdict;
  /** what it was held against */
  readonly quotes: readonly string[];
  /** the quotes with the sentences around them, as a witness is shown them */
  readonly around: string;
}

/** Judges claims as the product does, each against its quotes or against those that are found in its document. */
export async function judgeClaims(cases: readonly ClaimCase[]): Promise<JudgedClaim[]> {
  const documents = new Map<string, ReturnType<typeof grounderOf>>();
  const judged: JudgedClaim[] = [];
  for (const one of cases) {
    const { against, claim, language } = one;
    if ("quotes" in against) {
      const { quotes } = against;
      judged.push({ ...one, verdict: verifyPoint(claim, quotes, language), quotes, around: quotes.join(" ") });
      continue;
    }
    const key = JSON.stringify([language, against.document]);
    const ground = documents.get(key) ?? grounderOf(against.document, language);
    documents.set(key, ground);
    const { sentences, find, known } = await ground;
    const { verdict, cites } = find(claim, { known });
    judged.push({ ...one, verdict, quotes: cites.map(({ text }) => text), around: textAround(cites, sentences) });
  }
  return judged;
}

async function grounderOf(paragraphs: readonly string[], language: string) {
  const { sentences } = await documentOf(paragraphs, language);
  const known = knownNames(
    sentences.map(({ text }) => text),
    language,
  );
  return { sentences, known, find: grounderFor(sentences, language) };
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
