/**
 * Sentences of one block as ranges `[start, end)` of its text, white space around them left out. `Intl.Segmenter` (UAX #29)
 * cuts, and the cuts after abbreviations, initials, ordinals and section numbers are taken back. A note mark behind the stop, and
 * the mark that closes a quotation, stay with what they end; a bracket that opens goes with what it begins.
 */
export function splitSentences(text: string): [start: number, end: number][] {
  const sentences: [number, number][] = [];
  for (const { index, segment } of segmenter.segment(withPlainEnds(text))) {
    const start = index + (segment.length - segment.trimStart().length);
    const end = index + segment.trimEnd().length;
    if (end <= start) continue;
    const last = sentences.at(-1);
    if (last && belongsTogether(text.slice(last[0], last[1]), text.slice(start, end))) last[1] = end;
    else sentences.push([start, end]);
  }
  return sentences;
}

/**
 * The same characters at the same places, but for what misleads UAX #29 behind a stop, to which all brackets and quotation marks
 * close: note marks and the space before a closing guillemet are closing brackets here, and an opening bracket is a letter.
 */
function withPlainEnds(text: string): string {
  if (!mayMislead.test(text)) return text;
  return text
    .replaceAll(noteMarks, (mark) => ")".repeat(mark.length))
    .replaceAll(spaceBeforeClose, (space) => ")".repeat(space.length))
    .replaceAll(openBehindStop, (mark, at: number) =>
      mark === '"' && (text.slice(0, at).split('"').length - 1) % 2 === 1 ? mark : "一".repeat(mark.length),
    );
}

const mayMislead = /[.!?。！？．｡…؟।][\p{P}\p{Zs}]*["\p{Ps}\p{Pi}\p{Pf}\p{Pe}^⁰¹²³⁴-⁹]/u;
const stops = "[.!?…。！？．｡؟।]";
const closing = `["'”’»›“)\\]}」』）］】》〉]`;
/** "[4]", "[4][5]", "[4, 5]", "[a]", "¹", "^4" close behind a stop */
const noteMarks = new RegExp(
  `(?<=${stops}${closing}*)(?:\\[(?:\\d{1,3}(?:[\\s,–-]+\\d{1,3})*|\\p{Ll}{1,2})\\]|[⁰¹²³⁴-⁹]+|\\^\\{?\\d{1,3}\\}?)+(?=\\s|$|[\\p{Lo}])`,
  "gu",
);
/** French guillemets have a space inside. */
const spaceBeforeClose = new RegExp(`(?<=${stops}${closing}*)[\\p{Zs}\\t]+(?=[»›”)\\]](?:[\\s,.;:!?)\\]]|$))`, "gu");
/** Close behind a stop and close before what it opens: in scripts without spaces, or where the space was forgotten. */
const openBehindStop = new RegExp(
  `(?<=(?:[。！？．｡]|[!?])${closing}*)(?:[\\p{Ps}“‘«‹]|")(?=[^\\s\\p{P}])|(?<=\\.)[\\p{Ps}](?=\\p{Lu}|\\p{Lo})`,
  "gu",
);

/** True where the stop at the end may be an abbreviation's: without what follows nobody knows whether a sentence ends there. */
export function endsInAbbreviation(text: string): boolean {
  const word = wordBeforeStop(text)?.toLowerCase();
  if (word === undefined) return false;
  return (
    /^\p{L}$/u.test(word) ||
    [titles, capitalTitles, middles, beforeNumbers, beforeNouns, companies].some((list) => list.has(word))
  );
}

function wordBeforeStop(text: string): string | undefined {
  return /([^\s("'“‘«»„([/—–,;:]+)\.$/u.exec(text)?.[1];
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Before a name, and never at the end of a sentence, or hardly ever. */
const titles = words(
  "mr mrs messrs dr drs dres dra dras prof profs prof.ssa univ.-prof capt cpt lt sgt cpl maj cmdr hon rev gov supt hrn frl ing dipl-ing dipl dipl.-ing h.c mme mmes mlle mlles mgr sra sras srta sres ud uds vd vds exmo exma ilmo ilma eng arq dott dott.ssa sig sigg sig.ra sig.na avv geom rag dhr mevr inż mgr ks św проф акад тов им ул гр св",
);
/** The same, but words of their own in small letters: "He told me. Then he left." */
const capitalTitles = words("ms sr st sts ste mt ft gen col sen rep pres adm fr me m mm mr fa hl ds ir san ul al г д");
/** Between two parts of one sentence, whatever follows. */
const middles = words(
  "e.g i.e cf vs viz resp bzw z.b z.t u.a u.u d.h d.i d.r s.o s.u i.d i.d.r i.a i.v i.s.d i.s.v o.ä m.e m.w v.chr n.chr p.ex c.-à-d c.à.d ej p.ej ad.es p.es approx ca env geb gest vgl evtl ggf ggfs bspw inkl exkl einschl zzgl abzgl insb insbes sog lfd bzgl betr ehem ex. incl esp excl bl.a f.eks t.ex dvs jf tzw tzn np m.in т.е т.к см ср напр",
);
/** Before a noun or a name, if no word follows that begins a sentence. */
const beforeNouns = words("hr med phil rer nat jur mio mill mrd mia bio tsd mln mld mlrd тыс млн млрд");
/** Before a number or a name: Fig. 3, No. 5, Art. 12, pp. 3–5. */
const beforeNumbers = words(
  "no nos nr nrn n nn nro núm núms num nums fig figs abb tab art arts artt sec secs sect ch chap chaps cap caps kap kl eq eqs gl ex par para paras párr abs al inc ust pkt poz p pp s ss seite pag pagg pág págs blz bl vol vols bd bde t tit tít iss pt pts ser ed eds aufl app anh ann anl anm apt ref refs rn rz rdnr randnr ziff buchst lit ver v op cl reg regs stat stk fed tel str hs jl u.s.c c.f.r jan feb mar apr jun jul aug sep sept oct nov dec рис табл стр ст гл п пп",
);
/** Of months and weekdays, which are other words too: before a number, behind one or in capitals alone. */
const shortMonths = words(
  "janv févr avr juil déc ene abr ago dic gen mag giu lug set sett ott fev out dez mrt mei okt mrz mär",
);
const weekdays = words("mon tue tues wed thu thur thurs fri sat sun");
/** May end a sentence; then a word follows that often begins one. */
const companies = words("inc ltd co corp llc plc bros etc al jr sr ph.d m.d b.a m.a a.m p.m u.s u.k e.u u.n d.c no");
const starters = words(
  "the this that these those it its it's he she we they you i in on at a an and but or however for if when while as there then here our his her their to by with from what which who not no all some such after before since although le la les l un une il elle nous vous ils ce cet cette ces mais en der die das den dem des ein eine einen es er sie wir ich man und aber dann danach dies diese dieser dieses nach bei auch so el los las una ella ellos este esta pero gli lo i egli ella questo questa ma o os as um uma ele ela eles este mas het een de hij zij ze wij deze dit dat maar toen он она они это мы но и в на",
);
const months = words(
  "januar jänner februar märz april mai juni juli august september oktober november dezember january february march may june july october december januari februari maart mei augustus december marts maj jan feb mär mrz apr jun jul aug sep sept okt nov dez jahrhundert jahrhunderts jahrhunderte jh quartal sitzung auflage",
);
const daysAndZones = words(
  "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun est edt cst cdt mst mdt pst pdt et ct pt gmt utc cet",
);
/** Before an ordinal that German and the languages of the North write with a stop: "der 1. FC", "im 2. Weltkrieg". */
const beforeOrdinals =
  /(?<![\p{L}\p{N}])(?:der|die|das|den|dem|des|am|im|vom|zum|zur|beim|ein(?:e[mnrs]?)?|jede[mnrs]?|diese[mnrs]?|(?:sein|ihr|unser|mein)(?:e[mnrs]?)?|det|ihrem)\s\d{1,3}$/iu;

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

function belongsTogether(before: string, after: string): boolean {
  // "1.2.3." or "a)" alone is the number of what follows.
  if (/^[([]?(?:\d{1,4}(?:\.\d{1,4})*|[A-Za-z]|[ivxlcdmIVXLCDM]{1,6})[.)\]]*$/u.test(before)) return true;
  // "Why? ", he asked: the mark closes what came before.
  if (/^["'”’»)\]]\s?[,;:]/u.test(after)) return true;
  // “Why?” he asked. 「行こう。」と言った。
  if (/[!?…][\s\u00a0\u202f]?["”’»›“«]$/u.test(before)) return /^\p{Ll}/u.test(after);
  if (/[。！？][」』]$/u.test(before)) return /^(?:と|って|という|など)/u.test(after);
  if (!/\.["'”’)\]]?$/u.test(before)) return false;
  if (/^\p{Ll}/u.test(after) || (/\d\.$/u.test(before) && /^\/\d/u.test(after))) return true;
  // "z. B." is cut between its letters.
  const halves = /(?:^|[\s(])((?:\p{L}\.\s?)*\p{L})\.$/u.exec(before)?.[1]?.replaceAll(/\s/gu, "");
  const second = /^(\p{L}{1,3})\./u.exec(after)?.[1];
  if (halves && second && isMiddle(`${halves}.${second}`)) return true;
  const token = wordBeforeStop(before);
  if (token === undefined) return false;
  const lower = token.toLowerCase();
  const next = /^["'“‘„«»(¿¡]?\s?([\p{L}'’]+)/u.exec(after)?.[1]?.toLowerCase() ?? "";
  const isCapital = /^\p{Lu}/u.test(token);
  if (titles.has(lower) || middles.has(lower)) return true;
  if (isCapital && capitalTitles.has(lower)) return !starters.has(next) || !/^sts?$/u.test(lower);
  const spaced = /(\p{L})\.\s(\p{L}{1,3})\.$/u.exec(before);
  if (spaced && isMiddle(`${spaced[1]}.${spaced[2]}`))
    return !starters.has(next) || !/chr$/iu.test(before.slice(0, -1));
  // Roe v. Wade; av. J.-C.
  if ((token === "v" && /^\p{Lu}/u.test(after)) || (/^(?:av|apr|ap)$/u.test(lower) && /^J\.-?\s?C/u.test(after)))
    return true;
  if (beforeNumbers.has(lower) && isNumber(after)) return true;
  if (shortMonths.has(lower) && /^\d/u.test(after) && /(?:\d[.ºª]?|\d(?:er|o)|\bde)\s\S+$/u.test(before)) return true;
  if (isCapital && weekdays.has(lower) && /^\d/u.test(after)) return true;
  if (/^[ap]\.m$/u.test(lower) && daysAndZones.has(next)) return true;
  if (/(?:^|[^\d.])\d{1,2}$/u.test(token.replaceAll(/\d+\.?[-–/]/gu, "")) && months.has(next)) return true;
  if (/^\d+(?:\.\d+)*$/u.test(token) && /^\d/u.test(after) && before.length < 12) return true;
  if (starters.has(next)) return false;
  if (beforeNouns.has(lower) && next !== "") return true;
  if (beforeOrdinals.test(before.slice(0, -1)) && /^\p{Lu}/u.test(after)) return true;
  // Initials: J. K. Rowling, U.S. Army.
  if (/^(?:\p{Lu}\.?-?)+$/u.test(token) && token.replace(/[^\p{L}]/gu, "").length <= (token.includes(".") ? 5 : 1)) {
    return next !== "";
  }
  return companies.has(lower) && next === "";
}

function isMiddle(letters: string): boolean {
  return middles.has(letters.toLowerCase());
}

/** "5", "XII", "§ 3", "(2)", "A-12" */
function isNumber(text: string): boolean {
  return /^(?:\d|[IVXLC]{2,}\b|[IVX](?=[.,;)]|$)|§|\(|\p{Lu}{1,3}[-/.]?\d)/u.test(text);
}
