import type { ColumnDraft } from "../../../contract/answerTables.ts";
import { datesOf } from "../../text/dates.ts";
import { fold } from "../../text/fold.ts";
import type { ReadValue } from "./values.ts";

/** A text of a known form that a column may ask for. */
export type IdentifierKind = "iban" | "email" | "phone" | "link" | "number";

/** What kind of identifier a column of texts asks for by its name and question; null where it asks for words. */
export function identifierOf({
  kind,
  name,
  question,
}: Pick<ColumnDraft, "kind" | "name" | "question">): IdentifierKind | null {
  if (kind !== "text") return null;
  const called = fold(name);
  if (/\biban\b/u.test(called)) return "iban";
  if (/^(?:e-?mail|mail|courriel|correo|posta elettronica|correio)/u.test(called)) return "email";
  if (/^(?:(?:tele)?phone|telef|tel\b|mobile?|handy|portable|movil|cellulare|telemovel)/u.test(called)) return "phone";
  if (/^(?:url|website|web page|link|doi|internet)/u.test(called)) return "link";
  return namesNumber.test(called) || asksForNumber.test(fold(question)) ? "number" : null;
}

const namesNumber =
  /(?:^|[^\p{L}])(?:number|no|nr|numero|n°|nummer|num|id|aktenzeichen|sku|isbn|vin)(?!\p{L})|\p{L}(?:nummer|nr|zeichen)(?!\p{L})|(?:^|\s)(?:reference|code|codice|codigo|kennung)$/u;
const asksForNumber =
  /(?:what|which|welche\p{L}*|wie|quel\p{L}*|cual|qual\p{L}*|wat|welk\p{L}*)\s[^?]{0,20}(?<!\p{L})(?:number|numero|nummer)(?!\p{L}) of|(?:rechnungs|kunden|bestell|auftrags|vertrags)nummer|klantnummer|factuurnummer/u;

const patterns: Readonly<Record<IdentifierKind, RegExp>> = {
  iban: /(?<![\p{L}\d])[A-Z]{2}\d{2}(?:[ \u00A0]?[\dA-Z]{4}){2,7}(?:[ \u00A0]?[\dA-Z]{1,4})?(?![\p{L}\d])/u,
  email: /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/u,
  phone: /(?<![\p{L}\d])(?:\+|00)?\(?\d[\d\s()/.-]{5,20}\d(?!\d)/u,
  link: /(?:https?:\/\/|www\.|doi:\s?)[^\s<>"“”]+|10\.\d{4,9}\/[^\s<>"“”]+/u,
  number:
    /(?<![\p{L}\d])(?:\p{Lu}{1,6}[ -]?)?(?:[\p{L}\d]+[./_-])*[\p{L}]*\d[\p{L}\d]*(?:[./_-][\p{L}\d]+|,\d{3}(?!\d))*/u,
};

/** The groups of figures that a number goes on in to the end of its line or cell: "778 120 4". */
const furtherGroups = /^(?:[ \u00A0]\d{1,5}){1,5}(?=\s*(?:$|[\n,;)]))/u;

/**
 * The identifier at the beginning of what stands behind a label, or the first of its form where that is told by itself.
 *
 * @param isNamed the label is one of a line or cell, rather than part of a sentence
 */
export function identifierIn(
  text: string,
  kind: IdentifierKind,
  language: string,
  isNamed: boolean,
): (ReadValue & { readonly tight: boolean }) | null {
  const match = patterns[kind].exec(text);
  if (!match) return null;
  const before = text.slice(0, match.index);
  const words = before.match(/[\p{L}\d]+/gu)?.length ?? 0;
  if (kind === "number") {
    const digits = match[0].replaceAll(/\D/gu, "").length;
    if (words > (isNamed ? 2 : digits > 3 ? 6 : 1)) return null;
    if (datesOf(text, language).some(({ start, end }) => match.index < end && match.index + match[0].length > start))
      return null;
    // An amount is no number of anything.
    if (/^\s?(?:\p{Sc}|EUR|USD|CHF|%)/u.test(text.slice(match.index + match[0].length)) || /\p{Sc}\s?$/u.test(before))
      return null;
  } else if (words > 8) return null;
  const groups = kind === "number" && isNamed && /\d$/u.test(match[0]) ? furtherGroups : null;
  const whole = match[0] + (groups?.exec(text.slice(match.index + match[0].length))?.[0] ?? "");
  const found = whole.replace(/[.,;)]+$/u, "").trim();
  return {
    value: { kind: "text", text: found },
    text: found,
    start: match.index,
    end: match.index + found.length,
    tight: words === 0,
  };
}

/** All different texts of a form in a text. */
export function identifiersIn(text: string, kind: Exclude<IdentifierKind, "number">): string[] {
  const { source } = patterns[kind];
  return [
    ...new Set([...text.matchAll(new RegExp(source, "gu"))].map(([found]) => found.replace(/[.,;)]+$/u, "").trim())),
  ];
}
