import type { ModelStyle } from "../../contract/models.ts";
import type { DocumentText } from "../text/documentText.ts";
import { primaryTag } from "../text/languageTag.ts";

/**
 * BCP 47 of what a model writes first: the language of the document where it is known, since there words can be compared.
 *
 * @param read BCP 47 of what is read in the end
 */
export function writesIn(
  { style }: { readonly style: ModelStyle },
  { language }: Pick<DocumentText, "language">,
  read: string,
): string {
  return style === "instruct" && primaryTag(language) !== "und" && language !== "" ? language : read;
}
