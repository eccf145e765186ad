import { primaryTag } from "../text/languageTag.ts";
import { namesOf } from "../text/names.ts";

/** "It is important that …" stands for nothing. */
const impersonal = /^It\s+(?:is|was|will be|seems|appears|takes|remains)\b.*\b(?:to|that|whether)\b/u;

/**
 * Points that can be understood on their own: "It announces each visit" after "The Landlord may enter the apartment" begins with the
 * Landlord. Only where the point before begins with a name, and in English, where "it" is nobody's gender; whether the document says so
 * is for the check to tell.
 *
 * @param points in the order in which they were written
 * @param language BCP 47 of the points
 * @param known words that are names in the document, folded
 */
export function withSubjects(points: readonly string[], language: string, known: ReadonlySet<string>): string[] {
  if (primaryTag(language) !== "en") return [...points];
  const told: string[] = [];
  for (const point of points) {
    const subject = /^It\s/u.test(point) && !impersonal.test(point) ? subjectOf(told.at(-1) ?? "", known) : null;
    told.push(subject === null ? point : `${subject}${point.slice("It".length)}`);
  }
  return told;
}

/** The name of one thing that a sentence begins with, its article included. */
function subjectOf(sentence: string, known: ReadonlySet<string>): string | null {
  const [name] = namesOf(sentence, "en", known);
  if (!name) return null;
  const begin = sentence.startsWith("The ") ? "The " : "";
  const isPlural = /(?<![isu])s$/iu.test(name.text);
  return sentence.startsWith(`${begin}${name.text} `) && !isPlural ? `${begin}${name.text}` : null;
}
