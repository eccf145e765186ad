/** Languages whose data is shipped, by Tesseract's names. */
export const ocrLanguages = ["eng", "deu", "fra", "spa", "ita", "por"] as const;
export type OcrLanguage = (typeof ocrLanguages)[number];

const byTag: Readonly<Record<string, OcrLanguage>> = {
  en: "eng",
  de: "deu",
  fr: "fra",
  es: "spa",
  it: "ita",
  pt: "por",
};

/** The data for a BCP 47 tag; null where there is none. */
export function ocrLanguageOf(tag: string | null): OcrLanguage | null {
  return byTag[tag?.toLowerCase().split("-")[0] ?? ""] ?? null;
}

/** Letters that are enough to tell a language from text with some of them wrong. */
const enoughLetters = 60;
/** Lines that are looked at together: enough letters, seldom two languages. */
const together = 2;

/**
 * The languages of the shipped ones that lines of recognised text are in, the one of most letters first; those of less
 * than a tenth are left out. At most `most`, since each costs time.
 */
export async function languagesOf(lines: readonly string[], most: number): Promise<OcrLanguage[]> {
  const whole = lines.join("\n");
  if (lettersOf(whole) < enoughLetters) return [];
  const { eld } = await import("eld/extrasmall");
  const main = ocrLanguageOf(eld.detect(whole).language);
  const letters = new Map<OcrLanguage, number>();
  let all = 0;
  for (let at = 0; at < lines.length; at += together) {
    const piece = lines.slice(at, at + together).join("\n");
    const language = ocrLanguageOf(eld.detect(piece).language);
    const count = lettersOf(piece);
    all += count;
    // A single piece is told with less certainty than the page: it counts only where it is long enough.
    if (language && count >= enoughLetters / 2) letters.set(language, (letters.get(language) ?? 0) + count);
  }
  const found = [...letters]
    .filter(([, count]) => count >= 0.1 * all)
    .sort((a, b) => b[1] - a[1])
    .map(([language]) => language);
  const ordered = main ? [main, ...found.filter((language) => language !== main)] : found;
  return ordered.slice(0, most);
}

function lettersOf(text: string): number {
  return text.match(/\p{L}/gu)?.length ?? 0;
}
