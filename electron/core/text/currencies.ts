/** Currencies named in a text, by their ISO 4217 codes; a dollar of no country is taken for that of the United States. */
export function currenciesOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const [name] of text.matchAll(anywhere)) {
    const code = codeOf(name);
    if (code !== null) found.add(code);
  }
  return found;
}

/** The currency at the end of a text, as "€ " or "EUR", and how long it is; null where there is none. */
export function currencyBefore(text: string): { readonly code: string; readonly length: number } | null {
  return currencyOf(atEnd.exec(text));
}

/** The currency at the beginning of a text, as " euros" or "€"; null where there is none. */
export function currencyAfter(text: string): { readonly code: string; readonly length: number } | null {
  return currencyOf(atBeginning.exec(text));
}

function currencyOf(match: RegExpExecArray | null): { readonly code: string; readonly length: number } | null {
  const [whole, name] = match ?? [];
  if (whole === undefined || name === undefined) return null;
  const code = codeOf(name);
  return code === null ? null : { code, length: whole.length };
}

const signs: Readonly<Record<string, string>> = {
  "€": "EUR",
  $: "USD",
  US$: "USD",
  A$: "AUD",
  AU$: "AUD",
  C$: "CAD",
  CA$: "CAD",
  NZ$: "NZD",
  HK$: "HKD",
  S$: "SGD",
  R$: "BRL",
  "£": "GBP",
  "¥": "JPY",
  "￥": "JPY",
  円: "JPY",
  元: "CNY",
  "₹": "INR",
  Rs: "INR",
  "₩": "KRW",
  원: "KRW",
  "₺": "TRY",
  "₽": "RUB",
  "฿": "THB",
};

const codes =
  "EUR|USD|GBP|JPY|CHF|INR|KRW|AUD|CAD|NZD|CNY|HKD|SGD|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|RUB|BRL|MXN|ZAR|AED|THB|ILS|ARS|CLP|COP";

const words: readonly (readonly [code: string, pattern: string])[] = [
  ["EUR", "euros?"],
  ["USD", "dollars?|d[oó]lar(?:es)?|dollari|dollaro"],
  ["CHF", "swiss francs?|schweizer franken|franken|francs?(?: suisses?)?|franchi(?: svizzeri)?|francos suizos"],
  [
    "GBP",
    "pounds?(?: sterling)?(?! (?:of|overweight|in weight|heavier|lighter))|livres? sterling|sterline|libras? esterlinas?",
  ],
  ["JPY", "yen"],
  ["INR", "rupees?|rupien|roupies|rupias|rupie"],
  ["CNY", "yuan|renminbi"],
  ["BRL", "reais"],
];
const wordCodes = words.map(([code, pattern]) => ({ code, pattern: new RegExp(`^(?:${pattern})`, "iu") }));

function codeOf(name: string): string | null {
  const sign = signs[name];
  if (sign !== undefined) return sign;
  if (codes.includes(name) && name.length === 3) return name;
  return wordCodes.find(({ pattern }) => pattern.test(name))?.code ?? null;
}

const anySign = "(?:US|AU?|CA?|NZ|HK|S|R)?\\$|[€£¥￥₹₩₺₽฿]";
const anyWord = words.map(([, pattern]) => pattern).join("|");
const before = `(?<!\\p{Lu})(?:${anySign})|(?<!\\p{L})(?:${codes}|Rs)`;
const behind = `(?:${anySign}|[円元]|원(?!\\p{L})|(?:${codes})(?!\\p{L})|(?:${caseless(anyWord)})(?!\\p{L}))`;
const anywhere = new RegExp(
  `${before}(?!\\p{L})|(?<=\\d\\s?(?:T|k|M|Mds?)\\s?)(?:€|EUR|CHF)(?!\\p{L})|[円元]|원(?!\\p{L})|(?<!\\p{L})(?:${caseless(anyWord)})(?!\\p{L})`,
  "gu",
);
const atEnd = new RegExp(`(${before}\\.?)[\\s\\u00a0]?$`, "u");
const atBeginning = new RegExp(`^[\\s\\u00a0-]?(${behind})`, "u");

/** Letters of a pattern in either case, since codes beside them must be capitals. */
function caseless(pattern: string): string {
  return pattern.replaceAll(/\\?\p{L}|\[[^\]]*\]/gu, (part) =>
    part.length === 1 ? `[${part}${part.toUpperCase()}]` : part,
  );
}
