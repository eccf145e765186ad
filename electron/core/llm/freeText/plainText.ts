import { oneLine } from "../../text/oneLine.ts";
import { withoutLabels } from "../labels.ts";

/** A piece of an answer without labels and Markdown, on one line. @param has true for words that stand in the document */
export function plainText(text: string, material: readonly string[], has: (words: string) => boolean): string {
  let plain = text;
  // What emphasis hid can be a label, and a label hide emphasis.
  for (let round = 0; round < mostRounds; round += 1) {
    const before = plain;
    plain = unquoted(inline(withoutLabels(before, material), has), has);
    if (plain === before) break;
  }
  return plain;
}
const mostRounds = 5;

function inline(text: string, has: (words: string) => boolean): string {
  const unlinked = text
    .replaceAll(/!\[[^\]]{0,200}\]\([^)]{0,1000}\)/gu, " ")
    .replaceAll(/\[([^\]]{1,300})\]\((?:[^()]|\([^()]{0,200}\)){0,1000}\)/gu, "$1")
    .replaceAll(/<(https?:\/\/[^\s<>]{1,1000})>/giu, "$1")
    .replaceAll(tag, (found) => (has(found) ? found : breaking.test(found) ? " " : ""))
    .replaceAll(/&(?:nbsp|amp|lt|gt|quot|apos|#39);/gu, (entity) => entities[entity] ?? entity);
  const uncited = unlinked.replaceAll(citation, (found) => (has(found.trim()) ? found : ""));
  const bare = unstressed(unstressed(uncited.replaceAll(/`+([^`]{1,1000})`+/gu, "$1")));
  return oneLine(
    bare
      .replaceAll(/(?<![\p{L}\p{N}_])(?:\*{2,3}|__(?!_))|(?:\*{2,3}|(?<!_)__)(?![\p{L}\p{N}_])|`{1,3}/gu, "")
      .replaceAll(/\\([\\`*_{}[\]()#+\-.!|>~$&])/gu, "$1"),
  );
}

const tag =
  /<\/?(?:br|p|b|i|u|s|em|strong|ul|ol|li|div|span|sub|sup|small|mark|h[1-6]|table|tr|t[dh]|a|code|pre|blockquote)(?:\s[^<>]{0,300})?\/?>/giu;
const breaking = /^<\/?(?:br|p|li|div|tr|t[dh]|h\d|ul|ol|pre)\b/iu;
const entities: Readonly<Record<string, string>> = {
  "&nbsp;": " ",
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&#39;": "'",
};

/** "[3]", "[1, 2]", "[4–6]", "[^1]", "【3†source】", "(Note 3)", "(sentences 2 and 4)" */
const citation =
  /\s*(?:\[\^?[\d\s,;–-]{1,40}\]|【[^】]{1,60}】|[([](?:see )?(?:notes?|sentences?|points?|sources?|lines?|quelle|satz|sätze|phrases?|nota|frases?|fonte|fuente|zin|bron)s?:? ?#?\d{1,3}(?:\s?(?:,|–|-|and|und|et|y|e|en)\s?\d{1,3}){0,8}[)\]])/giu;

function unstressed(text: string): string {
  return text.replaceAll(
    /(?<![\p{L}\p{N}*_~])(\*{1,3}|_{1,3}|~~)(?=[^\s*_~])([^*_~]+?)(?<=\S)\1(?![\p{L}\p{N}*_~])/gu,
    "$2",
  );
}

const quotes: Readonly<Record<string, string>> = {
  '"': '"',
  "“": "”",
  "„": "“”",
  "«": "»",
  "»": "«",
  "「": "」",
  "‘": "’",
};

/** Without quotation marks around the whole of it. */
function unquoted(text: string, has: (words: string) => boolean): string {
  const closing = quotes[text[0] ?? ""];
  if (closing === undefined || text.length < 3) return text;
  const inner = text.slice(1, -1);
  const isWhole =
    closing.includes(text.at(-1) ?? "") && ![...`${text[0] ?? ""}${closing}`].some((mark) => inner.includes(mark));
  return isWhole && !has(text) ? inner.trim() : text;
}
