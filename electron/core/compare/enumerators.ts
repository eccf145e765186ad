import { datesOf } from "../text/dates.ts";

/**
 * The number of a clause before each of these texts ("3.2", "a", "iv"), empty where there is none. One clause more renumbers all
 * that follow, so numbers of clauses are compared apart from what the clauses say. What only looks like one, such as "2.5 litres
 * were spilt" or "12. Mai", stays text: a number counts as a clause's only where the document counts on from it or up to it.
 */
export function enumeratorsOf(texts: readonly string[]): string[] {
  const candidates = texts.map(candidateOf);
  const present = new Set(candidates);
  return candidates.map((candidate) => (candidate !== "" && isCounted(candidate, present) ? candidate : ""));
}

/** The text without its bullet and its enumerator. */
export function textAfter(enumerator: string, text: string): string {
  const bare = text.replace(bullet, "");
  if (enumerator === "") return bare.trim();
  return bare.slice(pattern.exec(bare)?.[0].length ?? 0).trim();
}

const bullet = /^[•‣◦▪●○■□◆·*–—-]\s+/u;
const pattern =
  /^(?:\(?(?<closed>\d{1,3}(?:\.\d{1,3}){0,5}|[a-z]|[ivxlc]{2,6})[.)]|\((?<round>[A-Z])\)|(?<open>\d{1,3}(?:\.\d{1,2}){1,5})|§\s?(?<paragraph>\d{1,4}))\s+(?=\S)/u;

function candidateOf(text: string): string {
  const bare = text.replace(bullet, "");
  const found = pattern.exec(bare)?.groups;
  if (!found || datesOf(bare.slice(0, 40))[0]?.start === 0) return "";
  return found["closed"] ?? found["round"] ?? found["open"] ?? found["paragraph"] ?? "";
}

/** The one before it or after it is there too, or it begins a count below one that is there. */
function isCounted(candidate: string, present: ReadonlySet<string>): boolean {
  const cut = candidate.lastIndexOf(".") + 1;
  const front = candidate.slice(0, cut);
  const last = candidate.slice(cut);
  if (/^[ivxlc]{2,}$/u.test(last)) return present.has(`${front}i`) || present.has(`${front}ii`);
  const neighbours = /^\d+$/u.test(last)
    ? [Number(last) - 1, Number(last) + 1].map(String)
    : [-1, 1].map((step) => String.fromCharCode(last.charCodeAt(0) + step));
  if (neighbours.some((neighbour) => present.has(front + neighbour))) return true;
  return last === "1" && front !== "" && present.has(front.slice(0, -1));
}
