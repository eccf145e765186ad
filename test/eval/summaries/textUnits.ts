import { type KeyFact, type KeyFactScore, scoreKeyFacts } from "../../../electron/core/trials/keyFacts.ts";

const bullet = /^\s*(?:[-*+\u2022\u2023\u25AA\u25CF\u25E6\u2013\u2014]|\(?\d{1,2}[.)])\s+/u;
const sentenceEnd =
  /(?<=[.!?\u2026])["')\]\u201D\u2019\u00BB]*\s+(?=["'([\u201C\u2018\u00AB\u00BF\u00A1]*[A-Z0-9\u00C0-\u00DE])/u;
const abbreviation =
  /(?:\b(?:e\.g|i\.e|vs|etc|approx|fig|no|nos|dr|mr|mrs|ms|prof|st|sr|sra|art|cf|ex|p|pp|s|h\.r|u\.s|al)|\b[A-Z])\.$/iu;

/** As `scoreKeyFacts`, of a text in sentences and lists. */
export function scoreKeyFactsOfText(facts: readonly KeyFact[], text: string): KeyFactScore {
  return scoreKeyFacts(facts, textUnits(text));
}

/** Sentences and lines of lists of a text, without their marks; a line broken in the middle of a sentence is put together again. */
export function textUnits(text: string): string[] {
  const units: string[] = [];
  let open: string[] = [];
  for (const line of [...text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/u), ""]) {
    if (goesOn(open, line)) {
      open.push(line);
      continue;
    }
    if (open.some((part) => part.trim() !== "")) units.push(...sentencesOf(open.join(" ").replace(bullet, "").trim()));
    open = [line];
  }
  return units;
}

function goesOn(open: readonly string[], line: string): boolean {
  const last = open.at(-1) ?? "";
  return (
    line.trim() !== "" &&
    !bullet.test(line) &&
    last.length >= 45 &&
    last.length <= 130 &&
    !/[.!?:;|\t]\s*$/u.test(last) &&
    !line.includes("\t") &&
    /^\s*[a-z\u00DF-\u00FF(]/u.test(line)
  );
}

function sentencesOf(line: string): string[] {
  const parts: string[] = [];
  for (const part of line.split(sentenceEnd)) {
    if (abbreviation.test(parts.at(-1) ?? "")) parts.push(`${parts.pop() ?? ""} ${part}`);
    else if (part.trim() !== "") parts.push(part);
  }
  return parts;
}
