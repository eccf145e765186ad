/** A time of day. */
export interface TimeFact {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** minutes after midnight, each way to read it: "2:30" may be in the afternoon */
  readonly minutes: readonly number[];
}

/** Times of day of a text: "12:30", "12h30", "2 pm", "14 Uhr", "à 14 h", "noon". */
export function timesOf(text: string): TimeFact[] {
  const found: TimeFact[] = [];
  for (const { pattern, read } of notations) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (found.some((other) => start < other.end && end > other.start)) continue;
      const minutes = read(match);
      if (minutes.length > 0) found.push({ text: match[0], start, end, minutes });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

const notations: readonly { readonly pattern: RegExp; read(match: RegExpMatchArray): number[] }[] = [
  {
    pattern: /(?<![\d:.,])(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))?\s?([ap])\.?m(?:\.|(?!\p{L}))/giu,
    read: ([, hour, minute, half]) => [
      ((Number(hour) % 12) + (half?.toLowerCase() === "p" ? 12 : 0)) * 60 + Number(minute ?? 0),
    ],
  },
  {
    pattern: /(?<![\d:.,])([01]?\d|2[0-4])(?:[:.]([0-5]\d))?\s?(?:Uhr|uur)(?:\s([0-5]?\d)(?!\d))?(?!\p{L})/giu,
    read: ([, hour, minute, behind]) => [at(hour, minute ?? behind)],
  },
  {
    pattern: /(?<![\d:.,])([01]?\d|2[0-4])\s?(?::|[hH]\s?)([0-5]\d)(?::[0-5]\d)?(?![\d:])/gu,
    read: ([, hour, minute]) => bothHalves(at(hour, minute), hour),
  },
  {
    pattern:
      /(?<=(?<!\p{L})(?:à|dès|vers|às|a las|alle(?: ore)?|ore|om)\s)([01]?\d|2[0-4])(?:\s?h(?:eures?|oras?)?)?(?![\p{L}\d%:]|[.,]\d)/giu,
    read: (match) =>
      /h/iu.test(match[0]) || /(?:às|las|alle|ore)\s$/iu.test(before(match)) ? [at(match[1], undefined)] : [],
  },
  { pattern: /(?<=(?:at|by|until|before|after|around|from)\s)noon(?!\p{L})/giu, read: () => [720] },
  { pattern: /(?<!\p{L})midnight(?!\p{L})/giu, read: () => [0, 1440] },
];

function at(hour: string | undefined, minute: string | undefined): number {
  return Number(hour) * 60 + Number(minute ?? 0);
}

/** Without a zero in front an hour up to twelve may be one of the afternoon. */
function bothHalves(minutes: number, hour: string | undefined): number[] {
  return Number(hour) < 12 && hour?.startsWith("0") !== true ? [minutes, minutes + 720] : [minutes];
}

function before(match: RegExpMatchArray): string {
  return match.input?.slice(Math.max(0, (match.index ?? 0) - 10), match.index) ?? "";
}
