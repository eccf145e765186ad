import { fold } from "./fold.ts";
import { numberWordsOf } from "./numberWords.ts";

/** A stretch of time that a text names without a day of the calendar. */
export interface PeriodFact {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly kind: "weekday" | "quarter" | "half" | "season" | "decade" | "century" | "feast" | "relative";
  /** weekday 1 (Monday) to 7; quarter 1 to 4; the first year of a decade; a word for what has no number: "yesterday" */
  readonly value: string;
  readonly year: number | null;
}

/**
 * Weekdays, quarters, halves, seasons, decades, centuries, feasts and relative words of a text, in the seven languages.
 *
 * @param language BCP 47; decides words that are a period in one language alone, as French "hier"
 */
export function periodsOf(text: string, language: string): PeriodFact[] {
  const found: PeriodFact[] = [];
  const add = (
    start: number,
    end: number,
    kind: PeriodFact["kind"],
    value: string,
    year: number | null = null,
  ): void => {
    if (found.some((other) => start < other.end && end > other.start)) return;
    found.push({ text: text.slice(start, end), start, end, kind, value, year });
  };
  const words = wordsOf(text, language.toLowerCase().slice(0, 2));
  const has = (kind: PeriodFact["kind"]): boolean => words.some(({ kinds }) => kinds.includes(kind));
  if (has("feast")) {
    for (const match of text.matchAll(feastPattern)) {
      const [name] = match;
      add(
        match.index,
        match.index + name.length,
        "feast",
        feasts.get(fold(name).replaceAll(/[’']/gu, "'")) ?? fold(name),
      );
    }
  }
  if (has("relative")) {
    for (const match of text.matchAll(relativePattern)) {
      if (fold(match[0]) === "hier" && !language.toLowerCase().startsWith("fr")) continue;
      add(match.index, match.index + match[0].length, "relative", relativeOf(match[0]));
    }
  }
  if (/\d|\b[IVX]{1,5}e?\b/u.test(text) || has("decade")) {
    for (const { pattern, read } of numbered) {
      for (const match of text.matchAll(pattern)) {
        const period = read(match);
        if (period) add(match.index, match.index + match[0].length, period.kind, period.value, period.year ?? null);
      }
    }
  }
  if (has("quarter") || has("half")) {
    for (const match of text.matchAll(partPattern)) {
      const part = partOf(match);
      if (part) add(match.index, match.index + match[0].length, part.kind, part.value, part.year);
    }
  }
  for (const { start, end, folded, kinds } of words) {
    if (kinds === none) continue;
    const weekday = weekdays.get(folded);
    if (weekday !== undefined && (weekday.isSure || weekdayFollows.test(text.slice(Math.max(0, start - 14), start)))) {
      add(start, end, "weekday", String(weekday.day));
    }
    const season = seasons.get(folded);
    if (season === undefined) continue;
    const year = yearBehind.exec(text.slice(end, end + 16));
    const isNamed = year !== null || seasonFollows.test(text.slice(Math.max(0, start - 16), start));
    if (isNamed) add(start, end + (year?.[0].length ?? 0), "season", season, year ? Number(year[1]) : null);
  }
  return found.sort((a, b) => a.start - b.start);
}

interface Word {
  readonly start: number;
  readonly end: number;
  readonly folded: string;
  readonly kinds: readonly PeriodFact["kind"][];
}
const none: readonly PeriodFact["kind"][] = [];

/** Few sentences name a period: its words are looked for before any longer pattern is. */
function wordsOf(text: string, tag: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(/\p{L}[\p{L}\p{M}]*/gu)) {
    const folded = fold(match[0]);
    const kinds = signals.get(folded);
    const own = ownWords.get(folded);
    if (kinds && (own === undefined || own === tag))
      words.push({ start: match.index, end: match.index + match[0].length, folded, kinds });
  }
  return words;
}

/** Words that mean something else in the other languages. */
const ownWords = new Map([
  ["hier", "fr"],
  ["fall", "en"],
  ["ete", "fr"],
  ["lente", "nl"],
]);

const weekdayNames: readonly string[] = [
  "monday mondays mon montag montags lundi lunes lunedi maandag segunda-feira segunda",
  "tuesday tuesdays tue tues dienstag dienstags mardi martes martedi dinsdag terca",
  "wednesday wednesdays wed mittwoch mittwochs mercredi miercoles mercoledi woensdag quarta",
  "thursday thursdays thu thurs donnerstag donnerstags jeudi jueves giovedi donderdag quinta",
  "friday fridays fri freitag freitags vendredi viernes venerdi vrijdag sexta",
  "saturday saturdays sat samstag samstags sonnabend samedi sabado sabato zaterdag",
  "sunday sundays sun sonntag sonntags dimanche domingo domenica zondag",
];
/** Words that are weekdays only where something before or behind them says so. */
const doubtful = new Set("mon tue tues wed thu fri sat sun segunda terca quarta quinta sexta".split(" "));
const weekdays = new Map(
  weekdayNames.flatMap((names, index) =>
    names
      .split(" ")
      .map((name): [string, { day: number; isSure: boolean }] => [
        name,
        { day: index + 1, isSure: !doubtful.has(name) },
      ]),
  ),
);
const weekdayFollows = /(?<!\p{L})(?:on|next|last|na|nesta|última|próxima)\s$/iu;

const seasons = new Map<string, string>(
  (
    [
      ["spring", "spring fruhling fruhjahr printemps primavera voorjaar lente"],
      ["summer", "summer sommer ete verano estate verao zomer"],
      ["autumn", "autumn fall herbst automne otono autunno outono herfst najaar"],
      ["winter", "winter hiver invierno inverno"],
    ] as const
  ).flatMap(([season, names]) => names.split(" ").map((name): [string, string] => [name, season])),
);
const yearBehind = /^\s(?:(?:of|de|del|di|d['’]|van|des jahres)\s?)?((?:1[5-9]|20|21)\d\d)(?!\d)/iu;
const seasonFollows =
  /(?<!\p{L})(?:in|since|until|by|during|from|this|last|next|early|late|im|seit|bis|diesen|letzten|nächsten|au|en|cet|depuis|el|este|pasad[oa]|nel|quest[oa]|l['’]|no|na|neste|deze|de|afgelopen)(?:\sthe)?\s?$/iu;

const feastNames: Readonly<Record<string, string>> = {
  easter: "easter|ostern|pâques|pascua|pasqua|páscoa|pasen",
  "good friday": "good friday|karfreitag|vendredi saint|viernes santo|venerdì santo|sexta-feira santa|goede vrijdag",
  "ash wednesday": "ash wednesday|aschermittwoch|mercredi des cendres|miércoles de ceniza|aswoensdag",
  "christmas eve": "christmas eve|heiligabend|nochebuena|kerstavond",
  christmas: "christmas|christmas day|weihnachten|noël|navidad|natale|natal|kerst|kerstmis",
  "new year":
    "new year['’]s day|new year['’]s eve|neujahr|silvester|nouvel an|año nuevo|capodanno|ano novo|oudejaarsavond",
  pentecost: "pentecost|whitsun|pfingsten|pentecôte|pentecostés|pentecoste|pinksteren",
  thanksgiving: "thanksgiving",
  halloween: "halloween",
  "valentine's day": "valentine['’]s day|valentinstag|saint-valentin|san valentín|san valentino|valentijnsdag",
  "boxing day": "boxing day",
  ramadan: "ramadan",
};
const feastPattern = new RegExp(
  `(?<!\\p{L})(?:${Object.values(feastNames)
    .join("|")
    .split("|")
    .sort((a, b) => b.length - a.length)
    .join("|")})(?!\\p{L})`,
  "giu",
);
const feasts = new Map(
  Object.entries(feastNames).flatMap(([feast, names]) =>
    names
      .replaceAll("['’]", "'")
      .split("|")
      .map((name): [string, string] => [fold(name), feast]),
  ),
);

/** Relative words, each with what it means from the day it is written: unit and how many of them away. */
const relatives: readonly (readonly [pattern: string, value: string])[] = [
  ["day before yesterday|vorgestern|avant-hier|anteayer|l['’]altro ieri|anteontem|eergisteren", "day -2"],
  ["yesterday|gestern|hier(?! est)|ayer|ieri|ontem|gisteren", "day -1"],
  ["today|tonight|heute|aujourd['’]hui|hoy|oggi|hoje|vandaag", "day 0"],
  ["tomorrow|demain|mañana|domani|amanhã", "day 1"],
  ["last night|letzte nacht|hier soir|anoche|ieri sera|ontem à noite|vannacht", "day -1"],
  [
    "last week|letzte woche|vergangene woche|la semaine dernière|la semana pasada|la settimana scorsa|a semana passada|vorige week",
    "week -1",
  ],
  ["this week|diese woche|cette semaine|esta semana|questa settimana|deze week", "week 0"],
  [
    "next week|nächste woche|kommende woche|la semaine prochaine|la próxima semana|la prossima settimana|a próxima semana|volgende week",
    "week 1",
  ],
  [
    "last month|letzten monat|vergangenen monat|le mois dernier|el mes pasado|il mese scorso|o mês passado|vorige maand",
    "month -1",
  ],
  ["this month|diesen monat|ce mois-ci|este mes|questo mese|este mês|deze maand", "month 0"],
  [
    "next month|nächsten monat|kommenden monat|le mois prochain|el próximo mes|il mese prossimo|o próximo mês|volgende maand",
    "month 1",
  ],
  [
    "last year|letztes jahr|vergangenes jahr|im vorjahr|l['’]an dernier|l['’]année dernière|el año pasado|l['’]anno scorso|o ano passado|vorig jaar",
    "year -1",
  ],
  ["this year|dieses jahr|cette année|este año|quest['’]anno|este ano|dit jaar", "year 0"],
  [
    "next year|nächstes jahr|kommendes jahr|l['’]an prochain|l['’]année prochaine|el próximo año|l['’]anno prossimo|o próximo ano|volgend jaar",
    "year 1",
  ],
];
const relativePattern = new RegExp(`(?<!\\p{L})(?:${relatives.map(([names]) => names).join("|")})(?!\\p{L})`, "giu");
const relativeValues = relatives.map(([names, value]) => ({ pattern: new RegExp(`^(?:${names})$`, "iu"), value }));

function relativeOf(name: string): string {
  return relativeValues.find(({ pattern }) => pattern.test(name))?.value ?? fold(name);
}

interface Numbered {
  readonly kind: PeriodFact["kind"];
  readonly value: string;
  readonly year?: number | null;
}

const numbered: readonly { readonly pattern: RegExp; read(match: RegExpMatchArray): Numbered | null }[] = [
  {
    // "Q3 2023", "T3/2023", "H1 of 2023"
    pattern: /(?<![\p{L}\d])([QTHS])([1-4])(?:(?:[\s/-]|\s(?:of|de|van)\s|['’])((?:19|20)?\d\d))?(?!\d)/gu,
    read: ([, letter = "", value = "", year]) => {
      const isHalf = letter === "H" || letter === "S";
      if ((isHalf && Number(value) > 2) || (/[TS]/u.test(letter) && year === undefined)) return null;
      return { kind: isHalf ? "half" : "quarter", value, year: fullYear(year) };
    },
  },
  {
    pattern: /(?<!\d)((?:19|20)\d\d)[\s/-]?([QTH])([1-4])(?![\p{L}\d])/gu,
    read: ([, year, letter, value = ""]) => ({
      kind: letter === "H" ? "half" : "quarter",
      value,
      year: fullYear(year),
    }),
  },
  {
    // "the 1990s", "'90s", "90er Jahre", "années 90", "los años 90", "gli anni '90", "jaren 90"
    pattern:
      /(?<![\d\p{L}])(?:(?:années?|años|anni|anos(?: de)?|jaren)\s['’]?((?:1[5-9]|20)?\d0)(?!\d)|['’]?((?:1[5-9]|20)?\d0)(?:['’]?s|er(?:[\s-]jahren?)?)(?!\p{L}))/giu,
    read: ([, first, second]) => {
      const digits = first ?? second ?? "";
      return { kind: "decade", value: digits.length === 2 ? `19${digits}`.replace("1910", "2010") : digits };
    },
  },
  {
    pattern:
      /(?<!\p{L})(?:the|die)\s((?:twen|thir|for|fif|six|seven|eigh|nine)ties|[a-zäöüß]+ziger(?:[\s-]jahren?)?)(?!\p{L})/giu,
    read: ([, name = ""]) => {
      const ten = decadeNames.findIndex((names) => names.some((each) => fold(name).startsWith(each)));
      return ten < 0 ? null : { kind: "decade", value: String(1920 + ten * 10) };
    },
  },
  {
    pattern:
      /(?<![\p{L}\d])(?:(\d{1,2})(?:st|nd|rd|th|\.|e|ème)?\s(?:century|centuries|jahrhunderts?|siècle|eeuw)|([IVX]{1,5})(?:e|ème)?\s(?:siècle|secolo)|(?:siglo|século)\s([IVX]{1,5}))(?!\p{L})/giu,
    read: ([, digits, before, behind]) => {
      const value = digits === undefined ? roman(before ?? behind ?? "") : Number(digits);
      return value === 0 ? null : { kind: "century", value: String(value) };
    },
  },
];

const decadeNames: readonly (readonly string[])[] = [
  ["twent", "zwanzig"],
  ["thirt", "dreissig"],
  ["fort", "vierzig"],
  ["fift", "funfzig"],
  ["sixt", "sechzig"],
  ["sevent", "siebzig"],
  ["eight", "achtzig"],
  ["ninet", "neunzig"],
];

function roman(digits: string): number {
  const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };
  const numbers = [...digits.toUpperCase()].map((digit) => values[digit] ?? 0);
  return numbers.reduce((sum, value, index) => sum + (value < (numbers[index + 1] ?? 0) ? -value : value), 0);
}

function fullYear(year: string | undefined): number | null {
  if (year === undefined) return null;
  return Number(year) < 100 ? 2000 + Number(year) : Number(year);
}

const partPattern =
  /(?<!\p{L})(\p{L}+|[1-4](?:st|nd|rd|th|\.|er|e|º|ª|o)?)\s(?:(quarter|quartal|trimestre|kwartaal)s?|(half)(?=\s(?:of\s(?:the\s(?:\p{L}+\s)?year|(?:19|20)\d\d)|(?:19|20)\d\d))|(halbjahr|semestre|halfjaar)e?s?)(?:\s(?:of|de|del|di|van|des jahres)?\s?((?:19|20)\d\d)(?!\d))?(?!\p{L})/giu;

function partOf(match: RegExpMatchArray): { kind: "quarter" | "half"; value: string; year: number | null } | null {
  const [, which = "", quarter, half, semester, year] = match;
  const value = /^\d/u.test(which) ? which.charAt(0) : ordinalOf(which);
  if (value === null) return null;
  const kind = quarter === undefined && (half ?? semester) !== undefined ? "half" : "quarter";
  return { kind, value, year: fullYear(year) };
}

function ordinalOf(word: string): string | null {
  const folded = fold(word);
  if (folded === "last" || folded === "fourth") return folded === "last" ? null : "4";
  for (const language of ["en", "de", "fr", "es", "it", "nl"]) {
    const [number] = numberWordsOf(word, language);
    if (number?.kind === "ordinal" && Number(number.value) <= 4) return number.value;
  }
  return { segundo: "2", secondo: "2", segunda: "2", terceiro: "3", quarto: "4", primeiro: "1" }[folded] ?? null;
}

/** Each word that a period may begin with or turn on, folded, with the kinds it may be of. */
const signals = new Map<string, readonly PeriodFact["kind"][]>();
function signal(kind: PeriodFact["kind"], words: Iterable<string>): void {
  for (const word of words) signals.set(word, [...(signals.get(word) ?? []), kind]);
}
signal("weekday", weekdays.keys());
signal("season", seasons.keys());
signal("quarter", "quarter quarters quartal quartals trimestre trimestres kwartaal".split(" "));
signal("half", "half halbjahr halbjahres semestre semestres halfjaar".split(" "));
signal(
  "decade",
  "twenties thirties forties fifties sixties seventies eighties nineties annees jahre jahren".split(" "),
);
signal(
  "feast",
  [...feasts.keys()].flatMap((name) => name.split(/[\s'-]/u)).filter((word) => word.length > 2),
);
signal(
  "relative",
  relatives
    .flatMap(([names]) => names.replaceAll(/\(\?![^)]*\)/gu, "").split("|"))
    .flatMap((name) => fold(name.replaceAll("['’]", " ")).split(/[\s-]/u))
    .filter((word) => word.length > 2),
);
