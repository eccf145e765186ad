/**
 * What a model wrote as a point, without what it put before it: list marks, numbering ("1.", "(a)"), names of what it was asked for
 * ("Note 3:", "Punkt 2.") and emphasis. The heading of a point ("**Rent:** 1,240 euros") stays as words, unless the point says it again.
 *
 * A numeral that is content stays: one without the mark of a list behind it ("2 cats", "1.5 million", "3rd Street"), an ordinal before a
 * month ("3. Oktober"), and any that stands with its next word in `material`.
 *
 * @param material the sentences that the point comes from: what stands there is the document's own
 */
export function withoutLabels(text: string, material: readonly string[] = []): string {
  const bare = afterLabels(text.trim().replace(listMark, ""), material);
  const heading = headingPattern.exec(bare);
  if (!heading?.groups) return plain(bare);
  const name = plain(afterLabels(heading.groups["name"] ?? "", material));
  const rest = plain(afterLabels((heading.groups["rest"] ?? "").trim(), material));
  if (name === "" || labelOnly.test(name) || (rest !== "" && saysAgain(rest, name))) return rest;
  return rest === "" ? name : `${name}: ${rest}`;
}

/** The language's word for one thing that was asked for, as models put it before that thing; compared without case. */
const labelWords = [
  // English
  ["note", "key note", "point", "key point", "main point", "bullet", "bullet point", "fact", "key fact", "takeaway"],
  ["key takeaway", "sentence", "summary", "answer", "title"],
  // German
  ["notiz", "anmerkung", "punkt", "kernpunkt", "stichpunkt", "fakt", "satz", "aussage", "zusammenfassung", "antwort"],
  ["titel"],
  // French
  ["note", "remarque", "point", "point clé", "fait", "phrase", "résumé", "réponse", "titre"],
  // Spanish
  ["nota", "punto", "punto clave", "hecho", "dato", "frase", "oración", "resumen", "respuesta", "título"],
  // Italian
  ["nota", "punto", "punto chiave", "fatto", "frase", "riassunto", "sintesi", "risposta", "titolo"],
  // Portuguese
  ["nota", "ponto", "ponto-chave", "ponto chave", "facto", "fato", "frase", "resumo", "resposta", "título"],
  // Dutch
  ["notitie", "aantekening", "opmerking", "punt", "kernpunt", "feit", "zin", "samenvatting", "antwoord", "titel"],
  // Chinese, Japanese, Korean
  ["要点", "要點", "笔记", "筆記", "摘要", "总结", "總結", "标题", "標題", "ポイント", "メモ", "要約", "題名"],
  ["요점", "메모", "요약", "제목"],
].flat();

const anyWord = [...new Set(labelWords)].toSorted((a, b) => b.length - a.length).join("|");
const digits = "[0-9０-９]{1,3}";

const listMark = /^(?:[-•‣▪●*–—]\s+|#{1,6}\s+|>\s+)+/u;
/** "Note 3:", "Point 2.", "Punkt 1 –", "Note:"; the numeral is a group of its own. */
const namedLabel = new RegExp(
  `^(?:${anyWord})(?:\\s*(?:(?:no|nr|n)[.º°]\\s*|#)?(?<numeral>${digits}(?:\\s*[-–]\\s*${digits})?)\\s*(?:[:：.．)）](?=\\s|\\p{Script=Han}|\\p{Script=Hiragana}|\\p{Script=Katakana}|$)|[–—-](?=\\s))|\\s*[:：])\\s*`,
  "iu",
);
/** "1.", "2)", "(3)", "4:", "5、", "①", "#6:", "(a)", "b)", "(iv)". */
const numbering = new RegExp(
  String.raw`^(?:(?<numeral>[0-9０-９]{1,2})(?:[.．](?=\s|$)|[)）]|[:：](?=\s*\p{L})|、)|[(（][0-9０-９]{1,2}[)）]|#[0-9]{1,2}[:.)]|[①-⑳]|\((?:\p{L}|[ivx]{1,4})\)(?=\s)|\p{L}\)(?=\s)|\p{Ll}\.(?=\s+\p{Lu}))\s*`,
  "u",
);
/** Emphasis at the beginning that ends in a colon, a full stop or a dash; without one it stresses the first words of a sentence. */
const headingPattern =
  /^(?<mark>\*\*|__)(?=\S)(?<name>[^*_\n]{1,80}?)(?:[:：.–—-]\s*\k<mark>\s*[:：–—-]?|\k<mark>\s*[:：–—-])(?<rest>\s.*|)$/su;

function afterLabels(text: string, material: readonly string[]): string {
  const unmarked = strip(text.trim(), numbering, material);
  return strip(unmarked, namedLabel, material).replace(listMark, "").trim();
}

function strip(text: string, pattern: RegExp, material: readonly string[]): string {
  const match = pattern.exec(text);
  if (!match) return text;
  const rest = text.slice(match[0].length);
  const numeral = match.groups?.["numeral"];
  if (numeral !== undefined) {
    const next = /^[\p{L}\p{M}\p{N}'’]+/u.exec(rest)?.[0] ?? "";
    if (months.has(next.toLowerCase())) return text;
    if (next !== "" && material.some((sentence) => holds(sentence, `${match[0]}${next}`))) return text;
    if (/\p{L}/u.test(match[0]) && material.some((sentence) => holds(sentence, match[0].trim()))) return text;
  }
  return rest;
}

/** True where these words stand there, and not as the end of a longer one. */
function holds(sentence: string, words: string): boolean {
  const place = sentence.toLowerCase().indexOf(words.toLowerCase());
  return place >= 0 && !/[\p{L}\p{N}]/u.test(sentence.charAt(place - 1));
}

/** A label without its mark, as it stands in a heading. */
const labelOnly = new RegExp(`^(?:${anyWord})(?:\\s*${digits})?$`, "iu");

/** Emphasis is for a page; a point is a line of text. */
function plain(text: string): string {
  return text
    .replaceAll(/(?<![\p{L}\p{N}*_])(\*\*|__)(?=\S)([^*_\n]+?)(?<=\S)\1(?![\p{L}\p{N}*_])/gu, "$2")
    .replace(/^(?:[:：]\s*|[–—-]\s+)/u, "")
    .trim();
}

/** True where each word of the heading comes in the point again, if in another form. */
function saysAgain(rest: string, heading: string): boolean {
  const inRest = wordsOf(rest).map((word) => word.slice(0, sameLetters));
  return wordsOf(heading).every((word) => inRest.includes(word.slice(0, sameLetters)));
}
const sameLetters = 5;

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Months of the languages that write ordinals with a full stop, as they stand after a day. */
const months = new Set(
  ["de", "da", "nb", "fi", "et", "lv", "cs", "sk", "sl", "hr", "hu", "pl", "is"].flatMap((language) => {
    const format = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", timeZone: "UTC" });
    return Array.from({ length: 12 }, (_, month) =>
      format
        .formatToParts(Date.UTC(2024, month, 2))
        .flatMap(({ type, value }) => (type === "month" ? [value.toLowerCase()] : [])),
    ).flat();
  }),
);
