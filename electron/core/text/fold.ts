const asciiPattern = /^\p{ASCII}*$/u;
/** Accents of Latin, Greek and Cyrillic; the vowel signs of other scripts stay. */
const accentPattern = /[\u0300-\u036f]/g;

/** Lower case, accents taken off, compatibility forms (ligatures, full width) resolved. */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return text.normalize("NFKD").replaceAll(accentPattern, "").normalize("NFC").toLowerCase().replaceAll("ß", "ss");
}

export function isAscii(text: string): boolean {
  return asciiPattern.test(text);
}
