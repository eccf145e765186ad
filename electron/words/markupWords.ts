import type { Markup } from "../contract/documents.ts";
import type { Formats } from "./formats.ts";
import type { Words } from "./words.ts";

/** What a comment or change is, whose, and of when: "Deleted, Ann, 6 May 2024, 07:08". */
export function markupFacts(
  { kind, author, date, resolved }: Pick<Markup, "kind" | "author" | "date" | "resolved">,
  t: Words["t"],
  formats: Formats,
): string {
  return formats.list([
    t(`markup:kind.${kind}`),
    ...remarkFacts({ author, date }, formats),
    ...(resolved === true ? [t("markup:resolved")] : []),
  ]);
}

/** Whose, and of when, as far as the file says it. */
export function remarkFacts({ author, date }: Pick<Markup, "author" | "date">, formats: Formats): string[] {
  return [...(author === null ? [] : [author]), ...(date === null ? [] : [formats.written(date)])];
}

/** The same with what was said, inserted or deleted, and with the answers, on lines of their own. */
export function markupLines(markup: Omit<Markup, "start" | "end">, t: Words["t"], formats: Formats): string[] {
  const { text, replies = [] } = markup;
  const facts = markupFacts(markup, t, formats);
  return [
    text === "" ? facts : t("markup:said", { facts, text: shownText(text) }),
    ...replies.map((reply) =>
      t("markup:said", {
        facts: formats.list([t("markup:reply"), ...remarkFacts(reply, formats)]),
        text: shownText(reply.text),
      }),
    ),
  ];
}

/** Ends of paragraphs are seen where they are all there is. */
export function shownText(text: string): string {
  return text.trim() === "" ? text.replaceAll("\n", "¶").replaceAll(/[ \t]/gu, "␣") : text.trim();
}
