import { wordsOf } from "../text/words.ts";

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
  const bare = afterLabels(text, material);
  const heading = headingPattern.exec(bare);
  if (!heading?.groups) return plain(bare);
  const name = plain(afterLabels(heading.groups["name"] ?? "", material));
  const body = (heading.groups["rest"] ?? "").trim();
  // A numeral alone is numbering, stressed or not, where the same without emphasis is.
  if (numeralOnly.test(name) && body !== "") return plain(afterLabels(`${name}. ${body}`, material));
  const rest = plain(afterLabels(body, material)).replace(joint, "");
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

/** A mark before a numeral can be a sign of it ("> 50 mg"), which a minus is only where the document has it so. */
const listMark = /^(?:[-•‣▪●*–—]\s+|#{1,6}\s+|>\s+(?!\p{N}))+/u;
/** What joins a heading to its point. */
const joint = /^(?:[:：]\s*|[–—-]\s+)/u;
const numeralOnly = /^[0-9０-９]{1,2}$/u;
/** "Note 3:", "Point 2.", "Punkt 1 –", "Note:", "[Note 3]"; the numeral is a group of its own. */
const namedLabel = new RegExp(
  `^(?:[[(](?:${anyWord})\\s*${digits}[\\])]\\s*[:：]?|(?:${anyWord})(?:\\s*(?:(?:no|nr|n)[.º°]\\s*|#)?(?<numeral>${digits}(?:\\s*[-–]\\s*${digits})?)\\s*(?:[.]-(?=\\s)|[:：.．)）](?=\\s|\\p{Script=Han}|\\p{Script=Hiragana}|\\p{Script=Katakana}|$)|[–—-](?=\\s))|\\s*[:：]))\\s*`,
  "iu",
);
/** "1.", "1.-", "2)", "(3)", "4:", "5、", "①", "#6:", "(a)", "b)", "(iv)". */
const numbering = new RegExp(
  String.raw`^(?:(?<numeral>[0-9０-９]{1,2})(?:\.-(?=\s)|[.．](?=\s|$)|[)）]|[:：](?=\s*\p{L})|、)|[(（][0-9０-９]{1,2}[)）]|#[0-9]{1,2}[:.)]|[①-⑳]|\((?:\p{L}|[ivx]{1,4})\)(?=\s)|\p{L}\)(?=\s)|\p{Ll}\.(?=\s+\p{Lu}))\s*`,
  "u",
);
/** Emphasis at the beginning that ends in a colon, a full stop or a dash; without one it stresses the first words of a sentence. */
const headingPattern =
  /^(?<mark>\*\*|__)(?=\S)(?<name>[^*_\n]{1,80}?)(?:[:：.–—-]\s*\k<mark>\s*[:：–—-]?|\k<mark>\s*[:：–—-])(?<rest>\s.*|)$/su;

/** One label can stand before another ("- Note 1: 1."), but not one more behind it. */
const mostLabels = 3;

function afterLabels(text: string, material: readonly string[]): string {
  let rest = text.trim();
  for (let taken = 0; taken < mostLabels; taken += 1) {
    const before = rest;
    for (const pattern of [listMark, numbering, namedLabel]) rest = strip(rest, pattern, material).trim();
    if (rest === before) break;
  }
  return rest;
}

/** Without what the pattern finds at the beginning, unless it is content. */
function strip(text: string, pattern: RegExp, material: readonly string[]): string {
  const match = pattern.exec(text);
  if (!match) return text;
  const [label] = match;
  const rest = text.slice(label.length);
  const next = /^[\p{L}\p{M}\p{N}'’]+/u.exec(rest)?.[0] ?? "";
  if (match.groups?.["numeral"] !== undefined && months.has(next.toLowerCase())) return text;
  const isDocuments = (words: string): boolean => holds(asSearched(material), words);
  if (pattern === listMark) return /^\p{N}/u.test(next) && isDocuments(`${label}${next}`) ? text : rest;
  // In brackets it names an item of a list, also where the document has that list.
  if (!/^[[(]/u.test(label) && next !== "" && isDocuments(`${label}${next}`)) return text;
  // "Title 18: …" of what stands there as "Title 18 of the Code", "Sentence: five years".
  const name = label.trim();
  if (/\p{L}{2}/u.test(name) && (isDocuments(name) || (/\p{N}/u.test(name) && isDocuments(bareName(name)))))
    return text;
  return rest;
}

/** A label without its mark or brackets. */
function bareName(label: string): string {
  return label.replaceAll(/^[[(]|[^\p{L}\p{N}]+$/gu, "");
}

/** True where these words stand there, and not as a part of longer ones. @param text in lower case */
function holds(text: string, words: string): boolean {
  const wanted = words.toLowerCase();
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const isBegun = /[\p{L}\p{N}]/u.test(text.charAt(at - 1)) && /^[\p{L}\p{N}]/u.test(wanted);
    const goesOn = /[\p{L}\p{N}]/u.test(text.charAt(at + wanted.length)) && /[\p{L}\p{N}]$/u.test(wanted);
    if (!isBegun && !goesOn) return true;
  }
  return false;
}

const searched = new WeakMap<readonly string[], string>();

/** Sentences as one text in lower case, a line each. They are kept: every point of an answer is looked up in the same ones. */
export function asSearched(material: readonly string[]): string {
  const known = searched.get(material);
  if (known !== undefined) return known;
  const text = material.join("\n").toLowerCase();
  searched.set(material, text);
  return text;
}

/** A label without its mark, as it stands in a heading. */
const labelOnly = new RegExp(`^(?:${anyWord})(?:\\s*${digits})?$`, "iu");

/** Emphasis is for a page; a point is a line of text. */
function plain(text: string): string {
  return text.replaceAll(/(?<![\p{L}\p{N}*_])(\*\*|__)(?=\S)([^*_\n]+?)(?<=\S)\1(?![\p{L}\p{N}*_])/gu, "$2").trim();
}

/** True where each word of the heading comes in the point again, if with another ending. */
function saysAgain(rest: string, heading: string): boolean {
  const inRest = wordsOf(rest);
  return wordsOf(heading).every((word) => inRest.some((other) => isSameWord(word, other)));
}

function isSameWord(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= leastStem && long.length - short.length <= longestEnding && long.startsWith(short);
}
const leastStem = 4;
const longestEnding = 3;

/** Months of the languages that write ordinals with a full stop, as they stand after a day. */
const months = new Set([
  ...["de", "da", "nb", "fi", "et", "lv", "cs", "sk", "sl", "hr", "hu", "pl", "is"].flatMap((language) =>
    monthsOf(language, "long"),
  ),
  ...["de", "da", "nb"].flatMap((language) => monthsOf(language, "short")),
]);

function monthsOf(language: string, form: "long" | "short"): string[] {
  const format = new Intl.DateTimeFormat(language, { day: "numeric", month: form, timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, month) =>
    format
      .formatToParts(Date.UTC(2024, month, 2))
      .flatMap(({ type, value }) => (type === "month" ? [value.toLowerCase().replace(/\.$/u, "")] : [])),
  ).flat();
}
