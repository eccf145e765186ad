import { primaryTag } from "./languageTag.ts";

/** True where both tags (BCP 47) name one language, or one of them none. */
export function sameLanguage(a: string, b: string): boolean {
  const [first, second] = [a, b].map(primaryTag);
  return first === second || [first, second].some((tag) => tag === "und" || tag === "");
}
