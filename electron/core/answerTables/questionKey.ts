import { createHash } from "node:crypto";
import type { ColumnDraft } from "../../contract/answerTables.ts";

/** Names what a column asks: columns of the same key are answered alike by whoever answers them. */
export function questionKeyOf({ name, question, kind, choices, unit, hint, words }: ColumnDraft): string {
  return sha256(JSON.stringify([name, question, kind, choices, unit, hint, words]));
}

/** Names a text as it stands on its pages. */
export function textKeyOf(pages: readonly { readonly text: string }[]): string {
  return sha256(JSON.stringify(pages.map(({ text }) => text)));
}

/** Raised where answers would be others, so that those of before are not taken over. */
const answersVersion = 1;

/** Names what answers. @param modelId null: code alone */
export function modelKeyOf(modelId: string | null): string {
  return `${modelId ?? "none"}/${answersVersion}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
