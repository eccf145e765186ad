/**
 * Sentences of one block as ranges `[start, end)` of its text, white space around them left out. `Intl.Segmenter` (UAX #29)
 * cuts, and the cuts after abbreviations, initials, ordinals and section numbers are taken back.
 */
export function splitSentences(text: string): [start: number, end: number][] {
  const sentences: [number, number][] = [];
  for (const { index, segment } of segmenter.segment(text)) {
    const start = index + (segment.length - segment.trimStart().length);
    const end = index + segment.trimEnd().length;
    if (end <= start) continue;
    const last = sentences.at(-1);
    if (last && belongsTogether(text.slice(last[0], last[1]), text.slice(start, end))) last[1] = end;
    else sentences.push([start, end]);
  }
  return sentences;
}

/** True where the stop at the end may be an abbreviation's: without what follows nobody knows whether a sentence ends there. */
export function endsInAbbreviation(text: string): boolean {
  const word = wordBeforeStop(text)?.toLowerCase();
  if (word === undefined) return false;
  return /^\p{L}$/u.test(word) || [titles, middles, beforeNumbers, companies].some((list) => list.has(word));
}

function wordBeforeStop(text: string): string | undefined {
  return /(\S+?)\.$/u.exec(text)?.[1]?.replace(/^[("'“‘[]+/u, "");
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Never at the end of a sentence, or hardly ever. */
const titles = words(
  "mr mrs ms dr prof st gen col capt lt sgt hon rev gov sen rep pres messrs mme mlle mgr me m mm sr sra srta ud uds dott sig hr fr frl ing dipl-ing dhr mevr",
);
/** Between two parts of one sentence, whatever follows. */
const middles = words(
  "e.g i.e cf vs viz resp bzw z.b u.a d.h s.o s.u i.d.r o.ä p.ex c.-à-d ej p.ej es ad.es approx ca geb gest vgl evtl ggf bspw inkl exkl insb sog usw. z. b. p. ex. incl esp",
);
/** Before a number or a name: Fig. 3, No. 5, Art. 12, pp. 3–5. */
const beforeNumbers = words(
  "no nos nr n nro núm num fig figs abb tab art arts sec secs sect ch chap chaps kap eq eqs ex par para paras abs p pp s ss seite vol vols bd iss ed eds app anh apt ref refs ver v op cl reg regs stat u.s.c c.f.r jan feb mar apr jun jul aug sep sept oct nov dec",
);
/** May end a sentence; then a word follows that often begins one. */
const companies = words("inc ltd co corp llc plc bros etc al jr sr ph.d m.d b.a m.a a.m p.m u.s u.k e.u u.n d.c no");
const starters = words(
  "the this that these those it its he she we they you i in on at a an and but or however for if when while as there here our his her their to by with from what which who not no all some such after before since although le la les un une il elle nous vous ils ce cette der die das ein eine es er sie wir el los las en",
);
const months = words(
  "januar februar märz april mai juni juli august september oktober november dezember january february march may june july october december jahrhundert jh quartal sitzung auflage",
);

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

function belongsTogether(before: string, after: string): boolean {
  // "1.2.3." or "a)" alone is the number of what follows.
  if (/^[([]?(?:\d{1,4}(?:\.\d{1,4})*|[A-Za-z]|[ivxlcdmIVXLCDM]{1,6})[.)\]]*$/u.test(before)) return true;
  if (!/\.["'”’)\]]?$/u.test(before)) return false;
  if (/^\p{Ll}/u.test(after)) return true;
  // "z. B." is cut between its letters.
  const halves = /(?:^|\s)(\p{L})\.$/u.exec(before)?.[1];
  const second = /^(\p{L}{1,2})\./u.exec(after)?.[1];
  if (halves && second && middles.has(`${halves}.${second}`.toLowerCase())) return true;
  const token = wordBeforeStop(before);
  if (token === undefined) return false;
  const lower = token.toLowerCase();
  if (titles.has(lower) || middles.has(lower)) return true;
  const spaced = /(\p{L})\.\s(\p{L}{1,2})\.$/u.exec(before);
  if (spaced && middles.has(`${spaced[1]}.${spaced[2]}`.toLowerCase())) return true;
  if (beforeNumbers.has(lower) && /^(?:\d|[IVXLC]{2,}\b|[IVX](?=[.,;)]|$)|§|\()/u.test(after)) return true;
  const next = /^["'“‘(]?([\p{L}'’]+)/u.exec(after)?.[1]?.toLowerCase() ?? "";
  if (/^\d{1,2}$/u.test(token) && months.has(next)) return true;
  if (/^\d+(?:\.\d+)*$/u.test(token) && /^\d/u.test(after) && before.length < 12) return true;
  if (starters.has(next)) return false;
  // Initials: J. K. Rowling, U.S. Army.
  if (/^(?:\p{Lu}\.?-?)+$/u.test(token) && token.replace(/[^\p{L}]/gu, "").length <= (token.includes(".") ? 5 : 1)) {
    return next !== "";
  }
  return companies.has(lower) && next === "";
}
