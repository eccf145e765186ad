import type { Document } from "../../contract/documents.ts";
import { readAddress } from "./addresses.ts";
import { ToolRefusal } from "./mcpTool.ts";

/** Of the document's id. */
const leastPrefix = 8;

/**
 * The document of an id, of the first characters of one, of an address, or of a title or file name that no other has.
 * @throws ToolRefusal
 */
export function findDocument(documents: readonly Document[], wanted: string): Document {
  const trimmed = wanted.trim();
  const named = readAddress(trimmed)?.id ?? trimmed;
  const byId = documents.filter(({ id }) => id === named || (named.length >= leastPrefix && id.startsWith(named)));
  const fold = (text: string): string => text.trim().toLowerCase();
  const found =
    byId.length > 0
      ? byId
      : documents.filter(({ title, name }) => fold(title) === fold(named) || fold(name) === fold(named));
  const [only, ...others] = found;
  if (!only)
    throw new ToolRefusal(`No document of the library is called ${JSON.stringify(wanted)}. Ask list_documents.`);
  if (others.length > 0) {
    const ids = found.slice(0, 10).map(({ id, title }) => `${id} (${title})`);
    throw new ToolRefusal(`${found.length} documents are called so. Name one by its id: ${ids.join(", ")}.`);
  }
  return only;
}

/** The same of one that was read. @throws ToolRefusal */
export function findReadDocument(documents: readonly Document[], wanted: string): Document {
  const document = findDocument(documents, wanted);
  if (document.status === "reading") throw new ToolRefusal("The document is still being read. Ask again in a while.");
  if (document.status === "failed") throw new ToolRefusal("The document could not be read.");
  return document;
}
