import { foldedWords } from "../text/fold.ts";

/* Words of names of columns in English, German, French, Spanish, Italian, Portuguese and Dutch, folded. */
const startWords =
  "starts?|starting|begins?|beginning|beginn|beginnt|commence(?:s|ment)?|from|effective|ab|von|anfang|antritt|eintritt|inkrafttreten|debut|depuis|effet|entree|inicio|comienzo|desde|inizio|decorrenza|dal|aanvang|ingang|begin|vanaf|vigencia";
const endWords =
  "ends?|ending|expir(?:y|es|ation|ed)|until|termination|ende|endet|ablauf|bis|austritt|auslauf|fin|echeance|termine|expiration|vencimiento|hasta|fine|scadenza|scade|termino|vencimento|ate|einde|eindigt|afloop|tot|vervalt";
/** Parts that compounds begin or end with: "Vertragsbeginn", "ingangsdatum", "einddatum". */
const startParts = /(?:beginn|anfang|antritt|begin|aanvang)$|^(?:start|begin|ingangs|aanvangs)/u;
const endParts = /(?:ende|ablauf|einde|afloop)$|^(?:end(?:e|datum|termin|date)|eind(?:datum|e)|ablauf|vertragsende)/u;

const isStart = new RegExp(`^(?:${startWords})$`, "u");
const isEnd = new RegExp(`^(?:${endWords})$`, "u");

/** True of the name of a column that tells when something begins. */
export function isStartName(name: string): boolean {
  const words = foldedWords(name);
  return words.some((word) => isStart.test(word) || startParts.test(word)) && !isEndName(name);
}

/** True of the name of a column that tells when something ends. */
export function isEndName(name: string): boolean {
  return foldedWords(name).some((word) => isEnd.test(word) || endParts.test(word));
}

/** What a name says beside that it is a beginning or an end: "Lease start" and "Lease end" are of the same. */
export function withoutEnds(name: string): string {
  return foldedWords(name)
    .filter((word) => !isStart.test(word) && !isEnd.test(word) && !fillers.has(word))
    .map((word) => word.replace(startParts, "").replace(endParts, ""))
    .filter((word) => word !== "" && !fillers.has(word))
    .join(" ");
}

const fillers = new Set(
  "date day datum tag date jour fecha dia data giorno dag of the des der die du de del la le el il do da van het on am le".split(
    " ",
  ),
);
