import type { Markup, PlacedMarkup } from "../contract/documents.ts";
import type { Words } from "./words.ts";

type Remark = Pick<Markup, "author" | "date">;

/** What a comment or change is, whose, and of when: "Deleted, Ann, 6 May 2024, 07:08". */
export function markupFacts(
  { kind, author, date, resolved }: Pick<Markup, "kind" | "author" | "date" | "resolved">,
  words: Words,
): string {
  const { t } = words;
  const done = resolved === true ? [t("markup:resolved")] : [];
  return words.formats.list([t(`markup:kind.${kind}`), ...remarkFacts({ author, date }, words), ...done]);
}

export function replyFacts(reply: Remark, words: Words): string {
  return words.formats.list([words.t("markup:reply"), ...remarkFacts(reply, words)]);
}

/** Whose, and of when, as far as the file says it. */
function remarkFacts({ author, date }: Remark, { formats }: Words): string[] {
  return [...(author === null ? [] : [author]), ...(date === null ? [] : [formats.written(date)])];
}

/** The same with what was said or deleted, and with the answers, on lines of their own. */
export function markupLines(markup: Omit<Markup, "start" | "end">, words: Words): string[] {
  const { t } = words;
  const { text, replies = [] } = markup;
  const facts = markupFacts(markup, words);
  return [
    text === "" ? facts : t("markup:said", { facts, text: shownText(text) }),
    ...replies.map((reply) => t("markup:said", { facts: replyFacts(reply, words), text: shownText(reply.text) })),
  ];
}

/** The same with its page and the words it is about, on one line. */
export function markupLine(markup: PlacedMarkup, words: Words): string {
  const { t } = words;
  const { kind, page, about } = markup;
  const isOnPage = kind === "insertion" || kind === "moveTo";
  const text = isOnPage || about === "" ? markup.text || about : t("markup:about", { about, text: markup.text });
  const line = markupLines({ ...markup, text }, words).join(" / ");
  return t("markup:onPage", { page, text: line.replaceAll(/\s+/gu, " ") });
}

/** By whom and when a change of a comparison was tracked. */
export function trackedWords(tracked: readonly Remark[], words: Words): string {
  const facts = tracked.map((one) => words.formats.list(remarkFacts(one, words)) || "–").join("; ");
  return words.t("markup:tracked", { facts });
}

/** Ends of paragraphs and spaces are seen where they are all there is. */
export function shownText(text: string): string {
  return text.trim() === "" ? text.replaceAll("\n", "¶").replaceAll(/[ \t]/gu, "␣") : text.trim();
}
